"""The days of a point from one on, with what is unusual about a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from yike.core.look.faults import language
from yike.core.record.clock import today
from yike.engines.reach.hours import Hours
from yike.rooms.circle.door import words
from yike.rooms.circle.models import HoursException, ServicePoint
from yike.rooms.circle.opening import exception_on, hours_of, spans_on
from yike.rooms.circle.walking.timetable import Days

SHOWN = 7
SOON = 45  # days in which an exception is told


@dataclass(frozen=True)
class Day:
    """One day: its hours in words and, where it departs from the week, why."""

    day: date
    hours: str
    why: str = ""
    today: bool = False

    @property
    def name(self) -> str:
        """The day with its weekday."""
        return words.day(self.day)


def week(point: ServicePoint, first: date, days: Days) -> list[Day]:
    """Return seven days from ``first``; empty where nobody knows the hours of any day."""
    hours = hours_of(point)
    if hours is None:
        return []
    return [_day(point, hours, first + timedelta(days=n), days) for n in range(SHOWN)]


def _day(point: ServicePoint, hours: Hours, day: date, days: Days) -> Day:
    known = hours.known_on(day, days.holidays)
    told = words.spans(spans_on(hours, day, days)) if known else _("没有登记时间")
    return Day(day, told, _why(point, hours, day, days), today=day == today())


def _why(point: ServicePoint, hours: Hours, day: date, days: Days) -> str:
    if (row := exception_on(point.exceptions.all(), day)) is not None:
        return row.reason
    if hours.follows_holidays and day in days.holidays:
        return _("节假日")
    if hours.follows_holidays and day in days.worked:
        return _("调休上班日")
    return ""


def ahead(point: ServicePoint, first: date) -> list[str]:
    """Return the exceptions beyond the week from ``first``, in words: 12月3日 周四 休息：消防演练."""
    rows: Iterable[HoursException] = sorted(point.exceptions.all(), key=lambda row: (row.since, row.pk))
    last = first + timedelta(days=SHOWN - 1)
    return [_told(row) for row in rows if row.until > last and (row.since - first).days <= SOON]


def _told(row: HoursException) -> str:
    said = {
        "first": words.day(row.since),
        "last": words.day(row.until),
        "hours": Hours.parse(row.hours).text(language()) if row.hours else _("休息"),
        "why": row.reason,
    }
    if row.since == row.until:
        return _("%(first)s %(hours)s：%(why)s") % said
    return _("%(first)s 至 %(last)s %(hours)s：%(why)s") % said
