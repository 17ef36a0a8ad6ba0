"""A request from the first word to the last: each move, who may go it, what it starts and ends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from dues import with_calendar
from office import BY, EARLY, Office
from voices import make_request
from whistling import counted
from workdays import at
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import User
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import running
from yike.core.outbox.models import Notice
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests.correcting import correct
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries.places import Place
from yike.rooms.grid.queries.requests import to_rule

pytestmark = pytest.mark.django_db


def by(user: User) -> By:
    return By.person(user)


def facts(row: Request) -> dict[str, int]:
    """Return what a request counts for by its facts, zeros left out."""
    found: dict[str, int] = {}
    for code, n in Fact.objects.filter(source_model="grid.request").values_list("measure", "quantity"):
        found[code.removeprefix("grid.")] = found.get(code.removeprefix("grid."), 0) + int(n)
    return {code: n for code, n in found.items() if n}


def due(row: Request) -> list[str]:
    return sorted(one.kind.removeprefix("grid.request.") for one in running(row.of))


@pytest.fixture
def row(office: Office, clock: Any) -> Request:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    return make_request(office.grids[0], phone="13800138000", name="林小满")


@pytest.fixture
def liaison(office: Office) -> User:
    unit = add_unit(BY, kind="department", name="梅巷城管中队", area=office.street)
    user = add_user(BY, username="chengguan", name="卫城管", unit=unit, password="Crabapple-4-tests")
    give_role(BY, user=user, role=Role.LIAISON, area=office.street, since=EARLY)
    return user


def test_a_registered_request_has_a_number_two_deadlines_and_one_fact(row: Request) -> None:
    assert (row.number, row.state, str(row.phone)) == ("Q2026-000001", "registered", "138****8000")
    assert (row.due_at, row.reply_by) == (at("2026-12-07 Mon 17:00"), at("2026-12-01 Tue 10:00"))
    assert [one.name for one in running(row.of)] == ["Q2026-000001", "Q2026-000001"]
    assert (due(row), facts(row)) == (["answer", "reply"], {"requests": 1})


def test_what_is_kept_of_a_visitor_who_reads_english_is_in_the_language_of_the_office(
    office: Office, clock: Any
) -> None:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    with translation.override("en"):
        make_request(office.grids[0])
    entries = HistoryEntry.objects.filter(model="deadlines.deadline", verb="grid.request.take")
    names = {json.loads(one.payload)["after"].get("name") for one in entries}
    assert names == {f"求助 · {office.grids[0].name}"}


def test_it_goes_the_whole_way_and_is_closed(row: Request, office: Office, clock: Any) -> None:
    clerk, worker = by(office.clerk), by(office.worker)
    actions.dispatch(clerk, row, unit=office.unit)
    actions.sign(worker, row)
    clock.set(at("2026-12-01 Tue 09:00"))
    actions.contact(worker, row, words="打过电话，约好下午去看。")
    actions.answer(worker, row, words="路灯换好了。", result="solved")
    row.refresh_from_db()
    assert (row.state, row.owner, row.on_time, due(row)) == ("answered", office.worker, True, ["revisit"])
    actions.revisit(clerk, row, solved="yes", satisfied=True)
    row.refresh_from_db()
    assert (row.state, row.due_at, row.reply_by, due(row)) == ("closed", None, None, [])
    assert facts(row) == dict.fromkeys(
        [
            *("requests", "requests.answered", "requests.closed", "requests.on_time", "requests.replied"),
            *("requests.replied_24h", "requests.revisited", "requests.satisfied", "requests.signed"),
            "requests.solved",
        ],
        1,
    )


def test_who_is_not_content_is_handled_once_more_and_only_once(row: Request, office: Office) -> None:
    clerk, worker = by(office.clerk), by(office.worker)
    actions.dispatch(clerk, row, unit=office.unit)
    actions.sign(worker, row)
    actions.contact(worker, row, words="打过电话。")
    actions.answer(worker, row, words="已经报修。", result="explained")
    actions.revisit(clerk, row, solved="no", satisfied=False, words="还是黑的")
    row.refresh_from_db()
    assert (row.state, row.round, row.owner, row.answered_at) == ("handling", 2, office.worker, None)
    assert due(row) == ["answer"]
    assert facts(row)["requests.second"] == 1
    assert "requests.answered" not in facts(row)
    actions.answer(worker, row, words="换了灯。", result="solved")
    actions.revisit(clerk, row, solved="no", satisfied=False)
    row.refresh_from_db()
    assert (row.state, row.round, row.solved) == ("closed", 2, "no")
    assert Notice.objects.filter(user=office.leader, message__kind="grid.request.unsolved").count() == 1


def test_a_refusal_names_whose_it_is_and_is_ruled_on(row: Request, office: Office, liaison: User) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    with pytest.raises(Fault, match="your own"):
        actions.refuse(by(office.worker), row, next_unit=office.unit, reason="不归我们")
    actions.refuse(by(office.worker), row, next_unit=liaison.unit, reason="路灯归城管")
    assert due(row) == ["answer", "reply", "rule"]
    assert counted("grid.request.sign.met") == counted("grid.request.sign.due") == 0
    actions.agree_refusal(by(office.clerk), row)
    row.refresh_from_db()
    assert (row.state, row.owner_unit, row.owner) == ("dispatched", liaison.unit, None)
    assert {one.owner_unit for one in running(row.of)} == {liaison.unit}
    actions.refuse(by(liaison), row, next_unit=office.unit, reason="这盏灯是小区的")
    actions.reject_refusal(by(office.clerk), row, reason="灯在路上，归城管")
    with pytest.raises(Fault, match="cannot be refused again"):
        actions.refuse(by(liaison), row, next_unit=office.unit, reason="还是小区的")
    actions.sign(by(liaison), row)
    row.refresh_from_db()
    assert (row.state, row.owner) == ("signed", liaison)


def test_more_time_is_asked_for_and_granted_from_where_it_ends(row: Request, office: Office) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    actions.sign(by(office.worker), row)
    actions.ask_extension(by(office.worker), row, amount=3, reason="等配件")
    with pytest.raises(Fault, match="waiting"):
        actions.ask_extension(by(office.worker), row, amount=1, reason="再等等")
    with pytest.raises(PermissionDenied):
        actions.rule_extension(by(office.worker), row, agreed=True)
    actions.rule_extension(by(office.clerk), row, agreed=True)
    row.refresh_from_db()
    assert row.due_at == at("2026-12-10 Thu 17:00")
    assert facts(row)["requests.extensions"] == 1


def test_passing_it_on_keeps_its_history_and_tells_the_old_one_once(
    row: Request, office: Office, liaison: User
) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit, owner=office.worker)
    actions.sign(by(office.worker), row)
    actions.pass_on(by(office.clerk), row, unit=liaison.unit, reason="归城管")
    row.refresh_from_db()
    assert (row.state, row.owner_unit, row.owner, due(row)) == (
        *("dispatched", liaison.unit, None),
        ["answer", "reply", "sign"],
    )
    told = Notice.objects.order_by("pk").values_list("user__username", "message__kind")
    assert list(told) == [
        ("worker", "grid.request.dispatched"),
        ("worker", "grid.request.passed"),
        ("chengguan", "grid.request.dispatched"),
    ]


@pytest.mark.parametrize("who", ["colleague", "stranger", "grid_worker", "clerk", "leader", "audit"])
def test_what_somebody_signed_for_nobody_else_handles(row: Request, office: Office, who: str) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    actions.sign(by(office.worker), row)
    kept = HistoryEntry.objects.count()
    with pytest.raises(PermissionDenied):
        actions.contact(by(getattr(office, who)), row, words="打过电话")
    assert HistoryEntry.objects.count() == kept


def test_what_was_sent_twice_is_registered_once(office: Office) -> None:
    rows = [make_request(office.first, link="a secret of some length") for _ in range(3)]
    assert {row.pk for row in rows} == {rows[0].pk}
    assert Request.objects.count() == 1


def test_a_ruling_binds_the_unit_it_was_about_and_not_the_next_one(
    row: Request, office: Office, liaison: User
) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    actions.refuse(by(office.worker), row, next_unit=liaison.unit, reason="路灯归城管")
    actions.reject_refusal(by(office.clerk), row, reason="灯在小区里")
    actions.pass_on(by(office.clerk), row, unit=liaison.unit, reason="查明是城管的灯")
    actions.refuse(by(liaison), row, next_unit=office.unit, reason="这盏灯是小区的")
    row.refresh_from_db()
    assert (row.state, row.settled, row.refusals.count()) == ("refused", False, 2)


def test_a_year_without_calendar_refuses_nobody(office: Office, clock: Any) -> None:
    clock.set(at("2031-11-30 Sun 10:00"))
    row = make_request(office.first)
    assert row.due_at == at("2031-12-05 Fri 10:00")


@pytest.mark.parametrize("words", ["", "   ", "\0\0", "\n\n\t"])
def test_nothing_said_is_nothing_registered(office: Office, words: str) -> None:
    with pytest.raises(Fault, match="nothing was written"):
        make_request(office.first, words)


def test_a_megabyte_is_refused_in_words_and_rare_signs_are_kept(office: Office) -> None:
    with pytest.raises(Fault, match="1000000 characters are too many"):
        make_request(office.first, "路" * 1_000_000)
    said = "𠮷野家门口👨‍👩‍👧 井盖响，㐂 ﷽"
    assert Request.objects.get(pk=make_request(office.first, said).pk).words == said


def by_day(*codes: str) -> dict[tuple[str, str, str], int]:
    """Return the sums of facts by measure, day and area, zeros left out."""
    found: dict[tuple[str, str, str], int] = {}
    rows = Fact.objects.filter(source_model="grid.request", measure__in=[f"grid.{code}" for code in codes])
    for code, day, area, n in rows.values_list("measure", "day", "area__name", "quantity"):
        key = code.removeprefix("grid.requests.").removeprefix("grid."), f"{day:%m-%d}", area
        found[key] = found.get(key, 0) + int(n)
    return {key: n for key, n in found.items() if n}


@pytest.mark.parametrize(
    ("first", "then", "counts"),
    [
        (("no", False), ("yes", True), {"revisited", "solved", "satisfied"}),
        (("yes", False), ("yes", True), {"revisited", "solved", "satisfied"}),
        (("no", False), ("no", False), {"revisited"}),
    ],
)
def test_what_calls_back_found_stands_on_the_day_of_the_last_one(
    row: Request, office: Office, clock: Any, first: Any, then: Any, counts: set[str]
) -> None:
    actions.answer(BY, handled(row, office), words="换好了", result="solved")
    row.refresh_from_db()
    actions.revisit(BY, row, solved=first[0], satisfied=first[1])
    row.refresh_from_db()
    clock.set(at("2026-12-02 Wed 10:00"))
    again(row, office)
    actions.revisit(BY, row, solved=then[0], satisfied=then[1])
    codes = ("requests.revisited", "requests.solved", "requests.satisfied")
    assert by_day(*codes) == {(code, "12-02", row.area.name): 1 for code in counts}


def handled(row: Request, office: Office) -> Request:
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    row.refresh_from_db()
    actions.sign(BY, row)
    row.refresh_from_db()
    actions.contact(BY, row, words="看过了")
    row.refresh_from_db()
    return row


def again(row: Request, office: Office) -> None:
    """Let a request be handled a second time, as the call back or the person's own page asked for it."""
    if row.state == "closed":
        actions.say_unsolved(By(None, "诉求人"), row, words="又不亮了")
        row.refresh_from_db()
    actions.answer(BY, row, words="又换了", result="solved")
    row.refresh_from_db()


def test_a_place_put_right_takes_its_facts_along_each_on_its_own_day(
    row: Request, office: Office, clock: Any
) -> None:
    handled(row, office)
    clock.set(at("2026-12-02 Wed 10:00"))
    actions.answer(BY, row, words="换好了", result="solved")
    row.refresh_from_db()
    clock.set(at("2026-12-04 Fri 10:00"))
    for place in (Place(office.second, "桥头"), Place(office.first, "桥头"), Place(office.second, "桥头")):
        row.refresh_from_db()
        correct(
            *(BY, row),
            place=place,
            words="路灯不亮",
            kind="help",
            category=None,
            urgent=False,
            reason="放错了",
        )
    days = {"requests": "11-30", "replied": "11-30", "replied_24h": "11-30", "signed": "11-30"}
    days |= {"answered": "12-02", "on_time": "12-02"}
    codes = ("requests", *(f"requests.{code}" for code in days if code != "requests"))
    assert by_day(*codes) == {(code, day, office.second.name): 1 for code, day in days.items()}


def test_a_secret_report_given_to_a_unit_is_read_by_those_of_its_place_alone(office: Office) -> None:
    row = make_request(office.first, "某店半夜倒油", kind="report", secret=True)
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    row.refresh_from_db()
    assert {
        who: rules.may_read(getattr(office, who), row)
        for who in ("worker", "clerk", "leader", "stranger", "grid_worker", "audit")
    } == dict.fromkeys(("worker", "clerk", "leader"), True) | dict.fromkeys(
        ("stranger", "grid_worker", "audit"), False
    )
    with pytest.raises(PermissionDenied):
        actions.sign(by(office.stranger), row)
    actions.sign(by(office.worker), row)
    row.refresh_from_db()
    assert [rules.may_read(user, row) for user in (office.worker, office.clerk)] == [True, False]


def in_hand(row: Request, office: Office) -> None:
    """Let the worker have a request in hand, and ask for three more days."""
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    actions.sign(by(office.worker), row)
    actions.contact(by(office.worker), row, words="打过电话。")
    actions.ask_extension(by(office.worker), row, amount=3, reason="等配件")


@pytest.mark.parametrize("end", ["answer", "withdraw", "pass"])
def test_more_time_that_nobody_ruled_on_lapses_with_what_it_was_asked_for(
    row: Request, office: Office, end: str
) -> None:
    in_hand(row, office)
    if end == "answer":
        actions.answer(by(office.worker), row, words="换好了", result="solved")
    elif end == "withdraw":
        actions.withdraw(BY, row)
    else:
        actions.pass_on(by(office.clerk), row, unit=office.unit, reason="换人办")
    assert list(row.extensions.values_list("ruling", flat=True)) == ["lapsed"]
    with pytest.raises(Fault, match="no extension is waiting"):
        actions.rule_extension(by(office.clerk), row, agreed=True)
    assert list(to_rule(office.clerk)) == []


def test_the_second_handling_asks_for_more_time_anew(row: Request, office: Office) -> None:
    in_hand(row, office)
    actions.answer(by(office.worker), row, words="换好了", result="solved")
    actions.say_unsolved(BY, row, words="还是黑的")
    row.refresh_from_db()
    due_at = row.due_at
    with pytest.raises(Fault, match="no extension is waiting"):
        actions.rule_extension(by(office.clerk), row, agreed=True)
    actions.ask_extension(by(office.worker), row, amount=1, reason="换整根灯杆")
    row.refresh_from_db()
    assert (row.due_at, list(row.extensions.values_list("amount", "ruling"))) == (
        due_at,
        [(3, "lapsed"), (1, "open")],
    )


@pytest.mark.parametrize(("unit", "state"), [(True, "dispatched"), (False, "registered")])
def test_what_a_leaver_had_closed_comes_back_to_the_unit_or_to_be_dispatched(
    row: Request, office: Office, liaison: User, unit: bool, state: str
) -> None:
    actions.dispatch(by(office.clerk), row, unit=liaison.unit)
    actions.sign(by(liaison), row)
    actions.contact(by(liaison), row, words="打过电话。")
    actions.answer(by(liaison), row, words="换好了", result="solved")
    actions.confirm(BY, row)
    with deed(BY, "accounts.user.close") as d:
        d.change(d.lock(liaison), is_active=False)
        d.change(d.lock(liaison.unit), active=unit)
    actions.say_unsolved(BY, row, words="还是黑的")
    row.refresh_from_db()
    assert (row.state, row.round, row.owner, row.owner_unit) == (state, 2, None, liaison.unit)
    assert due(row) == (["answer", "sign"] if unit else ["answer"])
    assert {(one.owner, one.owner_unit) for one in running(row.of)} == {(None, liaison.unit)}
    told = Notice.objects.filter(message__kind="grid.request.again").values_list("user__username", flat=True)
    assert list(told) == ["clerk"]


def test_what_is_passed_on_before_it_was_signed_for_has_its_whole_time_again(
    row: Request, office: Office, liaison: User, clock: Any
) -> None:
    actions.dispatch(by(office.clerk), row, unit=office.unit)
    clock.set(at("2026-12-03 Thu 10:00"))
    actions.pass_on(by(office.clerk), row, unit=liaison.unit, reason="归城管")
    row.refresh_from_db()
    [sign] = [one for one in running(row.of) if one.kind == "grid.request.sign"]
    assert (sign.due_at, sign.owner_unit, row.moved_at) == (
        *(at("2026-12-04 Fri 17:00"), liaison.unit),
        at("2026-12-03 Thu 10:00"),
    )
    actions.pass_on(by(office.clerk), row, unit=office.unit, reason="还是街道办")
    all_of_them = Deadline.objects.filter(of=row.of, kind="grid.request.sign").order_by("pk")
    assert [one.state for one in all_of_them] == ["late", "cancelled", "running"]
    row.refresh_from_db()
    assert (row.state, due(row)) == ("dispatched", ["answer", "reply", "sign"])


def test_a_secret_report_stays_secret_and_only_who_may_see_secrets_changes_its_kind(office: Office) -> None:
    made = make_request(office.first, "有人半夜倒油", secret=True)
    change = {"place": Place(office.first, "梅巷"), "words": "半夜倒油", "category": None, "urgent": False}
    change |= {"reason": "听错了"}
    with pytest.raises(PermissionDenied):
        correct(by(office.clerk), made, kind="report", **change)
    actions.dispatch(by(office.clerk), made, unit=office.unit)
    actions.sign(by(office.clerk), made)
    with pytest.raises(Fault, match="may not change its kind"):
        correct(by(office.clerk), made, kind="complaint", **change)
    row = correct(by(office.clerk), made, kind="report", **change)
    assert (row.kind, row.secret, row.words) == ("report", True, "半夜倒油")
    row = correct(by(office.admin), made, kind="complaint", **change)
    assert (row.kind, row.secret) == ("complaint", True)


def test_whom_nobody_reached_was_not_contacted_in_time(row: Request, office: Office, clock: Any) -> None:
    late = make_request(office.grids[0], "另一件", phone="13800138000")
    for one in (row, late):
        actions.dispatch(by(office.clerk), one, unit=office.unit)
        actions.sign(by(office.worker), one)
    actions.contact(by(office.worker), row, words="没人接", way="phone", reached=False)
    assert (due(row), counted("grid.request.contact.met")) == (["answer", "reply"], 0)
    clock.set(at("2026-12-02 Wed 10:00"))
    actions.contact(by(office.worker), late, words="没人接", way="phone", reached=False)
    figures = [counted(f"grid.request.contact.{what}") for what in ("due", "met", "late")]
    assert figures == [1, 0, 1]


def test_nobody_has_to_call_who_left_no_telephone(row: Request, office: Office) -> None:
    silent = make_request(office.grids[0], "另一件")
    for one in (row, silent):
        actions.dispatch(by(office.clerk), one, unit=office.unit)
        actions.sign(by(office.worker), one)
    assert [due(one) for one in (row, silent)] == [["answer", "contact", "reply"], ["answer", "reply"]]
