"""A small street office for tests: two communities with two grids each, and people in roles. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from scenes import scene
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import Unit, User
from yike.core.areas.actions import add_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.by import By
from yike.core.rights.roles import Role

BY = By.machine("test", "demo")
PASSWORD = "Crabapple-4-tests"
EARLY = date(2026, 1, 1)  # roles are held since then, on whatever day of its own a test stops the clock


def square(lon: float, lat: float, side: float = 0.004) -> dict[str, object]:
    """Return a GeoJSON square whose south-west corner is at (lon, lat), in degrees."""
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}


@dataclass(frozen=True)
class Office:
    """The areas, units and people of the small street.

    ``clerk`` works for the whole street; ``worker`` and ``colleague`` in the first community, ``stranger`` in the
    second; ``grid_worker`` in the first grid of the first community.
    """

    street: Area
    first: Area
    second: Area
    grids: tuple[Area, Area, Area, Area]
    unit: Unit
    clerk: User
    admin: User
    leader: User
    worker: User
    colleague: User
    stranger: User
    grid_worker: User
    system: User
    security: User
    audit: User


def _person(unit: Unit, username: str, name: str, role: Role, area: Area) -> User:
    user = add_user(BY, username=username, name=name, unit=unit, password=PASSWORD)
    give_role(BY, user=user, role=role, area=area, since=EARLY)
    return user


@scene
def make_office() -> Office:
    """Build the small street through the same actions as real use."""
    street = add_area(BY, level=AreaLevel.STREET, code="999999001", name="梅巷街道", parent=None)
    first = add_area(BY, level=AreaLevel.COMMUNITY, code="999999001001", name="梅东社区", parent=street)
    second = add_area(BY, level=AreaLevel.COMMUNITY, code="999999001002", name="梅西社区", parent=street)
    grids = tuple(
        add_area(BY, level=AreaLevel.GRID, code=f"{parent.code}{n:03}", name=f"第{n}网格", parent=parent)
        for parent in (first, second)
        for n in (1, 2)
    )
    unit = add_unit(BY, kind="street", name="梅巷街道办事处", area=street)
    place = Area.objects.get(pk=street.pk)
    return Office(
        place,
        Area.objects.get(pk=first.pk),
        Area.objects.get(pk=second.pk),
        grids,  # type: ignore[arg-type]
        unit,
        clerk=_person(unit, "clerk", "钱窗口", Role.CLERK, place),
        admin=_person(unit, "admin", "孙管理", Role.STREET_ADMIN, place),
        leader=_person(unit, "leader", "李分管", Role.LEADER, place),
        worker=_person(unit, "worker", "周社工", Role.COMMUNITY_WORKER, first),
        colleague=_person(unit, "colleague", "吴同事", Role.COMMUNITY_WORKER, first),
        stranger=_person(unit, "stranger", "郑外人", Role.COMMUNITY_WORKER, second),
        grid_worker=_person(unit, "grid", "王网格", Role.GRID_WORKER, grids[0]),
        system=_person(unit, "system", "冯系统", Role.SYSTEM_OFFICER, place),
        security=_person(unit, "security", "陈安全", Role.SECURITY_OFFICER, place),
        audit=_person(unit, "audit", "褚审计", Role.AUDIT_OFFICER, place),
    )


def seen_by(user: User) -> Client:
    """Return a browser of Django's in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client
