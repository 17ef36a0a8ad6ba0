"""A point's hours for a phone's calendar (iCalendar, RFC 5545): its week, less the days off, plus unusual days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from yike.engines.calendarfile import ZONE, escaped, file_of
from yike.engines.reach.hours import Hours
from yike.engines.reach.hours.spans import Span
from yike.rooms.circle.door import words
from yike.rooms.circle.models import PointState, ServicePoint
from yike.rooms.circle.models.points import RUNNING
from yike.rooms.circle.opening import DAY_CODES, hours_of, spans_on, weekly
from yike.rooms.circle.walking.timetable import Days

AHEAD_OF_UTC = timedelta(hours=8)
AHEAD = 180  # days for which departures from the week are written out


def written(point: ServicePoint, now: datetime, days: Days, url: str) -> bytes:
    """Return the calendar file. ``now`` is local and naive. A point whose hours nobody knows has no event.

    Of a point that is paused or closed the hours are called off, so that a calendar that has them strikes them out,
    and a day-long entry says why.
    """
    hours, runs = hours_of(point), point.state in RUNNING
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yike//Circle//ZH", "METHOD:PUBLISH", *ZONE]
    stamp = f"DTSTAMP:{now - AHEAD_OF_UTC:%Y%m%dT%H%M%SZ}"
    events = _events(point, hours, now.date(), days) if hours else ()
    status = ["STATUS:CONFIRMED" if runs else "STATUS:CANCELLED"]
    told = [(name, [*event, *status, _summary(point)]) for name, event in events]
    for name, event in told if runs else [*told, ("state", _away(point, now.date()))]:
        lines += ["BEGIN:VEVENT", f"UID:{point.code}-{name}@yike", stamp, *event]
        lines += [*_about(point, url), "TRANSP:TRANSPARENT", "END:VEVENT"]
    return file_of([*lines, "END:VCALENDAR"])


def _summary(point: ServicePoint) -> str:
    return f"SUMMARY:{escaped(_('%(point)s 开门') % {'point': point.name})}"


def _away(point: ServicePoint, today: date) -> list[str]:
    """Return the lines of the day-long entry that says that a point is paused, until when, or closed."""
    said = {"point": point.name, "state": point.get_state_display()}
    text = _("%(point)s：%(state)s") % said
    if point.state == PointState.PAUSED and point.back_on:
        text = _("%(point)s：%(state)s，预计 %(day)s 恢复") % (said | {"day": words.day(point.back_on)})
    begin, end = (f"{day:%Y%m%d}" for day in (today, today + timedelta(days=1)))  # the end is the day after
    lines = [f"DTSTART;VALUE=DATE:{begin}", f"DTEND;VALUE=DATE:{end}", f"SUMMARY:{escaped(text)}"]
    return [*lines, f"DESCRIPTION:{escaped(point.state_reason)}"] if point.state_reason else lines


def _about(point: ServicePoint, url: str) -> Iterator[str]:
    yield f"LOCATION:{escaped(point.address)}"
    yield f"GEO:{point.lat:.6f};{point.lon:.6f}"
    yield f"URL:{url}"


def _events(point: ServicePoint, hours: Hours, today: date, days: Days) -> Iterator[tuple[str, list[str]]]:
    """Yield a lasting name and the lines of each event: each stretch of the week, then days that have their own.

    None of them before the first day of a temporary point, none after its last.
    """
    last = point.last_day
    ahead = _ahead(max(today, point.first_day or today), last)
    spans = {day: spans_on(hours, day, days) for day in ahead if hours.known_on(day, days.holidays)}
    week = weekly(hours) if hours.known else {}
    for span, weekdays in week.items():
        kept = [day for day in ahead if day.weekday() in weekdays]
        off = [day for day in kept if span not in spans[day]]
        if kept:
            yield f"week-{span[0]}-{span[1]}", _weekly(span, kept[0], last, weekdays, off)
    for day, of_day in spans.items():
        own = (span for span in of_day if day.weekday() not in week.get(span, ()))
        yield from ((f"{day:%Y%m%d}-{span[0]}", _times(day, span)) for span in own)


def _ahead(first: date, last: date | None) -> list[date]:
    found = (first + timedelta(days=n) for n in range(AHEAD))
    return [day for day in found if last is None or day <= last]


def _weekly(span: Span, first: date, last: date | None, weekdays: list[int], off: list[date]) -> list[str]:
    names = ",".join(DAY_CODES[weekday] for weekday in weekdays)
    until = f";UNTIL={_midnight_after(last)}" if last else ""
    lines = [*_times(first, span), f"RRULE:FREQ=WEEKLY{until};BYDAY={names}"]
    if off:
        lines.append("EXDATE;TZID=Asia/Shanghai:" + ",".join(_stamp(day, span[0]) for day in off))
    return lines


def _midnight_after(day: date) -> str:
    """Return the end of a day as the rule takes it, in UTC."""
    return f"{datetime.combine(day, time(23, 59, 59)) - AHEAD_OF_UTC:%Y%m%dT%H%M%SZ}"


def _times(day: date, span: Span) -> list[str]:
    return [
        f"{name};TZID=Asia/Shanghai:{_stamp(day, m)}"
        for name, m in zip(("DTSTART", "DTEND"), span, strict=True)
    ]


def _stamp(day: date, minute: int) -> str:
    return f"{datetime.combine(day, time()) + timedelta(minutes=minute):%Y%m%dT%H%M%S}"
