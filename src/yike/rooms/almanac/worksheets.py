"""Tables of the almanac as a workbook (XLSX): a page each, headed, the head staying in sight."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from yike.engines.sheets.readers import escaped

LONGEST_NAME = 31  # of a page, says Excel
WIDTH = 18  # of a column, in characters, unless the page says otherwise


@dataclass(frozen=True)
class Sheet:
    """One page: ``widths`` of its columns in characters, in the order of ``head``; none means all alike."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def workbook(*sheets: Sheet) -> bytes:
    """Return the pages as a workbook. Whole numbers stay numbers; what begins like a formula is written as text."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    made, options = io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        for sheet in sheets:
            _write(book, sheet)
    return made.getvalue()


def _write(book: Any, sheet: Sheet) -> None:
    page, bold = (
        book.add_worksheet(sheet.name.replace("/", "-")[:LONGEST_NAME]),
        book.add_format({"bold": True}),
    )
    widths = sheet.widths or (WIDTH,) * len(sheet.head)
    for column, (title, width) in enumerate(zip(sheet.head, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, escaped(title), bold)
    for at, cells in enumerate(sheet.rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(at, column, value)
            else:
                page.write_string(at, column, escaped(str(value)))
    page.freeze_panes(1, 0)
