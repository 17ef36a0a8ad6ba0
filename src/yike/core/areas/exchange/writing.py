"""Areas given out as GeoJSON or as a spreadsheet, in the form that ``reading`` takes in again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from yike.core.areas.geometry.datumfit import shifted
from yike.core.areas.geometry.plane import area_m2
from yike.core.areas.geometry.reading import geojson_of
from yike.core.areas.models import Area, AreaKind, AreaLevel
from yike.engines.faults import Language
from yike.engines.sheets.readers import escaped

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ZH = ("级别", "代码", "名称", "上级代码", "类型", "户数", "人数")
EN = ("level", "code", "name", "parent", "kind", "households", "persons")
LEVEL_ZH = {"city": "市", "district": "区", "street": "街道", "community": "社区"} | {
    "grid": "网格",
    "microgrid": "微网格",
}
KIND_ZH = {AreaKind.BASIC.value: "基础", AreaKind.DEDICATED.value: "专属", AreaKind.MICRO.value: "微", "": ""}
WIDTHS = (8, 20, 24, 20, 8, 10, 10, 14)
Cells = tuple[str | int | None, ...]


def rows_of(areas: Iterable[Area], language: Language) -> Iterator[tuple[Area, Cells]]:
    """Yield areas, which come in the order of the tree, with the cells of their row."""
    codes: dict[str, str] = {}
    for area in areas:
        codes[area.path] = area.code
        level = LEVEL_ZH[area.level] if language == "zh" else AreaLevel(area.level).value
        kind = KIND_ZH[area.kind] if language == "zh" else area.kind
        above = codes.get(area.parent_path, "")
        yield area, (level, area.code, area.name, above, kind, area.households, area.persons)


def geojson_file(areas: Iterable[Area], *, language: Language = "zh", datum: str = "wgs84") -> bytes:
    """Return a FeatureCollection of areas; degrees in ``datum``. Areas nobody has drawn have no geometry."""
    names = ZH if language == "zh" else EN
    features = [
        {
            "type": "Feature",
            "properties": {n: v for n, v in zip(names, cells, strict=True) if v not in (None, "")},
            "geometry": None if (shape := area.shape) is None else geojson_of(shifted(shape, datum)),
        }
        for area, cells in rows_of(areas, language)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def workbook(areas: Iterable[Area], *, language: Language = "zh") -> bytes:
    """Return a workbook with a row for each area and its ground in square metres; texts stay texts."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("区域" if language == "zh" else "areas")
        bold = book.add_format({"bold": True})
        last = "面积（平方米）" if language == "zh" else "m2"
        for column, (name, width) in enumerate(
            zip((*(ZH if language == "zh" else EN), last), WIDTHS, strict=True)
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        for row, (area, cells) in enumerate(rows_of(areas, language), 1):
            shape = area.shape
            for column, value in enumerate((*cells, None if shape is None else round(area_m2(shape)))):
                _write(sheet, row, column, value)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: str | int | None) -> None:
    """Write a number as a number and a text as a text, no formula even after it was saved as CSV."""
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, escaped(value))
