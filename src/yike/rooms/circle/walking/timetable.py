"""Who is open at a moment, until when, and when next: by the hours of each, holidays and make-up days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np

from yike.engines.reach.hours.model import Hours
from yike.engines.reach.hours.spans import DAY
from yike.engines.reach.streets.model import Ints
from yike.engines.worktime import Calendar, DayKind
from yike.rooms.circle.walking.kept import Kept
from yike.rooms.circle.walking.places import Mask

DAYS_KEPT = 40  # days whose spans are held: a month of questions
ANSWERS_KEPT = 8192
LOOK_AHEAD = 60  # days in which the next opening is looked for
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """What the working calendar says: public holidays, make-up days, and the years it knows."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, calendar: Calendar) -> Days:
        """Return the days of all years in use."""
        special = [one for table in calendar.tables for one in table.days]
        return cls(
            frozenset(one.day for one in special if one.kind is DayKind.REST),
            frozenset(one.day for one in special if one.kind is DayKind.WORK),
            calendar.years,
        )

    def knows(self, day: date) -> bool:
        """Return whether holidays of that year are known; if not, its days are taken as ordinary ones."""
        return day.year in self.years

    def open_at(self, hours: Sequence[Hours], at: datetime) -> bool:
        """Return whether all of these hours are open at a local moment."""
        return all(one.open_at(at, self.holidays, self.worked) for one in hours)

    def told(self, hours: Sequence[Hours], day: date) -> bool:
        """Return whether any of these hours says when it is open on a day."""
        return any(one.known_on(day, self.holidays) for one in hours)

    def closes(self, hours: Sequence[Hours], at: datetime) -> datetime | None:
        """Return until when what is open at ``at`` is known to be; None where it does not close within a week."""
        for moment in self._ends(hours, at):
            if not self.open_at(hours, moment) or not self.told(hours, moment.date()):
                return moment
        return None

    def opens(self, hours: Sequence[Hours], at: datetime) -> datetime | None:
        """Return when it opens next after ``at``; None where not within ``LOOK_AHEAD`` days, or nobody knows."""
        for moment in self._starts(hours, at):
            if self.open_at(hours, moment):
                return moment if self.told(hours, moment.date()) else None
        return None

    def _starts(self, hours: Sequence[Hours], at: datetime) -> Iterator[datetime]:
        """Yield the moments after ``at`` at which any of the hours begins to be open, in order."""
        for day in _days_from(at.date(), LOOK_AHEAD):
            midnight = datetime.combine(day, time())
            minutes = {start for one in hours for start, _ in one.on(day, self.holidays, self.worked)}
            yield from (moment for m in sorted(minutes) if (moment := midnight + timedelta(minutes=m)) > at)

    def _ends(self, hours: Sequence[Hours], at: datetime) -> Iterator[datetime]:
        """Yield the moments after ``at`` at which any of the hours ceases to be open, in order."""
        found = {
            datetime.combine(day, time()) + timedelta(minutes=end)
            for day in _days_from(at.date() - ONE, 9)
            for one in hours
            for _, end in one.on(day, self.holidays, self.worked)
        }
        return (moment for moment in sorted(found) if moment > at)


def _days_from(first: date, count: int) -> Iterator[date]:
    return (first + ONE * n for n in range(count))


@dataclass(frozen=True)
class Standing:
    """How a place stands at a moment: ``open`` until ``closes``, or shut until ``opens`` (None: not soon).

    ``known`` is false where nobody gave hours: it counts as open then, and where it is shut for the day, nobody
    knows when it opens.
    """

    open: bool
    known: bool
    closes: datetime | None = None
    opens: datetime | None = None


def standing(hours: Sequence[Hours], at: datetime, days: Days) -> Standing:
    """Return how a place stands at a local moment whose hours must all be open; no hours at all: not known."""
    return _standing(tuple(hours), at, days) if hours else Standing(open=True, known=False)


@lru_cache(maxsize=ANSWERS_KEPT)
def _standing(hours: tuple[Hours, ...], at: datetime, days: Days) -> Standing:
    """Return it; many places keep the same hours, and many ask about the same minute: what was found is kept."""
    if not days.open_at(hours, at):
        opens = days.opens(hours, at)
        return Standing(open=False, known=opens is not None or all(one.known for one in hours), opens=opens)
    if not days.told(hours, at.date()):
        return Standing(open=True, known=False)
    return Standing(open=True, known=True, closes=days.closes(hours, at))


Stretches = tuple[Ints, Ints, Ints]  # row of the hours, start and end in minutes since a day's midnight


class Timetable:
    """The distinct hours of a directory, ready to be asked for any moment of any day.

    Each day is read once: reading the hours of 10,000 points takes longer than the search among them. What a plan
    adds to the hours ``before`` is read alone.
    """

    def __init__(self, keeps: Sequence[Hours | None], days: Days, before: Timetable | None = None) -> None:
        self._keeps: Sequence[Hours | None] = keeps
        self._days: Days = days
        self._before = before if before is not None and before._begins(keeps, days) else None
        self._read: Kept[date, Stretches] = Kept(DAYS_KEPT)
        self._not_given = np.array([one is None for one in keeps], np.bool_)

    def open_at(self, at: datetime | None) -> Mask:
        """Return which of the hours are open at a local moment; all, without a moment. Not given counts as open."""
        if at is None:
            return np.ones(len(self._keeps), np.bool_)
        found = self._not_given.copy()
        row, start, end = self._stretches(at.date())
        minute = at.hour * 60 + at.minute
        found[row[(start <= minute) & (minute < end)]] = True
        return found

    def _begins(self, keeps: Sequence[Hours | None], days: Days) -> bool:
        """Return whether other hours begin with these, under the same calendar."""
        return self._days is days and keeps[: len(self._keeps)] == self._keeps

    def _stretches(self, day: date) -> Stretches:
        return self._read.get(day, lambda: self._read_day(day))

    def _read_day(self, day: date) -> Stretches:
        """Return the stretches that touch a day."""
        first = 0 if self._before is None else len(self._before._keeps)
        rows = [
            (row, start - late, end - late)
            for row, one in enumerate(self._keeps[first:], first)
            if one is not None
            for late, on in ((DAY, day - ONE), (0, day))
            for start, end in one.on(on, self._days.holidays, self._days.worked)
            if end > late
        ]
        row, start, end = np.array(rows, np.int32).reshape(-1, 3).T
        if self._before is None:
            return row, start, end
        pairs = zip(self._before._stretches(day), (row, start, end), strict=True)
        row, start, end = (np.concatenate(pair) for pair in pairs)
        return row, start, end
