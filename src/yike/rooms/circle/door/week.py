"""The days ahead of a point: today first, with what is unusual about a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from yike.engines.reach.hours import Hours
from yike.rooms.circle.door import words
from yike.rooms.circle.models import HoursException, ServicePoint
from yike.rooms.circle.opening import hours_of, spans_on
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


def week(point: ServicePoint, today: date, days: Days) -> list[Day]:
    """Return seven days from today; empty where nobody knows the hours."""
    hours = hours_of(point)
    if hours is None:
        return []
    return [_day(point, hours, today + timedelta(days=n), days, today=not n) for n in range(SHOWN)]


def _day(point: ServicePoint, hours: Hours, day: date, days: Days, *, today: bool) -> Day:
    return Day(day, words.spans(spans_on(hours, day, days)), _why(point, hours, day, days), today)


def _why(point: ServicePoint, hours: Hours, day: date, days: Days) -> str:
    told = [row.reason for row in point.exceptions.all() if row.since <= day <= row.until]
    if told:
        return told[-1]
    if hours.follows_holidays and day in days.holidays:
        return _("节假日")
    if hours.follows_holidays and day in days.worked:
        return _("调休上班日")
    return ""


def ahead(point: ServicePoint, today: date) -> list[str]:
    """Return the exceptions beyond the week shown, in words: 12月3日 周四 休息：消防演练."""
    rows: Iterable[HoursException] = sorted(point.exceptions.all(), key=lambda row: (row.since, row.pk))
    last = today + timedelta(days=SHOWN - 1)
    return [_told(row) for row in rows if row.until > last and (row.since - today).days <= SOON]


def _told(row: HoursException) -> str:
    said = {
        "first": words.day(row.since),
        "last": words.day(row.until),
        "hours": row.hours or _("休息"),
        "why": row.reason,
    }
    if row.since == row.until:
        return _("%(first)s %(hours)s：%(why)s") % said
    return _("%(first)s 至 %(last)s %(hours)s：%(why)s") % said
