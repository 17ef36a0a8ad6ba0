"""Whistles: who may blow one, how units come or are ruled upon, and what is counted on the way."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.http import Http404

from beside import Beside, Hand
from office import BY, Office
from whistling import Crew, blow, call_of, counted, fresh, local, make_crew, person, told
from workdays import at
from yike.core.deadlines.flows import State as DeadlineState
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Notice
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.models import CallState, Proof, Whistle, WhistleKind, WhistleState, WhistleTask
from yike.rooms.grid.queries import whistles as queries

pytestmark = pytest.mark.django_db
State = WhistleState


@pytest.fixture(autouse=True)
def tuesday(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(at("2026-11-24 Tue 10:00"))


@pytest.fixture
def crew(office: Office, tuesday: None) -> Crew:
    return make_crew(office)


def counts() -> dict[str, int]:
    codes = ("grid.whistles", "grid.whistle.calls", "grid.whistle.arrived", "grid.whistle.on_time")
    return {code: counted(code) for code in (*codes, "grid.whistle.solved")}


def settled(office: Office, crew: Crew) -> Whistle:
    """Bring a whistle to the point where both sides rate each other."""
    whistle = blow(office, crew)
    by = person(office.worker)
    actions.see_arrived(by, call_of(whistle, crew.water))
    actions.see_arrived(by, call_of(whistle, crew.patrol))
    task = actions.NewTask(crew.water, "换水管", today() + timedelta(days=1))
    actions.plan_whistle(by, whistle, plan="水务换管，城管围挡", tasks=[task])
    actions.do_task(person(crew.plumber), WhistleTask.objects.get(), result="换好了")
    actions.finish_whistle(by, whistle, result="通水了")
    actions.accept_whistle(person(office.leader), whistle)
    return fresh(whistle)


def test_an_emergency_sounds_at_once_and_the_units_have_half_an_hour(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    assert (whistle.number, whistle.state, whistle.after) == ("S2026-000001", State.BLOWN, True)
    assert [local(call.due_at) for call in queries.calls(whistle)] == ["2026-11-24 Tue 10:30"] * 2
    assert (told("grid.whistle.blown"), told("grid.whistle.ask")) == (
        ["officer", "plumber"],
        ["admin", "leader"],
    )
    assert counts() == {
        "grid.whistles": 1,
        "grid.whistle.calls": 2,
        "grid.whistle.arrived": 0,
        "grid.whistle.on_time": 0,
        "grid.whistle.solved": 0,
    }
    assert sorted(Deadline.objects.values_list("kind", "state")) == [
        ("grid.whistle.approve", "running"),
        ("grid.whistle.arrive", "running"),
        ("grid.whistle.arrive", "running"),
    ]


def test_an_emergency_is_approved_after_it_has_sounded_and_sounds_once(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.approve_whistle(person(office.leader), whistle)
    row = fresh(whistle)
    assert (row.state, row.approver, counted("grid.whistles")) == (State.BLOWN, office.leader, 1)
    with pytest.raises(Fault):
        actions.approve_whistle(person(office.admin), whistle)


def test_another_kind_waits_for_approval_and_nobody_is_called_before(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, kind=WhistleKind.ENFORCEMENT)
    assert (whistle.state, told("grid.whistle.blown"), counted("grid.whistles")) == (State.ASKED, [], 0)
    assert list(queries.visible_to(person(crew.plumber).user)) == []
    actions.approve_whistle(person(office.leader), whistle)
    assert [local(call.due_at) for call in queries.calls(whistle)] == ["2026-11-24 Tue 12:00"] * 2
    assert list(queries.visible_to(person(crew.plumber).user)) == [whistle]


def test_a_demand_has_two_working_days_and_an_agreed_moment_goes_before_all(
    office: Office, crew: Crew
) -> None:
    leader = person(office.leader)
    by_kind = blow(office, crew, by=leader, kind=WhistleKind.DEMAND)
    agreed = blow(office, crew, by=leader, kind=WhistleKind.DEMAND, agreed_for=at("2026-11-25 Wed 09:15"))
    assert local(queries.calls(by_kind)[0].due_at) == "2026-11-26 Thu 17:00"
    assert local(queries.calls(agreed)[0].due_at) == "2026-11-25 Wed 09:15"


def test_a_leader_who_may_approve_need_not_ask(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, by=person(office.leader), kind=WhistleKind.DEMAND)
    assert (whistle.state, whistle.approver, whistle.after) == (State.BLOWN, office.leader, False)


def test_a_returned_whistle_is_mended_by_its_caller_and_sent_again(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, kind=WhistleKind.DEMAND)
    actions.return_whistle(person(office.leader), whistle, reason="写清楚是哪一段")
    assert (fresh(whistle).state, told("grid.whistle.moved")) == (State.DRAFT, ["worker"])
    values = {name: getattr(whistle, name) for name in ("kind", "area", "address", "lon", "lat")}
    again = actions.change_whistle(
        person(office.worker),
        whistle,
        **values,
        matter="竹行巷中段路灯不亮",
        asked="",
        agreed_for=None,
        units=[crew.patrol],
    )
    assert (again.state, again.matter) == (State.ASKED, "竹行巷中段路灯不亮")
    assert [call.unit for call in queries.calls(again)] == [crew.patrol]
    with pytest.raises(PermissionDenied):
        actions.withdraw_whistle(person(office.colleague), whistle, reason="不用了")


def test_units_sign_set_out_and_arrive_by_code_or_position_each_in_time(
    office: Office, crew: Crew, clock: Any
) -> None:
    whistle = blow(office, crew)
    plumber, officer = person(crew.plumber), person(crew.officer)
    actions.read_call(plumber, call_of(whistle, crew.water))
    assert call_of(whistle, crew.water).state == CallState.READ
    actions.sign(plumber, call_of(whistle, crew.water))
    actions.leave(plumber, call_of(whistle, crew.water))
    clock.set(at("2026-11-24 Tue 10:20"))
    actions.arrive(plumber, call_of(whistle, crew.water), code=f" {whistle.code} ")
    assert (fresh(whistle).state, told("grid.whistle.arrived")) == (State.MEETING, ["worker"])
    clock.set(at("2026-11-24 Tue 10:31"))
    actions.arrive(officer, call_of(whistle, crew.patrol), lon=120.002, lat=31.001)
    first, second = call_of(whistle, crew.water), call_of(whistle, crew.patrol)
    assert (first.proof, first.on_time, first.metres) == (Proof.CODE, True, None)
    assert (second.proof, second.on_time, second.metres) == (Proof.POSITION, False, 96)
    assert (counted("grid.whistle.arrived"), counted("grid.whistle.on_time")) == (2, 1)
    states = (
        Deadline.objects.filter(kind="grid.whistle.arrive").order_by("pk").values_list("state", flat=True)
    )
    assert list(states) == [DeadlineState.MET, DeadlineState.LATE]


def test_nobody_arrives_from_afar_or_by_a_guessed_code(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    call = call_of(whistle, crew.water)
    wrong = f"{(int(whistle.code) + 1) % 10**6:06d}"
    for proof in ({"lon": 120.004, "lat": 31.001}, {"code": wrong}, {}, {"code": "１２３"}):
        with pytest.raises(Fault):
            actions.arrive(person(crew.plumber), call, **proof)  # type: ignore[arg-type]
    assert (call_of(whistle, crew.water).state, counted("grid.whistle.arrived")) == (CallState.CALLED, 0)


def test_a_refusal_stops_the_clock_until_it_is_ruled_upon(office: Office, crew: Crew, clock: Any) -> None:
    whistle = blow(office, crew)
    clock.set(at("2026-11-24 Tue 10:10"))
    actions.refuse(person(crew.officer), call_of(whistle, crew.patrol), reason="不是我们的职责")
    assert told("grid.whistle.refused") == ["admin", "leader", "worker"]
    clock.set(at("2026-11-24 Tue 10:25"))
    actions.rule(person(office.leader), call_of(whistle, crew.patrol), come=True, reason="要你们围挡")
    call = call_of(whistle, crew.patrol)
    assert (call.state, call.must, local(call.due_at)) == (CallState.SIGNED, True, "2026-11-24 Tue 10:45")
    with pytest.raises(Fault):
        actions.refuse(person(crew.officer), call, reason="还是不来")


def test_who_is_excused_is_not_counted_among_those_who_had_to_come(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.refuse(person(crew.officer), call_of(whistle, crew.patrol), reason="都在防汛")
    actions.rule(person(office.leader), call_of(whistle, crew.patrol), come=False, reason="属实")
    assert (call_of(whistle, crew.patrol).state, counted("grid.whistle.calls")) == (CallState.EXCUSED, 1)
    open_ = Deadline.objects.filter(kind="grid.whistle.arrive", state=DeadlineState.RUNNING)
    assert open_.count() == 1


def test_nobody_rules_on_the_refusal_of_their_own_unit(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, units=[office.unit])
    actions.refuse(person(office.clerk), call_of(whistle, office.unit), reason="走不开")
    with pytest.raises(PermissionDenied):
        actions.rule(person(office.leader), call_of(whistle, office.unit), come=False, reason="好")


def test_from_the_plan_to_the_end_both_sides_are_rated(office: Office, crew: Crew) -> None:
    whistle = settled(office, crew)
    by = person(office.worker)
    assert (whistle.state, whistle.solved, counted("grid.whistle.solved")) == (State.RATING, True, 1)
    with pytest.raises(Fault):
        actions.close_whistle(by, whistle)
    actions.rate_unit(by, call_of(whistle, crew.water), score=5, said="来得快")
    actions.rate_unit(by, call_of(whistle, crew.patrol), score=4)
    actions.rate_caller(person(crew.plumber), call_of(whistle, crew.water), score=3, said="地址不清")
    with pytest.raises(Fault, match="has not been approved after"):
        actions.close_whistle(by, whistle)
    actions.approve_whistle(person(office.admin), whistle)
    actions.close_whistle(by, whistle)
    assert fresh(whistle).state == State.CLOSED
    assert (
        not Deadline.objects.filter(state=DeadlineState.RUNNING).exclude(kind="grid.whistle.approve").exists()
    )


def test_nobody_accepts_what_they_called_for_or_their_unit_handled(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, by=person(office.leader))
    by = person(office.leader)
    actions.see_arrived(by, call_of(whistle, crew.water))
    task = actions.NewTask(crew.water, "换水管", today())
    actions.plan_whistle(by, whistle, plan="换管", tasks=[task])
    actions.do_task(person(crew.plumber), WhistleTask.objects.get(), result="好了")
    actions.finish_whistle(by, whistle, result="通水")
    with pytest.raises(PermissionDenied):
        actions.accept_whistle(by, whistle)
    actions.accept_whistle(person(office.admin), whistle)
    assert fresh(whistle).accepted_by == office.admin


def test_who_has_not_come_by_the_end_is_absent_when_late_and_spared_when_not(
    office: Office, crew: Crew, clock: Any
) -> None:
    soon, later = blow(office, crew), blow(office, crew, by=person(office.leader), kind=WhistleKind.DEMAND)
    clock.set(at("2026-11-24 Tue 11:00"))
    for whistle in (soon, later):
        actions.see_arrived(person(office.leader), call_of(whistle, crew.water))
        task = actions.NewTask(crew.water, "换水管", today())
        actions.plan_whistle(person(office.leader), whistle, plan="换管", tasks=[task])
        actions.do_task(person(crew.plumber), WhistleTask.objects.get(whistle=whistle), result="好了")
        actions.finish_whistle(person(office.leader), whistle, result="通水")
    states = [call_of(whistle, crew.patrol).state for whistle in (soon, later)]
    assert (states, counted("grid.whistle.calls")) == ([CallState.ABSENT, CallState.SPARED], 3)
    assert not Deadline.objects.filter(kind="grid.whistle.arrive", state=DeadlineState.RUNNING).exists()


def test_what_was_not_done_well_goes_back_with_new_measures(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    by = person(office.worker)
    actions.see_arrived(by, call_of(whistle, crew.water))
    task = actions.NewTask(crew.water, "换水管", today())
    actions.plan_whistle(by, whistle, plan="换管", tasks=[task])
    with pytest.raises(Fault):
        actions.finish_whistle(by, whistle, result="好了")
    actions.do_task(person(crew.plumber), WhistleTask.objects.get(), result="好了")
    actions.finish_whistle(by, whistle, result="通水")
    more = actions.NewTask(crew.water, "把路面补平", today() + timedelta(days=2))
    actions.rework_whistle(person(office.leader), whistle, reason="路面还有坑", tasks=[more])
    assert (fresh(whistle).state, WhistleTask.objects.filter(done_at=None).count()) == (State.HANDLING, 1)


def test_what_cannot_be_solved_is_taken_higher_left_open_and_gone_on_with(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    leader = person(office.leader)
    actions.escalate_whistle(leader, whistle, reason="要区里协调")
    assert (
        fresh(whistle).solved,
        Deadline.objects.filter(kind="grid.whistle.arrive", state="running").count(),
    ) == (
        False,
        0,
    )
    actions.postpone_whistle(leader, whistle, reason="等管网改造", review_on=today() + timedelta(days=30))
    task = actions.NewTask(crew.water, "接新管", today() + timedelta(days=40))
    actions.resume_whistle(leader, whistle, tasks=[task])
    row = fresh(whistle)
    assert (row.state, row.solved, row.review_on) == (State.HANDLING, None, None)


def test_a_withdrawn_whistle_is_counted_back_and_the_units_are_told(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.withdraw_whistle(person(office.worker), whistle, reason="已经自己修好了")
    assert set(counts().values()) == {0}
    assert (fresh(whistle).state, told("grid.whistle.moved")) == (State.WITHDRAWN, ["officer", "plumber"])
    assert not Deadline.objects.filter(state=DeadlineState.RUNNING).exists()
    assert [call.state for call in queries.calls(whistle)] == [CallState.SPARED, CallState.SPARED]
    with pytest.raises(Fault):
        actions.sign(person(crew.plumber), call_of(whistle, crew.water))


def test_who_stands_there_already_is_not_sent_home(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    with pytest.raises(Fault):
        actions.withdraw_whistle(person(office.worker), whistle, reason="不用了")


def test_a_whistle_says_what_where_and_whom_or_is_not_written(office: Office, crew: Crew) -> None:
    for wrong in (
        {"matter": "  \0\n"},
        {"matter": "水" * 501},
        {"address": ""},
        {"units": []},
        {"units": [crew.mute]},
        {"kind": "party"},
        {"lat": None},
        {"lon": None},
        {"lon": float("nan")},
        {"lat": float("inf")},
        {"lon": 500.0},
        {"agreed_for": at("2026-11-24 Tue 09:59")},
        {"agreed_for": at("2027-03-01 Mon 09:00")},
    ):
        with pytest.raises(Fault):
            blow(office, crew, **wrong)
    assert (Whistle.objects.count(), Deadline.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_a_demand_over_the_end_of_the_known_calendar_names_the_year_and_is_not_written(
    office: Office, crew: Crew, clock: Any
) -> None:
    clock.set(at("2026-12-31 Thu 16:00"))
    with pytest.raises(Fault) as caught:
        blow(office, crew, by=person(office.leader), kind=WhistleKind.DEMAND)
    assert "2027" in caught.value.zh
    assert Whistle.objects.count() == 0


def test_a_stranger_neither_sees_nor_blows_nor_answers(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, units=[crew.water])
    with pytest.raises(PermissionDenied):
        blow(office, crew, by=person(office.stranger))
    with pytest.raises(PermissionDenied):
        actions.sign(person(crew.officer), call_of(whistle, crew.water))
    for user in (office.stranger, crew.officer):
        with pytest.raises(Http404):
            queries.access_whistle(user, whistle.pk)
    assert queries.access_whistle(office.colleague, whistle.pk) == whistle


def test_everybody_finds_what_waits_for_them_and_nothing_else(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    users = (office.worker, office.colleague, office.leader, crew.plumber, crew.officer)
    assert [list(queries.mine(user)) for user in users] == [[], [], [whistle], [whistle], [whistle]]
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    assert [list(queries.mine(user)) for user in users] == [[whistle], [], [whistle], [], [whistle]]


def test_the_same_place_within_thirty_days_is_remembered(office: Office, crew: Crew, clock: Any) -> None:
    first = blow(office, crew)
    clock.set(at("2026-12-20 Sun 10:00"))
    second = blow(office, crew, lon=120.0015)
    far = blow(office, crew, lon=120.003)
    clock.set(at("2026-12-25 Fri 10:00"))
    late = blow(office, crew)
    assert [queries.again(office.worker, row) for row in (first, second, far, late)] == [
        [],
        [first],
        [],
        [second],
    ]


def test_of_two_for_one_place_in_the_same_moment_one_is_blown_again(office: Office, crew: Crew) -> None:
    first, second = [blow(office, crew, kind=WhistleKind.ENFORCEMENT) for _ in range(2)]
    for whistle in (second, first):
        actions.approve_whistle(person(office.leader), whistle)
    assert counted("grid.whistle.again") == 1
    leader = person(office.leader).user
    assert [queries.again(leader, fresh(one)) for one in (second, first)] == [[], [second]]
    actions.withdraw_whistle(person(office.worker), second, reason="吹重了")
    assert counted("grid.whistle.again") == 0


def test_who_leaves_is_no_longer_called(office: Office, crew: Crew) -> None:
    assert queries.comers(crew.water) == [crew.plumber]
    assert set(queries.callable_units(office.grids[0])) == {office.unit, crew.water, crew.patrol}
    assert BY.trusted


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_pressing_at_once_one_lets_it_sound_and_the_other_is_told(
    office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew, kind=WhistleKind.ENFORCEMENT)
    start, refused = threading.Barrier(2), []

    def approve(by: By) -> None:
        start.wait()
        try:
            actions.approve_whistle(by, whistle)
        except Fault as fault:
            refused.append(fault.en)
        finally:
            connections.close_all()

    doers = [person(office.leader), person(office.admin)]
    threads = [Hand(target=approve, args=(by,)) for by in doers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["this cannot be done now: its state has changed"]
    assert (counted("grid.whistles"), counted("grid.whistle.calls")) == (1, 2)
    assert told("grid.whistle.blown") == ["officer", "plumber"]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_signs_while_another_hand_signs_waits_and_is_told(office: Office, crew: Crew) -> None:
    call = call_of(blow(office, crew), crew.water)
    with transaction.atomic():
        actions.sign(person(crew.plumber), call)
        other = Beside(partial(actions.sign, person(crew.plumber), call))
        assert other.waits()
    with pytest.raises(Fault) as late:
        other.ends()
    assert late.value.en == "this cannot be done now: its state has changed"
    assert HistoryEntry.objects.filter(verb="grid.whistle.sign", model="grid.whistlecall").count() == 1
