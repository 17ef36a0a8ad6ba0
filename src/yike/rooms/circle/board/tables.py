"""The board as a table: a line for each community that somebody sees, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yike.core.areas.models import Area, AreaLevel
from yike.core.residents.rules import REVEAL
from yike.engines import small
from yike.rooms.circle import rules

if TYPE_CHECKING:
    from yike.rooms.circle.walking.board import Behind, Board
    from yike.rooms.circle.walking.places import Buildings, Within
    from yike.rooms.circle.walking.plans import Moved
    from yike.rooms.circle.walking.town import Town


NOBODY = 101.0
NOTHING = "—"
Plain = frozenset[int] | None  # areas of which small numbers are told, None: all


@dataclass(frozen=True)
class Share:
    """So many of so many. Not ``plain``: small numbers are not told; ``rough``: a sum with such a number in it."""

    covered: int
    total: int
    plain: bool = True
    rough: bool = False

    @property
    def percent(self) -> float | None:
        """The share in percent, None where nobody lives."""
        return 100 * self.covered / self.total if self.total else None

    @property
    def missed(self) -> int:
        """How many are not covered."""
        return self.total - self.covered

    @property
    def small(self) -> bool:
        """Whether one of its numbers is too small to be told."""
        return not self.plain and any(small.few(one) for one in (self.covered, self.missed, self.total))

    @property
    def covered_told(self) -> int | None:
        """How many are covered; None where that may not be told."""
        return None if self.small else self.covered

    @property
    def total_told(self) -> int | None:
        """How many there are; None where that may not be told."""
        return None if not self.plain and small.few(self.total) else self.total

    @property
    def covered_text(self) -> str:
        """How many are covered, as may be told."""
        return self._text(self.covered, self.missed)

    @property
    def missed_text(self) -> str:
        """How many are not covered, as may be told."""
        return self._text(self.missed, self.covered)

    @property
    def total_text(self) -> str:
        """How many there are, as may be told."""
        if self.rough:
            return small.about(self.total)
        return small.text(self.total, plain=self.plain)

    @property
    def percent_text(self) -> str:
        """The share in percent, as may be told."""
        if self.percent is None:
            return NOTHING
        if not (self.small or self.rough):
            return f"{self.percent:.1f}%"
        return f"≈{self.percent:.0f}%" if self.total >= small.FIRM else NOTHING

    def _text(self, number: int, other: int) -> str:
        if self.rough:
            return small.about(number)
        if self.small and small.few(other) and not small.few(self.total):
            return small.rest(self.total)
        return small.text(number, plain=self.plain)


@dataclass(frozen=True)
class Line:
    """One community, or the sum of all shown (``area`` None)."""

    area: Area | None
    households: Share
    elders: Share


def communities(user: Any, *, borders: bool = True) -> list[Area]:
    """Return the communities in which somebody may read the board; without ``borders`` for pages without a map."""
    rows = (Area.objects if borders else Area.objects.light()).filter(
        level=AreaLevel.COMMUNITY, closed_on=None
    )
    return list(rules.PLAN.visible(rows, user, "path"))


def communities_in(area: Area) -> list[Area]:
    """Return the communities that an area is, or that lie in it."""
    rows = Area.objects.filter(level=AreaLevel.COMMUNITY, closed_on=None)
    return list(rows.filter(path__startswith=area.path))


def all_communities() -> list[Area]:
    """Return all communities: for the machine, which sits in the office."""
    return list(Area.objects.light().filter(level=AreaLevel.COMMUNITY, closed_on=None).order_by("code"))


def plainly(user: Any, areas: Iterable[Area]) -> Plain:
    """Return the areas of which somebody may be told small numbers: those whose residents they may read."""
    return frozenset(area.pk for area in areas if REVEAL.allows(user, area))


def lines(board: Board, name: str, areas: Iterable[Area], plain: Plain = None) -> list[Line]:
    """Return a line for each area that has buildings, the worst for elders first."""
    known = set(board.areas())
    found = [_line(board, name, area, told(area, plain)) for area in areas if area.pk in known]
    return sorted(found, key=_need)


def gravest(rows: Iterable[Line], most: int) -> list[Line]:
    """Return the lines with most people left out, ``most`` of them: households and elders missed, added up.

    A share would let one elder of two outrank five hundred households.
    """
    left_out = [row for row in rows if _left_out(row)]
    return sorted(left_out, key=lambda row: -_left_out(row))[:most]


def _left_out(row: Line) -> int:
    return row.households.missed + row.elders.missed


def _need(line: Line) -> float:
    """Return the share of elders; where none live, more than any share."""
    percent = line.elders.percent
    return NOBODY if percent is None else percent


def told(area: Area, plain: Plain) -> bool:
    """Return whether small numbers of an area may be told."""
    return plain is None or area.pk in plain


def tells_all(user: Any, areas: Sequence[Area]) -> bool:
    """Return whether small numbers of all these areas may be told to somebody."""
    plain = plainly(user, areas)
    return all(told(area, plain) for area in areas)


def _line(board: Board, name: str, area: Area, plain: bool) -> Line:
    figures = [board.figure(name, weight, area.pk) for weight in ("households", "elders")]
    return Line(area, *(Share(round(one.reached), round(one.total), plain) for one in figures))


def summed(found: Iterable[Line]) -> Line:
    """Return the sum of some lines: numbers add up, shares never."""
    rows = list(found)
    return Line(
        None, summed_shares(row.households for row in rows), summed_shares(row.elders for row in rows)
    )


def summed_shares(shares: Iterable[Share]) -> Share:
    """Return the sum of shares; to tens where a number in it is too small to be told."""
    rows = list(shares)
    covered, total = sum(row.covered for row in rows), sum(row.total for row in rows)
    return Share(covered, total, all(row.plain for row in rows), any(row.small or row.rough for row in rows))


class _Living:
    """Who lives somewhere, told as the reader may know it: ``plain``, or few people as few."""

    households: int
    elders: int
    plain: bool

    @property
    def households_text(self) -> str:
        """How many households, as may be told."""
        return small.text(self.households, plain=self.plain)

    @property
    def elders_text(self) -> str:
        """How many elders, as may be told."""
        return small.text(self.elders, plain=self.plain)


@dataclass(frozen=True)
class Blind(_Living):
    """One blind area: where, who lives there, and how far the worst have to walk."""

    where: str
    households: int
    elders: int
    worst_minutes: float | None
    lon: float
    lat: float
    extent: Any
    plain: bool = True


def scope(town: Town, areas: Iterable[Area]) -> Within:
    """Return the communities of ``areas``; None where they are all in which anybody lives."""
    own = frozenset(area.pk for area in areas)
    return None if own.issuperset(np.unique(town.homes.buildings.community).tolist()) else own


def blind(town: Town, board: Board, kind: str, areas: Sequence[Area], plain: Plain = None) -> list[Blind]:
    """Return the blind areas of a kind in somebody's communities, heaviest first; nobody elsewhere is counted."""
    tells = all(told(area, plain) for area in areas)
    return [
        Blind(
            gap.where,
            round(gap.weights["households"]),
            round(gap.weights["elders"]),
            None if gap.worst_ds is None else gap.worst_ds / 600,
            gap.lon,
            gap.lat,
            gap.extent,
            tells,
        )
        for gap in town.blind(board.question, kind, within=scope(town, areas))
    ]


@dataclass(frozen=True)
class Fared(_Living):
    """One building whose walk a plan changes: who lives there, and the minutes before and after."""

    building: str
    households: int
    elders: int
    before: float | None
    after: float | None
    plain: bool = True


def fared(one: Moved, homes: Buildings, *, plain: bool = True) -> Fared:
    """Return a building with both walks in minutes; None where no open point is reached."""
    before, after = (None if ds is None else ds / 600 for ds in (one.before, one.after))
    return Fared(one.id, int(homes.households[one.row]), int(homes.elders[one.row]), before, after, plain)


@dataclass(frozen=True)
class Building(_Living):
    """One building behind a number: who lives there, how long they walk, and to which point."""

    building: str
    households: int
    elders: int
    minutes: float | None
    point: str
    plain: bool = True


def buildings(rows: Iterable[Behind], names: Mapping[int, str], *, plain: bool = True) -> list[Building]:
    """Return buildings with the name of their nearest point."""
    return [
        Building(
            row.id,
            row.households,
            row.elders,
            None if row.ds is None else row.ds / 600,
            "" if row.point is None else names.get(row.point, ""),
            plain,
        )
        for row in rows
    ]
