"""One notice: what is on, when, where, for whom, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Notice:
    """What stands on one line of the month. ``until`` is the last day of one that lasts; times are local.

    ``link`` is an address: a path of this house beginning with a stroke, or one elsewhere.
    """

    title: str
    day: date | None = None
    until: date | None = None
    start: time | None = None
    end: time | None = None
    place: str = ""
    more: str = ""
    audience: str = ""
    contact: str = ""
    phone: str = ""
    link: str = ""


def when(notice: Notice) -> str:
    """Return day and time as short as they can be said: 12月5日周六9:00–11:30, 12月1日–15日."""
    return f"{_days(notice)}{_times(notice)}"


def _days(notice: Notice) -> str:
    day, until = notice.day, notice.until
    if day is None:
        return ""
    if until is None or until == day:
        return f"{day.month}月{day.day}日周{WEEKDAYS[day.weekday()]}"
    last = f"{until.day}日" if (until.year, until.month) == (day.year, day.month) else _plain(until)
    return f"{_plain(day)}–{last}"


def _plain(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _times(notice: Notice) -> str:
    if notice.start is None:
        return ""
    begin = clock(notice.start)
    return f"{begin}–{clock(notice.end)}" if notice.end else begin


def clock(at: time) -> str:
    """Return a time of day as it is written here: 9:00."""
    return f"{at.hour}:{at.minute:02}"
