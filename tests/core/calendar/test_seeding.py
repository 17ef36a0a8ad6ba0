"""The package's answer against the notices of 2025 and 2026 as written down by hand in ``workdays``."""

from __future__ import annotations

from datetime import date

import pytest

from workdays import table
from yike.core.calendar.seeding import seed
from yike.engines.faults import Fault
from yike.engines.worktime import Calendar, DayKind


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_package_gives_the_days_off_of_the_notice_with_their_names(year: int) -> None:
    rests = [one for one in table(year).days if one.kind is DayKind.REST]
    assert [one for one in seed(year).table.days if one.kind is DayKind.REST] == rests


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_package_gives_the_make_up_days_of_the_notice(year: int) -> None:
    found = Calendar((seed(year).table,))
    by_hand = Calendar((table(year),))
    days = [
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    assert [d for d in days if found.is_workday(d)] == [d for d in days if by_hand.is_workday(d)]


def test_make_up_days_say_what_they_make_up_for() -> None:
    names = {str(one.day): one.name for one in seed(2026).table.days if one.kind is DayKind.WORK}
    assert names == {
        "2026-01-04": "元旦调休",  # Sunday
        "2026-02-14": "春节调休",  # Saturday
        "2026-02-28": "春节调休",  # Saturday
        "2026-05-09": "劳动节调休",  # Saturday
        "2026-09-20": "国庆节调休",  # Sunday
        "2026-10-10": "国庆节调休",  # Saturday
    }


def test_a_make_up_day_for_the_next_year_stands_in_the_year_in_which_it_is_worked() -> None:
    assert [one.name for one in seed(2011).table.days if one.day == date(2011, 12, 31)] == [
        "元旦调休"
    ]  # Saturday


@pytest.mark.parametrize(("year", "announced"), [(2012, True), (2020, True), (2026, True), (2090, False)])
def test_a_year_whose_notice_is_not_out_is_told_from_one_whose_is(year: int, announced: bool) -> None:
    assert seed(year).announced is announced


@pytest.mark.parametrize("year", range(2001, 2027))
def test_no_year_has_a_name_too_long_to_keep_or_a_make_up_day_in_the_week(year: int) -> None:
    days = seed(year).table.days
    assert [one for one in days if not 0 < len(one.name) <= 40] == []
    assert [one for one in days if one.kind is DayKind.WORK and one.day.weekday() < 5] == []


def test_the_source_says_which_package_and_version() -> None:
    assert seed(2026).source.startswith("holidays 0.")


@pytest.mark.parametrize("year", [1999, 2200])
def test_other_years_are_refused(year: int) -> None:
    with pytest.raises(Fault):
        seed(year)
