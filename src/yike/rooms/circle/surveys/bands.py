"""How far one gets from a door in so many minutes, as polygons for a map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from yike.engines.reach.isochrone import isochrones
from yike.engines.reach.singlesource import times_from, times_to
from yike.engines.reach.streets.model import metres_per_degree
from yike.engines.wholefile import whole_file
from yike.rooms.circle.surveys.inputs import load_ground, stand_at
from yike.rooms.circle.surveys.request import Request, Step, quiet


@dataclass(frozen=True)
class Bands:
    """One polygon (WGS-84) for each number of minutes, smallest first."""

    place: tuple[float, float]
    minutes: tuple[float, ...]
    areas: tuple[shapely.MultiPolygon, ...]
    pace: str
    towards: bool

    def square_km(self) -> tuple[float, ...]:
        """Return the area of each band in square kilometres."""
        east, north = metres_per_degree(np.array([self.place[1]]))
        return tuple(float(area.area * east[0] * north[0] / 1e6) for area in self.areas)

    def geojson(self) -> dict[str, Any]:
        """Return a GeoJSON FeatureCollection (RFC 7946), the largest band first so that it is drawn below."""
        rows = zip(self.minutes, self.areas, self.square_km(), strict=True)
        features = [
            {
                "type": "Feature",
                "properties": {
                    "minutes": minutes,
                    "pace": self.pace,
                    "direction": "towards" if self.towards else "from",
                    "square_km": round(size, 4),
                },
                "geometry": json.loads(shapely.to_geojson(shapely.set_precision(area, 1e-7))),
            }
            for minutes, area, size in reversed(list(rows))
        ]
        return {"type": "FeatureCollection", "from": list(self.place), "features": features}


def draw_bands(
    request: Request,
    place: tuple[float, float],
    minutes: Sequence[float],
    *,
    towards: bool = False,
    step: Step = quiet,
) -> Bands:
    """Return what is reached from ``place`` (or what reaches it, ``towards``) in each number of minutes.

    Raises ``Fault`` where the place stands on no street, and for whatever is wrong with the streets.
    """
    ground = load_ground(request, step)
    door = stand_at(ground, place, request)
    limits = [round(one * 600) for one in sorted(minutes)]
    with step("画等时圈", "Drawing the isochrones"):
        search = times_to if towards else times_from
        node = search(ground.walk, door, limit_ds=limits[-1])
        areas = isochrones(ground.walk, node, limits, places=door, towards=towards)
    return Bands(place, tuple(sorted(minutes)), tuple(areas), request.pace, towards)


def write_bands(bands: Bands, target: Path) -> None:
    """Write the bands as GeoJSON. Raises ``Fault`` where the file cannot be written."""
    with whole_file(target) as path:
        path.write_text(json.dumps(bands.geojson(), ensure_ascii=False) + "\n", encoding="utf-8")
