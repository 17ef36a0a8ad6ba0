"""Who has no account is telephoned: the list is read with that kept, and each call ticked off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from yike.core.record.deed import deed
from yike.core.residents.phones import spoken
from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration
from yike.rooms.almanac.rules import signups as rules


@dataclass(frozen=True)
class Reached:
    """Somebody as they can be telephoned."""

    row: Registration
    name: str
    phone: str


def read_phones(by: By, activity: Activity, rows: Sequence[Registration]) -> list[Reached]:
    """Return name and telephone in plain, kept in each one's history before they are shown."""
    why = "、".join(sorted({str(Call(row.call).label) for row in rows if row.call}))
    with deed(by, "almanac.signup.read", reason=_("打电话告诉：{why}").format(why=why)) as d:
        _require(by, activity)
        found = []
        for row in rows:
            d.note(row, read="name, phone")
            phone = spoken(row.phone.reveal()) if row.phone else ""
            found.append(Reached(row, row.name.reveal() if row.name else "", phone))
        return found


def called(by: By, row: Registration) -> Registration:
    """Note that somebody has been told by telephone."""
    with deed(by, "almanac.signup.called") as d:
        row = d.lock(row)
        _require(by, row.activity)
        return d.change(row, call="", tries=0, tried_at=None)


def not_reached(by: By, row: Registration) -> Registration:
    """Note that nobody answered: the call stays on the list, behind those not tried yet. Twice is two tries."""
    with deed(by, "almanac.signup.not_reached") as d:
        row = d.lock(row)
        _require(by, row.activity)
        return d.change(row, tries=row.tries + 1, tried_at=d.at) if row.call else row


def _require(by: By, activity: Activity) -> None:
    if not by.trusted and (by.user is None or not rules.may_sign(by.user, activity)):
        raise PermissionDenied(rules.SIGN.code)
