"""A sheet as it stands, cell by cell: for importers that have to say what is wrong in Sheet1!C7."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from yike.engines.faults import Fault
from yike.engines.sheets.delimited import rows_of_text
from yike.engines.sheets.hollow import hollow_cells
from yike.engines.sheets.read import format_of
from yike.engines.sheets.table import column_letters
from yike.engines.sheets.workbook import first_sheet, weighs_much

Range = tuple[tuple[int, int], tuple[int, int]]  # (top, left), (bottom, right), counted from 0, both included
LIGHT_BYTES, LIGHT_CELLS = 4_000_000, 400_000  # some 10,000 rows of a ledger, some 30 MB once read
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Grid:
    """The first sheet with something in it, from its row 1 on, blank rows included; cells as read.

    ``name`` is the sheet's, empty for a text. ``hollow`` are the cells (C7) that look empty and are not: "formula"
    without an answer, or "error".
    """

    file: str
    name: str
    rows: list[list[object]]
    merged: tuple[Range, ...] = ()
    hollow: dict[str, str] = field(default_factory=dict)

    def address(self, row: int, column: int) -> str:
        """Return the name of a cell, both counted from 0: Sheet1!C7, or C7 in a text."""
        cell = f"{column_letters(column + 1)}{row + 1}"
        if not self.name:
            return cell
        return f"{self.name}!{cell}" if _PLAIN_NAME.fullmatch(self.name) else f"'{self.name}'!{cell}"

    def hollow_at(self, row: int, column: int) -> str:
        """Return why a cell only looks empty, both counted from 0; empty where it is as it looks."""
        return self.hollow.get(f"{column_letters(column + 1)}{row + 1}", "")


def read_grid(path: Path) -> Grid:
    """Return the first sheet of a workbook (XLSX, XLS) that is not empty, or the rows of a text (CSV).

    Raises ``Fault`` for other formats, contents that belie the name, a password, damage, nothing inside.
    """
    format_ = format_of(path)
    if format_ == "CSV":
        return Grid(str(path), "", rows_of_text(path))
    if format_ not in {"XLSX", "XLS"}:
        raise Fault(
            f"{format_} 里没有表格",
            f"{format_} holds no sheet of cells",
            do_zh="请另存为 XLSX 或 CSV",
            do_en="Save it as XLSX or CSV",
            file=path,
        )
    rows, sheet = first_sheet(path)
    return Grid(
        str(path), sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), hollow_cells(path, sheet.name)
    )


def is_heavy(path: Path) -> bool:
    """Return whether a sheet takes so much memory to read that a server should leave it to another process."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"PK"
    if packed:
        return weighs_much(path, LIGHT_BYTES, LIGHT_CELLS)
    return path.stat().st_size > LIGHT_BYTES // 4
