"""Whatever bytes or cells the table of a year holds, it is read as days of that year or refused in words."""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import BY, Office
from yike.core.calendar.actions import import_year
from yike.core.calendar.models import CalendarDay, CalendarYear
from yike.core.calendar.reading import table_as_lines, table_from_file, table_from_lines
from yike.engines.faults import Fault
from yike.engines.worktime import YearTable

YEAR = 2027
UNTIMED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
HEADS = ("日期", "到", "安排", "名称")
DAYS = st.sampled_from(
    ["2027-10-01", "2027-10-07", "10月3日", "2027/2/30", "2026-10-01", "2027-99-01", "5.1"]
)
WORDS = st.sampled_from(["放假", "上班", "Rest", "也许", "国庆节", "=1+1", "\x7f", "9" * 400])
CELL = st.just("") | DAYS | WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TYPED = (
    *(st.none(), st.booleans(), st.floats(allow_nan=False), st.integers(), st.dates(), st.datetimes()),
    st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)),
)


def row(cell: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Draw a row: half of them a day with its kind, a cell of anything in the place of each now and then."""
    good = st.tuples(DAYS, st.just(""), st.sampled_from(["放假", "上班"]), WORDS)
    return good | st.tuples(*([cell | DAYS | WORDS] * 4))


def outcome(name: str, content: bytes | None, rows: list[tuple[object, ...]]) -> YearTable | None:
    """Return what is read from a file, None where it is refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if content is not None:
            path.write_bytes(content)
        elif name.endswith("csv"):
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
        else:
            book = openpyxl.Workbook()
            for one in rows:
                book.active.append(one)
            book.save(path)
        try:
            return table_from_file(path, YEAR)
        except Fault as refused:
            fault = refused
    assert "" not in (fault.zh, fault.en, fault.do_zh, fault.do_en)
    return None


def holds(found: YearTable | None) -> None:
    """Look whether what was read is of the year, each day once, and comes whole to the browser and back."""
    if found is not None:
        days = [one.day for one in found.days]
        assert {one.year for one in days} <= {YEAR}
        assert days == sorted(set(days))
        assert table_from_lines(table_as_lines(found), YEAR) == found


@UNTIMED
@given(name=st.sampled_from(["a.csv", "a.xlsx", "a.xls"]), content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(name: str, content: bytes) -> None:
    holds(outcome(name, content, []))


@UNTIMED
@given(rows=st.lists(row(st.one_of(CELL)), max_size=5), titled=st.booleans())
def test_cells_of_any_kind_are_read_or_refused(rows: list[tuple[object, ...]], titled: bool) -> None:
    holds(outcome("a.csv", None, [*([("放假安排", "", "", "")] if titled else []), HEADS, *rows]))


@settings(UNTIMED, max_examples=25)
@given(rows=st.lists(row(st.one_of(TYPED)), max_size=4))
def test_cells_of_a_workbook_are_read_or_refused(rows: list[tuple[object, ...]]) -> None:
    holds(outcome("a.xlsx", None, [HEADS, *rows]))


@pytest.mark.django_db
def test_whatever_is_read_can_be_kept_whole(office: Office) -> None:
    assert office
    kept: list[int] = []

    @settings(UNTIMED, max_examples=30)
    @given(rows=st.lists(row(st.one_of(CELL)), max_size=3, unique_by=lambda one: one[0]))
    def whatever(rows: list[tuple[object, ...]]) -> None:
        found = outcome("a.csv", None, [HEADS, *rows])
        if found is None:
            return
        with transaction.atomic():
            import_year(BY, found, source="测试")
            year = CalendarYear.objects.get(year=YEAR)
            rows_now = CalendarDay.objects.filter(year=year).order_by("day")
            assert [(one.day, one.kind, one.name) for one in rows_now] == [
                (one.day, one.kind.value, one.name) for one in found.days
            ]
            transaction.set_rollback(True)
        kept.append(len(found.days))

    whatever()
    assert max(kept) > 0
