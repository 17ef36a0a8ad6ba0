"""Contraction hierarchy of the core: an order of its nodes and the shortcuts that make the order exact.

Method: Geisberger, Sanders, Schultes, Delling (2008). A node is taken out; where the only shortest way
between two of its neighbours led through it, a shortcut replaces it. Cheap nodes first: few shortcuts,
shallow. Witness searches are cut short, which can only add shortcuts, never make an answer wrong.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.heap import heap_pop, heap_push
from yike.engines.reach.pace import Deciseconds
from yike.engines.reach.streets.model import Ints

_SIMULATE, _SETTLE = 8, 60  # nodes a witness search settles when weighing a node, and when taking it out


def gather(start: NDArray[Any], rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return, for lists kept back to back, the starts and old indices of the lists ``rows``, in that order."""
    count = np.diff(start)[rows]
    new = np.zeros(len(rows) + 1, start.dtype)
    np.cumsum(count, out=new[1:])
    return new, np.repeat(start[rows].astype(np.int64) - new[:-1], count) + np.arange(new[-1])


class Upward(NamedTuple):
    """Arcs from each of c core rows to rows taken out later: ``start[v]..start[v+1]``, times in deciseconds.

    ``leave`` is v→to and ``arrive`` to→v.
    """

    start: Ints
    to: Ints
    leave: Deciseconds
    arrive: Deciseconds


@njit(cache=True)
def _neighbours(pool, v, near, out, back):
    """Collect v's live neighbours, unlinking arcs to nodes already taken out. Returns how many."""
    head, following, to, w_out, w_back, gone = pool
    count, last, e = 0, -1, head[v]
    while e >= 0:
        if gone[to[e]]:
            if last < 0:
                head[v] = following[e]
            else:
                following[last] = following[e]
        else:
            near[count], out[count], back[count] = to[e], w_out[e], w_back[e]
            count += 1
            last = e
        e = following[e]
    return count


@njit(cache=True)
def _witness(pool, source, without, limit, most, dist, stamp, now, heap):
    """Shortest times from ``source`` avoiding ``without``, up to ``limit``, settling at most ``most`` nodes."""
    head, following, to, w_out, _, gone = pool
    dist[source], stamp[source] = 0, now
    size = heap_push(heap, np.int64(0), np.int64(source))
    settled = 0
    while size and settled < most:
        word, size = heap_pop(heap, size)
        d, u = word >> 32, word & 0xFFFFFFFF
        if d > dist[u]:
            continue
        settled += 1
        if d >= limit:
            break
        e = head[u]
        while e >= 0:
            x = to[e]
            if x != without and not gone[x]:
                nd = d + w_out[e]
                if nd <= limit and (stamp[x] != now or nd < dist[x]):
                    dist[x], stamp[x] = nd, now
                    if size < len(heap):  # a node left out of a full heap only costs a shortcut
                        size = heap_push(heap, size, (nd << 32) | np.int64(x))
            e = following[e]


@njit(cache=True)
def _link(pool, used, u, v, out, back):
    """Add or shorten the arc u→v (``out``) and v→u (``back``) in u's list; return the new pool size."""
    head, following, to, w_out, w_back, _ = pool
    e = head[u]
    while e >= 0:
        if to[e] == v:
            w_out[e], w_back[e] = min(w_out[e], out), min(w_back[e], back)
            return used
        e = following[e]
    to[used], w_out[used], w_back[used], following[used] = v, out, back, head[u]
    head[u] = used
    return used + 1


@njit(cache=True)
def _shortcuts(pool, v, count, near, out, back, most, work, need):
    """Fill ``need[i, j]`` with the time near[i]→v→near[j] where no other way is as short; count the pairs."""
    dist, stamp, clock, heap = work
    pairs = 0
    for i in range(count):
        limit = np.int64(-1)
        for j in range(count):
            if i != j and back[i] + out[j] < 65535:
                limit = max(limit, np.int64(back[i]) + out[j])
        if limit >= 0:
            clock[0] += 1
            _witness(pool, near[i], v, limit, most, dist, stamp, clock[0], heap)
        for j in range(count):
            through = np.int64(back[i]) + out[j]
            found = stamp[near[j]] == clock[0] and dist[near[j]] <= through
            need[i, j] = 65535 if i == j or limit < 0 or found or through >= 65535 else through
    for i in range(count):
        for j in range(i):
            pairs += need[i, j] < 65535 or need[j, i] < 65535
    return pairs


@njit(cache=True)
def _square(need, count):
    """Return a table with room for ``count`` neighbours."""
    return need if count <= len(need) else np.empty((2 * count, 2 * count), np.int32)


@njit(cache=True)
def _room(pool, used, more):
    """Return the arc pool with room for ``more`` arcs."""
    head, following, to, w_out, w_back, gone = pool
    if used + more <= len(to):
        return pool
    extra = np.empty(len(to) + more, np.int32)
    grown = np.concatenate((following, extra)), np.concatenate((to, extra))
    return head, grown[0], grown[1], np.concatenate((w_out, extra)), np.concatenate((w_back, extra)), gone


@njit(cache=True)
def _contract(c, a, b, w_ab, w_ba, simulate, settle):
    """Take out all c nodes, cheapest first; return their order and, in it, the arcs to later nodes.

    In one piece: arrays that grow on the way would have to be handed out and back between the parts, each compiled
    apart.
    """
    room = 4 * len(a) + 64
    pool = (
        np.full(c, -1, np.int32), np.empty(room, np.int32), np.empty(room, np.int32),
        np.empty(room, np.int32), np.empty(room, np.int32), np.zeros(c, np.bool_),
    )  # fmt: skip
    used = size = np.int64(0)  # plain zeros would be compiled for apart
    for i in range(len(a)):
        used = _link(pool, used, a[i], b[i], w_ab[i], w_ba[i])
        used = _link(pool, used, b[i], a[i], w_ba[i], w_ab[i])
    work = (np.zeros(c, np.int64), np.zeros(c, np.int64), np.zeros(1, np.int64), np.empty(4096, np.int64))
    near, out, back = np.empty(c, np.int32), np.empty(c, np.int32), np.empty(c, np.int32)
    need = np.empty((64, 64), np.int32)
    depth = np.zeros(c, np.int32)
    heap = np.empty(c + 1, np.int64)
    for v in range(c):
        count = _neighbours(pool, v, near, out, back)
        need = _square(need, count)
        pairs = _shortcuts(pool, v, count, near, out, back, simulate, work, need)
        size = heap_push(heap, size, ((1000 + 4 * pairs - 2 * count) << 32) | v)
    start = np.zeros(c + 1, np.int32)
    arcs, done = 0, 0
    up_to, up_o, up_b = np.empty(room, np.int32), np.empty(room, np.uint16), np.empty(room, np.uint16)
    order = np.empty(c, np.int32)
    while size:
        word, size = heap_pop(heap, size)
        v = word & 0xFFFFFFFF
        count = _neighbours(pool, v, near, out, back)
        need = _square(need, count)
        pairs = _shortcuts(pool, v, count, near, out, back, settle, work, need)
        key = 1000 + 4 * pairs - 2 * count + depth[v]
        if size and key > (heap[0] >> 32):
            size = heap_push(heap, size, (key << 32) | v)
            continue
        pool[5][v] = True
        order[done] = v
        pool = _room(pool, used, 2 * pairs)
        for i in range(count):
            depth[near[i]] = max(depth[near[i]], depth[v] + 1)
            for j in range(i):
                if need[i, j] < 65535 or need[j, i] < 65535:
                    used = _link(pool, used, near[i], near[j], need[i, j], need[j, i])
                    used = _link(pool, used, near[j], near[i], need[j, i], need[i, j])
            if arcs == len(up_to):
                up_to = np.concatenate((up_to, np.empty(arcs, np.int32)))
                up_o = np.concatenate((up_o, np.empty(arcs, np.uint16)))
                up_b = np.concatenate((up_b, np.empty(arcs, np.uint16)))
            up_to[arcs], up_o[arcs], up_b[arcs] = near[i], out[i], back[i]
            arcs += 1
        done += 1
        start[done] = arcs
    return order, start, up_to[:arcs], up_o[:arcs], up_b[:arcs]


def contract(nodes: int, a: Ints, b: Ints, out: Deciseconds, back: Deciseconds) -> Upward:
    """Return the upward arcs of a core of ``nodes`` rows and edges a–b (``out`` a→b, ``back`` b→a)."""
    times = out.astype(np.int32), back.astype(np.int32)
    order, start, to, leave, arrive = _contract(nodes, a, b, *times, _SIMULATE, _SETTLE)
    rank = np.empty(nodes, np.int32)
    rank[order] = np.arange(nodes, dtype=np.int32)
    new, arc = gather(start, rank)
    return Upward(new, to[arc], leave[arc], arrive[arc])
