"""A flat sheet of metres laid on the ground of one city, so that areas and widths can be measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from yike.engines.reach.streets.model import metres_per_degree

Floats = NDArray[np.float64]
Shape: TypeAlias = Polygon | MultiPolygon


@dataclass(frozen=True)
class Plane:
    """Metres east and north of a middle (degrees). Good to 0.1 % of an area some 50 km around it."""

    lon: float
    lat: float
    east_m: float
    north_m: float

    @classmethod
    def at(cls, lon: float, lat: float) -> Plane:
        """Return the plane whose middle is there."""
        east, north = metres_per_degree(np.array([lat]))
        return cls(lon, lat, float(east[0]), float(north[0]))

    @classmethod
    def around(cls, shapes: Iterable[Shape]) -> Plane:
        """Return the plane in the middle of the box around ``shapes``; there must be one."""
        west, south, east, north = shapely.total_bounds(list(shapes))
        return cls.at((west + east) / 2.0, (south + north) / 2.0)

    def metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return metres east and north for degrees, element by element."""
        return (lon - self.lon) * self.east_m, (lat - self.lat) * self.north_m

    def metres_of(self, places: Floats) -> Floats:
        """Return metres (n, 2) for places (n, 2) in degrees."""
        return (places - np.array([self.lon, self.lat])) * np.array([self.east_m, self.north_m])

    def laid(self, shapes: Any) -> Any:
        """Return geometries in metres for one or an array of geometries in degrees."""
        scale, middle = np.array([self.east_m, self.north_m]), np.array([self.lon, self.lat])
        return shapely.transform(shapes, lambda xy: (xy - middle) * scale)

    def degrees(self, shapes: Any) -> Any:
        """Return geometries in degrees for one or an array of geometries in metres."""
        scale, middle = np.array([self.east_m, self.north_m]), np.array([self.lon, self.lat])
        return shapely.transform(shapes, lambda xy: xy / scale + middle)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the degrees of a place in metres, seven decimals (about 1 cm)."""
        return round(float(self.lon + x / self.east_m), 7), round(float(self.lat + y / self.north_m), 7)


def area_m2(shape: Shape) -> float:
    """Return the ground of a polygon in square metres."""
    return float(Plane.around([shape]).laid(shape).area)
