"""A ledger written out: masked or plain, with a line that says who took it, when and why."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from yike.core.residents.ledger.columns import NAMES
from yike.engines.faults import Language

COLUMNS = (
    *("grid", "address", "building", "unit", "room", "code", "size"),
    *("relation", "name", "sex", "national_id", "born", "phone", "living"),
)
WIDTHS = {"address": 28, "national_id": 22, "phone": 16, "born": 12, "grid": 18, "relation": 12}
_DANGER = frozenset("=+-@\t\r")


def escaped(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, even after it was saved as CSV."""
    return f"'{text}" if text[:1] in _DANGER else text


_ENGLISH = {"national_id": "id number", "born": "birth date", "code": "household", "size": "household size"}


def headers(language: Language) -> list[str]:
    """Return the names of the columns, as an import takes them in again."""
    return [NAMES[role][0] if language == "zh" else _ENGLISH.get(role, role) for role in COLUMNS]


def workbook(
    rows: Iterable[Mapping[str, Any]], *, watermark: str, language: Language = "zh", title: str = "台账"
) -> bytes:
    """Return an XLSX with the watermark above the header and a row for each mapping of column to value.

    Every cell is a text: numbers keep their leading zeros, and nothing is a formula.
    """
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title)
        bold, small = (
            book.add_format({"bold": True}),
            book.add_format({"italic": True, "font_color": "#8a2b2b"}),
        )
        for column, role in enumerate(COLUMNS):
            sheet.set_column(column, column, WIDTHS.get(role, 9))
        sheet.write_string(0, 0, escaped(watermark), small)
        for column, name in enumerate(headers(language)):
            sheet.write_string(1, column, name, bold)
        sheet.freeze_panes(2, 0)
        sheet.set_footer(f"&L{watermark.replace('&', '&&')[:200]}&R&P / &N")
        for number, row in enumerate(rows, 2):
            for column, role in enumerate(COLUMNS):
                if value := row.get(role):
                    sheet.write_string(number, column, escaped(str(value)))
    return out.getvalue()
