"""What changes of service points in a month, as residents are told: closed, moved, back, other hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from office import BY, Office
from points import make_point
from yike.core.record.news import News, news_of
from yike.rooms.circle import actions
from yike.rooms.circle.actions import hours
from yike.rooms.circle.models import PointKind, PointState

pytestmark = pytest.mark.django_db
MORNING = timezone.make_aware(datetime(2026, 11, 20, 9))
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def december(office: Office) -> list[News]:
    return news_of(office.street, FIRST, LAST)


def told(office: Office) -> list[tuple[str, date, date | None, str]]:
    return [(one.title, one.day, one.until, one.more) for one in december(office)]


def test_a_point_that_moves_changes_its_hours_or_closes_is_told_with_what_is_true_now(office: Office) -> None:
    moved = make_point(office.first, "望星桥站")
    other = make_point(office.first, "东园站")
    gone = make_point(office.first, "老站")
    actions.change_point(BY, moved, address="梅巷2号", lon=120.621)
    actions.change_point(BY, moved, address="梅巷3号")
    actions.set_hours(BY, other, hours="周一至周五 8:00-18:00")
    actions.change_point(BY, other, phone="0512-67270001")
    actions.go(BY, gone, "close", reason="房子要拆")
    assert sorted(told(office)) == [
        ("东园站改了开放时间", FIRST, None, "周一至周五 8:00-18:00"),
        ("望星桥站搬到梅巷3号", FIRST, None, ""),
        ("老站关闭", FIRST, None, "房子要拆"),
    ]
    [one] = [one for one in december(office) if one.title.startswith("望星桥")]
    assert (one.area, one.place, one.link) == (office.first.pk, "梅巷3号", f"/p/{moved.code}/")
    assert {one.key for one in december(office)} == {one.key for one in december(office)}


def test_a_pause_is_told_until_the_day_before_it_ends_and_the_return_on_its_day(office: Office) -> None:
    point = make_point(office.first, "东园站")
    actions.go(BY, point, "pause", reason="修屋顶", back_on=date(2026, 12, 16))
    assert told(office) == [
        ("东园站暂停服务", FIRST, date(2026, 12, 15), "修屋顶"),
        ("东园站预计恢复服务", date(2026, 12, 16), None, ""),
    ]


def test_a_point_that_is_open_again_is_not_told_to_be_paused(office: Office, clock: Any) -> None:
    point = make_point(office.first, "东园站")
    actions.go(BY, point, "pause", reason="修屋顶", back_on=date(2026, 12, 16))
    clock.set(MORNING + timedelta(days=13))
    actions.go(BY, point, "resume")
    assert told(office) == [("东园站恢复服务", date(2026, 12, 3), None, "")]


def test_days_with_other_hours_are_told_one_by_one_and_many_alike_at_once(office: Office) -> None:
    points = [make_point(office.first, f"{n}号站") for n in range(5)]
    holiday = {"since": date(2026, 12, 24), "until": date(2026, 12, 26)}
    for point in points[:4]:
        hours.add_exception(BY, point, **holiday, reason="盘点")
    hours.add_exception(
        BY, points[4], since=date(2026, 12, 9), until=date(2026, 12, 9), hours="9:00-11:00", reason="培训"
    )
    hours.add_exception(BY, points[4], since=date(2027, 1, 1), until=date(2027, 1, 3), reason="元旦")
    assert told(office) == [
        ("4号站时间有变", date(2026, 12, 9), None, "培训；9:00-11:00"),
        ("盘点：4 个站点不开放", date(2026, 12, 24), date(2026, 12, 26), "盘点：0号站、1号站、2号站、3号站"),
    ]


def test_what_stands_for_an_activity_what_is_elsewhere_and_what_was_long_ago_is_left_out(
    office: Office, clock: Any
) -> None:
    old = make_point(office.first, "东园站")
    actions.change_point(BY, old, address="梅巷9号")
    clock.set(MORNING + timedelta(days=60))
    more = {"first_day": date(2027, 2, 3), "last_day": date(2027, 2, 4)}
    make_point(office.first, "市集上的摊", kind=PointKind.EVENT, **more)
    make_point(office.first, "临时站", **more)
    found = news_of(office.street, date(2027, 2, 1), date(2027, 2, 28))
    assert [(one.title, one.day) for one in found] == [
        ("临时站开始服务", date(2027, 2, 3)),
        ("临时站最后一天", date(2027, 2, 4)),
    ]
    assert news_of(office.second, date(2027, 2, 1), date(2027, 2, 28)) == []


def test_a_point_begins_to_serve_when_its_preparation_is_over(office: Office) -> None:
    point = make_point(office.first, "新站", state=PointState.PREPARING)
    assert told(office) == []
    actions.go(BY, point, "open")
    assert told(office) == [("新站开始服务", FIRST, None, "")]


def test_it_is_a_fixed_number_of_questions(office: Office, django_assert_num_queries: Any) -> None:
    for n in range(4):
        point = make_point(office.first, f"{n}号站")
        actions.change_point(BY, point, address=f"梅巷{n + 20}号")
        day = date(2026, 12, 1) + timedelta(days=n)
        hours.add_exception(BY, point, since=day, until=day, reason=f"培训{n}")
    with django_assert_num_queries(7):
        assert len(december(office)) == 8
