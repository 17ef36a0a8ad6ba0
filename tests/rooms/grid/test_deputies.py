"""Who stands in for somebody of a unit hears what the unit hears of whistles and cases, and may act for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from gridcases import Works, make_case, make_works, walk
from office import BY, Office
from whistling import Crew, blow, call_of, person, told
from yike.core.accounts.actions import set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import now, today
from yike.rooms.grid import rules
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.actions.cases import go
from yike.rooms.grid.queries import whistles as queries
from yike.rooms.grid.queries.cases.finding import counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    """The one who answers for the cleaners is away today, and somebody of another unit stands in."""
    works = make_works(office, clock)
    dates = {"since": today(), "until": today()}
    set_deputy(BY, principal=works.cleaner, deputy=office.stranger, reason="休假", **dates)
    return works


def crew_of(works: Works) -> Crew:
    return Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)


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
