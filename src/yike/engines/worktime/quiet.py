"""Quiet hours: the span of the night in which no message is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from yike.engines.worktime.moments import DAY, from_minute, to_minute


@dataclass(frozen=True)
class Quiet:
    """Nothing from ``start`` until ``end``, local time, every day; over midnight where ``end`` is earlier.

    Equal times mean no quiet at all.
    """

    start: time = time(21, 0)
    end: time = time(8, 0)


NIGHT = Quiet()


def next_allowed(moment: datetime, quiet: Quiet = NIGHT) -> datetime:
    """Return ``moment`` itself outside the quiet hours, else the moment at which they end.

    Raises ``Fault`` for a naive moment.
    """
    day, now = divmod(to_minute(moment), DAY)
    start, end = _minute(quiet.start), _minute(quiet.end)
    since, length = (now - start) % DAY, (end - start) % DAY
    if since >= length:
        return moment
    return from_minute(day * DAY + now + length - since)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
