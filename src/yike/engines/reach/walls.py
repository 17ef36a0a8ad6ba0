"""Water as walls: lines that a view from the street does not cross. Everything in local metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from yike.engines.reach.segmentgrid import SLACK, cell_at, cells_crossed
from yike.engines.reach.streets.model import Floats, Ints, Water

CELL_M = 32.0
TOUCH_M = 0.01  # a street drawn on the very water line is seen from both sides
INSET_M = 0.1  # a street that ends at the water, or is cut there, is seen from its own side


@dataclass(frozen=True)
class Walls:
    """w straight lines ``ends`` (w, 4: x, y, x, y), filed by cells of ``CELL_M`` from the origin."""

    ends: Floats
    columns: int
    rows: int
    start: Ints
    entries: Ints

    @classmethod
    def of(cls, ends: Floats, width: float, height: float) -> Walls:
        """File the lines that touch the box 0..width, 0..height."""
        x, y = ends[:, [0, 2]], ends[:, [1, 3]]
        near = (x.max(axis=1, initial=0.0) >= 0) & (x.min(axis=1, initial=width) <= width)
        near &= (y.max(axis=1, initial=0.0) >= 0) & (y.min(axis=1, initial=height) <= height)
        columns, rows = int(width // CELL_M) + 1, int(height // CELL_M) + 1
        start, entries = cells_crossed(x[near] / CELL_M, y[near] / CELL_M, columns, rows)
        return cls(ends[near], columns, rows, start, entries)


def water_lines(water: Water) -> Floats:
    """Return (w, 4) lon, lat, lon, lat of every straight piece of the water lines and outlines."""
    if len(water.lon) < 2:
        return np.empty((0, 4))
    ends = np.column_stack((water.lon[:-1], water.lat[:-1], water.lon[1:], water.lat[1:]))
    joined = np.ones(len(ends), np.bool_)
    joined[water.start[1:-1][(water.start[1:-1] > 0) & (water.start[1:-1] <= len(ends))] - 1] = False
    return ends[joined & np.isfinite(ends).all(axis=1)]


@njit(cache=True)
def _side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> float:
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


@njit(cache=True)
def meets(ends: Floats, w: int, px: float, py: float, qx: float, qy: float) -> float:
    """Return where between p and q (0..1) wall ``w`` is properly crossed, or -1."""
    ax, ay, bx, by = ends[w, 0], ends[w, 1], ends[w, 2], ends[w, 3]
    a, b = _side(px, py, qx, qy, ax, ay), _side(px, py, qx, qy, bx, by)
    p, q = _side(ax, ay, bx, by, px, py), _side(ax, ay, bx, by, qx, qy)
    # a wall's first end belongs to it, its last end to the next: a chain of walls leaves no pinhole
    if (a >= 0) == (b >= 0) or p * q >= 0:
        return -1.0
    return p / (p - q)


@njit(cache=True)
def cell_range(low: float, high: float, cells: int) -> tuple[int, int]:
    """Return the first and last wall cell of a stretch of one axis."""
    return cell_at(low / CELL_M - SLACK, cells), cell_at(high / CELL_M + SLACK, cells)


@njit(cache=True)
def any_within(start: Ints, columns: int, rows: int, box: tuple[float, float, float, float]) -> bool:
    """Return whether any wall is filed in the cells of a box (x, y, x, y)."""
    first, last = cell_range(box[0], box[2], columns)
    for row in range(cell_range(box[1], box[3], rows)[0], cell_range(box[1], box[3], rows)[1] + 1):
        if start[row * columns + last + 1] > start[row * columns + first]:
            return True
    return False


@njit(cache=True)
def inset(share: float, length: float) -> float:
    """Return a share along a street line, not nearer than ``INSET_M`` to either end, so on its own bank."""
    margin = min(INSET_M / length, 0.5) if length > 0.0 else 0.5
    return min(max(share, margin), 1.0 - margin)


@njit(cache=True)
def hidden(
    ends: Floats,
    columns: int,
    rows: int,
    start: Ints,
    entries: Ints,
    px: float,
    py: float,
    qx: float,
    qy: float,
) -> bool:
    """Return whether a wall stands between place p and street point q."""
    far = np.hypot(px - qx, py - qy)
    if far <= TOUCH_M:
        return False
    qx, qy = qx + (px - qx) * TOUCH_M / far, qy + (py - qy) * TOUCH_M / far
    first, last = cell_range(min(px, qx), max(px, qx), columns)
    low, high = cell_range(min(py, qy), max(py, qy), rows)
    for row in range(low, high + 1):
        for e in range(start[row * columns + first], start[row * columns + last + 1]):
            if meets(ends, entries[e], px, py, qx, qy) >= 0.0:
                return True
    return False


@njit(cache=True)
def _crossings(
    lines: Floats,
    ends: Floats,
    columns: int,
    rows: int,
    start: Ints,
    entries: Ints,
    line: Ints,
    share: Floats,
) -> int:
    """Write (line, share) of every crossing of a line with a wall while there is room; return how many."""
    found = 0
    for k in range(len(lines)):
        px, py, qx, qy = lines[k, 0], lines[k, 1], lines[k, 2], lines[k, 3]
        first, last = cell_range(min(px, qx), max(px, qx), columns)
        low, high = cell_range(min(py, qy), max(py, qy), rows)
        for row in range(low, high + 1):
            for e in range(start[row * columns + first], start[row * columns + last + 1]):
                t = meets(ends, entries[e], px, py, qx, qy)
                if t > 0.0 and t < 1.0:
                    if found < len(line):
                        line[found], share[found] = k, t
                    found += 1
    return found


def split_at(walls: Walls, lines: Floats) -> Floats:
    """Return ``lines`` (k, 4) cut where they cross walls, so that no piece has both banks."""
    args = (lines, walls.ends, walls.columns, walls.rows, walls.start, walls.entries)
    count = _crossings(*args, np.empty(0, np.int32), np.empty(0)) if len(walls.ends) else 0
    if not count:
        return lines
    line, share = np.empty(count, np.int32), np.empty(count)
    _crossings(*args, line, share)
    owner = np.concatenate((np.arange(len(lines), dtype=np.int32), line))
    cut = np.concatenate((np.zeros(len(lines)), share))
    order = np.lexsort((cut, owner))
    owner, cut = owner[order], cut[order]
    last = np.append(owner[1:] != owner[:-1], True)
    until = np.where(last, 1.0, np.append(cut[1:], 1.0))
    first, way = lines[owner][:, :2], lines[owner][:, 2:] - lines[owner][:, :2]
    return np.column_stack((first + cut[:, None] * way, first + until[:, None] * way))


@njit(cache=True)
def _between(
    ends: Floats,
    columns: int,
    rows: int,
    start: Ints,
    entries: Ints,
    p: tuple[float, float],
    q: tuple[float, float],
    at: float,
) -> float:
    """Return where between p and q the wall nearest to share ``at`` is crossed; ``at`` where there is none."""
    first, last = cell_range(p[0], q[0], columns)
    low, high = cell_range(p[1], q[1], rows)
    best = -1.0
    for row in range(low, high + 1):
        for e in range(start[row * columns + first], start[row * columns + last + 1]):
            t = meets(ends, entries[e], p[0], p[1], q[0], q[1])
            if t >= 0.0 and (best < 0.0 or abs(t - at) < abs(best - at)):
                best = t
    return at if best < 0.0 else best


@njit(cache=True)
def _pull(
    xy: Floats, step: float, ends: Floats, columns: int, rows: int, start: Ints, entries: Ints, hair: float
) -> None:
    for k in range(len(xy)):
        i, j = np.floor(xy[k, 0]), np.floor(xy[k, 1])
        upright = xy[k, 0] == i
        at = xy[k, 1] - j if upright else xy[k, 0] - i
        q = (i * step, (j + 1) * step) if upright else ((i + 1) * step, j * step)
        t = _between(ends, columns, rows, start, entries, (i * step, j * step), q, at)
        xy[k, 1 if upright else 0] += min(max(t, hair), 1.0 - hair) - at


def drawn_to(walls: Walls, xy: Floats, step: float, hair: float = 0.01) -> Floats:
    """Return contour places (., 2, in cells of ``step`` metres) moved along their grid edge onto its wall.

    Every place stays inside its own grid edge, so lines that did not touch do not touch afterwards.
    """
    moved = xy.copy()
    if len(walls.ends) and len(xy):
        _pull(moved, step, walls.ends, walls.columns, walls.rows, walls.start, walls.entries, hair)
    return moved
