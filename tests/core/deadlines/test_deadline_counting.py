"""Due, met and late stand under the day on which it was due, and change with it."""

from __future__ import annotations

from datetime import date

import pytest

from dues import OWN, act, begin, with_calendar
from office import BY, Office
from workdays import at
from yike.core.calendar.actions import set_day
from yike.core.calendar.models import CalendarYear
from yike.core.deadlines.actions import recompute, sweep
from yike.core.record.models import Fact
from yike.engines.worktime import DayKind, Limit, Unit

pytestmark = pytest.mark.django_db
SEVENTH, EIGHTH = date(2026, 12, 7), date(2026, 12, 8)


def counted() -> list[tuple[str, date, int]]:
    """Return part, day and number of what is counted, corrected facts left out."""
    sums: dict[tuple[str, date], int] = {}
    for fact in Fact.objects.filter(measure__regex=r"(deadlines|own)\.(due|met|late)$"):
        key = (fact.measure.removeprefix("deadlines."), fact.day)
        sums[key] = sums.get(key, 0) + int(fact.quantity)
    return sorted((part, day, n) for (part, day), n in sums.items() if n)


def swept(clock, moment: str) -> None:
    clock.set(at(moment))
    sweep()


def test_what_is_done_early_counts_under_the_day_on_which_it_was_due(office: Office, clock) -> None:
    with_calendar(clock)
    act("meet", begin(office))
    assert counted() == [("due", SEVENTH, 1), ("met", SEVENTH, 1)]


def test_what_passes_counts_as_due_at_once_and_as_late_when_it_is_done(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    swept(clock, "2026-12-07 Mon 17:00")
    assert counted() == []
    swept(clock, "2026-12-07 Mon 17:01")
    swept(clock, "2026-12-07 Mon 17:02")
    assert counted() == [("due", SEVENTH, 1)]
    clock.set(at("2026-12-20 Sun 17:02"))
    act("meet", row)
    assert counted() == [("due", SEVENTH, 1), ("late", SEVENTH, 1)]


def test_what_is_moved_or_cancelled_after_it_passed_leaves_the_count(office: Office, clock) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(3)]
    swept(clock, "2026-12-07 Mon 17:01")
    act("move", rows[0], by=Limit(1, Unit.WORK_DAY), reason="难")
    act("cancel", rows[1])
    assert counted() == [("due", SEVENTH, 1)]
    swept(clock, "2026-12-08 Tue 17:01")
    assert counted() == [("due", SEVENTH, 1), ("due", EIGHTH, 1)]


def test_what_has_passed_does_not_leave_the_count_by_stopping_the_clock(office: Office, clock) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(2)]
    act("pause", rows[0], reason="等")
    swept(clock, "2026-12-07 Mon 17:01")
    act("pause", rows[1], reason="等")
    assert counted() == [("due", SEVENTH, 1)]


def test_a_new_calendar_moves_the_count(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    swept(clock, "2026-12-08 Tue 17:01")
    set_day(BY, CalendarYear.objects.get(), date(2026, 12, 3), kind=DayKind.REST, name="停电")
    recompute(BY)
    assert counted() == [("due", EIGHTH, 1)]


def test_a_kind_may_count_under_measures_of_its_own(office: Office, clock) -> None:
    with_calendar(clock)
    act("meet", begin(office, kind=OWN))
    assert counted() == [("test.own.due", SEVENTH, 1), ("test.own.met", SEVENTH, 1)]
