"""Whatever is done to a deadline in whatever order: its rows agree, and what is refused changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dues import MONDAY, act, begin, with_calendar
from office import Office
from yike.core.calendar.models import CalendarYear
from yike.core.deadlines.actions import sweep
from yike.core.deadlines.flows import OPEN, State
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.record.clock import moved_to
from yike.core.record.models import Fact, HistoryEntry
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Unit

pytestmark = pytest.mark.django_db

WAITS = some.integers(0, 40).map(lambda hours: ("wait", hours))
ACTS = some.sampled_from(
    [
        ("pause", {"reason": "等"}),
        ("pause", {"reason": ""}),
        ("resume", {}),
        ("move", {"by": Limit(2, Unit.WORK_DAY), "reason": "难"}),
        ("move", {"by": Limit(3, Unit.WORK_HOUR), "reason": "难"}),
        ("sweep", {}),
        ("meet", {}),
        ("cancel", {}),
    ]
)
LIMITS = some.sampled_from(
    [Limit(90, Unit.MINUTE), Limit(4, Unit.WORK_HOUR), Limit(2, Unit.WORK_DAY), Limit(3, Unit.DAY)]
)


def state() -> tuple[Any, ...]:
    """Return everything that is kept of deadlines."""
    rows = [list(model.objects.order_by("pk").values_list()) for model in (Deadline, DeadlineStep, Fact)]
    return (*rows, HistoryEntry.objects.count())


def check(row: Deadline) -> None:
    """Say what holds of a deadline at any time."""
    moments, pauses = [row.moment_of(n) for n in range(len(row.moments))], list(row.pauses.all())
    assert row.open == (row.ended_at is None)
    assert sum(pause.end is None for pause in pauses) == (row.state == State.PAUSED)
    assert row.state != State.RUNNING or row.due_at is not None
    assert row.next_at == (row.moment_of(row.step) if row.state == State.RUNNING else None)
    assert moments == sorted(moments)
    if row.open:
        found = row.reckoned()
        assert (found.due, found.half) == (row.due_at, row.half_at)
        assert row.reckoning().zh
    taken = [(step.round, step.step) for step in row.steps.all()]
    assert taken == sorted(set(taken))
    ends = Fact.objects.filter(source_model="deadlines.deadline", source_pk=str(row.pk))
    done = {State.MET: (1, 1, 0), State.LATE: (1, 0, 1)}.get(
        State(row.state), (row.counted_on is not None, 0, 0)
    )
    assert tuple(net(ends, f"deadlines.{part}") for part in ("due", "met", "late")) == done
    assert {f.day for f in ends.filter(measure__in=["deadlines.met", "deadlines.late"])} <= {row.counted_on}
    assert ends.filter(measure="deadlines.moved").count() == row.round == row.moves.count()


def net(facts: Any, code: str) -> int:
    """Return what the facts of a measure come to, corrections included."""
    return int(sum(fact.quantity for fact in facts.filter(measure=code)))


def allowed(name: str, said: dict[str, Any], row: Deadline) -> bool:
    """Return whether an act is legal in the state of a deadline."""
    starts = {"pause": {State.RUNNING}, "resume": {State.PAUSED}}.get(name, OPEN)
    return name == "sweep" or (said.get("reason") != "" and row.state in starts)


def tried(name: str, row: Deadline, said: dict[str, Any]) -> str:
    """Do an act; return why it was refused, or nothing."""
    try:
        sweep() if name == "sweep" else act(name, row, **said)
    except Fault as fault:
        return str(fault)
    return ""


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=LIMITS, acts=some.lists(some.one_of(WAITS, ACTS), max_size=12))
def test_any_order_of_acts_keeps_the_rows_in_agreement(office: Office, limit, acts) -> None:
    at = MONDAY
    with moved_to(at):
        if not CalendarYear.objects.exists():
            with_calendar(NoClock())
        row = begin(office, Deadline.objects.count(), limit=limit)
    for name, said in acts:
        at += timedelta(hours=said if name == "wait" else 0)
        if name == "wait":
            continue
        with moved_to(at):
            before, legal = state(), allowed(name, said, row)
            refused = tried(name, row, said)
            assert not refused or state() == before
            assert legal != bool(refused) or "2027" in refused
            row = Deadline.objects.get(pk=row.pk)
            check(row)
            assert name != "sweep" or not row.open or row.passed() == (row.counted_on is not None)


class NoClock:
    """Stands for the clock of a test that moves it by itself."""

    def set(self, moment: object) -> None:
        """Do nothing."""
