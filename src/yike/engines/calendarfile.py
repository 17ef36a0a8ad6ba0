"""Calendar files (iCalendar, RFC 5545) as phones read them: every event ends, whole days end on the day after.

No clock: the moment at which a file is made is given, and a file that says the same is the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

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
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One thing that is on. Without ``start`` it takes whole days; without ``end`` an hour. Times are local.

    ``changed`` is aware: when it was last written. ``cancelled`` strikes it out where somebody has it already.
    ``rule`` is the value of an RRULE, ``without`` the moments left out of it; ``instance`` says which moment of the
    event of the same name this one takes the place of. These moments are local, as ``day`` and ``start`` are.
    ``alarms`` are how long before its beginning the phone says so; what is off has none.
    """

    uid: str
    summary: str
    day: date
    changed: datetime
    until: date | None = None
    start: time | None = None
    end: time | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    cancelled: bool = False
    sequence: int = 0
    rule: str = ""
    without: tuple[datetime, ...] = ()
    instance: datetime | None = None
    alarms: tuple[timedelta, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the lines of the event."""
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(self.uid)}"
        yield f"DTSTAMP:{self.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield f"SEQUENCE:{self.sequence}"
        yield from self._moments()
        yield from self._again()
        yield f"SUMMARY:{escaped(self.summary)}"
        told = {"LOCATION": self.place, "DESCRIPTION": self.text}
        yield from (f"{name}:{escaped(text)}" for name, text in told.items() if text)
        if self.tags:
            yield f"CATEGORIES:{','.join(map(escaped, self.tags))}"
        if self.url:
            yield f"URL:{self.url}"
        yield f"STATUS:{'CANCELLED' if self.cancelled else 'CONFIRMED'}"
        yield "TRANSP:TRANSPARENT"
        for before in () if self.cancelled else self.alarms:
            name = f"DESCRIPTION:{escaped(self.summary)}"
            trigger = f"TRIGGER:-PT{before // timedelta(minutes=1)}M"
            yield from ("BEGIN:VALARM", "ACTION:DISPLAY", name, trigger, "END:VALARM")
        yield "END:VEVENT"

    def _again(self) -> Iterator[str]:
        if self.rule:
            yield f"RRULE:{self.rule}"
        for one in self.without:
            yield f"EXDATE;{_local(one)}"
        if self.instance is not None:
            yield f"RECURRENCE-ID;{_local(self.instance)}"

    def _moments(self) -> Iterator[str]:
        last = max(self.until or self.day, self.day)
        if self.start is None:
            yield f"DTSTART;VALUE=DATE:{self.day:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
            return
        begin = datetime.combine(self.day, self.start)
        end = datetime.combine(last, self.end) if self.end else begin + AN_HOUR
        yield f"DTSTART;{_local(begin)}"
        yield f"DTEND;{_local(max(end, begin + timedelta(minutes=1)))}"


def _local(moment: datetime) -> str:
    return f"TZID=Asia/Shanghai:{moment:%Y%m%dT%H%M%S}"


def written(events: Iterable[Event], *, name: str, refresh: str = "PT12H") -> bytes:
    """Return a calendar file with these events. ``refresh`` is how often a phone should ask again."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yike//Almanac//ZH", "METHOD:PUBLISH")
    told = (f"X-WR-CALNAME:{escaped(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}", *ZONE)
    return file_of([*head, *told, *(line for event in events for line in event.lines()), "END:VCALENDAR"])


def file_of(lines: Iterable[str]) -> bytes:
    """Return lines as the bytes of a file: folded, each ended as the standard asks."""
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line)).encode()


def escaped(text: str) -> str:
    """Return a text with the signs escaped that mean something in a calendar file."""
    for one in ("\\", ";", ","):
        text = text.replace(one, f"\\{one}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 bytes, no character cut, each but the first after a space."""
    piece, size = "", 0
    for character in line:
        weight = len(character.encode())
        if size + weight > 75:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + weight
    yield piece
