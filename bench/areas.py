"""Which area is this point in: a million points against a thousand polygons, and cutting communities into grids."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import shapely

from bench.clock import median_seconds
from yike.core.areas.geometry.cutting import cut
from yike.core.areas.geometry.locating import Locator
from yike.core.areas.geometry.plane import Plane
from yike.core.areas.geometry.tiling import overlaps

Row = dict[str, Any]
POINTS = 1_000_000
SIDE_M = 8_000.0  # a district of 64 square kilometres
PLANE = Plane.at(120.63, 31.30)


def grids(count: int, step_m: float, seed: int = 3) -> list[shapely.Polygon]:
    """Return ``count`` polygons that tile a district, a point every ``step_m`` metres along their borders."""
    dice = np.random.default_rng(seed)
    ground = shapely.box(0.0, 0.0, SIDE_M, SIDE_M)
    sites = shapely.MultiPoint(dice.uniform(0.0, SIDE_M, (count, 2)))
    cells = shapely.voronoi_polygons(sites, extend_to=ground).geoms
    return [PLANE.degrees(cell.intersection(ground).segmentize(step_m)) for cell in cells]


def points(count: int, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return places in and a little around the district, in degrees."""
    x, y = np.random.default_rng(seed).uniform(-0.05 * SIDE_M, 1.05 * SIDE_M, (2, count))
    return PLANE.lon + x / PLANE.east_m, PLANE.lat + y / PLANE.north_m


def by_tree(shapes: list[shapely.Polygon], lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Answer with shapely's own tree, as most would write it: the first polygon that covers each point."""
    found = np.full(len(lon), -1, np.int32)
    at, row = shapely.STRtree(shapes).query(shapely.points(lon, lat), predicate="covered_by")
    found[at[::-1]] = row[::-1]
    return found


def rows() -> list[Row]:
    """Measure locating with coarse and fine borders, beside shapely's tree; the limit of the house is 5 s."""
    lon, lat = points(POINTS)
    found = []
    for count, step in ((100, 20.0), (1_000, 20.0), (1_000, 2.0), (20_000, 20.0)):
        shapes = grids(count, step)
        locator = Locator.of(shapes)
        ours, tree = locator.locate(lon, lat), by_tree(shapes, lon, lat)
        found.append(
            {
                "polygons": count,
                "points of borders": int(shapely.get_num_coordinates(shapes).sum()),
                "points": POINTS,
                "lay out": median_seconds(partial(Locator.of, shapes), 3),
                "locate": median_seconds(partial(locator.locate, lon, lat), 3),
                "shapely tree": median_seconds(partial(by_tree, shapes, lon, lat), 1, warm=0),
                "differ (0.5 m beyond the edge)": int((ours != tree).sum()),
            }
        )
    return [*found, _cutting(), _tiling()]


def _cutting(households: int = 30_000) -> Row:
    """Measure cutting 21 communities of a district into grids of 300 to 500 households."""
    dice = np.random.default_rng(5)
    shapes = grids(21, 25.0)
    lon, lat = points(4_000)
    row = Locator.of(shapes).locate(lon, lat)
    lived = dice.multinomial(households, np.full(len(lon), 1 / len(lon))).astype(float)

    def work() -> None:
        for place, shape in enumerate(shapes):
            mine = row == place
            cut(shape, lon[mine], lat[mine], lived[mine])

    return {"polygons": 21, "points": len(lon), "cut into grids": median_seconds(work, 3)}


def _tiling(count: int = 1_000) -> Row:
    """Measure finding overlaps among siblings that tile."""
    shapes = {str(n): shape for n, shape in enumerate(grids(count, 20.0))}
    return {"polygons": count, "overlaps": median_seconds(partial(overlaps, shapes), 3)}


if __name__ == "__main__":
    for measured in rows():
        print(measured)
