"""When a limit ends: the reckoning of one term on one unit's clock.

Which part is law is said in ``limits.Rules``. Choices of ours:

- minutes run by the wall clock, day and night (an emergency does not wait for the office);
- working hours start at the next open minute, and may end exactly when the office closes;
- of days, the day of receipt is never counted, also when it was received at night or on a rest day;
- the pauses of a limit in minutes or working hours are taken out minute by minute;
- a day is counted unless the clock stood at its end. So a pause within one day costs nothing, and a pause moves
  the end by exactly the number of days whose end fell into it;
- a deadline never lies in a pause; while one is open-ended, a later deadline is not known.
"""

from __future__ import annotations

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yike.engines.worktime.clock import Run, WorkClock
from yike.engines.worktime.limits import Term, Unit
from yike.engines.worktime.moments import DAY, LAST_MINUTE, from_minute, to_minute
from yike.engines.worktime.pausing import Stop, join


@dataclass(frozen=True)
class Reckoning:
    """A term reckoned on a clock. Minutes as in ``moments``, days as ordinals; None where it is not known.

    ``start``: when the clock starts to run. ``first`` and ``target``: day 1 and the last counted day, before it
    gives way to a working day (None for minutes and hours). ``end``: the deadline. ``stops``: the pauses that
    count with, for each, the minutes or days that it cost.
    """

    term: Term
    clock: WorkClock
    start: int
    end: int | None
    first: int | None = None
    target: int | None = None
    stops: tuple[tuple[Stop, int], ...] = ()

    @property
    def due(self) -> datetime | None:
        """The deadline, None while a pause is open. The whole of its minute is still in time."""
        return None if self.end is None else from_minute(self.end)


def reckon(term: Term, clock: WorkClock) -> Reckoning:
    """Return when a term ends.

    Raises ``Fault`` for naive moments and, except for minutes, where a year it touches has no table.
    """
    received = to_minute(term.received)
    if term.limit.unit is Unit.MINUTE:
        return _by_minutes(term, clock, received)
    run = clock.run_of(received // DAY)
    if term.limit.unit is Unit.WORK_HOUR:
        return _by_hours(term, clock, run, received)
    return _by_days(term, clock, run, received)


def _by_minutes(term: Term, clock: WorkClock, start: int) -> Reckoning:
    end, stops = advance(
        start, term.limit.amount, join(term.pauses, start), lambda t, n: t + n, lambda a, b: b - a
    )
    return Reckoning(term, clock, start, end, stops=stops)


def _by_hours(term: Term, clock: WorkClock, run: Run, received: int) -> Reckoning:
    start = clock.next_open(run, received)
    end, stops = advance(
        start,
        term.limit.amount * 60,
        join(term.pauses, start),
        lambda t, n: clock.after(run, t, n),
        lambda a, b: clock.worked(run, b) - clock.worked(run, a),
    )
    return Reckoning(term, clock, start, end, stops=stops)


def advance(
    start: int,
    count: int,
    stops: tuple[Stop, ...],
    after: Callable[[int, int], int],
    between: Callable[[int, int], int],
) -> tuple[int | None, tuple[tuple[Stop, int], ...]]:
    """Return the minute at which ``count`` minutes have run since ``start``, and the stops met on the way.

    ``after(minute, n)`` and ``between(a, b)`` are the clock without pauses. None where an open stop is met.
    """
    met: list[tuple[Stop, int]] = []
    end = after(start, count)
    for stop in stops:
        if end <= stop.begin:
            break
        if stop.end is None:
            return None, (*met, (stop, 0))
        cost = between(stop.begin, stop.end)
        met.append((stop, cost))
        count += cost
        end = after(start, count)
    return end, tuple(met)


def _by_days(term: Term, clock: WorkClock, run: Run, received: int) -> Reckoning:
    start = received // DAY
    first = start if term.limit.rules.first_day_counts else start + 1
    counting = _Counting(term, clock, run, join(term.pauses, received))
    days = run.workdays if term.limit.unit is Unit.WORK_DAY else range(run.first, run.last + 1)
    at = bisect_left(days, first)
    target, stops = counting.count(days, at, _length(term, clock, start))
    last = counting.settle(target) if target is not None else None
    return Reckoning(
        term,
        clock,
        start=received,
        end=None if last is None else counting.end_of(last),
        first=days[at],
        target=target,
        stops=stops,
    )


def _length(term: Term, clock: WorkClock, start: int) -> int:
    """Return how many days are counted; months as the days up to the same day of the last month."""
    if term.limit.unit is not Unit.MONTH:
        return term.limit.amount
    day = date.fromordinal(start)
    clock.calendar.require(day.year + (day.month - 1 + term.limit.amount) // 12)
    return months_later(day, term.limit.amount).toordinal() - start


def months_later(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last day of that month where there is none."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class _Counting:
    """Days counted off one after the other, by their ends."""

    term: Term
    clock: WorkClock
    run: Run
    stops: tuple[Stop, ...]

    def end_of(self, day: int) -> int:
        """Return the minute at which a day ends."""
        if self.term.limit.rules.to_midnight:
            return day * DAY + LAST_MINUTE
        if not self.run.first <= day <= self.run.last:
            self.clock.beyond(self.run)
        return self.run.closings[day - self.run.first]

    def count(
        self, days: Sequence[int], at: int, length: int
    ) -> tuple[int | None, tuple[tuple[Stop, int], ...]]:
        """Return the day counted last, from ``days[at]`` on, and the stops met on the way."""
        met: list[tuple[Stop, int]] = []
        last = at + length - 1
        for stop in self.stops:
            if self.end_of(self._day(days, last)) <= stop.begin:
                break
            if stop.end is None:
                return None, (*met, (stop, 0))
            cost = self._ends_within(days, at, stop.begin, stop.end)
            met.append((stop, cost))
            last += cost
        return self._day(days, last), tuple(met)

    def _day(self, days: Sequence[int], at: int) -> int:
        if at >= len(days):
            self.clock.beyond(self.run)
        return days[at]

    def _ends_within(self, days: Sequence[int], at: int, begin: int, end: int) -> int:
        upto = bisect_right(days, end, lo=at, key=self.end_of)
        return upto - bisect_right(days, begin, lo=at, key=self.end_of)

    def settle(self, day: int) -> int | None:
        """Return the day on which the period really ends: not a rest day, and not one that ends in a pause."""
        while True:
            day = self._next_workday(day) if self.term.limit.rules.rolls else day
            stop = next((stop for stop in self.stops if stop.holds(self.end_of(day))), None)
            if stop is None:
                return day
            if stop.end is None:
                return None
            day += 1

    def _next_workday(self, day: int) -> int:
        return self._day(self.run.workdays, bisect_left(self.run.workdays, day))
