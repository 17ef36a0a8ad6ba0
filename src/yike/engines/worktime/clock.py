"""The working clock of a unit: how many minutes were worked up to a moment, and the moment for so many minutes.

A run of consecutive years is laid out once into cumulative tables; every later question is a binary search.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate

from yike.engines.worktime.days import Calendar
from yike.engines.worktime.hours import OfficeHours, Spans
from yike.engines.worktime.moments import DAY, LAST_MINUTE, from_minute, to_minute


@dataclass(frozen=True)
class Run:
    """Consecutive years laid out by day; day i is ``first + i``.

    ``spans``: open spans of day i. ``worked``: open minutes before day i, one entry more than days. ``workdays``:
    ordinals of the days worked by law and notice. ``closings``: the minute at which day i ends for the unit.
    """

    first: int
    spans: tuple[Spans, ...]
    worked: tuple[int, ...]
    workdays: tuple[int, ...]
    closings: tuple[int, ...]

    @property
    def last(self) -> int:
        """The ordinal of the last day."""
        return self.first + len(self.spans) - 1


@dataclass(frozen=True)
class WorkClock:
    """A calendar and a unit's hours. Immutable; build it once and ask it often."""

    calendar: Calendar
    hours: OfficeHours

    @cached_property
    def _runs(self) -> dict[int, Run]:
        runs: dict[int, Run] = {}
        for year in sorted(self.calendar.years):
            if year not in runs:
                end = next(
                    y
                    for y in range(year, year + len(self.calendar.years) + 1)
                    if y + 1 not in self.calendar.years
                )
                runs |= dict.fromkeys(range(year, end + 1), self._lay_out(year, end))
        return runs

    def _lay_out(self, begin: int, end: int) -> Run:
        first, last = date(begin, 1, 1).toordinal(), date(end, 12, 31).toordinal()
        days = [date.fromordinal(day) for day in range(first, last + 1)]
        spans = tuple(self.hours.on(day, self.calendar) for day in days)
        return Run(
            first=first,
            spans=spans,
            worked=tuple(accumulate((sum(s.minutes for s in one) for one in spans), initial=0)),
            workdays=tuple(day.toordinal() for day in days if self.calendar.is_workday(day)),
            closings=tuple(
                day.toordinal() * DAY + _closing(one) for day, one in zip(days, spans, strict=True)
            ),
        )

    def run_of(self, day: int) -> Run:
        """Return the run in which the day with this ordinal lies. Raises ``Fault`` for a year without a table."""
        year = date.fromordinal(day).year
        self.calendar.require(year)
        return self._runs[year]

    def beyond(self, run: Run) -> None:
        """Raise the ``Fault`` of the first year after a run."""
        self.calendar.require(date.fromordinal(run.last).year + 1)

    def worked(self, run: Run, minute: int) -> int:
        """Return the open minutes of ``run`` before ``minute``. Raises ``Fault`` outside the run."""
        day, time = divmod(minute, DAY)
        at = day - run.first
        if at == len(run.spans) and time == 0:  # midnight after the last day
            return run.worked[-1]
        if not 0 <= at < len(run.spans):
            self._require_same(run, day)
        return run.worked[at] + sum(max(0, min(time, s.closes) - s.opens) for s in run.spans[at])

    def _require_same(self, run: Run, day: int) -> None:
        """Raise the ``Fault`` of the missing year between ``run`` and ``day``."""
        first, last = date.fromordinal(run.first).year, date.fromordinal(run.last).year
        self.calendar.require(last + 1 if day > run.last else first - 1)

    def after(self, run: Run, minute: int, count: int) -> int:
        """Return the first minute at which ``count`` (one or more) open minutes have passed since ``minute``.

        It lies at the end of a span rather than at the start of the next one. Raises ``Fault`` beyond the run.
        """
        target = self.worked(run, minute) + count
        at = bisect_left(run.worked, target) - 1
        if at == len(run.spans):
            self.beyond(run)
        left = target - run.worked[at]
        for span in run.spans[at]:
            if left <= span.minutes:
                return (run.first + at) * DAY + span.opens + left
            left -= span.minutes
        raise AssertionError("the cumulative table does not fit its spans")

    def next_open(self, run: Run, minute: int) -> int:
        """Return ``minute`` where the unit is open then, else the minute at which it next opens."""
        return self.after(run, minute, 1) - 1

    def minutes_between(self, begin: datetime, end: datetime) -> int:
        """Return the open minutes from ``begin`` to ``end``, negative where ``end`` comes first.

        Raises ``Fault`` for naive moments and where a year between them has no table.
        """
        first, last = to_minute(begin), to_minute(end)
        run = self.run_of(first // DAY)
        return self.worked(run, last) - self.worked(run, first)

    def next_moment(self, moment: datetime) -> datetime:
        """Return ``moment``, cut to its minute, where the unit is open then, else the next opening."""
        minute = to_minute(moment)
        return from_minute(self.next_open(self.run_of(minute // DAY), minute))

    def is_open(self, moment: datetime) -> bool:
        """Return whether the unit is open at a moment."""
        minute = to_minute(moment)
        return any(
            s.opens <= minute % DAY < s.closes
            for s in self.hours.on(date.fromordinal(minute // DAY), self.calendar)
        )


def _closing(spans: Spans) -> int:
    """Return when a day ends: business hours end it where there are any, else midnight."""
    return min(spans[-1].closes, LAST_MINUTE) if spans else LAST_MINUTE
