"""A deadline begins, stands still, runs again, moves and ends; each leaves its history and its facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dues import ANSWER, FIVE, VISIT, act, begin, with_calendar
from office import BY, Office
from workdays import at, written
from yike.core.accounts.actions import hand_over, set_deputy
from yike.core.deadlines import queries
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline, DeadlineMove, DeadlinePause
from yike.core.record.models import Fact, HistoryEntry
from yike.engines.faults import Fault
from yike.engines.worktime import Colour, Limit, Unit

pytestmark = pytest.mark.django_db


def due(row: Deadline) -> str | None:
    return written(timezone.localtime(row.due_at)) if row.due_at else None


def facts() -> list[tuple[str, int]]:
    return [
        (code, int(n))
        for code, n in Fact.objects.filter(measure__startswith="deadlines")
        .order_by("pk")
        .values_list("measure", "quantity")
    ]


def test_five_working_days_from_monday_end_next_monday(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    assert (due(row), row.state, row.name) == ("2026-12-07 Mon 17:00", State.RUNNING, "test.thing:1")
    assert row.half_at == at("2026-12-03 Thu 09:30")
    assert row.moment_of(0) == row.next_at == at("2026-12-03 Thu 09:30")
    assert row.moment_of(1) == at("2026-12-04 Fri 15:48")
    assert row.moment_of(2) == at("2026-12-07 Mon 17:01")
    assert row.moment_of(3) == at("2026-12-08 Tue 17:00")
    assert row.moment_of(4) is None


def test_every_deadline_shows_its_arithmetic_in_both_languages(office: Office, clock) -> None:
    with_calendar(clock)
    said = begin(office).reckoning()
    assert said.zh == (
        "11月30日周一10:00收到，限5个工作日：12月1日周二为第1天……7日周一17:00到期（12月5、6日周末不计）"
    )
    assert said.en.startswith("Received Mon 30 Nov 10:00")


def test_a_year_without_calendar_is_named_and_nothing_is_half_written(office: Office, clock) -> None:
    with_calendar(clock, at("2026-12-29 Tue 10:00"))
    before = HistoryEntry.objects.count()
    with pytest.raises(Fault) as fault:
        begin(office)
    assert "2027" in fault.value.text("zh")
    assert (Deadline.objects.count(), HistoryEntry.objects.count()) == (0, before)


def test_an_escalation_in_a_year_without_calendar_runs_by_the_wall_clock(office: Office, clock) -> None:
    with_calendar(clock, at("2026-12-24 Thu 10:00"))
    row = begin(office)
    assert (due(row), row.moment_of(3)) == ("2026-12-31 Thu 17:00", at("2027-01-01 Fri 17:00"))


def test_a_letter_that_names_the_moment_needs_no_calendar(office: Office, clock) -> None:
    clock.set(at("2027-03-01 Mon 09:00"))
    row = begin(office, until=at("2027-03-04 Thu 09:00"))
    assert due(row) == "2027-03-04 Thu 09:00"
    assert row.moment_of(0) == at("2027-03-02 Tue 21:00")
    assert row.reckoning().zh == "来件写明 2027-03-04 09:00 到期"


def test_a_letter_cannot_name_a_moment_that_has_passed(office: Office, clock) -> None:
    with_calendar(clock)
    with pytest.raises(Fault) as fault:
        begin(office, until=at("2026-11-30 Mon 09:59"))
    assert "2026-11-30 09:59" in fault.value.text("zh")


def test_a_letter_names_a_moment_within_69_days(office: Office, clock) -> None:
    with_calendar(clock)
    with pytest.raises(Fault, match="69 days are the most"):
        begin(office, until=at("2027-03-04 Thu 09:00"))


def test_a_thing_has_one_open_deadline_of_a_kind(office: Office, clock) -> None:
    with_calendar(clock)
    first = begin(office)
    with pytest.raises(Fault):
        begin(office)
    begin(office, kind=VISIT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline(
            **{f.attname: getattr(first, f.attname) for f in Deadline._meta.fields} | {"id": None}
        ).save_base(force_insert=True)
    act("meet", first)
    again = begin(office)
    assert [row.pk for row in queries.deadlines_of("test.thing:1").filter(kind=ANSWER)] == [
        again.pk,
        first.pk,
    ]


def test_while_the_clock_stands_nobody_knows_when_it_is_due(office: Office, clock) -> None:
    with_calendar(clock)
    row = act("pause", begin(office), reason="等鉴定结果")
    assert (row.state, row.due_at, row.next_at) == (State.PAUSED, None, None)
    assert "等鉴定结果" in row.reckoning().zh
    clock.set(at("2026-12-02 Wed 10:00"))
    row = act("resume", row)
    pause = DeadlinePause.objects.get()
    assert (due(row), row.state) == ("2026-12-08 Tue 17:00", State.RUNNING)
    assert (pause.begin, pause.end) == (at("2026-11-30 Mon 10:00"), at("2026-12-02 Wed 10:00"))


def test_a_pause_needs_a_reason_and_a_running_clock(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    with pytest.raises(Fault, match="a reason is needed"):
        act("pause", row, reason=" ")
    act("pause", row, reason="等")
    with pytest.raises(Fault, match="its state has changed"):
        act("pause", row, reason="等")
    assert DeadlinePause.objects.count() == 1


def test_to_resume_into_a_year_without_calendar_changes_nothing(office: Office, clock) -> None:
    with_calendar(clock)
    row = act("pause", begin(office), reason="等")
    clock.set(at("2026-12-30 Wed 10:00"))
    with pytest.raises(Fault, match="2027"):
        act("resume", row)
    row.refresh_from_db()
    assert (row.state, DeadlinePause.objects.get().end) == (State.PAUSED, None)


def test_a_deadline_that_has_passed_stays_passed_when_its_clock_is_stopped(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    clock.set(at("2026-12-08 Tue 09:00"))
    row = act("pause", row, reason="等")
    assert due(row) == "2026-12-07 Mon 17:00"
    assert act("meet", row).state == State.LATE


def test_an_extension_runs_on_from_the_end_with_its_reason(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    clock.set(at("2026-12-04 Fri 17:00"))
    row = act("move", row, by=Limit(3, Unit.WORK_DAY), reason="要等配件")
    move = DeadlineMove.objects.get()
    assert (due(row), row.round, row.step) == ("2026-12-10 Thu 17:00", 1, 1)
    assert (move.before, move.reason) == (at("2026-12-07 Mon 17:00"), "要等配件")
    assert row.next_at == at("2026-12-09 Wed 10:36")  # 80 % of the eight days
    assert "延期（要等配件）" in row.reckoning().zh
    assert facts() == [("deadlines.moved", 1)]


def test_a_deadline_can_be_set_earlier_but_not_into_the_past(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    clock.set(at("2026-12-01 Tue 09:00"))
    row = act("move", row, to=at("2026-12-02 Wed 12:00"), reason="督办")
    assert due(row) == "2026-12-02 Wed 12:00"
    assert "改到 2026-12-02 12:00：督办" in row.reckoning().zh
    with pytest.raises(Fault, match="has passed already"):
        act("move", row, to=at("2026-11-30 Mon 12:00"), reason="督办")


def test_an_extension_given_while_the_clock_stands_counts_once_it_runs(office: Office, clock) -> None:
    with_calendar(clock)
    row = act("pause", begin(office), reason="等")
    row = act("move", row, by=Limit(1, Unit.WORK_DAY), reason="要等配件")
    assert (row.due_at, row.next_at, row.state) == (None, None, State.PAUSED)
    assert due(act("resume", row)) == "2026-12-08 Tue 17:00"


def test_the_whole_of_the_last_minute_is_in_time(office: Office, clock) -> None:
    with_calendar(clock)
    last = at("2026-12-07 Mon 17:00")
    rows = [begin(office, number) for number in range(2)]
    done = [
        act("meet", rows[0], at=last + timedelta(seconds=59)),
        act("meet", rows[1], at=last + timedelta(minutes=1)),
    ]
    assert [row.state for row in done] == [State.MET, State.LATE]
    assert facts() == [
        ("deadlines.due", 1),
        ("deadlines.met", 1),
        ("deadlines.due", 1),
        ("deadlines.late", 1),
    ]
    assert [row.next_at for row in done] == [None, None]


def test_what_nobody_waits_for_counts_neither_way(office: Office, clock) -> None:
    with_calendar(clock)
    row = act("cancel", act("pause", begin(office), reason="等"))
    assert (row.state, facts(), DeadlinePause.objects.get().end is not None) == (State.CANCELLED, [], True)
    with pytest.raises(Fault):
        act("meet", row)


def test_its_history_stands_in_the_timeline_of_the_thing(office: Office, clock) -> None:
    with_calendar(clock)
    act("meet", act("resume", act("pause", begin(office), reason="等")))
    told = HistoryEntry.objects.filter(subject="test.thing:1").order_by("pk").values_list("verb", "model")
    assert list(told) == [
        ("test.begin", "deadlines.deadline"),
        ("test.pause", "deadlines.deadlinepause"),
        ("test.pause", "deadlines.deadline"),
        ("test.resume", "deadlines.deadlinepause"),
        ("test.resume", "deadlines.deadline"),
        ("test.meet", "deadlines.deadline"),
    ]


def test_colour_goes_from_green_over_yellow_to_red(office: Office, clock) -> None:
    with_calendar(clock)
    row, seen = begin(office), []
    for moment in (
        "2026-12-03 Thu 09:29",
        "2026-12-03 Thu 09:30",
        "2026-12-07 Mon 17:00",
        "2026-12-07 Mon 17:01",
    ):
        clock.set(at(moment))
        seen.append(row.colour)
    assert seen == [Colour.GREEN, Colour.YELLOW, Colour.YELLOW, Colour.RED]
    assert act("meet", row).colour == Colour.RED


def test_a_leaver_hands_over_what_runs(office: Office, clock) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(3)]
    act("meet", rows[2])
    passed = hand_over(BY, office.worker, to=office.colleague, reason="调走")
    assert passed["deadlines.running"] == 2
    assert [row.of for row in queries.open_of_owner(office.colleague)] == ["test.thing:0", "test.thing:1"]


def test_another_owner_takes_it_with_the_time_that_is_left(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    passed = act("pass", row, owner=None, owner_unit=office.unit)
    assert (passed.owner_id, passed.owner_unit_id, passed.due_at) == (None, office.unit.pk, row.due_at)


def test_mine_are_ones_own_those_one_stands_in_for_and_the_units(office: Office, clock) -> None:
    with_calendar(clock)
    set_deputy(
        BY,
        principal=office.worker,
        deputy=office.colleague,
        since=at("2026-11-30 Mon 10:00").date(),
        until=at("2026-12-01 Tue 10:00").date(),
        reason="休假",
    )
    begin(office, 1, limit=Limit(2, Unit.WORK_DAY))
    begin(office, 2, owner=office.colleague)
    begin(office, 3, owner=None, owner_unit=office.unit, limit=Limit(1, Unit.WORK_DAY))
    act("pause", begin(office, 4, owner=office.colleague), reason="等")
    begin(office, 5, owner=office.stranger)
    office.colleague.forget_roles()
    assert [row.of[-1] for row in queries.mine(office.colleague)] == ["3", "1", "2", "4"]
    soon = queries.due_before(at("2026-12-03 Thu 00:00"), office.colleague)
    assert [row.of[-1] for row in soon] == ["3", "1"]
    assert FIVE.amount == 5
