"""Ledgers for tests, written by a real spreadsheet library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter

from yike.core.residents.identity import id_check
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


CROWD = ("网格", "地址", "室", "户号", "与户主关系", "姓名", "身份证号", "手机")


def _one_of_many(number: int, grids: list[str]) -> tuple[str, ...]:
    home, head = divmod(number, 3)
    years, months, days = 1930 + number % 70, number % 12 + 1, number % 28 + 1
    first = f"3299{number // 1000 % 90 + 10}{years}{months:02}{days:02}{number % 1000:03}"
    name = f"赵{chr(0x4E00 + number % 500)}{chr(0x4E00 + number % 37)}"
    where = grids[home % len(grids)], f"导入路{number // 60}号", str(home % 20 + 101), f"N{home}"
    return (*where, "其他" if head else "户主", name, first + id_check(first), f"154{number:08}")


def crowd(path: Path, rows: int, grids: list[str], stray: int = 0) -> Path:
    """Write a ledger of so many persons, three to a household, and a blank far away in the last row."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate([CROWD, *(_one_of_many(one, grids) for one in range(rows))]):
            sheet.write_row(number, 0, row)
        if stray:
            sheet.write_string(rows, stray, " ")
    return path
