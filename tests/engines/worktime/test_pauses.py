from __future__ import annotations

from datetime import datetime

import pytest

from workdays import OFFICE, at, written
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Pause, Rules, Term, Unit, reckon

Span = tuple[str, str | None]


def due(received: str, amount: int, unit: Unit, *pauses: Span, rules: Rules | None = None) -> str | None:
    stops = tuple(Pause(at(begin), at(end) if end else None, "补正") for begin, end in pauses)
    limit = Limit(amount, unit, rules) if rules else Limit(amount, unit)
    return written(reckon(Term(at(received), limit, stops), OFFICE).due)


@pytest.mark.parametrize(
    ("pauses", "ends"),
    [
        ([], "2026-11-27 Fri 12:00"),  # Friday: 1 h on Thursday, 3 h on Friday
        (
            [("2026-11-26 Thu 16:30", "2026-11-26 Thu 17:00")],
            "2026-11-27 Fri 13:30",
        ),  # half an hour on Thursday
        ([("2026-11-26 Thu 16:30", "2026-11-27 Fri 10:00")], "2026-11-27 Fri 14:30"),  # 30 + 60 minutes
        (
            [("2026-11-26 Thu 18:00", "2026-11-27 Fri 08:00")],
            "2026-11-27 Fri 12:00",
        ),  # the night costs nothing
        ([("2026-11-27 Fri 11:00", "2026-11-27 Fri 14:00")], "2026-11-27 Fri 15:00"),  # lunch costs nothing
        ([("2026-11-27 Fri 12:00", "2026-11-27 Fri 17:00")], "2026-11-27 Fri 12:00"),  # from the deadline on
        ([("2026-11-26 Thu 08:00", "2026-11-26 Thu 16:30")], "2026-11-27 Fri 13:30"),  # began before receipt
        ([("2026-11-25 Wed 08:00", "2026-11-26 Thu 15:00")], "2026-11-27 Fri 12:00"),  # over before receipt
        # overlapping, touching and out of order: 10-11, 10:30-11:30 and 11:30-12 are one pause of two hours
        (
            [
                ("2026-11-27 Fri 10:30", "2026-11-27 Fri 11:30"),  # Friday
                ("2026-11-27 Fri 10:00", "2026-11-27 Fri 11:00"),  # Friday
                ("2026-11-27 Fri 11:30", "2026-11-27 Fri 12:00"),  # Friday
            ],
            "2026-11-27 Fri 15:00",
        ),
        # one inside the other
        (
            [
                ("2026-11-27 Fri 09:00", "2026-11-27 Fri 12:00"),  # Friday
                ("2026-11-27 Fri 10:00", "2026-11-27 Fri 11:00"),  # Friday
            ],
            "2026-11-27 Fri 16:00",
        ),
        ([("2026-11-27 Fri 11:00", None)], None),  # not started again
        ([("2026-11-27 Fri 12:00", None)], "2026-11-27 Fri 12:00"),  # opened when the limit was used up
        (
            [("2026-11-27 Fri 09:00", "2026-11-27 Fri 10:00"), ("2026-11-27 Fri 12:30", None)],  # Friday
            None,  # the first pause moves the deadline into the second
        ),
    ],
)
def test_a_pause_is_taken_out_of_working_hours_minute_by_minute(pauses: list[Span], ends: str | None) -> None:
    assert due("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR, *pauses) == ends


@pytest.mark.parametrize(
    ("pauses", "ends"),
    [
        ([], "2026-12-03 Thu 17:00"),  # Thursday
        ([("2026-12-01 Tue 10:00", "2026-12-01 Tue 16:00")], "2026-12-03 Thu 17:00"),  # within Tuesday
        ([("2026-12-01 Tue 10:00", "2026-12-02 Wed 09:30")], "2026-12-04 Fri 17:00"),  # over one closing
        ([("2026-12-01 Tue 16:59", "2026-12-02 Wed 09:01")], "2026-12-04 Fri 17:00"),  # over one closing
        ([("2026-12-01 Tue 17:00", "2026-12-02 Wed 09:00")], "2026-12-03 Thu 17:00"),  # only a night
        ([("2026-12-01 Tue 10:00", "2026-12-01 Tue 17:00")], "2026-12-04 Fri 17:00"),  # ends with the closing
        ([("2026-11-27 Fri 10:00", "2026-11-30 Mon 10:00")], "2026-12-04 Fri 17:00"),  # the weekend is no day
        ([("2026-11-26 Thu 16:00", "2026-12-01 Tue 10:00")], "2026-12-07 Mon 17:00"),  # Friday and Monday
        ([("2026-12-03 Thu 10:00", "2026-12-04 Fri 15:00")], "2026-12-04 Fri 17:00"),  # on the last day
        (
            [("2026-12-03 Thu 10:00", "2026-12-03 Thu 18:00")],
            "2026-12-04 Fri 17:00",
        ),  # the deadline lay in it
        ([("2026-12-03 Thu 17:00", "2026-12-09 Wed 10:00")], "2026-12-03 Thu 17:00"),  # after the deadline
        ([("2026-12-02 Wed 10:00", None)], None),  # open
        (
            [
                ("2026-11-27 Fri 10:00", "2026-11-30 Mon 10:00"),  # Friday: one closing
                ("2026-12-04 Fri 09:00", "2026-12-08 Tue 09:00"),  # Friday: two closings
            ],
            "2026-12-08 Tue 17:00",
        ),
    ],
)
def test_a_pause_moves_working_days_by_the_closings_within_it(pauses: list[Span], ends: str | None) -> None:
    assert due("2026-11-26 Thu 16:00", 5, Unit.WORK_DAY, *pauses) == ends


@pytest.mark.parametrize(
    ("pauses", "ends"),
    [
        ([], "2026-12-07 Mon 17:00"),  # Monday: Saturday the 5th gives way
        (
            [("2026-11-28 Sat 10:00", "2026-11-30 Mon 10:00")],
            "2026-12-07 Mon 17:00",
        ),  # two days: Monday itself
        ([("2026-11-28 Sat 10:00", "2026-12-01 Tue 10:00")], "2026-12-08 Tue 17:00"),  # three days
        ([("2026-12-07 Mon 10:00", "2026-12-08 Tue 10:00")], "2026-12-08 Tue 17:00"),  # where it gave way to
        ([("2026-12-07 Mon 10:00", None)], None),  # where it gave way to, open
    ],
)
def test_a_pause_moves_calendar_days_by_the_days_that_end_in_it(pauses: list[Span], ends: str | None) -> None:
    assert due("2026-11-26 Thu 16:00", 9, Unit.DAY, *pauses) == ends


def test_where_no_day_gives_way_an_end_in_a_pause_still_moves_on() -> None:
    pause = ("2026-11-28 Sat 10:00", "2026-11-29 Sun 10:00")
    rules = Rules(rolls=False)
    assert due("2026-11-26 Thu 16:00", 2, Unit.DAY, pause, rules=rules) == "2026-11-29 Sun 23:59"


def test_a_pause_moves_a_month_by_the_days_that_end_in_it() -> None:
    pause = ("2026-11-27 Fri 09:00", "2026-11-30 Mon 09:00")  # Friday, Saturday, Sunday
    assert due("2026-11-26 Thu 16:00", 1, Unit.MONTH, pause) == "2026-12-29 Tue 17:00"


@pytest.mark.parametrize(
    ("pauses", "ends"),
    [
        ([("2026-11-27 Fri 20:10", "2026-11-27 Fri 20:25")], "2026-11-27 Fri 20:45"),  # Friday evening
        ([("2026-11-27 Fri 20:30", "2026-11-27 Fri 20:45")], "2026-11-27 Fri 20:30"),  # from the deadline on
        ([("2026-11-27 Fri 20:10", None)], None),
    ],
)
def test_a_pause_is_taken_out_of_minutes(pauses: list[Span], ends: str | None) -> None:
    assert due("2026-11-27 Fri 20:00", 30, Unit.MINUTE, *pauses) == ends


def test_a_pause_of_no_length_changes_nothing() -> None:
    moment = "2026-11-27 Fri 10:00"
    assert due("2026-11-26 Thu 16:00", 4, Unit.WORK_HOUR, (moment, moment)) == "2026-11-27 Fri 12:00"


def test_a_pause_into_a_year_without_a_table_is_refused() -> None:
    with pytest.raises(Fault, match="2027"):
        due("2026-12-30 Wed 16:00", 1, Unit.WORK_DAY, ("2026-12-31 Thu 10:00", "2027-01-05 Tue 10:00"))


def test_a_pause_ends_after_it_begins() -> None:
    with pytest.raises(Fault, match="ends before it begins"):
        Pause(at("2026-11-27 Fri 10:00"), at("2026-11-27 Fri 09:00"))


def test_a_pause_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 27, 10, 0)  # Friday
    with pytest.raises(Fault, match="no time zone"):
        reckon(Term(at("2026-11-26 Thu 16:00"), Limit(5, Unit.WORK_DAY), (Pause(naive, None),)), OFFICE)
