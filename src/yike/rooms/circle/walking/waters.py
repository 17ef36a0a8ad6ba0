"""The water of the prepared streets: whether a place lies in it, and its shapes for maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yike.engines.reach.streets.model import Floats, Water
from yike.rooms.circle.walking.places import Mask

Json = dict[str, Any]
Box = tuple[float, float, float, float]  # west, south, east, north, degrees
FINE = 6  # decimals of a degree on maps: a decimetre


@dataclass(frozen=True)
class Waters:
    """Rivers, canals and ponds in WGS-84 degrees: areas with their banks, and lines where only those are known."""

    shapes: tuple[BaseGeometry, ...]
    names: tuple[str, ...]
    tree: shapely.STRtree

    @classmethod
    def of(cls, water: Water) -> Waters:
        """Return the shapes of the water that a streets file holds."""
        ends = zip(water.start[:-1].tolist(), water.start[1:].tolist(), strict=True)
        rows = [np.column_stack((water.lon[a:b], water.lat[a:b])) for a, b in ends]
        found = [
            (shape, name)
            for row, area, name in zip(rows, water.area.tolist(), water.name, strict=True)
            if (shape := _shape(row, area)) is not None
        ]
        shapes = tuple(shape for shape, _ in found)
        return cls(shapes, tuple(name for _, name in found), shapely.STRtree(shapes))

    def wet(self, lon: float, lat: float) -> bool:
        """Return whether a place lies between the banks of a water; a line has none."""
        rows = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        return any(self.shapes[row].area > 0 for row in rows.tolist())

    def wets(self, lon: Floats, lat: Floats) -> Mask:
        """Return for each of n places whether it lies between the banks of a water, as ``wet`` does for one."""
        wet = np.zeros(len(lon), np.bool_)
        place, row = self.tree.query(shapely.points(lon, lat), predicate="intersects")
        broad = shapely.area(np.array(self.shapes, object)[row]) > 0 if len(row) else np.zeros(0, np.bool_)
        wet[place[broad]] = True
        return wet

    def features(self, box: Box) -> list[Json]:
        """Return what of the water lies in a box, as the map component takes it; each is named once."""
        rows = sorted(self.tree.query(shapely.box(*box), predicate="intersects").tolist())
        return [one for row in rows for one in _features(self.shapes[row], self.names[row], box)]


def _shape(row: np.ndarray, area: bool) -> BaseGeometry | None:
    if len(row) < (4 if area else 2):
        return None
    shape: BaseGeometry = shapely.make_valid(shapely.Polygon(row)) if area else shapely.LineString(row)
    return None if shape.is_empty else shape


def _features(shape: BaseGeometry, name: str, box: Box) -> Iterator[Json]:
    cut = shapely.set_precision(shapely.clip_by_rect(shape, *box), 10.0**-FINE)
    parts = sorted(shapely.get_parts(cut), key=lambda part: -max(part.area, part.length))
    for number, part in enumerate(part for part in parts if not part.is_empty):
        said = {"kind": "water", "label": name} if name and not number else {"kind": "water"}
        yield {"type": "Feature", "properties": said, "geometry": shapely.geometry.mapping(part)}
