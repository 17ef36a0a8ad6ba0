"""Campaigns: points, teams, walks and findings; what is counted, what recurs, and who comes second."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beside import Hand
from campaigning import (
    AWAY,
    NEXT_TO,
    by,
    closed,
    counted,
    facts,
    found,
    planned,
    pointed,
    running,
    teamed,
)
from duties import BESIDE, FAR, make_place
from gridcases import MONDAY, Works, make_case, make_kind, make_works, walk
from office import BY, Office
from workdays import at
from yike.core.accounts.handover import open_work
from yike.core.deadlines.actions import sweep
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.outbox.models import Message, Notice
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign, NewTeam
from yike.rooms.grid.actions.campaigns.teams import hand_on_teams
from yike.rooms.grid.flows.campaigns import CAMPAIGN
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignPoint, Case
from yike.rooms.grid.queries.campaigns import coverage
from yike.rooms.grid.queries.campaigns.recurrence import recurring

pytestmark = pytest.mark.django_db
WALK = "grid.campaign.walk"


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def test_a_campaign_is_walked_and_counted_once(office: Office, works: Works, clock: Any) -> None:
    campaign, _team, points = running(office, "一", "二", "三")
    act.walk_clean(by(office.grid_worker), points[0])
    finding = found(office.colleague, points[1], works, question=1, text="门口堆着纸箱")
    act.walk_missed(by(office.colleague), points[2], reason="门锁着")
    cover = coverage.cover(campaign)
    assert (cover.points, cover.walked, cover.missed, cover.left, cover.findings) == (3, 2, 1, 1, 1)
    case = finding.case
    assert (case.source, case.area, case.address, case.text) == (
        "campaign",
        office.grids[1],
        "二",
        "门口堆着纸箱",
    )
    assert (case.lon, case.lat) == (points[1].lon, points[1].lat)
    assert Deadline.objects.get(kind=WALK).state == State.RUNNING
    act.go_campaign(by(office.worker), campaign, "close")
    assert facts() == counted(3, 2, 1)
    sources = Fact.objects.filter(measure="grid.campaign.walked").values_list("source_pk", flat=True)
    assert sorted(sources) == sorted(str(point.pk) for point in points[:2])
    assert Deadline.objects.get(kind=WALK).state == State.CANCELLED
    with pytest.raises(Fault, match="does not run"):
        act.walk_clean(by(office.grid_worker), points[2])
    assert (
        act.walk_clean(by(office.grid_worker), points[0]).state == "clean"
    )  # sent once more: it has counted
    with pytest.raises(Fault, match="does not run"):
        act.walk_clean(by(office.colleague), points[0])
    with pytest.raises(Fault, match="watched for 30 days"):
        act.go_campaign(by(office.worker), campaign, "archive")
    assert act.archive_due() == 0
    clock.set(MONDAY + timedelta(days=30))
    assert (act.archive_due(), act.archive_due()) == (1, 0)
    campaign.refresh_from_db()
    assert (campaign.state, facts()) == ("archived", counted(3, 2, 1))


# --- what cannot be ---


def test_a_plan_that_cannot_be_is_refused_in_words(office: Office, works: Works) -> None:
    wrong = {
        "the last day comes before the first": {"until": today() - timedelta(days=1)},
        "at most 60 days": {"until": today() + timedelta(days=60)},
        "the name is missing": {"name": " \0 "},
        "the name: 61 characters are too many": {"name": "长" * 61},
        "9 questions are too many": {"questions": [f"第 {n} 条" for n in range(9)]},
        "a question: 61 characters": {"questions": ["长" * 61]},
        "the days after closing are wrong": {"days_after": 91},
    }
    for said, values in wrong.items():
        with pytest.raises(Fault, match=said):
            planned(office, **values)
    for who in (office.stranger, office.leader, office.grid_worker):
        with pytest.raises(PermissionDenied):
            act.make_campaign(by(who), NewCampaign("甲", office.first, today(), today()))
    assert Campaign.objects.count() == 0


def test_nothing_begins_without_points_and_teams_or_after_its_last_day(
    office: Office, works: Works, clock: Any
) -> None:
    campaign = planned(office)
    with pytest.raises(Fault, match="no points"):
        act.go_campaign(BY, campaign, "start")
    point = pointed(campaign, None)
    with pytest.raises(Fault, match="1 point has no team"):
        act.go_campaign(BY, campaign, "start")
    act.give_points(BY, campaign, [point], teamed(office, campaign))
    with pytest.raises(Fault, match="there is no reason"):
        act.go_campaign(BY, campaign, "cancel", reason=" ")
    clock.set(MONDAY + timedelta(days=10))
    with pytest.raises(Fault, match="its last day has passed"):
        act.go_campaign(BY, campaign, "start")
    assert Campaign.objects.get().state == "preparing"


def test_a_point_outside_or_there_already_is_not_added(office: Office, works: Works) -> None:
    campaign = planned(office)
    pointed(campaign, None)
    second = (120.6295, 31.3015)  # in the second community
    wrong = {
        "there is a point": {"name": "菜场东门"},
        "lies outside": {"name": "远处", "lon": FAR[0], "lat": FAR[1]},
        'outside of "梅东社区"': {"name": "隔壁", "lon": second[0], "lat": second[1]},
        "both longitude and latitude": {"name": "半个", "lon": 120.6, "lat": None},
        "the point lies outside": {"name": "点名", "lon": None, "lat": None, "area": office.grids[2]},
    }
    for said, values in wrong.items():
        with pytest.raises(Fault, match=said):
            pointed(campaign, None, **values)
    other = teamed(office, planned(office, "另一次"))
    with pytest.raises(Fault, match="no such team"):
        pointed(campaign, other, "新的")
    assert pointed(campaign, None, "没有位置", lon=None, lat=None).area == office.first
    assert CampaignPoint.objects.count() == 2


def test_a_team_needs_people_who_can_walk(office: Office, works: Works) -> None:
    campaign = planned(office)
    team = teamed(office, campaign, units=[works.cleaners], helpers=4)
    with pytest.raises(Fault, match="a team"):
        teamed(office, campaign)
    with pytest.raises(Fault, match="cannot walk"):
        teamed(office, campaign, "二队", leader=office.audit)
    with pytest.raises(Fault, match="number of volunteers"):
        teamed(office, campaign, "二队", helpers=1000)
    with pytest.raises(Fault, match="lies outside"):
        teamed(office, campaign, "二队", area=office.second)
    new = NewTeam("一队", works.cleaner, [office.colleague, works.cleaner], [works.wardens])
    act.change_team(BY, team, new)
    assert [one.user for one in team.members.all()] == [office.colleague]
    assert [one.unit for one in team.units.all()] == [works.wardens]
    pointed(campaign, team)
    with pytest.raises(Fault, match="still has points"):
        act.drop_team(BY, team)
    act.drop_point(BY, CampaignPoint.objects.get())
    act.drop_team(BY, team)
    assert campaign.teams.count() == 0


# --- walking ---


def test_a_partner_who_may_not_report_otherwise_finds_in_a_campaign(office: Office, works: Works) -> None:
    campaign = planned(office)
    team = teamed(office, campaign, leader=works.cleaner, members=[])
    point = pointed(campaign, team, lon=None, lat=None)
    act.go_campaign(BY, campaign, "start")
    finding = found(works.cleaner, point, works, lon=FAR[0], lat=FAR[1])
    assert (finding.case.area, finding.case.reporter) == (office.first, works.cleaner)
    for who in (office.stranger, works.warden, office.grid_worker, office.leader):
        with pytest.raises(PermissionDenied):
            act.walk_clean(by(who), point)


def test_of_two_at_one_point_the_first_counts_and_a_finding_is_kept(office: Office, works: Works) -> None:
    _campaign, _team, points = running(office)
    act.walk_clean(by(office.grid_worker), points[0])
    act.walk_clean(by(office.grid_worker), points[0])  # pressed twice
    with pytest.raises(Fault, match="王网格 walked this point at 11-30 10:00"):
        act.walk_clean(by(office.colleague), points[0])
    with pytest.raises(Fault, match="walked this point"):
        act.walk_missed(by(office.colleague), points[0], reason="门锁着")
    key = uuid.uuid4()
    first = found(office.colleague, points[0], works, key=key)
    assert found(office.colleague, points[0], works, key=key) == first
    point = CampaignPoint.objects.get(pk=points[0].pk)
    assert (point.state, point.walked_by, point.findings.count()) == ("found", office.grid_worker, 1)
    with pytest.raises(Fault, match="walked this point"):
        act.walk_back(by(office.grid_worker), points[0])


def test_a_walk_pressed_by_mistake_is_taken_back_by_its_own(office: Office, works: Works) -> None:
    campaign, team, points = running(office, "一")
    act.walk_clean(by(office.colleague), points[0])
    assert open_deadline(team.of, WALK) is None
    with pytest.raises(PermissionDenied):
        act.walk_back(by(office.grid_worker), points[0])
    act.walk_back(by(office.colleague), points[0])
    assert (coverage.cover(campaign).walked, open_deadline(team.of, WALK) is None) == (0, False)
    act.walk_missed(by(office.colleague), points[0], reason="门锁着")
    with pytest.raises(Fault, match="the reason is missing"):
        act.walk_missed(by(office.colleague), points[0], reason="")
    act.walk_clean(by(office.grid_worker), points[0], seen_at=MONDAY - timedelta(days=3))
    point = CampaignPoint.objects.get()
    assert (point.state, point.reason, point.walked_at) == ("clean", "", campaign.started_at)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Do several things in one moment; return what each was told."""
    said: list[str] = []
    gate = threading.Barrier(len(works), timeout=20)

    def one(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            work()
            said.append("done")
        except Fault as fault:
            said.append(str(fault))
        finally:
            connections.close_all()

    threads = [Hand(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_walk(office: Office, works: Works) -> None:
    _campaign, _team, points = running(office, "一")
    said = at_once(
        *(partial(act.walk_clean, by(user), points[0]) for user in (office.grid_worker, office.colleague))
    )
    assert (said.count("done"), sorted("walked this point" in one for one in said)) == (1, [False, True])


@pytest.mark.django_db(transaction=True)
def test_walks_that_meet_the_closing_are_counted_or_refused(office: Office, works: Works) -> None:
    campaign, team, points = running(office, "一", "二", "三")
    act.walk_clean(by(office.grid_worker), points[2])
    said = at_once(
        *(partial(act.walk_clean, by(office.grid_worker), point) for point in points[:2]),
        partial(act.go_campaign, by(office.worker), campaign, "close"),
    )
    walked = campaign.points.filter(state="clean").count()
    assert (facts(), open_deadline(team.of, WALK)) == (counted(3, walked, 0), None)
    assert [one for one in said if one != "done" and "does not run" not in one] == []
    assert said.count("done") == walked  # the closing, and all walks but the first


# --- deadlines and messages ---


def test_leaders_with_points_left_are_reminded_and_a_move_moves_the_clock(
    office: Office, works: Works, clock: Any
) -> None:
    campaign, team, points = running(office, until=today() + timedelta(days=3))
    deadline = Deadline.objects.get(kind=WALK)
    assert (deadline.owner, deadline.due_at) == (office.grid_worker, at("2026-12-03 Thu 18:00"))
    heard = list(Notice.objects.filter(message__kind="grid.campaign.started").values_list("user", flat=True))
    assert sorted(heard) == sorted([office.grid_worker.pk, office.colleague.pk])
    clock.set(at("2026-12-02 Wed 14:00"))
    sweep()
    clock.set(at("2026-12-03 Thu 10:00"))
    sweep()
    assert Message.objects.filter(kind="deadlines.due").count() == 2
    later = campaign.since + timedelta(days=9)
    plan = NewCampaign(campaign.name, office.first, campaign.since, later, questions=campaign.questions)
    act.change_campaign(by(office.worker), campaign, plan)
    moved = Deadline.objects.get(kind=WALK)
    assert (moved.state, moved.due_at) == (State.RUNNING, at("2026-12-09 Wed 18:00"))
    act.change_team(BY, team, NewTeam("一队", office.colleague))
    assert Deadline.objects.get(kind=WALK).owner == office.colleague
    for point in points:
        act.walk_clean(by(office.colleague), point)
    assert Deadline.objects.get(kind=WALK).state == State.MET


def test_points_given_while_it_runs_are_told_and_begin_the_clock(office: Office, works: Works) -> None:
    campaign, team, points = running(office, "一", "二")
    other = teamed(office, campaign, "二队", leader=office.colleague, members=[])
    assert open_deadline(other.of, WALK) is None
    act.walk_clean(by(office.grid_worker), points[0])
    assert act.give_points(by(office.worker), campaign, points, other) == 1  # the walked one stays
    assert (open_deadline(team.of, WALK), open_deadline(other.of, WALK) is None) == (None, False)
    given_ = Notice.objects.filter(message__kind="grid.campaign.points")
    assert [notice.user for notice in given_] == [office.colleague]
    act.go_campaign(by(office.worker), campaign, "cancel", reason="下大雨")
    assert (open_deadline(other.of, WALK), facts()) == (None, {})
    with pytest.raises(Fault, match="over for changes"):
        pointed(campaign, other, "新的")


def test_the_teams_of_a_leaver_pass_on_with_their_clock(office: Office, works: Works) -> None:
    _campaign, team, _points = running(office)
    assert [(work.code, n) for work, n in open_work(office.grid_worker)] == [
        ("deadlines.running", 1),
        ("grid.campaigns.led", 1),
    ]
    with deed(BY, "tests.leave") as d:
        assert hand_on_teams(d, office.grid_worker, office.colleague) == 1
    team.refresh_from_db()
    assert (team.leader, team.members.count()) == (office.colleague, 0)
    assert Deadline.objects.get(kind=WALK).owner == office.colleague


# --- once more, and what recurs ---


def test_what_was_found_before_or_comes_back_recurs(office: Office, works: Works, clock: Any) -> None:
    make_place(office, "包干的点", unit=works.cleaners, lon=BESIDE[0], lat=BESIDE[1], area=office.grids[1])
    first, _team, points = running(office, "一", "二", days_after=5)
    found(office.colleague, points[0], works)
    found(office.colleague, points[1], works)
    closed(office, first)
    clock.set(MONDAY + timedelta(days=6))
    plan = NewCampaign("回头看", office.first, today(), today() + timedelta(days=5), days_after=5)
    again = act.copy_campaign(by(office.worker), first, plan)
    same, _other = again.points.order_by("root_id")
    near = pointed(again, same.team, "旁边", lon=NEXT_TO[0], lat=NEXT_TO[1])
    away = pointed(again, same.team, "远些", lon=AWAY[0], lat=AWAY[1])
    assert {point.state for point in again.points.all()} == {"ahead"}
    act.go_campaign(by(office.worker), again, "start")
    other_kind = make_kind("SR02", name="道路不洁")
    at_same = found(office.colleague, same, works, kind=other_kind)  # same point, another kind
    found(office.colleague, near, works, kind=other_kind)  # near, but another kind
    at_near = found(office.colleague, near, works)  # near, same kind
    far = found(office.colleague, away, works)  # 57 metres away
    assert {one.pk for one in coverage.recurrence(again).rows} == {at_same.pk, at_near.pk}
    again = closed(office, again)
    assert facts() == {
        "grid.campaigns": 2,
        "grid.campaign.points": 6,
        "grid.campaign.walked": 5,
        "grid.campaign.findings": 6,
        "grid.campaign.recurring": 2,
    }
    clock.set(MONDAY + timedelta(days=8))
    make_case(office, works, lon=AWAY[0], lat=AWAY[1])
    assert coverage.recurrence(again).rows[-1].pk == far.pk
    assert facts()["grid.campaign.recurring"] == 2
    clock.set(MONDAY + timedelta(days=11, hours=1))
    assert act.archive_due() == 2
    again.refresh_from_db()
    assert (facts()["grid.campaign.recurring"], CampaignFinding.objects.get(pk=far.pk).recurring) == (3, True)
    make_case(office, works, lon=points[1].lon, lat=points[1].lat)
    assert len(coverage.recurrence(again).rows) == 3


def test_what_turned_out_to_be_nothing_makes_no_recurrence(
    office: Office, works: Works, clock: Any, django_assert_num_queries: Any
) -> None:
    first, _team, points = running(office, "一")
    walk(office, works, found(office.colleague, points[0], works).case, "void")
    closed(office, first)
    clock.set(MONDAY + timedelta(days=1))
    plan = NewCampaign("回头看", office.first, today(), today() + timedelta(days=5))
    again = act.go_campaign(BY, act.copy_campaign(BY, first, plan), "start")
    with django_assert_num_queries(0):
        assert recurring(again, []) == []
    found(office.colleague, again.points.get(), works)
    assert coverage.recurrence(again).rows == ()


def test_the_former_one_is_not_blamed_for_what_the_next_finds(office: Office, works: Works) -> None:
    first, _team, points = running(office, "一")
    second, _other, others = running(office, "另一个", name="同时的")
    found(office.colleague, points[0], works)
    found(office.colleague, others[0], works)
    assert (coverage.recurrence(first).rows, coverage.recurrence(second).rows) == ((), ())


# --- whatever is pressed in whatever order ---

STEPS = st.tuples(
    st.sampled_from(["start", "close", "archive", "cancel", "clean", "find", "miss", "undo", "give", "drop"]),
    st.integers(0, 2),
    st.sampled_from(["grid_worker", "colleague", "worker", "stranger"]),
)


def pressed(office: Office, works: Works, campaign: Campaign, step: tuple[str, int, str]) -> bool:
    """Press one button; return whether it was taken."""
    verb, number, name = step
    who, points = by(getattr(office, name)), list(campaign.points.order_by("pk"))
    if not points:
        return False
    point = points[number % len(points)]
    acts = {
        "clean": lambda: act.walk_clean(who, point),
        "find": lambda: found(getattr(office, name), point, works),
        "miss": lambda: act.walk_missed(who, point, reason="门锁着"),
        "undo": lambda: act.walk_back(who, point),
        "give": lambda: act.give_points(who, campaign, [point], campaign.teams.all()[number % 2]),
        "drop": lambda: act.drop_point(who, point),
    }
    before = picture()
    try:
        if verb in acts:
            acts[verb]()
        else:
            act.go_campaign(who, campaign, verb, reason="说明")
    except (Fault, PermissionDenied):
        assert picture() == before  # whatever is refused changes nothing
        return False
    return True


def picture() -> list[Any]:
    points = CampaignPoint.objects.order_by("pk").values_list("pk", "state", "team", "walked_by", "walked_at")
    rows = [model.objects.count() for model in (CampaignFinding, Case, Fact, HistoryEntry, Message)]
    return [list(points), list(Campaign.objects.values_list("state")), *rows]


def holds(campaign: Campaign, ended: list[dict[str, int]]) -> None:
    """Check what must hold of a campaign whatever has been pressed."""
    campaign.refresh_from_db()
    for point in campaign.points.all():
        assert (point.walked_at is None) == (point.state == "ahead")
        assert (point.findings.count() > 0) == (point.state == "found")
    for team in campaign.teams.all():
        waits = campaign.state == "running" and any(not point.walked for point in team.points.all())
        assert (open_deadline(team.of, WALK) is not None) == waits
    cover = coverage.cover(campaign)
    parts = (coverage.by_team(campaign), coverage.by_community(campaign))
    for part in parts:
        assert [sum(getattr(one, name) for one in part) for name in ("points", "walked", "findings")] == [
            cover.points,
            cover.walked,
            cover.findings,
        ]
    if campaign.state in {"closing", "archived"}:
        ended[:] = ended or [counted(cover.points, cover.walked, cover.findings)]
    assert facts() == (ended[0] if ended else {})


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEPS, max_size=9))
def test_any_order_of_presses_keeps_what_must_hold(
    office: Office, works: Works, steps: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        campaign = planned(office, days_after=0)
        one, two = teamed(office, campaign), teamed(office, campaign, "二队", members=[office.worker])
        for number, team in enumerate((one, two, one)):
            pointed(campaign, team, f"第 {number} 个")
        ended: list[dict[str, int]] = []
        for step in [("start", 0, "worker"), *steps]:
            pressed(office, works, campaign, step)
            holds(campaign, ended)
        transaction.set_rollback(True)


def test_every_arrow_has_somebody_who_may_go_it() -> None:
    assert {arrow.verb for arrow in CAMPAIGN if arrow.right is None} == set()
