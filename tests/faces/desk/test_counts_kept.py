"""Each count of the first page that is written once is what a count written anew says: for everybody, later too."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest

from campaigning import running
from conftest import Clock
from duties import make_place
from gathering import opened
from gridcases import MONDAY, Works, make_case, make_works, walk
from office import BY, Office
from points import make_point
from voices import make_request
from whistling import Crew, blow, person
from yike.core.accounts.actions import give_role, set_deputy
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.prepared import Prepared
from yike.core.rights.roles import Role
from yike.faces.desk import today as first_page
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions.signups import sign_up
from yike.rooms.almanac.queries import signups
from yike.rooms.almanac.signing import Wish
from yike.rooms.circle import actions as circle
from yike.rooms.circle.models import Grade
from yike.rooms.circle.queries import desk
from yike.rooms.circle.queries.ratings import COUNTED as BAD_RATINGS
from yike.rooms.grid.actions import requests
from yike.rooms.grid.actions.requests.parting import ask_part
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
PEOPLE = ("clerk", "admin", "leader", "worker", "colleague", "stranger", "grid_worker", "cleaner")


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


def _spoken(office: Office, works: Works) -> None:
    """Let four people speak: one only spoke, one was dispatched, one is handled with a part of it, one answered."""
    clerk, worker = person(office.clerk), person(office.worker)
    rows = [make_request(office.grids[0], f"第{n}件：路灯不亮") for n in range(4)]
    for row in rows[1:]:
        requests.dispatch(clerk, row, unit=office.unit, owner=office.worker)
    for row in rows[2:]:
        requests.sign(worker, row)
        requests.contact(worker, row, words="约好了")
    ask_part(worker, rows[2], unit=works.cleaners, what="看看灯杆", due_on=today() + timedelta(days=2))
    requests.answer(worker, rows[3], words="换了灯泡", result="solved")


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
    circle.rate(BY, paused, grade=Grade.BAD, words="排队两小时")
    _spoken(office, works)
    blow(office, Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden))
    activity = opened(office, signup="open", capacity=5)
    sign_up(BY, activity, Wish(name="张小梅", phone="15400000011"))
    activities.cancel(BY, activity, reason="下雨")
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
            user = User.objects.get(username="grid" if who == "grid_worker" else who)
            for name, ask in KEPT.items():
                counted = ask(user)
                assert (name, who, counted) == (name, who, anew(ask, user))
                told[name].update(counted.values())
    assert {
        name for name, numbers in told.items() if len(numbers) < 2
    } == set()  # each says more than one number


def test_whoever_has_something_to_count_has_a_statement_kept(busy: Office) -> None:
    clerk = User.objects.get(pk=busy.clerk.pk)
    assert {name for name, ask in KEPT.items() if ask.statement(clerk) is None} == set()
