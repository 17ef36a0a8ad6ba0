"""One pass up and one pass down the hierarchy: from every node to the nearest seed of each lane.

A row of lanes is one cache line. ``TIMES`` rows hold 32 times; ``NEAREST`` rows hold 16 words of
time << 16 | point, so that the smallest word is the nearest point and, among equals, the first point.
"""

# mypy: disable-error-code="no-untyped-def,call-arg,var-annotated"
# numba types the kernels, and hands intrinsics their first argument.
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.graph import Graph
from yike.engines.reach.hierarchy import Hierarchy
from yike.engines.reach.lanes import least, load, plus, store, stream
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import Ints

Words = NDArray[Any]  # uint16 or uint32
PAGE = 256  # rows put together at a time


class Shape(NamedTuple):
    """One kind of row: how many lanes of what."""

    lanes: int
    dtype: type[np.unsignedinteger[Any]]


TIMES = Shape(32, np.uint16)
NEAREST = Shape(16, np.uint32)


@njit(cache=True)
def _plant(core, seeded, position, lane, word):
    """Put the seeds into their core rows; only rows that hold a seed are written."""
    none = len(seeded)
    for s in range(len(position)):
        p = position[s]
        if not seeded[p]:
            seeded[p] = 1
            store(core, p, load(core, none))
        core[p, lane[s]] = min(core[p, lane[s]], word[s])


@njit(cache=True)
def _near_by(place, is_core, start, to, arrive, node, lane, word, shift, out_row, out_lane, out_word):
    """List what a seed inside a chain or tree gives to that chain or tree without passing a core node.

    Away from core nodes there is only one way between two nodes, so a plain walk finds it. Returns how many
    entries there are; they are written only while they fit.
    """
    stack, came, time = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int64)
    count = 0
    for s in range(len(node)):
        stack[0], came[0], time[0] = node[s], -1, word[s]
        top = 1
        while top:
            top -= 1
            v, back, here = stack[top], came[top], time[top]
            if count < len(out_row):
                out_row[count], out_lane[count], out_word[count] = place[v], lane[s], here
            count += 1
            for e in range(start[v], start[v + 1]):
                w = to[e]
                there = here + (np.int64(arrive[e]) << shift)
                if w in (back, v) or is_core[place[w]] or there >= np.int64(65535) << shift:
                    continue
                if top == len(stack):
                    stack = np.concatenate((stack, np.empty(top, np.int32)))
                    came = np.concatenate((came, np.empty(top, np.int32)))
                    time = np.concatenate((time, np.empty(top, np.int64)))
                stack[top], came[top], time[top] = w, v, there
                top += 1
    return count


@njit(cache=True, nogil=True)
def _up(core, seeded, start, to, ds):
    """Carry seeds to earlier rows: finish each core row from later ones, last row first."""
    c = len(seeded)
    for p in range(c - 1, -1, -1):
        row = load(core, c + (p - c) * np.int64(seeded[p]))  # row c is empty: unseeded rows begin so
        for e in range(start[p], start[p + 1], 4):
            x = least(plus(load(core, to[e]), ds[e]), plus(load(core, to[e + 1]), ds[e + 1]))
            y = least(plus(load(core, to[e + 2]), ds[e + 2]), plus(load(core, to[e + 3]), ds[e + 3]))
            row = least(row, least(x, y))
        store(core, p, row)


@njit(cache=True, nogil=True)
def _down(core, start, to, ds):
    """Finish each core row from earlier ones, first row first."""
    for p in range(len(start) - 1):
        row = load(core, p)
        for e in range(start[p], start[p + 1], 4):
            x = least(plus(load(core, to[e]), ds[e]), plus(load(core, to[e + 1]), ds[e + 1]))
            y = least(plus(load(core, to[e + 2]), ds[e + 2]), plus(load(core, to[e + 3]), ds[e + 3]))
            row = least(row, least(x, y))
        store(core, p, row)


@njit(cache=True, nogil=True)
def _out(core, rows, near, far, leave_near, leave_far, spot_row, spot_lane, spot_word):
    """Write every row from its two core rows and the spots off the core."""
    page = len(core) - PAGE  # rows are put together here, in the nearest cache, then streamed away
    k = 0
    for first in range(0, len(rows), PAGE):
        count = min(PAGE, len(rows) - first)
        for i in range(count):
            r = first + i
            here = plus(load(core, near[r]), leave_near[r])
            store(core, page + i, least(here, plus(load(core, far[r]), leave_far[r])))
        while k < len(spot_row) and spot_row[k] < first + count:
            i = page + spot_row[k] - first
            core[i, spot_lane[k]] = min(core[i, spot_lane[k]], spot_word[k])
            k += 1
        for i in range(count):
            stream(rows, first + i, load(core, page + i))


def empty_rows(rows: int, shape: Shape) -> Words:
    """Return an uninitialised (rows, lanes) array whose every row is one cache line."""
    width = np.dtype(shape.dtype).itemsize
    raw = np.empty(rows * 64 // width + 64 // width, shape.dtype)
    first = (-raw.ctypes.data % 64) // width
    return raw[first : first + rows * shape.lanes].reshape(rows, shape.lanes)


class Seeds(NamedTuple):
    """Where lanes begin. Seed i stands at street node ``node[i]`` with a start time, in lane ``lane[i]``.

    ``word`` is the start time in deciseconds, or time << 16 | point for ``NEAREST`` rows.
    """

    node: Ints
    lane: Ints
    word: Words


class Planted(NamedTuple):
    """Seeds prepared for many sweeps, sorted by place: at core positions, and at rows off the core."""

    position: Ints
    lane: Ints
    word: Words
    spot_row: Ints
    spot_lane: Ints
    spot_word: Words


def _spots(hierarchy: Hierarchy, graph: Graph, seeds: Seeds, shape: Shape) -> tuple[Ints, Ints, Words]:
    is_core = np.zeros(hierarchy.nodes, np.bool_)
    is_core[hierarchy.core_row] = True
    off = np.flatnonzero(~is_core[hierarchy.place[seeds.node]])
    shift, room = _shift(shape), 32 * len(off) + 64
    while True:
        row, lane, word = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int64)
        count = _near_by(
            hierarchy.place, is_core, graph.start, graph.to, graph.arrive,
            seeds.node[off], seeds.lane[off], seeds.word[off].astype(np.int64), shift, row, lane, word,
        )  # fmt: skip
        if count <= room:
            order = np.argsort(row[:count], kind="stable")
            return row[order], lane[order], word[order].astype(shape.dtype)
        room = count


def _shift(shape: Shape) -> int:
    return 8 * np.dtype(shape.dtype).itemsize - 16


def plant(hierarchy: Hierarchy, graph: Graph, seeds: Seeds, shape: Shape) -> Planted:
    """Return the seeds as the sweep wants them. Seeds that are ``UNREACHED`` already count for nothing."""
    shift = _shift(shape)
    none = np.int64(UNREACHED) << shift
    alive = np.flatnonzero(seeds.word.astype(np.int64) < none)
    seeds = Seeds(seeds.node[alive], seeds.lane[alive], seeds.word[alive])
    row, word = hierarchy.place[seeds.node], seeds.word.astype(np.int64)
    ends = ((hierarchy.near, hierarchy.arrive_near), (hierarchy.far, hierarchy.arrive_far))
    position = np.concatenate([end[row] for end, _ in ends])
    through = np.concatenate([word + (ds[row].astype(np.int64) << shift) for _, ds in ends])
    keep = np.flatnonzero(through < none)
    keep = keep[np.argsort(position[keep], kind="stable")]
    return Planted(
        position[keep],
        np.concatenate((seeds.lane, seeds.lane))[keep],
        through[keep].astype(shape.dtype),
        *_spots(hierarchy, graph, seeds, shape),
    )


def write_rows(
    hierarchy: Hierarchy, planted: Planted, core: Words, shape: Shape, out: Words | None = None
) -> Words:
    """Return (n, lanes) words of all rows from finished core rows (c + 1 + PAGE, lanes)."""
    h = hierarchy
    rows = empty_rows(h.nodes, shape) if out is None else out
    spots = planted.spot_row, planted.spot_lane, planted.spot_word
    _out(core, rows, h.near, h.far, h.leave_near, h.leave_far, *spots)
    return rows


def run(hierarchy: Hierarchy, planted: Planted, shape: Shape, out: Words | None = None) -> Words:
    """Return (n, lanes) words in row order: for each row the smallest word of each lane.

    ``out`` may hand in an array of ``empty_rows`` to be filled again.
    """
    h = hierarchy
    core = empty_rows(h.core + 1 + PAGE, shape)
    core[h.core] = np.iinfo(shape.dtype).max
    seeded = np.zeros(h.core, np.uint8)
    _plant(core, seeded, planted.position, planted.lane, planted.word)
    _up(core, seeded, h.up.start, h.up.to, h.up.ds)
    _down(core, h.down.start, h.down.to, h.down.ds)
    return write_rows(h, planted, core, shape, out)
