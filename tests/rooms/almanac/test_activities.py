"""Activities: planned, approved by somebody else, each room held once, called off with everybody told, counted."""

from __future__ import annotations

import threading
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404

from beside import Hand
from gathering import fresh, hour, market, opened, person, planned
from office import BY, Office
from yike.core.accounts.actions import add_unit
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Message, Notice
from yike.core.record.counting import how_many
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.checking import faults
from yike.rooms.almanac.models.activities import Activity, ActivityHost, ActivityState
from yike.rooms.almanac.queries import activities as queries

S = ActivityState
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(message__kind=kind).values_list("user__username", flat=True)
    return sorted(rows)


def test_a_plan_is_asked_for_approved_by_somebody_else_held_and_archived(office: Office, clock: Any) -> None:
    row = planned(office)
    assert (row.state, len(row.code), row.made_by) == (S.PLAN, 6, office.worker)
    actions.ask(person(office.worker), row)
    assert told("almanac.activity.asked") == ["admin", "leader"]
    assert list(Deadline.objects.values_list("kind", "state")) == [("almanac.activity.approve", "running")]
    actions.approve(person(office.leader), row)
    assert (fresh(row).state, fresh(row).approver) == (S.OPEN, office.leader)
    assert told("almanac.activity.approved") == ["worker"]
    clock.set(row.starts_at)
    actions.begin(person(office.worker), row)
    actions.end(person(office.worker), row)
    assert sorted(Deadline.objects.values_list("kind", "state")) == [
        ("almanac.activity.approve", "met"),
        ("almanac.activity.sum", "running"),
    ]
    with pytest.raises(Fault):
        actions.archive(person(office.worker), row, words=" ")
    actions.archive(person(office.worker), row, words="来了很多人")
    assert (fresh(row).state, Deadline.objects.get(kind="almanac.activity.sum").state) == (S.ARCHIVED, "met")
    verbs = HistoryEntry.objects.filter(subject=row.of, model="almanac.activity").values_list(
        "verb", flat=True
    )
    assert list(dict.fromkeys(verbs.order_by("pk"))) == [
        f"almanac.activity.{verb}" for verb in ("plan", "ask", "approve", "begin", "end", "archive")
    ]


def test_each_area_that_held_it_counts_it_and_all_together_count_it_once(office: Office, clock: Any) -> None:
    east = add_unit(BY, kind="community", name="梅东居委会", area=office.first)
    west = add_unit(BY, kind="community", name="梅西居委会", area=office.second)
    row = opened(office, hosts=(east,), co_hosts=(west,))
    clock.set(row.starts_at)
    for act in (actions.begin, actions.end):
        act(BY, row)
    actions.archive(BY, row, words="办好了")
    day = row.starts_at.date()
    asked = {
        name: int(how_many("almanac.activities", area_ids=areas, since=day, until=day).total)
        for name, areas in (("east", [office.first.pk]), ("west", [office.second.pk]), ("all", None))
    }
    assert (asked, Fact.objects.filter(measure="almanac.activities").count()) == (
        {"east": 1, "west": 1, "all": 1},
        2,
    )


def test_nobody_approves_what_they_have_planned(office: Office) -> None:
    row = actions.plan_activity(person(office.admin), market(office))
    actions.ask(person(office.admin), row)
    with pytest.raises(PermissionDenied):
        actions.approve(person(office.admin), row)
    assert fresh(actions.approve(person(office.leader), row)).state == S.OPEN


def test_a_plan_given_back_says_why_and_can_be_sent_again(office: Office) -> None:
    row = planned(office)
    actions.ask(person(office.worker), row)
    actions.give_back(person(office.leader), row, reason="请写天气预案")
    assert (fresh(row).state, told("almanac.activity.returned")) == (S.PLAN, ["worker"])
    assert Message.objects.get(kind="almanac.activity.returned").body == "请写天气预案"
    assert fresh(actions.ask(person(office.worker), row)).state == S.ASKED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": hour("07:00")}, "ends_at"),
        ({"ends_at": hour("08:00") + timedelta(days=365)}, "ends_at"),
        ({"starts_at": hour("08:00", "1999-12-24"), "ends_at": hour("09:00", "1999-12-24")}, "starts_at"),
        ({"starts_at": hour("08:00", "2101-01-01"), "ends_at": hour("09:00", "2101-01-01")}, "starts_at"),
        ({"hosts": ()}, "hosts"),
        ({"age_from": 60, "age_to": 18}, "age_to"),
        ({"expected": 1000}, "permit"),
        ({"signup": "open", "signup_opens": hour("08:00", "2026-12-24")}, "signup_opens"),
        ({"signup": "open", "signup_closes": hour("08:00", "2026-12-24")}, "signup_closes"),
    ],
    ids=[
        "it ends before it begins",
        "it spans a year",
        "a century ago",
        "a century ahead",
        "nobody holds it",
        "ages the wrong way round",
        "a crowd without a permit",
        "sign-up opens after it",
        "sign-up closes after it",
    ],
)
def test_a_plan_that_cannot_be_says_what_is_wrong_beside_the_field(
    office: Office, change: dict[str, Any], field: str
) -> None:
    plan = market(office, **change)
    assert [name for name, _fault in faults(plan)] == [field]
    with pytest.raises(Fault):
        actions.plan_activity(person(office.worker), plan)
    assert Activity.objects.count() == 0


def test_all_that_is_wrong_is_said_at_once(office: Office) -> None:
    plan = market(office, ends_at=hour("07:00"), age_from=9, age_to=8, hosts=(), expected=5000)
    assert [name for name, _fault in faults(plan)] == ["ends_at", "age_to", "permit", "hosts"]


def test_a_room_is_given_to_one_activity_at_a_time(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", room="一楼", address="梅巷1号")
    upstairs = actions.add_venue(BY, area=office.first, name="邻里之家", room="二楼", address="梅巷1号")
    house = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    first = planned(office, venue=hall)
    planned(office, venue=upstairs)
    for venue in (hall, house):
        with pytest.raises(Fault) as found:
            planned(office, venue=venue)
        assert found.value.zh.startswith(f"“{venue}”那时有活动“梅东便民市集”（2026-11-30")
    later = market(office, venue=hall, starts_at=first.ends_at, ends_at=first.ends_at + timedelta(hours=1))
    assert actions.plan_activity(BY, later).venue == hall
    actions.cancel(person(office.worker), first, reason="下雨")
    assert planned(office, venue=hall).venue == hall


def test_a_place_holds_so_many_and_is_listed_once(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号", seats=40)
    assert [name for name, _fault in faults(market(office, venue=hall, capacity=41))] == ["capacity"]
    with pytest.raises(Fault) as found:
        actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷2号")
    assert found.value.zh == "“邻里之家”已经有了"


@pytest.mark.django_db(transaction=True)
def test_two_who_take_a_room_at_once_are_one_too_many(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    plan, gate, got = market(office, venue=hall), threading.Barrier(2), []

    def take() -> None:
        gate.wait(10)
        try:
            got.append(actions.plan_activity(BY, plan).pk)
        except Fault:
            got.append(None)
        finally:
            connections.close_all()

    hands = [Hand(target=take) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert (sum(one is not None for one in got), Activity.objects.count()) == (1, 1)


def test_called_off_for_a_reason_everybody_concerned_is_told(office: Office) -> None:
    office.unit.liaison = office.colleague
    from yike.core.accounts.actions import change_unit  # noqa: PLC0415 - used once

    change_unit(BY, office.unit, liaison=office.colleague)
    row = opened(office, leader=office.clerk)
    with pytest.raises(Fault):
        actions.cancel(person(office.worker), row, reason="  ")
    actions.cancel(person(office.worker), row, reason="台风")
    assert (fresh(row).state, fresh(row).called_off) == (S.CANCELLED, "台风")
    assert told("almanac.activity.called_off") == ["clerk", "colleague"]
    assert Message.objects.get(kind="almanac.activity.called_off").title == "活动取消：梅东便民市集"


def test_postponed_it_has_no_room_until_it_has_a_day_again(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    row = opened(office, venue=hall, signup="open", signup_closes=hour("20:00", "2026-11-29"))
    first = row.starts_at
    actions.postpone(person(office.worker), row, reason="下雨")
    planned(office, venue=hall)
    with pytest.raises(Fault):
        actions.reschedule(BY, row, starts_at=first, ends_at=first + timedelta(hours=1))
    start = first + timedelta(days=7)
    actions.reschedule(BY, row, starts_at=start, ends_at=start + timedelta(hours=2), reason="天晴了")
    row = fresh(row)
    assert (row.state, row.starts_at, row.moved_from, row.signup_closes) == (
        S.OPEN,
        start,
        first,
        hour("20:00", "2026-12-06"),
    )


def test_a_change_of_hour_or_place_is_told_another_one_is_not(office: Office) -> None:
    row = opened(office)
    actions.change_activity(BY, row, market(office, title="梅东年货市集"))
    assert told("almanac.activity.changed") == []
    actions.change_activity(BY, row, market(office, place="梅东小学"))
    assert told("almanac.activity.changed") == ["worker"]


def test_what_is_over_is_not_changed(office: Office) -> None:
    row = opened(office)
    actions.cancel(BY, row, reason="下雨")
    with pytest.raises(Fault):
        actions.change_activity(BY, row, market(office, title="别的"))


def test_it_does_not_begin_before_its_day(office: Office) -> None:
    row = opened(office)
    with pytest.raises(Fault) as found:
        actions.begin(person(office.worker), row)
    assert found.value.zh == "还没到日子：2026-11-30 才开始"


def test_at_its_hour_it_begins_and_ends_by_itself_once(office: Office, clock: Any) -> None:
    row = opened(office)
    assert actions.turn_over() == 0
    clock.set(row.starts_at)
    assert (actions.turn_over(), fresh(row).state, actions.turn_over()) == (1, S.RUNNING, 0)
    clock.set(row.ends_at)
    assert (actions.turn_over(), fresh(row).state, actions.turn_over()) == (1, S.SUMMING, 0)


def test_hosts_are_exactly_those_named_last(office: Office) -> None:
    west = add_unit(BY, kind="community", name="梅西居委会", area=office.second)
    row = planned(office)
    plan = market(office, hosts=(west,), co_hosts=(office.unit,))
    actions.change_activity(BY, row, plan)
    actions.change_activity(BY, row, replace(plan, co_hosts=()))
    assert list(ActivityHost.objects.values_list("unit__name", "role")) == [("梅西居委会", "host")]


def test_who_may_plan_and_see_it(office: Office) -> None:
    row = planned(office)
    foreign = _of_others(office)
    with pytest.raises(PermissionDenied):
        actions.plan_activity(person(office.stranger), foreign)
    assert queries.access_activity(office.colleague, row.pk) == row
    other = actions.plan_activity(BY, foreign)
    with pytest.raises(Http404):
        queries.access_activity(office.stranger, other.pk)


def _of_others(office: Office) -> Any:
    """Return a plan of the first community held by a unit of its own."""
    east = add_unit(BY, kind="community", name="梅东居委会", area=office.first)
    return market(office, hosts=(east,))


def test_residents_read_what_is_approved_and_not_before(office: Office, clock: Any) -> None:
    row = planned(office)
    assert list(queries.coming()) == []
    with pytest.raises(Http404):
        queries.public_activity(row.code)
    actions.ask(BY, row)
    actions.approve(BY, row)
    assert (list(queries.coming()), queries.public_activity(row.code.lower())) == ([row], row)
    assert list(queries.between(row.starts_at, row.ends_at)) == [row]
    clock.set(row.ends_at)
    assert list(queries.coming()) == []


def test_what_takes_place_at_the_same_time_for_the_same_people_is_named(office: Office) -> None:
    row = planned(office, audience=("elders",))
    planned(office, title="给孩子的", audience=("children",))
    same = planned(office, title="给老人的", audience=("elders", "members"))
    actions.plan_activity(BY, market(office, area=office.second, title="另一个社区"))
    found = queries.clashes(row, starts_at=row.starts_at, ends_at=row.ends_at, but=row.pk)
    assert found == [same]


def test_fifty_for_others_and_elsewhere_hide_no_clash(office: Office, django_assert_num_queries: Any) -> None:
    row = planned(office, audience=("elders",))
    same = planned(office, title="给老人的", audience=("elders",))
    like = fresh(same)
    crowd = []
    for n in range(60):
        like.pk, like.code, like.title, like.audience = None, f"C{n}", "给孩子的", ["children"]
        like.area = office.second if n % 2 else office.first
        like.starts_at = row.starts_at - timedelta(minutes=90)
        crowd.append(copy(like))
    with deed(BY, "almanac.activity.plan") as d:
        d.add_many(crowd)
    with django_assert_num_queries(1):
        found = queries.clashes(row, starts_at=row.starts_at, ends_at=row.ends_at, but=row.pk)
    assert found == [same]
