"""When a point serves: holidays, make-up days, exceptions and bounds as one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Clock
from office import BY, Office
from points import make_point
from yike.rooms.circle import actions, saying
from yike.rooms.circle.door import words
from yike.rooms.circle.door.calendarfile import written
from yike.rooms.circle.door.structured import about
from yike.rooms.circle.door.week import week
from yike.rooms.circle.models import PointItem, ServicePoint
from yike.rooms.circle.opening import Standing, hours_of, offer_hours, spans_on, standing, weekly
from yike.rooms.circle.walking.timetable import Days

pytestmark = pytest.mark.django_db
HOLIDAY, MAKEUP, MONDAY = date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 12)
DAYS = Days(frozenset({HOLIDAY}), frozenset({MAKEUP}), frozenset({2026}))
WORKDAY = ((540, 720), (810, 1020))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


def test_a_point_that_keeps_holidays_is_shut_on_them_and_open_on_make_up_days(office: Office) -> None:
    hours = hours_of(make_point(office.first))
    assert hours is not None
    assert [spans_on(hours, day, DAYS) for day in (HOLIDAY, MAKEUP, MONDAY)] == [(), WORKDAY, WORKDAY]


def test_a_point_that_does_not_keep_holidays_goes_by_the_week(office: Office) -> None:
    hours = hours_of(make_point(office.first, keeps_holidays=False))
    assert hours is not None
    assert [spans_on(hours, day, DAYS) for day in (HOLIDAY, MAKEUP)] == [WORKDAY, ()]


def test_the_latest_exception_wins_over_the_week_holidays_and_earlier_ones(office: Office) -> None:
    point = make_point(office.first)
    actions.add_exception(BY, point, since=HOLIDAY, until=MONDAY, reason="装修")
    actions.add_exception(BY, point, since=HOLIDAY, until=HOLIDAY, hours="每天 10:00-11:00", reason="值班")
    hours = hours_of(point)
    assert hours is not None
    days = (HOLIDAY, HOLIDAY + timedelta(days=1), MONDAY, MONDAY + timedelta(days=1))
    assert [spans_on(hours, day, DAYS) for day in days] == [((600, 660),), (), (), WORKDAY]


def test_a_market_is_open_on_its_day_only(office: Office) -> None:
    point = make_point(
        office.first, hours="每天 13:00-17:00", first_day=MONDAY, last_day=MONDAY, keeps_holidays=False
    )
    hours = hours_of(point)
    assert hours is not None
    days = [MONDAY + timedelta(days=n) for n in (-1, 0, 1)]
    assert [spans_on(hours, day, DAYS) for day in days] == [(), ((780, 1020),), ()]


def test_hours_nobody_knows_are_not_known_and_say_so(office: Office) -> None:
    point = make_point(office.first, hours="")
    assert hours_of(point) is None
    assert standing([], at(MONDAY, 3), DAYS) == Standing(open=True, known=False)


def test_what_is_open_tells_until_when_and_what_is_shut_from_when(office: Office) -> None:
    hours = hours_of(make_point(office.first))
    assert hours is not None
    assert standing([hours], at(MONDAY, 10), DAYS) == Standing(True, True, closes=at(MONDAY, 12))
    assert standing([hours], at(MONDAY, 12), DAYS) == Standing(False, True, opens=at(MONDAY, 13, 30))
    friday = date(2026, 10, 16)
    assert standing([hours], at(friday, 18), DAYS).opens == at(date(2026, 10, 19), 9)


def test_an_offer_of_some_days_with_hours_of_its_own_holds_on_those_days(office: Office) -> None:
    offer = PointItem(hours="周三 14:00-16:00", first_day=date(2026, 10, 14), last_day=date(2026, 10, 20))
    hours = offer_hours(offer)
    assert hours is not None
    days = (date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21))
    assert [spans_on(hours, day, DAYS) for day in days] == [(), ((840, 960),), ()]
    assert offer_hours(PointItem()) is None


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=2), "今天 12:00"),
        (timedelta(days=1), "明天 10:00"),
        (timedelta(days=5), "星期六 10:00"),
    ],
)
def test_a_moment_ahead_is_told_as_one_says_it(ahead: timedelta, said: str) -> None:
    assert words.when(at(MONDAY, 10) + ahead, at(MONDAY, 10)) == said


def test_a_far_day_is_told_with_its_date() -> None:
    assert words.when(at(MONDAY, 10) + timedelta(days=7), at(MONDAY, 10)) == "10月19日 星期一 10:00"


def test_a_point_open_past_midnight_and_one_never_shut_are_told_so() -> None:
    assert words.spans(((1320, 1800),)) == "22:00–6:00"
    assert words.spans(((0, 1440),)) == "24 小时"
    assert words.spans(()) == "休息"


def test_a_week_is_read_once_for_calendars_search_engines_and_exchange(office: Office) -> None:
    point = make_point(office.first, hours="周一至周五 9:00-12:00；周六 22:00-2:00；周日 0:00-24:00")
    hours = hours_of(point)
    assert hours is not None
    assert weekly(hours) == {(0, 1440): [6], (540, 720): [0, 1, 2, 3, 4], (1320, 1560): [5]}
    told = [
        (one["opens"], one["closes"], len(one["dayOfWeek"]))
        for one in about(point, "")["openingHoursSpecification"]
    ]
    assert told == [("00:00", "23:59", 1), ("09:00", "12:00", 5), ("22:00", "02:00", 1)]
    lines = written(point, at(MONDAY, 8), DAYS, "").decode().split("\r\n")
    rules = [line for line in lines if line.startswith("RRULE")]
    assert rules == [f"RRULE:FREQ=WEEKLY;BYDAY={days}" for days in ("SU", "MO,TU,WE,TH,FR", "SA")]


def test_one_exception_tells_its_day_and_no_other_of_a_point_whose_hours_nobody_knows(office: Office) -> None:
    point = make_point(office.first, hours="")
    before, after = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    actions.add_exception(BY, point, since=MONDAY, until=MONDAY, hours="每天 9:00-11:30", reason="值班")
    actions.add_exception(BY, point, since=after, until=after, reason="消防演练")
    hours = hours_of(point)
    assert hours is not None
    asked = [at(before, 10), at(MONDAY, 8), at(MONDAY, 10), at(MONDAY, 12), at(after, 10)]
    stands = [standing([hours], moment, DAYS) for moment in asked]
    assert stands == [
        Standing(open=True, known=False),
        Standing(open=False, known=True, opens=at(MONDAY, 9)),
        Standing(open=True, known=True, closes=at(MONDAY, 11, 30)),
        Standing(open=False, known=False),
        Standing(open=False, known=False),
    ]
    assert [words.stands(one, at(MONDAY, 10))[0] for one in (stands[0], stands[4])] == [
        "没写开放时间，先打电话问问",
        "关着，哪天开门先打电话问问",
    ]
    assert [day.hours for day in week(point, before, DAYS)] == [
        "没有登记时间",
        "9:00–11:30",
        "休息",
        *["没有登记时间"] * 4,
    ]
    events = [line for line in calendar_of(point) if line.startswith(("DTSTART", "DTEND", "RRULE"))]
    assert events == [f"DT{end};TZID=Asia/Shanghai:20261012T{time}00" for end, time in TIMES]


TIMES = (("START", "0900"), ("END", "1130"))


def calendar_of(point: ServicePoint) -> list[str]:
    found = ServicePoint.objects.get(pk=point.pk)
    events = written(found, at(MONDAY, 8), DAYS, "").decode().partition("BEGIN:VEVENT")[2]
    return events.replace("\r\n ", "").split("\r\n")


def test_an_exception_for_a_make_up_day_holds_by_its_own_weekday(office: Office) -> None:
    point = make_point(office.first)
    actions.add_exception(BY, point, since=MAKEUP, until=MAKEUP, hours="周六 9:00-12:00", reason="值班")
    hours = hours_of(point)
    assert hours is not None
    assert spans_on(hours, MAKEUP, DAYS) == ((540, 720),)


def test_where_exceptions_overlap_the_reason_is_told_of_the_one_whose_hours_hold(
    office: Office, clock: Clock
) -> None:
    clock.set(datetime(2026, 10, 12, 2, tzinfo=UTC))
    point = make_point(office.first)
    actions.add_exception(BY, point, since=MONDAY, until=MONDAY, hours="每天 10:00-11:00", reason="值班")
    actions.add_exception(BY, point, since=HOLIDAY, until=date(2026, 10, 20), reason="装修")
    (day, *_others) = week(point, MONDAY, DAYS)
    assert (day.hours, day.why) == ("休息", "装修")
    told = saying.today_at(point, point.exceptions.all(), DAYS)
    assert (told.words, told.why) == ("今天休息", "装修")


def test_only_the_real_day_is_called_today_whatever_day_is_asked_about(office: Office, clock: Clock) -> None:
    clock.set(datetime(2026, 10, 12, 2, tzinfo=UTC))
    point = make_point(office.first)
    assert [day.today for day in week(point, MONDAY, DAYS)] == [True, *[False] * 6]
    assert [day.today for day in week(point, date(2026, 10, 8), DAYS)] == [*[False] * 4, True, False, False]
    assert [day.today for day in week(point, date(2026, 10, 24), DAYS)] == [False] * 7


def test_a_temporary_point_ends_in_calendars_and_search_engines_too(office: Office) -> None:
    first, last = date(2026, 10, 14), date(2026, 10, 23)
    point = make_point(
        office.first, hours="每天 13:00-17:00", first_day=first, last_day=last, keeps_holidays=False
    )
    rules = ("DTSTART", "RRULE", "EXDATE")
    assert [line for line in calendar_of(point) if line.startswith(rules)] == [
        "DTSTART;TZID=Asia/Shanghai:20261014T130000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261023T155959Z;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    ]
    (told,) = about(point, "")["openingHoursSpecification"]
    assert (told["validFrom"], told["validThrough"]) == ("2026-10-14", "2026-10-23")


def test_a_temporary_point_that_is_over_has_no_event(office: Office) -> None:
    point = make_point(office.first, hours="每天 13:00-17:00", last_day=MONDAY - timedelta(days=1))
    assert calendar_of(point) == [""]


def test_the_page_of_a_point_asks_for_its_exceptions_once(office: Office) -> None:
    point = make_point(office.first)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(f"/p/{point.code}/").status_code == 200
    exceptions = [one["sql"] for one in asked if 'FROM "circle_hoursexception"' in one["sql"]]
    assert len(exceptions) == 1
