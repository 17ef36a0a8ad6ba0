"""GeoJSON: one row for each feature, one coordinate for each geometry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from yike.engines.faults import Fault
from yike.engines.sheets.delimited import text_of
from yike.engines.sheets.table import Floats, Table, empty_file, no_rows, table_of_features

_DEGREES = re.compile(r"(CRS84|EPSG:+(4326|4490))$", re.IGNORECASE)
_GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
Json = dict[str, object]


def not_degrees(file: str, crs: str) -> Fault:
    """Return the fault of a layer in a projection."""
    return Fault(
        f"坐标是投影坐标（{crs}），不是经纬度",
        f"the coordinates are projected ({crs}), not degrees",
        do_zh="请在 GIS 软件里重投影为 WGS-84（EPSG:4326）或 CGCS2000（EPSG:4490）再导出",
        do_en="Reproject the layer to WGS-84 (EPSG:4326) or CGCS2000 (EPSG:4490) and export it again",
        file=file,
    )


def representative(geometries: np.ndarray) -> tuple[Floats, Floats]:
    """Return one coordinate for each of n geometries: the point itself, or a point surely on or in the shape.

    NaN where a geometry is missing or empty.
    """
    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    points = geometries[there]
    if (shapely.get_type_id(points) != shapely.GeometryType.POINT).any():
        points = shapely.point_on_surface(points)
    lon, lat = np.full(len(geometries), np.nan), np.full(len(geometries), np.nan)
    lon[there], lat[there] = shapely.get_x(points), shapely.get_y(points)
    return lon, lat


def _not_geojson(file: str, zh: str, en: str, row: int | None = None) -> Fault:
    return Fault(
        f"不是完整的 GeoJSON：{zh}",
        f"is not whole GeoJSON: {en}",
        do_zh="请从 GIS 软件重新导出为 GeoJSON（FeatureCollection）",
        do_en="Export it again from a GIS program as GeoJSON (FeatureCollection)",
        file=file,
        row=row,
    )


def _parsed(path: Path) -> Json:
    text = text_of(path.read_bytes(), str(path))
    if not text.strip():
        raise empty_file(str(path))
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = (
            ("嵌套太深", "nested too deep")
            if line is None
            else (f"第 {line} 行有错", f"an error on line {line}")
        )
        raise _not_geojson(str(path), *place) from error
    if not isinstance(found, dict):
        raise _not_geojson(str(path), "最外层不是对象", "the outermost value is no object")
    return found


def _features(found: Json, file: str) -> list[Json]:
    if found.get("type") == "Feature":
        return [found]
    if found.get("type") in _GEOMETRIES:
        return [{"geometry": found}]
    features = found.get("features")
    if not isinstance(features, list):
        raise _not_geojson(file, "没有 features", "there are no features")
    if not features:
        raise no_rows(file)
    return features


def _check_crs(found: Json, file: str) -> None:
    crs = found.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and not _DEGREES.search(name):
        raise not_degrees(file, name)


def _position(geometry: Json) -> tuple[float, float] | None:
    """Return the position of a plain point, the quick way."""
    spot = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(spot, list) or len(spot) < 2:
        return None
    lon, lat = spot[:2]
    plain = type(lon) in (int, float) and type(lat) in (int, float)
    return (float(lon), float(lat)) if plain else None


def _coordinate(geometry: object, file: str, row: int) -> tuple[float, float]:
    if geometry is None:
        return (np.nan, np.nan)
    if not isinstance(geometry, dict) or geometry.get("type") not in _GEOMETRIES:
        raise _not_geojson(file, "这个要素的几何无法使用", "the geometry of this feature cannot be used", row)
    geometry = cast(Json, geometry)
    try:
        found = _position(geometry)
        if found is None:
            lon, lat = representative(np.array([shape(geometry)], object))
            found = float(lon[0]), float(lat[0])
    except (
        ShapelyError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        OverflowError,
    ) as error:
        raise _not_geojson(
            file, "这个要素的坐标有错", "the coordinates of this feature are wrong", row
        ) from error
    return found


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def properties_of(features: list[Json]) -> dict[str, list[object]]:
    """Return the properties of n features as columns of n cells; lists and objects as JSON text."""
    properties = [p if isinstance(p := feature.get("properties"), dict) else {} for feature in features]
    headers = dict.fromkeys(str(key) for row in properties for key in row)
    columns = {header: [_cell(row.get(header)) for row in properties] for header in headers}
    if "id" not in columns and any("id" in feature for feature in features):
        columns["id"] = [_cell(feature.get("id")) for feature in features]
    return columns


def read_features(path: Path) -> list[Json]:
    """Return the features of a file as they stand, geometries and all.

    Raises ``Fault`` for broken JSON, a projection, or a feature that is none (with its number).
    """
    found, file = _parsed(path), str(path)
    _check_crs(found, file)
    features = _features(found, file)
    bad = next((i for i, feature in enumerate(features, 1) if not isinstance(feature, dict)), None)
    if bad:
        raise _not_geojson(file, "这个要素不是对象", "this feature is no object", bad)
    return features


def read_geojson(path: Path) -> Table:
    """Return one row for each feature; lines and areas stand for a point on or in them.

    Raises ``Fault`` for broken JSON, a projection, or a geometry that cannot be used (with its number).
    """
    features, file = read_features(path), str(path)
    at = np.array(
        [_coordinate(f.get("geometry"), file, row) for row, f in enumerate(features, 1)], np.float64
    )
    return table_of_features(file, properties_of(features), at[:, 0], at[:, 1])
