"""Whatever stands in the cells of a table, it is told in words at the cell, or taken in whole."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridcases import make_works
from office import Office
from yike.core.areas.exchange.rows import Drafts, read_drafts
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid.actions.cases.kinds import import_kinds
from yike.rooms.grid.actions.categories import import_categories
from yike.rooms.grid.actions.hotline import import_orders
from yike.rooms.grid.sheets import case_kinds, categories, hotline
from yike.rooms.grid.sheets.planning import Plan

pytestmark = pytest.mark.django_db
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
]
ODD = st.sampled_from(["-1", "1e309", "nan", "二月三十日", "\x7f", "9" * 400]) | st.text(max_size=8)
OWN = {"sort": ["部件", "事件"]}
Planned = Callable[[Office, Drafts, bool], Plan]
Taken = Callable[..., Plan]
SHEETS: dict[str, tuple[Sheet, Planned, Taken]] = {
    "kinds": (case_kinds.SHEET, lambda o, d, c: case_kinds.plan_kinds(d, o.admin, complete=c), import_kinds),
    "categories": (
        *(categories.SHEET, lambda _o, d, c: categories.plan_categories(d, complete=c), import_categories),
    ),
    "hotline": (hotline.SHEET, lambda _o, d, c: hotline.plan_orders(d, complete=c), import_orders),
}


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


def accounted(plan: Plan, drafts: Drafts) -> None:
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


@st.composite
def tables(draw: st.DrawFn, sheet: Sheet) -> list[list[str]]:
    """Draw up to four rows of words their columns can read, here and there with something odd among them."""
    row = st.tuples(*(cells(sheet, one.role, needed=one.needed) for one in sheet.columns)).map(list)
    rows = draw(st.lists(row, min_size=1, max_size=4))
    for at, column, odd in draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, len(sheet.columns) - 1), ODD), max_size=1)
    ):
        rows[at % len(rows)][column] = odd
    return rows


@pytest.mark.parametrize("which", SHEETS)
def test_whatever_stands_in_a_sheet_it_is_told_or_can_be_taken_in(
    office: Office, clock: Any, which: str
) -> None:
    make_works(office, clock)
    sheet, planned, take = SHEETS[which]
    taken: list[int] = []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=tables(sheet), complete=st.booleans())
    def whatever(rows: list[list[str]], complete: bool) -> None:
        drafts = read(sheet, rows)
        if drafts is None:
            return
        plan = planned(office, drafts, complete)
        accounted(plan, drafts)
        if plan.ready and plan.changes:
            with transaction.atomic():
                take(By.person(office.admin), drafts, complete=complete)
                assert planned(office, drafts, complete).changes == []  # taken in, it says nothing new
                transaction.set_rollback(True)
            taken.append(len(plan.changes))

    whatever()
    assert taken != [], which  # some get as far as that
