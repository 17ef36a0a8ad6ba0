from __future__ import annotations

from datetime import date

import pytest

from workdays import CALENDAR, OFFICE, PATROL, at, written
from yike.engines.faults import Fault
from yike.engines.worktime import DatedHours, OfficeHours, Span, WorkClock, daily, office

SHORT = Span(9 * 60, 12 * 60)
FULL = (Span(540, 720), Span(780, 1020))


@pytest.mark.parametrize(
    ("day", "office_open", "patrol_open"),
    [
        (date(2026, 11, 26), True, True),  # Thursday
        (date(2026, 11, 28), False, True),  # Saturday
        (date(2026, 10, 1), False, True),  # Thursday, National Day
        (date(2026, 10, 10), True, True),  # Saturday, made up
    ],
)
def test_an_office_keeps_holidays_and_a_patrol_does_not(
    day: date, office_open: bool, patrol_open: bool
) -> None:
    found = [bool(clock.hours.on(day, CALENDAR)) for clock in (OFFICE, PATROL)]
    assert found == [office_open, patrol_open]


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2026, 11, 27), FULL),  # Friday
        (date(2026, 11, 28), (SHORT,)),  # Saturday, the week says mornings
        (date(2026, 10, 10), (SHORT,)),  # Saturday, made up: the week already has hours
        (date(2026, 9, 20), FULL),  # Sunday, made up: the week has none
        (date(2026, 10, 3), ()),  # Saturday, National Day
        (date(2026, 12, 4), (SHORT,)),  # Friday, dated: afternoon meeting
        (date(2026, 12, 5), ()),  # Saturday, dated: shut
        (date(2026, 5, 1), (SHORT,)),  # Friday, Labour Day, dated: open all the same
    ],
)
def test_dated_hours_come_before_the_calendar_and_the_calendar_before_the_week(
    day: date, spans: tuple[Span, ...]
) -> None:
    hours = OfficeHours(
        weekly=((FULL,) * 5 + ((SHORT,), ())),
        makeup=FULL,
        dated=(
            DatedHours(date(2026, 12, 4), (SHORT,)),
            DatedHours(date(2026, 12, 5), ()),
            DatedHours(date(2026, 5, 1), (SHORT,)),
        ),
    )
    assert hours.on(day, CALENDAR) == spans


@pytest.mark.parametrize(
    "spans",
    [
        (Span(720, 540),),
        (Span(540, 540),),
        (Span(540, 720), Span(700, 800)),
        (Span(780, 1020), Span(540, 720)),
        (Span(-1, 60),),
        (Span(1380, 1441),),
    ],
    ids=["reversed", "empty", "crossing", "out of order", "before midnight", "after midnight"],
)
def test_spans_are_in_order_and_within_the_day(spans: tuple[Span, ...]) -> None:
    with pytest.raises(Fault):
        office(*spans)


def test_spans_may_touch() -> None:
    hours = office(Span(540, 720), Span(720, 1020))
    clock = WorkClock(CALENDAR, hours)
    assert clock.minutes_between(at("2026-11-26 Thu 00:00"), at("2026-11-26 Thu 23:59")) == 480


@pytest.mark.parametrize("weekly", [((),) * 7, (FULL,) * 6], ids=["no open day", "six days"])
def test_a_week_has_seven_days_and_one_of_them_is_open(weekly: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(Fault):
        OfficeHours(weekly=weekly)


def test_a_date_has_hours_once() -> None:
    twice = (DatedHours(date(2026, 12, 4), ()), DatedHours(date(2026, 12, 4), (SHORT,)))
    with pytest.raises(Fault):
        OfficeHours(weekly=(FULL,) * 7, dated=twice)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-26 Thu 08:30", "2026-11-26 Thu 09:00"),
        ("2026-11-26 Thu 09:00", "2026-11-26 Thu 09:00"),
        ("2026-11-26 Thu 12:00", "2026-11-26 Thu 13:00"),
        ("2026-11-26 Thu 16:59", "2026-11-26 Thu 16:59"),
        ("2026-11-27 Fri 17:00", "2026-11-30 Mon 09:00"),
        ("2026-09-30 Wed 17:00", "2026-10-08 Thu 09:00"),
        ("2025-01-27 Mon 18:00", "2025-02-05 Wed 09:00"),
        ("2025-02-07 Fri 18:00", "2025-02-08 Sat 09:00"),
        ("2025-12-31 Wed 17:30", "2026-01-04 Sun 09:00"),
    ],
)
def test_the_clock_starts_at_the_next_open_minute(moment: str, opens: str) -> None:
    assert written(OFFICE.next_moment(at(moment))) == opens
    assert OFFICE.is_open(at(moment)) is (moment == opens)


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        ("2026-11-26 Thu 09:00", "2026-11-26 Thu 17:00", 420),
        ("2026-11-26 Thu 11:30", "2026-11-26 Thu 13:30", 60),
        ("2026-11-27 Fri 16:00", "2026-11-30 Mon 10:00", 120),
        ("2026-11-28 Sat 00:00", "2026-11-29 Sun 23:59", 0),
        ("2026-09-30 Wed 16:00", "2026-10-10 Sat 10:00", 60 + 420 + 420 + 60),
        ("2026-11-30 Mon 10:00", "2026-11-27 Fri 16:00", -120),
        ("2025-12-31 Wed 16:00", "2026-01-04 Sun 09:30", 90),
    ],
)
def test_minutes_between_are_those_in_which_the_office_is_open(begin: str, end: str, minutes: int) -> None:
    assert OFFICE.minutes_between(at(begin), at(end)) == minutes


def test_a_missing_year_between_two_moments_is_refused() -> None:
    with pytest.raises(Fault, match="2027"):
        OFFICE.minutes_between(at("2026-12-31 Thu 09:00"), at("2027-01-04 Mon 09:00"))
    with pytest.raises(Fault, match="2024"):
        OFFICE.minutes_between(at("2025-01-02 Thu 09:00"), at("2024-12-31 Tue 09:00"))


def test_the_midnight_after_the_last_year_still_belongs_to_it() -> None:
    begin, end = at("2026-12-31 Thu 16:00"), at("2027-01-01 Fri 00:00")
    assert OFFICE.minutes_between(begin, end) == 60


def test_an_office_that_never_shuts_counts_every_minute() -> None:
    clock = WorkClock(CALENDAR, daily(Span(0, 1440)))
    assert clock.minutes_between(at("2026-09-30 Wed 00:00"), at("2026-10-01 Thu 00:00")) == 1440
    assert written(clock.next_moment(at("2026-10-01 Thu 03:03"))) == "2026-10-01 Thu 03:03"
