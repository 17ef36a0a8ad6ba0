"""Who stands in for somebody of a unit hears what the unit hears of whistles and cases, and may act for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from duties import SPOT
from gridcases import Works, make_case, make_works, walk
from office import BY, EARLY, PASSWORD, Office, seen_by
from voices import make_request
from whistling import Crew, blow, call_of, fresh, person, told
from yike.core.accounts.actions import add_user, give_role, set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.grid import rules
from yike.rooms.grid.actions import requests
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.actions.cases import Said, go
from yike.rooms.grid.actions.requests.parting import answer_part, ask_part
from yike.rooms.grid.models import Case, Whistle, WhistleTask
from yike.rooms.grid.queries import whistles as queries
from yike.rooms.grid.queries.cases.finding import counts, visible_cases
from yike.rooms.grid.queries.requests import mine
from yike.rooms.grid.queries.requests.parts import waiting_for

pytestmark = pytest.mark.django_db
ANYBODY = By(None, "诉求人")


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    """The one who answers for the cleaners is away today, and somebody of another unit stands in."""
    works = make_works(office, clock)
    dates = {"since": today(), "until": today()}
    set_deputy(BY, principal=works.cleaner, deputy=office.stranger, reason="休假", **dates)
    return works


def crew_of(works: Works) -> Crew:
    return Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)


def lend(principal: User, deputy: User) -> None:
    set_deputy(BY, principal=principal, deputy=deputy, since=today(), until=today(), reason="休假")


def behalf(verb: str) -> list[str]:
    """Return on whose behalf each row of history of a verb was done."""
    rows = HistoryEntry.objects.filter(verb=verb).order_by("pk")
    return [row.on_behalf for row in rows]


def test_a_deputy_is_called_and_comes_for_the_unit(office: Office, works: Works, clock: Any) -> None:
    whistle = blow(office, crew_of(works))
    assert told("grid.whistle.blown") == ["cleaner", "stranger", "warden"]
    assert list(queries.mine(person(office.stranger).user)) == [whistle]
    actions.sign(person(office.stranger), call_of(whistle, works.cleaners))
    assert call_of(whistle, works.cleaners).state == "signed"
    with pytest.raises(PermissionDenied):
        actions.sign(person(office.stranger), call_of(whistle, works.wardens))
    with pytest.raises(PermissionDenied):
        actions.sign(person(office.colleague), call_of(whistle, works.cleaners))
    clock.set(now() + timedelta(days=1))
    assert list(queries.visible_to(person(office.stranger).user)) == []
    with pytest.raises(PermissionDenied):
        actions.leave(person(office.stranger), call_of(whistle, works.cleaners))


def test_a_deputy_does_not_accept_what_the_unit_did(office: Office, works: Works) -> None:
    whistle = blow(office, crew_of(works))
    calls = queries.calls(whistle)
    leader = person(office.leader).user
    assert rules.may_accept(leader, whistle, calls, ()) is True
    set_deputy(BY, principal=works.warden, deputy=office.leader, since=today(), until=today(), reason="休假")
    leader = person(office.leader).user
    assert rules.may_accept(leader, whistle, calls, ()) is False
    assert rules.may_rule(leader, call_of(whistle, works.wardens)) is False


def test_a_deputy_hears_of_a_case_finds_and_handles_it(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    assert told("grid.case.dispatched") == ["cleaner", "stranger"]
    assert counts(person(office.stranger).user)["own"] == 1
    client = Client()
    client.force_login(User.objects.get(pk=office.stranger.pk))
    assert f"{case.get_absolute_url()}go/take/" in client.get(case.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        go(person(works.warden), case, "take")
    assert go(person(office.stranger), case, "take").handler == office.stranger


def dispatched(office: Office, works: Works) -> Case:
    return walk(office, works, make_case(office, works), "accept", "file", "dispatch")


def test_a_deputy_gets_no_power_that_neither_of_the_two_has(office: Office, works: Works) -> None:
    boss = add_user(BY, username="boss", name="韩主任", unit=works.wardens, password=PASSWORD)
    give_role(BY, user=boss, role=Role.LEADER, area=office.street, since=EARLY)
    lend(boss, office.colleague)
    case = dispatched(office, works)
    case = go(person(office.stranger), case, "return", Said(text="不归我们"))
    case = go(person(office.clerk), case, "rule", Said(text="归他们", unit=works.wardens))
    assert rules.units_of(person(office.colleague).user, rules.HANDLE) == {office.unit.pk}
    assert counts(person(office.colleague).user)["own"] == 0
    for nobody in (boss, office.colleague):
        with pytest.raises(PermissionDenied):
            go(person(nobody), case, "take")
    assert go(person(works.warden), case, "take").handler == works.warden


def test_what_is_lent_is_not_lent_to_the_deputys_own_unit(office: Office, works: Works) -> None:
    banker = add_user(BY, username="teller", name="钱柜员", unit=works.wardens, password=PASSWORD)
    give_role(BY, user=banker, role=Role.BANK_LIAISON, area=office.street, since=EARLY)
    lend(works.cleaner, banker)
    user = person(banker).user
    assert rules.units_of(user, rules.HANDLE) == {works.cleaners.pk}
    assert rules.units_of(user, rules.COME) == {works.cleaners.pk, works.wardens.pk}
    assert rules.tied_units(user) == {works.cleaners.pk, works.wardens.pk}
    case = dispatched(office, works)
    assert list(visible_cases(user)) == [case]
    case = go(person(banker), case, "return", Said(text="不归我们"))
    go(person(office.clerk), case, "rule", Said(text="归他们", unit=works.wardens))
    assert list(visible_cases(person(banker).user)) == []


def test_a_deputy_does_not_verify_what_the_other_has_handled(office: Office, works: Works) -> None:
    case = go(person(works.cleaner), dispatched(office, works), "take")
    case = go(person(works.cleaner), case, "answer", Said(text="清了"))
    assert counts(person(office.grid_worker).user)["verify"] == 1
    lend(works.cleaner, office.grid_worker)
    assert counts(person(office.grid_worker).user)["verify"] == 0
    with pytest.raises(PermissionDenied):
        go(person(office.grid_worker), case, "verify", Said(text="好"))
    with deed(BY, "tests.unhandled") as d:
        d.change(d.lock(case), handler=None)  # the steps say that they handled it all the same
    assert counts(person(office.grid_worker).user)["verify"] == 0
    with pytest.raises(PermissionDenied):
        go(person(office.grid_worker), case, "verify", Said(text="好"))
    assert go(person(office.worker), case, "verify", Said(text="好")).state == "closed"


def settled(office: Office, works: Works) -> Whistle:
    """Blow a whistle that the leader has come to as a deputy, and have it done by the others."""
    whistle = blow(office, crew_of(works))
    lend(works.cleaner, office.leader)
    actions.arrive(person(office.leader), call_of(whistle, works.cleaners), lon=120.001, lat=31.001)
    worker = person(office.worker)
    actions.see_arrived(worker, call_of(whistle, works.wardens))
    task = actions.NewTask(works.wardens, "换水管", today() + timedelta(days=1))
    actions.plan_whistle(worker, whistle, plan="换管", tasks=[task])
    actions.do_task(person(works.warden), WhistleTask.objects.get(whistle=whistle), result="好")
    actions.finish_whistle(worker, whistle, result="通水")
    actions.approve_whistle(person(office.admin), whistle)
    return fresh(whistle)


def test_who_has_come_as_a_deputy_does_not_accept_later(office: Office, works: Works, clock: Any) -> None:
    whistle = settled(office, works)
    clock.set(now() + timedelta(days=1))
    leader, admin = person(office.leader), person(office.admin)
    assert (list(queries.mine(leader.user)), list(queries.mine(admin.user))) == ([], [whistle])
    with pytest.raises(PermissionDenied):
        actions.accept_whistle(leader, whistle)
    assert actions.accept_whistle(admin, whistle).accepted_by == office.admin


def test_nobody_sees_their_own_unit_arrive_or_rates_it(office: Office, works: Works) -> None:
    whistle = blow(office, crew_of(works))
    lend(office.worker, works.cleaner)
    with pytest.raises(PermissionDenied):
        actions.see_arrived(person(works.cleaner), call_of(whistle, works.cleaners))
    client = Client()
    client.force_login(works.cleaner)
    page = client.get(whistle.get_absolute_url()).content.decode()
    steps = [f"/{call_of(whistle, unit).pk}/go/see/" in page for unit in (works.cleaners, works.wardens)]
    assert steps == [False, True]
    actions.see_arrived(person(works.cleaner), call_of(whistle, works.wardens))
    assert (call_of(whistle, works.cleaners).proof, call_of(whistle, works.wardens).proof) == ("", "seen")


def test_one_person_does_not_rate_both_sides(office: Office, works: Works, clock: Any) -> None:
    whistle = settled(office, works)
    actions.accept_whistle(person(office.admin), whistle)
    lend(office.worker, works.warden)
    wardens = call_of(whistle, works.wardens)
    client = Client()
    client.force_login(works.warden)
    page = client.get(whistle.get_absolute_url()).content.decode()
    assert [f"/{wardens.pk}/rate/{side}/" in page for side in ("unit", "caller")] == [False, True]
    assert client.get(f"{whistle.get_absolute_url()}calls/{wardens.pk}/rate/unit/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.rate_unit(person(works.warden), wardens, score=5)
    actions.rate_caller(person(works.warden), wardens, score=5)
    actions.rate_unit(person(works.warden), call_of(whistle, works.cleaners), score=4)
    scores = [(call.score, call.score_back) for call in queries.calls(fresh(whistle))]
    assert scores == [(4, None), (None, 5)]


def test_a_caller_does_not_wait_for_the_rating_of_their_own_unit(office: Office, works: Works) -> None:
    give_role(BY, user=works.warden, role=Role.GRID_WORKER, area=office.grids[0], since=EARLY)
    whistle = blow(office, crew_of(works), by=person(works.warden), units=[works.wardens])
    actions.arrive(person(works.warden), call_of(whistle, works.wardens), lon=120.001, lat=31.001)
    warden, task = person(works.warden), actions.NewTask(works.wardens, "换水管", today())
    actions.plan_whistle(warden, whistle, plan="换管", tasks=[task])
    actions.do_task(warden, WhistleTask.objects.get(whistle=whistle), result="好")
    actions.finish_whistle(warden, whistle, result="通水")
    actions.approve_whistle(person(office.leader), whistle)
    actions.accept_whistle(person(office.leader), whistle)
    assert actions.close_whistle(person(works.warden), whistle).state == "closed"


def test_what_a_deputy_does_names_for_whom(office: Office, works: Works) -> None:
    whistle = blow(office, crew_of(works))
    actions.sign(person(office.stranger), call_of(whistle, works.cleaners))
    actions.sign(person(works.warden), call_of(whistle, works.wardens))
    assert behalf("grid.whistle.sign") == ["沈保洁", ""]
    actions.see_arrived(person(office.worker), call_of(whistle, works.wardens))
    tasks = [actions.NewTask(unit, "换水管", today()) for unit in (works.cleaners, works.wardens)]
    lend(office.worker, office.colleague)
    actions.plan_whistle(person(office.colleague), whistle, plan="换管", tasks=tasks)
    assert set(behalf("grid.whistle.plan")) == {office.worker.name}
    for user, unit in ((office.stranger, works.cleaners), (works.warden, works.wardens)):
        actions.do_task(person(user), WhistleTask.objects.get(whistle=whistle, unit=unit), result="好")
    assert [one for one in behalf("grid.whistle.task") if one] == ["沈保洁", "沈保洁"]
    go(person(office.stranger), dispatched(office, works), "take")
    assert set(behalf("grid.case.take")) == {"沈保洁"}


def test_the_deputy_of_a_requests_owner_hears_how_its_whistle_ended(office: Office, works: Works) -> None:
    row = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1])
    requests.dispatch(person(office.clerk), row, unit=office.unit)
    row = requests.sign(person(office.worker), row)
    lend(office.worker, office.stranger)
    whistle = blow(office, crew_of(works), cause=row, by=person(office.colleague))
    actions.escalate_whistle(person(office.leader), whistle, reason="要区里改")
    assert told("grid.whistle.ended") == ["stranger", "worker"]


def teller(works: Works, office: Office) -> User:
    """Let somebody of the wardens, who handles no requests in their own name, stand in for the cleaner."""
    banker = add_user(BY, username="teller", name="钱柜员", unit=works.wardens, password=PASSWORD)
    give_role(BY, user=banker, role=Role.BANK_LIAISON, area=office.street, since=EARLY)
    lend(works.cleaner, banker)
    return banker


def test_a_part_of_a_request_is_answered_by_no_right_that_neither_of_the_two_has(
    office: Office, works: Works
) -> None:
    banker = teller(works, office)
    row = make_request(office.grids[0])
    requests.dispatch(person(office.clerk), row, unit=office.unit, owner=office.worker)
    requests.sign(person(office.worker), row)
    asked = {
        unit: ask_part(person(office.worker), row, unit=unit, what="看看井盖", due_on=today())
        for unit in (works.wardens, works.cleaners)
    }
    assert told("grid.request.part") == ["cleaner", "stranger", "teller", "warden"]
    assert list(waiting_for(person(banker).user)) == [asked[works.cleaners]]
    with pytest.raises(PermissionDenied):
        answer_part(person(banker), asked[works.wardens], words="看过了")
    assert answer_part(person(banker), asked[works.cleaners], words="看过了").answered_by == banker
    assert set(behalf("grid.request.part_answer")) == {"沈保洁"}
    answer_part(person(works.warden), asked[works.wardens], words="也看了")
    assert set(behalf("grid.request.part_answer")) == {"沈保洁", ""}


def test_an_ownerless_request_is_handled_by_no_right_that_neither_of_the_two_has(
    office: Office, works: Works, clock: Any
) -> None:
    banker = teller(works, office)
    theirs, ours = make_request(office.grids[0]), make_request(office.grids[1])
    requests.dispatch(person(office.clerk), theirs, unit=works.wardens)
    requests.dispatch(person(office.clerk), ours, unit=works.cleaners)
    assert list(mine(person(banker).user)) == [ours]
    assert seen_by(person(banker).user).get(theirs.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        requests.sign(person(banker), theirs)
    row = requests.sign(person(banker), ours)
    assert (row.owner, set(behalf("grid.request.sign"))) == (works.cleaner, {"沈保洁"})
    requests.contact(person(banker), row, words="约好下午去看")
    clock.set(now() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        requests.tell_news(person(banker), row, words="明天换")


def test_a_secret_report_is_read_by_no_right_that_neither_of_the_two_has(
    office: Office, works: Works
) -> None:
    second = add_user(BY, username="second", name="韩小队", unit=works.wardens, password=PASSWORD)
    give_role(BY, user=second, role=Role.LIAISON, area=office.second, since=EARLY)
    lend(works.cleaner, second)
    row = make_request(office.grids[0], secret=True)
    row.owner_unit = works.wardens
    read = [rules.may_read(person(user).user, row) for user in (second, works.cleaner, works.warden)]
    assert read == [False, False, True]


def test_a_deputy_without_a_unit_is_shown_the_lists_of_the_one_they_stand_in_for(
    office: Office, works: Works
) -> None:
    helper = add_user(BY, username="helper", name="何帮手", area=office.street, password=PASSWORD)
    give_role(BY, user=helper, role=Role.LIAISON, area=office.street, since=EARLY)
    dispatched(office, works)
    client = Client()
    client.force_login(User.objects.get(pk=helper.pk))
    assert "look=own" not in client.get("/desk/grid/cases/").content.decode()
    lend(works.cleaner, helper)
    page = client.get("/desk/grid/cases/")
    assert [one[0::2] for one in page.context["counts"] if one[0] in {"own", "mine"}] == [
        ("own", 1),
        ("mine", 1),
    ]


def test_whoever_stands_in_hears_of_a_request_all_that_the_absent_one_hears(
    office: Office, works: Works
) -> None:
    """The owner, the dispatcher and the leader are away: what comes meanwhile does not wait for their return."""
    row = make_request(office.grids[0], phone="13800138000")
    requests.dispatch(BY, row, unit=works.cleaners, owner=works.cleaner)
    requests.add_word(ANYBODY, row, words="又坏了一盏")
    assert office.stranger.username in told("grid.request.word")
    requests.supervise(person(office.leader), row, words="抓紧")
    assert office.stranger.username in told("grid.request.supervised")
    stand_in = add_user(BY, username="stand_in", name="代班", unit=office.unit, password=PASSWORD)
    lend(office.clerk, stand_in)
    lend(office.leader, stand_in)
    requests.sign(person(works.cleaner), row)
    requests.contact(person(works.cleaner), row, words="约好了")
    requests.ask_extension(person(works.cleaner), row, amount=2, reason="等配件")
    assert "stand_in" in told("grid.request.extending")
    requests.answer(person(works.cleaner), row, words="换好了", result="solved")
    requests.say_unsolved(ANYBODY, row, words="还是不亮")
    assert office.stranger.username in told("grid.request.again")
    requests.answer(person(works.cleaner), row, words="又换了", result="solved")
    requests.say_unsolved(ANYBODY, row, words="还是不亮")
    assert "stand_in" in told("grid.request.unsolved")
    make_request(office.grids[0], "楼道着火了", urgent=True)
    assert "stand_in" in told("grid.request.urgent")


def test_who_stands_in_for_a_leader_hears_of_a_whistle_that_waits_for_approval(
    office: Office, works: Works
) -> None:
    stand_in = add_user(BY, username="stand_in", name="代班", unit=office.unit, password=PASSWORD)
    lend(office.leader, stand_in)
    whistle = blow(office, crew_of(works), kind="enforcement")
    assert "stand_in" in told("grid.whistle.ask")
    actions.approve_whistle(person(stand_in), whistle)
    assert fresh(whistle).state == "blown"
