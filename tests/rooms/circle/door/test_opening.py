"""When a point serves: holidays, make-up days, exceptions and bounds as one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from office import BY, Office
from points import make_point
from yike.rooms.circle import actions
from yike.rooms.circle.door import words
from yike.rooms.circle.door.calendarfile import written
from yike.rooms.circle.door.structured import about
from yike.rooms.circle.models import PointItem
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
