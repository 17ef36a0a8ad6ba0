"""What a reckoning rests on, free of any language: which days were counted, left out or given way to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yike.engines.worktime.clock import Run, WorkClock
from yike.engines.worktime.days import DayKind
from yike.engines.worktime.deadline import Reckoning
from yike.engines.worktime.limits import Unit
from yike.engines.worktime.moments import DAY, to_minute
from yike.engines.worktime.pausing import Stop, join


class Why(StrEnum):
    """Why a day is not counted."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SHUT = "shut"  # a working day on which this unit does not open


@dataclass(frozen=True)
class Left:
    """Days not counted for one reason; ``name`` is the holiday's or the closing's, if it has one."""

    why: Why
    name: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Arithmetic:
    """The steps from receipt to deadline.

    ``worked``: days with the open minutes counted on each (working hours only). ``left``: days left out, grouped by
    reason. ``makeup``: make-up days that were counted. ``gave_way``: why the last counted day is not the day of the
    deadline, None where it is. ``standing``: the open pause that hides the deadline.
    """

    reckoning: Reckoning
    received: int
    worked: tuple[tuple[date, int], ...]
    left: tuple[Left, ...]
    makeup: tuple[date, ...]
    gave_way: Left | None
    standing: Stop | None


def work_out(reckoning: Reckoning) -> Arithmetic:
    """Return the steps of a reckoning."""
    received = to_minute(reckoning.term.received)
    left, makeup = _days_on_the_way(reckoning, received // DAY)
    stops = join(reckoning.term.pauses, reckoning.start) if reckoning.end is None else ()
    standing = next((stop for stop in stops if stop.end is None), None)
    return Arithmetic(reckoning, received, _worked(reckoning), left, makeup, _gave_way(reckoning), standing)


def _days_on_the_way(reckoning: Reckoning, received: int) -> tuple[tuple[Left, ...], tuple[date, ...]]:
    unit = reckoning.term.limit.unit
    if reckoning.end is None or unit not in (Unit.WORK_HOUR, Unit.WORK_DAY):
        return (), ()
    first = received if unit is Unit.WORK_HOUR else reckoning.first or received
    days = [date.fromordinal(day) for day in range(min(first, received + 1), reckoning.end // DAY + 1)]
    left = [(day, why) for day in days if (why := reason(day, reckoning.clock, unit))]
    shut = {day for day, _ in left}
    makeup = tuple(day for day in days if day not in shut and _kind(day, reckoning.clock) is DayKind.WORK)
    return _grouped(left), makeup


def reason(day: date, clock: WorkClock, unit: Unit) -> tuple[Why, str] | None:
    """Return why a day is not counted: working hours go by the unit's hours, all else by the calendar."""
    if unit is Unit.WORK_HOUR and clock.hours.on(day, clock.calendar):
        return None
    special = clock.calendar.special(day)
    if unit is Unit.WORK_HOUR and (dated := clock.hours.by_date.get(day)):
        return Why.SHUT, dated.name
    if special and special.kind is DayKind.REST:
        return Why.HOLIDAY, special.name
    if not clock.calendar.is_workday(day):
        return Why.WEEKEND, ""
    return (Why.SHUT, "") if unit is Unit.WORK_HOUR else None


def _kind(day: date, clock: WorkClock) -> DayKind | None:
    special = clock.calendar.special(day)
    return special.kind if special else None


def _grouped(left: list[tuple[date, tuple[Why, str]]]) -> tuple[Left, ...]:
    groups: dict[tuple[Why, str], list[date]] = {}
    for day, why in left:
        groups.setdefault(why, []).append(day)
    return tuple(Left(why, name, tuple(days)) for (why, name), days in groups.items())


def _worked(reckoning: Reckoning) -> tuple[tuple[date, int], ...]:
    if reckoning.term.limit.unit is not Unit.WORK_HOUR or reckoning.end is None:
        return ()
    run = reckoning.clock.run_of(reckoning.start // DAY)
    return tuple(_minutes_by_day(reckoning, run, reckoning.end))


def _minutes_by_day(reckoning: Reckoning, run: Run, end: int) -> Iterator[tuple[date, int]]:
    for day in range(reckoning.start // DAY, -(-end // DAY)):
        begin, upto = max(reckoning.start, day * DAY), min(end, (day + 1) * DAY)
        stood = sum(_overlap(reckoning, run, stop, begin, upto) for stop, _ in reckoning.stops)
        minutes = reckoning.clock.worked(run, upto) - reckoning.clock.worked(run, begin) - stood
        if minutes:
            yield date.fromordinal(day), minutes


def _overlap(reckoning: Reckoning, run: Run, stop: Stop, begin: int, upto: int) -> int:
    low, high = max(begin, stop.begin), min(upto, upto if stop.end is None else stop.end)
    return reckoning.clock.worked(run, high) - reckoning.clock.worked(run, low) if low < high else 0


def _gave_way(reckoning: Reckoning) -> Left | None:
    if reckoning.target is None or reckoning.end is None or reckoning.target == reckoning.end // DAY:
        return None
    day = date.fromordinal(reckoning.target)
    why = reason(day, reckoning.clock, Unit.DAY)
    return Left(*why, (day,)) if why else None


def stretches(days: tuple[date, ...]) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each unbroken stretch of ``days``, which are in order."""
    first = last = days[0]
    for day in days[1:]:
        if (day - last).days > 1:
            yield first, last
            first = day
        last = day
    yield first, last
