"""A point's hours for a phone's calendar (iCalendar, RFC 5545): its week, less the days off, plus unusual days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from yike.engines.reach.hours import Hours
from yike.engines.reach.hours.spans import Span
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.opening import DAY_CODES, hours_of, spans_on, weekly
from yike.rooms.circle.walking.timetable import Days

AHEAD_OF_UTC = timedelta(hours=8)
AHEAD = 180  # days for which departures from the week are written out
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def written(point: ServicePoint, now: datetime, days: Days, url: str) -> bytes:
    """Return the calendar file. ``now`` is local and naive. A point whose hours nobody knows has no event."""
    hours = hours_of(point)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yike//Circle//ZH", "METHOD:PUBLISH", *ZONE]
    stamp = f"DTSTAMP:{now - AHEAD_OF_UTC:%Y%m%dT%H%M%SZ}"
    for name, event in _events(hours, now.date(), days) if hours else ():
        lines += ["BEGIN:VEVENT", f"UID:{point.code}-{name}@yike", stamp, *event]
        lines += [*_about(point, url), "TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line)).encode()


def _about(point: ServicePoint, url: str) -> Iterator[str]:
    yield f"SUMMARY:{_escaped(_('%(point)s 开门') % {'point': point.name})}"
    yield f"LOCATION:{_escaped(point.address)}"
    yield f"GEO:{point.lat:.6f};{point.lon:.6f}"
    yield f"URL:{url}"


def _events(hours: Hours, today: date, days: Days) -> Iterator[tuple[str, list[str]]]:
    """Yield a lasting name and the lines of each event: each stretch of the week, then days that have their own."""
    ahead = [today + timedelta(days=n) for n in range(AHEAD)]
    spans = {day: spans_on(hours, day, days) for day in ahead}
    for span, weekdays in weekly(hours).items():
        kept = [day for day in ahead if day.weekday() in weekdays]
        off = [day for day in kept if span not in spans[day]]
        yield f"week-{span[0]}-{span[1]}", _weekly(span, kept[0], weekdays, off)
    for day in ahead:
        own = (span for span in spans[day] if span not in hours.days[day.weekday()])
        yield from ((f"{day:%Y%m%d}-{span[0]}", _times(day, span)) for span in own)


def _weekly(span: Span, first: date, weekdays: list[int], off: list[date]) -> list[str]:
    names = ",".join(DAY_CODES[weekday] for weekday in weekdays)
    lines = [*_times(first, span), f"RRULE:FREQ=WEEKLY;BYDAY={names}"]
    if off:
        lines.append("EXDATE;TZID=Asia/Shanghai:" + ",".join(_stamp(day, span[0]) for day in off))
    return lines


def _times(day: date, span: Span) -> list[str]:
    return [
        f"{name};TZID=Asia/Shanghai:{_stamp(day, m)}"
        for name, m in zip(("DTSTART", "DTEND"), span, strict=True)
    ]


def _stamp(day: date, minute: int) -> str:
    return f"{datetime.combine(day, time()) + timedelta(minutes=minute):%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    for one in ("\\", ";", ","):
        text = text.replace(one, f"\\{one}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes, no character cut, each but the first after a space."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > 75:
            yield piece
            piece = " "
        piece += character
    yield piece
