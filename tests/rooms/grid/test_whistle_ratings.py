"""Both sides are rated within some days; whoever stays silent holds nobody up, and is not rated by default."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from office import BY, Office
from whistling import Crew, blow, call_of, fresh, local, make_crew, person
from workdays import at
from yike.core.deadlines.models import Deadline
from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.actions.whistles import settling
from yike.rooms.grid.models import Whistle, WhistleState, WhistleTask

pytestmark = pytest.mark.django_db
State = WhistleState


@pytest.fixture
def crew(office: Office, clock: Any) -> Crew:
    clock.set(at("2026-11-24 Tue 10:00"))
    return make_crew(office)


def accepted(office: Office, crew: Crew, *, approved: bool = True) -> Whistle:
    worker, whistle = person(office.worker), blow(office, crew)
    for unit in (crew.water, crew.patrol):
        actions.see_arrived(worker, call_of(whistle, unit))
    task = actions.NewTask(crew.water, "换水管", today() + timedelta(days=1))
    actions.plan_whistle(worker, whistle, plan="换管", tasks=[task])
    actions.do_task(worker, WhistleTask.objects.get(whistle=whistle), result="好了")
    actions.finish_whistle(worker, whistle, result="通水")
    if approved:
        actions.approve_whistle(person(office.leader), whistle)
    return actions.accept_whistle(person(office.leader), whistle)


def due() -> Deadline:
    return Deadline.objects.get(kind="grid.whistle.rate")


def test_a_silent_unit_holds_nobody_up_and_stays_without_a_word(office: Office, crew: Crew) -> None:
    whistle, worker = accepted(office, crew), person(office.worker)
    for unit in (crew.water, crew.patrol):
        actions.rate_unit(worker, call_of(whistle, unit), score=4)
    actions.rate_caller(person(crew.plumber), call_of(whistle, crew.water), score=5)
    actions.close_whistle(worker, whistle)
    calls = [call_of(whistle, unit) for unit in (crew.water, crew.patrol)]
    assert [(call.score, call.score_back) for call in calls] == [(4, 5), (4, None)]
    assert (fresh(whistle).state, due().state) == (State.CLOSED, "met")
    client = Client()
    client.force_login(office.worker)
    page = client.get(whistle.get_absolute_url()).content.decode()
    assert (page.count("单位没有评吹哨人"), page.count("吹哨人没有评")) == (1, 0)


def test_a_silent_caller_has_three_working_days_and_then_it_is_closed(
    office: Office, crew: Crew, clock: Any
) -> None:
    whistle = accepted(office, crew)
    assert (local(due().due_at), due().owner) == ("2026-11-27 Fri 17:00", office.worker)
    client = Client()
    client.force_login(office.worker)
    page = client.get(whistle.get_absolute_url()).content.decode()
    assert ("互评：11月27日" in page, "怎么算的" in page) == (True, True)
    clock.set(at("2026-11-27 Fri 17:00"))
    with pytest.raises(Fault):
        actions.close_whistle(person(office.worker), whistle)
    assert actions.close_unrated() == 0
    clock.set(now() + timedelta(minutes=1))
    assert (actions.close_unrated(), actions.close_unrated()) == (1, 0)
    row = fresh(whistle)
    assert (row.state, row.ended_at, due().state) == (State.CLOSED, now(), "late")
    assert [call.score for call in row.calls.all()] == [None, None]
    assert client.get(whistle.get_absolute_url()).content.decode().count("吹哨人没有评") == 2


def test_an_emergency_that_nobody_approved_waits_for_its_approval(
    office: Office, crew: Crew, clock: Any
) -> None:
    whistle = accepted(office, crew, approved=False)
    clock.set(at("2026-12-01 Tue 10:00"))
    assert (actions.close_unrated(), fresh(whistle).state) == (0, State.RATING)
    actions.approve_whistle(person(office.leader), whistle)
    assert (actions.close_unrated(), fresh(whistle).state) == (1, State.CLOSED)


def test_whistles_that_another_sweep_closes_meanwhile_stop_nothing(
    office: Office, crew: Crew, clock: Any, monkeypatch: Any
) -> None:
    rows = [accepted(office, crew) for _ in range(2)]
    clock.set(at("2026-12-01 Tue 10:00"))
    close = settling.close_whistle

    def overtaken(by: By, whistle: Whistle) -> Whistle:
        monkeypatch.setattr(settling, "close_whistle", close)
        close(By.machine("another"), whistle)
        return close(by, whistle)

    monkeypatch.setattr(settling, "close_whistle", overtaken)
    assert actions.close_unrated() == 1
    assert [fresh(row).state for row in rows] == [State.CLOSED, State.CLOSED]


def test_emergencies_that_nobody_approved_take_no_place_in_a_sweep(
    office: Office, crew: Crew, clock: Any, monkeypatch: Any
) -> None:
    unapproved, approved = accepted(office, crew, approved=False), accepted(office, crew)
    monkeypatch.setattr(settling, "MOST_CLOSED", 1)
    clock.set(at("2026-12-01 Tue 10:00"))
    assert actions.close_unrated() == 1
    assert [fresh(row).state for row in (unapproved, approved)] == [State.RATING, State.CLOSED]


def test_what_was_accepted_before_there_were_days_to_rate_has_them_from_the_next_sweep(
    office: Office, crew: Crew, clock: Any
) -> None:
    whistle = accepted(office, crew)
    with deed(BY, "tests.before") as d:
        d.remove(due())
    clock.set(at("2026-12-01 Tue 10:00"))
    assert (actions.close_unrated(), actions.close_unrated(), fresh(whistle).state) == (0, 0, State.RATING)
    assert (local(due().due_at), due().owner) == ("2026-12-04 Fri 17:00", office.worker)
    clock.set(at("2026-12-04 Fri 17:01"))
    assert (actions.close_unrated(), fresh(whistle).state) == (1, State.CLOSED)


def test_a_year_without_calendar_keeps_nobody_from_accepting(office: Office, crew: Crew, clock: Any) -> None:
    clock.set(at("2026-12-30 Wed 10:00"))
    assert accepted(office, crew).state == State.RATING
    assert local(due().due_at) == "2027-01-02 Sat 10:00"
