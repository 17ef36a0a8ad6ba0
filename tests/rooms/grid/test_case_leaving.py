"""Somebody leaves: the cases they handle and the whistles they called lie with the successor, deadlines and all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from gridcases import Works, make_case, make_works, said_for, walk
from office import BY, EARLY, Office
from yike.core.accounts import handover
from yike.core.accounts.actions import add_user, change_account, give_role, hand_over
from yike.core.accounts.models import User
from yike.core.deadlines.queries import running
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.grid.actions import whistles
from yike.rooms.grid.actions.cases import go
from yike.rooms.grid.models import Whistle

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def successor(office: Office, works: Works) -> User:
    user = add_user(BY, username="next", name="尤接手", unit=works.wardens)
    give_role(BY, user=user, role=Role.LIAISON, area=office.street, since=EARLY)
    return user


def test_open_cases_pass_to_the_successors_unit_and_ended_ones_stay(office: Office, works: Works) -> None:
    steps = {
        "dispatched": (),
        "handling": ("take",),
        "suspended": ("take", "suspend"),
        "handled": ("take", "answer"),
        "closed": ("take", "answer", "verify"),
    }
    cases = {
        state: walk(office, works, make_case(office, works), "accept", "file", "dispatch", *verbs)
        for state, verbs in steps.items()
    }
    to = successor(office, works)
    passed = hand_over(By.person(office.admin), works.cleaner, to=to, reason="调走")
    assert passed["grid.cases"] == 3
    for state, case in cases.items():
        case.refresh_from_db()
        handler = {"dispatched": None, "closed": works.cleaner}.get(state, to)
        unit = works.cleaners if state in {"dispatched", "closed"} else works.wardens
        assert (case.state, case.handler, case.unit) == (state, handler, unit)
        for one in running(case.of):
            if one.kind == "grid.case.handle":
                kept = (to, works.wardens) if state != "dispatched" else (None, works.cleaners)
                assert (state, one.owner, one.owner_unit) == (state, *kept)
    again = go(By.person(User.objects.get(pk=to.pk)), cases["handling"], "answer", said_for(works, "answer"))
    assert again.state == "handled"


def test_who_has_taken_a_case_over_does_not_verify_it(office: Office, works: Works) -> None:
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch", "take", "answer")
    change_account(BY, office.colleague, unit=works.cleaners)
    hand_over(By.person(office.admin), works.cleaner, to=office.colleague, reason="调走")
    with pytest.raises(PermissionDenied):
        go(By.person(User.objects.get(pk=office.colleague.pk)), case, "verify")
    assert go(By.person(User.objects.get(pk=office.worker.pk)), case, "verify").state == "closed"


def test_open_whistles_pass_on_and_the_page_says_how_many(office: Office, works: Works) -> None:
    by = By.person(office.grid_worker)
    said = {
        "kind": "demand",
        "area": office.grids[0],
        "address": "菜场东门",
        "matter": "积水",
        "units": [works.cleaners],
    }
    drafted, gone = (whistles.make_whistle(by, **said) for _ in range(2))
    whistles.withdraw_whistle(by, gone, reason="雨停了")
    assert [(work.code, n) for work, n in handover.open_work(office.grid_worker)] == [("grid.whistles", 1)]
    desk = Client()
    desk.force_login(office.admin)
    page = desk.get(f"/desk/accounts/{office.grid_worker.pk}/leave/").content.decode()
    assert "吹了还没销的哨" in page
    hand_over(By.person(office.admin), office.grid_worker, to=office.worker, reason="调走")
    callers = dict(Whistle.objects.values_list("pk", "caller"))
    assert callers == {drafted.pk: office.worker.pk, gone.pk: office.grid_worker.pk}
