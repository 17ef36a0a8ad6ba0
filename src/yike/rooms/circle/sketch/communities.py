"""Draw the 21 communities: the faces of the main plan, given out and dissolved. 示意, not official limits."""

from __future__ import annotations

import math

import shapely
from shapely import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch import plan
from yike.rooms.circle.sketch.frame import Vec, line, metres, overlapping
from yike.rooms.circle.sketch.water import Waters, frame
from yike.rooms.circle.sketch.ways import Town


def area_of_work(waters: Waters) -> Polygon:
    """Return the ground of the subdistrict on the sheet: south of 干将路, north and east of the moat's bend."""
    sheet = frame()
    river, moat = waters.canals["干将河"].middle, waters.canals["外城河"].middle
    west, south, east, _ = sheet.bounds
    top = [(c[0], c[1] + 24.0) for c in river.coords if c[0] > west]
    corner = metres(plan.EAST, 31.3128)
    low = [(c[0], c[1] - 30.0) for c in moat.coords if c[1] < metres(plan.EAST, 31.2899)[1] and c[0] > west]
    shape = Polygon(
        [(west, top[0][1]), *top, corner, (east, south), (low[0][0], south), *low, (west, low[-1][1])]
    )
    return max(shapely.get_parts(shape.buffer(0).intersection(sheet)), key=lambda p: p.area)


def draw_communities(town: Town, waters: Waters) -> dict[str, Polygon]:
    """Return a polygon for each community; they tile the area of work. ``town`` holds main streets only."""
    owned: dict[str, list[Polygon]] = {name: [] for name in plan.COMMUNITIES}
    slivers: list[Polygon] = []
    for face in _faces(town, waters):
        thin = face.buffer(-14.0).is_empty
        (slivers if thin else owned[_owner(face)]).append(face)
    return _joined(owned, slivers)


def _faces(town: Town, waters: Waters) -> list[Polygon]:
    area = area_of_work(waters)
    middles = [c.middle for c in waters.canals.values()]
    borders = [line(b) for b in plan.BORDERS]
    net = shapely.node(
        MultiLineString(
            [*(overlapping(p) for p in town.paths()), *middles, *borders, LineString(area.exterior.coords)]
        )
    )
    faces = [
        f for f in shapely.get_parts(shapely.polygonize([net])) if area.contains(f.representative_point())
    ]
    return sorted(faces, key=lambda f: (-round(f.area, 1), round(f.centroid.x, 1)))


def _owner(face: Polygon) -> str:
    at = face.representative_point()
    return min(plan.COMMUNITIES, key=lambda n: min(_far((at.x, at.y), s) for s in plan.COMMUNITIES[n]))


def _far(at: Vec, seed: Vec) -> float:
    return math.dist(at, metres(*seed))


def _joined(owned: dict[str, list[Polygon]], slivers: list[Polygon]) -> dict[str, Polygon]:
    """Dissolve: slivers first, then the parts that are still cut off from their community."""
    whole = _spread({name: shapely.union_all(faces) for name, faces in owned.items()}, slivers)
    main: dict[str, BaseGeometry] = {}
    cut_off: list[Polygon] = []
    for name, shape in whole.items():
        main[name], *rest = sorted(shapely.get_parts(shape), key=lambda p: -p.area)
        cut_off += rest
    return {name: _clean(shape) for name, shape in _spread(main, cut_off).items()}


def _spread(whole: dict[str, BaseGeometry], parts: list[Polygon]) -> dict[str, BaseGeometry]:
    """Give each part to the community it shares the longest border with, the clearest cases first."""
    whole, left = dict(whole), list(parts)
    while left:
        part = max(left, key=lambda p: max(_border(p, w) for w in whole.values()))
        best = max(whole, key=lambda n: _border(part, whole[n]))
        whole[best] = shapely.union_all([whole[best], part])
        left.remove(part)
    return whole


def _border(part: Polygon, whole: BaseGeometry) -> float:
    return float(part.intersection(whole).length)


def _clean(shape: BaseGeometry) -> Polygon:
    parts = shapely.get_parts(shape)
    biggest = max(parts, key=lambda p: p.area)
    return Polygon(biggest.exterior)


def community_at(communities: dict[str, Polygon], x: float, y: float) -> str:
    """Return the community at a place, the nearest where borders leave a crack."""
    at = shapely.Point(x, y)
    return min(communities, key=lambda n: float(communities[n].distance(at)))
