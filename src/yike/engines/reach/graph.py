"""Arcs around each node, both ways, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yike.engines.reach.pace import UNREACHED, Deciseconds
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


def graph_of(nodes: int, a: Ints, b: Ints, out: Deciseconds, back: Deciseconds) -> Graph:
    """Return the arcs of m segments a→b (``out``) and b→a (``back``), grouped by node, in segment order."""
    keep = np.flatnonzero((out != UNREACHED) | (back != UNREACHED)).astype(np.int32)
    tail = np.concatenate((a[keep], b[keep]))
    order = np.argsort(tail, kind="stable")
    start = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=start[1:])
    return Graph(
        start,
        np.concatenate((b[keep], a[keep]))[order],
        np.concatenate((out[keep], back[keep]))[order],
        np.concatenate((back[keep], out[keep]))[order],
        np.concatenate((keep, keep))[order],
    )
