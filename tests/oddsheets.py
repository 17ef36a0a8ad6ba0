"""Tables for tests that put anything into their cells: words a column can read, and odd ones among them."""

from __future__ import annotations

import csv
import tempfile
from contextlib import suppress
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from yike.core.areas.exchange.rows import Drafts, read_drafts
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Sheet

WORDS = [
    "",
    "菜场东门",
    "第1网格",
    "梅东社区",
    "梅巷环卫所",
    "梅巷街道",
    "999999001001001",
    "SR01",
    "101",
    "结案率",
    "120.6215",
    "31.3015",
    "2026-11-02",
    "2026-11-02 09:30",
    "13800138000",
    "4",
    "0",
    "99.5%",
    "工作时",
    "工作日",
    "是",
    "否",
    "保密",
    "=1+1",
    "𠮷",
    "<script>",
    "一二、三四",
    "求助",
    "王网格",
    "一队",
    "120.62 31.30; 120.63 31.31",
]
ODD = st.sampled_from(["-1", "1e309", "nan", "二月三十日", "\x7f", "9" * 400]) | st.text(max_size=8)
OWN = {"sort": ["部件", "事件"], "kind": ["点位", "路段"]}


def read(sheet: Sheet, rows: list[list[str]]) -> Drafts | None:
    """Return what is read of a table with all columns of a sheet; None where it is refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            width = len(sheet.columns)
            csv.writer(file).writerows(
                [[one.names[0] for one in sheet.columns], *(row[:width] for row in rows)]
            )
        try:
            return read_drafts(path, sheet)
        except Fault as refused:
            fault = refused
    assert "" not in (fault.zh, fault.en, fault.do_zh, fault.do_en)
    return None


def accounted(plan: Any, drafts: Drafts) -> None:
    """Look whether each row is planned, left as it is, or told with what is wrong."""
    told = {one.spot.cell.lstrip(ascii_uppercase) for one in plan.mistakes}
    assert all(one.text("zh") and one.text("en") for one in plan.mistakes)
    silent = [row for row in drafts.rows if row.at.cell[1:] not in told]
    assert plan.same + len(plan.changes) == len(silent)


def understood(sheet: Sheet, role: str) -> list[str]:
    """Return the words a column can read, its own among them where it takes only some."""
    found = []
    for word in (*WORDS, *OWN.get(role, ())):
        with suppress(Fault):
            sheet.column(role).read(word)
            found.append(word)
    return found


def cells(sheet: Sheet, role: str, *, needed: bool) -> st.SearchStrategy[str]:
    """Return the words of a column; an empty one in half of the cells that may be empty."""
    words = understood(sheet, role)
    filled = st.sampled_from(words)
    return filled if needed or "" not in words else st.just("") | filled


def lines(sheet: Sheet, known: dict[str, list[str]]) -> st.SearchStrategy[list[str]]:
    """Return rows of words that their columns can read, those of ``known`` where it has some for a column."""
    drawn = (
        st.sampled_from(known[one.role]) if one.role in known else cells(sheet, one.role, needed=one.needed)
        for one in sheet.columns
    )
    return st.tuples(*drawn).map(list)


@st.composite
def tables(draw: st.DrawFn, sheet: Sheet, known: dict[str, list[str]] | None = None) -> list[list[str]]:
    """Draw up to four rows of words their columns can read, here and there with something odd among them.

    ``known`` are words that go together, for a sheet in which few others would ever get as far as being taken in.
    """
    row = lines(sheet, known) | lines(sheet, {}) if known else lines(sheet, {})
    rows = draw(st.lists(row, min_size=1, max_size=4))
    for at, column, odd in draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, len(sheet.columns) - 1), ODD), max_size=1)
    ):
        rows[at % len(rows)][column] = odd
    return rows
