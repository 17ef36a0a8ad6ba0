"""All tables as one workbook: text stays text, headers stay in sight, shares show as per cent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yike.rooms.circle.report import tables
from yike.rooms.circle.report.words import Words

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

MOST_HOMES = 40_000  # a longer sheet takes long to write and to open; homes.csv has all of them


def sheets(
    survey: Survey, words: Words, homes: tables.HeadedRows
) -> list[tuple[str, Sequence[str], Sequence[tables.Row]]]:
    """Return name, headers and rows of every sheet; ``homes`` is the table of homes."""
    return [
        (words("sheet_cover"), *tables.cover_table(survey)),
        (words("sheet_areas"), *tables.area_table(survey)),
        (words("sheet_gaps"), *tables.gap_table(survey)),
        (words("sheet_hours"), *tables.hours_table(survey)),
        (words("sheet_homes"), homes[0], homes[1][:MOST_HOMES]),
        (words("sheet_unsnapped"), *tables.lost_table(survey, words.language)),
    ]


def _is_share(header: str, survey: Survey) -> bool:
    pairs = {f"{kind} · {weight}" for kind in survey.kinds for weight in survey.cover.weights}
    return header == "share" or header in pairs or header.isdecimal()


def _fill(sheet: Any, headers: Sequence[str], rows: Sequence[tables.Row], bold: Any) -> None:
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            elif isinstance(value, bool):
                sheet.write_boolean(at, column, value)
            elif value is not None:
                sheet.write_number(at, column, value)


def write_workbook(path: Path, survey: Survey, words: Words, homes: tables.HeadedRows) -> None:
    """Write the workbook. Cells are written as text, number or truth value, never as a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    for name, headers, rows in sheets(survey, words, homes):
        sheet = book.add_worksheet(name)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, _width(header), share if _is_share(header, survey) else None)
        _fill(sheet, headers, rows, bold)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headers) - 1)
    book.close()


def _width(header: str) -> float:
    """Return a column width: Chinese characters are twice as wide."""
    return min(26.0, max(9.0, 3.0 + sum(2.0 if ord(c) > 0x2E7F else 1.0 for c in header)))
