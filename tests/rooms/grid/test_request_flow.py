"""Any sequence of legal moves keeps what must hold of a request; any illegal one changes nothing."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dues import with_calendar
from office import BY, EARLY, Office
from voices import make_request
from workdays import at
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import running
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests.parting import answer_part, ask_part, call_off_part
from yike.rooms.grid.actions.requests.tally import TALLY
from yike.rooms.grid.flows.requests import HELPED, REQUEST, STEPS
from yike.rooms.grid.models import Request, RequestPart, Ruling
from yike.rooms.grid.models.requests import OPEN, WORKED

pytestmark = pytest.mark.django_db
PEOPLE = ("clerk", "leader", "worker", "stranger", "liaison", "third", "audit", "nobody")
ACTS = {
    "dispatch": lambda by, row, w: actions.dispatch(by, row, unit=w.unit),
    "dispatch_away": lambda by, row, w: actions.dispatch(by, row, unit=w.other),
    "answer_now": lambda by, row, w: actions.answer_now(by, row, words="请看公告"),
    "divert": lambda by, row, w: actions.divert(by, row, channel="court", words="请找法院"),
    "sign": lambda by, row, w: actions.sign(by, row),
    "refuse": lambda by, row, w: actions.refuse(by, row, next_unit=w.other, reason="不归我们"),
    "agree": lambda by, row, w: actions.agree_refusal(by, row),
    "reject": lambda by, row, w: actions.reject_refusal(by, row, reason="归你们"),
    "contact": lambda by, row, w: actions.contact(by, row, words="打过电话"),
    "news": lambda by, row, w: actions.tell_news(by, row, words="在等配件"),
    "answer": lambda by, row, w: actions.answer(by, row, words="办好了", result="solved"),
    "pass": lambda by, row, w: actions.pass_on(by, row, unit=w.other, reason="改派"),
    "extend": lambda by, row, w: actions.ask_extension(by, row, amount=2, reason="等配件"),
    "grant": lambda by, row, w: actions.rule_extension(by, row, agreed=True),
    "deny": lambda by, row, w: actions.rule_extension(by, row, agreed=False, reason="来得及"),
    "co_unit": lambda by, row, w: ask_part(by, row, unit=w.third, what="看看", due_on=date(2026, 12, 2)),
    "part": lambda by, row, w: answer_part(by, w.part(row), words="看过了"),
    "part_off": lambda by, row, w: call_off_part(by, w.part(row), reason="不用了"),
    "raise": lambda by, row, w: actions.raise_it(by, row, words="要谁来一起谈"),
    "supervise": lambda by, row, w: actions.supervise(by, row, words="抓紧"),
    "content": lambda by, row, w: actions.revisit(by, row, solved="yes", satisfied=True),
    "unhappy": lambda by, row, w: actions.revisit(by, row, solved="no", satisfied=False),
    "unreached": lambda by, row, w: actions.revisit(by, row, reached=False),
    "says_solved": lambda by, row, w: actions.confirm(by, row, satisfied=True),
    "says_not": lambda by, row, w: actions.say_unsolved(by, row, words="没有好"),
    "word": lambda by, row, w: actions.add_word(by, row, words="再说一句"),
    "echo": lambda by, row, w: actions.echo(by, row, link=f"other {next(w.links)}"),
    "withdraw": lambda by, row, w: actions.withdraw(by, row),
    "read": lambda by, row, w: actions.reveal_person(by, row, reason="打电话核实情况"),
}
OWN = {"says_solved", "says_not", "word", "echo", "withdraw"}  # of whoever holds the link
LIKELY = ("dispatch", "sign", "contact", "answer", "content")


class World:
    """The small street, a department beside it, and whoever acts."""

    def __init__(self, office: Office) -> None:
        self.links = itertools.count()
        self.unit, self.area = office.unit, office.grids[0]
        self.other = add_unit(BY, kind="department", name="城管中队", area=office.street)
        self.third = add_unit(BY, kind="department", name="水务所", area=office.street)
        third = add_user(BY, username="sw", name="蒋水务", unit=self.third, password="Crabapple-4-tests")
        give_role(BY, user=third, role=Role.LIAISON, area=office.street, since=EARLY)
        liaison = add_user(BY, username="cg", name="卫城管", unit=self.other, password="Crabapple-4-tests")
        give_role(BY, user=liaison, role=Role.LIAISON, area=office.street, since=EARLY)
        people = {who: getattr(office, who, None) for who in PEOPLE} | {"liaison": liaison, "third": third}
        self.hands = {who: By.person(user) if user else By(None, "诉求人") for who, user in people.items()}

    @staticmethod
    def part(row: Request) -> RequestPart:
        """Return the last part of a request. Raises ``PermissionDenied`` where nobody was asked."""
        found = row.parts.last()
        if found is None:
            raise PermissionDenied
        return found


def snapshot() -> list[Any]:
    """Return everything that a move could change."""
    return [
        list(Request.objects.order_by("pk").values()),
        list(Deadline.objects.order_by("pk").values()),
        list(RequestPart.objects.order_by("pk").values()),
        Fact.objects.count(),
        HistoryEntry.objects.count(),
    ]


def counted(row: Request) -> dict[str, int]:
    """Return the sums of a request's facts, zeros left out."""
    found: Counter[str] = Counter()
    rows = Fact.objects.filter(source_model="grid.request", source_pk=str(row.pk), measure__in=TALLY)
    for code, quantity in rows.values_list("measure", "quantity"):
        found[code] += int(quantity)
    return {code: n for code, n in found.items() if n}


def holds(row: Request, moves: int) -> None:
    """Check what must hold whatever was done."""
    row = Request.objects.get(pk=row.pk)
    kinds = Counter(one.kind for one in running(row.of))
    assert set(kinds.values()) <= {1}
    assert (kinds["grid.request.answer"] == 1) is (row.state in WORKED)
    assert (row.due_at is not None) is (row.state in WORKED)
    assert (kinds["grid.request.reply"] == 1) is (row.replied_at is None and row.state in OPEN)
    assert (row.reply_by is not None) is (kinds["grid.request.reply"] == 1)
    assert [kind for state, (kind, _) in STEPS.items() if kinds[kind]] == (
        [STEPS[row.state][0]] if row.state in STEPS else []  # type: ignore[index]
    )
    assert {(one.owner_id, one.owner_unit_id) for one in running(row.of)} <= {
        (row.owner_id, row.owner_unit_id)
    }
    assert row.owner is None or row.owner.unit_id == row.owner_unit_id
    assert (row.closed_at is None) is (row.state in OPEN)
    assert row.refusals.filter(ruling=Ruling.OPEN).count() == (row.state == "refused")
    assert counted(row) == {code: 1 for code, true in TALLY.items() if true(row)}
    entries = HistoryEntry.objects.filter(subject=row.of)
    assert entries.values("deed").distinct().count() == moves + 1
    assert row.round <= 2
    waiting = [part for part in row.parts.all() if part.waits]
    assert waiting == [] or row.state in HELPED
    assert [[one.kind for one in running(part.of)] for part in row.parts.all()] == [
        ["grid.request.part"] * part.waits for part in row.parts.all()
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from([*ACTS, *LIKELY * 3]), st.sampled_from([*PEOPLE, "worker", "clerk"])),
        max_size=14,
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_keeps_what_must_hold(world: World, acts: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        row = make_request(world.area, phone="13800138000")
        moves = 0
        for act, who in acts:
            before = snapshot()
            by = world.hands["nobody" if act in OWN else who]
            try:
                ACTS[act](by, row, world)
            except (Fault, PermissionDenied):
                assert snapshot() == before
            else:
                moves += 1
                assert act in OWN or who not in {"stranger", "audit", "nobody"}
            holds(row, moves)
        transaction.set_rollback(True)


@pytest.fixture
def world(office: Office, clock: Any) -> World:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    return World(office)


def test_every_arrow_of_the_table_is_gone_by_some_act() -> None:
    gone = {"dispatch", "answer_now", "divert", "sign", "refuse", "agree", "reject", "contact", "answer"}
    gone |= {"revisit", "pass", "again", "confirm", "withdraw"}
    assert {one.verb for one in REQUEST} == gone


def test_no_state_is_a_dead_end_but_the_last_two() -> None:
    starts = {state for one in REQUEST for state in one.since}
    assert starts == OPEN | {"closed"}
