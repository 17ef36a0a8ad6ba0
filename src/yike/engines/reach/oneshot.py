"""A question asked once: no hierarchy is worth building, so every lane searches the core by itself.

Trees and chains are still taken off first and filled in last, so the search sees only the core. Its queue is
one list per decisecond (Dial, 1969): no comparisons, no heap.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

import numpy as np
from numba import njit

from yike.engines.reach.graph import Graph, graph_of
from yike.engines.reach.hierarchy import Arcs, Hierarchy
from yike.engines.reach.pace import LONGEST
from yike.engines.reach.reduce import Reduced, reduce_graph
from yike.engines.reach.sweep import PAGE, TIMES, Seeds, Words, empty_rows, plant, write_rows


@njit(cache=True)
def _link(head, after, before, v, time):
    """Put node v at the head of the list of that time."""
    after[v], before[v] = head[time], -1
    if head[time] >= 0:
        before[head[time]] = v
    head[time] = v


@njit(cache=True)
def _unlink(head, after, before, v, time):
    """Take node v out of the list of that time."""
    if before[v] >= 0:
        after[before[v]] = after[v]
    else:
        head[time] = after[v]
    if after[v] >= 0:
        before[after[v]] = before[v]


@njit(cache=True, nogil=True)
def _dial(start, to, ds, core, lane, limit):
    """Finish one lane of the core rows from the seeds in it, no farther than ``limit``."""
    c = len(start) - 1
    head = np.full(limit + 1, -1, np.int32)
    after, before = np.empty(c, np.int32), np.empty(c, np.int32)
    time = core[:c, lane].astype(np.int32)
    for v in range(c):
        if time[v] <= limit:
            _link(head, after, before, v, time[v])
    for now in range(limit + 1):
        while head[now] >= 0:
            v = head[now]
            _unlink(head, after, before, v, now)
            for e in range(start[v], start[v + 1]):
                w = to[e]
                there = now + np.int32(ds[e])
                if there <= limit and there < time[w]:
                    if time[w] <= limit:
                        _unlink(head, after, before, w, time[w])
                    time[w] = there
                    _link(head, after, before, w, there)
    for v in range(c):
        core[v, lane] = time[v] if time[v] <= limit else 65535


def _flat(reduced: Reduced) -> Hierarchy:
    """Return a hierarchy without shortcuts: rows are the street nodes, positions the core rows."""
    r, n, c = reduced, len(reduced.row), len(reduced.core)
    mesh = graph_of(c, r.a, r.b, r.out, r.back)
    no_arcs = Arcs(np.zeros(c + 1, np.int32), r.core[:0], r.out[:0])
    times = (r.leave_a, r.leave_b, r.arrive_a, r.arrive_b)
    place = np.arange(n, dtype=np.int32)
    arcs = (no_arcs, no_arcs, Arcs(mesh.start, mesh.to, mesh.arrive))
    return Hierarchy(place, r.core, r.end_a, r.end_b, *times, *arcs)


def node_times_once(graph: Graph, seeds: Seeds, lanes: int, limit_ds: int = LONGEST) -> Words:
    """Return (n, lanes) deciseconds from every node to the nearest seed of each lane, in node order.

    Core nodes farther than ``limit_ds`` count as not reached, and so does what only they would reach.
    """
    flat = _flat(reduce_graph(graph))
    out = np.empty((graph.nodes, lanes), np.uint16)
    for first in range(0, lanes, TIMES.lanes):
        some = np.flatnonzero((seeds.lane >= first) & (seeds.lane < first + TIMES.lanes))
        planted = plant(
            flat, graph, Seeds(seeds.node[some], seeds.lane[some] - first, seeds.word[some]), TIMES
        )
        core = empty_rows(flat.core + 1 + PAGE, TIMES)
        core.fill(np.iinfo(np.uint16).max)
        np.minimum.at(core, (planted.position, planted.lane), planted.word)
        for lane in range(min(TIMES.lanes, lanes - first)):
            _dial(flat.mesh.start, flat.mesh.to, flat.mesh.ds, core, lane, limit_ds)
        out[:, first : first + TIMES.lanes] = write_rows(flat, planted, core, TIMES)[:, : lanes - first]
    return out
