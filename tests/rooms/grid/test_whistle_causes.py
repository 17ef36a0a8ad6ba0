"""A whistle has a cause: who may blow one for a request or a case, what goes along, how the cause hears its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from duties import SPOT
from gridcases import Works, make_case, make_works, walk
from office import BY, Office
from voices import WORDS, make_request
from whistling import Crew, blow, call_of, fresh, person, told
from yike.core.accounts.models import User
from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as acts
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.models import Request, Whistle, WhistleState, WhistleTask
from yike.rooms.grid.queries import whistles as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


@pytest.fixture
def crew(works: Works) -> Crew:
    return Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)


@pytest.fixture
def row(office: Office, works: Works) -> Request:
    made = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1])
    acts.dispatch(person(office.clerk), made, unit=office.unit)
    return acts.sign(person(office.worker), made)


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, row: Any) -> str:
    return inside(user).get(row.get_absolute_url()).content.decode()


def settle(office: Office, crew: Crew, whistle: Whistle) -> Whistle:
    by = person(office.worker)
    for unit in (crew.water, crew.patrol):
        actions.see_arrived(by, call_of(whistle, unit))
    task = actions.NewTask(crew.water, "换水管", today() + timedelta(days=1))
    actions.plan_whistle(by, whistle, plan="换管", tasks=[task])
    actions.do_task(person(crew.plumber), WhistleTask.objects.get(whistle=whistle), result="换好了")
    actions.finish_whistle(by, whistle, result="通水了")
    actions.accept_whistle(person(office.leader), whistle)
    return fresh(whistle)


def test_the_form_of_a_request_begins_with_its_place_and_words_and_both_pages_link(
    office: Office, crew: Crew, row: Request
) -> None:
    client, at = inside(office.worker), f"/desk/grid/requests/{row.pk}/"
    assert f'href="{at}whistle/"' in page(office.worker, row)
    shown = client.get(f"{at}whistle/")
    assert shown.context["form"].initial == {
        "kind": "demand",
        "matter": WORDS,
        "address": "梅巷3号",
        "lon": SPOT[0],
        "lat": SPOT[1],
        "area": office.grids[0].pk,
    }
    assert f'href="{at}"' in shown.content.decode()
    said = {"kind": "demand", "matter": "路灯坏了，要换杆", "address": "梅巷3号", "units": [crew.water.pk]}
    answer = client.post(f"{at}whistle/", said | {"area": office.grids[0].pk})
    whistle = Whistle.objects.get()
    assert (answer["Location"], whistle.request, whistle.case) == (whistle.get_absolute_url(), row, None)
    assert page(office.worker, row).count(f'href="{whistle.get_absolute_url()}"') == 1
    assert "拟哨 S2026-000001" in page(office.worker, row)
    assert page(office.worker, whistle).count(f'href="{at}"') == 1


def test_an_urgent_case_begins_as_an_emergency_and_another_as_a_matter_of_powers(
    office: Office, works: Works, crew: Crew
) -> None:
    kinds = {}
    for level in ("urgent", "normal"):
        case = make_case(office, works, level=level, text="污水漫到路上")
        assert f'href="{case.get_absolute_url()}whistle/"' in page(office.worker, case)
        form = inside(office.worker).get(f"{case.get_absolute_url()}whistle/").context["form"]
        kinds[level] = (form.initial["kind"], form.initial["matter"], form.initial["address"])
    assert kinds == {
        "urgent": ("emergency", "污水漫到路上", "菜场东门"),
        "normal": ("enforcement", "污水漫到路上", "菜场东门"),
    }
    whistle = blow(office, crew, cause=case)
    assert (whistle.case, page(office.worker, whistle).count(f'href="{case.get_absolute_url()}"')) == (
        case,
        1,
    )
    assert page(office.worker, case).count(f'href="{whistle.get_absolute_url()}"') == 1


def test_the_cause_hears_how_its_whistle_ended_and_its_owner_is_told(
    office: Office, crew: Crew, row: Request
) -> None:
    acts.pass_on(person(office.clerk), row, unit=office.unit, owner=office.colleague, reason="顶岗")
    whistle = settle(office, crew, blow(office, crew, cause=row))
    shown = page(office.worker, row)
    assert ("哨验收通过 S2026-000001" in shown, "解决了" in shown, "通水了" in shown) == (True, True, True)
    assert told("grid.whistle.ended") == ["colleague"]
    second = blow_after_close(office, crew, whistle, row)
    actions.escalate_whistle(person(office.leader), second, reason="要区里改管网")
    assert (
        "哨报上级 S2026-000002 · 要区里改管网" in page(office.worker, row),
        told("grid.whistle.ended"),
    ) == (
        True,
        ["colleague", "colleague"],
    )


def blow_after_close(office: Office, crew: Crew, whistle: Whistle, cause: Any) -> Whistle:
    """A second whistle is refused until the first is closed."""
    with pytest.raises(Fault):
        blow(office, crew, cause=cause)
    for unit in (crew.water, crew.patrol):
        actions.rate_unit(person(office.worker), call_of(whistle, unit), score=5)
    actions.approve_whistle(person(office.leader), whistle)
    actions.close_whistle(person(office.worker), whistle)
    return blow(office, crew, cause=cause)


def test_a_case_hears_it_too_and_whoever_handles_it_is_told(office: Office, works: Works, crew: Crew) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take")
    settle(office, crew, blow(office, crew, cause=case))
    shown = page(office.worker, case)
    assert ("哨验收通过 S2026-000001" in shown, told("grid.whistle.ended")) == (True, ["cleaner"])


def test_a_withdrawn_whistle_stays_in_the_timeline_and_another_may_follow(
    office: Office, crew: Crew, row: Request
) -> None:
    actions.withdraw_whistle(person(office.worker), blow(office, crew, cause=row), reason="自己修好了")
    assert "撤回哨 S2026-000001 · 自己修好了" in page(office.worker, row)
    assert blow(office, crew, cause=row).number == "S2026-000002"


def test_what_nobody_works_on_any_more_is_no_cause(
    office: Office, works: Works, crew: Crew, row: Request
) -> None:
    case = walk(office, works, make_case(office, works), "void")
    acts.withdraw(BY, row)
    for cause in (row, case):
        with pytest.raises(Fault):
            blow(office, crew, cause=cause)
        assert f'href="{cause.get_absolute_url()}whistle/"' not in page(office.worker, cause)
    assert Whistle.objects.count() == 0


def test_who_may_not_whistle_there_or_not_see_the_cause_is_turned_away(
    office: Office, works: Works, crew: Crew, row: Request
) -> None:
    case = make_case(office, works)
    opened = {
        who: [
            inside(getattr(office, who)).get(f"{cause.get_absolute_url()}whistle/").status_code
            for cause in (row, case)
        ]
        for who in ("worker", "colleague", "leader", "clerk", "stranger")
    }
    assert opened == {
        "worker": [200, 200],
        "colleague": [200, 200],
        "leader": [200, 200],
        "clerk": [403, 403],
        "stranger": [403, 404],  # the request lies with their unit
    }
    assert f'href="{row.get_absolute_url()}whistle/"' not in page(office.clerk, row)
    with pytest.raises(PermissionDenied):
        blow(office, crew, by=person(office.stranger), area=office.grids[0], cause=row)
    with pytest.raises(PermissionDenied):
        blow(office, crew, by=person(office.stranger), area=office.second, cause=row)


def test_a_called_unit_reads_the_whistle_and_not_the_request_it_came_from(
    office: Office, crew: Crew, row: Request
) -> None:
    whistle = blow(office, crew, cause=row)
    shown = page(crew.plumber, whistle)
    assert ("自来水管爆了" in shown, row.number in shown) == (True, False)


def test_of_a_secret_report_only_the_area_goes_along_and_few_see_the_tie(
    office: Office, works: Works, crew: Crew
) -> None:
    row = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1], secret=True)
    at = f"{row.get_absolute_url()}whistle/"
    assert inside(office.colleague).get(at).status_code == 403
    acts.dispatch(person(office.clerk), row, unit=office.unit)
    acts.sign(person(office.worker), row)
    form = inside(office.worker).get(at).context["form"]
    assert form.initial == {"kind": "demand", "area": office.grids[0].pk}
    whistle = settle(office, crew, blow(office, crew, cause=row))
    seen = {
        who: (
            whistle.number in page(getattr(office, who), row),
            row.number in page(getattr(office, who), whistle),
        )
        for who in ("worker", "leader", "colleague", "clerk")
    }
    assert seen == {
        "worker": (True, True),
        "leader": (True, True),
        "colleague": (False, False),
        "clerk": (False, False),
    }
    rows = HistoryEntry.objects.filter(subject__in=(whistle.recorded_subject(), row.of))
    assert not rows.filter(subject=row.of, payload__contains=whistle.number).exists()
    kept = str([entry.payload for entry in rows.filter(subject=whistle.recorded_subject())])
    assert row.number not in kept, kept


def test_one_whistle_has_one_cause(office: Office, works: Works, crew: Crew, row: Request) -> None:
    whistle = blow(office, crew, cause=row)
    case = make_case(office, works)
    with pytest.raises(IntegrityError), transaction.atomic(), deed(BY, "tests.cause") as d:
        d.change(whistle, case=case)


def test_a_returned_whistle_keeps_its_cause(office: Office, crew: Crew, row: Request) -> None:
    whistle = blow(office, crew, kind="demand", cause=row)
    actions.return_whistle(person(office.leader), whistle, reason="写清楚")
    values = {name: getattr(whistle, name) for name in ("kind", "area", "address", "lon", "lat")}
    values |= {"matter": "路灯坏了", "asked": "", "agreed_for": None}
    actions.change_whistle(person(office.worker), fresh(whistle), units=[crew.water], **values)
    assert (fresh(whistle).request, fresh(whistle).state) == (row, WhistleState.ASKED)


def test_a_whistle_that_was_asked_for_does_not_sound_for_what_is_over_meanwhile(
    office: Office, crew: Crew, row: Request
) -> None:
    whistle = blow(office, crew, kind="demand", cause=row)
    acts.withdraw(BY, row)
    with pytest.raises(Fault, match="is not being worked on"):
        actions.approve_whistle(person(office.leader), whistle)
    assert fresh(whistle).state == WhistleState.ASKED
    actions.withdraw_whistle(person(office.worker), whistle, reason="本人撤回了")


def test_what_came_before_is_the_same_on_the_page_as_in_the_figure(
    office: Office, crew: Crew, clock: Any
) -> None:
    leader = person(office.leader).user
    taken_back = blow(office, crew)
    actions.withdraw_whistle(person(office.worker), taken_back, reason="弄错了")
    clock.set(now() + timedelta(hours=1))
    asked = blow(office, crew, kind="demand")
    clock.set(now() + timedelta(hours=1))
    first = blow(office, crew)
    assert (queries.again(leader, first), queries.blown_before(first)) == ([], [])
    clock.set(now() + timedelta(hours=1))
    other = blow(office, crew, kind="demand")
    actions.approve_whistle(person(office.leader), other)
    clock.set(now() + timedelta(hours=1))
    assert queries.again(leader, fresh(asked)) == [other]
    assert queries.again(leader, fresh(other)) == []
    actions.approve_whistle(person(office.leader), asked)
    assert queries.again(leader, fresh(asked)) == [other] == queries.blown_before(fresh(asked))
    assert queries.again(person(office.stranger).user, fresh(asked)) == []
