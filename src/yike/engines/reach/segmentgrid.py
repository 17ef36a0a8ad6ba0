"""A uniform grid over segments: which segments pass through which cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_per_degree

SLACK = 1e-6  # of a cell: wider than any rounding, so a segment on a cell border is listed on both sides
CELLS_PER_SEGMENT = 4
MOST_CELLS_A_SIDE = 4096


@njit(cache=True)
def cell_at(u: float, cells: int) -> int:
    """Return the row or column of a coordinate in cell units; the border cells reach to infinity."""
    return int(min(max(np.floor(u), 0.0), cells - 1.0))


@njit(cache=True)
def _columns(au: float, av: float, bu: float, bv: float, row: int, rows: int) -> tuple[float, float]:
    """Return the least and greatest u of a segment within one row of cells."""
    if av == bv:
        return min(au, bu), max(au, bu)
    low = -np.inf if row == 0 else row - SLACK
    high = np.inf if row == rows - 1 else row + 1.0 + SLACK
    one = min(max((low - av) / (bv - av), 0.0), 1.0)
    two = min(max((high - av) / (bv - av), 0.0), 1.0)
    u_one, u_two = au + one * (bu - au), au + two * (bu - au)
    return min(u_one, u_two), max(u_one, u_two)


@njit(cache=True)
def _scatter(u: Floats, v: Floats, columns: int, rows: int, cursor: Ints, entries: Ints) -> None:
    """Move each crossed cell's cursor by one per segment; write the segment too where there is room.

    ``u``/``v`` (m, 2) hold both ends in cell units. With empty ``entries`` this only counts.
    """
    write = len(entries) > 0
    for s in range(len(u)):
        au, av, bu, bv = u[s, 0], v[s, 0], u[s, 1], v[s, 1]
        first, last = cell_at(min(av, bv) - SLACK, rows), cell_at(max(av, bv) + SLACK, rows)
        for row in range(first, last + 1):
            low, high = _columns(au, av, bu, bv, row, rows)
            for column in range(cell_at(low - SLACK, columns), cell_at(high + SLACK, columns) + 1):
                cell = row * columns + column
                if write:
                    entries[cursor[cell]] = s
                cursor[cell] += 1


def cells_crossed(u: Floats, v: Floats, columns: int, rows: int) -> tuple[Ints, Ints]:
    """Return (start, entries): the segments through cell c are ``entries[start[c]:start[c + 1]]``, ascending.

    ``u``/``v`` (m, 2) are both ends of each segment in cell units; whatever lies beyond the grid is listed
    in the border cells.
    """
    count = np.zeros(columns * rows, np.int32)
    _scatter(u, v, columns, rows, count, np.empty(0, np.int32))
    start = np.zeros(columns * rows + 1, np.int32)
    np.cumsum(count, out=start[1:])
    entries = np.empty(int(start[-1]), np.int32)
    if len(entries):
        _scatter(u, v, columns, rows, start[:-1].copy(), entries)
    return start, entries


@dataclass(frozen=True)
class SegmentGrid:
    """Usable segments filed under the cells they cross. Plain arrays: it can be kept and pickled.

    ``start`` (columns * rows + 1) frames the entries of each cell, row by row from the south-west;
    ``segment`` (e) is each entry's row in the streets and ``ends`` (e, 4) its lon, lat, lon, lat in degrees.
    ``box`` is west, south, east, north of all streets, usable or not; NaN where there are none.
    """

    west: float
    south: float
    width: float  # of a cell, degrees of longitude
    height: float  # of a cell, degrees of latitude
    columns: int
    rows: int
    start: Ints
    segment: Ints
    ends: Floats
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, streets: Streets, usable: NDArray[np.bool_] | None = None) -> SegmentGrid:
        """File the segments that are usable (all when ``usable`` (m) is None) and have coordinates."""
        ends = np.column_stack(
            (streets.lon[streets.a], streets.lat[streets.a], streets.lon[streets.b], streets.lat[streets.b])
        )
        finite = np.isfinite(ends).all(axis=1)
        rows = np.flatnonzero(finite if usable is None else finite & usable)
        return _grid_of(ends[rows], rows.astype(np.int32), _box(ends[finite]))


def _box(ends: Floats) -> tuple[float, float, float, float]:
    if not len(ends):
        return (np.nan, np.nan, np.nan, np.nan)
    low, high = ends.min(axis=0), ends.max(axis=0)
    return (
        float(min(low[0], low[2])),
        float(min(low[1], low[3])),
        float(max(high[0], high[2])),
        float(max(high[1], high[3])),
    )


def _middle_box(ends: Floats) -> tuple[float, float, float, float]:
    """Return the box of all but the outermost segments: a stray far away must not stretch every cell."""
    beyond = len(ends) // 200
    lon, lat = ends[:, 0], ends[:, 1]
    at = sorted({beyond, len(ends) - 1 - beyond})
    lon, lat = np.partition(lon, at), np.partition(lat, at)
    return float(lon[at[0]]), float(lat[at[0]]), float(lon[at[-1]]), float(lat[at[-1]])


def _grid_of(ends: Floats, segment: Ints, box: tuple[float, float, float, float]) -> SegmentGrid:
    if not len(ends):
        none = np.zeros(2, np.int32)
        return SegmentGrid(0.0, 0.0, 1.0, 1.0, 1, 1, none, segment, ends, box)
    west, south, east, north = _middle_box(ends)
    per_lon, per_lat = metres_per_degree(np.array([(south + north) / 2.0]))
    wide, high = (east - west) * float(per_lon[0]), (north - south) * float(per_lat[0])
    side = max(
        np.sqrt(wide * high / (CELLS_PER_SEGMENT * len(ends))), max(wide, high) / MOST_CELLS_A_SIDE, 10.0
    )
    columns, rows = max(int(np.ceil(wide / side)), 1), max(int(np.ceil(high / side)), 1)
    width, height = side / float(per_lon[0]), side / float(per_lat[0])
    u, v = (ends[:, [0, 2]] - west) / width, (ends[:, [1, 3]] - south) / height
    start, entries = cells_crossed(u, v, columns, rows)
    return SegmentGrid(west, south, width, height, columns, rows, start, segment[entries], ends[entries], box)
