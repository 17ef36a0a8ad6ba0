"""The way for one person from a home to a service point: streets, metres, turns and the exact time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from yike.engines.faults import Language
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.legs import Leg, Stretches, legs_of, whole_metres
from yike.engines.reach.nearest import same_segment
from yike.engines.reach.pace import LONGEST, UNREACHED
from yike.engines.reach.singlesource import Spread, arriving, leaving, spread
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.reach.walk import Ends, Walk, ends_of


@dataclass(frozen=True)
class Path:
    """A way on foot. ``ds`` and ``metres`` count everything, the access legs at both ends included.

    ``lon``/``lat`` run along the streets from where the home stands on its street to where the point does;
    ``access_m`` are the metres from the home to the street and from the street to the point.
    """

    ds: int
    metres: float
    legs: tuple[Leg, ...]
    lon: Floats
    lat: Floats
    access_m: tuple[float, float]

    def lines(self, language: Language = "zh") -> tuple[str, ...]:
        """Return the way in sentences, one a leg, with what to walk before and after the streets."""
        before, after = (whole_metres(m) for m in self.access_m)
        minutes, metres = f"{self.ds / 600:.1f}", whole_metres(self.metres)
        legs = [leg.text(language) for leg in self.legs]
        if language == "zh":
            first = [f"先走 {before} 米到街上"] if before >= 5 else []
            last = [f"离开街道再走 {after} 米"] if after >= 5 else []
            return (*first, *legs, *last, f"到达：共 {metres} 米，约 {minutes} 分钟")
        first = [f"Walk {before} m to the street"] if before >= 5 else []
        last = [f"Leave the street for {after} m"] if after >= 5 else []
        return (*first, *legs, *last, f"Arrive: {metres} m, about {minutes} min")


@dataclass(frozen=True)
class _Way:
    ds: int
    stretches: Stretches


def _straight(walk: Walk, home: Anchors, point: Anchors) -> _Way | None:
    """Return the walk along the one segment both stand on, or None."""
    direct = same_segment(walk, home, point)[2].astype(np.int32)
    if not len(direct):
        return None
    return _Way(int(direct[0]), Stretches(home.segment[:1], home.along[:1], point.along[:1], direct))


def _trail(walk: Walk, found: Spread, node: int) -> tuple[list[int], list[int]]:
    """Return the segments walked up to ``node`` and the nodes passed, the first one included."""
    segments, nodes = [], [node]
    while found.via[node] >= 0:
        segment = int(found.via[node])
        node = int(walk.streets.a[segment]) + int(walk.streets.b[segment]) - node
        segments.append(segment)
        nodes.append(node)
    return segments[::-1], nodes[::-1]


def _goal(back: Ends, row: int, found: Spread) -> tuple[int, int, int, float] | None:
    """Return the end by which a point is reached soonest: whole time, node, time from there, share of segment."""
    ways = ((back.a[row], back.arrive_a[row], 0.0), (back.b[row], back.arrive_b[row], 1.0))
    goals = [
        (int(found.ds[node]) + int(ds), int(node), int(ds), share)
        for node, ds, share in ways
        if ds != UNREACHED and found.ds[node] != UNREACHED
    ]
    return min(goals) if goals and min(goals)[0] <= LONGEST else None


def _seed(out: Ends, node: int) -> tuple[int, int, float]:
    """Return the way out of a home that begins at a node: time, node, share of its segment."""
    seeds = ((int(out.leave_a[0]), int(out.a[0]), 0.0), (int(out.leave_b[0]), int(out.b[0]), 1.0))
    return min(seed for seed in seeds if seed[1] == node)


def _around(walk: Walk, home: Anchors, point: Anchors, found: Spread) -> _Way | None:
    """Return the shortest walk through the ends of both segments, or None."""
    best = _goal(ends_of(walk, point), 0, found)
    if best is None:
        return None
    total, goal, last_ds, last = best
    segments, nodes = _trail(walk, found, goal)
    first_ds, _, first = _seed(ends_of(walk, home), nodes[0])
    forward = walk.streets.a[segments] == nodes[:-1] if segments else np.empty(0, np.bool_)
    between = np.diff(found.ds[nodes])
    return _Way(
        total,
        Stretches(
            np.array([home.segment[0], *segments, point.segment[0]], np.int32),
            np.array([home.along[0], *np.where(forward, 0.0, 1.0), last]),
            np.array([first, *np.where(forward, 1.0, 0.0), point.along[0]]),
            np.array([first_ds, *between, last_ds], np.int32),
        ),
    )


def _junctions(walk: Walk, s: Stretches) -> np.ndarray:
    node = np.where(s.start == 0.0, walk.streets.a[s.segment], walk.streets.b[s.segment])
    return np.diff(walk.graph.start)[node] >= 3


def _told(walk: Walk, way: _Way, home: Anchors, point: Anchors) -> Path:
    legs = legs_of(walk.streets, way.stretches, _junctions(walk, way.stretches))
    access = (float(home.access[0]), float(point.access[0]))
    lon = np.concatenate([legs[0].lon, *(leg.lon[1:] for leg in legs[1:])])
    lat = np.concatenate([legs[0].lat, *(leg.lat[1:] for leg in legs[1:])])
    return Path(way.ds, sum(leg.metres for leg in legs) + sum(access), legs, lon, lat, access)


def path(walk: Walk, home: Anchors, point: Anchors) -> Path | None:
    """Return the quickest way from ``home`` to ``point`` (one row each), None where there is none.

    The time equals that of ``nearest`` for this pair: whole deciseconds on every segment and end, or, when
    both stand on one segment, straight along it if that is not slower. Not found when either stands on no
    street, or when the way takes more than 109 minutes.
    """
    if home.segment[0] < 0 or point.segment[0] < 0:
        return None
    straight = _straight(walk, home, point)
    limit = LONGEST if straight is None else straight.ds
    found = spread(walk, leaving(ends_of(walk, home)), goals=arriving(ends_of(walk, point)), limit_ds=limit)
    ways = [way for way in (straight, _around(walk, home, point, found)) if way is not None]
    return _told(walk, min(ways, key=lambda way: way.ds), home, point) if ways else None


def metres_in(walk: Walk, home: Anchors, points: Anchors, found: Spread) -> Floats:
    """Return the metres (k) of ``path`` to each of k points, by one search from ``home`` without goals.

    NaN where there is no way, or none within the limit of the search.
    """
    out, back = ends_of(walk, home), ends_of(walk, points)
    answer = np.full(len(points), np.nan)
    if home.segment[0] < 0:
        return answer
    _, beside, direct = same_segment(walk, home, points)
    straight = dict(zip(beside.tolist(), direct.tolist(), strict=True))
    for row in np.flatnonzero(points.snapped):
        goal = _goal(back, int(row), found)
        if row in straight and (goal is None or straight[int(row)] <= goal[0]):
            along = _between(walk, home, 0, float(points.along[row]))
        elif goal is None:
            continue
        else:
            _, node, _, share = goal
            along, first = _walked(found.via, walk.streets.a, walk.streets.b, walk.streets.length, node)
            along += _between(walk, home, 0, _seed(out, first)[2]) + _between(walk, points, int(row), share)
        answer[row] = along + home.access[0] + points.access[row]
    return answer


def _between(walk: Walk, places: Anchors, row: int, share: float) -> float:
    """Return the metres along its segment from where a place stands to a share of it."""
    return abs(float(places.along[row]) - share) * float(walk.streets.length[places.segment[row]])


@njit(cache=True, nogil=True)
def _walked(via: Ints, a: Ints, b: Ints, length: Floats, node: int) -> tuple[float, int]:
    """Return the metres from where the walk began to a node, and the node it began at."""
    metres = 0.0
    while via[node] >= 0:
        s = via[node]
        metres += length[s]
        node = a[s] + b[s] - node
    return metres, node
