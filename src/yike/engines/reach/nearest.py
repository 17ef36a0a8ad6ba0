"""The nearest point of every kind, for every home and every node, with its row; ties go to the first point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.reach.sweep import NEAREST, TIMES, Seeds, plant, run
from yike.engines.reach.walk import Ends, Walk, ends_of

_NONE = np.uint32(0xFFFFFFFF)
_MOST = 1 << 16  # points that one lane can tell apart


@dataclass(frozen=True)
class Nearest:
    """For h homes and K kinds: ``ds`` (h, K) deciseconds, ``UNREACHED`` where none; ``point`` row, -1 none."""

    ds: Deciseconds
    point: Ints


@dataclass(frozen=True)
class _Lanes:
    """Points sorted into lanes: ``row[start[l]:start[l+1]]`` are those of lane l, which serves ``kind[l]``."""

    row: Ints
    start: Ints
    kind: Ints


def _lanes_of(points: Anchors, kind: Ints) -> _Lanes:
    """Return a lane per kind, or several where a kind has more points than a lane can tell apart."""
    row = np.flatnonzero(points.snapped).astype(np.int32)
    row = row[np.argsort(kind[row], kind="stable")]
    of = kind[row]
    first = np.flatnonzero(np.append(True, of[1:] != of[:-1])[: len(of)])
    within = np.arange(len(of)) - np.repeat(first, np.diff(np.append(first, len(of))))
    start = np.flatnonzero(within % _MOST == 0)
    return _Lanes(row, np.append(start, len(row)).astype(np.int32), of[start].astype(np.int32))


def seeds_at(ends: Ends, row: Ints, lane: Ints, number: NDArray[Any] | None) -> Seeds:
    """Return two seeds for each point ``row``: one at each end of its segment, in ``lane``.

    ``number`` (per point, below 65536) is packed beside the time for ``NEAREST`` rows; None for times.
    """
    node = np.concatenate((ends.a[row], ends.b[row]))
    ds = np.concatenate((ends.arrive_a[row], ends.arrive_b[row])).astype(np.uint32)
    word = ds if number is None else (ds << np.uint32(16)) | np.tile(number, 2).astype(np.uint32)
    keep = (ds < UNREACHED) & (node >= 0)
    dtype = np.uint16 if number is None else np.uint32
    return Seeds(node[keep], np.tile(lane, 2)[keep].astype(np.int32), word[keep].astype(dtype))


def same_segment(walk: Walk, homes: Anchors, points: Anchors) -> tuple[Ints, Ints, Deciseconds]:
    """Return (home row, point row, deciseconds) of the straight walks along a segment that both stand on.

    The time is rounded once over both access legs and the way between. Home rows ascend.
    """
    there = np.flatnonzero(points.snapped)
    there = there[np.argsort(points.segment[there], kind="stable")]
    on = points.segment[there]
    low = np.searchsorted(on, homes.segment, "left")
    count = np.where(homes.snapped, np.searchsorted(on, homes.segment, "right") - low, 0)
    home = np.repeat(np.arange(len(homes)), count)
    skipped = np.cumsum(count) - count
    point = there[np.arange(len(home)) - np.repeat(skipped - low, count)]
    ahead = points.along[point] - homes.along[home]
    segment = homes.segment[home]
    if not len(home):
        return homes.segment[:0], homes.segment[:0], walk.out[:0]
    whole = np.where(ahead >= 0, walk.out[segment], walk.back[segment])
    ds = np.rint(np.abs(ahead) * whole + (walk.access_ds(homes)[home] + walk.access_ds(points)[point]))
    ok = (whole != UNREACHED) & (ds <= LONGEST)
    return home[ok].astype(np.int32), point[ok].astype(np.int32), ds[ok].astype(np.uint16)


def _leave(words: NDArray[np.uint32], leave: Deciseconds) -> NDArray[np.uint32]:
    """Add the leg from each home to its node; sums past the longest time become none."""
    total = words.astype(np.uint64) + (leave.astype(np.uint64) << np.uint64(16))[:, None]
    return np.where(total >> np.uint64(16) >= UNREACHED, _NONE, total).astype(np.uint32)


def _ask(walk: Walk, ends: Ends, seeds: Seeds) -> NDArray[np.uint32]:
    """Return (h, 16) words at homes with these ``ends``."""
    h = walk.hierarchy
    rows = run(h, plant(h, walk.graph, seeds, NEAREST), NEAREST)
    a, b = h.place[np.maximum(ends.a, 0)], h.place[np.maximum(ends.b, 0)]
    return np.minimum(_leave(rows[a], ends.leave_a), _leave(rows[b], ends.leave_b))


def _fold(words: NDArray[np.uint32], lanes: _Lanes, kinds: int) -> Nearest:
    """Turn lane words into times and point rows; of several lanes of a kind the first smallest counts."""
    ds = np.full((len(words), kinds), UNREACHED, np.uint16)
    point = np.full((len(words), kinds), -1, np.int32)
    for lane, k in enumerate(lanes.kind):
        time = (words[:, lane] >> np.uint32(16)).astype(np.uint16)
        better = np.flatnonzero(time < ds[:, k])
        ds[better, k] = time[better]
        point[better, k] = lanes.row[lanes.start[lane] + (words[better, lane] & np.uint32(0xFFFF))]
    return Nearest(ds, point)


def nearest(walk: Walk, homes: Anchors, points: Anchors, kind: Ints, kinds: int) -> Nearest:
    """Return the walk from every home to the nearest point of each kind, exact to the decisecond.

    ``kind`` (p) gives each point's kind, 0..kinds-1. Homes and points that stand on no street reach and
    serve nobody. Among points equally near, the one with the smallest row is named.
    """
    lanes, home_ends, point_ends = _lanes_of(points, kind), ends_of(walk, homes), ends_of(walk, points)
    count = len(lanes.kind)
    words = np.full((len(homes), count), _NONE, np.uint32)
    number = np.arange(len(lanes.row)) - np.repeat(lanes.start[:-1], np.diff(lanes.start))
    lane = np.repeat(np.arange(count), np.diff(lanes.start)).astype(np.int32)
    if walk.streets.segments:
        for first in range(0, count, NEAREST.lanes):
            block = slice(lanes.start[first], lanes.start[min(first + NEAREST.lanes, count)])
            seeds = seeds_at(point_ends, lanes.row[block], lane[block] - first, number[block])
            got = _ask(walk, home_ends, seeds)
            words[:, first : first + NEAREST.lanes] = got[:, : count - first]
    home, point, ds = same_segment(walk, homes, points)
    at = np.empty(len(points), np.int64)
    at[lanes.row] = np.arange(len(lanes.row))
    direct = (ds.astype(np.uint32) << np.uint32(16)) | number[at[point]].astype(np.uint32)
    np.minimum.at(words, (home, lane[at[point]]), direct)
    return _fold(words, lanes, kinds)


def node_times(walk: Walk, points: Anchors, kind: Ints, kinds: int) -> Deciseconds:
    """Return (n, kinds) deciseconds from every street node to the nearest point of each kind."""
    answer = np.full((walk.streets.nodes, kinds), UNREACHED, np.uint16)
    ends, on = ends_of(walk, points), np.flatnonzero(points.snapped).astype(np.int32)
    if not len(on):
        return answer
    for first in range(0, kinds, TIMES.lanes):
        row = on[(kind[on] >= first) & (kind[on] < first + TIMES.lanes)]
        seeds = seeds_at(ends, row, kind[row].astype(np.int32) - first, None)
        rows = run(walk.hierarchy, plant(walk.hierarchy, walk.graph, seeds, TIMES), TIMES)
        answer[:, first : first + TIMES.lanes] = rows[walk.hierarchy.place, : kinds - first]
    return answer


def minutes(ds: Deciseconds) -> Floats:
    """Return minutes, NaN where nothing is reached."""
    return np.where(ds == UNREACHED, np.nan, ds / 600.0)
