"""Sheets given out as workbooks, in the reader's language, so that no cell is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import override

from yike.core.record.clock import today
from yike.engines.faults import Language
from yike.engines.sheets.columns import Sheet
from yike.engines.sheets.readers import escaped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPOKEN = {"zh": "zh-hans", "en": "en"}


def workbook(
    sheet: Sheet, rows: Iterable[dict[str, Any]], *, language: Language = "zh", mark: str = ""
) -> bytes:
    """Return an XLSX with one page; ``rows`` give each column's value by its role.

    ``mark`` says above the header and at the foot of each printed page who took it out, when and why.
    """
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with override(SPOKEN[language]), xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet.name(language)[:31])
        top = 1 if mark else 0
        if mark:
            page.write_string(0, 0, escaped(mark), book.add_format({"italic": True, "font_color": "#8a2b2b"}))
            page.set_footer(f"&L{mark.replace('&', '&&')[:200]}&R&P / &N")
        page.freeze_panes(top + 1, 0)
        bold = book.add_format({"bold": True})
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(top, place, column.name(language), bold)
        for number, row in enumerate(rows, top + 1):
            for place, column in enumerate(sheet.columns):
                _write(page, number, place, column.write(row[column.role]))
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: str | int | float | None) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(row, column, escaped(value))
    elif value is not None:
        page.write_number(row, column, value)


def watermark(name: str, reason: str, at: datetime, language: Language) -> str:
    """Return who took a list out, when and why."""
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    if language == "zh":
        return f"{name} 于 {when} 导出 · 事由：{reason} · 仅限本事由使用，用后删除"
    return f"exported by {name} at {when} · for: {reason} · use for nothing else, then delete"


def given_out(content: bytes, name: str) -> HttpResponse:
    """Return a workbook as an answer with a dated name."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{today()}.xlsx"'
    return answer
