"""The first page: for each role the numbers it needs, each opening its list."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

from campaigning import by, running
from conftest import Clock
from duties import make_place
from entering import log_in, seat
from gridcases import MONDAY, make_case, make_works, walk
from homes import Homes
from office import BY, Office, seen_by
from points import make_point
from posting import called, only, robot, say
from yike.core.accounts import actions
from yike.core.accounts.models import User
from yike.core.areas.actions import draw_area
from yike.core.outbox.channels.result import Reason, Refused
from yike.core.record.clock import today
from yike.core.residents import actions as residents
from yike.core.residents.actions import reveal
from yike.core.residents.details import read_details
from yike.core.residents.queries import how_many_likely, likely_duplicates
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.faces.desk.today import TILES, tiles_for
from yike.rooms.circle import actions as circle
from yike.rooms.grid.actions.campaigns import walk_clean

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


EVERYBODY = {"almanac:tasks", "outbox:notices", "accounts:me"}
ALIKE = "residents:duplicates"
RESIDENTS = {"residents:index", "residents:index?elders=1"}
WHISTLES = "grid:whistles"
PAUSED = "circle:points?state=paused"
CIRCLE = {
    "circle:ratings",
    "circle:ratings?show=late",
    "circle:signs",
    *(f"circle:points?look={look}" for look in ("late", "stale", "ending", "over")),
}
LATE, MINE = "grid:requests?show=late", "grid:requests?show=mine"
WHISTLES = "grid:whistles"
CASES_LATE, RULE_CASES = "grid:cases?look=late", {"grid:cases?look=rule", "grid:cases?look=review"}
HANDLE_CASES = {"grid:cases?look=own", "grid:cases?look=verify", CASES_LATE}
WALK, ORPHANS, STUCK = "grid:campaign_walk", "grid:duties?look=orphans", "grid:stuck"
DISPATCH = {f"grid:requests?show={show}" for show in ("dispatch", "rule", "revisit", "stuck")}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def numbers(user: User) -> dict[str, int]:
    return {
        f"{shown.tile.route}{shown.tile.query}": shown.number for shown in reversed(tiles_for(fresh(user)))
    }


@pytest.mark.parametrize(
    ("who", "routes"),
    [
        (
            "clerk",
            {
                *RESIDENTS,
                "outbox:index?state=stuck",
                "almanac:groups",
                "almanac:issues",
                "almanac:all_calls",
                "accounts:units",
                PAUSED,
                ALIKE,
                *CIRCLE,
                *DISPATCH,
                LATE,
                MINE,
                "grid:parts",
                WHISTLES,
                *HANDLE_CASES,
                *RULE_CASES,
                "grid:cases?look=sort",
                WALK,
                ORPHANS,
            },
        ),
        (
            "leader",
            {
                *RESIDENTS,
                "outbox:index?state=stuck",
                "almanac:groups",
                "accounts:units",
                PAUSED,
                LATE,
                WHISTLES,
                CASES_LATE,
                *RULE_CASES,
                WALK,
                STUCK,
            },
        ),
        (
            "grid_worker",
            {
                *RESIDENTS,
                "almanac:groups",
                "almanac:all_calls",
                "accounts:units",
                PAUSED,
                LATE,
                MINE,
                "grid:parts",
                WHISTLES,
                *HANDLE_CASES,
                "grid:patrol",
                WALK,
            },
        ),
        (
            "security",
            {
                "accounts:proposals",
                "accounts:users?state=locked",
                "accounts:users?state=idle",
                "accounts:units",
                "accounts:users",
            },
        ),
        ("system", {"accounts:users?state=stale", "accounts:units", "accounts:users"}),
        ("audit", {"accounts:units", "accounts:users", "record:chain"}),
    ],
)
def test_each_role_has_the_numbers_of_its_own_work(office: Office, who: str, routes: set[str]) -> None:
    assert set(numbers(getattr(office, who))) - {"calendar:index"} == routes | EVERYBODY


@pytest.mark.parametrize(
    "who", ["clerk", "admin", "leader", "worker", "grid_worker", "system", "security", "audit"]
)
def test_every_number_opens_a_list_its_reader_may_see(office: Office, who: str) -> None:
    reader = seat(getattr(office, who))
    shown = tiles_for(fresh(getattr(office, who)))
    assert {one.tile.href: reader.get(one.tile.href).status_code for one in shown} == {
        one.tile.href: 200 for one in shown
    }


def test_the_page_shows_what_presses_and_how_things_stand(office: Office) -> None:
    actions.add_user(BY, username="idle", name="闲人", unit=office.unit)
    page = seat(office.security).get("/desk/").content.decode()
    assert re.findall(r'<a href="(/desk/accounts/[^"]*)" aria-label="([^"]*)"', page) == [
        ("/desk/accounts/?state=idle", "没有角色的账号 1 个"),
        ("/desk/accounts/", "账号 11 个"),
    ]


def test_campaign_points_orphans_and_what_is_stuck_are_as_many_as_on_their_pages(
    office: Office, clock: Clock
) -> None:
    works = make_works(office, clock)
    campaign, team, _points = running(office, "甲点", "乙点", "丙点")
    walk_clean(by(office.colleague), campaign.points.get(name="甲点"))
    make_place(office, unit=works.cleaners)
    make_place(office, "没人管的")
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    clock.set(MONDAY + timedelta(days=5))
    people = ("grid_worker", "colleague", "worker", "clerk", "leader", "stranger")
    told = {who: numbers(getattr(office, who)) for who in people}
    assert {who: told[who][WALK] for who in people} == dict.fromkeys(people, 0) | {
        "grid_worker": 2,
        "colleague": 2,
    }
    assert {who: told[who].get(ORPHANS) for who in people} == {
        "grid_worker": None,
        "colleague": 1,
        "worker": 1,
        "clerk": 1,
        "leader": None,
        "stranger": 0,
    }
    assert {who: told[who].get(STUCK) for who in people} == dict.fromkeys(people) | {"leader": 1}
    page = seen_by(office.colleague).get("/desk/grid/campaigns/walk/", follow=True)
    assert (page.context["team"], len(page.context["rows"])) == (team, 2)
    page = seen_by(office.worker).get("/desk/grid/duties/?look=orphans")
    assert [place.name for place, _duty in page.context["rows"]] == ["没人管的"]
    page = seen_by(office.leader).get("/desk/grid/stuck/")
    assert [row.name for row in page.context["page"]] == [case.number]


def test_a_quiet_day_says_so(office: Office) -> None:
    page = seat(office.security).get("/desk/").content.decode()
    assert "没有等着办的事。" in page


def test_the_numbers_are_as_long_as_their_lists(office: Office, settings: Any) -> None:
    for n in range(3):
        user = actions.add_user(BY, username=f"idle{n}", name=f"闲人{n}", unit=office.unit)
        actions.propose_role(
            By.person(fresh(office.admin)), user=user, role=Role.CLERK, area=office.street, reason="缺人"
        )
    for _ in range(5):
        log_in(Client(), office.clerk, "wrong-password-1")
    officer = seat(office.security)
    found = numbers(office.security)
    for route, path, pattern in (
        ("accounts:users?state=idle", "/desk/accounts/?state=idle", r'href="/desk/accounts/\d+/"'),
        ("accounts:users?state=locked", "/desk/accounts/?state=locked", r'href="/desk/accounts/\d+/"'),
        ("accounts:proposals", "/desk/accounts/proposals/", r'href="/desk/accounts/proposals/\d+/grant/"'),
        ("accounts:users", "/desk/accounts/", r'href="/desk/accounts/\d+/"'),
    ):
        assert len(re.findall(pattern, officer.get(path).content.decode())) == found[route] > 0


def test_a_leader_sees_how_the_street_stands_and_what_failed(office: Office, homes: Homes) -> None:
    make_point(office.first, "开着的", checked_on=today())
    paused = make_point(office.second, "暂停的", checked_on=today())
    circle.go(BY, paused, "pause", reason="装修", back_on=today() + timedelta(days=9))
    called(only(say(robot(office), office.first)), Refused(Reason.GONE))
    page = seat(office.leader).get("/desk/").content.decode()
    told = re.findall(r'aria-label="([^"]*)"', page.partition("<main")[2])
    assert [one for one in told if one[-1] in "户人个条"] == [
        "没送到的消息 1 条",
        "微网群 0 个",
        "住户 3 户",
        "登记的人 4 人",
        "60 岁以上 3 人",
        "暂停的站点 1 个",
        "各单位 1 个",
    ]


def test_a_deputyship_that_ends_within_a_week_presses_both_sides_alone(office: Office, clock: Clock) -> None:
    day = today()
    for until, deputy in ((7, office.colleague), (8, office.clerk)):
        actions.set_deputy(
            BY,
            principal=office.leader,
            deputy=deputy,
            since=day,
            until=day + timedelta(days=until),
            reason="外出",
        )
    found = {
        who: numbers(getattr(office, who))["accounts:me"]
        for who in ("leader", "colleague", "clerk", "stranger")
    }
    assert found == {"leader": 1, "colleague": 1, "clerk": 0, "stranger": 0}
    clock.set(timedelta(days=8))
    assert numbers(office.colleague)["accounts:me"] == 0
    assert numbers(office.clerk)["accounts:me"] == 1


def recent(user: User) -> list[str]:
    page = seat(user).get("/desk/").content.decode()
    return re.findall(r'<a href="/desk/residents/persons/(\d+)/">', page)


def test_who_was_worked_on_last_is_at_hand_for_who_did_it_alone(office: Office, homes: Homes) -> None:
    for person in (homes.wang, homes.ouyang, homes.wang, homes.chen):
        reveal(By.person(fresh(office.clerk)), person, "phone", reason="来电核实水表情况")
    assert recent(office.clerk) == [str(one.pk) for one in (homes.chen, homes.wang, homes.ouyang)]
    assert recent(office.worker) == []


def test_whom_one_may_no_longer_see_is_not_among_the_recent(office: Office, homes: Homes) -> None:
    reveal(By.person(fresh(office.worker)), homes.wang, "phone", reason="来电核实水表情况")
    assert recent(office.worker) == [str(homes.wang.pk)]
    [role] = office.worker.roles.all()
    actions.end_role(BY, role, reason="调走")
    assert recent(office.worker) == []


def test_households_are_counted_where_one_may_see_them(office: Office, homes: Homes) -> None:
    assert homes.household.pk
    told = {
        who: numbers(getattr(office, who)).get("residents:index") for who in ("clerk", "worker", "stranger")
    }
    assert told | {"audit": numbers(office.audit).get("residents:index")} == {
        "clerk": 3,
        "worker": 2,
        "stranger": 1,
        "audit": None,
    }


def test_likely_duplicates_press_whoever_may_merge_them_where_they_are(office: Office, homes: Homes) -> None:
    for household in (homes.household, homes.household, homes.ouyang.household):
        residents.add_person(BY, household, read_details("成双", today(), phone="15400000077"))
    who = ("clerk", "worker", "stranger", "leader")
    assert [numbers(getattr(office, one)).get(ALIKE) for one in who] == [3, 1, 0, None]
    page = seat(office.clerk).get("/desk/residents/duplicates/").content.decode()
    assert len(re.findall(r"/desk/residents/compare/\d+/\d+/", page)) == 3


def test_pairs_merged_or_settled_leave_the_number_at_once_and_new_ones_join_later(
    office: Office, homes: Homes, django_assert_num_queries: Any
) -> None:
    alike = [
        residents.add_person(BY, homes.household, read_details("成双", today(), phone="15400000077"))
        for _ in range(3)
    ]
    assert numbers(office.worker)[ALIKE] == 3
    residents.dismiss(BY, alike[0], alike[1])
    assert numbers(office.worker)[ALIKE] == 2
    residents.merge(BY, alike[0], alike[2])
    residents.add_person(BY, homes.household, read_details("成双", today(), phone="15400000077"))
    assert numbers(office.worker)[ALIKE] == 0
    reader = fresh(office.worker)
    reader.held_roles()
    with django_assert_num_queries(2):
        how_many_likely(reader)
    cache.clear()  # as ten minutes do
    assert numbers(office.worker)[ALIKE] == len(likely_duplicates(fresh(office.worker))) == 2


def test_accounts_that_nobody_uses_are_counted_after_ninety_days(office: Office, clock: Clock) -> None:
    clock.set(timedelta(days=91))
    assert numbers(office.system)["accounts:users?state=stale"] == 10
    clock.set(timedelta(days=89))
    assert numbers(office.system)["accounts:users?state=stale"] == 0


def test_the_year_without_a_calendar_presses(office: Office) -> None:
    assert numbers(office.admin)["calendar:index"] == 2


def test_a_border_that_does_not_fit_presses(office: Office) -> None:
    before = numbers(office.admin)["areas:problems"]
    ring = [[120.60, 31.30], [120.61, 31.30], [120.61, 31.31], [120.60, 31.31], [120.60, 31.30]]
    draw_area(BY, office.first, polygon={"type": "Polygon", "coordinates": [ring]})
    assert numbers(office.admin)["areas:problems"] == before + 1  # its neighbour is not drawn


def test_a_deputy_is_told_for_whom_and_sees_their_numbers(office: Office) -> None:
    day: date = today()
    actions.set_deputy(
        BY, principal=office.admin, deputy=office.grid_worker, since=day, until=day, reason="外出"
    )
    page = seat(office.grid_worker).get("/desk/").content.decode()
    assert "您现在代理：孙管理" in page
    assert "areas:problems" in numbers(office.grid_worker)


def test_somebody_without_a_role_is_told_whom_to_ask(office: Office) -> None:
    user = actions.add_user(BY, username="idle", name="闲人", unit=office.unit)
    page = seat(user).get("/desk/").content.decode()
    assert "还没有角色" in page


def test_the_page_asks_the_same_however_much_there_is(office: Office, django_assert_num_queries: Any) -> None:
    admin = seat(office.admin)
    admin.get("/desk/")
    counts = []
    for n in range(2):
        with django_assert_num_queries(10**6, exact=False) as asked:
            admin.get("/desk/")
        counts.append(len(asked))
        for k in range(20):
            actions.add_user(BY, username=f"u{n}{k}", name=f"人{k}", unit=office.unit)
            actions.add_unit(BY, kind="partner", name=f"伙伴{n}{k}", area=office.street)
    assert counts[0] == counts[1] <= 30


def test_every_number_is_told_in_english_too(office: Office) -> None:
    client = seat(office.admin)
    client.cookies["language"] = "en"
    page = client.get("/desk/").content.decode()
    assert not re.search(r"[\u4e00-\u9fff]", " ".join(re.findall(r'aria-label="([^"]*)"', page)))
    assert (">Requests</a>" in page, ">Cases</a>" in page) == (True, True)
    assert len(TILES) == len({(tile.what, tile.route, tile.query) for tile in TILES})


def test_what_is_due_of_points_signs_and_ratings_presses_where_it_is_kept(
    office: Office, clock: Clock
) -> None:
    stale = make_point(office.first, "没核对", agreement_until=today() + timedelta(days=30))
    circle.print_signs(By.person(office.clerk), stale)
    circle.set_hours(BY, stale, hours="每天 9:00-16:00")
    paused = make_point(office.first, "暂停的", checked_on=today())
    circle.go(BY, paused, "pause", reason="装修", back_on=today())
    make_point(office.first, "市集", kind="event", last_day=today(), checked_on=today())
    circle.rate(By(None, "居民"), stale, grade=1)
    clock.set(timedelta(days=3))
    wanted = dict.fromkeys(CIRCLE, 1)
    for who, expected in (("worker", wanted), ("clerk", wanted), ("stranger", dict.fromkeys(CIRCLE, 0))):
        found = numbers(getattr(office, who))
        assert {route: found[route] for route in CIRCLE} == expected
    assert CIRCLE & set(numbers(office.leader)) == set()
