"""Place the homes: doors along the lanes, slabs along the rows of the estates, 30,000 households in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch.estates import Estate
from yike.rooms.circle.sketch.frame import Rng, along
from yike.rooms.circle.sketch.ways import Town, Way

HOUSEHOLDS = 30_000
PERSONS = (2.1, 3.1)  # per household, least and most
OLD_SHARE, NEW_SHARE = 0.262, 0.185  # of persons aged 65 and over, inside and outside the moat


@dataclass(frozen=True)
class Door:
    """A place on the front of a street where a home or a service point may be."""

    x: float
    y: float
    street: str
    number: str
    weight: float  # households, before they are made to sum up
    old: bool
    community: str = ""


@dataclass(frozen=True)
class Home:
    """One row of the table of homes."""

    door: Door
    households: int
    persons: int
    elders: int


def draw_doors(
    rng: Rng, town: Town, estates: list[Estate], closed: BaseGeometry, inside: Polygon
) -> list[Door]:
    """Return the doors of the old town and the estates: none in water, on ``closed`` ground or on a street."""
    raw = [d for way in town.ways if _lived_on(way) for d in _front(rng, way, inside)]
    raw += [d for estate in estates for d in _slabs(rng, estate)]
    free = _free(town, raw, closed)
    return _spaced([d for d, ok in zip(raw, free, strict=True) if ok])


def _lived_on(way: Way) -> bool:
    lived = ("secondary", "tertiary", "residential", "living_street", "pedestrian", "footway")
    aside = ("sidewalk", "crossing")
    named = bool(way.name) and not way.name.endswith(("步道", "（示意）", "门", "桥", "天桥", "公园"))
    return (
        named
        and way.tags["highway"] in lived
        and "bridge" not in way.tags
        and way.tags.get("footway") not in aside
    )


def _front(rng: Rng, way: Way, inside: Polygon) -> Iterator[Door]:
    """Yield doors on both sides of a street: odd numbers left, even right; few on wide streets."""
    old = bool(inside.contains(way.path))
    gap = (26.0, 52.0) if way.width <= 6.0 and old else (50.0, 100.0)
    most = 12.0 if old else 9.0
    for side in (1, -1):
        at, number = float(rng.uniform(5.0, 14.0)), 1 if side > 0 else 2
        while at < way.path.length - 4.0:
            (x, y), (dx, dy) = along(way.path, at)
            off = side * (way.width / 2.0 + float(rng.uniform(4.0, 9.0)))
            yield Door(
                x - dy * off, y + dx * off, way.name, f"{number}号", float(rng.uniform(3.0, most)), old
            )
            step = float(rng.uniform(*gap))
            at, number = at + step, number + 2 * max(1, round(step / 12.0))


def _slabs(rng: Rng, estate: Estate) -> Iterator[Door]:
    """Yield the slabs of two to four stairwells of an estate, north of each row, where their entrances are."""
    block = 0
    for row in estate.rows:
        at, wells = 8.0, int(rng.integers(2, 5))
        while at + wells * 15.0 < row.length - 5.0:
            block += 1
            yield _slab(rng, estate, row, at + wells * 7.5, wells, f"{block}幢")
            at, wells = at + wells * 15.0 + float(rng.uniform(8.0, 16.0)), int(rng.integers(2, 5))


def _slab(rng: Rng, estate: Estate, row: LineString, at: float, wells: int, number: str) -> Door:
    (x, y), (dx, dy) = along(row, at)
    up = 1.0 if dx >= 0 else -1.0
    weight = wells * float(rng.choice((8, 10, 10)))
    return Door(x - dy * up * 8.0, y + dx * up * 8.0, estate.name, number, weight, False)


def _free(town: Town, doors: list[Door], closed: BaseGeometry) -> np.ndarray:
    at = shapely.points([(d.x, d.y) for d in doors])
    shapely.prepare(closed)
    streets = STRtree([w.path for w in town.ways])
    blocked = np.unique(streets.query(at, predicate="dwithin", distance=3.2)[0])
    free: np.ndarray = ~shapely.dwithin(closed, at, 2.5)
    free[blocked] = False
    return free


def _spaced(doors: list[Door], least: float = 9.0) -> list[Door]:
    """Return the doors without those too close to an earlier one."""
    kept: list[Door] = []
    cells: dict[tuple[int, int], list[Door]] = defaultdict(list)
    for door in doors:
        i, j = int(door.x // least), int(door.y // least)
        near = (d for di in (-1, 0, 1) for dj in (-1, 0, 1) for d in cells[i + di, j + dj])
        if all((d.x - door.x) ** 2 + (d.y - door.y) ** 2 >= least**2 for d in near):
            kept.append(door)
            cells[i, j].append(door)
    return kept


def settle(doors: list[Door], communities: dict[str, Polygon]) -> list[Door]:
    """Return the doors within the area of work, each with its community, in a fixed order."""
    names, shapes = list(communities), list(communities.values())
    at = shapely.points([(d.x, d.y) for d in doors])
    row, nearest = shapely.STRtree(shapes).query_nearest(at, max_distance=0.5, all_matches=False)
    placed = [replace(doors[i], community=names[c]) for i, c in zip(row, nearest, strict=True)]
    order = {name: i for i, name in enumerate(communities)}
    return sorted(placed, key=lambda d: (order[d.community], d.street, d.number, d.x, d.y))


def draw_homes(rng: Rng, doors: list[Door]) -> list[Home]:
    """Return the homes: whole households that sum to ``HOUSEHOLDS``, persons and elders drawn door by door."""
    households = _whole(np.array([d.weight for d in doors]), HOUSEHOLDS)
    return [_home(rng, d, int(h)) for d, h in zip(doors, households, strict=True)]


def _whole(weights: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers, at least one each, in proportion to ``weights`` and summing to ``total``."""
    share: np.ndarray = 1.0 + weights * (total - len(weights)) / weights.sum()
    whole: np.ndarray = np.floor(share).astype(int)
    short = total - int(whole.sum())
    whole[np.argsort(-(share - whole), kind="stable")[:short]] += 1
    return whole


def _home(rng: Rng, door: Door, households: int) -> Home:
    persons = round(households * float(rng.uniform(*PERSONS)))
    share = OLD_SHARE if door.old else NEW_SHARE
    elders = int((rng.random(persons) < share).sum())
    return Home(door, households, persons, elders)
