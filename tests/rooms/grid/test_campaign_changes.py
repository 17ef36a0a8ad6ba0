"""What a campaign bears while it runs, and what it does not: questions, points, teams, lists that are corrected."""

from __future__ import annotations

from typing import Any

import pytest

from campaigning import by, closed, counted, facts, found, planned, pointed, running, teamed
from duties import BESIDE, SPOT, make_place
from gridcases import Works, make_works
from office import BY, Office
from yike.core.areas.exchange.drafts import Spot
from yike.core.outbox.models import Notice
from yike.core.record.clock import today
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign, NewPoint
from yike.rooms.grid.models import CampaignPoint
from yike.rooms.grid.sheets.campaign_points import finding_rows
from yike.rooms.grid.sheets.reading import Drafts, Row

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def listed(*rows: dict[str, Any]) -> Drafts:
    """Return a sheet of points that lie in the first grid unless they say otherwise."""
    at = {"lon": SPOT[0], "lat": SPOT[1]}
    return Drafts([Row(Spot(f"A{n}"), at | row, {}) for n, row in enumerate(rows, 2)])


def test_five_thousand_points_are_the_most(office: Office, works: Works) -> None:
    campaign = planned(office)
    teamed(office, campaign)

    def drafts(count: int, name: str) -> Drafts:
        values = [
            {"name": f"{name}{n}", "lon": SPOT[0], "lat": SPOT[1], "team": "一队"} for n in range(count)
        ]
        return Drafts([Row(Spot(f"A{n}"), row, {}) for n, row in enumerate(values, 2)])

    plan = act.import_points(BY, campaign, drafts(4999, "点"))
    assert (len(plan.added), CampaignPoint.objects.filter(area=office.grids[0]).count()) == (4999, 4999)
    with pytest.raises(Fault, match="5,001 points"):
        act.import_points(BY, campaign, drafts(2, "再来"))
    pointed(campaign, None, "最后一个")
    with pytest.raises(Fault, match="5,001 points"):
        pointed(campaign, None, "多一个")


def test_questions_that_teams_walk_with_stay_and_more_can_be_added(office: Office, works: Works) -> None:
    campaign = planned(office)

    def ask(*questions: str) -> list[str]:
        plan = NewCampaign(campaign.name, office.first, campaign.since, campaign.until, questions=questions)
        return list(act.change_campaign(by(office.worker), campaign, plan).questions)

    assert ask("楼道有没有堆东西") == ["楼道有没有堆东西"]
    point = pointed(campaign, teamed(office, campaign))
    act.go_campaign(BY, campaign, "start")  # from now on phones keep the questions
    for wrong in ((), ("消防门关不关得上", "楼道有没有堆东西")):
        with pytest.raises(Fault, match="stay as they are"):
            ask(*wrong)
    assert ask("楼道有没有堆东西", "消防门关不关得上") == ["楼道有没有堆东西", "消防门关不关得上"]
    finding = found(office.colleague, point, works, question=0)
    for questions, told in ((["楼道有没有堆东西"], "楼道有没有堆东西"), ([], "")):
        finding.point.campaign.questions = questions
        assert [row["question"] for row in finding_rows(office.worker, [finding])] == [told]


def test_points_nobody_has_are_given_before_it_closes(office: Office, works: Works) -> None:
    campaign, team, _points = running(office, "一")
    by_keeper, left = pointed(campaign, None, "社工走的"), pointed(campaign, None, "没有人的")
    act.walk_clean(by(office.worker), by_keeper)
    with pytest.raises(Fault, match="1 point has no team"):
        act.go_campaign(by(office.worker), campaign, "close")
    act.give_points(by(office.worker), campaign, [left], team)
    assert closed(office, campaign).state == "closing"
    assert facts() == counted(3, 1, 0)


def test_of_the_copies_of_a_point_that_goes_the_oldest_is_the_root_of_the_others(
    office: Office, works: Works
) -> None:
    campaign, team, points = running(office, "一", "二")
    copies = [
        act.copy_campaign(BY, of, NewCampaign(name, office.first, today(), today()))
        for name, of in (("回头看", campaign), ("再回头看", campaign))
    ]
    copies.append(act.copy_campaign(BY, copies[1], NewCampaign("三看", office.first, today(), today())))
    act.go_campaign(BY, copies[0], "cancel", reason="不做了")
    for n in range(8):
        pointed(campaign, team, f"新 {n}")
    act.drop_point(BY, points[0])
    plan = act.import_points(BY, campaign, listed(*({"name": f"新 {n}"} for n in range(8))), complete=True)
    assert ([point.name for point in plan.gone], plan.same) == (["二"], 8)
    for name in ("一", "二"):
        first, *others = CampaignPoint.objects.filter(name=name).order_by("pk")
        assert (first.campaign, first.root) == (copies[0], None)
        assert [(one.campaign, one.root) for one in others] == [(copy, first) for copy in copies[1:]]


def test_a_corrected_list_tells_nobody_and_a_walked_point_stays_with_its_team(
    office: Office, works: Works
) -> None:
    campaign, _team, points = running(office, "一", "二")
    other = teamed(office, campaign, "二队", leader=office.colleague, members=[])
    act.walk_clean(by(office.grid_worker), points[0])
    who = by(office.worker)
    beside: dict[str, Any] = {"name": "二", "lon": BESIDE[0], "lat": BESIDE[1]}
    heard = Notice.objects.filter(message__kind="grid.campaign.points").order_by("pk")
    act.import_points(
        who, campaign, listed({"name": "一", "address": "竹行巷"}, beside | {"address": "桥下"})
    )
    assert (campaign.points.exclude(address="").count(), heard.count()) == (2, 0)
    with pytest.raises(Fault, match="stays with the team"):
        act.import_points(who, campaign, listed({"name": "一", "team": "二队"}))
    with pytest.raises(Fault, match="stays with the team"):
        act.change_point(who, points[0], NewPoint("一", lon=SPOT[0], lat=SPOT[1], team=other))
    act.import_points(who, campaign, listed(beside | {"team": "二队"}))
    act.change_point(
        who, points[1], NewPoint(**beside, address="桥东", team=other)
    )  # as it was on an old page
    assert [notice.user for notice in heard] == [office.colleague]


def test_duty_places_of_one_name_are_points_of_their_own(office: Office, works: Works) -> None:
    campaign = planned(office)
    first, second, later = (make_place(office, "垃圾房", lon=SPOT[0] + n / 1e4) for n in range(3))
    for name in ("桥下", "菜场", "车棚"):
        pointed(campaign, None, name)
    far, near = make_place(office, "桥下", lon=SPOT[0] + 4e-4), make_place(office, "菜场", lon=SPOT[0] + 2e-4)
    assert act.pick_points(BY, campaign, [first, second, far, near, second]) == 3
    assert act.pick_points(BY, campaign, [first, second, far, near, later]) == 1
    assert sorted(campaign.points.values_list("name", "place")) == sorted(
        [
            ("车棚", None),
            ("桥下", None),  # 38 metres away
            (f"桥下 {far.code}", far.pk),
            ("菜场", near.pk),  # 19 metres away
            ("垃圾房", first.pk),
            *((f"垃圾房 {place.code}", place.pk) for place in (second, later)),
        ],
        key=lambda row: row[0],
    )
