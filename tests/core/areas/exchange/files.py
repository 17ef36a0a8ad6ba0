"""Files of areas for the tests of import and export."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.reading import read_drafts

HEAD = ["级别", "代码", "名称", "上级代码", "类型", "户数", "人数"]


def xlsx(folder: Path, *rows: list[object], head: list[str] | None = None) -> Path:
    """Return a workbook with these rows below the usual header."""
    book = openpyxl.Workbook()
    for row in (head or HEAD, *rows):
        book.active.append(row)
    book.save(folder / "areas.xlsx")
    return folder / "areas.xlsx"


def geojson(folder: Path, *features: tuple[dict[str, object], object]) -> Path:
    """Return a GeoJSON file of features, each given as properties and geometry."""
    path = folder / "areas.geojson"
    made = [{"type": "Feature", "properties": said, "geometry": geometry} for said, geometry in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False), "utf-8")
    return path


def drafts(folder: Path, *rows: list[object], head: list[str] | None = None) -> Drafts:
    """Return what is read from a workbook with these rows."""
    return read_drafts(xlsx(folder, *rows, head=head))


def mistakes(found: object) -> list[tuple[str, str]]:
    """Return place and fault of each mistake, in Chinese."""
    return [(m.spot.text("zh"), m.fault.zh) for m in found.mistakes]  # type: ignore[attr-defined]
