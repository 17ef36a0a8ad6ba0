"""Reading who asks, in plain: with a reason, kept before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import deed
from yike.core.residents.actions.revealing import checked_reason
from yike.core.residents.phones import spoken
from yike.core.rights.by import By
from yike.rooms.grid import measures, rules
from yike.rooms.grid.models import Request


@dataclass(frozen=True)
class Who:
    """Name and telephone in plain, empty where nobody gave them."""

    name: str
    phone: str


def reveal_person(by: By, request: Request, *, reason: str) -> Who:
    """Return who asks. Kept before it is returned: who read it, and why; of a secret report too.

    Raises ``PermissionDenied`` for who neither works on it nor dispatches (of a secret report: without the right
    to it), and ``Fault`` for a reason that says nothing.
    """
    why = checked_reason(reason)
    with deed(by, "grid.request.read", reason=why) as d:
        row = d.lock(request)
        if not by.trusted and (by.user is None or not rules.may_know(by.user, row)):
            raise PermissionDenied(rules.SECRET.code)
        who = Who(row.name.reveal() if row.name else "", spoken(row.phone.reveal()) if row.phone else "")
        d.note(row, read="name, phone")
        d.fact(measures.SECRETS_READ.code, 1, area=row.area_id, source=row)
        return who
