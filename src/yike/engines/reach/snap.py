"""Put homes and service points on the nearest street they can use, at the offset where they stand."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.segmentgrid import SLACK, SegmentGrid, cell_at
from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_per_degree

LIMIT_M = 300.0


@njit(cache=True)
def foot(ax: float, ay: float, bx: float, by: float) -> tuple[float, float]:
    """Return (share along, squared distance) of the point of segment a-b nearest to the origin.

    At either end the distance is that of the end itself, so segments that share a node tie exactly.
    """
    dx, dy = bx - ax, by - ay
    whole = dx * dx + dy * dy
    share = -(ax * dx + ay * dy) / whole if whole > 0.0 else 0.0
    if share <= 0.0:
        return 0.0, ax * ax + ay * ay
    if share >= 1.0:
        return 1.0, bx * bx + by * by
    x, y = ax + share * dx, ay + share * dy
    return share, x * x + y * y


@njit(cache=True)
def _nearest_in_cell(
    first: int,
    last: int,
    segment: Ints,
    ends: Floats,
    place: tuple[float, float, float, float],
    best: tuple[float, int, float],
) -> tuple[float, int, float]:
    """Return the better of ``best`` (squared metres, segment, share) and the entries of one cell."""
    lon, lat, per_lon, per_lat = place
    square, row, share = best
    for e in range(first, last):
        t, d = foot(
            (ends[e, 0] - lon) * per_lon,
            (ends[e, 1] - lat) * per_lat,
            (ends[e, 2] - lon) * per_lon,
            (ends[e, 3] - lat) * per_lat,
        )
        if d < square or (d == square and (row < 0 or segment[e] < row)):
            square, row, share = d, segment[e], t
    return square, row, share


@njit(cache=True)
def _clear(u: float, cell: int, ring: int, cells: int) -> float:
    """Return how many cells of one axis are surely searched around ``u``; infinite past both borders."""
    low = u - (cell - ring) if cell - ring > 0 else np.inf
    high = cell + ring + 1 - u if cell + ring < cells - 1 else np.inf
    return max(min(low, high) - SLACK, 0.0)


@njit(cache=True)
def _nearest(
    start: Ints,
    segment: Ints,
    ends: Floats,
    frame: tuple[float, float, float, float, int, int],
    place: tuple[float, float, float, float],
    limit: float,
) -> tuple[float, int, float]:
    """Search rings of cells around the place until no unseen segment can be as near as the best seen."""
    west, south, width, height, columns, rows = frame
    lon, lat, per_lon, per_lat = place
    u, v = (lon - west) / width, (lat - south) / height
    column, row = cell_at(u, columns), cell_at(v, rows)
    best = (limit * limit, -1, 0.0)
    ring = 0
    while True:
        for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
            stride = 1 if r in (row - ring, row + ring) else 2 * ring
            for c in range(column - ring, column + ring + 1, stride):
                if 0 <= c < columns:
                    cell = r * columns + c
                    best = _nearest_in_cell(start[cell], start[cell + 1], segment, ends, place, best)
        clear = min(
            _clear(u, column, ring, columns) * width * per_lon, _clear(v, row, ring, rows) * height * per_lat
        )
        if clear == np.inf or clear * clear > best[0]:
            return best
        ring += 1


@njit(cache=True, nogil=True)
def _snap_all(
    start: Ints,
    segment: Ints,
    ends: Floats,
    frame: tuple[float, float, float, float, int, int],
    places: Floats,
    order: NDArray[np.int64],
    why: NDArray[np.uint8],
    limit: float,
    row: Ints,
    along: Floats,
    access: Floats,
) -> None:
    for i in order:
        if why[i] == 1:  # TOO_FAR until a street is found
            place = (places[i, 0], places[i, 1], places[i, 2], places[i, 3])
            square, found, share = _nearest(start, segment, ends, frame, place, limit)
            if found >= 0:
                row[i], along[i], access[i], why[i] = found, share, np.sqrt(square), 0


def _beyond(grid: SegmentGrid, places: Floats, limit_m: float) -> NDArray[np.bool_]:
    """Mask places further than the limit from the box of all streets; all of them where there are none."""
    west, south, east, north = grid.box
    lon, lat, per_lon, per_lat = places.T
    x = np.maximum(np.maximum(west - lon, lon - east), 0.0) * per_lon
    y = np.maximum(np.maximum(south - lat, lat - north), 0.0) * per_lat
    return ~(np.hypot(x, y) <= limit_m)


def _by_cell(grid: SegmentGrid, lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """Return the places cell by cell: neighbours then find the segments still in the processor's cache."""
    column = np.clip((lon - grid.west) / grid.width, 0, grid.columns - 1).astype(np.int32)
    row = np.clip((lat - grid.south) / grid.height, 0, grid.rows - 1).astype(np.int32)
    return np.argsort(row * np.int32(grid.columns) + column, kind="stable")


def _check_limit(limit_m: float) -> None:
    if not limit_m >= 0.0:
        raise Fault(
            f"上街的最远距离不能是 {limit_m} 米",
            f"the longest way to a street cannot be {limit_m} m",
            do_zh="请给出 0 或更大的米数，例如 300",
            do_en="Give metres of 0 or more, such as 300",
        )


def snap_to(grid: SegmentGrid, lon: Floats, lat: Floats, *, limit_m: float = LIMIT_M) -> Anchors:
    """Return where k places (degrees, WGS-84) stand on the segments filed in ``grid``; see ``snap``."""
    _check_limit(limit_m)
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    finite = np.isfinite(lon) & np.isfinite(lat)
    per_lon, per_lat = metres_per_degree(np.where(finite, lat, 0.0))
    places = np.column_stack((lon, lat, np.abs(per_lon), per_lat))
    why = np.full(len(lon), Why.TOO_FAR, np.uint8)
    why[_beyond(grid, places, limit_m)] = Why.OUTSIDE
    why[~finite] = Why.NO_COORDINATE
    row, along, access = np.full(len(lon), -1, np.int32), np.zeros(len(lon)), np.zeros(len(lon))
    order = _by_cell(grid, np.where(finite, lon, 0.0), np.where(finite, lat, 0.0))
    frame = (grid.west, grid.south, grid.width, grid.height, grid.columns, grid.rows)
    _snap_all(
        grid.start, grid.segment, grid.ends, frame, places, order, why, float(limit_m), row, along, access
    )
    return Anchors(row, along, access, why)


def snap(
    streets: Streets,
    lon: Floats,
    lat: Floats,
    *,
    limit_m: float = LIMIT_M,
    usable: NDArray[np.bool_] | None = None,
) -> Anchors:
    """Return where k places (degrees, WGS-84) stand: the nearest usable segment, exactly, at its offset.

    ``usable`` (m) leaves out segments that cannot be walked. Metres are measured in the plane scaled at
    the place's own latitude. Of equally near segments the one with the smallest row is taken, so the answer
    for a place depends on nothing but that place. Places further than ``limit_m`` from every usable segment
    are TOO_FAR, those further than that from the box of all streets OUTSIDE, NaN or infinite ones
    NO_COORDINATE. Raises ``Fault`` for a negative or NaN limit.
    """
    return snap_to(SegmentGrid.of(streets, usable), lon, lat, limit_m=limit_m)
