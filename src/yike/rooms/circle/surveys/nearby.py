"""From one door: the nearest open points of every kind, in minutes and metres, and the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.gaps import Gap
from yike.engines.reach.islands import islands
from yike.engines.reach.nearest import same_segment
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.path import Path, path
from yike.engines.reach.places import EVERY_HOME as ONE
from yike.engines.reach.places import Points
from yike.engines.reach.singlesource import times_from
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Walk, ends_of
from yike.rooms.circle.surveys.answer import Json, gap_row, parts_of, rows_of, timings_of
from yike.rooms.circle.surveys.inputs import (
    Ground,
    load_ground,
    load_points,
    stand_at,
    stand_points,
    to_degrees,
)
from yike.rooms.circle.surveys.opening import open_at
from yike.rooms.circle.surveys.request import Request, Step, quiet
from yike.rooms.circle.surveys.standing import unsnapped
from yike.rooms.circle.surveys.surveyed import Unsnapped
from yike.rooms.circle.surveys.timing import Stopwatch


@dataclass(frozen=True)
class Found:
    """One point: its row, its rank within its kind (1 is the nearest), deciseconds and the way if asked for."""

    kind: str
    rank: int
    row: int
    id: str
    name: str
    ds: int
    way: Path | None


@dataclass(frozen=True)
class Nearby:
    """What is around one door. ``missing`` are kinds without any open point that can be reached on foot."""

    place: tuple[float, float]
    request: Request
    found: tuple[Found, ...]
    missing: tuple[str, ...]
    points: Points
    unsnapped: tuple[Unsnapped, ...]
    parts: Mapping[str, Json]  # components, as in a survey
    gaps: tuple[Gap, ...]  # a kind each, beyond the limit or not reached at all
    timings: Mapping[str, float]

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints: that of a survey of one home, and what was found."""
        beyond = {gap.kind for gap in self.gaps}
        return {
            "cover": {kind: {ONE: float(k not in beyond)} for k, kind in enumerate(self.points.kinds)},
            "homes": 1,
            "points": len(self.points.id),
            "unsnapped": {"homes": [], "points": rows_of(self.unsnapped)},
            "components": dict(self.parts),
            "gaps": [gap_row(gap, self.points.kinds, self.points.id) for gap in self.gaps],
            "timings": timings_of(self.timings),
            "from": list(self.place),
            "pace": self.request.pace,
            "crossing_seconds": self.request.crossing,
            "at": None if self.request.at is None else f"{self.request.at:%Y-%m-%d %H:%M}",
            "minutes": self.request.minutes,
            "nearest": [self._row(one) for one in self.found],
            "not_reachable": list(self.missing),
        }

    def _row(self, one: Found) -> dict[str, Any]:
        row: dict[str, Any] = {
            "kind": one.kind,
            "rank": one.rank,
            "id": one.id,
            "name": one.name,
            "lon": float(self.points.lon[one.row]),
            "lat": float(self.points.lat[one.row]),
            "seconds": one.ds / 10,
            "walk_minutes": round(one.ds / 600, 2),
            "within": one.ds <= self.request.minutes * 600,
        }
        if one.way is not None:
            row["metres"] = round(one.way.metres, 1)
            row["way"] = {"zh": list(one.way.lines("zh")), "en": list(one.way.lines("en"))}
            row["line"] = np.column_stack((one.way.lon, one.way.lat)).round(6).tolist()
        return row


def times_to_points(walk: Walk, door: Anchors, points: Anchors) -> Deciseconds:
    """Return deciseconds (p) from one door to every point, ``UNREACHED`` where there is no way."""
    node = times_from(walk, door).astype(np.int64)
    ends = ends_of(walk, points)
    best = np.full(len(points), UNREACHED, np.int64)
    for at, leg in ((ends.a, ends.arrive_a), (ends.b, ends.arrive_b)):
        total = node[np.maximum(at, 0)] + leg
        ok = (at >= 0) & (leg != UNREACHED) & (node[np.maximum(at, 0)] != UNREACHED) & (total <= LONGEST)
        best = np.where(ok, np.minimum(best, total), best)
    _, row, ds = same_segment(walk, door, points)
    np.minimum.at(best, row, ds.astype(np.int64))
    return best.astype(np.uint16)


def _ranked(ds: Deciseconds, kind: Ints, k: int, count: int) -> Ints:
    """Return the rows of the ``count`` nearest reached points of a kind; ties go to the first row."""
    rows = np.flatnonzero((kind == k) & (ds != UNREACHED))
    return rows[np.argsort(ds[rows], kind="stable")][:count].astype(np.int32)


def nearby(
    request: Request, place: tuple[float, float], *, count: int = 1, way: bool = False, step: Step = quiet
) -> Nearby:
    """Return the ``count`` nearest open points of every kind from ``place`` (degrees in ``request.datum``).

    Raises ``Fault`` where the place stands on no street, and for whatever is wrong with the files.
    """
    watch = Stopwatch()
    with watch("load"):
        ground, points = _loaded(request, step)
    with watch("snap"):
        door, at = stand_at(ground, place, request), stand_points(ground, points, request)
    usable = open_at(points.hours, request.at, set(request.holidays))
    with watch("reach"), step("找最近的点", "Finding the nearest points"):
        ds = np.where(usable, times_to_points(ground.walk, door, at), UNREACHED).astype(np.uint16)
        found = tuple(_found(ground, points, door, at, ds, count, way))
    reached = {one.kind for one in found}
    missing = tuple(kind for kind in points.kinds if kind not in reached)
    with watch("gaps"):
        lost = tuple(_gaps(ground, points, door, to_degrees(place, request), found, request))
        nowhere = np.array([[UNREACHED if kind in missing else 0 for kind in points.kinds]], np.uint16)
        parts = parts_of(ground.walk, islands(ground.walk), door, at, nowhere)
    left_out = unsnapped(points, at, request.snap)
    return Nearby(place, request, found, missing, points, left_out, parts, lost, watch.seconds)


def _loaded(request: Request, step: Step) -> tuple[Ground, Points]:
    ground = load_ground(request, step)
    return ground, load_points(request, ground.streets)


def _gaps(
    ground: Ground,
    points: Points,
    door: Anchors,
    place: tuple[float, float],
    found: Sequence[Found],
    request: Request,
) -> Iterator[Gap]:
    """Yield a gap of one home for every kind that is beyond the limit or out of reach."""
    streets = ground.streets
    name = int(streets.name[door.segment[0]])
    where, here = streets.names[name] if name >= 0 else "", np.zeros(1, np.int32)
    best = {one.kind: one for one in found if one.rank == 1}
    for k, kind in enumerate(points.kinds):
        one = best.get(kind)
        if one is None:
            yield Gap(k, here, {ONE: 1.0}, None, 1, -1, None, *place, where, None)
        elif one.ds > request.minutes * 600:
            yield Gap(k, here, {ONE: 1.0}, one.ds, 0, one.row, one.ds, *place, where, None)


def _found(
    ground: Ground, points: Points, door: Anchors, at: Anchors, ds: Deciseconds, count: int, way: bool
) -> Iterator[Found]:
    for k, kind in enumerate(points.kinds):
        for rank, row in enumerate(_ranked(ds, points.kind, k, count), 1):
            told = path(ground.walk, door, one_of(at, int(row))) if way else None
            yield Found(kind, rank, int(row), points.id[row], points.name[row], int(ds[row]), told)


def one_of(places: Anchors, row: int) -> Anchors:
    """Return one of many places alone."""
    at = slice(row, row + 1)
    return Anchors(places.segment[at], places.along[at], places.access[at], places.why[at])
