"""Points for a question: how far on foot, open or not, in the order a visitor needs them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from yike.engines.reach.pace import PACES
from yike.rooms.circle.door import walks, words
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.models import PointState
from yike.rooms.circle.opening import Standing, standing
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.queries.shelf import Line, Offered
from yike.rooms.circle.walking.answers import Found, Near
from yike.rooms.circle.walking.timetable import Days

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

DETOUR = 1.25  # of a walk over the straight line, where no street is known (docs/reach.md)
FIRST, MOST = 10, 60  # points that a page tells at once, and when more are asked for
METRES = 111_195.0  # of a degree of latitude on the mean sphere


@dataclass(frozen=True)
class Row:
    """A point in an answer. ``minutes`` None: nobody can walk there, or nobody knows from where.

    ``metres`` is along the way, or the straight line where ``walked`` of the answer is false.
    """

    point: Line
    stands: Standing
    offers: tuple[Offered, ...] = ()
    minutes: int | None = None
    metres: float | None = None
    at: datetime = field(default=datetime.min)
    now: bool = True

    @property
    def paused(self) -> bool:
        """Whether the point is paused."""
        return self.point.state == PointState.PAUSED

    @property
    def open(self) -> bool:
        """Whether something can be done there at the moment asked about."""
        return self.stands.open and not self.paused

    @property
    def call(self) -> str:
        """The number to ring before anybody sets out: of a paused point, and of one whose hours nobody knows."""
        return self.point.phone if self.paused or not self.stands.known else ""

    @property
    def far(self) -> str:
        """The walk in words, empty where it is not known."""
        return "" if self.minutes is None else words.minutes(self.minutes)

    @property
    def long(self) -> str:
        """The distance in words, empty where it is not known."""
        return "" if self.metres is None else words.metres(self.metres)

    @cached_property
    def _told(self) -> tuple[str, str]:
        return words.stands(self.stands, self.at, now=self.now)

    @property
    def said(self) -> str:
        """Whether it is open, in words."""
        return self._told[0]

    @property
    def tone(self) -> str:
        """The tone of ``said``."""
        return self._told[1]

    @property
    def ways(self) -> str:
        """How it is done there, each way once however many items: 窗口办理、自助办理."""
        return words.listed(list(dict.fromkeys(offer.mode_name for offer in self.offers)))


@dataclass(frozen=True)
class Answer:
    """Points in the order asked for. ``walked``: minutes are those of a walk along streets.

    ``straight``: distances are straight lines, to be told as such; ``soon``: walks are being prepared. Neither:
    nobody said from where. ``beyond``: so many points cannot be reached on foot at this pace, or within two hours.
    ``left``: more points would fit than are told; these are the nearest.
    """

    rows: tuple[Row, ...]
    walked: bool = False
    straight: bool = False
    soon: bool = False
    beyond: int = 0
    left: bool = False
    holidays_known: bool = True


def stands_at(point: Line, offers: Sequence[Offered], at: datetime, days: Days) -> Standing:
    """Return how a point stands for any of some offers: the one open longest, else the one that opens first."""
    own = [offer.keeps for offer in offers] or [None]
    kept = [tuple(one for one in (point.keeps, extra) if one is not None) for extra in own]
    found = [standing(all_of, at, days) for all_of in kept]
    return min(found, key=lambda one: (not one.open, not one.known, _order(one)))


def _order(one: Standing) -> float:
    if one.open:
        return -_seconds(one.closes) if one.known else 0.0
    return _seconds(one.opens)


def _seconds(moment: datetime | None) -> float:
    """Return a moment as a number to order by; none comes after all others."""
    return ((moment or datetime.max) - datetime.min).total_seconds()


def row_of(point: Line, offers: tuple[Offered, ...], asked: Asked, days: Days) -> Row:
    """Return a point as a row without its distance."""
    stands = stands_at(point, offers, asked.at, days)
    return Row(point, stands, offers, at=asked.at, now=asked.moment.now)


def fits(point: Line, offers: Sequence[Offered], asked: Asked) -> bool:
    """Return whether a point has what the visitor needs, and does it in the way they want."""
    has = not asked.need or asked.need in point.features
    return has and (not asked.mode or any(offer.mode == asked.mode for offer in offers))


def nearest(
    asked: Asked,
    spot: Spot | None,
    days: Days,
    *,
    item: int | None = None,
    minutes: int | None = None,
    most: int = MOST,
    among: Collection[int] | None = None,
) -> Answer:
    """Return at most ``most`` points that fit, with walks where streets are known, else with the straight line.

    ``item``: only points that offer it. ``minutes`` leaves out what is farther; on a straight line, what would be
    with the usual detour. ``among`` names the points by key. Without a spot nobody knows how far.
    """
    known = days.knows(asked.at.date())
    if spot is None:
        return replace(_cut(_rows(asked, days, item, among), asked, most), holidays_known=known)
    found = walks.walking()
    near = _walked(found.town, asked, spot, item, minutes, most, among)
    if near is not None:
        return replace(_answer(near, asked, days, item, most), holidays_known=known)
    rows = [straight(row, spot) for row in _rows(asked, days, item, among)]
    if minutes is not None:
        rows = [row for row in rows if (row.metres or 0.0) <= guessed_metres(minutes, asked.pace)]
    told = _cut(rows, asked, most)
    return replace(told, straight=True, soon=found.soon, holidays_known=known)


def _rows(asked: Asked, days: Days, item: int | None, among: Collection[int] | None) -> list[Row]:
    found = shelf.lines(item=item, among=among)
    return [row_of(point, offers, asked, days) for point, offers in found if fits(point, offers, asked)]


def _cut(rows: Iterable[Row], asked: Asked, most: int) -> Answer:
    """Return the first rows in the order asked for, and whether some were left out."""
    told = ordered(rows, asked)
    return Answer(tuple(told[:most]), left=len(told) > most)


def _walked(
    town: Town | None,
    asked: Asked,
    spot: Spot,
    item: int | None,
    minutes: int | None,
    most: int,
    among: Collection[int] | None,
) -> Near | None:
    """Return the walks; None without a town, or from a place that stands on no street of it."""
    if town is None:
        return None
    kept = None if among is None else frozenset(among)
    if asked.need or asked.mode:
        found = shelf.lines(item=item, among=kept)
        kept = frozenset(point.pk for point, offers in found if fits(point, offers, asked))
    asking = walks.wish(asked, spot, item=item, minutes=minutes, count=most, later=most, among=kept)
    near = town.nearest(asking)
    return near if near.walked else None


def _answer(near: Near, asked: Asked, days: Days, item: int | None, most: int) -> Answer:
    """Return walks with the points they lead to; what nobody reaches at this pace is told apart."""
    walks_to = {one.id: one for one in (*near.found, *near.later, *near.paused)}
    points = shelf.lines(item=item, among=walks_to)
    rows = [_with_walk(row_of(point, offers, asked, days), walks_to[point.pk]) for point, offers in points]
    missed = near.offered - len(near.found) - len(near.later)
    whole = len(near.found) < most and len(near.later) < most and near.wish.minutes is None
    told = _cut(rows, asked, most)
    return replace(
        told, walked=True, beyond=missed if whole else 0, left=told.left or (missed > 0 and not whole)
    )


def _with_walk(row: Row, found: Found) -> Row:
    return replace(row, minutes=found.minutes, metres=found.metres)


def ordered(rows: Iterable[Row], asked: Asked) -> list[Row]:
    """Return rows as asked for: open ones first, then shut ones, then paused ones; only open ones if wished."""
    kept = [row for row in rows if row.open or not asked.open]
    return sorted(kept, key=lambda row: (not row.open, row.paused, *_by(row, asked.sort), row.point.name))


def _by(row: Row, sort: str) -> tuple[float, ...]:
    far = math.inf if row.metres is None else row.metres
    walk = math.inf if row.minutes is None else float(row.minutes)
    if sort == "name":
        return ()
    if sort == "late" and row.open:
        return (-_seconds(row.stands.closes), walk, far)
    return (walk, far)


def straight(row: Row, spot: Spot) -> Row:
    """Return a row with the straight line from a spot; minutes are not told, for nobody walks through houses."""
    return replace(row, minutes=None, metres=between(spot, row.point.lon, row.point.lat))


def guessed_metres(minutes: int, pace: str) -> float:
    """Return the straight line of a walk with the usual detour (docs/reach.md): 800 m for 15 minutes."""
    return minutes * PACES[pace].metres_per_minute / DETOUR


def between(spot: Spot, lon: float, lat: float) -> float:
    """Return the metres of the straight line on the mean sphere, exact enough for a few kilometres."""
    east = math.radians(lon - spot.lon) * math.cos(math.radians((lat + spot.lat) / 2))
    return math.hypot(math.degrees(east), lat - spot.lat) * METRES
