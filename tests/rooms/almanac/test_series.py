"""Series: made of one activity, moved on, changed and cancelled from one session on; shown as one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gathering import fresh, hour, market, person, planned
from office import BY, Office
from yike.core.accounts.actions import add_unit
from yike.core.outbox.models import Message
from yike.engines.faults import Fault
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions import door, signups
from yike.rooms.almanac.actions.activities import NewPart, Wanted
from yike.rooms.almanac.actions.activities.venues import lock_houses
from yike.rooms.almanac.actions.signups.seats import lock_seats_of
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.parts import Part, PartKind
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.models.signups import Call, Registration
from yike.rooms.almanac.queries.series import ahead, came_of, sessions_of
from yike.rooms.almanac.saying import recurring
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db
WEEKLY = Rule(Every.WEEK, count=4)
DESK = "/desk/almanac/activities/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning: Friday 27 November 2026."""
    clock.set(hour("08:00"))


def made(office: Office, rule: Rule = WEEKLY, without: tuple[date, ...] = (), **other: Any) -> Series:
    row = planned(office, **other)
    return actions.make_series(person(office.worker), row, Wanted("市集", rule, without, "Market"))


def opened(office: Office, **other: Any) -> tuple[Series, list[Activity]]:
    series = made(office, **other)
    actions.ask_all(person(office.worker), series)
    actions.approve_all(BY, series)
    return series, sessions_of(series)


def days(series: Series, wanted: str = "%m-%d %H:%M") -> list[str]:
    return [timezone.localtime(row.starts_at).strftime(wanted) for row in sessions_of(series)]


def test_a_series_plans_every_session_with_its_parts_and_leaves_days_out(office: Office) -> None:
    row = planned(office, audience=("elders",), signup="open", capacity=20)
    actions.set_parts(BY, row, PartKind.STALL, [NewPart("理发", "社缘")])
    wanted = Wanted("市集", WEEKLY, (date(2026, 12, 7),))
    series = actions.make_series(person(office.worker), row, wanted)
    assert days(series) == ["11-30 08:00", "12-14 08:00", "12-21 08:00"]
    assert (series.rule, series.without) == ("FREQ=WEEKLY;COUNT=4;BYDAY=MO", ["2026-12-07"])
    first, *others = sessions_of(series)
    assert (first.pk, [one.copied_from_id for one in others]) == (row.pk, [row.pk, row.pk])
    assert [(one.state, one.capacity, one.audience) for one in others] == [("plan", 20, ["elders"])] * 2
    assert Part.objects.filter(name="理发", who="社缘").count() == 3
    assert [one.slot == one.starts_at for one in (first, *others)] == [True] * 3


def test_a_series_is_planned_whole_or_not_at_all(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    plan = market(office)
    later = timedelta(days=14)
    planned(office, venue=hall, starts_at=plan.starts_at + later, ends_at=plan.ends_at + later)
    row = planned(office, venue=hall)
    for rule in (Rule(Every.WEEK), Rule(Every.DATE, 7, count=3), WEEKLY):
        with pytest.raises(Fault):
            actions.make_series(person(office.worker), row, Wanted("市集", rule))
    assert (Activity.objects.count(), Series.objects.count(), fresh(row).series) == (2, 0, None)


def test_an_activity_is_in_one_series_only(office: Office) -> None:
    first = sessions_of(made(office))[0]
    with pytest.raises(Fault):
        actions.make_series(person(office.worker), first, Wanted("又一个", WEEKLY))


def test_all_sessions_are_asked_for_and_approved_with_one_message_each(office: Office) -> None:
    series = made(office)
    actions.ask_all(person(office.worker), series)
    with pytest.raises(Fault):
        actions.ask_all(person(office.worker), series)
    actions.approve_all(BY, series)
    assert {row.state for row in sessions_of(series)} == {ActivityState.OPEN}
    told = [(one.kind, len(one.body.splitlines())) for one in Message.objects.order_by("pk")]
    assert told == [("almanac.series.ask", 4), ("almanac.series.approve", 4)]


def test_one_session_changes_alone_and_all_that_follow_change_together(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    series, rows = opened(office, venue=hall)
    by = person(office.worker)
    one = market(office, venue=hall, place="食堂", starts_at=rows[1].starts_at, ends_at=rows[1].ends_at)
    actions.change_activity(by, rows[1], one)
    assert [row.place for row in sessions_of(series)] == ["梅东广场", "食堂", "梅东广场", "梅东广场"]
    week = timedelta(days=7, hours=1)  # into the place of the next one, which moves out of the way
    two = market(office, venue=hall, starts_at=rows[2].starts_at + week, ends_at=rows[2].ends_at + week)
    actions.change_following(by, rows[2], two, reason="天冷")
    assert days(series) == ["11-30 08:00", "12-07 08:00", "12-21 09:00", "12-28 09:00"]
    assert [timezone.localtime(row.slot).day for row in sessions_of(series) if row.slot] == [30, 7, 14, 21]


def test_a_postponed_session_whose_room_was_given_away_stops_no_change(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    series, rows = opened(office, venue=hall)
    actions.postpone(BY, rows[2], reason="下雨")
    slot = {"starts_at": rows[2].starts_at, "ends_at": rows[2].ends_at}
    planned(office, venue=hall, **slot)
    plan = market(office, venue=hall, place="食堂", starts_at=rows[1].starts_at, ends_at=rows[1].ends_at)
    actions.change_following(person(office.worker), rows[1], plan)
    assert [row.place for row in sessions_of(series)] == ["梅东广场", "食堂", "食堂", "食堂"]
    with pytest.raises(Fault) as found:
        actions.reschedule(BY, rows[2], **slot)
    assert found.value.zh.startswith("“邻里之家”那时有活动“梅东便民市集”")
    with pytest.raises(Fault):
        actions.change_activity(BY, rows[1], replace(plan, **slot))


def test_cancelling_from_one_session_on_tells_everybody_and_leaves_those_before(office: Office) -> None:
    series, rows = opened(office, signup="open", capacity=9)
    for row in (rows[0], rows[2]):
        signups.sign_up(
            person(office.worker), row, Wish(name="林小满", phone="13800001234", link="x" * 20 + str(row.pk))
        )
    before = Message.objects.count()
    actions.cancel_following(BY, rows[1], reason="场地要修")
    states = [(row.state, row.called_off) for row in sessions_of(series)]
    assert states == [("open", ""), *[("cancelled", "场地要修")] * 3]
    new = list(Message.objects.order_by("pk")[before:])
    assert [(one.kind, one.body.splitlines()[0]) for one in new if one.kind != "almanac.signup.calls"] == [
        ("almanac.series.cancelled", "原因：场地要修。")
    ]
    assert [one.title[:6] for one in new if one.kind == "almanac.signup.calls"] == [
        "1 人要打电"
    ]  # of one session
    assert [one.call for one in Registration.objects.order_by("pk")] == ["", Call.CANCELLED]
    with pytest.raises(Fault):
        actions.cancel_following(BY, rows[0], reason=" ")


def test_what_follows_takes_in_postponed_and_running_sessions_and_the_one_pressed(
    office: Office, clock: Any
) -> None:
    series, rows = opened(office)
    actions.postpone(BY, rows[0], reason="下雨")
    actions.postpone(BY, rows[2], reason="下雨")
    by, one = person(office.worker), rows[0]
    actions.change_following(
        by, one, market(office, place="新广场", starts_at=one.starts_at, ends_at=one.ends_at)
    )
    assert [(row.place, row.state) for row in sessions_of(series)] == [
        ("新广场", "postponed"),
        ("新广场", "open"),
        ("新广场", "postponed"),
        ("新广场", "open"),
    ]
    clock.set(rows[1].starts_at)
    actions.begin(by, rows[1])
    assert len(actions.cancel_following(BY, fresh(one), reason="场地要修")) == 4
    assert [row.state for row in sessions_of(series)] == ["cancelled"] * 4
    with pytest.raises(Fault):  # nothing is left, and nobody is told that something was done
        actions.cancel_following(BY, fresh(one), reason="场地要修")
    with pytest.raises(Fault):
        actions.change_following(by, fresh(one), market(office))


def test_a_series_is_locked_whole_and_in_one_order_before_anything_else(office: Office) -> None:
    series, by = made(office), person(office.worker)
    row = sessions_of(series)[1]
    plan = market(office, starts_at=row.starts_at, ends_at=row.ends_at)
    moves = (
        lambda: actions.ask_all(by, series),
        lambda: actions.approve_all(BY, series),
        lambda: actions.change_following(by, row, plan),
        lambda: actions.cancel_following(BY, row, reason="场地要修"),
    )
    for move in moves:
        with CaptureQueriesContext(connection) as asked:
            move()
        first = next(one["sql"] for one in asked if 'FROM "almanac_' in one["sql"])
        assert first.partition(" WHERE ")[0].endswith('FROM "almanac_seats"')
        assert "ORDER BY 1 ASC" in first
        assert ("FOR UPDATE" in first) == connection.features.has_select_for_update


def test_all_houses_of_a_series_are_locked_at_once_and_in_one_order(office: Office) -> None:
    kept = (("乙", ""), ("乙", "小厅"), ("甲", ""), ("丙", ""))
    hall, room, other, _far = (
        actions.add_venue(BY, area=office.first, name=name, room=inside, address="梅巷1号")
        for name, inside in kept
    )
    assert lock_houses([other.pk, None, room.pk]) == [hall.pk, room.pk, other.pk]
    series, by = made(office, venue=other), person(office.worker)
    row = sessions_of(series)[1]
    moved = market(office, venue=room, starts_at=row.starts_at, ends_at=row.ends_at)
    actions.change_activity(by, row, moved)
    actions.ask_all(by, series)
    with CaptureQueriesContext(connection) as asked:
        actions.approve_all(BY, series)
    first = next(one["sql"] for one in asked if 'FROM "almanac_venue"' in one["sql"])
    assert "ORDER BY 1 ASC" in first
    assert ("FOR UPDATE" in first) == connection.features.has_select_for_update


def test_an_activity_in_no_series_stands_alone(office: Office) -> None:
    one, _other = planned(office), planned(office, place="食堂")
    assert [row.pk for row in ahead(one)] == [one.pk]
    with CaptureQueriesContext(connection) as asked:
        lock_seats_of(one.series_id)
    assert len(asked) == 0


def test_what_came_of_a_series_keeps_visits_and_people_apart(office: Office, clock: Any) -> None:
    series, rows = opened(office, signup="open", capacity=9)
    for row in rows[:2]:
        one = signups.sign_up(BY, row, Wish(name="林小满", phone="13800001234", link="x" * 20 + str(row.pk)))
        clock.set(row.starts_at)
        door.check_in(BY, one)
    door.count_heads(BY, rows[1], people=7)
    came, each = came_of(sessions_of(series))
    assert (came.held, came.off, came.visits, came.people) == (0, 0, 8, 1)
    assert [each[row.pk] for row in rows] == [1, 7, 0, 0]


def test_the_words_of_a_recurrence(office: Office) -> None:
    rules = (Rule(Every.DAY, 2, count=2), Rule(Every.DATE, count=2), Rule(Every.NTH, count=2))
    words = [recurring(made(office, rule)).partition("，")[0] for rule in rules]
    assert words == ["每 2 天", "每月 30 日", "每月最后一个周一"]
    assert recurring(made(office)) == "每周一，从 2026-11-30 起，一共排了 4 次"
    less = made(office, without=(date(2026, 12, 7),))
    assert (recurring(less), len(sessions_of(less))) == ("每周一，从 2026-11-30 起，一共排了 3 次", 3)


def test_the_desk_makes_a_series_and_shows_it_to_who_may_see_it(office: Office, client: Client) -> None:
    row = planned(office)
    page = f"{DESK}{row.pk}/series/"
    client.force_login(office.worker)
    assert client.get(page).context["form"]["name"].value() == "梅东便民市集"
    wrong = {"name": "市集", "every": "week", "interval": 1}
    assert client.post(page, wrong).context["form"].errors == {
        "__all__": ["没有说办到哪天，或一共几次。请填最后一天，或填一共几次。"]
    }
    odd = client.post(page, wrong | {"count": 3, "without": "2027-02-31", "interval": 0, "weekdays": ["9"]})
    assert set(odd.context["form"].errors) == {"without", "interval", "weekdays"}
    answer = client.post(page, wrong | {"count": 3, "without": "2026-12-07", "weekdays": ["0"]})
    series = Series.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/almanac/series/{series.pk}/")
    assert [one.pk for one, _visits, _said in client.get(answer["Location"]).context["rows"]] == [
        one.pk for one in sessions_of(series)
    ]
    go = f"/desk/almanac/series/{series.pk}/go/"
    assert [client.post(f"{go}{verb}/").status_code for verb in ("ask", "dance")] == [302, 404]
    assert {one.state for one in sessions_of(series)} == {"asked"}
    assert client.post(f"{go}approve/").status_code == 403  # whoever planned it does not approve it
    assert client.get(f"{go}ask/").status_code == 405


def test_colleagues_elsewhere_and_strangers_see_no_series(office: Office, client: Client) -> None:
    east = add_unit(BY, kind="community", name="梅东居委会", area=office.first)
    row = actions.plan_activity(BY, market(office, hosts=(east,)))
    series = actions.make_series(BY, row, Wanted("市集", WEEKLY))
    desk, make = f"/desk/almanac/series/{series.pk}/", f"{DESK}{sessions_of(series)[0].pk}/series/"
    assert client.get(desk).status_code == 302
    client.force_login(office.stranger)
    assert [client.get(page).status_code for page in (desk, make)] == [404, 404]
    assert client.post(f"{desk}go/ask/").status_code == 404
    client.force_login(office.colleague)
    assert client.get(desk).status_code == 200
    assert client.get(f"/on/s/{series.code}/").status_code == 404  # not approved: nobody reads it yet


def test_a_change_and_a_cancelling_ask_which_sessions_are_meant(office: Office, client: Client) -> None:
    series, rows = opened(office)
    client.force_login(office.worker)
    page = client.get(f"{DESK}{rows[2].pk}/change/")
    said = {name: value for name, value in page.context["form"].initial.items() if value not in (None, "")}
    begins, ends = (timezone.localtime(rows[2].starts_at), timezone.localtime(rows[2].ends_at))
    said |= {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{ends:%Y-%m-%dT%H:%M}", "place": "新广场"}
    said |= {"area": rows[2].area_id, "series-scope": "following"}
    assert client.post(f"{DESK}{rows[2].pk}/change/", said).status_code == 302
    assert [row.place for row in sessions_of(series)] == ["梅东广场", "梅东广场", "新广场", "新广场"]
    client.post(f"{DESK}{rows[1].pk}/go/cancel/", {"reason": "下雨", "scope": "one"})
    assert [row.state for row in sessions_of(series)] == ["open", "cancelled", "open", "open"]
    client.post(f"{DESK}{rows[2].pk}/go/cancel/", {"reason": "下雨", "scope": "following"})
    assert [row.state for row in sessions_of(series)] == ["open", "cancelled", "cancelled", "cancelled"]


def test_the_door_shows_a_series_as_one_thing_with_its_dates(office: Office, client: Client) -> None:
    series, rows = opened(office, rule=Rule(Every.DAY, 2, count=3))
    actions.cancel(BY, rows[0], reason="下雨")
    shown = client.get("/on/?day=2026-11-30").context
    [(day, [(item, _far)])] = shown["days"]
    assert (shown["count"], day, item.activity.pk) == (1, date(2026, 12, 2), rows[1].pk)
    assert [(one.day.day, one.off) for one in item.sessions] == [(30, True), (2, False), (4, False)]
    page = client.get(f"/on/s/{series.code}/")
    assert [row.pk for row in page.context["rows"]] == [row.pk for row in rows]
    assert "下雨" in page.text
    one = client.get(f"/on/a/{rows[1].code}/")
    assert f"/on/s/{series.code}/" in one.text
    assert "Market" in client.get(f"/on/s/{series.code}/", headers={"Accept-Language": "en"}).text
    assert client.get("/on/s/NOTHING/").status_code == 404
