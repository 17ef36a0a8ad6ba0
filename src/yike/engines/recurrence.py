"""Days that come again, as RFC 5545 writes them (RRULE): made, read, and counted out within bounds.

The grammar and the counting are python-dateutil's. Here stands what an office may ask for: every so many days,
weeks on given weekdays, months on a date or on the n-th weekday; with an end, within a year, not too often, and
never on a day that some month does not have.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rrulestr, weekday

from yike.engines.faults import Fault

MOST = 100
"""Sessions of one recurrence at most."""
LONGEST = timedelta(days=366)
"""From the first session to the last one at most."""
FURTHEST = 99
"""Days, weeks or months between two sessions at most."""
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"})
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


class Every(StrEnum):
    """What a recurrence goes by."""

    DAY = "day"
    WEEK = "week"
    DATE = "date"
    """Each month on the same date."""
    NTH = "nth"
    """Each month on the n-th of a weekday; the fifth is the last one."""


FREQUENCIES = {Every.DAY: DAILY, Every.WEEK: WEEKLY, Every.DATE: MONTHLY, Every.NTH: MONTHLY}
NAMES = {"DAILY": Every.DAY, "WEEKLY": Every.WEEK, "MONTHLY": Every.DATE}


@dataclass(frozen=True)
class Rule:
    """A recurrence. ``weekdays`` count from Monday, 0, and are for ``Every.WEEK`` alone, empty for the first's.

    ``until`` is a day that is still meant; ``count`` is how many there are, those that are left out included.
    """

    every: Every
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    until: date | None = None
    count: int | None = None

    def on(self, first: datetime) -> dict[str, object]:
        """Return on which days of its weeks or months it falls, as python-dateutil is told."""
        if self.every == Every.WEEK:
            return {"byweekday": sorted(self.weekdays or {first.weekday()})}
        if self.every == Every.DATE:
            return {"bymonthday": first.day}
        return {"byweekday": weekday(first.weekday(), nth_of(first))} if self.every == Every.NTH else {}


def nth_of(day: date) -> int:
    """Return which of its weekday a day is in its month, -1 for a fifth, which is the last."""
    return -1 if day.day > 28 else (day.day - 1) // 7 + 1


def sessions(rule: Rule, first: datetime, without: Collection[date] = ()) -> list[datetime]:
    """Return when it takes place from ``first`` on, but for the days left out.

    Raises ``Fault`` for a recurrence without end, over a year, too often, on a day that a month does not have, one
    whose first day it would not fall on, and for days left out that are none of its own.
    """
    found = _counted(rule, first)
    days = {one.date() for one in found}
    for day in sorted(without):
        if day not in days or day == first.date():
            raise _not_one(day, first.date())
    return [one for one in found if one.date() not in set(without)]


def written(rule: Rule, first: datetime) -> str:
    """Return a recurrence as the value of an RRULE. Its end is a number, which no time zone can move.

    Raises ``Fault`` as ``sessions`` does.
    """
    text = str(_library(replace(rule, until=None, count=len(_counted(rule, first))), first))
    return text.partition("RRULE:")[2]


def read(text: str) -> Rule:
    """Return the recurrence that an RRULE says. Raises ``Fault`` for what cannot be read or is not kept here."""
    parts = dict(part.partition("=")[::2] for part in text.strip().upper().split(";"))
    try:
        rrulestr(text.strip().upper(), dtstart=datetime(2000, 1, 1), ignoretz=True)
        rule = _understood(parts)
    except (ValueError, KeyError, TypeError, OverflowError):
        raise _unread(text) from None
    if set(parts) - KNOWN:
        raise _unread(text)
    return rule


def _understood(parts: dict[str, str]) -> Rule:
    every = NAMES[parts["FREQ"]]
    days = parts.get("BYDAY", "").split(",") if parts.get("BYDAY") else []
    if every == Every.DATE and days:
        every = Every.NTH
    until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    weekdays = frozenset(CODES.index(day) for day in days) if every == Every.WEEK else frozenset()
    return Rule(every, int(parts.get("INTERVAL", "1")), weekdays, until, count)


def days_in(text: str) -> list[date]:
    """Return the days written in a text, one after another. Raises ``Fault`` for a day that is none."""
    rest = DAY.sub(" ", text)
    if odd := re.sub(r"[\s,，、;；]+", " ", rest).strip():
        raise Fault(
            f"看不懂“{odd[:20]}”",
            f'"{odd[:20]}" cannot be read',
            do_zh="日期请写成 2026-12-31，一行一个",
            do_en="Write days as 2026-12-31, one a line",
        )
    return sorted({_day(*map(int, one.groups())) for one in DAY.finditer(text)})


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Fault(
            f"没有 {year} 年 {month} 月 {day} 日",
            f"there is no {year}-{month:02}-{day:02}",
            do_zh="请核对日期",
            do_en="Check the day",
        ) from None


def _library(rule: Rule, first: datetime) -> rrule:
    end = datetime.combine(rule.until, time.max, first.tzinfo) if rule.until else None
    frequency = FREQUENCIES[rule.every]
    return rrule(frequency, first, rule.interval, until=end, count=rule.count, cache=False, **rule.on(first))


def _counted(rule: Rule, first: datetime) -> list[datetime]:
    """Return all its sessions, those left out too. Raises ``Fault``."""
    for fault in _faults(rule, first):
        raise fault
    found = list(islice(iter(_library(rule, first)), MOST + 1))
    if not found or found[0] != first:
        raise _not_first(first)
    if len(found) > MOST:
        raise Fault(
            f"重复的次数太多，最多 {MOST} 次",
            f"that is too often: {MOST} times at most",
            do_zh="请把结束的日子提前，或分两次排",
            do_en="Let it end sooner, or plan it in two goes",
        )
    if found[-1] - first > LONGEST:
        raise _too_long()
    return found


def _faults(rule: Rule, first: datetime) -> Iterator[Fault]:
    if rule.until is None and rule.count is None:
        yield Fault(
            "没有说办到哪天，或一共几次",
            "it does not say until when, or how many times",
            do_zh="请填最后一天，或填一共几次",
            do_en="Give the last day, or how many times",
        )
    if not 1 <= rule.interval <= FURTHEST or (rule.count is not None and rule.count < 1):
        yield Fault(
            "间隔和次数要从 1 起",
            "interval and times begin at 1",
            do_zh=f"间隔请填 1 到 {FURTHEST}",
            do_en=f"Give an interval from 1 to {FURTHEST}",
        )
    if rule.until is not None and rule.until < first.date():
        yield Fault(
            f"最后一天 {rule.until} 早于第一场 {first.date()}",
            f"the last day {rule.until} is before the first session on {first.date()}",
            do_zh="请改最后一天",
            do_en="Change the last day",
        )
    if rule.until is not None and rule.until - first.date() > LONGEST:
        yield _too_long()
    if rule.every == Every.DATE:
        yield from _missing(rule, first)


def _missing(rule: Rule, first: datetime) -> Iterator[Fault]:
    """Yield the fault of the first month that does not have the day."""
    for n in range(min(rule.count or MOST, MOST)):
        years, month = divmod(first.month - 1 + n * rule.interval, 12)
        year, month = first.year + years, month + 1
        if year > date.max.year:
            return
        last = calendar.monthrange(year, month)[1]
        if rule.until is not None and date(year, month, min(first.day, last)) > rule.until:
            return
        if first.day > last:
            yield Fault(
                f"{year} 年 {month} 月没有 {first.day} 日",
                f"{year}-{month:02} has no day {first.day}",
                do_zh="请把第一场放在 28 日以前，或改成每月第几个星期几",
                do_en="Begin on a date up to the 28th, or choose the n-th weekday of each month",
            )
            return


def _too_long() -> Fault:
    return Fault(
        "从第一场到最后一场超过一年",
        "from the first session to the last it is more than a year",
        do_zh="请先排一年，明年照着再办",
        do_en="Plan one year, and hold it again next year",
    )


def _not_first(first: datetime) -> Fault:
    names = "一二三四五六日"
    return Fault(
        f"第一场是星期{names[first.weekday()]}，不在选的日子里",
        f"the first session is on a {first:%A}, which is not among the days chosen",
        do_zh="请把那个星期几也选上，或改第一场的日子",
        do_en="Choose that weekday too, or change the day of the first session",
    )


def _not_one(day: date, first: date) -> Fault:
    if day == first:
        return Fault(
            f"{day} 是第一场，不能除去",
            f"{day} is the first session and cannot be left out",
            do_zh="请先改第一场的日子",
            do_en="Change the day of the first session first",
        )
    return Fault(
        f"{day} 本来就没有安排",
        f"there is nothing on {day} anyway",
        do_zh="请核对要除去的日期",
        do_en="Check the days left out",
    )


def _unread(text: str) -> Fault:
    return Fault(
        f"看不懂这个重复规则：{text[:60]}",
        f"this recurrence cannot be read: {text[:60]}",
        do_zh="可以按天、按周、按月重复",
        do_en="It can recur by days, weeks or months",
    )
