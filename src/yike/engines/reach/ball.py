"""Who is within reach of each point: one bounded search per point on the core, then straight down the lists.

Used for counting opportunities, for catchments and for the cover matrix of siting.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.contract import gather
from yike.engines.reach.docked import Docked, dock, dock_nodes
from yike.engines.reach.nearest import same_segment, seeds_at
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.sweep import TIMES, Planted, plant
from yike.engines.reach.timelists import link, unlink
from yike.engines.reach.walk import Ends, Walk, ends_of

_FAR = np.int32(1 << 29)  # beyond every limit, and safe to add to


@dataclass(frozen=True)
class Reached:
    """For p points, who reaches them in time: ``item[start[i]:start[i+1]]`` reach point i in ``ds`` deciseconds."""

    start: NDArray[np.int64]
    item: Ints
    ds: Deciseconds


class Sources(NamedTuple):
    """For point i, ``what[start[i]:start[i+1]]`` and their times.

    Either core positions where its search begins, or things that reach it without passing a core node.
    """

    start: Ints
    what: Ints
    ds: Deciseconds


@njit(cache=True, nogil=True)
def _settle(mesh, position, ds, limit, dist, lists, settled):
    """Search the core from the given positions; write settled positions, return how many."""
    head, after, before = lists
    start, to, arrive = mesh
    waiting = count = 0
    for s in range(len(position)):
        p = position[s]
        if ds[s] <= limit and ds[s] < dist[p]:
            if dist[p] <= limit:
                unlink(head, after, before, p, dist[p])
            else:
                waiting += 1
            dist[p] = ds[s]
            link(head, after, before, p, dist[p])
    now = -1
    while waiting:
        now += 1
        while head[now] >= 0:
            p = head[now]
            unlink(head, after, before, p, now)
            waiting -= 1
            settled[count] = p
            count += 1
            for e in range(start[p], start[p + 1]):
                w = to[e]
                there = now + np.int64(arrive[e])
                if there <= limit and there < dist[w]:
                    if dist[w] <= limit:
                        unlink(head, after, before, w, dist[w])
                    else:
                        waiting += 1
                    dist[w] = there
                    link(head, after, before, w, dist[w])
    return count


@njit(cache=True)
def _lists(limit, core):
    """Return empty lists for every decisecond up to the limit."""
    return np.full(limit + 1, -1, np.int32), np.empty(core, np.int32), np.empty(core, np.int32)


@njit(cache=True, nogil=True)
def _emit(docked, spot_thing, spot_ds, limit, dist, settled, slot, thing, ds):
    """Write the things within the limit and their times; return how many."""
    _, start, near, far, leave_near, leave_far, far_start, far_of = docked
    count = 0
    for k in range(len(settled)):
        p = settled[k]
        for i in range(start[p], start[p + 1]):
            t = min(dist[p] + leave_near[i], dist[far[i]] + leave_far[i])
            thing[count], ds[count], slot[i] = i, t, count
            count += t <= limit
        for j in range(far_start[p], far_start[p + 1]):
            i = far_of[j]
            if dist[near[i]] > limit:
                t = dist[p] + np.int64(leave_far[i])
                thing[count], ds[count], slot[i] = i, t, count
                count += t <= limit
    for k in range(len(spot_thing)):
        i, t = spot_thing[k], np.int64(spot_ds[k])
        if slot[i] < count and thing[slot[i]] == i:  # written above, by way of the core
            ds[slot[i]] = min(ds[slot[i]], t)
        elif t <= limit:
            thing[count], ds[count], slot[i] = i, t, count
            count += 1
    return count


@njit(cache=True, nogil=True)
def _keep(mesh, docked, sources, spots, limit, order):
    """Run the searches of the points in ``order``; return starts, things and times in that order."""
    c, d = len(mesh[0]) - 1, len(docked[0])
    dist = np.full(c, _FAR, np.int32)
    lists, settled = _lists(limit, c), np.empty(c, np.int32)
    slot, thing, ds = np.zeros(d + 1, np.int32), np.empty(d + 1, np.int32), np.empty(d + 1, np.int32)
    start = np.zeros(len(order) + 1, np.int64)
    all_thing, all_ds = np.empty(d + 64, np.int32), np.empty(d + 64, np.uint16)
    for k in range(len(order)):
        i = order[k]
        a, b = sources[0][i], sources[0][i + 1]
        done = _settle(mesh, sources[1][a:b], sources[2][a:b], limit, dist, lists, settled)
        a, b = spots[0][i], spots[0][i + 1]
        count = _emit(docked, spots[1][a:b], spots[2][a:b], limit, dist, settled[:done], slot, thing, ds)
        for j in range(done):
            dist[settled[j]] = _FAR
        have = start[k]
        start[k + 1] = have + count
        if start[k + 1] > len(all_thing):
            all_thing = np.concatenate((all_thing, np.empty(start[k + 1], np.int32)))
            all_ds = np.concatenate((all_ds, np.empty(start[k + 1], np.uint16)))
        all_thing[have : have + count] = thing[:count]
        all_ds[have : have + count] = ds[:count]
    return start, all_thing[: start[-1]], all_ds[: start[-1]]


@njit(cache=True, nogil=True)
def _add(docked, spot_thing, spot_ds, limit, dist, settled, counts):
    """Add 1 to the count of every thing within the limit."""
    _, start, near, far, leave_near, leave_far, far_start, far_of = docked
    for p in settled:
        here = dist[p]
        for i in range(start[p], start[p + 1]):
            counts[i] += min(here + leave_near[i], dist[far[i]] + leave_far[i]) <= limit
        for j in range(far_start[p], far_start[p + 1]):
            i = far_of[j]
            counts[i] += (dist[near[i]] > limit) & (here + leave_far[i] <= limit)
    for k in range(len(spot_thing)):
        i = spot_thing[k]
        core = min(dist[near[i]] + leave_near[i], dist[far[i]] + leave_far[i])
        counts[i] += (core > limit) & (spot_ds[k] <= limit)


@njit(cache=True, nogil=True)
def _count(mesh, docked, sources, spots, limit, order, kind, counts):
    """Run every point's search in ``order``; count its things in ``counts[kind]``."""
    c = len(mesh[0]) - 1
    dist = np.full(c, _FAR, np.int32)
    lists, settled = _lists(limit, c), np.empty(c, np.int32)
    for i in order:
        a, b = sources[0][i], sources[0][i + 1]
        done = _settle(mesh, sources[1][a:b], sources[2][a:b], limit, dist, lists, settled)
        a, b = spots[0][i], spots[0][i + 1]
        _add(docked, spots[1][a:b], spots[2][a:b], limit, dist, settled[:done], counts[kind[i]])
        for k in range(done):
            dist[settled[k]] = _FAR


def _by_point(point: Ints, what: Ints, ds: Deciseconds, points: int) -> Sources:
    """List entries by point; of several for one thing only the shortest is kept."""
    wide = np.int64(what.max(initial=0)) + 1
    if (points + 1) * wide < 1 << 46:  # one key sorts three times as fast as three
        order = np.argsort(((point * wide + what) << 16) | ds, kind="stable")
    else:
        order = np.lexsort((ds, what, point))
    point, what, ds = point[order], what[order], ds[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (point[1:] != point[:-1]) | (what[1:] != what[:-1])
    start = np.searchsorted(point[new], np.arange(points + 1)).astype(np.int32)
    return Sources(start, what[new], ds[new])


def _home_spots(walk: Walk, homes: Ends, planted: Planted) -> tuple[Ints, Ints, Deciseconds]:
    """Return (home, point, ds) of ways from homes over a node of the point's own chain or tree."""
    on = np.flatnonzero(homes.a >= 0)
    row = walk.hierarchy.place[np.concatenate((homes.a[on], homes.b[on]))]
    leave = np.concatenate((homes.leave_a[on], homes.leave_b[on])).astype(np.int64)
    order = np.argsort(row, kind="stable")
    row, leave, home = row[order], leave[order], np.tile(on, 2)[order]
    low = np.searchsorted(row, planted.spot_row, "left")
    count = np.searchsorted(row, planted.spot_row, "right") - low
    spot = np.repeat(np.arange(len(count)), count)
    at = np.arange(len(spot)) - np.repeat(np.cumsum(count) - count - low, count)
    ds = leave[at] + planted.spot_word[spot]
    ok = ds < UNREACHED
    return home[at[ok]].astype(np.int32), planted.spot_lane[spot[ok]], ds[ok].astype(np.uint16)


@dataclass(frozen=True)
class Balls:
    """Points of one walk and what stands around them, ready to be searched from."""

    walk: Walk
    docked: Docked
    sources: Sources
    spots: Sources

    @classmethod
    def around(cls, walk: Walk, points: Anchors, homes: Anchors | None = None) -> Balls:
        """Prepare searches from p ``points`` among ``homes``, or among all street nodes where None."""
        number = np.arange(len(points), dtype=np.int32)
        seeds = seeds_at(ends_of(walk, points), number, number, None)
        planted = plant(walk.hierarchy, walk.graph, seeds, TIMES)
        sources = _by_point(planted.lane, planted.position, planted.word, len(points))
        if homes is None:
            spots = _by_point(planted.spot_lane, planted.spot_row, planted.spot_word, len(points))
            return cls(walk, dock_nodes(walk.hierarchy), sources, spots)
        ends = ends_of(walk, homes)
        docked = dock(walk.hierarchy, ends)
        thing = np.zeros(len(homes), np.int32)
        thing[docked.item] = np.arange(len(docked.item), dtype=np.int32)
        home, point, ds = _home_spots(walk, ends, planted)
        home2, point2, ds2 = same_segment(walk, homes, points)
        near_by = _by_point(
            np.concatenate((point, point2)),
            thing[np.concatenate((home, home2))],
            np.concatenate((ds, ds2)),
            len(points),
        )
        return cls(walk, docked, sources, near_by)

    def _arrays(self) -> tuple[tuple[Any, ...], ...]:
        mesh = self.walk.hierarchy.mesh
        return (mesh.start, mesh.to, mesh.ds), tuple(self.docked), tuple(self.sources), tuple(self.spots)

    def _shares(self, workers: int | None) -> list[NDArray[np.int64]]:
        """Return the points in shares, one per worker, neighbours together: they find each other's rows warm."""
        at = np.append(self.sources.what, 0)[self.sources.start[:-1]]
        order = np.argsort(at, kind="stable")
        most = workers or os.cpu_count() or 1
        return np.array_split(order, max(1, min(most, len(order) // 256)))

    def reached(self, limit_ds: int, workers: int | None = None) -> Reached:
        """Return who reaches each point within ``limit_ds`` (below ``UNREACHED``), in what time.

        ``workers`` threads share the points, by default one per processor; the answer does not depend on it.
        """
        mesh, docked, sources, spots = self._arrays()
        shares = self._shares(workers)
        parts = _in_threads(lambda order: _keep(mesh, docked, sources, spots, limit_ds, order), shares)
        count = np.concatenate([np.diff(start) for start, _, _ in parts])
        place = np.empty(len(count), np.int64)
        place[np.concatenate(shares)] = np.arange(len(count))
        start, at = gather(np.append(0, np.cumsum(count)), place)
        thing, ds = np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts])
        return Reached(start, self.docked.item[thing[at]], ds[at])

    def counts(self, limit_ds: int, kind: Ints, kinds: int, workers: int | None = None) -> Ints:
        """Return (kinds, d) numbers of points of each kind within ``limit_ds``, in the order of ``docked``."""
        mesh, docked, sources, spots = self._arrays()
        of = kind.astype(np.int32)

        def share(order: NDArray[np.int64]) -> Ints:
            counts = np.zeros((kinds, len(self.docked.item)), np.int32)
            _count(mesh, docked, sources, spots, limit_ds, order, of, counts)
            return counts

        counts, *others = _in_threads(share, self._shares(workers))
        for more in others:
            counts += more
        return counts


def _in_threads(work: Callable[[NDArray[np.int64]], Any], shares: list[NDArray[np.int64]]) -> list[Any]:
    """Return ``work`` of every share, in order; the kernels let go of the interpreter's lock."""
    if len(shares) == 1:
        return [work(shares[0])]
    with ThreadPoolExecutor(len(shares)) as pool:
        return list(pool.map(work, shares))


def count_within(walk: Walk, homes: Anchors, points: Anchors, kind: Ints, kinds: int, limit_ds: int) -> Ints:
    """Return (h, kinds) numbers of points of each kind that every home reaches within ``limit_ds``."""
    answer = np.zeros((len(homes), kinds), np.int32)
    if walk.streets.segments:
        balls = Balls.around(walk, points, homes)
        answer[balls.docked.item] = balls.counts(limit_ds, kind, kinds).T
    return answer


def catchment(walk: Walk, homes: Anchors, points: Anchors, limit_ds: int) -> Reached:
    """Return, for each point, the homes that reach it within ``limit_ds`` and their times."""
    if not walk.streets.segments:
        return Reached(np.zeros(len(points) + 1, np.int64), homes.segment[:0], np.zeros(0, np.uint16))
    return Balls.around(walk, points, homes).reached(limit_ds)


def _keep_best(home: NDArray[Any], point: Ints, ds: Deciseconds, best: tuple[Ints, Deciseconds]) -> None:
    """Write each home's first points by (time, row) into ``best``, (h, k) point rows and times."""
    k = best[0].shape[1]
    order = np.lexsort((point, ds, home))
    home, point, ds = home[order], point[order], ds[order]
    first = np.searchsorted(home, home, "left")
    place = np.arange(len(home)) - first
    on = place < k
    best[0][home[on], place[on]], best[1][home[on], place[on]] = point[on], ds[on]


def k_nearest(walk: Walk, homes: Anchors, points: Anchors, k: int) -> tuple[Ints, Deciseconds]:
    """Return (h, k) point rows and deciseconds of the k nearest points of every home, nearest first.

    Missing ones are -1 and ``UNREACHED``; equal times are ordered by point row. The search is widened only
    for homes that have not found k yet.
    """
    best = np.full((len(homes), k), -1, np.int32), np.full((len(homes), k), UNREACHED, np.uint16)
    open_rows, limit = np.flatnonzero(homes.snapped), 9000
    while len(open_rows) and len(points) and k:
        some = homes.take(open_rows)
        got = catchment(walk, some, points, limit)
        point = np.repeat(np.arange(len(points), dtype=np.int32), np.diff(got.start))
        _keep_best(open_rows[got.item], point, got.ds, best)
        if limit == LONGEST:
            break
        open_rows = open_rows[best[0][open_rows, -1] < 0]
        limit = min(2 * limit, LONGEST)
    return best
