"""The hours of a point beyond its week: told on its page, and as a calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from conftest import Clock
from office import BY, Office
from points import make_offer
from yike.rooms.circle import actions
from yike.rooms.circle.models import PointItem

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2026, 10, 12, 2, tzinfo=UTC)  # in Shanghai


@pytest.fixture
def offer(clock: Clock, office: Office) -> PointItem:
    """Return an item done at a point, on a Monday at ten."""
    clock.set(MONDAY_AT_TEN)
    return make_offer(office)


def test_hours_of_a_day_far_ahead_are_told_in_the_readers_language(offer: PointItem) -> None:
    day = MONDAY_AT_TEN.date() + timedelta(days=15)
    actions.add_exception(BY, offer.point, since=day, until=day, hours="每天 9:00-10:00", reason="drill")
    told = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/p/{offer.point.code}/").content.decode()
    assert "<li>Tue 27 Oct: daily 9:00–10:00 (drill)</li>" in told


def test_the_calendar_file_has_the_week_without_days_off_and_single_days_with_their_own_hours(
    offer: PointItem,
) -> None:
    day = date(2026, 10, 14)
    actions.add_exception(BY, offer.point, since=day, until=day, hours="每天 9:00-10:00", reason="培训")
    answer = Client().get(f"/p/{offer.point.code}/hours.ics")
    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines.count("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR") == 2
    assert "EXDATE;TZID=Asia/Shanghai:20261014T090000" in lines
    assert "EXDATE;TZID=Asia/Shanghai:20261014T133000" in lines
    assert "DTSTART;TZID=Asia/Shanghai:20261014T090000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20261014T100000" in lines
    assert lines.count("BEGIN:VEVENT") == 3


def test_the_calendar_file_of_a_paused_or_closed_point_calls_its_hours_off_and_says_why(
    offer: PointItem,
) -> None:
    def lines() -> list[str]:
        answer = Client().get(f"/p/{offer.point.code}/hours.ics").content.decode()
        return answer.replace("\r\n ", "").split("\r\n")

    assert (lines().count("STATUS:CONFIRMED"), lines().count("STATUS:CANCELLED")) == (2, 0)
    actions.go(BY, offer.point, "pause", reason="修屋顶", back_on=date(2026, 12, 7))
    paused = lines()
    assert (paused.count("STATUS:CANCELLED"), paused.count("STATUS:CONFIRMED")) == (2, 0)
    assert "SUMMARY:梅东便民服务站：暂停，预计 12月7日 星期一 恢复" in paused
    assert "DESCRIPTION:修屋顶" in paused
    first = date.fromisoformat(next(one for one in paused if one.startswith("DTSTART;VALUE=DATE:"))[-8:])
    assert f"DTEND;VALUE=DATE:{first + timedelta(days=1):%Y%m%d}" in paused
    actions.go(BY, offer.point, "close", reason="搬走了")
    closed = lines()
    assert (closed.count("STATUS:CANCELLED"), closed.count("BEGIN:VEVENT")) == (2, 3)
    assert "SUMMARY:梅东便民服务站：关闭" in closed
