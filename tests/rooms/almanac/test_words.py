"""Words on the almanac's pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from yike.engines.notices import Notice
from yike.rooms.almanac.poster.sheet import _day
from yike.rooms.almanac.templatetags.almanac import dialled, took_apart


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王姐 0512-67271234", '王姐 <a class="keep" href="tel:0512-67271234">0512-67271234</a>'),
        (
            "12345 或 67270011",
            '<a class="keep" href="tel:12345">12345</a> 或 <a class="keep" href="tel:67270011">67270011</a>',
        ),
        ("400-820-8820", '<a class="keep" href="tel:400-820-8820">400-820-8820</a>'),
        ("2026-12-05 9:00-11:30 <b>李</b>", "2026-12-05 9:00-11:30 &lt;b&gt;李&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_telephone_numbers_are_dialled_with_a_tap(text: str, shown: str) -> None:
    assert dialled(text) == shown


@pytest.mark.parametrize(
    ("day", "until", "shown"),
    [
        (date(2026, 12, 7), None, "12月7日"),
        (date(2026, 12, 7), date(2026, 12, 7), "12月7日"),
        (date(2026, 12, 7), date(2026, 12, 27), "12月7日\n至27日"),
        (date(2026, 12, 28), date(2027, 1, 13), "12月28日\n至1月13日"),
    ],
)
def test_several_days_stand_on_two_lines_of_the_poster_as_large_as_one(
    day: date, until: date | None, shown: str
) -> None:
    assert _day(Notice(title="缴费", day=day, until=until)) == shown


def test_a_stretch_of_time_is_told_as_a_number_and_its_unit() -> None:
    spans = (timedelta(minutes=1), timedelta(minutes=68), timedelta(hours=11.2), timedelta(days=3))
    assert [took_apart(one) for one in spans] == [
        ("1", "分钟"),
        ("68", "分钟"),
        ("11.2", "小时"),
        ("3.0", "天"),
    ]
    with override("en"):
        assert took_apart(spans[0]) == ("1", "minute")
