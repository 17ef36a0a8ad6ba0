"""Which area is this point in: a million points against a thousand polygons in a second or so.

Every point gets exactly one area or none. On a border, or where two polygons overlap, the first in the
given order wins; in a crack between polygons no wider than ``CRACK_M`` the nearest wins, and of equally
near ones the first. So the answer depends on nothing but the areas and the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yike.core.areas.geometry.plane import Floats, Plane, Shape

NOWHERE = -1
CRACK_M = 0.5  # metres from a border within which a point outside all areas still belongs to the nearest
Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Locator:
    """Polygons laid out for asking. ``shapes`` and ``bounds`` are in metres of ``plane``."""

    plane: Plane
    shapes: NDArray[Any]
    bounds: Floats

    @classmethod
    def of(cls, shapes: Sequence[Shape]) -> Locator:
        """Return the locator of polygons in degrees; their order decides on borders."""
        if not len(shapes):
            return cls(Plane.at(0.0, 0.0), np.empty(0, object), np.empty((0, 4)))
        plane = Plane.around(shapes)
        laid = plane.laid(np.array(list(shapes), object))
        shapely.prepare(laid)
        return cls(plane, laid, shapely.bounds(laid))

    def locate(self, lon: Floats, lat: Floats) -> Rows:
        """Return for n points (degrees) the row of their area, ``NOWHERE`` where there is none or NaN."""
        x, y = self.plane.metres(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        order = np.argsort(x, kind="stable")  # NaN goes last and is in no box
        found = self._in_cracks(x[order], y[order], self._within(x[order], y[order]))
        answer = np.empty(len(x), np.int32)
        answer[order] = found
        return answer

    def _within(self, x: Floats, y: Floats) -> Rows:
        """Return the first polygon that covers each point; ``x`` is sorted."""
        found = np.full(len(x), NOWHERE, np.int32)
        starts = np.searchsorted(x, self.bounds[:, 0], "left")
        ends = np.searchsorted(x, self.bounds[:, 2], "right")
        for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
            south, north = self.bounds[row, 1], self.bounds[row, 3]
            here = (y[start:end] >= south) & (y[start:end] <= north) & (found[start:end] == NOWHERE)
            near = np.flatnonzero(here) + start
            found[near[shapely.intersects_xy(self.shapes[row], x[near], y[near])]] = row
        return found

    def _in_cracks(self, x: Floats, y: Floats, found: Rows) -> Rows:
        """Give points in no polygon to the nearest within ``CRACK_M``."""
        left = np.flatnonzero((found == NOWHERE) & np.isfinite(x) & np.isfinite(y))
        if not len(left) or not len(self.shapes):
            return found
        points = shapely.points(x[left], y[left])
        at, row = shapely.STRtree(self.shapes).query_nearest(points, max_distance=CRACK_M, all_matches=True)
        order = np.lexsort((row, at))
        at, first = np.unique(at[order], return_index=True)
        found[left[at]] = row[order][first]
        return found
