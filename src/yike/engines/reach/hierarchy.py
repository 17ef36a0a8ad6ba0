"""A graph prepared for many questions: laid out so that one pass up and one down its rows answer them.

Order: every core node comes after all its upward neighbours, and soon after them (Kahn's algorithm with a
stack), so that what a row needs was written a moment ago. Members follow the later of their two ends.
Arcs are padded to fours with arcs that change nothing: the passes then run almost without a wrong guess
by the processor's branch predictor, which used to be half of their cost.
"""

# mypy: disable-error-code="no-untyped-def"
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.contract import Upward, contract, gather
from yike.engines.reach.graph import Graph, graph_of
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.reduce import Reduced, reduce_graph
from yike.engines.reach.streets.model import Ints

PAD = 4


@dataclass(frozen=True)
class Arcs:
    """Arcs of c core positions, ``start[p]..start[p+1]``; ``ds`` deciseconds, ``UNREACHED`` where it is padding."""

    start: Ints
    to: Ints
    ds: Deciseconds


@dataclass(frozen=True)
class Hierarchy:
    """n rows in sweep order over c core positions.

    ``place`` (n) is the row of each street node. Whoever stands in row r leaves to core positions
    ``near[r]`` and ``far[r]`` in ``leave_near``/``leave_far`` and comes from them in ``arrive_*``
    deciseconds; a core node is its own ``near`` and ``far``, and stands in row ``core_row`` of its position.
    ``up`` holds, for each core position, the arcs by which it is reached from later positions, ``down`` those
    by which it reaches earlier ones. ``mesh`` holds the core's own edges without shortcuts, as the times in
    which a position is reached from its neighbours.
    """

    place: Ints
    core_row: Ints
    near: Ints
    far: Ints
    leave_near: Deciseconds
    leave_far: Deciseconds
    arrive_near: Deciseconds
    arrive_far: Deciseconds
    up: Arcs
    down: Arcs
    mesh: Arcs

    @property
    def nodes(self) -> int:
        """Number of rows."""
        return len(self.place)

    @property
    def core(self) -> int:
        """Number of core positions."""
        return len(self.down.start) - 1


@njit(cache=True)
def _depth_first(waits, below, down):
    """Return an order of core rows, upward neighbours first; ``waits`` counts these and is used up."""
    c = len(waits)
    order, stack = np.empty(c, np.int32), np.empty(c, np.int32)
    top = count = 0
    for v in range(c):
        if waits[v] == 0:
            stack[top] = v
            top += 1
    while top:
        top -= 1
        v = stack[top]
        order[count] = v
        count += 1
        for e in range(below[v], below[v + 1]):
            waits[down[e]] -= 1
            if waits[down[e]] == 0:
                stack[top] = down[e]
                top += 1
    return order


def _turn_round(start: Ints, to: Ints, ds: Deciseconds) -> tuple[Ints, Ints, Deciseconds]:
    """Return the same arcs listed at their other end."""
    c = len(start) - 1
    tail = np.repeat(np.arange(c, dtype=np.int32), np.diff(start))
    order = np.argsort(to, kind="stable")
    back = np.zeros(c + 1, np.int32)
    np.cumsum(np.bincount(to, minlength=c), out=back[1:])
    return back, tail[order], ds[order]


def _pad(start: Ints, to: Ints, ds: Deciseconds) -> Arcs:
    """Fill every list up to a positive multiple of four with arcs to its own position that lead nowhere."""
    count = np.diff(start)
    room = np.maximum(-(-count // PAD), 1) * PAD
    new = np.zeros(len(start), np.int32)
    np.cumsum(room, out=new[1:])
    out_to = np.repeat(np.arange(len(count), dtype=np.int32), room)
    out_ds = np.full(len(out_to), UNREACHED, np.uint16)
    at = np.repeat(new[:-1] - start[:-1], count) + np.arange(len(to))
    out_to[at], out_ds[at] = to, ds
    return Arcs(new, out_to, out_ds)


def _members(reduced: Reduced, position: Ints) -> tuple[Ints, list[NDArray[Any]]]:
    """Return the row of each street node, and near, far, leave and arrive times of each row."""
    a, b = position[reduced.end_a], position[reduced.end_b]
    swap = a < b  # a member is written once the later of its two ends is known
    near, far = np.where(swap, b, a), np.where(swap, a, b)
    is_core = reduced.row >= 0
    # rows: by later end; the core node itself first, then group by group
    key = (near.astype(np.int64) << 32) | np.where(is_core, 0, reduced.group.astype(np.int64) + 1)
    by_row = np.argsort(key, kind="stable")
    place = np.empty(len(by_row), np.int32)
    place[by_row] = np.arange(len(by_row), dtype=np.int32)
    pairs = (
        (reduced.leave_a, reduced.leave_b),
        (reduced.arrive_a, reduced.arrive_b),
    )
    times = [np.where(swap, y, x)[by_row] for p in pairs for x, y in (p, p[::-1])]
    return place, [near[by_row], far[by_row], *times]


def lay_out(reduced: Reduced, upward: Upward) -> Hierarchy:
    """Return the sweep order of a reduced graph and its upward arcs."""
    below, down, arrive = _turn_round(upward.start, upward.to, upward.arrive)
    order = _depth_first(np.diff(upward.start), below, down)
    position = np.empty(len(order), np.int32)
    position[order] = np.arange(len(order), dtype=np.int32)
    place, rows = _members(reduced, position)
    start, arc = gather(upward.start, order)
    below, later = gather(below, order)
    mesh = graph_of(len(order), position[reduced.a], position[reduced.b], reduced.out, reduced.back)
    near, far, leave_near, leave_far, arrive_near, arrive_far = rows
    return Hierarchy(
        place=place,
        core_row=place[reduced.core[order]],
        near=near,
        far=far,
        leave_near=leave_near,
        leave_far=leave_far,
        arrive_near=arrive_near,
        arrive_far=arrive_far,
        up=_pad(below, position[down[later]], arrive[later]),
        down=_pad(start, position[upward.to[arc]], upward.leave[arc]),
        mesh=Arcs(mesh.start, mesh.to, mesh.arrive),
    )


def prepare(graph: Graph) -> Hierarchy:
    """Return the hierarchy of a graph: reduce, contract, lay out."""
    reduced = reduce_graph(graph)
    upward = contract(len(reduced.core), reduced.a, reduced.b, reduced.out, reduced.back)
    return lay_out(reduced, upward)
