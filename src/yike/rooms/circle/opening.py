"""When a point serves: its week, its holidays and all its exceptions as one; open until when, shut until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from yike.engines.faults import Fault
from yike.engines.reach.hours import Dates, Hours, Special
from yike.engines.reach.hours.spans import DAY, Span, Spans
from yike.rooms.circle.models import HoursException, PointItem, ServicePoint
from yike.rooms.circle.walking.timetable import Days, Standing, standing

__all__ = ["Standing", "hours_of", "offer_hours", "read_hours", "spans_on", "standing"]

SHUT: Spans = ()
ALL_SHUT = (SHUT,) * 7
ALWAYS = Hours(((((0, DAY)),),) * 7)
ONE = timedelta(days=1)
LONGEST_DAY = 80  # characters of the hours of an exception
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # of iCalendar, and of HSDS after it


def spans_on(hours: Hours, day: date, days: Days) -> Spans:
    """Return the stretches that begin on a day, in minutes since its midnight."""
    return hours.on(day, days.holidays, days.worked)


def weekly(hours: Hours) -> dict[Span, list[int]]:
    """Return the stretches of the week, earliest first, each with the weekdays it begins on (0: Monday)."""
    found: dict[Span, list[int]] = {span: [] for span in sorted({one for day in hours.days for one in day})}
    for weekday, spans in enumerate(hours.days):
        for span in spans:
            found[span].append(weekday)
    return found


def clock(minute: int) -> str:
    """Return a minute since midnight, of the day or of the next, as ``09:00``; the end of the day as ``23:59``."""
    return "23:59" if minute == DAY else f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@lru_cache(maxsize=4096)
def read_hours(text: str) -> Hours:
    """Return hours as written. Many points keep the same; reading them once is enough. Raises ``Fault``."""
    return Hours.parse(text)


def day_hours(text: str) -> str:
    """Return the hours of some days, which need no weekday before them; empty: shut.

    Raises ``Fault`` for words the engine cannot read, and for more than a row holds.
    """
    said = text.strip()
    if said[:1].isdigit() and not said.startswith("24"):
        said = f"每天 {said}"
    if len(said) > LONGEST_DAY:
        raise Fault(
            f"这几天的时间有 {len(said)} 个字，太长",
            f"the hours of these days have {len(said)} characters, too many",
            do_zh=f"请不超过 {LONGEST_DAY} 字，“每天”也算",
            do_en=f"Use at most {LONGEST_DAY}, the word for every day included",
        )
    if said:
        read_hours(said)
    return said


def _dates(first: date, last: date) -> Dates:
    return Dates((first.month, first.day), (last.month, last.day), first.year, last.year)


def bounds(first: date | None, last: date | None) -> Iterator[Special]:
    """Yield the days on which what is offered for some days only is not offered."""
    if first is not None and first > date.min:
        yield Special(_dates(date.min, first - ONE), ALL_SHUT)
    if last is not None and last < date.max:
        yield Special(_dates(last + ONE, date.max), ALL_SHUT)


def hours_of(point: ServicePoint, exceptions: Iterable[HoursException] | None = None) -> Hours | None:
    """Return a point's hours with its holidays, exceptions and bounds; None where nobody knows them.

    Without a week only the days of its exceptions are known; what is there for some days only is there all day.
    ``exceptions`` are those of this point, asked for where not given.
    """
    rows = point.exceptions.all() if exceptions is None else exceptions
    limits = list(bounds(point.first_day, point.last_day))
    specials = [_exception(row) for row in sorted(rows, key=_entered)] + limits
    if not point.hours:
        return Hours.of(ALWAYS.days, specials, known=bool(limits)) if specials else None
    plain = read_hours(point.hours)
    off = [Special(None, ALL_SHUT)] if point.keeps_holidays and not plain.follows_holidays else []
    return Hours.of(plain.days, [*plain.specials, *off, *specials])


def exception_on(exceptions: Iterable[HoursException], day: date) -> HoursException | None:
    """Return the exception whose hours hold on a day: of some that meet the latest entry; None: none holds."""
    return max((row for row in exceptions if row.since <= day <= row.until), key=_entered, default=None)


def _entered(row: HoursException) -> int:
    return int(row.pk)


def _exception(row: HoursException) -> Special:
    days = read_hours(row.hours).days if row.hours else ALL_SHUT
    return Special(_dates(row.since, row.until), days)


def offer_hours(offer: PointItem, *, keeps_holidays: bool = False) -> Hours | None:
    """Return the hours of an offer that has its own, or is for some days only; None where it has neither.

    At a point that ``keeps_holidays`` a week of its own is kept on make-up days too, as the point's is.
    """
    specials = list(bounds(offer.first_day, offer.last_day))
    if not offer.hours:
        return Hours.of(ALWAYS.days, specials) if specials else None
    plain = read_hours(offer.hours)
    off = [Special(None, ALL_SHUT)] if keeps_holidays and not plain.follows_holidays else []
    return Hours.of(plain.days, [*plain.specials, *off, *specials])
