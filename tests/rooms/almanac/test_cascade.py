"""The chain: a pack for each group, once; keepers, deputies, robots, receipts, questions; never by night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from beside import Beside
from monthly import MACHINE, MONTH, MORNING, at, corrected, keepers, person, published, spread
from office import BY, Office
from posting import robot
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Delivery, Message, Notice
from yike.core.record.counting import how_many
from yike.core.record.deed import deed
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import NewGroup, add_groups, cascade
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.actions.cascade import spreading
from yike.rooms.almanac.actions.cascade.links import digest, make_links
from yike.rooms.almanac.models import IssueVersion, KeeperLink, MicroGroup, Pack, PackState, Receipt, Relay
from yike.rooms.almanac.queries import packs as queries

pytestmark = pytest.mark.django_db
P = PackState


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def states(version: IssueVersion) -> dict[str, str]:
    rows = Pack.objects.filter(version=version).select_related("group")
    return {row.group.code: row.state for row in rows}


def pack(version: IssueVersion, code: str) -> Pack:
    return Pack.objects.select_related("group", "version__issue__area", "area").get(
        version=version, group__code=code
    )


def told(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(message__kind=kind).order_by("pk").select_related("message", "user")
    return [(row.message.title, row.user.name) for row in rows]


def test_each_group_gets_one_pack_and_its_keeper_and_community_are_told(office: Office) -> None:
    keepers(office)
    version = published(office)
    assert spread(version) == 3
    assert states(version) == {"WQ001": P.HANDED, "WQ002": P.HANDED, "WQ003": P.HANDED}
    assert told("almanac.pack") == [
        ("请转发：12月便民月历", "群主0"),
        ("请转发：12月便民月历", "群主1"),
        ("请转发：12月便民月历", "群主2"),
    ]
    title = "【便民月历】梅巷街道第 1 期《12月便民月历》：请盯住本社区各群"
    assert told("almanac.relay") == [(title, "周社工"), (title, "吴同事"), (title, "郑外人")]
    assert [row.area for row in Relay.objects.order_by("area__path")] == [office.first, office.second]
    body = Message.objects.filter(kind="almanac.pack").first().body  # type: ignore[union-attr]
    assert body.splitlines() == [
        "【便民月历】梅巷街道第 1 期《12月便民月历》",
        "1. 12月5日周六9:00–11:30 便民市集：磨刀、缝补 梅东广场",
        f"大字版：http://testserver/on/issues/{version.issue_id}/?v=1",
        "转发以后请点“已转发”：http://testserver/desk/almanac/mine/",
    ]


def test_spreading_again_makes_nothing(office: Office) -> None:
    keepers(office)
    version = published(office)
    assert [spread(version), spread(version), cascade.spread_all(MACHINE)] == [3, 0, 0]
    assert Message.objects.filter(kind="almanac.pack").count() == 2


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
def test_killed_in_between_each_group_still_gets_it_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    keepers(office)
    version = published(office)
    calls, real = iter(range(1, 99)), spreading.give

    def dying(d: Any, packs: list[Pack]) -> None:
        if next(calls) == dies_at:
            raise KeyboardInterrupt
        real(d, packs)

    monkeypatch.setattr(spreading, "give", dying)
    try:
        cascade.spread(MACHINE, version, chunk=1)
    except KeyboardInterrupt:
        assert Pack.objects.count() == dies_at - 1
        cascade.spread(MACHINE, version, chunk=1)
    assert sorted(states(version)) == ["WQ001", "WQ002", "WQ003"]
    assert Pack.objects.count() == 3
    assert len(told("almanac.pack")) == 3


def test_the_number_of_queries_does_not_grow_with_the_groups_of_a_chunk(office: Office) -> None:
    there = keepers(office)
    counts = []
    for n, version in enumerate(
        (published(office), published(office, month=MORNING.date().replace(month=1, year=2027)))
    ):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            spread(version)
        counts.append(len(seen))
        more = [NewGroup(f"X{n}{k:02}", office.grids[0], ("东弄",), 5, there.owners[0]) for k in range(20)]
        add_groups(BY, more)
    third = published(office, month=MORNING.date().replace(month=2, year=2027))
    with CaptureQueriesContext(connection) as seen:
        assert spread(third) == 43
    assert counts[1] - len(seen) in range(-1, 8)


def test_by_night_packs_wait_for_the_morning(office: Office, clock: Any) -> None:
    keepers(office)
    clock.set(at(27, 22))
    version = published(office)
    spread(version)
    assert set(states(version).values()) == {P.WAITING}
    assert told("almanac.pack") == []
    clock.set(at(28, 7, 59))
    assert cascade.hand_out(MACHINE) == 0
    clock.set(at(28, 8))
    assert cascade.hand_out(MACHINE) == 3
    assert cascade.hand_out(MACHINE) == 0
    assert set(states(version).values()) == {P.HANDED}
    assert len(told("almanac.pack")) == 3


def test_a_group_bears_so_many_a_week_and_a_correction_goes_all_the_same(office: Office, clock: Any) -> None:
    there = keepers(office)
    with deed(BY, "almanac.group.change") as d:
        d.change(d.lock(there.groups[0]), most_a_week=1)
    first = published(office)
    spread(first)
    clock.set(at(29, 9))
    second = published(office, month=MORNING.date().replace(year=2027, month=1, day=1))
    spread(second)
    assert states(second) == {"WQ001": P.WAITING, "WQ002": P.HANDED, "WQ003": P.HANDED}
    assert pack(second, "WQ001").not_before == MORNING + timedelta(days=7)
    third = corrected(office, first)
    spread(third)
    assert set(states(third).values()) == {P.HANDED}


def test_a_tap_is_a_receipt_counted_once(office: Office, clock: Any) -> None:
    there = keepers(office)
    version = published(office)
    spread(version)
    clock.set(at(27, 10))
    keeper = person(there.owners[0])
    for _twice in range(2):
        cascade.forwarded(keeper, pack(version, "WQ001"))
    row = pack(version, "WQ001")
    assert (row.state, row.receipt, row.forwarded_by) == (P.FORWARDED, Receipt.TAP, there.owners[0])
    assert row.took == timedelta(hours=1)
    assert counted() == (1, 9)


def counted() -> tuple[int, int]:
    span = {"since": MORNING.date(), "until": MORNING.date() + timedelta(days=30)}
    groups, homes = (
        how_many(f"almanac.{what}", **span).total for what in ("groups_reached", "households_told")
    )
    return int(groups), int(homes)


def test_a_silent_keeper_s_deputy_is_asked_but_not_by_night(office: Office, clock: Any) -> None:
    keepers(office)
    version = published(office)
    spread(version)  # at nine; twelve hours later it is night
    clock.set(at(27, 22))
    assert cascade.ask_deputies(MACHINE) == 0
    cascade.forwarded(BY, pack(version, "WQ003"))
    clock.set(at(28, 8))
    assert cascade.ask_deputies(MACHINE) == 2
    assert cascade.ask_deputies(MACHINE) == 0
    assert states(version) == {"WQ001": P.SILENT, "WQ002": P.SILENT, "WQ003": P.FORWARDED}
    assert told("almanac.pack")[3:] == [("群主没有回音，请您转发：12月便民月历", "群主3")]
    assert [row.group.code for row in queries.late(office.worker)] == ["WQ001", "WQ002"]
    assert list(queries.late(office.stranger)) == []


def test_a_robot_says_it_and_its_answer_is_the_receipt(office: Office, clock: Any) -> None:
    there = keepers(office)
    end = robot(office, area=office.grids[0])
    with deed(BY, "almanac.group.change") as d:
        d.change(d.lock(there.groups[0]), endpoint=end)
    version = published(office)
    spread(version)
    [delivery] = Delivery.objects.filter(endpoint=end)
    assert delivery.message.title == "【便民月历】梅巷街道第 1 期《12月便民月历》"
    assert cascade.robots_delivered(MACHINE) == 0
    clock.set(at(27, 9, 5))
    with deed(BY, "outbox.settle") as d:
        d.change(d.lock(delivery), state="sent", sent_at=at(27, 9, 4))
    assert [cascade.robots_delivered(MACHINE), cascade.robots_delivered(MACHINE)] == [1, 0]
    row = pack(version, "WQ001")
    assert (row.state, row.receipt, row.forwarded_at) == (P.FORWARDED, Receipt.ROBOT, at(27, 9, 4))


def test_a_keeper_whose_robot_says_it_is_asked_only_when_the_robot_does_not(
    office: Office, clock: Any
) -> None:
    there = keepers(office)
    ends = [robot(office, area=office.grids[n], name=f"机器人{n}") for n in range(2)]
    with deed(BY, "almanac.group.change") as d:
        for group, end in zip(there.groups, ends, strict=False):
            d.change(d.lock(group), endpoint=end)
    version = published(office)
    spread(version)
    asked = Notice.objects.filter(message__kind="almanac.pack").order_by("pk")
    assert [one.user for one in asked.all()] == [there.owners[2]]
    with deed(BY, "outbox.settle") as d:
        d.change(d.lock(Delivery.objects.get(endpoint=ends[1])), state="sent", sent_at=MORNING)
    cascade.robots_delivered(MACHINE)
    clock.set(at(27, 9, 59))
    assert cascade.ask_instead(MACHINE) == 0
    clock.set(at(27, 22))
    assert cascade.ask_instead(MACHINE) == 0  # not by night
    clock.set(at(28, 8))
    assert [cascade.ask_instead(MACHINE), cascade.ask_instead(MACHINE)] == [1, 0]
    assert [one.user for one in asked.all()] == [there.owners[2], there.owners[0]]


def test_a_robot_that_says_nothing_does_not_keep_the_others_from_their_receipts(office: Office) -> None:
    there = keepers(office)
    ends = [robot(office, area=office.grids[n], name=f"机器人{n}") for n in range(2)]
    with deed(BY, "almanac.group.change") as d:
        for group, end in zip(there.groups, ends, strict=False):
            d.change(d.lock(group), endpoint=end)
    version = published(office)
    spread(version)
    with deed(BY, "outbox.settle") as d:
        d.change(d.lock(Delivery.objects.get(endpoint=ends[1])), state="sent", sent_at=MORNING)
    assert cascade.robots_delivered(MACHINE, chunk=1) == 1
    assert states(version) == {"WQ001": P.HANDED, "WQ002": P.FORWARDED, "WQ003": P.HANDED}


def test_a_correction_takes_the_place_of_what_nobody_has_forwarded_and_counts_no_household_twice(
    office: Office,
) -> None:
    there = keepers(office)
    first = published(office)
    spread(first)
    cascade.forwarded(person(there.owners[0]), pack(first, "WQ001"))
    second = corrected(office, first)
    assert spread(second) == 3
    assert states(first) == {"WQ001": P.FORWARDED, "WQ002": P.DROPPED, "WQ003": P.DROPPED}
    assert told("almanac.pack")[3] == ("【更正】梅巷街道第 1 期《12月便民月历》，以这一版为准", "群主0")
    for code, owner in zip(("WQ001", "WQ002"), there.owners, strict=False):
        cascade.forwarded(person(owner), pack(second, code))
    assert counted() == (2, 9 + 8)
    with pytest.raises(Fault, match="need not be forwarded"):
        cascade.forwarded(person(there.owners[2]), pack(first, "WQ003"))


def test_a_withdrawal_reaches_those_who_had_it_and_nobody_else(office: Office, clock: Any) -> None:
    there = keepers(office)
    clock.set(at(27, 22))
    version = published(office)
    spread(version)
    cascade.hand_out(MACHINE)  # nothing: it is night
    clock.set(at(28, 8))
    with deed(BY, "almanac.pack.hand") as d:  # one keeper alone has it
        d.change(d.lock(pack(version, "WQ001")), state=P.HANDED, handed_at=at(28, 8))
    cascade.forwarded(person(there.owners[0]), pack(version, "WQ001"))
    off = actions.withdraw(person(office.leader), version.issue, reason="停电，改期")
    assert spread(off) == 1
    assert states(off) == {"WQ001": P.HANDED}
    assert told("almanac.pack") == [("【撤回】梅巷街道第 1 期《12月便民月历》作废，请不要再转", "群主0")]
    assert cascade.hand_out(MACHINE) == 0
    assert states(version) == {"WQ001": P.FORWARDED, "WQ002": P.DROPPED, "WQ003": P.DROPPED}


def test_a_version_that_was_not_all_spread_ends_where_a_newer_one_takes_its_place(
    office: Office,
) -> None:
    keepers(office)
    first = published(office)
    assert cascade.spread(MACHINE, first, most=1, chunk=1) == 1
    off = actions.withdraw(person(office.leader), first.issue, reason="停电，改期")
    assert spread(off) == 1
    assert cascade.spread_all(MACHINE) == 0
    assert (states(first), states(off)) == ({"WQ001": P.DROPPED}, {"WQ001": P.HANDED})
    assert [row.spread_at for row in IssueVersion.objects.all()] == [MORNING, MORNING]
    relay = Relay.objects.get(version=first)
    assert (relay.done_at, Deadline.objects.get(of=relay.of).state) == (None, "cancelled")


def test_a_correction_by_night_leaves_nothing_of_the_former_version_waiting(
    office: Office, clock: Any
) -> None:
    keepers(office)
    clock.set(at(27, 22))
    first = published(office)
    cascade.spread(MACHINE, first, most=1, chunk=1)
    second = corrected(office, first)
    spread(second)
    cascade.spread_all(MACHINE)
    clock.set(at(28, 8))
    assert cascade.hand_out(MACHINE) == 3
    assert (states(first), set(states(second).values())) == ({"WQ001": P.DROPPED}, {P.HANDED})


def test_a_withdrawal_reaches_who_had_a_former_version_while_its_correction_still_waits(
    office: Office, clock: Any
) -> None:
    keepers(office)
    first = published(office)
    spread(first)
    clock.set(at(27, 22))
    second = corrected(office, first)
    spread(second)
    off = actions.withdraw(person(office.leader), first.issue, reason="停电，改期")
    assert spread(off) == 3
    assert [set(states(one).values()) for one in (first, second, off)] == [
        {P.DROPPED},
        {P.DROPPED},
        {P.WAITING},
    ]


def test_a_community_notes_for_keepers_and_its_deadline_ends_with_the_last_group(
    office: Office, clock: Any
) -> None:
    keepers(office)
    version = published(office)
    spread(version)
    relay = Relay.objects.get(area=office.first)
    rows = list(queries.packs_of(relay))
    clock.set(at(27, 15))
    with pytest.raises(PermissionDenied):
        cascade.tick(person(office.stranger), rows)
    assert cascade.tick(person(office.worker), rows[:1], moments={rows[0].pk: at(27, 11)}) == 1
    assert Deadline.objects.get(of=relay.of).state == "running"
    assert cascade.tick(person(office.worker), rows) == 1
    assert cascade.tick(person(office.worker), rows) == 0
    assert (Deadline.objects.get(of=relay.of).state, Relay.objects.get(pk=relay.pk).done_at) == (
        "met",
        at(27, 15),
    )
    assert pack(version, "WQ001").forwarded_at == at(27, 11)


@pytest.mark.parametrize("moment", [at(27, 8), at(27, 16)])
def test_nobody_has_it_before_it_was_handed_over_or_in_the_future(
    office: Office, clock: Any, moment: Any
) -> None:
    keepers(office)
    version = published(office)
    spread(version)
    clock.set(at(27, 15))
    row = pack(version, "WQ001")
    with pytest.raises(Fault, match="before it was handed over"):
        cascade.tick(person(office.worker), [row], moments={row.pk: moment})


def test_what_neighbours_ask_is_answered_within_24_hours(office: Office, clock: Any) -> None:
    there = keepers(office)
    version = published(office)
    spread(version)
    row = pack(version, "WQ001")
    question = cascade.ask_back(person(there.owners[0]), row, words="带不带伞？")
    assert cascade.ask_back(person(there.owners[0]), row, words="带不带伞？ ").pk == question.pk
    assert Deadline.objects.get(of=question.of).due_at == at(28, 9)
    assert told("almanac.question") == [
        ("微网群 WQ001 的邻居问", "周社工"),
        ("微网群 WQ001 的邻居问", "吴同事"),
    ]
    with pytest.raises(PermissionDenied):
        cascade.answer_question(person(office.stranger), question, answer="带")
    clock.set(at(28, 8))
    cascade.answer_question(person(office.worker), question, answer="有棚，不用带。")
    assert Deadline.objects.get(of=question.of).state == "met"
    with pytest.raises(Fault, match="answered already"):
        cascade.answer_question(person(office.worker), question, answer="带")


@pytest.mark.parametrize("words", ["", "  ", "问" * 301])
def test_nothing_and_too_much_are_no_question(office: Office, words: str) -> None:
    keepers(office)
    version = published(office)
    spread(version)
    with pytest.raises(Fault, match="at most 300 characters"):
        cascade.ask_back(BY, pack(version, "WQ001"), words=words)


def test_a_link_is_found_by_its_digest_alone_and_a_new_one_ends_the_old(office: Office) -> None:
    there = keepers(office)
    owner, group = there.owners[0], there.groups[0]
    link = cascade.link_of(BY, owner)
    assert (cascade.link_of(BY, owner), len(link)) == (link, 43)
    assert link not in str(list(KeeperLink.objects.values()))
    assert queries.keeper_of(digest(link)) == owner
    fresh = cascade.new_link(person(office.worker), group, owner)
    assert (queries.keeper_of(digest(link)), queries.keeper_of(digest(fresh))) == (None, owner)
    with pytest.raises(PermissionDenied):
        cascade.new_link(person(office.stranger), group, owner)


def test_a_link_made_with_another_key_of_the_house_is_made_anew(office: Office, settings: Settings) -> None:
    owner = keepers(office).owners[0]
    former = cascade.link_of(BY, owner)
    settings.SECRET_KEY = "another"
    link = cascade.link_of(BY, owner)
    assert (queries.keeper_of(digest(former)), queries.keeper_of(digest(link))) == (None, owner)
    assert cascade.link_of(BY, owner) == link


@pytest.mark.django_db(transaction=True)
def test_a_link_made_twice_in_one_moment_is_one(office: Office) -> None:
    there = keepers(office)
    owner = there.owners[0]
    with deed(BY, "almanac.link.make") as d:
        make_links(d, {owner.pk})
        links = list[str]()
        other = Beside(lambda: links.append(cascade.link_of(BY, owner)))
        other.waits()
    other.ends()
    assert links == [cascade.link_of(BY, owner)]
    assert KeeperLink.objects.filter(user=owner).count() == 1


def test_a_keeper_sees_the_packs_of_the_own_groups_as_owner_and_as_deputy(office: Office) -> None:
    there = keepers(office)
    version = published(office)
    spread(version)
    seen = [[row.group.code for row in queries.packs_for(user)] for user in (*there.owners, there.deputy)]
    assert seen == [["WQ001"], ["WQ002"], ["WQ003"], ["WQ001"]]


def test_progress_is_counted_by_community_in_two_queries(office: Office) -> None:
    there = keepers(office)
    version = published(office)
    spread(version)
    cascade.forwarded(person(there.owners[0]), pack(version, "WQ001"))
    with CaptureQueriesContext(connection) as seen:
        rows = queries.progress(office.clerk, version)
    assert len(seen) == 2
    assert [(one.groups, one.forwarded, one.households, one.reached) for one in rows] == [
        (2, 1, 17, 9),
        (1, 0, 7, 0),
    ]
    whole = queries.together(rows)
    assert (whole.groups, whole.forwarded, whole.reached, whole.open) == (3, 1, 9, 2)
    assert [one.groups for one in queries.progress(office.stranger, version)] == [1]
    assert MicroGroup.objects.count() == 3


def test_a_street_below_a_district_has_a_relay_for_each_community(office: Office) -> None:
    there = keepers(office)
    district = add_area(BY, level=AreaLevel.DISTRICT, code="888888", name="梅区", parent=None)
    street = add_area(BY, level=AreaLevel.STREET, code="888888001", name="梅南街道", parent=district)
    for n in (1, 2):
        community = add_area(
            BY, level=AreaLevel.COMMUNITY, code=f"88888800100{n}", name=f"梅南{n}社区", parent=street
        )
        grid = add_area(BY, level=AreaLevel.GRID, code=f"88888800100{n}001", name="第1网格", parent=community)
        add_groups(BY, [NewGroup(f"D{n}", grid, ("南弄",), 5, there.owners[0])])
    issue = actions.begin_issue(BY, area=street, month=MONTH)
    told = {"title": "体检", "day": MONTH, "place": "居委会"}
    actions.add_entry(BY, issue, area=street, **told)
    with deed(BY, "almanac.issue.sign") as d:
        d.change(d.lock(issue), state="signed")
    version = actions.publish(BY, issue)
    assert spread(version) == 2
    rows = Relay.objects.filter(version=version).order_by("area__path")
    assert [(row.area.name, row.packs.count()) for row in rows] == [("梅南1社区", 1), ("梅南2社区", 1)]
