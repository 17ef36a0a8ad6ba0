"""Keep endpoints: add, change, try out."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox import rules
from yike.core.outbox.actions.posting import post
from yike.core.outbox.models import Endpoint, Kind, Message, Urgency
from yike.core.outbox.register import channel
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.vault.fields import matching, sealed_values
from yike.engines.faults import Fault

TEST_LASTS = timedelta(hours=1)


def add_endpoint(
    by: By,
    *,
    kind: Kind,
    name: str,
    area: Any,
    address: str,
    secret: str = "",
    owner: Any = None,
    rehearsal: str = "",
) -> Endpoint:
    """Add an endpoint. ``address`` is what was pasted: a robot's whole address or key, an e-mail address.

    Raises ``Fault`` for an address that is not of this kind, and for one that is kept already.
    """
    read = channel(kind, rehearsal).address(address, secret)
    with deed(by, "outbox.endpoint.add") as d:
        rules.KEEP.require(by, area)
        endpoint = Endpoint(kind=kind, name=name, area=area, owner=owner, rehearsal=rehearsal)
        _put(endpoint, read.token, read.secret)
        return d.add(endpoint)


def _put(endpoint: Endpoint, token: str, secret: str) -> None:
    _refuse_twice(endpoint, token)
    for column, value in sealed_values(Endpoint, token=token).items():
        setattr(endpoint, column, value)
    endpoint.secret = secret or None


def _refuse_twice(endpoint: Endpoint, token: str) -> None:
    """Refuse an address that another row has, whichever version of the key made its index."""
    same = Endpoint.objects.filter(
        matching(Endpoint, "token", token), kind=endpoint.kind, private=endpoint.private
    )
    if same.exclude(pk=endpoint.pk).exists():
        raise Fault(
            "这个地址已经登记过了",
            "this address is kept already",
            do_zh="请用已有的那一条；同一个机器人登记两次会超过对方的限速",
            do_en="Use the one there is; kept twice, a robot would be written to too often",
        )


def change_endpoint(
    by: By, endpoint: Endpoint, *, address: str = "", secret: str = "", **values: Any
) -> Endpoint:
    """Change name, area, ``enabled`` or ``rehearsal``, and the address or secret where one is given.

    Raises ``Fault`` as ``add_endpoint``.
    """
    with deed(by, "outbox.endpoint.change") as d:
        found = d.lock(endpoint)
        rules.KEEP.require(by, found.area)
        for field, value in values.items():
            setattr(found, field, value)
        rules.KEEP.require(by, found.area)
        if address:
            read = channel(found.kind, found.rehearsal).address(address, secret)
            _put(found, read.token, read.secret)
        elif secret:
            found.secret = secret.strip()
        return d.change(found)


def post_test(by: By, endpoint: Endpoint) -> Message:
    """Post a test message to an endpoint, day or night."""
    with deed(by, "outbox.endpoint.test") as d:
        rules.KEEP.require(by, endpoint.area)
        with translation.override("zh-hans"):
            title, body = (
                _("测试消息"),
                _("看到这条消息，说明一刻可以往这里发通知。发起人：{name}").format(name=by.name),
            )
        return post(
            d,
            key=f"outbox.test:{uuid.uuid4()}",
            kind="outbox.test",
            title=title,
            body=body,
            to=[endpoint],
            area=endpoint.area,
            urgency=Urgency.AT_ONCE,
            expires=now() + TEST_LASTS,
        )
