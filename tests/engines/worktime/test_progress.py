from __future__ import annotations

from datetime import timedelta

import pytest

from workdays import CALENDAR, OFFICE, at, written
from yike.engines.worktime import (
    Colour,
    DatedHours,
    Limit,
    OfficeHours,
    Pause,
    Term,
    Unit,
    WorkClock,
    moments,
    progress,
    reckon,
)
from yike.engines.worktime.deadline import Reckoning
from yike.engines.worktime.hours import AFTERNOON, MORNING


def term(received: str, amount: int, unit: Unit, *pauses: tuple[str, str | None]) -> Reckoning:
    stops = tuple(Pause(at(begin), at(end) if end else None) for begin, end in pauses)
    return reckon(Term(at(received), Limit(amount, unit), stops), OFFICE)


@pytest.mark.parametrize(
    ("moment", "used", "colour"),
    [
        ("2026-11-26 Thu 15:00", 0.0, Colour.GREEN),  # before receipt
        ("2026-11-26 Thu 16:00", 0.0, Colour.GREEN),  # Thursday
        ("2026-11-26 Thu 17:00", 0.25, Colour.GREEN),  # one of four hours
        ("2026-11-27 Fri 03:00", 0.25, Colour.GREEN),  # the night uses nothing
        ("2026-11-27 Fri 09:59", 119 / 240, Colour.GREEN),  # more than half is left
        ("2026-11-27 Fri 10:00", 0.5, Colour.YELLOW),  # half is left
        ("2026-11-27 Fri 12:00", 1.0, Colour.YELLOW),  # the minute of the deadline is in time
        ("2026-11-27 Fri 12:01", 1.0, Colour.RED),  # over
        ("2027-01-04 Mon 12:00", 1.0, Colour.RED),  # over, seen from a year without a table
    ],
)
def test_working_hours_are_used_while_the_office_is_open(moment: str, used: float, colour: Colour) -> None:
    found = progress(term("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR), at(moment))
    assert (found.used, found.colour) == (used, colour)


def test_lateness_is_told_by_the_wall_clock() -> None:
    reckoning = term("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR)
    late = [progress(reckoning, at(m)).late for m in ("2026-11-27 Fri 12:00", "2026-11-28 Sat 12:30")]
    assert late == [timedelta(), timedelta(days=1, minutes=30)]


@pytest.mark.parametrize(
    ("received", "amount", "unit", "marks"),
    [
        # 1 h on Thursday, then five days of seven: 36 h, so half is 18 h, four fifths 28 h 48
        (
            "2026-11-26 Thu 16:00",
            5,
            Unit.WORK_DAY,
            ("2026-12-01 Tue 12:00", "2026-12-02 Wed 16:48", "2026-12-03 Thu 17:00"),
        ),
        (
            "2026-11-26 Thu 16:00",
            4,
            Unit.WORK_HOUR,
            ("2026-11-27 Fri 10:00", "2026-11-27 Fri 11:12", "2026-11-27 Fri 12:00"),
        ),
        (
            "2026-11-27 Fri 23:50",
            20,
            Unit.MINUTE,
            ("2026-11-28 Sat 00:00", "2026-11-28 Sat 00:06", "2026-11-28 Sat 00:10"),
        ),
        # received on Saturday with one calendar day: all of Monday's seven hours
        (
            "2026-11-28 Sat 10:00",
            1,
            Unit.DAY,
            ("2026-11-30 Mon 13:30", "2026-11-30 Mon 15:36", "2026-11-30 Mon 17:00"),
        ),
    ],
)
def test_reminders_come_when_half_four_fifths_and_all_is_used(
    received: str, amount: int, unit: Unit, marks: tuple[str, ...]
) -> None:
    assert tuple(written(m) for m in moments(term(received, amount, unit))) == marks


def test_a_pause_puts_the_reminders_off() -> None:
    reckoning = term(
        "2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR, ("2026-11-27 Fri 09:30", "2026-11-27 Fri 10:30")
    )
    assert [written(m) for m in moments(reckoning)] == [
        "2026-11-27 Fri 11:00",
        "2026-11-27 Fri 13:12",
        "2026-11-27 Fri 14:00",
    ]


def test_any_share_can_be_asked_for() -> None:
    assert [written(m) for m in moments(term("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR), (25, 75))] == [
        "2026-11-26 Thu 17:00",
        "2026-11-27 Fri 11:00",
    ]


@pytest.mark.parametrize(
    ("moment", "used", "paused"),
    [
        ("2026-11-27 Fri 09:29", 89 / 240, False),
        ("2026-11-27 Fri 09:30", 90 / 240, True),
        ("2026-11-27 Fri 10:29", 90 / 240, True),
        ("2026-11-27 Fri 10:30", 90 / 240, False),
        ("2026-11-27 Fri 11:00", 120 / 240, False),
    ],
)
def test_nothing_is_used_while_the_clock_stands(moment: str, used: float, paused: bool) -> None:
    reckoning = term(
        "2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR, ("2026-11-27 Fri 09:30", "2026-11-27 Fri 10:30")
    )
    found = progress(reckoning, at(moment))
    assert (found.used, found.paused) == (used, paused)


@pytest.mark.parametrize(
    ("moment", "used", "paused"),
    [
        ("2026-11-27 Fri 09:00", 60 / 240, False),  # before the pause
        ("2026-11-27 Fri 09:30", 90 / 240, True),
        ("2026-12-24 Thu 09:30", 90 / 240, True),
    ],
)
def test_an_open_pause_hides_the_deadline_but_not_what_is_used(
    moment: str, used: float, paused: bool
) -> None:
    reckoning = term("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR, ("2026-11-27 Fri 09:30", None))
    found = progress(reckoning, at(moment))
    assert (found.due, found.used, found.paused, found.colour) == (None, used, paused, Colour.GREEN)
    assert moments(reckoning) == (None, None, None)


def test_the_share_of_working_days_under_an_open_pause_is_that_of_resuming_now() -> None:
    reckoning = term("2026-11-26 Thu 16:00", 5, Unit.WORK_DAY, ("2026-11-27 Fri 09:00", None))
    resumed = term("2026-11-26 Thu 16:00", 5, Unit.WORK_DAY, ("2026-11-27 Fri 09:00", "2026-12-08 Tue 10:00"))
    moment = at("2026-12-08 Tue 10:00")
    assert progress(reckoning, moment).used == progress(resumed, moment).used > 0


def test_where_the_unit_never_opens_before_the_end_the_wall_clock_serves() -> None:
    shut = tuple(DatedHours(at(day).date(), ()) for day in ("2026-11-27 Fri 00:00", "2026-11-28 Sat 00:00"))
    hours = OfficeHours(weekly=((MORNING, AFTERNOON),) * 5 + ((), ()), dated=shut)
    reckoning = reckon(Term(at("2026-11-26 Thu 17:59"), Limit(1, Unit.WORK_DAY)), WorkClock(CALENDAR, hours))
    assert written(reckoning.due) == "2026-11-27 Fri 23:59"
    assert written(moments(reckoning)[0]) == "2026-11-27 Fri 08:59"
    assert progress(reckoning, at("2026-11-27 Fri 08:59")).used == 0.5
