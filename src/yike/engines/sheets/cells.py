"""From cells as read to numbers and text, with the row of whatever cannot be read."""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime

import numpy as np

from yike.engines.faults import Fault
from yike.engines.sheets.table import NOTHING, Floats, Table, blank

SAYS_NOTHING = frozenset({"", "-", "--", "—", "/", "无", "null", "none", "na", "n/a", "#n/a", "nan", "<na>"})


def _not_a_number(table: Table, header: str, index: int) -> Fault:
    value = str(table.columns[header][index])
    shown = value if len(value) <= 40 else value[:39] + "…"
    return Fault(
        f"“{shown}”不是数字",
        f'"{shown}" is not a number',
        do_zh="请改成数字，如 120.6281 或 35，不带单位、千分号和度分秒；没有就留空",
        do_en="Write a plain number such as 120.6281 or 35: no units, thousands separators or degrees "
        "and minutes; leave it empty if there is none",
        file=table.file,
        row=table.row_of(index),
        column=header,
    )


def number(cell: object) -> float | None:
    """Return the number in one cell, NaN where it says nothing, None where it is no number."""
    text = unicodedata.normalize("NFKC", cell).strip().casefold() if isinstance(cell, str) else cell
    if text is None or (isinstance(text, str) and text in SAYS_NOTHING):
        return math.nan
    if not isinstance(text, (str, int, float)) or (isinstance(text, str) and "_" in text):
        return None
    try:
        return float(text)
    except (ValueError, OverflowError):
        return None


def _all_plain(cells: list[object]) -> Floats | None:
    """Return the numbers of a column without a gap, the fast way; None where it takes a closer look."""
    try:
        if "_" in "".join(cells):  # type: ignore[arg-type]
            return None  # Python reads 1_000 as a number; a table that says so has a typing error
    except TypeError:
        return None
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def numbers(table: Table, header: str) -> Floats:
    """Return column ``header`` as numbers (n), NaN where a cell is empty or says there is none.

    Raises ``Fault`` with the row of the first cell that is no number, or is infinite.
    """
    cells = table.columns[header]
    values = _all_plain(cells)
    if values is None:
        read = [number(cell) for cell in cells]
        bad = next((i for i, value in enumerate(read) if value is None), None)
        if bad is not None:
            raise _not_a_number(table, header, bad)
        values = np.array(read, np.float64)
    endless = np.flatnonzero(np.isinf(values))
    if len(endless):
        raise _not_a_number(table, header, int(endless[0]))
    return values


def empty_cells(table: Table, header: str) -> np.ndarray:
    """Return the mask (n) of cells with nothing in them."""
    return np.fromiter(map(blank, table.columns[header]), np.bool_, len(table))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))  # spreadsheets keep the code 320508021 as 320508021.0
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def texts(table: Table, header: str) -> list[str]:
    """Return column ``header`` as text (n), empty where there is nothing; whole numbers without a point."""
    return [cell.strip(NOTHING) if isinstance(cell, str) else _text(cell) for cell in table.columns[header]]
