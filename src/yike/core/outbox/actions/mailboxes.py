"""Mailboxes of residents who subscribed to something: sealed, on no list of the desk, erased when they leave."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.channels.email.transport import checked_address
from yike.core.outbox.models import Endpoint, Kind
from yike.core.record.deed import Deed
from yike.core.vault.fields import matching, sealed_values


def mailbox_of(address: str) -> Endpoint | None:
    """Return the mailbox of a resident that is kept for an address. Raises ``Fault`` where it is none."""
    rows = Endpoint.objects.filter(matching(Endpoint, "token", _kept(address)), kind=Kind.EMAIL, private=True)
    return rows.first()


def _kept(address: str) -> str:
    """Return the one spelling of an address: each way to write capitals would else get letters of its own."""
    return checked_address(address).lower()


def owner_of(address: str) -> str:
    """Return the address without what follows "+", which mail servers put into the same box.

    Raises ``Fault`` for what is no e-mail address.
    """
    name, _at, host = _kept(address).rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"


def keep_mailbox(d: Deed, *, address: str, area: Any) -> Endpoint:
    """Keep the mailbox of a resident, inside the deed of the subscription; the same address is kept once.

    The caller has made sure that its owner wants it. Raises ``Fault`` for what is no e-mail address.
    """
    there = mailbox_of(address)
    if there is not None:
        return there
    with translation.override("zh-hans"):
        endpoint = Endpoint(kind=Kind.EMAIL, name=_("居民的邮箱"), area=area, private=True)
    for column, value in sealed_values(Endpoint, token=_kept(address)).items():
        setattr(endpoint, column, value)
    return d.add(endpoint)


def erase_mailbox(d: Deed, endpoint: Endpoint) -> None:
    """Erase the address of a resident's mailbox, inside the deed that ends the subscription."""
    row = d.lock(endpoint)
    if not row.private:
        raise ValueError("not a resident's mailbox")
    for column, value in sealed_values(Endpoint, token=f"erased:{row.uid.hex}").items():
        setattr(row, column, value)
    d.change(row, enabled=False)
