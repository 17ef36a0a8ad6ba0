"""Polygons of what is reached on foot: along the streets, not over water, not to streets without a way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numba import njit

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.contour import area_of, polygons_of, rings_of
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.pieces import Pieces, left_over, reached_pieces
from yike.engines.reach.snap import foot
from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_per_degree
from yike.engines.reach.walk import Walk
from yike.engines.reach.walls import Walls, any_within, drawn_to, hidden, inset, split_at, water_lines

REACH_M = 25.0
STEP_M = 3.0
MOST_CELLS = 4_000_000
HAIR_M = 0.001  # places as near to a reached as to an unreached street (behind a shared corner) are inside
SLIVER_M2 = 30.0
SMALL_HOLE_M2 = 150.0
SIMPLER_M = 1.5


@dataclass(frozen=True)
class _Frame:
    """A grid of places: lon, lat of the south-west one, metres per degree, metres between, and how many."""

    lon: float
    lat: float
    east: float
    north: float
    step: float
    columns: int
    rows: int

    def metres(self, ends: Floats) -> Floats:
        """Return (., 4) lon, lat, lon, lat as local metres."""
        corner, scale = np.array([self.lon, self.lat]), np.array([self.east, self.north])
        return (ends - np.tile(corner, 2)) * np.tile(scale, 2)

    def degrees(self, ring: Floats) -> Floats:
        """Return (., 2) grid columns and rows as lon, lat."""
        return ring * (self.step / np.array([self.east, self.north])) + np.array([self.lon, self.lat])

    def near(self, lines: Floats) -> np.ndarray:
        """Return a mask of the lines (., 4 metres) whose boxes touch the grid."""
        x, y = lines[:, [0, 2]], lines[:, [1, 3]]
        across = (x.max(axis=1) >= 0) & (x.min(axis=1) <= (self.columns - 1) * self.step)
        return across & (y.max(axis=1) >= 0) & (y.min(axis=1) <= (self.rows - 1) * self.step)


def _ends(streets: Streets, pieces: Pieces) -> Floats:
    """Return (k, 4) lon, lat, lon, lat of the pieces."""
    a, b = streets.a[pieces.segment], streets.b[pieces.segment]
    lon, lat = streets.lon, streets.lat

    def at(share: Floats) -> tuple[Floats, Floats]:
        return lon[a] + share * (lon[b] - lon[a]), lat[a] + share * (lat[b] - lat[a])

    return np.column_stack((*at(pieces.start), *at(pieces.end)))


def _lines(streets: Streets, pieces: Pieces) -> Floats:
    """Return the ends of those pieces that have coordinates."""
    ends = _ends(streets, pieces)
    return ends[np.isfinite(ends).all(axis=1)]


def _frame(lines: Floats, reach_m: float, step_m: float) -> _Frame:
    """Return the grid around all lines, with a rim that nothing reaches."""
    west, east = lines[:, [0, 2]].min(), lines[:, [0, 2]].max()
    south, north = lines[:, [1, 3]].min(), lines[:, [1, 3]].max()
    per_lon, per_lat = (float(v[0]) for v in metres_per_degree(np.array([(south + north) / 2.0])))
    rim = reach_m + 3.0 * step_m
    width, height = (east - west) * per_lon + 2 * rim, (north - south) * per_lat + 2 * rim
    step = max(step_m, float(np.sqrt(width * height / MOST_CELLS)))
    columns, rows = int(np.ceil(width / step)) + 2, int(np.ceil(height / step)) + 2
    return _Frame(west - rim / per_lon, south - rim / per_lat, per_lon, per_lat, step, columns, rows)


@njit(cache=True, nogil=True)
def _stamp(
    lines: Floats,
    field: Floats,
    step: float,
    cap: float,
    ends: Floats,
    columns: int,
    rows: int,
    start: np.ndarray,
    entries: np.ndarray,
) -> None:
    """Lower ``field`` (squared metres) to the distance of every line from each grid place that sees it."""
    height, width = field.shape
    for k in range(len(lines)):
        ax, ay, bx, by = lines[k, 0], lines[k, 1], lines[k, 2], lines[k, 3]
        box = (min(ax, bx) - cap, min(ay, by) - cap, max(ax, bx) + cap, max(ay, by) + cap)
        length = np.hypot(bx - ax, by - ay)
        wet = any_within(start, columns, rows, box)
        for j in range(max(int(box[1] / step), 0), min(int(box[3] / step) + 1, height - 1) + 1):
            y = j * step
            for i in range(max(int(box[0] / step), 0), min(int(box[2] / step) + 1, width - 1) + 1):
                x = i * step
                share, square = foot(ax - x, ay - y, bx - x, by - y)
                if square < field[j, i]:
                    if wet:
                        seen = inset(share, length)
                        qx, qy = ax + seen * (bx - ax), ay + seen * (by - ay)
                        if hidden(ends, columns, rows, start, entries, x, y, qx, qy):
                            continue
                    field[j, i] = square


def _distance(frame: _Frame, walls: Walls, lines: Floats, cap: float) -> Floats:
    """Return (rows, columns) metres from every grid place to the nearest line it sees, at most ``cap``."""
    field = np.full((frame.rows, frame.columns), cap * cap)
    args = (walls.ends, walls.columns, walls.rows, walls.start, walls.entries)
    _stamp(split_at(walls, lines), field, frame.step, cap, *args)
    return np.sqrt(field, out=field)


def _field(reached: Floats, unreached: Floats, reach_m: float, step: float) -> Floats:
    """Return where a place belongs to the reached streets: within reach of them and nearer than any other."""
    nearer = (unreached - reached) / 2.0 + HAIR_M
    # beyond one step nothing tells on where the line runs, but a jump at the water would bend it
    return np.clip(np.minimum(reach_m - reached, nearer), -step, step)


def _kept(
    rings: list[Floats], apart: Floats, frame: _Frame, fill_m2: float
) -> tuple[list[Floats], list[Floats]]:
    """Return outer lines and holes without slivers; a hole with any line of ``apart`` in it is kept."""
    area = [area_of(ring) * frame.step**2 for ring in rings]
    shells = [ring for ring, m2 in zip(rings, area, strict=True) if m2 >= SLIVER_M2]
    holes = [ring for ring, m2 in zip(rings, area, strict=True) if m2 <= -fill_m2]
    small = [ring for ring, m2 in zip(rings, area, strict=True) if -fill_m2 < m2 < 0.0]
    if small and len(apart):
        tree = shapely.STRtree(shapely.linestrings(apart.reshape(-1, 2, 2) / frame.step))
        hit = tree.query(
            shapely.polygons([shapely.linearrings(ring) for ring in small]), predicate="intersects"
        )
        holes += [small[i] for i in np.unique(hit[0])]
    return shells, holes


def _outline(
    field: Floats, walls: Walls, apart: Floats, frame: _Frame, fill_m2: float
) -> shapely.MultiPolygon:
    rings = [drawn_to(walls, ring, frame.step) for ring in rings_of(field)]
    shells, holes = _kept(rings, np.concatenate((apart, walls.ends)), frame, fill_m2)
    raw = shapely.MultiPolygon(polygons_of(shells, holes))
    simple = shapely.simplify(raw, SIMPLER_M / frame.step, preserve_topology=True)
    whole = simple if simple.is_valid else shapely.make_valid(simple)
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return shapely.transform(shapely.MultiPolygon(parts), frame.degrees)


def _around(streets: Streets, frame: _Frame) -> Ints:
    """Return the rows of all segments on and around the grid, impassable ones too."""
    whole = Pieces(
        np.arange(streets.segments, dtype=np.int32), *(np.full(streets.segments, v) for v in (0.0, 1.0))
    )
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(frame.near(frame.metres(_ends(streets, whole)))).astype(np.int32)


@dataclass(frozen=True)
class _Plan:
    """What all bands of one question share."""

    streets: Streets
    frame: _Frame
    walls: Walls
    around: Ints
    reach_m: float
    fill_m2: float

    def band(self, pieces: Pieces) -> shapely.MultiPolygon:
        """Return the polygon of the reached pieces."""
        if not len(pieces):
            return shapely.MultiPolygon()
        reached = self.frame.metres(_lines(self.streets, pieces))
        unreached = self.frame.metres(_lines(self.streets, left_over(pieces, self.around)))
        cap = self.reach_m + 2.0 * self.frame.step
        near, far = (_distance(self.frame, self.walls, lines, cap) for lines in (reached, unreached))
        field = _field(near, far, self.reach_m, self.frame.step)
        return _outline(field, self.walls, unreached, self.frame, self.fill_m2)


def isochrones(
    walk: Walk,
    node_ds: Deciseconds,
    limits_ds: Sequence[float],
    *,
    places: Anchors | None = None,
    towards: bool = False,
    reach_m: float = REACH_M,
    fill_m2: float = SMALL_HOLE_M2,
    step_m: float = STEP_M,
) -> list[shapely.MultiPolygon]:
    """Return, for every limit (deciseconds), what is reached as a valid MultiPolygon in lon/lat.

    ``node_ds`` (n) are times from the places to the street nodes (``times_from``) or, for a catchment,
    ``towards`` them (``times_to``); ``places`` adds the stretch of their own street before any corner.
    A place belongs to the polygon if of all streets it sees the nearest is reached there, and is within
    ``reach_m`` metres. Streets are not seen across water. The line is found on a grid of ``step_m`` metres
    (coarser beyond 4 million cells), so it is right to about that; simplified by 1.5 m. Holes smaller
    than ``fill_m2`` are filled unless an unreached street or water is in them; all others are kept.
    """
    bands = [reached_pieces(walk, node_ds, limit, places=places, towards=towards) for limit in limits_ds]
    lines = [_lines(walk.streets, pieces) for pieces in bands]
    if not sum(len(ends) for ends in lines):
        return [shapely.MultiPolygon() for _ in bands]
    frame = _frame(np.concatenate(lines), reach_m, step_m)
    size = (frame.columns - 1) * frame.step, (frame.rows - 1) * frame.step
    walls = Walls.of(frame.metres(water_lines(walk.streets.water)), *size)
    plan = _Plan(walk.streets, frame, walls, _around(walk.streets, frame), reach_m, fill_m2)
    return [plan.band(pieces) for pieces in bands]


def isochrone(
    walk: Walk,
    node_ds: Deciseconds,
    limit_ds: float,
    *,
    places: Anchors | None = None,
    towards: bool = False,
    reach_m: float = REACH_M,
    fill_m2: float = SMALL_HOLE_M2,
    step_m: float = STEP_M,
) -> shapely.MultiPolygon:
    """Return what is reached within ``limit_ds`` deciseconds; see ``isochrones``."""
    more = {"reach_m": reach_m, "fill_m2": fill_m2, "step_m": step_m}
    return isochrones(walk, node_ds, [limit_ds], places=places, towards=towards, **more)[0]


def reached_segments(
    walk: Walk, node_ds: Deciseconds, minutes: float, *, places: Anchors | None = None, towards: bool = False
) -> Pieces:
    """Return the parts of all streets within ``minutes``; see ``reached_pieces``."""
    return reached_pieces(walk, node_ds, min(minutes * 600.0, UNREACHED - 1), places=places, towards=towards)
