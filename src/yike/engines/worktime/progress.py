"""How far a term has run: the share used, its colour, and the moments at which to remind.

Minutes are measured by the wall clock; all other limits by the unit's open minutes, pauses taken out, so that half
of five working days is reached while somebody is in the office. Where the unit is not open at all between start
and end, the wall clock serves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from yike.engines.worktime.clock import Run
from yike.engines.worktime.deadline import Reckoning, advance, reckon
from yike.engines.worktime.limits import Pause, Unit
from yike.engines.worktime.moments import DAY, from_minute, to_minute
from yike.engines.worktime.pausing import Stop, join

REMINDERS = (50, 80, 100)
HALF = 0.5


class Colour(StrEnum):
    """The light shown beside a term."""

    GREEN = "green"  # more than half is left
    YELLOW = "yellow"  # half or less is left
    RED = "red"  # over


@dataclass(frozen=True)
class Progress:
    """How a term stands at a moment.

    ``used`` is the share of the limit, 0 to 1. ``late`` is how long ago the deadline passed by the wall clock, zero
    if it has not. ``due`` is None while an open pause hides the deadline.
    """

    used: float
    colour: Colour
    paused: bool
    due: datetime | None
    late: timedelta


def progress(reckoning: Reckoning, at: datetime) -> Progress:
    """Return how a term stands at moment ``at``. While the clock stands, nothing is used up.

    Past the deadline no table is needed. Raises ``Fault`` for a naive moment, and where a table is missing between
    start and ``at`` or, with an open pause, up to where the deadline would be if it ended now.
    """
    now, end = to_minute(at), reckoning.end
    if end is not None and now > end:
        return Progress(1.0, Colour.RED, False, reckoning.due, timedelta(minutes=now - end))
    paused = any(stop.holds(now + 1) for stop in join(reckoning.term.pauses, reckoning.start))
    used = _used(reckoning if end is not None else _resumed(reckoning, at), now)
    colour = Colour.GREEN if used < HALF else Colour.YELLOW
    return Progress(used, colour, paused, reckoning.due, timedelta())


def moments(reckoning: Reckoning, percents: tuple[int, ...] = REMINDERS) -> tuple[datetime | None, ...]:
    """Return the moments at which so many per cent of the limit are used; 100 is the deadline itself.

    All are None while an open pause hides the deadline.
    """
    if reckoning.end is None:
        return (None,) * len(percents)
    return tuple(_moment(_Gauge.of(reckoning), percent) for percent in percents)


def _resumed(reckoning: Reckoning, at: datetime) -> Reckoning:
    """Return the reckoning as it would be if every open pause ended at ``at``."""
    term = reckoning.term
    pauses = tuple(_closed(pause, at) for pause in term.pauses)
    return reckon(replace(term, pauses=pauses), reckoning.clock)


def _closed(pause: Pause, at: datetime) -> Pause:
    return pause if pause.end else replace(pause, end=max(at, pause.begin))


@dataclass(frozen=True)
class _Gauge:
    """Measures a reckoning that has an end: by the wall clock, or (with a run) in open minutes."""

    reckoning: Reckoning
    end: int
    run: Run | None
    stops: tuple[Stop, ...]

    @classmethod
    def of(cls, reckoning: Reckoning) -> _Gauge:
        assert reckoning.end is not None, "only a reckoning with an end is measured"  # noqa: S101
        stops = join(reckoning.term.pauses, reckoning.start)
        wall = cls(reckoning, reckoning.end, None, stops)
        if reckoning.term.limit.unit is Unit.MINUTE:
            return wall
        worked = replace(wall, run=reckoning.clock.run_of(reckoning.start // DAY))
        return worked if worked.ran(reckoning.end) else wall

    def between(self, begin: int, end: int) -> int:
        if self.run is None:
            return end - begin
        clock = self.reckoning.clock
        return clock.worked(self.run, end) - clock.worked(self.run, begin)

    def after(self, minute: int, count: int) -> int:
        return minute + count if self.run is None else self.reckoning.clock.after(self.run, minute, count)

    def ran(self, minute: int) -> int:
        """Return the minutes that ran from the start to ``minute``."""
        start = self.reckoning.start
        stood = takewhile(lambda stop: stop.begin < minute, self.stops)
        lost = sum(self.between(stop.begin, min(minute, stop.end or minute)) for stop in stood)
        return max(0, self.between(start, max(start, minute)) - lost)


def _used(reckoning: Reckoning, now: int) -> float:
    gauge = _Gauge.of(reckoning)
    total = gauge.ran(gauge.end)
    return min(1.0, gauge.ran(now) / total) if total else 1.0


def _moment(gauge: _Gauge, percent: int) -> datetime | None:
    needed = -(-gauge.ran(gauge.end) * percent // 100)
    if percent >= 100 or not needed:
        return from_minute(gauge.end)
    end, _ = advance(gauge.reckoning.start, needed, gauge.stops, gauge.after, gauge.between)
    return None if end is None else from_minute(end)
