"""A street for the measurements: 21 communities of four grids, and people with roles in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import Unit, User
from yike.core.areas.actions import add_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.by import By
from yike.core.rights.roles import Role

BY = By.machine("bench", "demo")
COMMUNITIES, GRIDS = 21, 4


@dataclass(frozen=True)
class Street:
    """The street and the grids of all its communities, in order."""

    area: Area
    grids: tuple[Area, ...]

    @cached_property
    def unit(self) -> Unit:
        """The office."""
        return add_unit(BY, kind="street", name="测速街道办事处", area=self.area)

    def somebody(self, username: str, role: Role, area: Area) -> User:
        """Return a new colleague with a role in an area."""
        user = add_user(BY, username=username, name="钱测速", unit=self.unit, password="Crabapple-4-bench")  # noqa: S106 - a throwaway house
        give_role(BY, user=user, role=role, area=area)
        return cast("User", User.objects.get(pk=user.pk))


def make_street() -> Street:
    """Build the street through the same actions as real use."""
    street = add_area(BY, level=AreaLevel.STREET, code="999999001", name="测速街道", parent=None)
    grids = [grid for number in range(1, COMMUNITIES + 1) for grid in _community(street, number)]
    return Street(Area.objects.get(pk=street.pk), tuple(grids))


def _community(street: Area, number: int) -> list[Area]:
    code = f"{street.code}{number:03}"
    community = add_area(BY, level=AreaLevel.COMMUNITY, code=code, name=f"{number}社区", parent=street)
    return [
        add_area(BY, level=AreaLevel.GRID, code=f"{code}{n:03}", name=f"第{n}网格", parent=community)
        for n in range(1, GRIDS + 1)
    ]
