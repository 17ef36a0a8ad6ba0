"""A question asked once: no hierarchy is worth building, so every lane searches the core by itself.

Trees and chains are still taken off first and filled in last, so the search sees only the core. Its queue is
one list per decisecond (Dial, 1969): no comparisons, no heap.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from yike.engines.reach.graph import Graph, graph_of
from yike.engines.reach.hierarchy import Arcs, Hierarchy
from yike.engines.reach.pace import LONGEST
from yike.engines.reach.reduce import Reduced, reduce_graph
from yike.engines.reach.sweep import PAGE, TIMES, Seeds, Words, empty_rows, plant, write_rows
from yike.engines.reach.timelists import link, unlink


@njit(cache=True, nogil=True)
def _dial(start, to, ds, core, lane, limit):
    """Finish one lane of the core rows from the seeds in it, no farther than ``limit``."""
    c = len(start) - 1
    head = np.full(limit + 1, -1, np.int32)
    after, before = np.empty(c, np.int32), np.empty(c, np.int32)
    time = core[:c, lane].astype(np.int32)
    for v in range(c):
        if time[v] <= limit:
            link(head, after, before, v, time[v])
    for now in range(limit + 1):
        while head[now] >= 0:
            v = head[now]
            unlink(head, after, before, v, now)
            for e in range(start[v], start[v + 1]):
                w = to[e]
                there = now + np.int32(ds[e])
                if there <= limit and there < time[w]:
                    if time[w] <= limit:
                        unlink(head, after, before, w, time[w])
                    time[w] = there
                    link(head, after, before, w, there)
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
        mesh = flat.mesh
        with ThreadPoolExecutor() as pool:  # lanes do not touch each other's cells
            asked = [
                pool.submit(_dial, mesh.start, mesh.to, mesh.ds, core, lane, limit_ds)
                for lane in range(min(TIMES.lanes, lanes - first))
            ]
            for done in asked:
                done.result()
        out[:, first : first + TIMES.lanes] = write_rows(flat, planted, core, TIMES)[:, : lanes - first]
    return out
