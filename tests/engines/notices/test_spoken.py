"""What a loud-speaker reads: every number as people say it."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.notices import Notice, script, spoken
from yike.engines.notices.numerals import MOST, amount, counted, oclock

ASK = "有事请问王老师 六七二七，幺二三四。"
UNITS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万亿": 10**12, "亿": 10**8, "万": 10**4}


def understood(said: str) -> int:
    """Read a Chinese number back: the inverse, written independently."""
    for name, worth in GREAT.items():
        if name in said:
            high, _name, low = said.partition(name)
            return understood(high) * worth + (understood(low) if low else 0)
    total, digit = 0, 0
    for sign in said:
        if sign in UNITS:
            total, digit = total + (digit or 1) * UNITS[sign], 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10_020, "一万零二十"),
        (100_000, "十万"),
        (101_000, "十万一千"),
        (100_100, "十万零一百"),
        (10**8, "一亿"),
        (10**8 + 1, "一亿零一"),
        (120_000_000, "一亿二千万"),
        (10**12, "一万亿"),
    ],
)
def test_amounts(number: int, said: str) -> None:
    assert amount(number) == said


@given(st.integers(0, MOST))
def test_an_amount_is_understood_again(number: int) -> None:
    assert understood(amount(number)) == number


@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_what_cannot_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot say"):
        amount(number)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(0, 0), "凌晨零点"),
        (time(7, 30), "早上七点半"),
        (time(9, 0), "上午九点"),
        (time(10, 5), "上午十点零五分"),
        (time(12, 15), "中午十二点十五分"),
        (time(14, 0), "下午两点"),
        (time(19, 45), "晚上七点四十五分"),
    ],
)
def test_times_of_day(at: time, said: str) -> None:
    assert oclock(at) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12月5日9:00–11:30", "十二月五号上午九点到十一点半"),
        ("12月5日11:00–14:00", "十二月五号上午十一点到下午两点"),
        ("12月1日–15日", "十二月一号到十五号"),
        ("12月20日至1月5日", "十二月二十号到一月五号"),
        ("2026年12月", "二零二六年十二月"),
        ("2026-12-05", "二零二六年十二月五号"),
        ("电话0512-67271234", "电话零五幺二，六七二七，幺二三四"),
        ("13812345678", "幺三八，幺二三四，五六七八"),
        ("拨打12345或110", "拨打幺二三四五或幺幺零"),
        ("12%、3.5%", "百分之十二、百分之三点五"),
        ("1-3楼", "一到三楼"),
        ("2个人，12个人，第2期", "两个人，十二个人，第二期"),
        ("105元", "一百零五元"),
        ("3.5公里", "三点五公里"),
        ("007号", "零零七号"),
        ("详见https://a.example/on/1 谢谢", "详见 谢谢"),
        ("巷口（东）。", "巷口，东。"),
        ("１０元", "十元"),
    ],
)
def test_a_text_as_it_is_said(text: str, said: str) -> None:
    assert spoken(text) == said


@given(st.text(max_size=120) | st.text("0123456789月日号:–-年%.，个人元第电话", max_size=40))
def test_no_digit_is_left(text: str) -> None:
    assert re.search(r"[0-9]", spoken(text)) is None


def test_two_is_said_in_two_ways() -> None:
    assert [counted(n) for n in (1, 2, 12)] == ["一", "两", "十二"]


def test_the_script_of_an_issue() -> None:
    notices = [
        Notice(
            "便民市集",
            date(2026, 12, 5),
            None,
            time(9),
            time(11, 30),
            "巷口",
            "",
            "老年人",
            "王老师",
            "67271234",
        ),
        Notice("医保缴费", date(2026, 12, 1), date(2026, 12, 15)),
    ]
    assert script("双塔街道", 12, notices).split("\n\n") == [
        "各位居民，大家好。这里是双塔街道第十二期便民月历，一共两条。",
        "第一条。十二月五号，星期六，上午九点到十一点半，便民市集。地点在巷口。适合老年人。" + ASK,
        "第二条。十二月一号到十二月十五号，医保缴费。",
        "播报完毕。没听清的，请问社区工作者，或看楼道里的月历。谢谢大家。",
    ]


def test_a_street_with_brackets_in_its_name_is_not_run_into_the_number() -> None:
    opening = script("双塔街道（演示）", 6, [Notice("体检", date(2026, 12, 5))]).split("\n\n")[0]
    assert opening == "各位居民，大家好。这里是双塔街道，演示，第六期便民月历，一共一条。"
