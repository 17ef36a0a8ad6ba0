"""Who stands in for whom: chains, loops, and the roles that come from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from yike.core.record.clock import today
from yike.core.rights.roles import OFFICERS

if TYPE_CHECKING:
    from yike.core.accounts.models import User

# Asked with every page. Putting it together anew each time took a tenth of a small page, so it is written out.
OWN_AND_EDGES = """
SELECT held.user_id, held.role, area.path
FROM accounts_roleholding held JOIN areas_area area ON area.id = held.area_id
WHERE held.user_id = %s AND held.since <= %s AND (held.until IS NULL OR held.until >= %s)
UNION ALL
SELECT lent.principal_id, '', CAST(lent.deputy_id AS varchar(20))
FROM accounts_deputy lent
JOIN accounts_user principal ON principal.id = lent.principal_id
JOIN accounts_user deputy ON deputy.id = lent.deputy_id
WHERE lent.since <= %s AND lent.until >= %s AND principal.is_active AND NOT principal.unproven AND deputy.is_active
"""


@dataclass(frozen=True)
class Holding:
    """One role in force: ``path`` of its area, and for whom it is exercised.

    ``name`` is the principal's. Both are empty for a role of one's own.
    """

    role: str
    path: str
    principal: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Stand:
    """``deputy`` stands in for ``principal`` on the days from ``since`` to ``until``, both included."""

    principal: int
    deputy: int
    since: date
    until: date


def principals_of(deputy: int, edges: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return for whom ``deputy`` stands in, through any chain, by pairs (principal, deputy) of one day."""
    by_deputy: dict[int, list[int]] = {}
    for principal, standing in edges:
        by_deputy.setdefault(standing, []).append(principal)
    found: set[int] = set()
    waiting = [deputy]
    while waiting:
        for principal in by_deputy.get(waiting.pop(), ()):
            if principal not in found and principal != deputy:
                found.add(principal)
                waiting.append(principal)
    return frozenset(found)


def closes_loop(new: Stand, others: Iterable[Stand]) -> bool:
    """Return whether on some day somebody would come to stand in for themselves once ``new`` is added."""
    by_deputy: dict[int, list[Stand]] = {}
    for stand in others:
        by_deputy.setdefault(stand.deputy, []).append(stand)
    return new.principal == new.deputy or any(
        person == new.deputy for person, _, _ in _reached(new, by_deputy)
    )


def _reached(new: Stand, by_deputy: dict[int, list[Stand]]) -> Iterator[tuple[int, date, date]]:
    """Yield everybody whose place ``new.principal`` takes already, with days on which the whole chain holds."""
    waiting = [(new.principal, new.since, new.until)]
    seen: set[tuple[int, date, date]] = set()
    while waiting:
        person, since, until = waiting.pop()
        for stand in by_deputy.get(person, ()):
            step = (stand.principal, max(since, stand.since), min(until, stand.until))
            if step[1] <= step[2] and step not in seen:
                seen.add(step)
                waiting.append(step)
                yield step


def held_by(user: User) -> list[Holding]:
    """Return the roles of ``user`` in force today, with those of whom the user stands in for.

    One query answers for most people: own roles, and in the same breath who stands in for whom today; only who
    stands in for somebody costs a second one. Officers' roles are never passed on, and officers take no other's
    place: the three stay apart.
    """
    day = today()
    found = _own_and_edges(user.pk, day)
    own = [(*row, "") for row in found if row[1]]
    principals = principals_of(user.pk, [(row[0], int(row[2])) for row in found if not row[1]])
    if not principals:
        return apart(user.pk, own)
    return apart(user.pk, [*own, *_lent_by(principals, day)])


def _own_and_edges(user: int, day: date) -> list[tuple[int, str, str]]:
    """Return the own roles as (holder, role, path), then who stands in for whom as (principal, "", deputy)."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_AND_EDGES, [user, *[day.isoformat()] * 4])
        rows: list[tuple[int, str, str]] = cursor.fetchall()
    return rows


def _lent_by(principals: Iterable[int], day: date) -> Iterable[tuple[int, str, str, str]]:
    from yike.core.accounts.models import RoleHolding, in_force  # noqa: PLC0415 - models ask this module

    held = RoleHolding.objects.order_by().filter(in_force(day), user__in=principals)
    able = held.filter(user__is_active=True, user__unproven=False)
    return able.values_list("user_id", "role", "area__path", "user__name")


def apart(user: int, rows: Iterable[tuple[int, str, str, str]]) -> list[Holding]:
    """Return the holdings of ``user`` among rows (holder, role, path, name), officers kept apart."""
    rows = sorted(rows)
    own = [Holding(role, path) for holder, role, path, _name in rows if holder == user]
    if any(holding.role in OFFICERS for holding in own):
        return own
    lent = [
        Holding(role, path, holder, name)
        for holder, role, path, name in rows
        if holder != user and role not in OFFICERS
    ]
    return own + lent
