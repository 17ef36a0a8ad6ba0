"""Whatever steps people take, in whatever order: counts are those of the rows, and nothing runs for nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import Office
from whistling import Crew, blow, call_of, make_crew, person
from workdays import at
from yike.core.deadlines.flows import State as DeadlineState
from yike.core.deadlines.models import Deadline
from yike.core.record.clock import today
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.flows.cases import CASE
from yike.rooms.grid.flows.whistles import CALL, COMING, WHISTLE
from yike.rooms.grid.models import CallState, Whistle, WhistleCall, WhistleKind, WhistleState, WhistleTask
from yike.rooms.grid.models.whistles import FREED, SOUNDING

pytestmark = pytest.mark.django_db
State = WhistleState
Step = Callable[["Party", Whistle], object]


@pytest.fixture(autouse=True)
def tuesday(clock: Any) -> None:
    """Let every test begin on one morning, before anybody takes up a role."""
    clock.set(at("2026-11-24 Tue 10:00"))


class Undone(Exception):  # noqa: N818 - not a fault: the example is over
    """Takes an example's rows back."""


class Party:
    """Everybody concerned with a whistle, as doers."""

    def __init__(self, office: Office, crew: Crew) -> None:
        self.crew = crew
        self.worker, self.leader, self.admin = map(person, (office.worker, office.leader, office.admin))
        self.liaison: dict[int, By] = {
            crew.water.pk: person(crew.plumber),
            crew.patrol.pk: person(crew.officer),
        }

    def tasks(self) -> list[actions.NewTask]:
        return [actions.NewTask(self.crew.water, "换水管", today() + timedelta(days=1))]


def each(one: Callable[[Party, WhistleCall], object], which: int) -> Step:
    def step(party: Party, whistle: Whistle) -> object:
        unit = (party.crew.water, party.crew.patrol)[which]
        return one(party, call_of(whistle, unit))

    return step


def first_task(party: Party, whistle: Whistle) -> object:
    task = WhistleTask.objects.filter(whistle=whistle, done_at=None).first()
    if task is None:
        raise Fault("没有", "none", do_zh="-", do_en="-")
    task.whistle = whistle
    return actions.do_task(party.liaison[task.unit_id], task, result="好了")


def of(party: Party, call: WhistleCall) -> By:
    return party.liaison[call.unit_id]


CALLS: dict[str, Callable[[Party, WhistleCall], object]] = {
    "read": lambda p, c: actions.read_call(of(p, c), c),
    "sign": lambda p, c: actions.sign(of(p, c), c),
    "leave": lambda p, c: actions.leave(of(p, c), c),
    "arrive": lambda p, c: actions.arrive(of(p, c), c, code=c.whistle.code),
    "refuse": lambda p, c: actions.refuse(of(p, c), c, reason="走不开"),
    "see": lambda p, c: actions.see_arrived(p.worker, c),
    "insist": lambda p, c: actions.rule(p.leader, c, come=True, reason="要来"),
    "excuse": lambda p, c: actions.rule(p.leader, c, come=False, reason="可以"),
    "rate": lambda p, c: actions.rate_unit(p.worker, c, score=4),
    "rate back": lambda p, c: actions.rate_caller(of(p, c), c, score=4),
}
STEPS: dict[str, Step] = {
    "approve": lambda p, w: actions.approve_whistle(p.leader, w),
    "return": lambda p, w: actions.return_whistle(p.leader, w, reason="再写"),
    "ask": lambda p, w: actions.ask_whistle(p.worker, w),
    "blow": lambda p, w: actions.blow_whistle(p.worker, w),
    "withdraw": lambda p, w: actions.withdraw_whistle(p.worker, w, reason="不用了"),
    "plan": lambda p, w: actions.plan_whistle(p.worker, w, plan="换", tasks=p.tasks()),
    "task": first_task,
    "done": lambda p, w: actions.finish_whistle(p.worker, w, result="好"),
    "accept": lambda p, w: actions.accept_whistle(p.leader, w),
    "rework": lambda p, w: actions.rework_whistle(p.leader, w, reason="没好", tasks=p.tasks()),
    "escalate": lambda p, w: actions.escalate_whistle(p.leader, w, reason="解决不了"),
    "postpone": lambda p, w: actions.postpone_whistle(
        p.leader, w, reason="等", review_on=today() + timedelta(days=9)
    ),
    "resume": lambda p, w: actions.resume_whistle(p.leader, w, tasks=p.tasks()),
    "close": lambda p, w: actions.close_whistle(p.worker, w),
} | {f"{verb} {which}": each(one, which) for verb, one in CALLS.items() for which in (0, 1)}


ROAD = ("approve", "see 0", "plan", "task", "done", "accept", "rate 0", "rate 1", "close")


def counted(code: str) -> int:
    return int(sum(fact.quantity for fact in Fact.objects.filter(measure=code)))


def snapshot() -> tuple[Any, ...]:
    return (
        list(Whistle.objects.order_by("pk").values_list()),
        list(WhistleCall.objects.order_by("pk").values_list()),
        list(WhistleTask.objects.order_by("pk").values_list()),
        Fact.objects.count(),
        HistoryEntry.objects.count(),
        list(Deadline.objects.order_by("pk").values_list("pk", "state", "due_at")),
    )


def invariants(whistle: Whistle) -> None:
    """Everything that must hold wherever a whistle is."""
    row = Whistle.objects.get(pk=whistle.pk)
    calls = list(row.calls.all())
    sounded = row.blown_at is not None and row.state != State.WITHDRAWN
    had_to_come = [call for call in calls if call.state not in FREED] if sounded else []
    assert counted("grid.whistles") == int(sounded)
    assert counted("grid.whistle.calls") == len(had_to_come)
    assert counted("grid.whistle.arrived") == sum(call.arrived_at is not None for call in calls)
    assert counted("grid.whistle.on_time") == sum(bool(call.on_time) for call in calls)
    assert counted("grid.whistle.solved") == int(row.state in {State.RATING, State.CLOSED})
    waiting = (
        {f"grid.whistlecall:{call.pk}" for call in calls if call.state in COMING | {CallState.REFUSED}}
        if row.state in SOUNDING
        else set()
    )
    open_ = Deadline.objects.filter(state__in=[DeadlineState.RUNNING, DeadlineState.PAUSED])
    assert waiting == set(open_.filter(kind="grid.whistle.arrive").values_list("of", flat=True))
    asked = row.state == State.ASKED or (row.after and row.approved_at is None and row.state in {State.BLOWN})
    assert open_.filter(kind="grid.whistle.approve").exists() >= asked
    assert open_.filter(kind="grid.whistle.review").exists() == (row.state == State.POSTPONED)
    assert row.state != State.CLOSED or not row.after or row.approved_at is not None
    assert row.state != State.WITHDRAWN or {call.state for call in calls} <= (
        FREED if row.blown_at else {CallState.CALLED}
    )
    if row.state in {State.CLOSED, State.WITHDRAWN}:
        assert set(open_.values_list("kind", flat=True)) - {"grid.whistle.approve"} == set()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from([WhistleKind.EMERGENCY, WhistleKind.DEMAND]),
    begun=st.integers(0, len(ROAD)),
    steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=16),
)
def test_any_order_of_steps_keeps_counts_and_deadlines_and_an_illegal_one_changes_nothing(
    office: Office, kind: str, begun: int, steps: list[str]
) -> None:
    try:
        with transaction.atomic():
            crew = make_crew(office)
            party = Party(office, crew)
            whistle = blow(office, crew, kind=kind)
            for name in (*ROAD[:begun], *steps):
                _try(party, whistle, name)
                invariants(whistle)
            raise Undone
    except Undone:
        return


def _try(party: Party, whistle: Whistle, name: str) -> None:
    before = snapshot()
    try:
        with transaction.atomic():
            STEPS[name](party, Whistle.objects.get(pk=whistle.pk))
    except (Fault, PermissionDenied):
        assert snapshot() == before


def test_in_english_a_button_says_what_it_does_and_not_what_has_been_done() -> None:
    ours = (CALL, "arrive"), (WHISTLE, "postpone"), (CASE, "suspend"), (CASE, "refuse")
    with translation.override("en"):
        said = [str(flow[verb].label) for flow, verb in ours]
    assert said == ["We are here", "Suspend", "Suspend", "Do not file"]
