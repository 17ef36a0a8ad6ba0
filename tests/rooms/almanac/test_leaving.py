"""Somebody leaves who keeps micro-groups: all pass on with the rest of the work, or nothing does."""

from __future__ import annotations

import pytest

from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts import handover
from yike.core.accounts.actions import add_user, give_role, hand_over
from yike.core.accounts.models import User
from yike.core.outbox.models import Message
from yike.core.record.models import HistoryEntry
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import NewGroup, add_groups
from yike.rooms.almanac.models import MicroGroup

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
