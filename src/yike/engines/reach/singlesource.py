"""Times from or to one place over all streets: a plain search, for one question at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.heap import heap_pop, heap_push
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Ends, Walk, ends_of

NODE_BITS = 32  # a heap key is deciseconds above, node below: ties go to the smaller node


@njit(cache=True, nogil=True)
def _spread(
    start: Ints,
    to: Ints,
    cost: Deciseconds,
    segment: Ints,
    seeds: Ints,
    goals: Ints,
    limit: int,
    ds: Ints,
    via: Ints,
) -> None:
    """Settle nodes in order of time (Dijkstra 1959) until the limit, or until no goal can be improved.

    ``seeds``/``goals`` (., 2) are (node, deciseconds); a goal's time is what is still to walk from there.
    ``via`` is the segment by which a node is entered, -1 where the walk begins.
    """
    heap = np.empty(len(to) + len(seeds) + 1, np.int64)
    size = 0
    for k in range(len(seeds)):
        node, time = seeds[k, 0], seeds[k, 1]
        if time <= limit and time < ds[node]:
            ds[node] = time
            size = heap_push(heap, size, (np.int64(time) << NODE_BITS) | node)
    while size > 0:
        key, size = heap_pop(heap, size)
        time, node = key >> NODE_BITS, key & ((1 << NODE_BITS) - 1)
        if time > limit:
            break
        if time > ds[node]:
            continue
        for g in range(len(goals)):
            if goals[g, 0] == node:
                limit = min(limit, time + goals[g, 1])
        for arc in range(start[node], start[node + 1]):
            if cost[arc] == UNREACHED:
                continue
            then, head = time + cost[arc], to[arc]
            if then <= limit and then < ds[head]:
                ds[head], via[head] = then, segment[arc]
                size = heap_push(heap, size, (np.int64(then) << NODE_BITS) | head)


@dataclass(frozen=True)
class Spread:
    """What one search found: ``ds`` (n) deciseconds, ``UNREACHED`` beyond; ``via`` (n) the last segment.

    Where a goal ended the search early, nodes further than the goal may hold times that are not final.
    """

    ds: Ints
    via: Ints


def _doors(ends: Ends, first: Deciseconds, second: Deciseconds) -> Ints:
    """Return (2k, 2) rows of (node, deciseconds) by which places join the graph, closed ones left out."""
    rows = np.column_stack((np.concatenate((ends.a, ends.b)), np.concatenate((first, second)))).astype(
        np.int32
    )
    return rows[(rows[:, 0] >= 0) & (rows[:, 1] != UNREACHED)]


def leaving(ends: Ends) -> Ints:
    """Return (node, deciseconds) of the ways out of the places."""
    return _doors(ends, ends.leave_a, ends.leave_b)


def arriving(ends: Ends) -> Ints:
    """Return (node, deciseconds) of the ways in to the places."""
    return _doors(ends, ends.arrive_a, ends.arrive_b)


def spread(
    walk: Walk, seeds: Ints, *, towards: bool = False, goals: Ints | None = None, limit_ds: int = LONGEST
) -> Spread:
    """Search from ``seeds`` (., 2: node, deciseconds), or backwards ``towards`` them, up to ``limit_ds``."""
    graph, n = walk.graph, walk.streets.nodes
    ds, via = np.full(n, UNREACHED, np.int32), np.full(n, -1, np.int32)
    cost = graph.arrive if towards else graph.leave
    goals = np.empty((0, 2), np.int32) if goals is None else goals
    _spread(graph.start, graph.to, cost, graph.segment, seeds, goals, min(int(limit_ds), LONGEST), ds, via)
    return Spread(ds, via)


def times_from(walk: Walk, places: Anchors, *, limit_ds: int = LONGEST) -> Deciseconds:
    """Return deciseconds (n) from the places (the nearest of them) to every street node.

    Access legs are included; ``UNREACHED`` where there is no way or it takes more than ``limit_ds``.
    """
    return spread(walk, leaving(ends_of(walk, places)), limit_ds=limit_ds).ds.astype(np.uint16)


def times_to(walk: Walk, places: Anchors, *, limit_ds: int = LONGEST) -> Deciseconds:
    """Return deciseconds (n) from every street node to the nearest of the places; see ``times_from``."""
    found = spread(walk, arriving(ends_of(walk, places)), towards=True, limit_ds=limit_ds)
    return found.ds.astype(np.uint16)
