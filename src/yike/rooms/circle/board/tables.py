"""The board as a table: a line for each community that somebody sees, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yike.core.areas.models import Area, AreaLevel
from yike.rooms.circle import rules

if TYPE_CHECKING:
    from yike.rooms.circle.walking.board import Behind, Board
    from yike.rooms.circle.walking.town import Town


NOBODY = 101.0


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    covered: int
    total: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None where nobody lives."""
        return 100 * self.covered / self.total if self.total else None

    @property
    def missed(self) -> int:
        """How many are not covered."""
        return self.total - self.covered


@dataclass(frozen=True)
class Line:
    """One community, or the sum of all shown (``area`` None)."""

    area: Area | None
    households: Share
    elders: Share


def communities(user: Any) -> list[Area]:
    """Return the communities in which somebody may read the board."""
    rows = Area.objects.filter(level=AreaLevel.COMMUNITY, closed_on=None)
    return list(rules.PLAN.visible(rows, user, "path"))


def lines(board: Board, name: str, areas: Iterable[Area]) -> list[Line]:
    """Return a line for each area that has buildings, the worst for elders first."""
    known = set(board.areas())
    found = [_line(board, name, area) for area in areas if area.pk in known]
    return sorted(found, key=_need)


def _need(line: Line) -> float:
    """Return the share of elders; where none live, more than any share."""
    percent = line.elders.percent
    return NOBODY if percent is None else percent


def _line(board: Board, name: str, area: Area) -> Line:
    return Line(area, _share(board, name, "households", area.pk), _share(board, name, "elders", area.pk))


def _share(board: Board, name: str, weight: str, area: int) -> Share:
    figure = board.figure(name, weight, area)
    return Share(round(figure.reached), round(figure.total))


def summed(found: Iterable[Line]) -> Line:
    """Return the sum of some lines: numbers add up, shares never."""
    rows = list(found)
    return Line(None, _sum(row.households for row in rows), _sum(row.elders for row in rows))


def _sum(shares: Iterable[Share]) -> Share:
    rows = list(shares)
    return Share(sum(row.covered for row in rows), sum(row.total for row in rows))


@dataclass(frozen=True)
class Blind:
    """One blind area: where, who lives there, and how far the worst have to walk."""

    where: str
    households: int
    elders: int
    worst_minutes: float | None
    lon: float
    lat: float
    extent: Any


def blind(town: Town, board: Board, kind: str, areas: Iterable[Area]) -> list[Blind]:
    """Return the blind areas of a kind in which somebody's communities have buildings, heaviest first."""
    own = {area.pk for area in areas}
    community = board.buildings.area("community")
    return [
        Blind(
            gap.where,
            round(gap.weights["households"]),
            round(gap.weights["elders"]),
            None if gap.worst_ds is None else gap.worst_ds / 600,
            gap.lon,
            gap.lat,
            gap.extent,
        )
        for gap in town.blind(board.question, kind)
        if own & set(community[gap.homes].tolist())
    ]


@dataclass(frozen=True)
class Building:
    """One building behind a number: who lives there, how long they walk, and to which point."""

    building: str
    households: int
    elders: int
    minutes: float | None
    point: str


def buildings(rows: Iterable[Behind], names: Mapping[int, str]) -> list[Building]:
    """Return buildings with the name of their nearest point."""
    return [
        Building(
            row.id,
            row.households,
            row.elders,
            None if row.ds is None else row.ds / 600,
            "" if row.point is None else names.get(row.point, ""),
        )
        for row in rows
    ]
