"""Hours that reach into the night where nobody opens then: mostly a slip of twelve hours, so somebody is asked."""

from __future__ import annotations

from collections.abc import Iterator

from yike.engines.faults import Language
from yike.engines.reach.hours import Hours
from yike.engines.reach.hours.spans import DAY, WHOLE_DAY, Span, Spans
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.opening import read_hours

DAWN = 5 * 60  # minutes since midnight before which no office or bank opens
WAKEFUL = frozenset(
    {PointKind.SELF_SERVICE, PointKind.EVENT, PointKind.OTHER}
)  # kinds that may be open at night


def at_night(hours: str, kind: str) -> Span | None:
    """Return the first stretch of ``hours`` that reaches into the night at a ``kind`` that closes for it.

    None where there is none. A day open around the clock is meant, and so is any kind that may be open at night.
    """
    if not hours or kind in WAKEFUL:
        return None
    days = (spans for spans in _days(read_hours(hours)) if spans != WHOLE_DAY)
    return next((span for spans in days for span in spans if span[0] < DAWN or span[1] > DAY), None)


def _days(hours: Hours) -> Iterator[Spans]:
    """Yield the stretches of each day of the week, and of the seasons and dates that depart from it."""
    yield from hours.days
    for special in hours.specials:
        yield from (spans for spans in special.days if spans is not None)


def stretch_words(span: Span, language: Language) -> str:
    """Return a stretch as ``17:00 到第二天 9:00``."""
    since, until = (f"{minute // 60 % 24}:{minute % 60:02d}" for minute in span)
    over = span[1] > DAY
    if language == "en":
        return f"{since} to {until}{' of the next day' if over else ''}"
    return f"{since} 到{'第二天' if over else ''} {until}"
