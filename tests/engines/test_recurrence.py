"""Days that come again: counted out, written as RRULE and read again, bounded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.recurrence import Every, Rule, days_in, nth_of, read, sessions, written

ZONE = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 12, 1, 14, 0, tzinfo=ZONE)


def days(rule: Rule, first: datetime = TUESDAY, without: tuple[date, ...] = ()) -> list[str]:
    return [f"{one:%m-%d %H:%M}" for one in sessions(rule, first, without)]


def refused(rule: Rule, first: datetime = TUESDAY, without: tuple[date, ...] = ()) -> str:
    with pytest.raises(Fault) as found:
        sessions(rule, first, without)
    return found.value.zh


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        (Rule(Every.DAY, 2, count=3), "FREQ=DAILY;INTERVAL=2;COUNT=3", ["12-01", "12-03", "12-05"]),
        (
            Rule(Every.WEEK, weekdays=frozenset({1, 3}), until=date(2026, 12, 10)),
            "FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH",
            ["12-01", "12-03", "12-08", "12-10"],
        ),
        (Rule(Every.DATE, count=3), "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1", ["12-01", "01-01", "02-01"]),
        (Rule(Every.NTH, count=3), "FREQ=MONTHLY;COUNT=3;BYDAY=+1TU", ["12-01", "01-05", "02-02"]),
    ],
)
def test_a_recurrence_is_counted_out_and_written(rule: Rule, text: str, found: list[str]) -> None:
    assert days(rule) == [f"{day} 14:00" for day in found]
    assert written(rule, TUESDAY) == text
    assert sessions(read(text), TUESDAY) == sessions(rule, TUESDAY)


def test_the_fifth_of_a_weekday_is_the_last_one_of_each_month() -> None:
    first = datetime(2026, 12, 29, 9, 0, tzinfo=ZONE)
    assert [nth_of(date(2026, 12, day)) for day in (1, 7, 8, 28, 29)] == [1, 1, 2, 4, -1]
    assert days(Rule(Every.NTH, count=3), first) == ["12-29 09:00", "01-26 09:00", "02-23 09:00"]


def test_days_are_left_out_and_still_count() -> None:
    rule = Rule(Every.WEEK, count=4)
    assert days(rule, without=(date(2026, 12, 8),)) == ["12-01 14:00", "12-15 14:00", "12-22 14:00"]
    assert refused(rule, without=(date(2026, 12, 9),)) == "2026-12-09 本来就没有安排"
    assert refused(rule, without=(date(2026, 12, 1),)) == "2026-12-01 是第一场，不能除去"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule(Every.WEEK), "没有说办到哪天，或一共几次"),
        (Rule(Every.WEEK, until=date(2026, 11, 30)), "最后一天 2026-11-30 早于第一场 2026-12-01"),
        (Rule(Every.WEEK, until=date(2028, 1, 1)), "从第一场到最后一场超过一年"),
        (Rule(Every.DATE, 6, count=4), "从第一场到最后一场超过一年"),
        (Rule(Every.DAY, count=101), "重复的次数太多，最多 100 次"),
        (Rule(Every.WEEK, 0, count=3), "间隔和次数要从 1 起"),
        (Rule(Every.WEEK, count=0), "间隔和次数要从 1 起"),
        (Rule(Every.WEEK, weekdays=frozenset({2}), count=3), "第一场是星期二，不在选的日子里"),
    ],
    ids=[
        "without an end",
        "it ends before it begins",
        "by its last day over a year",
        "by its count over a year",
        "too often",
        "every nought weeks",
        "nought times",
        "another weekday than the first",
    ],
)
def test_what_cannot_be_is_refused_with_clear_words(rule: Rule, said: str) -> None:
    assert refused(rule) == said


def test_a_month_without_the_day_is_refused_and_not_passed_over() -> None:
    last = datetime(2026, 12, 31, 9, 0, tzinfo=ZONE)
    assert refused(Rule(Every.DATE, count=3), last) == "2027 年 2 月没有 31 日"
    assert refused(Rule(Every.DATE, until=date(2027, 2, 28)), last) == "2027 年 2 月没有 31 日"
    assert days(Rule(Every.DATE, count=2), last) == ["12-31 09:00", "01-31 09:00"]
    assert days(Rule(Every.DATE, until=date(2027, 2, 27)), last) == ["12-31 09:00", "01-31 09:00"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "FREQ=YEARLY;COUNT=2", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=1", "FREQ=WEEKLY;X=1"),
        *("FREQ=WEEKLY;BYSETPOS=1;COUNT=2", "COUNT=3", "FREQ=WEEKLY;COUNT=soon", "FREQ=WEEKLY;BYDAY=XX"),
        *("FREQ=WEEKLY;UNTIL=20260231", "FREQ=WEEKLY;COUNT=1\nRRULE:FREQ=DAILY"),
    ],
)
def test_rules_that_are_not_kept_here_are_not_read(text: str) -> None:
    with pytest.raises(Fault):
        read(text)


def test_an_end_by_day_is_read_too() -> None:
    assert read("freq=weekly;byday=tu;until=20261231T155959Z") == Rule(
        Every.WEEK, 1, frozenset({1}), date(2026, 12, 31), None
    )


def test_days_are_read_as_people_write_them() -> None:
    assert days_in("2026-12-08、2027年1月1日\n2026/12/22") == [
        date(2026, 12, 8),
        date(2026, 12, 22),
        date(2027, 1, 1),
    ]
    for text, said in (("2027-02-31", "没有 2027 年 2 月 31 日"), ("元旦", "看不懂“元旦”")):
        with pytest.raises(Fault) as found:
            days_in(text)
        assert found.value.zh == said


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    every=st.sampled_from(Every),
    interval=st.integers(1, 4),
    count=st.integers(1, 12),
    weekdays=st.frozensets(st.integers(0, 6)),
    shift=st.integers(0, 400),
)
def test_what_is_written_says_the_same_when_it_is_read(
    every: Every, interval: int, count: int, weekdays: frozenset[int], shift: int
) -> None:
    first = TUESDAY + timedelta(days=shift)
    rule = Rule(every, interval, weekdays if every == Every.WEEK else frozenset(), count=count)
    try:
        found = sessions(rule, first)
    except Fault:
        return
    assert sessions(read(written(rule, first)), first) == found
    assert (found[0], len(found), len(set(found))) == (first, count, count)
    assert {one.timetz() for one in found} == {first.timetz()}
