"""Who is to be told of a thing, and whose it usually is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yike.core.accounts.models import Deputy, RoleHolding, Unit, UnitKind, User, in_force
from yike.core.areas.models import Area, lineage
from yike.core.record.clock import today
from yike.core.rights.right import Right
from yike.core.rights.roles import Role
from yike.rooms.grid import rules
from yike.rooms.grid.queries.duties import responsible

MOST = 12  # people who are told of one thing


def holders(area: Area, roles: Iterable[str]) -> list[User]:
    """Return the people who hold one of ``roles`` around an area today, the nearest first."""
    held = RoleHolding.objects.filter(in_force(today()), role__in=list(roles), user__is_active=True)
    rows = [row for row in held.select_related("user", "area") if area.path.startswith(row.area.path)]
    rows.sort(key=lambda row: (-len(row.area.path), row.user_id))
    return list(dict.fromkeys(row.user for row in rows))[:MOST]


def with_deputies(people: Iterable[User]) -> list[User]:
    """Return people, each followed by whoever stands in for them today, through chains; everybody once."""
    lent: dict[int, list[User]] = {}
    for row in Deputy.objects.filter(in_force(today()), deputy__is_active=True).select_related("deputy"):
        lent.setdefault(row.principal_id, []).append(row.deputy)
    found: dict[User, None] = {}
    waiting = list(people)
    while waiting:
        user = waiting.pop(0)
        if user not in found:
            found[user] = None
            waiting = [*lent.get(user.pk, ()), *waiting]
    return list(found)


def dispatchers(area: Area) -> list[User]:
    """Return who dispatches in an area: its secretaries and the clerks of the street."""
    return holders(area, rules.DISPATCH.roles - {Role.STREET_ADMIN})


def leaders(area: Area) -> list[User]:
    """Return the leaders in charge of an area."""
    return holders(area, {Role.LEADER})


def in_charge(area: Area) -> list[User]:
    """Return the leaders in charge of an area; where there is none today, whoever else may supervise there."""
    return leaders(area) or holders(area, rules.SUPERVISE.roles)


def those_of(row: Any) -> list[User]:
    """Return who works on a thing: its owner, else the liaison of its unit, else the unit's people."""
    if row.owner is not None:
        return [row.owner]
    unit = row.owner_unit
    if unit is None:
        return []
    if unit.liaison is not None and unit.liaison.is_active:
        return [unit.liaison]
    return people_of(unit, rules.HANDLE)[:MOST]


def people_of(unit: Unit, right: Right) -> list[User]:
    """Return the people of a unit who have a right somewhere today, by name."""
    held = RoleHolding.objects.filter(in_force(today()), role__in=right.roles, user__unit=unit)
    rows = held.filter(user__is_active=True).select_related("user").order_by("user__name", "user_id")
    return list(dict.fromkeys(row.user for row in rows))


def answering_for(unit: Unit) -> list[User]:
    """Return who can answer for a unit that is asked to help: its liaison, else the people who handle requests."""
    if unit.liaison is not None and unit.liaison.is_active and rules.HANDLE.allows(unit.liaison):
        return [unit.liaison]
    return people_of(unit, rules.HANDLE)[:MOST]


def units() -> list[Unit]:
    """Return all units in use, by kind and name."""
    return list(Unit.objects.filter(active=True).select_related("area").defer("area__polygon"))


def unit_for(area: Area, category: Any = None, at: tuple[Any, Any] = (None, None)) -> Unit | None:
    """Return which unit usually answers: the category's, else whose duty the place is, else the community's.

    What is not on the list of communities is none of theirs: the street's. ``at`` is a point (WGS-84 degrees)
    where one is known.
    """
    if category is not None and category.unit is not None and category.unit.active:
        found: Unit = category.unit
        return found
    unit = responsible(*at, area=area).unit
    if unit is not None and unit.active and rules.on_its_list(category, unit):
        return unit
    kinds, around = (UnitKind.COMMUNITY, UnitKind.STREET), lineage(area.path)
    rows = Unit.objects.filter(active=True, kind__in=kinds, area__path__in=around).select_related("area")
    fitting = [unit for unit in rows if rules.on_its_list(category, unit)]
    return max(fitting, key=lambda unit: (len(unit.area.path), -unit.pk), default=None)
