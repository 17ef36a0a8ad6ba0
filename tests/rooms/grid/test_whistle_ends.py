"""What a whistle leaves: counts under their days, units spared and told, and nothing for who may not see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from office import BY, EARLY, Office
from whistling import Crew, blow, call_of, counted, fresh, local, make_crew, person, told
from workdays import at
from yike.core.accounts.actions import give_role
from yike.core.deadlines.flows import State as DeadlineState
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Message
from yike.core.record.clock import today
from yike.core.record.models import Fact
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.models import CallState, Whistle, WhistleKind, WhistleState, WhistleTask
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


def test_nobody_rules_on_a_refusal_once_the_whistle_is_withdrawn(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.refuse(person(crew.officer), call_of(whistle, crew.patrol), reason="走不开")
    actions.withdraw_whistle(person(office.worker), whistle, reason="误报")
    for come in (True, False):
        with pytest.raises(Fault, match="nobody has to come any more"):
            actions.rule(person(office.leader), call_of(whistle, crew.patrol), come=come, reason="可以")
    assert (call_of(whistle, crew.patrol).state, counted("grid.whistle.calls")) == (CallState.SPARED, 0)


def test_what_is_taken_back_is_taken_back_under_the_day_it_was_counted(
    office: Office, crew: Crew, clock: Any
) -> None:
    clock.set(at("2026-11-30 Mon 10:00"))
    whistle = blow(office, crew)
    actions.refuse(person(crew.officer), call_of(whistle, crew.patrol), reason="走不开")
    clock.set(at("2026-12-01 Tue 10:00"))
    actions.rule(person(office.leader), call_of(whistle, crew.patrol), come=False, reason="可以")
    actions.withdraw_whistle(person(office.worker), whistle, reason="误报")
    for code, n in (("grid.whistles", 1), ("grid.whistle.calls", 2)):
        rows = Fact.objects.filter(measure=code).order_by("pk")
        assert {row.day for row in rows} == {date(2026, 11, 30)}
        assert [row.quantity for row in rows] == [1] * n + [-1] * n
        assert {row.corrects_id for row in rows if row.quantity < 0} == {
            row.pk for row in rows if row.quantity > 0
        }


def test_who_said_they_cannot_come_and_was_not_ruled_upon_is_spared_not_in_time(
    office: Office, crew: Crew, clock: Any
) -> None:
    whistle = blow(office, crew)
    actions.refuse(person(crew.officer), call_of(whistle, crew.patrol), reason="走不开")
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    clock.set(at("2026-11-24 Tue 11:30"))
    actions.escalate_whistle(person(office.leader), whistle, reason="要区里协调")
    call = call_of(whistle, crew.patrol)
    ended = Deadline.objects.get(of=f"grid.whistlecall:{call.pk}")
    assert (call.state, ended.state) == (CallState.SPARED, DeadlineState.CANCELLED)
    assert (counted("grid.whistle.calls"), counted("grid.whistle.arrive.due")) == (1, 1)


def test_units_on_the_way_are_told_once_that_they_need_not_come(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.escalate_whistle(person(office.leader), whistle, reason="要区里协调")
    assert told("grid.whistle.spared") == ["officer", "plumber"]
    assert Message.objects.filter(kind="grid.whistle.spared").count() == 1


def test_a_unit_sees_only_what_has_sounded(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, kind=WhistleKind.DEMAND)
    actions.withdraw_whistle(person(office.worker), whistle, reason="误报")
    assert list(queries.visible_to(person(crew.plumber).user)) == []
    sounded = blow(office, crew)
    actions.withdraw_whistle(person(office.worker), sounded, reason="误报")
    assert list(queries.visible_to(person(crew.plumber).user)) == [sounded]


def test_the_earlier_whistles_of_a_place_are_those_that_sounded_and_that_the_reader_may_see(
    office: Office, crew: Crew, clock: Any
) -> None:
    blow(office, crew, kind=WhistleKind.DEMAND)  # never sounded
    clock.set(at("2026-11-24 Tue 11:00"))
    theirs = blow(office, crew, by=person(office.leader), kind=WhistleKind.DEMAND, units=[crew.patrol])
    clock.set(at("2026-11-24 Tue 12:00"))
    last = blow(office, crew, by=person(office.leader), kind=WhistleKind.DEMAND)
    users = (office.worker, crew.officer, crew.plumber)
    assert [queries.again(person(user).user, last) for user in users] == [[theirs], [theirs], []]


def test_who_planned_did_or_reported_it_or_whose_unit_did_does_not_accept_it(
    office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew, units=[crew.water])
    worker, leader, admin = map(person, (office.worker, office.leader, office.admin))
    actions.see_arrived(worker, call_of(whistle, crew.water))
    actions.plan_whistle(worker, whistle, plan="换管", tasks=[actions.NewTask(crew.water, "换水管", today())])
    actions.do_task(admin, WhistleTask.objects.get(), result="好了")
    actions.finish_whistle(leader, whistle, result="通水")
    for doer in (admin, leader):
        with pytest.raises(PermissionDenied):
            actions.accept_whistle(doer, whistle)
    actions.approve_whistle(admin, whistle)
    assert [list(queries.mine(doer.user)) for doer in (worker, leader, admin)] == [[], [], []]
    give_role(BY, user=office.colleague, role=Role.SECRETARY, area=office.first, since=EARLY)
    assert list(queries.mine(person(office.colleague).user)) == [whistle]
    row, calls, tasks = fresh(whistle), queries.calls(whistle), queries.tasks(whistle)
    assert (row.planned_by, row.finished_by) == (office.worker, office.leader)
    free = Whistle(area=row.area)
    assert rules.may_accept(leader.user, free, calls, []) is True
    assert rules.may_accept(leader.user, Whistle(area=row.area, planned_by=office.leader), calls, []) is False
    leader.user.unit_id = crew.mute.pk
    assert rules.may_accept(leader.user, free, calls, tasks) is True
    tasks[0].unit_id = crew.mute.pk
    assert rules.may_accept(leader.user, free, calls, tasks) is False


def test_what_was_left_open_comes_back_to_the_leaders_on_its_day(
    office: Office, crew: Crew, clock: Any
) -> None:
    leader = person(office.leader)
    whistle = blow(office, crew, by=leader)
    actions.escalate_whistle(leader, whistle, reason="要区里协调")
    actions.postpone_whistle(leader, whistle, reason="等管网改造", review_on=date(2026, 12, 1))
    review = Deadline.objects.get(kind="grid.whistle.review")
    assert (local(review.due_at), review.state) == ("2026-12-01 Tue 18:00", DeadlineState.RUNNING)
    waits = []
    for moment in ("2026-11-30 Mon 10:00", "2026-12-01 Tue 10:00"):
        clock.set(at(moment))
        waits.append([list(queries.mine(person(user).user)) for user in (office.leader, office.worker)])
    assert waits == [[[], []], [[whistle], []]]
    task = actions.NewTask(crew.water, "接新管", date(2026, 12, 9))
    actions.resume_whistle(leader, whistle, tasks=[task])
    review.refresh_from_db()
    assert review.state == DeadlineState.MET


def test_what_is_left_open_for_longer_than_a_deadline_can_run_is_on_the_list_alone(
    office: Office, crew: Crew
) -> None:
    leader = person(office.leader)
    whistle = blow(office, crew, by=leader)
    actions.escalate_whistle(leader, whistle, reason="要区里协调")
    actions.postpone_whistle(leader, whistle, reason="等", review_on=today() + timedelta(days=200))
    assert fresh(whistle).state == State.POSTPONED
    assert not Deadline.objects.filter(kind="grid.whistle.review").exists()


def test_a_measure_is_due_within_69_days_and_so_it_is_said(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    worker = person(office.worker)
    actions.see_arrived(worker, call_of(whistle, crew.water))
    for days in (70, 90):
        far = actions.NewTask(crew.water, "换水管", today() + timedelta(days=days))
        with pytest.raises(Fault, match="within 69 days"):
            actions.plan_whistle(worker, whistle, plan="换管", tasks=[far])
    last = actions.NewTask(crew.water, "换水管", today() + timedelta(days=69))
    actions.plan_whistle(worker, whistle, plan="换管", tasks=[last])
    assert WhistleTask.objects.get().due_on == date(2027, 2, 1)


def test_the_longest_words_reach_people_under_a_title_that_fits(office: Office, crew: Crew) -> None:
    whistle = blow(office, crew, address="长" * 120)
    worker = person(office.worker)
    actions.see_arrived(worker, call_of(whistle, crew.water))
    actions.plan_whistle(worker, whistle, plan="换", tasks=[actions.NewTask(crew.water, "做" * 200, today())])
    other = blow(office, crew, kind=WhistleKind.DEMAND)
    actions.return_whistle(person(office.leader), other, reason="写" * 300)
    rows = {row.kind: row for row in Message.objects.filter(title__endswith="…")}
    assert {kind: len(row.title) for kind, row in rows.items()} == {
        "grid.whistle.ask": 80,
        "grid.whistle.blown": 80,
        "grid.whistle.task": 80,
        "grid.whistle.moved": 80,
    }
    whole = {"blown": "长" * 120, "task": "做" * 200, "moved": "写" * 300}
    assert [words in rows[f"grid.whistle.{kind}"].body for kind, words in whole.items()] == [True] * 3
    assert max(len(row.title) for row in Message.objects.all()) == 80
