"""A soft line around the homes of one gap, for the eye only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.frame import Frame

_AROUND_M = 60.0  # metres that the line keeps from the homes, where the scale allows
_LEAST = 11.0  # units of the sheet
_MOST_HOMES = 1500  # more homes than this are drawn from a coarser grid: the outline looks the same


@dataclass(frozen=True)
class Outline:
    """A numbered gap on the sheet: closed rings (units) and the place of its number."""

    number: int
    rings: tuple[tuple[Floats, Floats], ...]
    x: float
    y: float


def _one_per_cell(x: Floats, y: Floats, cell: float) -> tuple[Floats, Floats]:
    cells = np.stack((np.floor(x / cell), np.floor(y / cell)), axis=1)
    _, first = np.unique(cells, axis=0, return_index=True)
    return x[first], y[first]


def _sparse(x: Floats, y: Floats, cell: float) -> tuple[Floats, Floats]:
    while len(x) > _MOST_HOMES:
        x, y = _one_per_cell(x, y, cell)
        cell *= 2.0
    return x, y


def outline_of(number: int, frame: Frame, lon: Floats, lat: Floats) -> Outline:
    """Return the outline of the homes at ``lon``/``lat`` (degrees): their surroundings, joined where near."""
    import shapely  # noqa: PLC0415 - only where there are gaps

    x, y = frame.place(lon, lat)
    around = max(_LEAST, _AROUND_M / frame.metres)
    sx, sy = _sparse(x, y, around / 2.0)
    blobs = shapely.buffer(shapely.points(sx, sy), around * 1.6, quad_segs=5)
    body = shapely.buffer(shapely.union_all(blobs), -around * 0.6, quad_segs=5)
    parts = [p for p in shapely.get_parts(shapely.simplify(body, 0.5)) if not p.is_empty]
    rings = (shapely.get_coordinates(shapely.get_exterior_ring(p)) for p in parts)
    largest = max(parts, key=shapely.area)
    spot = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
    return Outline(number, tuple((r[:, 0], r[:, 1]) for r in rings), float(spot[0]), float(spot[1]))
