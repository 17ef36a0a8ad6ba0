"""The robot of a community's chat subscribes to the monthly calendar: each version once, never by night."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from monthly import MORNING, at, corrected, keepers, person, published, spread
from office import BY, Office, seen_by
from posting import robot
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.outbox.models import Delivery
from yike.core.record.deed import deed
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import issues
from yike.rooms.almanac.actions import robots as actions
from yike.rooms.almanac.models import CommunityRobot, Issue

pytestmark = pytest.mark.django_db
PAGE = "/desk/almanac/groups/robots/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def said(end: Any) -> list[tuple[str, Any]]:
    rows = Delivery.objects.filter(endpoint=end).select_related("message").order_by("pk")
    return [(row.message.title[:6], row.message.not_before) for row in rows]


def test_it_says_an_issue_and_its_correction_once_each(office: Office) -> None:
    keepers(office)
    end, other = robot(office, area=office.first), robot(office, area=office.first, name="没订的")
    actions.subscribe_robot(person(office.worker), end)
    actions.subscribe_robot(person(office.worker), end)  # pressed twice
    version = published(office)
    spread(version)
    spread(version)
    assert (said(end), said(other)) == ([("【便民月历】", None)], [])
    spread(corrected(office, version))
    assert len(said(end)) == 2


def test_a_month_of_more_than_one_message_is_a_card_over_its_page_and_its_picture(office: Office) -> None:
    end, page = robot(office, area=office.first), "http://testserver/on/issues"
    actions.subscribe_robot(BY, end)
    short = published(office)
    spread(short)
    long = published(office, *(f"第{n}场便民市集：磨刀、缝补" for n in range(1, 31)), month=date(2027, 1, 1))
    spread(long)
    spread(corrected(office, short))
    rows = [one.message for one in Delivery.objects.filter(endpoint=end).order_by("pk")]
    assert [(one.form, one.link) for one in rows] == [
        *(("text", ""), ("card", f"{page}/{long.issue_id}/?v=1"), ("text", "")),
    ]
    assert rows[1].picture == f"{page}/{long.issue_id}/picture.png?v=1"
    assert (rows[1].title, len(rows[1].body.encode()) > 2048) == (
        "【便民月历】梅巷街道第 2 期《1月便民月历》",
        True,
    )
    assert Delivery.objects.filter(endpoint=end, message=rows[1]).get().parts == 1


def test_by_night_it_waits_for_the_morning_and_once_left_it_says_nothing(office: Office, clock: Any) -> None:
    keepers(office)
    end = robot(office, area=office.first)
    made = actions.subscribe_robot(BY, end)
    version = published(office)
    clock.set(at(27, 23))
    spread(version)
    [(_title, later)] = said(end)
    assert later == at(28, 8)
    actions.unsubscribe_robot(person(office.worker), made)
    spread(corrected(office, version))
    assert len(said(end)) == 1


def test_a_community_without_groups_hears_it_from_its_robot_all_the_same(office: Office) -> None:
    keepers(office)  # of both communities
    bare = add_area(BY, level=AreaLevel.COMMUNITY, code="999999001003", name="梅南社区", parent=office.street)
    end = robot(office, area=bare)
    actions.subscribe_robot(BY, end)
    version = published(office)
    spread(version)
    spread(version)
    assert said(end) == [("【便民月历】", None)]
    second = corrected(office, version)
    spread(second)
    fresh = robot(office, area=bare, name="后来的")
    end_of = add_area(
        BY, level=AreaLevel.COMMUNITY, code="999999001004", name="梅北社区", parent=office.street
    )
    late = robot(office, area=end_of, name="没听过的")
    for one in (fresh, late):
        actions.subscribe_robot(BY, one)
    spread(issues.withdraw(BY, Issue.objects.get(pk=version.issue_id), reason="作废"))
    assert [len(said(one)) for one in (end, fresh, late)] == [3, 1, 0]


def test_a_robot_of_a_stair_is_no_communitys(office: Office) -> None:
    there = keepers(office)
    grids, own = robot(office, area=office.grids[0]), robot(office, area=office.first, name="楼道群")
    with deed(BY, "almanac.group.change") as d:
        d.change(d.lock(there.groups[0]), endpoint=own)
    for end in (grids, own):
        with pytest.raises(Fault):
            actions.subscribe_robot(BY, end)
    assert CommunityRobot.objects.count() == 0


def test_the_page_takes_and_lets_go_the_robots_of_ones_own_community(office: Office) -> None:
    end = robot(office, area=office.first)
    client = seen_by(office.worker)
    assert client.post(PAGE, {"endpoint": end.pk}).url == PAGE
    made = CommunityRobot.objects.get()
    assert list(seen_by(office.colleague).get(PAGE).context["robots"]) == [made]
    assert PAGE in client.get("/desk/almanac/groups/").text
    stranger = seen_by(office.stranger)
    assert list(stranger.get(PAGE).context["robots"]) == []
    assert stranger.post(f"{PAGE}{made.pk}/leave/").status_code == 404
    assert stranger.post(PAGE, {"endpoint": end.pk}).status_code == 422
    with pytest.raises(PermissionDenied):
        actions.unsubscribe_robot(person(office.stranger), made)
    assert client.post(f"{PAGE}{made.pk}/leave/").url == PAGE
    assert (CommunityRobot.objects.count(), Client().get(PAGE).status_code) == (0, 302)
