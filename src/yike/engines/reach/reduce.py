"""Take away what needs no search: dead-end trees, then chains of nodes with two neighbours.

What is left, the core, is a small part of a street map (a seventh in Porto). Everything taken away is a
*member* of a group (a, b): whoever leaves a member must pass core node a or core node b, at known offsets.
A tree hanging on a core node is the group (v, v); a tree hanging on a chain belongs to the chain's group.
"""

# mypy: disable-error-code="no-untyped-def"
# Kernels below are typed by numba from their arguments; their shapes stand in the docstrings.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from yike.engines.reach.graph import Graph
from yike.engines.reach.pace import Deciseconds
from yike.engines.reach.streets.model import Ints


@dataclass(frozen=True)
class Reduced:
    """The core and the groups around it. Core rows number the c core nodes; times are deciseconds.

    ``row`` (n) gives each street node's core row, -1 for members. Core edge i joins core rows ``a[i]``
    and ``b[i]`` in ``out`` (a→b) and ``back`` (b→a). Per street node, ``end_a``/``end_b`` are the core rows
    of its group, ``leave_*`` its time to them, ``arrive_*`` the time from them; ``group`` numbers the groups.
    """

    core: Ints
    row: Ints
    a: Ints
    b: Ints
    out: Deciseconds
    back: Deciseconds
    group: Ints
    end_a: Ints
    end_b: Ints
    leave_a: Deciseconds
    leave_b: Deciseconds
    arrive_a: Deciseconds
    arrive_b: Deciseconds


@njit(cache=True)
def plus(x, y):
    """Add two times; past the longest one there is no number, only ``UNREACHED``."""
    return min(np.int64(x) + np.int64(y), 65535)


@njit(cache=True)
def _peel(start, to):
    """Return live degrees, peeled mask, each peeled node's arc to its parent, and the order of peeling."""
    n = len(start) - 1
    degree = np.zeros(n, np.int32)
    up = np.full(n, -1, np.int32)
    queue = np.empty(n, np.int32)
    tail = 0
    for v in range(n):
        for e in range(start[v], start[v + 1]):
            degree[v] += to[e] != v
        if degree[v] == 1:
            queue[tail] = v
            tail += 1
    peeled = np.zeros(n, np.bool_)
    head = kept = 0
    while head < tail:
        v = queue[head]
        head += 1
        if degree[v] != 1:  # the last node of a tree has nothing left to hang on: it stays, as core
            continue
        queue[kept] = v
        kept += 1
        peeled[v] = True
        degree[v] = 0
        for e in range(start[v], start[v + 1]):
            w = to[e]
            if w != v and not peeled[w]:
                up[v] = e
                degree[w] -= 1
                if degree[w] == 1:
                    queue[tail] = w
                    tail += 1
                break
    return degree, peeled, up, queue[:kept]


@njit(cache=True)
def _core_rows(start, to, degree, peeled):
    """Return core rows: unpeeled nodes without exactly two ways on, and one node of every bare ring."""
    n = len(degree)
    row = np.full(n, -1, np.int32)
    count = 0
    for v in range(n):
        if not peeled[v] and degree[v] != 2:
            row[v] = count
            count += 1
    seen = np.zeros(n, np.bool_)
    stack = np.empty(n, np.int32)
    for rings in range(2):  # first all that hangs between junctions; what is then unseen are rings
        for s in range(n):
            if peeled[s] or seen[s] or (rings == 0 and row[s] < 0):
                continue
            if row[s] < 0:
                row[s] = count
                count += 1
            seen[s] = True
            stack[0] = s
            top = 1
            while top:
                top -= 1
                u = stack[top]
                for e in range(start[u], start[u + 1]):
                    w = to[e]
                    if not peeled[w] and not seen[w] and row[w] < 0:
                        seen[w] = True
                        stack[top] = w
                        top += 1
    core = np.empty(count, np.int32)
    for v in range(n):
        if row[v] >= 0:
            core[row[v]] = v
    return row, core


@njit(cache=True)
def _way_on(start, to, peeled, u, came):
    """Return the other arc of chain node u, having come along its arc back ``came``."""
    on = -1
    for e in range(start[u], start[u + 1]):
        if e != came and to[e] != u and not peeled[to[e]]:
            on = e
    return on


@njit(cache=True)
def _back_arc(start, segment, u, s):
    """Return the arc of u that lies on segment s."""
    for e in range(start[u], start[u + 1]):
        if segment[e] == s:
            return e
    return -1


@njit(cache=True)
def _chains(start, to, leave, arrive, segment, peeled, row, core):
    """Follow every chain from one core end to the other; return core edges and each member's offsets."""
    n = len(row)
    la, lb = np.zeros(n, np.uint16), np.full(n, 65535, np.uint16)
    ra, rb = np.zeros(n, np.uint16), np.full(n, 65535, np.uint16)
    group = np.full(n, -1, np.int32)
    end_a, end_b = row.copy(), row.copy()
    ea, eb = np.empty(len(to), np.int32), np.empty(len(to), np.int32)
    eo, ei = np.empty(len(to), np.uint16), np.empty(len(to), np.uint16)
    chain = np.empty(n, np.int32)
    edges = groups = 0
    for r in range(len(core)):
        for first in range(start[core[r]], start[core[r] + 1]):
            u, e, size = to[first], first, 0
            if u == core[r] or peeled[u] or group[u] >= 0:
                continue
            out, back = np.int64(leave[e]), np.int64(arrive[e])
            while row[u] < 0:
                chain[size] = u
                size += 1
                group[u], ra[u], la[u] = groups, out, back
                e = _way_on(start, to, peeled, u, _back_arc(start, segment, u, segment[e]))
                out, back = plus(out, leave[e]), plus(back, arrive[e])
                rb[u], lb[u] = arrive[e], leave[e]
                u = to[e]
            for i in range(size - 1, -1, -1):
                v = chain[i]
                end_a[v], end_b[v] = r, row[u]
                if i < size - 1:
                    rb[v], lb[v] = plus(rb[v], rb[chain[i + 1]]), plus(lb[v], lb[chain[i + 1]])
            groups += size > 0
            if row[u] != r and (size or row[u] > r) and min(out, back) < 65535:
                ea[edges], eb[edges], eo[edges], ei[edges] = r, row[u], out, back
                edges += 1
    return (ea[:edges], eb[:edges], eo[:edges], ei[:edges]), (group, end_a, end_b, la, lb, ra, rb), groups


@njit(cache=True)
def _hang(to, leave, arrive, up, order, row, groups, member):
    """Give every peeled node the group and offsets of the node it hangs on, plus its own arc."""
    group, end_a, end_b, la, lb, ra, rb = member
    for i in range(len(order) - 1, -1, -1):
        v = order[i]
        e = up[v]
        p = to[e]
        group[v] = groups + row[p] if row[p] >= 0 else group[p]
        end_a[v], end_b[v] = end_a[p], end_b[p]
        la[v], lb[v] = plus(leave[e], la[p]), plus(leave[e], lb[p])
        ra[v], rb[v] = plus(arrive[e], ra[p]), plus(arrive[e], rb[p])


def reduce_graph(graph: Graph) -> Reduced:
    """Return the core of a graph of n nodes and the groups that hang on it. Exact in both directions."""
    degree, peeled, up, order = _peel(graph.start, graph.to)
    row, core = _core_rows(graph.start, graph.to, degree, peeled)
    edges, member, groups = _chains(
        graph.start, graph.to, graph.leave, graph.arrive, graph.segment, peeled, row, core
    )
    _hang(graph.to, graph.leave, graph.arrive, up, order, row, groups, member)
    a, b, out, back = edges
    return Reduced(core, row, a, b, out, back, *member)
