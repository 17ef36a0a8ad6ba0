"""Each count of the first page that is written once is what a count written anew says: for everybody, later too."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from campaigning import running
from conftest import Clock
from duties import make_place
from gridcases import MONDAY, make_case, make_works, walk
from office import BY, Office
from points import make_point
from yike.core.accounts.actions import give_role, set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.prepared import Prepared
from yike.core.rights.roles import Role
from yike.faces.desk import today as first_page
from yike.rooms.almanac.queries import signups
from yike.rooms.circle import actions as circle
from yike.rooms.circle.queries import desk
from yike.rooms.circle.queries.ratings import COUNTED as BAD_RATINGS
from yike.rooms.grid.queries import duties, indicators, whistles
from yike.rooms.grid.queries.campaigns import finding as campaigns
from yike.rooms.grid.queries.cases import finding as cases
from yike.rooms.grid.queries.requests import parts
from yike.rooms.grid.queries.requests.queue import COUNTED as REQUESTS

pytestmark = pytest.mark.django_db
KEPT: dict[str, Prepared] = {
    "calls": signups.CALLS,
    "campaigns": campaigns.WAITING,
    "cases": cases.COUNTED,
    "orphans": duties.ORPHANS,
    "parts": parts.WAITING,
    "points": desk.COUNTED,
    "ratings": BAD_RATINGS,
    "requests": REQUESTS,
    "stuck": indicators.STUCK,
    "whistles": whistles.WAITING,
}
PEOPLE = ("clerk", "admin", "leader", "worker", "colleague", "stranger", "grid_worker")


def anew(ask: Prepared, user: User) -> dict[str, int]:
    """Return what Django counts, its SQL written for this one time."""
    rows, counts = ask._asked(user)
    found: dict[str, int] = rows.aggregate(**counts)
    return found


def test_all_that_are_kept_are_compared_here() -> None:
    assert first_page.TILES
    modules = [module for name, module in sys.modules.items() if name.startswith("yike.")]
    found = {one for module in modules for one in vars(module).values() if isinstance(one, Prepared)}
    assert found == set(KEPT.values())


@pytest.fixture
def busy(office: Office, clock: Clock) -> Office:
    """A street with something on each list, and a clerk who stands in for the leader."""
    works = make_works(office, clock)
    running(office, "甲点", "乙点", "丙点")
    make_place(office, unit=works.cleaners)
    make_place(office, "没人管的")
    for steps in (
        (),
        ("accept", "file"),
        ("accept", "file", "dispatch"),
        ("accept", "file", "dispatch", "take"),
    ):
        walk(office, works, make_case(office, works), *steps)
    make_point(office.first, "很久没看的", checked_on=today() - timedelta(days=200))
    paused = make_point(office.second, "暂停的", checked_on=today())
    circle.go(BY, paused, "pause", reason="装修", back_on=today() + timedelta(days=2))
    give_role(BY, user=office.stranger, role=Role.GRID_WORKER, area=office.grids[0], since=today())
    set_deputy(
        BY,
        principal=office.leader,
        deputy=office.clerk,
        since=today(),
        until=today() + timedelta(days=30),
        reason="外出",
    )
    return office


def test_kept_counts_are_those_written_anew_for_everybody_and_later_too(busy: Office, clock: Clock) -> None:
    told: dict[str, set[int]] = {name: set() for name in KEPT}
    for hours in (0, 1, 30, 24 * 4, 24 * 20, 24 * 45):
        clock.set(MONDAY + timedelta(hours=hours))
        for who in PEOPLE:
            user = User.objects.get(pk=getattr(busy, who).pk)
            for name, ask in KEPT.items():
                counted = ask(user)
                assert (name, who, counted) == (name, who, anew(ask, user))
                told[name].update(counted.values())
    assert {name for name, numbers in told.items() if numbers - {0}} == {
        "campaigns",
        "cases",
        "orphans",
        "points",
        "stuck",
    }


def test_whoever_has_something_to_count_has_a_statement_kept(busy: Office) -> None:
    clerk = User.objects.get(pk=busy.clerk.pk)
    assert {name for name, ask in KEPT.items() if ask.statement(clerk) is None} == set()
