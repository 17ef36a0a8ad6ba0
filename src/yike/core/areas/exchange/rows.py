"""What a file says, row by row, with the place of each cell, and the mistakes found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yike.core.areas.exchange.drafts import Mistake, Spot
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Sheet
from yike.engines.sheets.delimited import rows_of_text
from yike.engines.sheets.headers import normal
from yike.engines.sheets.read import format_of
from yike.engines.sheets.readers import plain
from yike.engines.sheets.table import blank, column_letters
from yike.engines.sheets.workbook import named_sheets

MOST_ROWS = 20_000
HEAD_WITHIN = 5  # rows that may stand above the header
Cells = list[object]


@dataclass(frozen=True)
class Row:
    """One row: ``values`` by role, of the columns the file has; ``spots`` where they stand; ``at`` the row."""

    at: Spot
    values: dict[str, Any]
    spots: dict[str, Spot]

    def spot(self, role: str) -> Spot:
        """Return where the file says something, else the row."""
        return self.spots.get(role, self.at)


@dataclass
class Drafts:
    """All rows that could be read, and what is wrong in the others."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def read_drafts(path: Path, sheet: Sheet) -> Drafts:
    """Return what a file says of one sheet: XLSX (the first page whose header is known) or CSV.

    Raises ``Fault`` for contents that belie the name, damage, too many rows, or no header that is known.
    """
    for name, rows in _pages(path, sheet).items():
        for top, header in enumerate(rows[:HEAD_WITHIN]):
            columns = _known(sheet, header)
            if {one.role for one in sheet.columns if one.needed} <= set(columns.values()):
                return _lines(sheet, columns, name, rows[top + 1 :], top + 2)
    raise _no_sheet(sheet, path)


def headers_of(path: Path, sheet: Sheet) -> list[str]:
    """Return the likeliest header among the first rows of a file, without its empty cells.

    That is the row with most names that are known; where none is, the first with two cells: a row below, with
    somebody's name in it, is never taken for one. Raises as ``read_drafts``.
    """
    rows = [row for page in _pages(path, sheet).values() for row in page[:HEAD_WITHIN]]
    if not rows:
        raise _no_sheet(sheet, path)
    filled = [[plain(cell) for cell in row if not blank(cell)] for row in rows]
    best = max(filled, key=lambda row: len(_known(sheet, list(row))))
    return best if _known(sheet, list(best)) else next((row for row in filled if len(row) > 1), best)


def _pages(path: Path, sheet: Sheet) -> dict[str, list[Cells]]:
    kind = format_of(path)
    if kind == "CSV":
        return {"": rows_of_text(path)}
    if kind in {"XLSX", "XLS"}:
        return named_sheets(path)
    raise _no_sheet(sheet, path)


def _no_sheet(sheet: Sheet, path: Path) -> Fault:
    needed = [one for one in sheet.columns if one.needed]
    return Fault(
        f"没有认得的“{sheet.zh}”表，要有这些列：{'、'.join(one.names[0] for one in needed)}",
        f"there is no sheet of {sheet.en}; it needs the columns {', '.join(one.en for one in needed)}",
        do_zh="请先导出一份，照它的列名填",
        do_en="Export a file first, and use its column names",
        file=path,
    )


def _known(sheet: Sheet, header: Cells) -> dict[int, str]:
    """Return which column of a header holds which role, wherever it stands."""
    names = {normal(name): one.role for one in sheet.columns for name in (*one.names, one.en)}
    found: dict[int, str] = {}
    for place, cell in enumerate(header):
        role = names.get(normal(cell)) if not blank(cell) else None
        if role and role not in found.values():
            found[place] = role
    return found


def _lines(sheet: Sheet, columns: dict[int, str], name: str, rows: list[Cells], first: int) -> Drafts:
    if len(rows) > MOST_ROWS:
        raise Fault(
            f"有 {len(rows):,} 行，一次最多 {MOST_ROWS:,} 行",
            f"there are {len(rows):,} rows; at most {MOST_ROWS:,} at once",
            do_zh="请分成几个文件",
            do_en="Split the file",
        )
    drafts, prefix = Drafts(), f"{name}!" if name else ""
    for number, row in enumerate(rows, first):
        if not all(blank(cell) for cell in row):
            cells = {
                role: (row[at] if at < len(row) else None, Spot(f"{prefix}{column_letters(at + 1)}{number}"))
                for at, role in columns.items()
            }
            _row(drafts, sheet, Spot(f"{prefix}A{number}"), cells)
    return drafts


def _row(drafts: Drafts, sheet: Sheet, at: Spot, cells: dict[str, tuple[object, Spot]]) -> None:
    """Read the cells of a row; what cannot be read becomes a mistake at its place."""
    values: dict[str, Any] = {}
    for role, (cell, spot) in cells.items():
        try:
            values[role] = sheet.column(role).read(cell)
        except Fault as fault:
            drafts.mistakes.append(Mistake(spot, fault))
    if len(values) == len(cells):
        drafts.rows.append(Row(at, values, {role: spot for role, (_, spot) in cells.items()}))
