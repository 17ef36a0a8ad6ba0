"""After a change of the calendar all open deadlines are reckoned anew, or none."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from dues import act, begin, with_calendar
from office import BY, Office
from workdays import at, written
from yike.core.calendar.actions import set_day
from yike.core.calendar.models import CalendarYear
from yike.core.deadlines.actions import recompute, sweep
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.outbox.models import Notice
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, Limit, Unit

pytestmark = pytest.mark.django_db


def rest(day: date) -> None:
    set_day(BY, CalendarYear.objects.get(), day, kind=DayKind.REST, name="停电")


def dues() -> list[str | None]:
    rows = Deadline.objects.order_by("of")
    return [row.due_at and written(timezone.localtime(row.due_at)) for row in rows]


def test_what_moves_is_told_and_written_with_its_history(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office, 1)
    begin(office, 2, limit=Limit(90, Unit.MINUTE))
    act("pause", begin(office, 3), reason="等")
    act("meet", begin(office, 4))
    rest(date(2026, 12, 3))
    found = recompute(BY)
    (moved,) = found.moved
    assert (found.looked_at, moved.name, moved.before, moved.after) == (
        *(3, "test.thing:1"),
        *(at("2026-12-07 Mon 17:00"), at("2026-12-08 Tue 17:00")),
    )
    assert dues() == ["2026-12-08 Tue 17:00", "2026-11-30 Mon 11:30", None, "2026-12-07 Mon 17:00"]
    entry = HistoryEntry.objects.filter(verb="deadlines.recompute").get()
    assert (entry.subject, set(entry.content["after"])) == ("test.thing:1", {"due_at"})
    assert Deadline.objects.get(of="test.thing:1").next_at == at("2026-12-04 Fri 09:30")


def test_to_rehearse_writes_nothing(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    rest(date(2026, 12, 3))
    before = HistoryEntry.objects.count()
    assert [one.after for one in recompute(BY, rehearse=True).moved] == [at("2026-12-08 Tue 17:00")]
    assert (dues(), HistoryEntry.objects.count()) == (["2026-12-07 Mon 17:00"], before)


def test_without_a_change_nothing_moves(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    row = Deadline.objects.get()
    assert recompute(BY).moved == ()
    kept = Deadline.objects.get()
    assert (kept.moments, kept.next_at, kept.half_at) == (row.moments, row.next_at, row.half_at)


def test_a_year_without_calendar_is_named_and_nothing_moves(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office, 1)
    begin(office, 2, limit=Limit(20, Unit.WORK_DAY))
    rest(date(2026, 12, 3))
    act("pause", Deadline.objects.get(of="test.thing:1"), reason="等")
    for day in (28, 29, 30, 31):
        rest(date(2026, 12, day))
    before = dues()
    with pytest.raises(Fault, match="2027"):
        recompute(BY)
    assert dues() == before


def test_steps_that_were_taken_are_not_taken_again(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    clock.set(at("2026-12-03 Thu 09:30"))
    sweep()
    rest(date(2026, 12, 4))
    recompute(BY)
    sweep()
    assert (Notice.objects.count(), DeadlineStep.objects.count()) == (1, 1)
    clock.set(at("2026-12-07 Mon 15:47"))
    sweep()
    assert DeadlineStep.objects.count() == 1
    clock.set(at("2026-12-07 Mon 15:48"))
    sweep()
    assert DeadlineStep.objects.count() == 2
