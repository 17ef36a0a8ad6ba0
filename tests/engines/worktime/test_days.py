from __future__ import annotations

from datetime import date

import pytest

from workdays import CALENDAR, table
from yike.engines.faults import Fault
from yike.engines.worktime import Calendar, DayKind, SpecialDay, YearTable


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True),  # Sunday, made up for Spring Festival
        (date(2025, 1, 27), True),  # Monday, the last day before Spring Festival
        (date(2025, 1, 28), False),  # Tuesday, New Year's Eve
        (date(2025, 2, 4), False),  # Tuesday, last day of the holiday
        (date(2025, 2, 5), True),  # Wednesday, back at work
        (date(2025, 2, 8), True),  # Saturday, made up
        (date(2025, 2, 9), False),  # Sunday
        (date(2025, 9, 28), True),  # Sunday, made up for National Day
        (date(2025, 10, 1), False),  # Wednesday, National Day
        (date(2025, 10, 8), False),  # Wednesday, eighth day of the holiday
        (date(2025, 10, 9), True),  # Thursday
        (date(2025, 10, 11), True),  # Saturday, made up
        (date(2026, 1, 2), False),  # Friday, swapped for Sunday the 4th
        (date(2026, 1, 4), True),  # Sunday, made up
        (date(2026, 2, 14), True),  # Saturday, made up for Spring Festival
        (date(2026, 2, 15), False),  # Sunday, first day of the holiday
        (date(2026, 2, 28), True),  # Saturday, made up
        (date(2026, 9, 20), True),  # Sunday, made up for National Day
        (date(2026, 10, 7), False),  # Wednesday, last day of the holiday
        (date(2026, 10, 10), True),  # Saturday, made up
        (date(2026, 11, 26), True),  # Thursday
    ],
)
def test_a_day_is_worked_as_the_notice_says(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_both_years_have_as_many_working_days_as_their_notices_leave() -> None:
    days = [date.fromordinal(n) for n in range(date(2025, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    worked = [day.year for day in days if CALENDAR.is_workday(day)]
    assert (worked.count(2025), worked.count(2026)) == (248, 248)


@pytest.mark.parametrize("year", [2024, 2027])
def test_a_year_without_a_table_is_refused_in_both_languages(year: int) -> None:
    with pytest.raises(Fault) as caught:
        CALENDAR.is_workday(date(year, 6, 3))
    assert caught.value.text("zh") == (
        f"还没有 {year} 年的工作日历（放假和调休安排）。请管理员到“工作日历”页录入或导入这一年并核对。"
    )
    assert str(year) in caught.value.text("en")


@pytest.mark.parametrize(
    "days",
    [
        (SpecialDay(date(2027, 1, 1), DayKind.REST),),
        (SpecialDay(date(2026, 1, 1), DayKind.REST), SpecialDay(date(2026, 1, 1), DayKind.WORK)),
    ],
    ids=["another year", "twice"],
)
def test_a_table_lists_each_day_of_its_own_year_once(days: tuple[SpecialDay, ...]) -> None:
    with pytest.raises(Fault):
        YearTable(2026, days)


@pytest.mark.parametrize("year", [1999, 2200])
def test_years_of_other_rules_get_no_table(year: int) -> None:
    with pytest.raises(Fault):
        YearTable(year, ())


def test_a_year_has_one_table() -> None:
    with pytest.raises(Fault):
        Calendar((table(2026), YearTable(2026, ())))
