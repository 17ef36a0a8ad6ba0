"""Deadlines by hand from the notices of 2025 and 2026; ``at`` refuses a row whose weekday is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workdays import CALENDAR, OFFICE, PATROL, at, written
from yike.engines.faults import Fault
from yike.engines.worktime import (
    Calendar,
    DatedHours,
    Limit,
    OfficeHours,
    Rules,
    Span,
    Term,
    Unit,
    WorkClock,
    YearTable,
    daily,
    office,
    reckon,
)
from yike.engines.worktime.hours import AFTERNOON, MORNING


def due(
    received: str, amount: int, unit: Unit, clock: WorkClock = OFFICE, rules: Rules | None = None
) -> str | None:
    limit = Limit(amount, unit, rules) if rules else Limit(amount, unit)
    return written(reckon(Term(at(received), limit), clock).due)


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        # an ordinary week
        ("2026-11-26 Thu 16:00", 1, "2026-11-27 Fri 17:00"),  # Thursday: Friday is day 1
        ("2026-11-26 Thu 16:00", 5, "2026-12-03 Thu 17:00"),  # Thursday: over one weekend
        ("2026-11-27 Fri 09:00", 1, "2026-11-30 Mon 17:00"),  # Friday: Monday is day 1
        ("2026-11-27 Fri 23:59", 1, "2026-11-30 Mon 17:00"),  # Friday night counts as Friday
        ("2026-11-28 Sat 10:00", 1, "2026-11-30 Mon 17:00"),  # Saturday: Monday is day 1
        ("2026-11-29 Sun 10:00", 1, "2026-11-30 Mon 17:00"),  # Sunday: Monday is day 1
        ("2026-11-30 Mon 00:00", 1, "2026-12-01 Tue 17:00"),  # Monday from its first minute on
        # Spring Festival 2025: Sunday 26 January and Saturday 8 February are worked
        ("2025-01-24 Fri 10:00", 1, "2025-01-26 Sun 17:00"),  # Friday: the make-up Sunday is day 1
        ("2025-01-24 Fri 10:00", 3, "2025-02-05 Wed 17:00"),  # Friday: Sunday, Monday, then over the holiday
        ("2025-01-27 Mon 10:00", 1, "2025-02-05 Wed 17:00"),  # Monday: eight days of holiday
        ("2025-02-05 Wed 10:00", 3, "2025-02-08 Sat 17:00"),  # Wednesday: the make-up Saturday is day 3
        ("2025-02-05 Wed 10:00", 4, "2025-02-10 Mon 17:00"),  # Wednesday: Sunday the 9th is free
        # National Day 2025: Sunday 28 September and Saturday 11 October are worked
        ("2025-09-26 Fri 10:00", 1, "2025-09-28 Sun 17:00"),  # Friday: the make-up Sunday
        ("2025-09-30 Tue 16:00", 1, "2025-10-09 Thu 17:00"),  # Tuesday: eight days of holiday
        ("2025-09-30 Tue 16:00", 3, "2025-10-11 Sat 17:00"),  # Tuesday: the make-up Saturday is day 3
        # New Year 2026: Friday the 2nd is free, Sunday the 4th is worked
        ("2025-12-31 Wed 16:00", 1, "2026-01-04 Sun 17:00"),  # Wednesday: over the year
        ("2025-12-31 Wed 16:00", 2, "2026-01-05 Mon 17:00"),  # Wednesday
        # Spring Festival 2026: Saturdays 14 and 28 February are worked
        ("2026-02-13 Fri 10:00", 1, "2026-02-14 Sat 17:00"),  # Friday
        ("2026-02-13 Fri 10:00", 2, "2026-02-24 Tue 17:00"),  # Friday: nine days of holiday
        ("2026-02-27 Fri 10:00", 1, "2026-02-28 Sat 17:00"),  # Friday
        ("2026-02-28 Sat 10:00", 1, "2026-03-02 Mon 17:00"),  # Saturday, itself worked: never day 1
        # National Day 2026: Sunday 20 September and Saturday 10 October are worked
        ("2026-09-18 Fri 10:00", 1, "2026-09-20 Sun 17:00"),  # Friday
        ("2026-09-30 Wed 16:00", 5, "2026-10-13 Tue 17:00"),  # Wednesday: 8, 9, 10, 12, 13 October
        ("2026-10-01 Thu 12:00", 3, "2026-10-10 Sat 17:00"),  # Thursday, on the holiday itself
        # over Spring Festival and both make-up Saturdays: 4 in the first week, 5, 5 and 5, then Monday
        ("2026-02-10 Tue 16:00", 20, "2026-03-16 Mon 17:00"),  # Tuesday
    ],
)
def test_working_days_are_those_of_the_notice_and_the_first_is_not_counted(
    received: str, days: int, ends: str
) -> None:
    assert due(received, days, Unit.WORK_DAY) == ends


@pytest.mark.parametrize(
    ("received", "hours", "ends"),
    [
        ("2026-11-26 Thu 09:00", 3, "2026-11-26 Thu 12:00"),  # Thursday: ends with the morning
        ("2026-11-26 Thu 09:00", 4, "2026-11-26 Thu 14:00"),  # Thursday: lunch is not worked
        ("2026-11-26 Thu 12:30", 1, "2026-11-26 Thu 14:00"),  # Thursday: received at lunch, starts at 13:00
        ("2026-11-26 Thu 16:00", 1, "2026-11-26 Thu 17:00"),  # Thursday: may end when the office closes
        ("2026-11-26 Thu 16:01", 1, "2026-11-27 Fri 09:01"),  # Thursday: one minute over
        ("2026-11-26 Thu 17:00", 1, "2026-11-27 Fri 10:00"),  # Thursday: closed, starts on Friday
        ("2026-11-27 Fri 16:00", 4, "2026-11-30 Mon 12:00"),  # Friday: over the weekend
        ("2026-11-28 Sat 10:00", 7, "2026-11-30 Mon 17:00"),  # Saturday: a whole Monday
        ("2026-11-26 Thu 03:00", 7, "2026-11-26 Thu 17:00"),  # Thursday: received at night
        ("2025-01-27 Mon 16:30", 1, "2025-02-05 Wed 09:30"),  # Monday: over Spring Festival
        ("2025-09-30 Tue 16:00", 15, "2025-10-10 Fri 17:00"),  # Tuesday: 1 + 7 + 7
        ("2025-09-30 Tue 16:00", 16, "2025-10-11 Sat 10:00"),  # Tuesday: into the make-up Saturday
        ("2026-09-30 Wed 16:00", 20, "2026-10-10 Sat 15:00"),  # Wednesday: 1 + 7 + 7 + 5
    ],
)
def test_working_hours_run_while_the_office_is_open(received: str, hours: int, ends: str) -> None:
    assert due(received, hours, Unit.WORK_HOUR) == ends


@pytest.mark.parametrize(
    ("received", "hours", "ends"),
    [
        ("2026-11-28 Sat 18:00", 4, "2026-11-29 Sun 10:00"),  # Saturday: 1 + 3 on Sunday
        ("2026-09-30 Wed 18:00", 4, "2026-10-01 Thu 10:00"),  # Wednesday: works on National Day
        ("2025-01-28 Tue 20:00", 12, "2025-01-29 Wed 19:00"),  # Tuesday: works on Spring Festival
    ],
)
def test_a_patrol_counts_hours_on_every_day_of_the_year(received: str, hours: int, ends: str) -> None:
    assert due(received, hours, Unit.WORK_HOUR, PATROL) == ends


def test_a_patrol_counts_working_days_as_the_law_does_but_ends_them_at_its_own_hour() -> None:
    assert due("2026-09-30 Wed 16:00", 5, Unit.WORK_DAY, PATROL) == "2026-10-13 Tue 19:00"


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        ("2026-11-26 Thu 16:00", 1, "2026-11-27 Fri 17:00"),  # Thursday
        ("2026-11-26 Thu 16:00", 2, "2026-11-30 Mon 17:00"),  # Thursday: Saturday gives way to Monday
        ("2026-11-26 Thu 16:00", 3, "2026-11-30 Mon 17:00"),  # Thursday: Sunday gives way to Monday
        ("2026-11-26 Thu 16:00", 15, "2026-12-11 Fri 17:00"),  # Thursday: weekends between are counted
        ("2026-09-20 Sun 10:00", 15, "2026-10-08 Thu 17:00"),  # Sunday: 5 October lies in the holiday
        ("2026-10-01 Thu 10:00", 9, "2026-10-10 Sat 17:00"),  # Thursday: a make-up Saturday is no rest day
        ("2025-01-23 Thu 10:00", 3, "2025-01-26 Sun 17:00"),  # Thursday: a make-up Sunday is none either
        ("2025-01-23 Thu 10:00", 7, "2025-02-05 Wed 17:00"),  # Thursday: 30 January is Spring Festival
    ],
)
def test_calendar_days_run_on_and_give_way_only_at_the_end(received: str, days: int, ends: str) -> None:
    assert due(received, days, Unit.DAY) == ends


@pytest.mark.parametrize(
    ("received", "months", "ends"),
    [
        ("2026-11-26 Thu 16:00", 1, "2026-12-28 Mon 17:00"),  # Thursday: Saturday 26 December gives way
        ("2025-01-31 Fri 16:00", 1, "2025-02-28 Fri 17:00"),  # Friday: February has no 31st
        ("2025-01-31 Fri 16:00", 2, "2025-03-31 Mon 17:00"),  # Friday: March has one
        ("2025-12-31 Wed 16:00", 2, "2026-02-28 Sat 17:00"),  # Wednesday: a make-up Saturday
        ("2025-08-31 Sun 16:00", 1, "2025-09-30 Tue 17:00"),  # Sunday: September has no 31st
        ("2025-09-01 Mon 16:00", 1, "2025-10-09 Thu 17:00"),  # Monday: National Day gives way
        ("2025-03-10 Mon 09:00", 12, "2026-03-10 Tue 17:00"),  # Monday
    ],
)
def test_months_end_on_the_same_day_of_the_month(received: str, months: int, ends: str) -> None:
    assert due(received, months, Unit.MONTH) == ends


@pytest.mark.parametrize(
    ("received", "minutes", "ends"),
    [
        ("2026-11-27 Fri 20:00", 30, "2026-11-27 Fri 20:30"),  # Friday evening
        ("2026-11-28 Sat 23:50", 30, "2026-11-29 Sun 00:20"),  # Saturday, over midnight
        ("2026-12-31 Thu 23:50", 30, "2027-01-01 Fri 00:20"),  # Thursday, into a year without a table
        ("2030-06-03 Mon 10:00", 1440, "2030-06-04 Tue 10:00"),  # Monday: a day and night to answer
    ],
)
def test_minutes_run_day_and_night_and_need_no_table(received: str, minutes: int, ends: str) -> None:
    assert due(received, minutes, Unit.MINUTE) == ends


@pytest.mark.parametrize(
    ("rules", "unit", "ends"),
    [
        (Rules(first_day_counts=True), Unit.WORK_DAY, "2026-11-27 Fri 17:00"),  # Thursday is day 1 of 2
        (Rules(first_day_counts=True), Unit.DAY, "2026-11-27 Fri 17:00"),  # Thursday is day 1 of 2
        (Rules(rolls=False), Unit.DAY, "2026-11-28 Sat 23:59"),  # ends on Saturday, when nobody is there
        (Rules(to_midnight=True), Unit.WORK_DAY, "2026-11-30 Mon 23:59"),  # Monday until 24:00
        (Rules(rolls=False, to_midnight=True), Unit.DAY, "2026-11-28 Sat 23:59"),
    ],
)
def test_each_rule_of_counting_can_be_changed_for_a_limit(rules: Rules, unit: Unit, ends: str) -> None:
    assert due("2026-11-26 Thu 16:00", 2, unit, rules=rules) == ends


def test_a_first_day_that_counts_is_the_first_working_day_where_receipt_was_on_a_rest_day() -> None:
    assert due("2026-11-28 Sat 16:00", 1, Unit.WORK_DAY, rules=Rules(first_day_counts=True)) == (
        "2026-11-30 Mon 17:00"
    )


def test_a_working_day_on_which_the_unit_itself_is_shut_ends_at_midnight() -> None:
    week = ((MORNING, AFTERNOON),) * 5 + ((), ())
    shut = OfficeHours(weekly=week, dated=(DatedHours(at("2026-12-03 Thu 00:00").date(), (), "搬家"),))
    clock = WorkClock(CALENDAR, shut)
    assert due("2026-11-26 Thu 16:00", 5, Unit.WORK_DAY, clock) == "2026-12-03 Thu 23:59"
    assert due("2026-12-02 Wed 16:00", 2, Unit.WORK_HOUR, clock) == "2026-12-04 Fri 10:00"


def test_a_day_of_an_office_that_never_shuts_ends_at_midnight_and_keeps_its_date() -> None:
    clock = WorkClock(CALENDAR, daily(Span(0, 1440)))
    assert due("2026-11-26 Thu 16:00", 1, Unit.WORK_DAY, clock) == "2026-11-27 Fri 23:59"
    assert due("2026-11-26 Thu 16:00", 8, Unit.WORK_HOUR, clock) == "2026-11-27 Fri 00:00"


@pytest.mark.parametrize("unit", [Unit.WORK_HOUR, Unit.WORK_DAY, Unit.DAY, Unit.MONTH])
def test_a_deadline_in_a_year_without_a_table_is_refused(unit: Unit) -> None:
    with pytest.raises(Fault, match=r"no working calendar .* for 2027"):
        due("2026-12-31 Thu 16:59", 1 if unit is Unit.MONTH else 2, unit)


@pytest.mark.parametrize("unit", [Unit.WORK_HOUR, Unit.WORK_DAY, Unit.DAY, Unit.MONTH])
def test_a_receipt_in_a_year_without_a_table_is_refused(unit: Unit) -> None:
    with pytest.raises(Fault, match=r"no working calendar .* for 2024"):
        due("2024-12-31 Tue 16:00", 1, unit)


def test_a_gap_between_two_years_is_not_jumped_over() -> None:
    tables = {table.year: table for table in CALENDAR.tables}
    clock = WorkClock(Calendar((tables[2025], YearTable(2027, ()))), office())
    with pytest.raises(Fault, match="2026"):
        due("2025-12-31 Wed 16:00", 1, Unit.WORK_DAY, clock)


def test_a_hundred_thousand_months_are_refused_like_any_year_without_a_table() -> None:
    with pytest.raises(Fault, match="no working calendar"):
        due("2026-11-26 Thu 16:00", 100_000, Unit.MONTH)


@pytest.mark.parametrize("amount", [0, -1, 100_001])
def test_a_limit_is_a_whole_number_from_one_on(amount: int) -> None:
    with pytest.raises(Fault):
        Limit(amount, Unit.DAY)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_moment_without_a_zone_is_refused(unit: Unit) -> None:
    with pytest.raises(Fault, match="no time zone"):
        reckon(Term(datetime(2026, 11, 26, 16, 0), Limit(1, unit)), OFFICE)  # Thursday


def test_the_same_moment_in_another_zone_gives_the_same_deadline() -> None:
    local, utc = at("2026-11-27 Fri 07:00"), datetime(2026, 11, 26, 23, 0, tzinfo=UTC)  # Thursday in UTC
    limit = Limit(1, Unit.WORK_DAY)
    assert reckon(Term(utc, limit), OFFICE).due == reckon(Term(local, limit), OFFICE).due
    assert written(reckon(Term(utc, limit), OFFICE).due) == "2026-11-30 Mon 17:00"


def test_seconds_are_cut_off() -> None:
    received = at("2026-11-26 Thu 16:00").replace(second=59, microsecond=999_999)
    assert written(reckon(Term(received, Limit(1, Unit.WORK_HOUR)), OFFICE).due) == "2026-11-26 Thu 17:00"
