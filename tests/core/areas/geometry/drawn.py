"""Polygons drawn for tests: squares of so many metres around 双塔, WGS-84."""

from __future__ import annotations

import shapely
from shapely import Polygon

from yike.core.areas.geometry.plane import Plane

PLANE = Plane.at(120.63, 31.30)


def box(west: float, south: float, east: float, north: float) -> Polygon:
    """Return the rectangle of these metres east and north of the middle, in degrees."""
    return PLANE.degrees(shapely.box(west, south, east, north))


def poly(*corners: tuple[float, float]) -> Polygon:
    """Return the polygon through corners in metres, in degrees."""
    return PLANE.degrees(Polygon(corners))


def geo(*rings: list[list[float]]) -> dict[str, object]:
    """Return a GeoJSON polygon of these rings as they stand."""
    return {"type": "Polygon", "coordinates": list(rings)}
