"""From one door: the nearest open points of every kind, in minutes and metres, and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.nearest import same_segment
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.path import Path, path
from yike.engines.reach.places import Points
from yike.engines.reach.singlesource import times_from
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Walk, ends_of
from yike.rooms.circle.inputs import Ground, load_ground, load_points, stand_at, stand_points
from yike.rooms.circle.opening import open_at
from yike.rooms.circle.request import Request, Step, quiet


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
    unsnapped: int

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {
            "from": list(self.place),
            "pace": self.request.pace,
            "at": None if self.request.at is None else f"{self.request.at:%Y-%m-%d %H:%M}",
            "minutes": self.request.minutes,
            "nearest": [self._row(one) for one in self.found],
            "not_reachable": list(self.missing),
            "points": len(self.points.id),
            "unsnapped": {"points": self.unsnapped},
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
    ground = load_ground(request, step)
    door = stand_at(ground, place, request)
    points = load_points(request, ground.streets)
    at = stand_points(ground, points, request)
    usable = open_at(points.hours, request.at)
    with step("找最近的点", "Finding the nearest points"):
        ds = np.where(usable, times_to_points(ground.walk, door, at), UNREACHED).astype(np.uint16)
        found = tuple(_found(ground, points, door, at, ds, count, way))
    reached = {one.kind for one in found}
    missing = tuple(kind for kind in points.kinds if kind not in reached)
    return Nearby(place, request, found, missing, points, int((~at.snapped).sum()))


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
