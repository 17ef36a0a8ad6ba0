"""The directory given out: a workbook of five sheets, one sheet as CSV, the points as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import override

from yike.engines.faults import Language
from yike.engines.sheets.columns import Sheet
from yike.rooms.circle.exchange.cells import escaped
from yike.rooms.circle.exchange.columns import EXCEPTIONS, POINTS, SHEETS

Value = str | int | float | None
Rows = Mapping[str, Iterable[Any]]  # by the role of the sheet
SPOKEN = {"zh": "zh-hans", "en": "en"}


def cells_of(sheet: Sheet, row: Any) -> Iterator[Value]:
    """Yield the cells of one row for a spreadsheet: no text is a formula. Speaks the language that is active."""
    return (escaped(value) if isinstance(value, str) else value for value in values_of(sheet, row))


def values_of(sheet: Sheet, row: Any) -> Iterator[Value]:
    """Yield what stands in the cells of one row, as it is. Speaks the language that is active."""
    return (column.write(_value(sheet, row, column.role)) for column in sheet.columns)


def _value(sheet: Sheet, row: Any, role: str) -> Any:
    """Return what a row says; rows of other sheets are named by their codes."""
    if sheet.role in {"materials", "offers", "exceptions"} and role in {"item", "point"}:
        return getattr(row, role).code
    return getattr(row, role)


def workbook(rows: Rows, *, language: Language = "zh") -> bytes:
    """Return an XLSX with a sheet for each of points, items, materials, offers and exceptions."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with override(SPOKEN[language]), xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name(language))
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, column.width)
                page.write_string(0, place, column.name(language), bold)
            for number, row in enumerate(rows[sheet.role], 1):
                for place, value in enumerate(cells_of(sheet, row)):
                    _write(page, number, place, value)
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def csv_file(sheet: Sheet, rows: Iterable[Any], *, language: Language = "zh") -> bytes:
    """Return one sheet as CSV, with the mark by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    with override(SPOKEN[language]):
        writer.writerow(column.name(language) for column in sheet.columns)
        for row in rows:
            writer.writerow("" if value is None else value for value in cells_of(sheet, row))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def geojson_file(rows: Rows, *, language: Language = "zh") -> bytes:
    """Return the points as a FeatureCollection, WGS-84, each with its exceptions."""
    special: dict[int, list[Any]] = {}
    for one in rows["exceptions"]:
        special.setdefault(one.point_id, []).append(one)
    with override(SPOKEN[language]):
        features = [_feature(point, special.get(point.pk, []), language) for point in rows["points"]]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(point: Any, special: list[Any], language: Language) -> dict[str, Any]:
    said = _named(POINTS, point, language, {"lon", "lat"})
    if special:
        said[EXCEPTIONS.name(language)] = [_named(EXCEPTIONS, one, language, {"point"}) for one in special]
    place = {"type": "Point", "coordinates": [point.lon, point.lat]}
    return {"type": "Feature", "properties": said, "geometry": place}


def _named(sheet: Sheet, row: Any, language: Language, without: set[str]) -> dict[str, Any]:
    told = zip(sheet.columns, values_of(sheet, row), strict=True)
    return {one.name(language): value for one, value in told if one.role not in without}
