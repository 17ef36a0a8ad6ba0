"""Who is open at a moment, read a day at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from walkers import DAYS, HOLIDAY, KEEPS, MAKEUP
from yike.engines.worktime import Calendar, DayKind, SpecialDay, YearTable
from yike.rooms.circle.walking.timetable import Days, Timetable

NEAR_A_HOLIDAY = st.datetimes(datetime(2026, 9, 29), datetime(2026, 10, 13))


@settings(max_examples=200)
@given(NEAR_A_HOLIDAY)
def test_the_timetable_says_what_each_of_the_hours_says(at: datetime) -> None:
    expected = [one is None or one.open_at(at, DAYS.holidays, DAYS.worked) for one in KEEPS]
    assert Timetable(KEEPS, DAYS).open_at(at).tolist() == expected


@settings(max_examples=100)
@given(NEAR_A_HOLIDAY, st.integers(0, len(KEEPS)))
def test_hours_added_by_a_plan_are_read_beside_those_read_before(at: datetime, first: int) -> None:
    before = Timetable(KEEPS[:first], DAYS)
    before.open_at(at)
    assert (Timetable(KEEPS, DAYS, before).open_at(at) == Timetable(KEEPS, DAYS).open_at(at)).all()
    other = Timetable(KEEPS[::-1], DAYS, before)
    assert (other.open_at(at) == Timetable(KEEPS[::-1], DAYS).open_at(at)).all()


def test_another_calendar_is_read_anew() -> None:
    at = datetime.combine(HOLIDAY, datetime.min.time()) + timedelta(hours=10)
    before = Timetable(KEEPS, DAYS)
    before.open_at(at)
    without = Days(years=frozenset({2026}))
    assert (Timetable(KEEPS, without, before).open_at(at) == Timetable(KEEPS, without).open_at(at)).all()
    assert before.open_at(at)[1] != Timetable(KEEPS, without, before).open_at(at)[1]


def test_without_a_moment_all_count_as_open() -> None:
    assert Timetable(KEEPS, DAYS).open_at(None).all()
    assert Timetable((), DAYS).open_at(datetime(2026, 1, 1)).shape == (0,)


def test_days_are_those_of_the_working_calendar() -> None:
    special = (SpecialDay(HOLIDAY, DayKind.REST, "国庆节"), SpecialDay(MAKEUP, DayKind.WORK))
    days = Days.of(Calendar((YearTable(2026, special), YearTable(2027, ()))))
    assert days == Days(frozenset({HOLIDAY}), frozenset({MAKEUP}), frozenset({2026, 2027}))
    assert (days.knows(date(2027, 5, 1)), days.knows(date(2028, 5, 1))) == (True, False)
    at = datetime(2026, 10, 10, 10)
    assert (Timetable(KEEPS, days).open_at(at) == Timetable(KEEPS, DAYS).open_at(at)).all()
