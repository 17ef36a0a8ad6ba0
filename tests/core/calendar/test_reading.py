"""A year's table as offices send it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workdays import table
from yike.core.calendar.queries import stretches
from yike.core.calendar.reading import table_as_lines, table_from_file, table_from_lines
from yike.core.calendar.writing import workbook
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, SpecialDay, YearTable

HEAD = ("日期", "到", "安排", "名称")
REST, WORK = DayKind.REST, DayKind.WORK


def sheet(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "安排.xlsx"
    book.save(path)
    return path


def read(
    tmp_path: Path, *rows: tuple[object, ...], head: tuple[str, ...] = HEAD
) -> list[tuple[str, str, str]]:
    days = table_from_file(sheet(tmp_path, head, *rows), 2027).days
    return [(str(one.day), one.kind.value, one.name) for one in days]


@pytest.mark.parametrize(
    ("row", "days"),
    [
        (("2027-10-10", "", "上班", "国庆节调休"), [("2027-10-10", "work", "国庆节调休")]),  # Sunday
        (
            ("2027-10-01", "2027-10-02", "放假", "国庆节"),
            [("2027-10-01", "rest", "国庆节"), ("2027-10-02", "rest", "国庆节")],
        ),
        ((datetime(2027, 10, 1), date(2027, 10, 1), "休", "国庆节"), [("2027-10-01", "rest", "国庆节")]),
        (("2027年10月1日", None, "节假日", None), [("2027-10-01", "rest", "")]),
        (("10月1日", "", "放假", ""), [("2027-10-01", "rest", "")]),
        (("10/1", "10/1", "Rest", ""), [("2027-10-01", "rest", "")]),
        (("2027.10.1", "", "调休上班", "  国庆节\n调休 "), [("2027-10-01", "work", "国庆节 调休")]),
    ],
)
def test_a_row_is_a_day_or_a_stretch_of_days(
    tmp_path: Path, row: tuple[object, ...], days: list[tuple[str, str, str]]
) -> None:
    assert read(tmp_path, row) == days


def test_titles_may_stand_above_the_header(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("2027年放假安排",), ("国务院办公厅",), HEAD, ("2027-10-01", "", "放假", "国庆节"))
    assert table_from_file(path, 2027).days == (SpecialDay(date(2027, 10, 1), REST, "国庆节"),)  # Friday


def test_columns_may_stand_in_any_order_and_in_english(tmp_path: Path) -> None:
    found = read(tmp_path, ("National Day", "rest", "2027-10-01"), head=("name", "kind", "date"))
    assert found == [("2027-10-01", "rest", "National Day")]


def test_a_csv_will_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,安排\n2027-10-01,放假\n", encoding="gb18030")
    assert table_from_file(path, 2027).days == (SpecialDay(date(2027, 10, 1), REST, ""),)  # Friday


@pytest.mark.parametrize(
    ("row", "zh"),
    [
        (("2027-13-01", "", "放假", ""), "“日期”列：“2027-13-01”不是日期"),
        (("国庆", "", "放假", ""), "“日期”列：“国庆”不是日期"),
        (("", "2027-10-02", "放假", ""), "“日期”列：没有日期"),
        (("2026-10-01", "", "放假", ""), "“日期”列：2026-10-01 不在 2027 年"),
        (("2027-10-01", "2028-01-01", "放假", ""), "“到”列：2028-01-01 不在 2027 年"),
        (("2027-10-02", "2027-10-01", "放假", ""), "“到”列：结束早于开始"),
        (("2027-10-01", "", "也许", ""), "“安排”列：既不是放假也不是上班"),
        (("=1+1", "", "放假", ""), "“日期”列：没有日期"),  # a formula that nothing has reckoned yet
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column(
    tmp_path: Path, row: tuple[object, ...], zh: str
) -> None:
    with pytest.raises(Fault) as caught:
        read(tmp_path, ("2027-05-01", "", "放假", "劳动节"), row)
    assert caught.value.text("zh").startswith(f"安排.xlsx，第 3 行，{zh}。")


def test_a_day_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="listed twice"):
        read(tmp_path, ("2027-10-01", "2027-10-07", "放假", ""), ("2027-10-03", "", "上班", ""))


@pytest.mark.parametrize("head", [("什么", "安排"), ("日期", "什么")])
def test_a_table_without_its_columns_is_told_which_to_write(tmp_path: Path, head: tuple[str, ...]) -> None:
    with pytest.raises(Fault) as caught:
        read(tmp_path, ("2027-10-01", "放假"), head=head)
    assert "表头请写：日期、到、安排、名称" in caught.value.text("zh")


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook")
    with pytest.raises(Fault):
        table_from_file(path, 2027)


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_is_taken_away_can_be_imported_again(tmp_path: Path, year: int) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(stretches(table(year))))
    assert set(table_from_file(path, year).days) == set(table(year).days)


def test_a_name_that_looks_like_a_formula_is_text_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    evil = SpecialDay(date(2027, 10, 1), REST, '=HYPERLINK("http://x")')  # Friday
    path.write_bytes(workbook(stretches(YearTable(2027, (evil,)))))
    cell = openpyxl.load_workbook(path).active["D2"]
    assert (cell.data_type, cell.value) == (
        "s",
        f"'{evil.name}",
    )  # no formula after it was saved as CSV either
    assert [one.name for one in table_from_file(path, 2027).days] == [evil.name]


def test_a_table_goes_to_the_browser_and_back() -> None:
    assert table_from_lines(table_as_lines(table(2026)), 2026) == table(2026)


@pytest.mark.parametrize(
    "text", ["x", "2026-10-01", "2026-10-01 rest", "2026-99-01 rest a", "2026-10-01 party a"]
)
def test_what_comes_back_changed_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="has changed on the way"):
        table_from_lines(text, 2026)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_whatever_comes_back_is_read_or_refused(text: str) -> None:
    try:
        found = table_from_lines(text, 2026)
    except Fault:
        return
    assert all(one.day.year == 2026 for one in found.days)
