"""What is offered at a stall is found nearby for the hours of the activity, and not before, after or without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from gathering import fresh, hour, market, person, planned
from office import BY, Office
from points import make_item
from yike.core.record.models import HistoryEntry
from yike.engines.faults import Fault
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities import NewPart, Wanted
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import Part, PartKind
from yike.rooms.almanac.models.venues import Venue
from yike.rooms.circle.actions import change_item, go
from yike.rooms.circle.models import PointItem, PointState, ServiceItem, ServicePoint

pytestmark = pytest.mark.django_db
HERE = {"lon": 120.62, "lat": 31.3}


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


@pytest.fixture
def item(office: Office) -> ServiceItem:
    return make_item()


def plaza(office: Office, **more: Any) -> Any:
    return actions.add_venue(BY, area=office.first, name="小广场", address="梅巷3号", **more)


def laid(office: Office, words: str = "暂住证", **more: Any) -> Activity:
    """Return an approved market on the plaza, Monday 09:00 to 11:00, at one stall of which an item is done."""
    start = hour("09:00", "2026-11-30")
    more = {"starts_at": start, "ends_at": start + timedelta(hours=2)} | more
    more.setdefault("venue", Venue.objects.first() or plaza(office, **HERE))
    row = planned(office, **more)
    stalls = [NewPart("理发", "社缘"), NewPart("户籍摊", "派出所", "带身份证", words)]
    actions.set_parts(person(office.worker), row, PartKind.STALL, stalls)
    actions.ask(person(office.worker), row)
    return fresh(actions.approve(BY, row))


def near(item: ServiceItem, at: str) -> list[str]:
    """Return the names of what residents find open at a moment of that Monday."""
    html = Client().get(f"/i/{item.pk}/?where=120.62,31.3&at=2026-11-30T{at}&open=1").text
    return re.findall(r'<a class="name"[^>]*>([^<]*)</a>', html)


def test_an_item_at_a_stall_is_found_for_the_hours_of_the_activity(office: Office, item: ServiceItem) -> None:
    row = laid(office)
    assert [near(item, at) for at in ("08:59", "09:00", "10:59", "11:00")] == [
        [],
        ["梅东便民市集"],
        ["梅东便民市集"],
        [],
    ]
    point = ServicePoint.objects.get()
    assert (point.kind, point.code, point.address) == ("event", f"a-{row.code.lower()}", "梅东广场")
    assert (str(point.first_day), str(point.last_day), point.area) == (
        "2026-11-30",
        "2026-11-30",
        office.first,
    )
    assert [(one.item, one.place) for one in PointItem.objects.all()] == [(item, "户籍摊")]
    assert HistoryEntry.objects.filter(verb="circle.point.add").get().actor_name == "almanac.stalls"


def test_it_is_not_found_before_it_is_approved_nor_without_a_place(office: Office, item: ServiceItem) -> None:
    row = planned(office, venue=plaza(office))
    actions.set_parts(BY, row, PartKind.STALL, [NewPart("户籍摊", item=item.code)])
    assert ServicePoint.objects.count() == 0
    actions.ask(person(office.worker), row)
    actions.approve(BY, row)
    assert ServicePoint.objects.count() == 0
    desk = Client()
    desk.force_login(office.worker)
    assert desk.get(row.get_absolute_url()).context["stands_nowhere"] is True
    actions.change_venue(BY, row.venue, **HERE)
    assert ServicePoint.objects.get().lon == HERE["lon"]
    assert desk.get(row.get_absolute_url()).context["stands_nowhere"] is False


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_what_is_called_off_is_gone_and_comes_again_with_a_new_day(
    office: Office, item: ServiceItem, verb: str
) -> None:
    row = laid(office)
    getattr(actions, verb)(BY, row, reason="下雨")
    assert (near(item, "10:00"), ServicePoint.objects.get().state) == ([], PointState.CLOSED)
    if verb == "postpone":
        later = timedelta(hours=5)
        actions.reschedule(BY, row, starts_at=row.starts_at + later, ends_at=row.ends_at + later)
        assert [near(item, at) for at in ("10:00", "15:00")] == [[], ["梅东便民市集"]]
        assert ServicePoint.objects.count() == 1


def test_it_moves_and_changes_with_the_activity_and_is_gone_when_it_ends(
    office: Office, item: ServiceItem, clock: Any
) -> None:
    row = laid(office)
    other = make_item("YB", "医保参保")
    actions.set_parts(BY, row, PartKind.STALL, [NewPart("医保摊", item="医保参保")])
    assert (near(item, "10:00"), near(other, "10:00")) == ([], ["梅东便民市集"])
    plan = market(office, title="梅东大集", venue=row.venue, starts_at=row.starts_at, ends_at=row.ends_at)
    actions.change_activity(BY, row, plan)
    assert near(other, "10:00") == ["梅东大集"]
    clock.set(row.starts_at)
    actions.turn_over()
    assert near(other, "10:00") == ["梅东大集"]
    clock.set(row.ends_at)
    actions.turn_over()
    assert ServicePoint.objects.get().state == PointState.CLOSED
    actions.archive(BY, fresh(row), words="办好了")
    assert ServicePoint.objects.get().state == PointState.CLOSED


def test_without_its_stall_the_point_is_gone(office: Office, item: ServiceItem) -> None:
    row = laid(office)
    actions.set_parts(BY, row, PartKind.STALL, [NewPart("理发")])
    assert (near(item, "10:00"), ServicePoint.objects.get().state) == ([], PointState.CLOSED)


def test_days_and_nights_have_the_hours_of_the_activity(office: Office, item: ServiceItem) -> None:
    two = laid(office, ends_at=hour("17:00", "2026-12-01"))
    night = hour("20:00", "2026-12-05")
    late = laid(office, title="夜市", starts_at=night, ends_at=night + timedelta(hours=4))
    long = laid(
        office,
        title="长集",
        venue=two.venue,
        starts_at=night + timedelta(days=3),
        ends_at=night + timedelta(days=5),
    )
    told = {
        one.code: (one.hours, str(one.first_day)[5:], str(one.last_day)[5:])
        for one in ServicePoint.objects.all()
    }
    assert [told[f"a-{row.code.lower()}"] for row in (two, late, long)] == [
        ("09:00-17:00", "11-30", "12-01"),
        ("20:00-24:00", "12-05", "12-05"),
        ("00:00-24:00", "12-08", "12-10"),
    ]


def test_an_item_that_nobody_keeps_is_said_and_nothing_changes(office: Office, item: ServiceItem) -> None:
    row = planned(office)
    with pytest.raises(Fault) as found:
        actions.set_parts(BY, row, PartKind.STALL, [NewPart("理发"), NewPart("摊", item="火星签证")])
    assert found.value.zh == "事项目录里没有“火星签证”（摊位“摊”）"
    desk = Client()
    desk.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/parts/"
    answer = desk.post(page, {"stalls": "摊｜谁｜什么｜火星签证", "acts": "唱歌"})
    assert (answer.status_code, Part.objects.count()) == (200, 0)
    desk.post(page, {"stalls": "户籍摊||带身份证|暂住证"})
    [one] = Part.objects.all()
    assert (one.item, one.item_name, one.what) == ("JZZ", "居住证申领", "带身份证")
    assert desk.get(page).context["form"]["stalls"].value() == "户籍摊｜｜带身份证｜居住证申领"


def test_the_place_of_a_venue_is_given_whole_or_not_at_all(office: Office) -> None:
    desk = Client()
    desk.force_login(office.worker)
    said = {"area": office.first.pk, "name": "广场", "address": "梅巷3号"}
    for wrong in ({"lon": "120.62"}, {"lon": "999", "lat": "31.3"}, {"lon": "nan", "lat": "31.3"}):
        assert desk.post("/desk/almanac/venues/new/", said | wrong).status_code == 200
    assert desk.post("/desk/almanac/venues/new/", said | {"lon": "120.62", "lat": "31.3"}).status_code == 302


def test_a_point_that_its_keeper_prepares_again_holds_up_no_activity(
    office: Office, item: ServiceItem
) -> None:
    row = laid(office)
    actions.postpone(BY, row, reason="下雨")
    point = go(BY, ServicePoint.objects.get(), "prepare")
    plan = market(office, venue=row.venue, starts_at=row.starts_at, ends_at=row.ends_at, place="食堂")
    assert actions.change_activity(BY, row, plan).place == "食堂"
    assert fresh(point).state == PointState.PREPARING
    later = timedelta(days=1)
    actions.reschedule(BY, row, starts_at=row.starts_at + later, ends_at=row.ends_at + later)
    assert fresh(point).state == PointState.OPEN


def test_residents_read_in_plain_words_why_it_is_gone(office: Office, item: ServiceItem, clock: Any) -> None:
    def why() -> str:
        point = ServicePoint.objects.get(code=f"a-{row.code.lower()}")
        assert point.state_reason in Client().get(f"/p/{point.code}/").text
        return point.state_reason

    said = []
    row = laid(office)
    with translation.override("en"):
        actions.set_parts(BY, row, PartKind.STALL, [NewPart("理发")])
        said.append(why())
        actions.set_parts(BY, row, PartKind.STALL, [NewPart("户籍摊", item=item.code)])
        later = timedelta(days=1)
        begin, end = row.starts_at + later, row.ends_at + later
        actions.reschedule(BY, row, starts_at=begin, ends_at=end, reason="天冷")
        clock.set(end)
        actions.turn_over()
        said.append(why())
        row = laid(office, title="夜市", starts_at=end + later, ends_at=end + 2 * later)
        actions.cancel(BY, row, reason="下雨")
        said.append(why())
    assert said == ["这次活动不办事项了", "活动结束了", "下雨"]


def statements(act: Callable[[], object]) -> list[str]:
    """Return what is asked of the database, in order."""
    with CaptureQueriesContext(connection) as seen:
        act()
    return [one["sql"] for one in seen]


def test_the_directory_is_written_when_all_else_is_locked(office: Office, item: ServiceItem) -> None:
    first = laid(office)
    wanted = Wanted("市集", Rule(Every.WEEK, count=2))
    series = actions.make_series(person(office.worker), first, wanted)
    first = fresh(first)
    actions.ask_all(person(office.worker), series)
    plan = market(office, venue=first.venue, starts_at=first.starts_at, ends_at=first.ends_at, place="食堂")
    moves: tuple[Callable[[], object], ...] = (
        lambda: actions.approve_all(BY, series),
        lambda: actions.change_following(BY, first, plan),
        lambda: actions.change_venue(BY, first.venue, lon=120.63),
        lambda: actions.set_parts(
            BY, first, PartKind.STALL, [NewPart("理发"), NewPart("摊", item=item.code)]
        ),
        lambda: actions.cancel_following(BY, first, reason="下雨"),
    )
    for move, points in zip(moves, (1, 2, 2, 1, 2), strict=True):
        asked = statements(move)
        written = asked.index(next(one for one in asked if one.startswith('UPDATE "circle_edition"')))
        held = [
            one for one in asked[:written] if one.startswith('SELECT "circle_') and "ORDER BY 1 ASC" in one
        ]
        assert [one.count("'a-") for one in held] == [points, points]
        assert not any(one.startswith('UPDATE "almanac_') for one in asked[written:])


def test_parts_are_set_behind_the_counter_as_every_move_is(office: Office) -> None:
    row = planned(office)
    asked = statements(lambda: actions.set_parts(BY, row, PartKind.ACT, [NewPart("评弹")]))
    first = next(one for one in asked if 'FROM "almanac_' in one)
    assert first.partition(" WHERE ")[0].endswith('FROM "almanac_seats"')


def test_an_item_that_is_kept_no_more_stays_where_it_was_and_is_not_taken_along(
    office: Office, item: ServiceItem
) -> None:
    row = laid(office)
    change_item(BY, item, name="居住证", in_use=False)
    desk = Client()
    desk.force_login(office.worker)
    page = f"/desk/almanac/activities/{row.pk}/parts/"
    told = desk.get(page).context["form"]["stalls"].value()
    assert told.splitlines()[1] == "户籍摊｜派出所｜带身份证｜居住证申领"
    assert desk.post(page, {"stalls": told.splitlines()[1]}).status_code == 302  # the stall before it is gone
    assert [(one.name, one.item) for one in row.parts.all()] == [("户籍摊", item.code)]
    made = actions.hold_again(BY, row, starts_at=row.starts_at + timedelta(days=7))
    assert [(one.name, one.item, one.item_name) for one in made.parts.all()] == [("户籍摊", "", "")]


def test_items_of_one_name_stay_with_their_stalls(office: Office) -> None:
    for code in ("A1", "A2"):
        make_item(code, "社保查询")
    row = planned(office)
    stalls = [NewPart("甲摊", item="A1"), NewPart("乙摊", item="A2")]
    actions.set_parts(BY, row, PartKind.STALL, stalls)
    actions.set_parts(BY, row, PartKind.STALL, [NewPart(one.name, item="社保查询") for one in stalls[::-1]])
    made = actions.hold_again(BY, row, starts_at=row.starts_at + timedelta(days=7))
    for one in (row, made):
        assert [(part.name, part.item) for part in one.parts.all()] == [("乙摊", "A2"), ("甲摊", "A1")]
