"""A slow, plain reference for walking times, written only with scipy, for the fast engine to agree with.

It follows the arithmetic of ``walk.Ends``: every leg between a place and the street is whole deciseconds,
every segment is whole deciseconds, sums beyond 65534 are unreached. Nothing here is shared with the engine
but that record.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Walk, ends_of

EPS = 2.0**-20  # deciseconds; a walk of fewer than a million arcs stays below one more decisecond


def _cheapest(tail: np.ndarray, head: np.ndarray, ds: np.ndarray, size: int) -> csr_array:
    """Arcs as a sparse matrix where of parallel arcs the cheapest counts (scipy alone would add them up).

    Every arc carries a hair (``EPS``) more than it takes, so that a walk of no time is still an arc.
    """
    order = np.lexsort((ds, head, tail))
    tail, head, ds = tail[order], head[order], ds[order]
    first = np.ones(len(tail), bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return csr_array((ds[first].astype(float), (tail[first], head[first])), shape=(size, size))


def _whole(times: np.ndarray) -> Deciseconds:
    return np.where(times > LONGEST, UNREACHED, np.minimum(times, LONGEST)).astype(np.uint16)


def _arcs(walk: Walk) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    s, out, back = walk.streets, walk.out != UNREACHED, walk.back != UNREACHED
    tail = np.concatenate((s.a[out], s.b[back])).astype(int)
    head = np.concatenate((s.b[out], s.a[back])).astype(int)
    return tail, head, np.concatenate((walk.out[out], walk.back[back])).astype(float)


def _entries(walk: Walk, points: Anchors) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Node, point row and deciseconds of every way from a node straight to a point."""
    ends = ends_of(walk, points)
    node = np.concatenate((ends.a, ends.b))
    ds = np.concatenate((ends.arrive_a, ends.arrive_b))
    row = np.tile(np.arange(len(points)), 2)
    keep = (ds != UNREACHED) & (node >= 0)
    return node[keep], row[keep], ds[keep].astype(float)


def plain_node_times(walk: Walk, points: Anchors, kind: Ints, kinds: int) -> Deciseconds:
    """Return (n, kinds) deciseconds from every node to the nearest point of each kind."""
    n = walk.streets.nodes
    tail, head, ds = _arcs(walk)
    node, row, entry = _entries(walk, points)
    answer = np.full((n, kinds), UNREACHED, np.uint16)
    # one extra node per kind: from there the arcs are walked backwards, towards the homes
    door = n + np.asarray(kind, int)[row]
    turned = _cheapest(
        np.concatenate((head, door)),
        np.concatenate((tail, node)),
        np.concatenate((ds, entry)) + EPS,
        n + kinds,
    )
    for k in range(kinds):
        reached = dijkstra(turned, indices=n + k)[:n]
        answer[:, k] = _whole(np.where(np.isfinite(reached), np.floor(reached), UNREACHED))
    return answer


def _straight(walk: Walk, homes: Anchors, h: int, points: Anchors, p: int) -> float:
    """Deciseconds of walking along the one segment that a home and a point share."""
    s = homes.segment[h]
    ahead = points.along[p] - homes.along[h]
    whole = walk.out[s] if ahead >= 0 else walk.back[s]
    if whole == UNREACHED:
        return float(UNREACHED)
    legs = walk.access_ds(homes)[h] + walk.access_ds(points)[p]
    ds = float(np.rint(abs(ahead) * whole + legs))
    return ds if ds <= LONGEST else float(UNREACHED)


def plain_home_times(walk: Walk, homes: Anchors, points: Anchors, kind: Ints, kinds: int) -> Deciseconds:
    """Return (h, kinds) deciseconds from every home to the nearest point of each kind."""
    node = plain_node_times(walk, points, kind, kinds).astype(np.int64)
    ends = ends_of(walk, homes)
    answer = np.full((len(homes), kinds), UNREACHED, np.int64)
    for at, leave in ((ends.a, ends.leave_a), (ends.b, ends.leave_b)):
        may = (leave != UNREACHED) & (at >= 0)
        through = node[at[may]]
        total = np.where(through == UNREACHED, UNREACHED, through + leave[may, None].astype(np.int64))
        answer[may] = np.minimum(answer[may], total)
    standing: dict[int, list[int]] = {}
    for p in np.flatnonzero(points.snapped):
        standing.setdefault(int(points.segment[p]), []).append(int(p))
    for h in np.flatnonzero(homes.snapped):
        for p in standing.get(int(homes.segment[h]), ()):
            straight = _straight(walk, homes, int(h), points, p)
            answer[h, kind[p]] = min(answer[h, kind[p]], straight)
    return _whole(answer)
