"""Micro-groups: who sees them, what they reach, and how one is handed over."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from office import BY, EARLY, PASSWORD, Office, seen_by
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import User
from yike.core.areas.actions import close_area
from yike.core.areas.models import Area
from yike.core.outbox.models import Message, Notice
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac import actions, queries
from yike.rooms.almanac.actions import NewGroup
from yike.rooms.almanac.models import MicroGroup, Platform

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Stairwell:
    """A group in the first grid with an owner, a deputy, and a third pioneer who lives there."""

    group: MicroGroup
    owner: User
    deputy: User
    third: User


def pioneer(office: Office, username: str, name: str, grid: Area) -> User:
    user = add_user(BY, username=username, name=name, unit=office.unit, password=PASSWORD)
    give_role(BY, user=user, role=Role.GROUP_OWNER, area=grid, since=EARLY)
    return user


@pytest.fixture
def well(office: Office) -> Stairwell:
    grid = office.grids[0]
    owner, deputy, third = (
        pioneer(office, name, shown, grid)
        for name, shown in (("lu", "陆群主"), ("gu", "顾副手"), ("shen", "沈邻居"))
    )
    new = NewGroup("WQ001", grid, ("梅巷1号", "梅巷2号"), 9, owner, deputy)
    return Stairwell(actions.add_groups(BY, [new])[0], owner, deputy, third)


def address(group: MicroGroup, page: str = "") -> str:
    return f"/desk/almanac/groups/{group.pk}/{page}"


def test_the_list_says_how_many_groups_reach_how_many_households(office: Office, well: Stairwell) -> None:
    page = seen_by(office.worker).get("/desk/almanac/groups/")
    assert (page.context["groups"], page.context["households"]) == (1, 9)
    assert [group.code for group in page.context["page"]] == ["WQ001"]


@pytest.mark.parametrize(
    ("who", "list_code", "page_code", "change_code", "hand_over_code"),
    [
        ("worker", 200, 200, 200, 200),
        ("colleague", 200, 200, 200, 200),
        ("grid_worker", 200, 200, 200, 200),
        ("leader", 200, 200, 403, 403),
        ("stranger", 200, 404, 404, 404),
        ("system", 403, 403, 403, 403),
    ],
)
def test_each_person_opens_what_is_theirs(
    office: Office,
    well: Stairwell,
    who: str,
    list_code: int,
    page_code: int,
    change_code: int,
    hand_over_code: int,
) -> None:
    client = seen_by(getattr(office, who))
    codes = [client.get("/desk/almanac/groups/").status_code]
    codes += [client.get(address(well.group, page)).status_code for page in ("", "change/", "hand-over/")]
    assert codes == [list_code, page_code, change_code, hand_over_code]


def test_the_owner_sees_and_hands_over_but_changes_nothing_else(well: Stairwell) -> None:
    client = seen_by(well.owner)
    codes = [client.get(address(well.group, page)).status_code for page in ("", "hand-over/", "change/")]
    assert codes == [200, 200, 403]


def test_a_stranger_finds_nothing_in_the_list(office: Office, well: Stairwell) -> None:
    page = seen_by(office.stranger).get("/desk/almanac/groups/")
    assert (page.context["groups"], page.context["households"], list(page.context["page"])) == (0, 0, [])


@pytest.mark.parametrize("word", ["wq001", "梅巷2号", "第1网格", "陆群", "副手"])
def test_a_group_is_found_by_code_stairs_grid_and_keepers(office: Office, well: Stairwell, word: str) -> None:
    assert [group.pk for group in queries.search(office.worker, word)] == [well.group.pk]


def test_a_word_that_fits_nothing_finds_nothing(office: Office, well: Stairwell) -> None:
    assert list(queries.search(office.worker, "竹巷")) == []


def test_the_list_costs_the_same_however_many_groups_there_are(office: Office, well: Stairwell) -> None:
    client, costs = seen_by(office.worker), []
    for start, count in ((0, 1), (1, 45)):
        new = [NewGroup(f"X{start + n}", office.grids[1], ("梅巷",), 5, well.owner) for n in range(count)]
        actions.add_groups(BY, new)
        client.get("/desk/almanac/groups/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/almanac/groups/")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 10


def test_handing_over_to_the_deputy_leaves_the_deputys_place_vacant(office: Office, well: Stairwell) -> None:
    done = seen_by(office.worker).post(
        address(well.group, "hand-over/"), {"owner": well.deputy.pk, "reason": "陆群主搬家"}
    )
    group = queries.access_group(office.worker, well.group.pk)
    assert (done.status_code, group.owner, group.deputy) == (302, well.deputy, None)
    entry = HistoryEntry.objects.filter(subject=group.recorded_subject()).latest("id")
    assert (entry.verb, entry.actor, entry.reason) == ("almanac.group.hand_over", office.worker, "陆群主搬家")
    assert entry.content["before"] == {"owner": well.owner.pk, "deputy": well.deputy.pk}
    assert entry.content["after"] == {"owner": well.deputy.pk, "deputy": None}


def test_the_new_owner_and_the_former_one_are_told_and_nobody_else(well: Stairwell) -> None:
    actions.hand_over(By.person(well.owner), well.group, owner=well.third, reason="太忙")
    [message] = Message.objects.filter(kind="almanac.hand_over")
    assert (message.title, message.body) == (
        "微网群 WQ001 换了群主",
        "从陆群主交给沈邻居，覆盖 9 户：梅巷1号、梅巷2号。",
    )
    told = Notice.objects.filter(message=message).values_list("user__name", flat=True)
    assert sorted(told) == ["沈邻居", "陆群主"]


def test_a_notice_goes_to_the_named_by_who_may_send_it(office: Office, well: Stairwell) -> None:
    with pytest.raises(PermissionDenied):
        actions.send_notice(
            By.person(office.stranger), area=well.group.area, title="停水", body="明天", to=[well.owner]
        )
    sent = actions.send_notice(
        By.person(office.worker), area=well.group.area, title="停水", body="明天", to=[well.owner, well.owner]
    )
    assert [notice.user for notice in Notice.objects.filter(message=sent)] == [well.owner]


def test_handing_over_to_a_third_keeps_the_deputy(well: Stairwell) -> None:
    group = actions.hand_over(By.person(well.owner), well.group, owner=well.third, reason="太忙")
    assert (group.owner, group.deputy) == (well.third, well.deputy)


def test_once_handed_over_the_former_owner_may_not_take_it_back(well: Stairwell) -> None:
    actions.hand_over(By.person(well.owner), well.group, owner=well.third, reason="太忙")
    with pytest.raises(PermissionDenied):
        actions.hand_over(By.person(well.owner), well.group, owner=well.owner, reason="又有空了")


def test_nobody_becomes_owner_without_being_a_pioneer_of_the_grid(office: Office, well: Stairwell) -> None:
    elsewhere = pioneer(office, "far", "远邻居", office.grids[2])
    for nobody in (office.worker, elsewhere, well.owner):
        with pytest.raises(Fault, match="owner already or no crabapple pioneer"):
            actions.hand_over(BY, well.group, owner=nobody, reason="试试")
    assert MicroGroup.objects.get(pk=well.group.pk).owner == well.owner


def test_a_pioneer_of_the_whole_community_may_become_owner(office: Office, well: Stairwell) -> None:
    around = pioneer(office, "around", "全社区", office.first)
    assert actions.hand_over(BY, well.group, owner=around, reason="接手").owner == around


def test_changing_a_group_keeps_stairs_one_a_line(office: Office, well: Stairwell) -> None:
    done = seen_by(office.worker).post(
        address(well.group, "change/"),
        {"stairs": " 梅巷1号 \n\n梅巷3号", "households": 11, "platform": "dingtalk", "deputy": well.third.pk},
    )
    group = MicroGroup.objects.get(pk=well.group.pk)
    assert (done.status_code, group.stair_list, group.households) == (302, ["梅巷1号", "梅巷3号"], 11)
    assert (group.platform, group.deputy) == (Platform.DINGTALK, well.third)


def test_a_wrong_form_comes_back_with_what_is_wrong(office: Office, well: Stairwell) -> None:
    page = seen_by(office.worker).post(address(well.group, "change/"), {"stairs": "", "households": 0})
    assert (page.status_code, sorted(page.context["form"].errors)) == (
        200,
        ["households", "platform", "stairs"],
    )


def test_owner_and_deputy_are_two_people(well: Stairwell) -> None:
    with pytest.raises(Fault, match="same person"):
        actions.change_group(BY, well.group, deputy=well.owner)


def test_only_named_fields_can_be_changed(well: Stairwell) -> None:
    with pytest.raises(ValueError, match="owner"):
        actions.change_group(BY, well.group, owner=well.third)


def test_another_communitys_worker_can_neither_change_nor_hand_over(office: Office, well: Stairwell) -> None:
    stranger = By.person(office.stranger)
    with pytest.raises(PermissionDenied):
        actions.change_group(stranger, well.group, households=1)
    with pytest.raises(PermissionDenied):
        actions.hand_over(stranger, well.group, owner=well.third, reason="")
    with pytest.raises(Http404):
        queries.access_group(office.stranger, well.group.pk)


def test_the_pages_are_whole_in_english(office: Office, well: Stairwell) -> None:
    client = seen_by(office.worker)
    client.cookies["language"] = "en"
    for page in ("", "change/", "hand-over/", "move/"):
        text = client.get(address(well.group, page)).content.decode()
        assert "副群主" not in text
        assert "Deputy" in text or "deputy" in text


def test_a_group_moves_to_another_grid_once_its_keepers_are_pioneers_there(
    office: Office, well: Stairwell
) -> None:
    sent = {"area": office.grids[1].pk, "reason": "两格合并"}
    client = seen_by(office.worker)
    refused = client.post(address(well.group, "move/"), sent)
    assert "陆群主不是第2网格的海棠先锋" in refused.content.decode()
    for keeper in (well.owner, well.deputy):
        give_role(BY, user=keeper, role=Role.GROUP_OWNER, area=office.grids[1], since=EARLY)
    done = client.post(address(well.group, "move/"), sent)
    assert (done.status_code, MicroGroup.objects.get(pk=well.group.pk).area) == (302, office.grids[1])


def test_a_group_goes_only_where_its_mover_keeps_groups(office: Office, well: Stairwell) -> None:
    assert [grid.name for grid in queries.other_grids(office.worker, well.group)] == ["第2网格"]
    for keeper in (well.owner, well.deputy):
        give_role(BY, user=keeper, role=Role.GROUP_OWNER, area=office.grids[2], since=EARLY)
    with pytest.raises(PermissionDenied):
        actions.move_group(By.person(office.worker), well.group, area=office.grids[2], reason="越界")
    opened = [seen_by(user).get(address(well.group, "move/")).status_code for user in (
        office.worker, office.colleague, office.stranger, well.owner
    )]  # fmt: skip
    assert opened == [200, 200, 404, 403]


def test_a_closed_grid_takes_no_group(office: Office, well: Stairwell) -> None:
    closed = close_area(BY, office.grids[1], reason="合并")
    with pytest.raises(Fault, match="closed"):
        actions.move_group(BY, well.group, area=closed, reason="试试")


def test_a_grid_with_groups_is_not_closed_until_they_have_gone(office: Office, well: Stairwell) -> None:
    with pytest.raises(Fault) as told:
        close_area(BY, office.grids[0], reason="合并")
    assert (told.value.zh, told.value.en) == (
        "“第1网格”里还有 1 个微网群：WQ001",
        'there is still 1 micro-group in "第1网格": WQ001',
    )
    for keeper in (well.owner, well.deputy):
        give_role(BY, user=keeper, role=Role.GROUP_OWNER, area=office.grids[1], since=EARLY)
    actions.move_group(BY, well.group, area=office.grids[1], reason="两格合并")
    assert close_area(BY, office.grids[0], reason="合并").closed
