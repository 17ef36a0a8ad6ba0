"""A made-up circle for the walking service: a town of streets, service points with hours, buildings with people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from circles import degrees
from made_survey import made_streets
from plain import plain_home_times
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.hours import Hours
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Streets
from yike.rooms.circle.walking.ground import Ground
from yike.rooms.circle.walking.homes import Homes
from yike.rooms.circle.walking.places import Building, Buildings, Directory, Offer, Place
from yike.rooms.circle.walking.timetable import Days
from yike.rooms.circle.walking.town import Town

TUESDAY = date(2026, 11, 24)
MORNING, LUNCH, EVENING = (datetime(2026, 11, 24, *clock) for clock in ((10, 0), (12, 30), (19, 0)))
HOLIDAY, MAKEUP = date(2026, 10, 1), date(2026, 10, 10)  # a Thursday at rest, a Saturday worked
DAYS = Days(frozenset({HOLIDAY}), frozenset({MAKEUP}), frozenset({2026}))

WRITTEN = (
    "工作日 09:00-12:00、13:30-17:00",
    "Mo-Fr 09:00-17:00; Sa 09:00-12:00",
    "24/7",
    "We 18:30-20:30",
    "Mo-Su 22:00-06:00",
    "PH,Mo-Su 08:00-18:00",
    "2026 Nov 24 13:00-17:00",
)
KEEPS: tuple[Hours | None, ...] = (None, *(Hours.parse(text) for text in WRITTEN))
OFFICE, LATE, ALWAYS, WEDNESDAYS, NIGHTS, DAILY, MARKET = KEEPS[1:]
KINDS = ("station", "bank", "clinic")


def place(
    point: int,
    x: float,
    y: float,
    hours: Hours | None = ALWAYS,
    *,
    kind: str = "station",
    items: Sequence[int] = (),
    serving: bool = True,
) -> Place:
    """A point at metres east and north of the town's corner."""
    (lon,), (lat,) = degrees([(x, y)])
    return Place(point, kind, float(lon), float(lat), hours, serving, tuple(Offer(item) for item in items))


def building(
    name: str, x: float, y: float, households: int = 10, elders: int = 2, community: int = 1, grid: int = 11
) -> Building:
    """An entrance at metres east and north of the town's corner."""
    (lon,), (lat,) = degrees([(x, y)])
    return Building(name, float(lon), float(lat), households, elders, community, grid)


def town_of(
    places: Sequence[Place],
    buildings: Sequence[Building] = (),
    *,
    streets: Streets | None = None,
    days: Days = DAYS,
    kinds: Sequence[str] = (),
) -> Town:
    """A town on the made-up streets, or on others."""
    ground = Ground.of(made_streets() if streets is None else streets)
    return Town("1", Homes(ground, Buildings.of(buildings)), Directory.of(places, kinds), days)


def random_places(rng: np.random.Generator, count: int, first: int = 1, reach: float = 2100.0) -> list[Place]:
    """Points all over the made-up streets, of all kinds and hours, some of them paused."""
    return [
        Place(
            first + i,
            KINDS[rng.integers(len(KINDS))],
            *(float(v[0]) for v in degrees([(rng.uniform(-50, reach), rng.uniform(-50, reach))])),
            KEEPS[rng.integers(len(KEEPS))],
            bool(rng.random() > 0.2),
            tuple(
                Offer(int(item), KEEPS[rng.integers(len(KEEPS))] if rng.random() < 0.3 else None)
                for item in rng.choice(6, rng.integers(0, 4), replace=False)
            ),
        )
        for i in range(count)
    ]


def random_buildings(rng: np.random.Generator, count: int) -> list[Building]:
    """Entrances all over the made-up streets; some stand off them, some have no area."""
    return [
        Building(
            f"B{i}",
            *(float(v[0]) for v in degrees([(rng.uniform(-400, 2500), rng.uniform(-50, 2100))])),
            int(rng.integers(0, 30)),
            int(rng.integers(0, 9)),
            int(rng.integers(-1, 3)),
            int(rng.integers(0, 6)),
        )
        for i in range(count)
    ]


def random_town(seed: int, points: int = 25, buildings: int = 30) -> Town:
    """A town drawn from a seed."""
    rng = np.random.default_rng(seed)
    return town_of(random_places(rng, points), random_buildings(rng, buildings), kinds=KINDS)


def is_open(town: Town, row: int, at: datetime | None, offer_hours: Hours | None = None) -> bool:
    """Whether a point serves (and an item there is offered), by the hours themselves."""
    directory, days = town.directory, town.days
    hours = (directory.keeps[directory.hours[row]], offer_hours)
    return bool(directory.serving[row]) and all(
        one is None or at is None or one.open_at(at, days.holidays, days.worked) for one in hours
    )


def plain_times(town: Town, pace: str, at: datetime | None, homes: Anchors) -> Deciseconds:
    """(h, p) deciseconds from homes to every point of the directory, each a kind of its own, by a plain search."""
    walk, points = town.walk(pace, at), town.points_at(pace)
    each = np.arange(len(points), dtype=np.int32)
    if not len(points):
        return np.full((len(homes), 0), UNREACHED, np.uint16)
    return plain_home_times(walk, homes, points, each, len(points))
