"""Ledgers for tests, written by a real spreadsheet library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

from yike.engines.sheets.grid import Grid, read_grid

HEADER = ("网格", "地址", "室", "户号", "与户主关系", "姓名", "身份证号", "出生日期", "手机", "居住状况")
TODAY = date(2026, 11, 26)


def saved(
    folder: Path,
    rows: Sequence[Sequence[object]],
    *,
    merges: Sequence[str] = (),
    title: str = "台账",
    header: Sequence[object] | None = HEADER,
) -> Path:
    """Write rows below a header into a workbook and return its path."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in ([header] if header else []) + list(rows):
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    path = folder / "ledger.xlsx"
    book.save(path)
    return path


def grid_of(folder: Path, rows: Sequence[Sequence[object]], **how: object) -> Grid:
    """Return the sheet of such a workbook, read again."""
    return read_grid(saved(folder, rows, **how))  # type: ignore[arg-type]
