"""GeoPackage without GDAL: SQLite, with geometries as WKB behind a short header (OGC 12-128r17, 2.1.3)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
import shapely
from shapely.errors import ShapelyError

from yike.engines.faults import Fault
from yike.engines.sheets.features import not_degrees, representative
from yike.engines.sheets.table import Floats, Table, no_rows, table_of_features

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_DEGREES = frozenset({-1, 0, 4326, 4490})
_LAYERS = """
    SELECT c.table_name, g.column_name, g.srs_id
    FROM gpkg_contents c
    JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'
    WHERE c.data_type = 'features' ORDER BY c.rowid"""


def _not_geopackage(file: str) -> Fault:
    return Fault(
        "不是 GeoPackage，或里面没有点、线、面图层",
        "is not a GeoPackage, or has no layer of points, lines or areas",
        do_zh="请从 GIS 软件导出一个要素图层为 GeoPackage 或 GeoJSON",
        do_en="Export one layer of features from a GIS program as GeoPackage or GeoJSON",
        file=file,
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open read-only and untouched: a read-only disk will do, and nothing is left beside the file."""
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
        ) as base:
            yield base
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _not_geopackage(str(path)) from error


def _wkb(blob: object, file: str, row: int) -> bytes | None:
    """Return the WKB within a GeoPackage geometry, None where it is empty."""
    if blob is None:
        return None
    if isinstance(blob, bytes) and len(blob) >= 8 and blob[:2] == b"GP":
        flags = blob[3]
        envelope = (flags >> 1) & 7
        if envelope < len(_ENVELOPE_BYTES) and not flags & 0x20:
            return None if flags & 0x10 else blob[8 + _ENVELOPE_BYTES[envelope] :]
    raise _bad_geometry(file, row)


def _bad_geometry(file: str, row: int) -> Fault:
    return Fault(
        "这个要素的几何无法读取",
        "the geometry of this feature cannot be read",
        do_zh="请在 GIS 软件里检查这个要素，或导出为 GeoJSON",
        do_en="Check this feature in a GIS program, or export the layer as GeoJSON",
        file=file,
        row=row,
    )


def places_of(wkb: list[bytes | None], file: str) -> tuple[Floats, Floats]:
    """Return one coordinate for each of n geometries in WKB, NaN for None.

    Raises ``Fault`` with the number of the first that cannot be read.
    """
    try:
        return representative(shapely.from_wkb(np.array([*wkb, None], object))[:-1])
    except (ShapelyError, TypeError):
        for row, one in enumerate(wkb, 1):
            _try_alone(one, file, row)
        raise


def _try_alone(wkb: bytes | None, file: str, row: int) -> None:
    try:
        representative(np.array([shapely.from_wkb(wkb)], object))
    except (ShapelyError, TypeError) as error:
        raise _bad_geometry(file, row) from error


def _layer(base: sqlite3.Connection, file: str) -> tuple[str, str, int]:
    layers: list[tuple[str, str, int]] = base.execute(_LAYERS).fetchall()
    if not layers:
        raise _not_geopackage(file)
    for layer in layers:
        if base.execute(f"SELECT 1 FROM {_quoted(layer[0])} LIMIT 1").fetchone():  # noqa: S608 - quoted name
            return layer
    raise no_rows(file)


def read_geopackage(path: Path) -> Table:
    """Return the first feature layer that is not empty, one row for each feature.

    Raises ``Fault`` for other files, a projected layer, or a geometry that cannot be read.
    """
    file = str(path)
    with _opened(path) as base:
        table, geometry, srs = _layer(base, file)
        if srs not in _DEGREES:
            raise not_degrees(file, f"EPSG:{srs}")
        cursor = base.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - quoted name
        headers = [column[0] for column in cursor.description]
        cells = list(map(list, zip(*cursor.fetchall(), strict=True)))
    columns: dict[str, list[object]] = dict(zip(headers, cells, strict=True))
    if geometry not in columns:
        raise _not_geopackage(file)
    wkb = [_wkb(blob, file, row) for row, blob in enumerate(columns.pop(geometry), 1)]
    return table_of_features(file, columns, *places_of(wkb, file))
