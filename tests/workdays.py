"""The holidays of 2025 and 2026 as the State Council's notices set them, and moments written with their weekday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from yike.engines.worktime import Calendar, DayKind, SpecialDay, WorkClock, YearTable, daily, office
from yike.engines.worktime.hours import Span
from yike.engines.worktime.moments import SHANGHAI

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RESTS = {
    2025: {
        "元旦": ("01-01", "01-01"),
        "春节": ("01-28", "02-04"),
        "清明节": ("04-04", "04-06"),
        "劳动节": ("05-01", "05-05"),
        "端午节": ("05-31", "06-02"),
        "国庆节、中秋节": ("10-01", "10-08"),
    },
    2026: {
        "元旦": ("01-01", "01-03"),
        "春节": ("02-15", "02-23"),
        "清明节": ("04-04", "04-06"),
        "劳动节": ("05-01", "05-05"),
        "端午节": ("06-19", "06-21"),
        "中秋节": ("09-25", "09-27"),
        "国庆节": ("10-01", "10-07"),
    },
}
MAKEUPS = {
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}


def _days(year: int) -> Iterator[SpecialDay]:
    for name, (begin, end) in RESTS[year].items():
        first, last = date.fromisoformat(f"{year}-{begin}"), date.fromisoformat(f"{year}-{end}")
        for step in range((last - first).days + 1):
            yield SpecialDay(first + timedelta(step), DayKind.REST, name)
    for text in MAKEUPS[year]:
        yield SpecialDay(date.fromisoformat(f"{year}-{text}"), DayKind.WORK, "调休上班")


def table(year: int) -> YearTable:
    return YearTable(year, tuple(_days(year)))


CALENDAR = Calendar((table(2025), table(2026)))
OFFICE = WorkClock(CALENDAR, office())  # Monday to Friday, 09-12 and 13-17, seven hours
PATROL = WorkClock(CALENDAR, daily(Span(7 * 60, 19 * 60)))  # city management, 07-19 every day


def at(text: str) -> datetime:
    """Return the moment written as ``2026-11-26 Thu 16:00``; the weekday must be right."""
    day, weekday, time = text.split()
    moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)
    assert WEEKDAYS[moment.weekday()] == weekday, text
    return moment


def written(moment: datetime | None) -> str | None:
    """Return a moment as ``at`` reads it."""
    return None if moment is None else f"{moment:%Y-%m-%d} {WEEKDAYS[moment.weekday()]} {moment:%H:%M}"
