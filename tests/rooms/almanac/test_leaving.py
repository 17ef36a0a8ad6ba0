"""Somebody leaves who keeps micro-groups: all pass on with the rest of the work, or nothing does."""

from __future__ import annotations

from typing import Any

import pytest

import monthly
from agreeing import drafted, sides
from gathering import hour, opened, person, planned
from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts import handover
from yike.core.accounts.actions import add_user, give_role, hand_over
from yike.core.accounts.models import User
from yike.core.outbox.models import Message
from yike.core.record.models import HistoryEntry
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import NewGroup, add_groups, agreements
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.models import MicroGroup
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.agreements import Agreement
from yike.rooms.almanac.models.issues import Issue

pytestmark = pytest.mark.django_db


def pioneer(office: Office, username: str, name: str, grid: int = 0) -> User:
    user = add_user(BY, username=username, name=name, unit=office.unit, password=PASSWORD)
    give_role(BY, user=user, role=Role.GROUP_OWNER, area=office.grids[grid], since=EARLY)
    return user


@pytest.fixture
def leaver(office: Office) -> User:
    return pioneer(office, "lu", "陆群主")


@pytest.fixture
def successor(office: Office) -> User:
    return pioneer(office, "gu", "顾副手")


@pytest.fixture(autouse=True)
def groups(office: Office, leaver: User, successor: User) -> list[MicroGroup]:
    """Three groups of the leaver's: owner over the successor, owner alone, deputy of a third; and one of none."""
    third, grid = pioneer(office, "shen", "沈邻居"), office.grids[0]
    keepers = ((leaver, successor), (leaver, None), (third, leaver), (successor, leaver), (third, None))
    return add_groups(
        BY,
        [NewGroup(f"WQ{n}", grid, (f"梅巷{n}号",), 9, *keeper) for n, keeper in enumerate(keepers)],
    )


def keepers() -> list[tuple[str, str | None]]:
    rows = MicroGroup.objects.select_related("owner", "deputy").order_by("code")
    return [(row.owner.name, row.deputy and row.deputy.name) for row in rows]


def test_a_leavers_groups_are_counted(leaver: User) -> None:
    counted = {work.code: count for work, count in handover.open_work(leaver)}
    assert counted == {"almanac.groups.owned": 2, "almanac.groups.seconded": 2}


def test_owned_and_seconded_groups_pass_on_in_one_deed_and_the_successor_is_told_once(
    leaver: User, successor: User
) -> None:
    passed = hand_over(BY, leaver, to=successor, reason="moves away")
    assert {code: n for code, n in passed.items() if n} == {
        "almanac.groups.owned": 2,
        "almanac.groups.seconded": 2,
    }
    assert keepers() == [
        ("顾副手", None),
        ("顾副手", None),
        ("沈邻居", "顾副手"),
        ("顾副手", None),
        ("沈邻居", None),
    ]
    changed = HistoryEntry.objects.filter(verb="accounts.hand_over", subject__startswith="almanac.")
    assert changed.count() == 4
    message = Message.objects.get()
    assert (message.title, message.body) == ("陆群主离开，2 个微网群交给您", "WQ0、WQ1")
    assert not User.objects.get(pk=leaver.pk).is_active


def test_activities_that_are_not_over_pass_on_and_the_successor_does_not_approve_what_they_now_plan(
    office: Office, clock: Any
) -> None:
    clock.set(hour("08:00"))
    worker, colleague, clerk = office.worker, office.colleague, office.clerk
    asked = planned(office, title="待审")
    actions.ask(person(worker), asked)
    led_elsewhere = planned(office, title="别人负责，还没批", leader=colleague, place="二楼")
    approved = opened(office, title="批了，没人负责", place="三楼")
    led = opened(office, title="批了，本人负责", leader=worker, place="四楼")
    not_theirs = opened(office, title="批了，别人负责", leader=colleague, place="五楼")
    over = planned(office, title="取消了", place="六楼")
    actions.cancel(person(worker), over, reason="没人来")
    passed = hand_over(BY, worker, to=clerk, reason="调走了")
    assert passed["almanac.activities"] == 4
    assert {
        row.title: (row.made_by, row.leader) for row in Activity.objects.select_related("made_by", "leader")
    } == {
        asked.title: (clerk, None),
        led_elsewhere.title: (clerk, colleague),
        approved.title: (worker, clerk),
        led.title: (worker, clerk),
        not_theirs.title: (worker, colleague),
        over.title: (worker, None),
    }


def test_agreements_and_issues_that_go_on_pass_on(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    both = sides(office)
    row, dropped = (drafted(office, both, title=title) for title in ("执行", "不签"))
    agreements.drop(BY, dropped, reason="谈不拢")
    issue = monthly.begun(office)
    passed = hand_over(BY, office.worker, to=office.colleague, reason="调走了")
    assert passed["almanac.agreements"] == 1
    kept = Agreement.objects.order_by("pk").values_list("title", "made_by__username")
    assert list(kept) == [(row.title, office.colleague.username), (dropped.title, office.worker.username)]
    passed = hand_over(BY, office.clerk, to=office.admin, reason="调走了")
    assert (passed["almanac.issues"], Issue.objects.get(pk=issue.pk).made_by) == (1, office.admin)


def test_a_successor_who_may_not_own_them_is_refused_and_nothing_changes(
    office: Office, leaver: User
) -> None:
    before, stranger = keepers(), pioneer(office, "far", "远邻居", grid=3)
    with pytest.raises(Fault) as caught:
        hand_over(BY, leaver, to=stranger, reason="moves away")
    assert caught.value.zh == "远邻居不是第1网格的海棠先锋，接不了微网群 WQ0"
    assert keepers() == before
    assert User.objects.get(pk=leaver.pk).is_active
    assert leaver.roles.filter(until=None).count() == 1
