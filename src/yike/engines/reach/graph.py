"""Arcs around each node, both ways, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from yike.engines.reach.pace import Deciseconds
from yike.engines.reach.streets.model import Ints


@dataclass(frozen=True)
class Graph:
    """Arcs around each node: ``start[v]..start[v+1]``. Each segment gives an arc at both of its ends.

    ``leave`` is the time from v along the arc to ``to``; ``arrive`` the time from ``to`` back to v, in
    deciseconds; ``UNREACHED`` marks a direction that cannot be walked. Arcs closed both ways are left out.
    """

    start: Ints  # n + 1
    to: Ints
    leave: Deciseconds
    arrive: Deciseconds
    segment: Ints

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1


@njit(cache=True)
def _arcs(nodes, a, b, out, back):  # type: ignore[no-untyped-def]
    """Count, then place: a→b arcs of a node first, b→a arcs after them, each in segment order."""
    start = np.zeros(nodes + 1, np.int32)
    for s in range(len(a)):
        if out[s] != 65535 or back[s] != 65535:
            start[a[s] + 1] += 1
            start[b[s] + 1] += 1
    for v in range(nodes):
        start[v + 1] += start[v]
    size = start[nodes]
    to, segment = np.empty(size, np.int32), np.empty(size, np.int32)
    leave, arrive = np.empty(size, np.uint16), np.empty(size, np.uint16)
    fill = start[:-1].copy()
    for turn in range(2):
        tail, head = (a, b) if turn == 0 else (b, a)
        away, home = (out, back) if turn == 0 else (back, out)
        for s in range(len(a)):
            if out[s] != 65535 or back[s] != 65535:
                e = fill[tail[s]]
                fill[tail[s]] += 1
                to[e], leave[e], arrive[e], segment[e] = head[s], away[s], home[s], s
    return start, to, leave, arrive, segment


def graph_of(nodes: int, a: Ints, b: Ints, out: Deciseconds, back: Deciseconds) -> Graph:
    """Return the arcs of m segments a→b (``out``) and b→a (``back``), grouped by node, in segment order."""
    return Graph(*_arcs(nodes, a, b, out, back))
