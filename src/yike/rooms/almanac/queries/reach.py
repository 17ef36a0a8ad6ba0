"""Which stairs have a version: every stair of every group with how far its group is, on the ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yike.core.areas.models import Area
from yike.core.residents.queries import places_of
from yike.rooms.almanac.models.issues import IssueVersion
from yike.rooms.almanac.models.packs import Pack, PackState
from yike.rooms.almanac.rules import issues as rules

SIGNS = {
    PackState.WAITING: "○",
    PackState.HANDED: "…",
    PackState.SILENT: "!",
    PackState.FORWARDED: "✓",
}
"""What stands beside a place, so that nobody has to tell colours apart."""


@dataclass(frozen=True)
class Stair:
    """A stairwell or courtyard of a group; ``place`` is None where the register has no such address."""

    name: str
    group: int
    state: str
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Ground:
    """A grid with its groups: how many stand where."""

    area: Area
    groups: int
    states: Counter[str]

    @property
    def forwarded(self) -> int:
        """How many groups have it."""
        return self.states[PackState.FORWARDED]

    @property
    def tone(self) -> str:
        """The tone in which it is drawn: one group that does not answer is seen from afar."""
        if self.states[PackState.SILENT]:
            return "warn"
        return "ok" if self.forwarded == self.groups else "info" if self.states[PackState.HANDED] else ""


def _packs(user: Any, version: IssueVersion) -> list[Pack]:
    """Return the packs of a version in one's areas. One query."""
    rows = Pack.objects.filter(version=version).exclude(state=PackState.DROPPED)
    return list(rules.SEE.visible(rows, user).select_related("group").order_by("group__code"))


def reach(user: Any, version: IssueVersion) -> tuple[list[Ground], list[Stair]]:
    """Return the grids of one's areas with how far they are, and their stairs; three queries."""
    packs = _packs(user, version)
    areas = {row.pk: row for row in Area.objects.filter(pk__in={pack.area_id for pack in packs})}
    grids = sorted(areas.values(), key=lambda area: area.path)
    states: dict[int, Counter[str]] = {pk: Counter() for pk in areas}
    for pack in packs:
        states[pack.area_id][pack.state] += 1
    grounds = [Ground(area, states[area.pk].total(), states[area.pk]) for area in grids]
    return grounds, list(_stairs(packs, places_of(areas)))


def _stairs(packs: Iterable[Pack], places: dict[tuple[int, str], tuple[float, float]]) -> Iterable[Stair]:
    for pack in packs:
        for name in pack.group.stair_list:
            yield Stair(name, pack.group_id, pack.state, places.get((pack.area_id, name)))
