"""From GeoJSON to a polygon that can be trusted, or to the fault that says what is wrong and where.

What is mended silently, because nobody needs to decide it: heights, points drawn twice in a row, the
direction of rings (RFC 7946: outer rings counter-clockwise), more than seven decimals (1 cm). All else is
refused.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.geometry.plane import Shape, area_m2
from yike.core.areas.geometry.validity import check_valid
from yike.engines.reach.datum import in_china, to_wgs84

DECIMALS = 7  # of a degree, about 1 cm
MOST_POINTS = 50_000  # of one area; the border of a whole city has some ten thousand
LEAST_M2 = 10.0  # smaller is a slip of the hand
Ring = NDArray[np.float64]
Rings = list[list[Ring]]  # of each polygon: the outer ring, then its holes

_EXPORT = (
    "请从地图软件重新导出为 GeoJSON（Polygon 或 MultiPolygon）",
    "Export it again from the map program as GeoJSON (Polygon or MultiPolygon)",
)


def shape_of(geometry: object, *, datum: str = "wgs84") -> Shape:
    """Return the polygon in a GeoJSON geometry, feature, or collection of one feature, as WGS-84.

    ``datum`` says what its degrees are in: wgs84, cgcs2000, gcj02 or bd09. Raises ``Misdrawn``.
    """
    rings = _rings(_geometry(geometry))
    _check_plausible(np.concatenate([ring for polygon in rings for ring in polygon]))
    cleaned = [[_cleaned(ring, datum, i, j) for j, ring in enumerate(p, 1)] for i, p in enumerate(rings, 1)]
    return _whole(cleaned)


def geojson_of(shape: Shape) -> dict[str, object]:
    """Return the GeoJSON geometry of a polygon, seven decimals."""
    return {"type": shape.geom_type, "coordinates": _coordinates(shape)}


def _coordinates(shape: Shape) -> list[object]:
    if isinstance(shape, MultiPolygon):
        return [_coordinates(part) for part in shape.geoms]
    return [np.round(shapely.get_coordinates(ring), DECIMALS).tolist() for ring in shapely.get_rings(shape)]


def _geometry(found: object) -> dict[str, object]:
    """Return the one geometry in what was given."""
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise Misdrawn("里面应当正好有一个图形", "there must be exactly one feature inside", do=_EXPORT)
        found = features[0]
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict):
        raise Misdrawn("没有图形", "there is no geometry", do=_EXPORT)
    return cast("dict[str, object]", found)


def _rings(geometry: dict[str, object]) -> Rings:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        shown = str(kind)[:40]
        raise Misdrawn(
            f"“{shown}”不是面，区域要画成一块或几块面",
            f'"{shown}" is no polygon; an area is drawn as one or more polygons',
            do=_EXPORT,
        )
    polygons = _list([coordinates] if kind == "Polygon" else coordinates, 1, 1)
    rings = [
        [_ring(ring, i, j) for j, ring in enumerate(_list(polygon, i, 1), 1)]
        for i, polygon in enumerate(polygons, 1)
    ]
    if sum(len(ring) for polygon in rings for ring in polygon) > MOST_POINTS:
        raise Misdrawn(
            f"图形超过 {MOST_POINTS:,} 个点",
            f"the polygon has more than {MOST_POINTS:,} points",
            do=("请在地图软件里简化边界再导出", "Simplify the border in the map program and export it again"),
        )
    return rings


def _where(polygon: int, ring: int) -> tuple[str, str]:
    """Return which ring of which polygon is meant, in Chinese and English; both count from 1."""
    return f"第 {polygon} 块的第 {ring} 圈", f"ring {ring} of polygon {polygon}"


def _broken(polygon: int, ring: int) -> Misdrawn:
    zh, en = _where(polygon, ring)
    return Misdrawn(f"{zh}不是一串经纬度", f"{en} is not a list of positions", do=_EXPORT)


def _list(found: object, polygon: int, ring: int) -> list[object]:
    if not isinstance(found, list) or not found:
        raise _broken(polygon, ring)
    return found


def _plain(position: object) -> bool:
    """Return whether something is a position: two numbers or more, none of them a boolean or a text."""
    return (
        isinstance(position, list) and len(position) >= 2 and all(type(v) in (int, float) for v in position)
    )


def _ring(found: object, polygon: int, ring: int) -> Ring:
    positions = _list(found, polygon, ring)
    if not all(map(_plain, positions)):
        raise _broken(polygon, ring)
    try:
        xy = np.array([cast("list[float]", p)[:2] for p in positions], np.float64)
    except OverflowError as error:
        raise _broken(polygon, ring) from error
    if not np.isfinite(xy).all():
        raise _broken(polygon, ring)
    return xy


def _check_plausible(xy: Ring) -> None:
    """Refuse what lies outside China: swapped, projected, or simply wrong."""
    lon, lat = xy[:, 0], xy[:, 1]
    outside = np.flatnonzero(~in_china(lon, lat))
    if not len(outside):
        return
    x, y = float(lon[outside[0]]), float(lat[outside[0]])
    if in_china(lat, lon).all():
        raise Misdrawn(
            f"经纬度颠倒了：{x:g}, {y:g}",
            f"longitude and latitude are swapped: {x:g}, {y:g}",
            do=("请对调每个坐标的先后，经度在前", "Swap the order within each position: longitude first"),
        )
    if abs(x) > 360.0 and abs(y) > 360.0:
        raise Misdrawn(
            f"{x:g}, {y:g} 是以米计的投影坐标，不是经纬度",
            f"{x:g}, {y:g} are projected coordinates in metres, not degrees",
            do=(
                "请在地图软件里转换为经纬度（EPSG:4326 或 EPSG:4490）",
                "Convert them to degrees (EPSG:4326 or EPSG:4490) in the map program",
            ),
        )
    raise Misdrawn(
        f"{x:g}, {y:g} 不在中国范围内",
        f"{x:g}, {y:g} lies outside China",
        do=("请改正这个点", "Correct this point"),
        at=(x, y) if abs(x) <= 180.0 and abs(y) <= 90.0 else None,
    )


def _cleaned(ring: Ring, datum: str, polygon: int, number: int) -> Ring:
    """Return a ring in WGS-84, rounded, without repeated points. Raises ``Misdrawn`` unless it is one."""
    zh, en = _where(polygon, number)
    if len(ring) < 4:
        raise Misdrawn(
            f"{zh}只有 {len(ring)} 个点，至少要 4 个（首尾是同一点）",
            f"{en} has only {len(ring)} points; it takes 4, the last being the first again",
            do=_EXPORT,
        )
    lon, lat = to_wgs84(ring[:, 0], ring[:, 1], datum)
    xy = np.column_stack([np.round(lon, DECIMALS), np.round(lat, DECIMALS)])
    first = float(xy[0, 0]), float(xy[0, 1])
    if (xy[0] != xy[-1]).any():
        raise Misdrawn(
            f"{zh}没有闭合：最后一点不是第一点",
            f"{en} is not closed: its last point is not its first",
            do=("请把第一个点再写在最后", "Write the first point once more at the end"),
            at=first,
        )
    kept = np.concatenate(([True], (xy[1:] != xy[:-1]).any(axis=1)))
    if kept.sum() < 4:
        raise Misdrawn(
            f"{zh}缩成了一个点或一条线",
            f"{en} has shrunk to a point or a line",
            do=("请重新画这一块", "Draw this part again"),
            at=first,
        )
    return xy[kept]


def _whole(rings: Rings) -> Shape:
    polygons = [Polygon(outer, holes) for outer, *holes in rings]
    shape: Shape = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    check_valid(shape)
    if (ground := area_m2(shape)) < LEAST_M2:
        raise Misdrawn(
            f"面积只有 {ground:.1f} 平方米",
            f"its ground is only {ground:.1f} m²",
            do=("请重新画这一块", "Draw this part again"),
        )
    return cast("Shape", shapely.orient_polygons(shape))
