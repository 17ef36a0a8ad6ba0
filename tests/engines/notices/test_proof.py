"""Proof-reading of one notice: what it finds, where, and what it lets pass."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.notices import LINE, Notice, Remark, line, proofread
from yike.engines.notices.notice import WEEKDAYS
from yike.engines.notices.sayings import SAYINGS

MONTH = date(2026, 12, 1)
GOOD = Notice(
    "便民市集：磨刀、缝补、理发",
    date(2026, 12, 5),
    None,
    time(9),
    time(11, 30),
    "定慧寺巷口",
    contact="居委会",
    phone="0512-67271234",
)


def codes(**change: object) -> list[tuple[str, str, str]]:
    notice = Notice(**{**GOOD.__dict__, **change})  # type: ignore[arg-type]
    found = proofread(notice, month=MONTH, leads=lambda path: path == "/on/")
    return [(one.code, one.field, one.found) for one in found]


def test_a_good_notice_has_no_remark() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"title": ""}, [("empty", "title", "")]),
        ({"title": "市" * 60}, [("long", "title", str(60 + 24))]),
        ({"place": " "}, [("no_place", "place", "")]),
        ({"contact": "", "phone": ""}, [("no_contact", "phone", "")]),
        ({"day": None}, [("no_day", "day", "")]),
        ({"until": date(2026, 12, 4)}, [("backwards", "until", "2026-12-04")]),
        ({"until": date(2027, 12, 4)}, [("lasting", "until", "365")]),
        ({"end": time(8)}, [("backwards", "end", "8:00")]),
        ({"day": date(2026, 11, 30)}, [("other_month", "day", "2026-11-30")]),
        ({"day": date(2026, 11, 30), "until": date(2026, 12, 1)}, []),
        ({"more": "2月30日以前交"}, [("no_such_day", "more", "2月30日")]),
        ({"more": "2027-02-29 前"}, [("no_such_day", "more", "2027-02-29")]),
        ({"more": "12月5日（周六）"}, []),
        ({"more": "12月5日（周日）"}, [("weekday", "more", "12月5日(周日)")]),
        ({"more": "１２月５日星期天"}, [("weekday", "more", "12月5日星期天")]),
        ({"more": "1月3日周日"}, []),
        ({"title": "12月6日市集"}, [("other_day", "title", "12月6日")]),
        ({"title": "25:00 市集"}, [("no_such_time", "title", "25:00")]),
        ({"more": "9:70 开始"}, [("no_such_time", "more", "9:70")]),
        ({"title": "10:00 市集"}, [("other_time", "title", "10:00")]),
        ({"title": "9:00 市集"}, []),
        ({"more": "打 1234567890"}, [("phone", "more", "1234567890")]),
        ({"phone": "6727123"}, []),
        ({"phone": "12345"}, []),
        ({"phone": "67271"}, [("phone", "phone", "67271")]),
        ({"phone": "13812345678"}, [("mobile", "phone", "13812345678")]),
        ({"more": "400-820-8820"}, []),
        ({"more": "身份证 11010519491231002X"}, [("identity", "more", "11010519491231002X")]),
        ({"more": "卡号 6222021234567890123"}, [("identity", "more", "6222021234567890123")]),
        ({"title": "网上登陆办理"}, [("wrong", "title", "登陆")]),
        ({"title": "聋哑人手语课"}, [("hurtful", "title", "聋哑人")]),
        ({"title": "养老投资讲座"}, [("lure", "title", "养老投资")]),
        ({"more": "请务必转发"}, [("push", "more", "务必转发")]),
        ({"link": "/on/"}, []),
        ({"link": "/of/"}, [("dead_link", "link", "/of/")]),
        ({"link": "on"}, [("dead_link", "link", "on")]),
        ({"link": "https://example.org/a"}, [("outside", "link", "https://example.org/a")]),
        ({"more": "详见 /nope/a/。"}, [("dead_link", "more", "/nope/a/")]),
        ({"place": "定慧寺巷（东口"}, [("brackets", "place", "（")]),
        ({"more": "带身份证，。"}, [("doubled", "more", "，。")]),
    ],
)
def test_each_slip_is_found_where_it_is(change: dict[str, object], found: list[tuple[str, str, str]]) -> None:
    assert codes(**change) == found


def test_grave_remarks_come_first() -> None:
    notice = Notice("登陆", date(2026, 12, 5), phone="13812345678", place="楼下", more="（")
    graves = [one.grave for one in proofread(notice, month=MONTH)]
    assert graves == sorted(graves, reverse=True)
    assert True in graves
    assert False in graves


def test_a_remark_is_said_in_two_languages() -> None:
    said = Remark("weekday", "more", "12月5日周日", "六", "Saturday")
    assert said.text() == "“12月5日周日”：这一天是星期六。请改日期或星期。"
    assert said.text("en") == '"12月5日周日": that day is a Saturday. Change the day or the weekday.'


@pytest.mark.parametrize("code", SAYINGS)
def test_every_saying_can_be_said(code: str) -> None:
    said = Remark(code, "more", "甲", "乙", "b")
    assert "{" not in said.text() + said.text("en")


@given(st.dates(date(2026, 12, 1), date(2026, 12, 31)), st.integers(0, 6))
def test_a_weekday_passes_exactly_where_the_calendar_has_it(day: date, weekday: int) -> None:
    text = f"{day.month}月{day.day}日（周{WEEKDAYS[weekday]}）"
    found = proofread(Notice("市集", day, place="楼下", phone="67271234", more=text), month=MONTH)
    assert [one.code for one in found] == ([] if day.weekday() == weekday else ["weekday"])


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=80), st.text(max_size=20))
def test_whatever_is_written_is_read_without_breaking(title: str, place: str, more: str, phone: str) -> None:
    notice = Notice(title, MONTH + timedelta(days=3), None, time(9), None, place, more, phone=phone)
    found = proofread(notice, month=MONTH, leads=lambda _path: False)
    assert len(found) == len(set(found))
    assert ("long" in {one.code for one in found}) == (len(line(notice)) > LINE)
    assert all(one.text() and one.text("en") for one in found)
