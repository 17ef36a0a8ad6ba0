"""Parquet and GeoParquet, where the optional pyarrow is installed."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

from yike.engines.faults import Fault
from yike.engines.sheets.geopackage import places_of
from yike.engines.sheets.table import Floats, Table, table_of_features


def _arrow(file: str) -> tuple[ModuleType, type[Exception]]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - optional: only who reads Parquet needs it
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise Fault(
            "读 Parquet 需要另装 pyarrow",
            "reading Parquet needs pyarrow, which is not installed",
            do_zh='请运行 pip install "yike[parquet]"，或把表另存为 CSV',
            do_en='Run pip install "yike[parquet]", or save the table as CSV',
            file=file,
        ) from error
    return parquet, pa.ArrowException


def _geometry_column(metadata: dict[bytes, bytes] | None) -> str | None:
    """Return the WKB column that GeoParquet metadata names, None for plain Parquet."""
    try:
        geo = json.loads((metadata or {})[b"geo"])
        primary = geo["primary_column"]
        return primary if geo["columns"][primary]["encoding"] == "WKB" else None
    except (KeyError, TypeError, ValueError):
        return None


def _read(path: Path) -> tuple[dict[str, list[object]], str | None]:
    """Return the columns and the name of the one that holds geometry."""
    parquet, arrow_error = _arrow(str(path))
    try:
        found = parquet.read_table(path)
        columns = {name: found.column(name).to_pylist() for name in found.column_names}
        return columns, _geometry_column(found.schema.metadata)
    except (arrow_error, OSError, ValueError) as error:
        raise Fault(
            "Parquet 文件打不开，可能没有传完或已损坏",
            "the Parquet file cannot be opened; it may be incomplete or damaged",
            do_zh="请重新导出，或另存为 CSV",
            do_en="Export it again, or save it as CSV",
            file=path,
        ) from error


def read_parquet(path: Path) -> Table:
    """Return the table in a Parquet file; WKB geometry of GeoParquet gives the coordinates.

    Raises ``Fault`` where pyarrow is missing, the file is damaged or it has no rows.
    """
    columns, geometry = _read(path)
    lon: Floats | None = None
    lat: Floats | None = None
    if geometry in columns:
        wkb = [cell if isinstance(cell, bytes) else None for cell in columns.pop(geometry)]
        lon, lat = places_of(wkb, str(path))
    return table_of_features(str(path), columns, lon, lat)
