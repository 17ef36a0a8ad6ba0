"""Homes, gaps and points as GeoJSON layers (RFC 7946): WGS-84, outer rings anticlockwise, null for unreached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from yike.engines.reach.gaps import Gap
from yike.rooms.circle.report.tables import HeadedRows, Value, gap_table

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

Geometry = Mapping[str, object] | None


_dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def point_geometry(lon: float, lat: float) -> Geometry:
    """Return a point, None where the place has no coordinates."""
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return None
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def gap_geometry(gap: Gap) -> Geometry:
    """Return the outline of a gap, outer rings anticlockwise; its middle where it has no outline."""
    if gap.extent is None or gap.extent.is_empty:
        return point_geometry(gap.lon, gap.lat)
    turned = shapely.orient_polygons(gap.extent, exterior_cw=False)
    geometry: dict[str, object] = json.loads(shapely.to_geojson(turned))
    return geometry


def write_features(path: Path, features: Iterable[tuple[Geometry, Mapping[str, Value]]]) -> None:
    """Write one collection, a feature to a line."""
    lines = (
        f'{{"type":"Feature","geometry":{_dump(geometry)},"properties":{_dump(properties)}}}'
        for geometry, properties in features
    )
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


def write_homes(path: Path, survey: Survey, table: HeadedRows) -> None:
    """Write homes with their weights, minutes and nearest points, as ``table`` (of ``home_table``) has them."""
    headers, rows = table
    at = [i for i, name in enumerate(headers) if name not in {"lon", "lat"}]
    names = [headers[i] for i in at]
    where = zip(survey.homes.lon.tolist(), survey.homes.lat.tolist(), strict=True)
    write_features(
        path,
        (
            (point_geometry(*spot), dict(zip(names, (row[i] for i in at), strict=True)))
            for spot, row in zip(where, rows, strict=True)
        ),
    )


def write_gaps(path: Path, survey: Survey) -> None:
    """Write gaps with everything the list of gaps says of them."""
    headers, rows = gap_table(survey)
    write_features(
        path,
        (
            (gap_geometry(gap), dict(zip(headers, row, strict=True)))
            for gap, row in zip(survey.gaps, rows, strict=True)
        ),
    )


def write_points(path: Path, survey: Survey) -> None:
    """Write service points: id, name, kind, and whether each was open at the moment asked about."""
    points = survey.points
    rows = zip(points.id, points.name, points.kind.tolist(), survey.reach.open_now.tolist(), strict=True)
    where = zip(points.lon.tolist(), points.lat.tolist(), strict=True)
    on_street = survey.ground.points.snapped.tolist()
    write_features(
        path,
        (
            (
                point_geometry(*spot),
                {"id": i, "name": name, "kind": points.kinds[k], "open": is_open, "on_street": snapped},
            )
            for spot, (i, name, k, is_open), snapped in zip(where, rows, on_street, strict=True)
        ),
    )
