"""Points for a question: how far on foot, open or not, in the order a visitor needs them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from yike.engines.reach.hours import Hours
from yike.engines.reach.pace import PACES
from yike.rooms.circle.door import words
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.models import PointItem, PointState, ServicePoint
from yike.rooms.circle.opening import Standing, hours_of, offer_hours, standing
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.walking.timetable import Days

DETOUR = 1.25  # of a walk over the straight line, where no street is known (docs/reach.md)
METRES = 111_195.0  # of a degree of latitude on the mean sphere


@dataclass(frozen=True)
class Row:
    """A point in an answer. ``minutes`` None: nobody can walk there, or nobody knows from where.

    ``metres`` is along the way, or the straight line where ``walked`` of the answer is false.
    """

    point: ServicePoint
    stands: Standing
    offers: tuple[PointItem, ...] = ()
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
    def far(self) -> str:
        """The walk in words, empty where it is not known."""
        return "" if self.minutes is None else words.minutes(self.minutes)

    @property
    def long(self) -> str:
        """The distance in words, empty where it is not known."""
        return "" if self.metres is None else words.metres(self.metres)

    @property
    def said(self) -> str:
        """Whether it is open, in words."""
        return words.stands(self.stands, self.at, now=self.now)[0]

    @property
    def tone(self) -> str:
        """The tone of ``said``."""
        return words.stands(self.stands, self.at, now=self.now)[1]

    @property
    def ways(self) -> str:
        """How it is done there: 窗口办理、自助办理."""
        return words.listed([str(offer.get_mode_display()) for offer in self.offers])


@dataclass(frozen=True)
class Answer:
    """Points in the order asked for. ``walked``: minutes are those of a walk along streets.

    ``straight``: distances are straight lines, to be told as such. Neither: nobody said from where.
    """

    rows: tuple[Row, ...]
    walked: bool = False
    straight: bool = False
    holidays_known: bool = True


def hours_at(point: ServicePoint, offers: Sequence[PointItem]) -> list[tuple[Hours, ...]]:
    """Return, for each way of doing it there (or the bare point), the hours that must all be open."""
    base = hours_of(point)
    own = [offer_hours(offer) for offer in offers] or [None]
    return [tuple(one for one in (base, extra) if one is not None) for extra in own]


def stands_at(point: ServicePoint, offers: Sequence[PointItem], at: datetime, days: Days) -> Standing:
    """Return how a point stands for any of some offers: the one open longest, else the one that opens first."""
    found = [standing(all_of, at, days) for all_of in hours_at(point, offers)]
    return min(found, key=lambda one: (not one.open, not one.known, _order(one)))


def _order(one: Standing) -> float:
    if one.open:
        return -_seconds(one.closes) if one.known else 0.0
    return _seconds(one.opens)


def _seconds(moment: datetime | None) -> float:
    """Return a moment as a number to order by; none comes after all others."""
    return ((moment or datetime.max) - datetime.min).total_seconds()


def row_of(point: ServicePoint, asked: Asked, days: Days) -> Row:
    """Return a point as a row without its distance."""
    offers = tuple(getattr(point, "wanted", ()))
    stands = stands_at(point, offers, asked.at, days)
    return Row(point, stands, offers, at=asked.at, now=asked.moment.now)


def fits(point: ServicePoint, asked: Asked) -> bool:
    """Return whether a point has what the visitor needs, and does it in the way they want."""
    has = not asked.need or asked.need in point.features
    return has and (not asked.mode or any(offer.mode == asked.mode for offer in getattr(point, "wanted", ())))


def nearest(
    points: Iterable[ServicePoint],
    asked: Asked,
    spot: Spot | None,
    days: Days,
    *,
    minutes: int | None = None,
) -> Answer:
    """Return the points that fit, with walks where streets are known, else with the straight line.

    ``minutes`` leaves out what is farther; on a straight line, what would be with the usual detour.
    """
    rows = [row_of(point, asked, days) for point in points if fits(point, asked)]
    known = days.knows(asked.at.date())
    if spot is None:
        return Answer(tuple(ordered(rows, asked)), holidays_known=known)
    rows = [straight(row, spot) for row in rows]
    if minutes is not None:
        rows = [row for row in rows if (row.metres or 0.0) <= guessed_metres(minutes, asked.pace)]
    return Answer(tuple(ordered(rows, asked)), straight=True, holidays_known=known)


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
