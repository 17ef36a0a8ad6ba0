"""Opening hours as people keep them: a plain week, seasons, single dates, public holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.hours.spans import DAY, WHOLE_DAY, Spans, merged
from yike.engines.reach.streets.model import Floats

if TYPE_CHECKING:
    from yike.engines.faults import Language

WEEK = 7 * DAY
NO_DATES: frozenset[date] = frozenset()
Week = tuple[Spans, ...]  # seven days from Monday
Pattern = tuple[Spans | None, ...]  # seven days from Monday; None leaves a day as it was


@dataclass(frozen=True, order=True)
class Dates:
    """A range of dates, both ends included: of one year, or of every year where ``year`` is None.

    A yearly range may pass New Year (11-01 to 03-31). ``first``/``last`` are (month, day).
    """

    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    last_year: int | None = None

    def __contains__(self, day: date) -> bool:
        """Return whether the range holds ``day``."""
        at = (day.month, day.day)
        if self.year is not None:
            return (self.year, *self.first) <= (day.year, *at) <= (self.last_year or self.year, *self.last)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class Special:
    """Other hours on some dates, or on public holidays where ``dates`` is None (then alike on all weekdays)."""

    dates: Dates | None
    days: Pattern

    def on(self, day: date, weekday: int, holidays: AbstractSet[date]) -> Spans | None:
        """Return the spans that start on ``day``; None where it says nothing of that day.

        ``weekday`` is whose hours hold: Monday's on a weekend day worked in exchange. Dates of one year are meant
        for those very days: where they give Monday no hours, the day's own hold.
        """
        if self.dates is None:
            return self.days[weekday] if day in holidays else None
        if day not in self.dates:
            return None
        return (
            self.days[weekday] if self.dates.year is None else self.days[weekday] or self.days[day.weekday()]
        )

    def over(self, before: Special | None) -> Special:
        """Return both in one, this one winning where both speak of a weekday."""
        if before is None:
            return self
        pairs = zip(self.days, before.days, strict=True)
        return Special(self.dates, tuple(old if new is None else new for new, old in pairs))


def _gathered(specials: Iterable[Special]) -> tuple[Special, ...]:
    """Make neighbours for the same dates one, and drop those that say nothing."""
    found: list[Special] = []
    for special in specials:
        same = bool(found) and found[-1].dates == special.dates
        found[len(found) - same :] = [special.over(found[-1] if same else None)]
    return tuple(special for special in found if any(spans is not None for spans in special.days))


@dataclass(frozen=True)
class Hours:
    """When a place is open. Later ``specials`` win over earlier ones, all of them over the plain week.

    A span belongs to the day it starts on: Monday 22:00–06:00 stands even where Tuesday is closed.
    Public holidays are whatever dates the caller says; the engine knows no calendar. ``worked`` are weekend
    days worked in exchange for a holiday (调休): they follow Monday's hours where holidays have hours of
    their own, for only such places follow the calendar. Where nobody knows the plain week (``known`` false), it
    counts as open on all days but those the specials speak of.
    """

    days: Week
    specials: tuple[Special, ...] = ()
    known: bool = True

    @classmethod
    def of(
        cls,
        days: Sequence[Iterable[tuple[int, int]]],
        specials: Iterable[Special] = (),
        *,
        known: bool = True,
    ) -> Hours:
        """Return the hours of seven days from Monday, spans merged and in order, equal where they mean the same."""
        tidy = (
            Special(s.dates, tuple(None if spans is None else merged(spans) for spans in s.days))
            for s in specials
        )
        return cls(tuple(merged(spans) for spans in days), _gathered(tidy), known)

    @classmethod
    def parse(
        cls, text: str, *, file: object = None, row: int | None = None, column: str | None = None
    ) -> Hours:
        """Return the hours written in Chinese, in everyday English or as OSM opening_hours (docs/tables.md).

        Raises ``Fault`` that names the part not understood, or the time that cannot be.
        """
        from yike.engines.reach.hours.grammar import parsed  # noqa: PLC0415 - the grammar builds Hours

        return parsed(text, file=file, row=row, column=column)

    def text(self, language: Language = "zh") -> str:
        """Return the hours in words that ``parse`` reads back to the same hours."""
        from yike.engines.reach.hours.words import in_words  # noqa: PLC0415 - the words read Hours

        return in_words(self, language)

    @property
    def always(self) -> bool:
        """Whether it never closes."""
        return not self.specials and all(spans == WHOLE_DAY for spans in self.days)

    @property
    def follows_holidays(self) -> bool:
        """Whether public holidays have hours of their own."""
        return any(special.dates is None for special in self.specials)

    def on(
        self, day: date, holidays: AbstractSet[date] = NO_DATES, worked: AbstractSet[date] = NO_DATES
    ) -> Spans:
        """Return the spans that start on ``day``, in minutes since its midnight."""
        weekday = 0 if day in worked and self.follows_holidays else day.weekday()
        spans = self.days[weekday]
        for special in self.specials:
            other = special.on(day, weekday, holidays)
            if other is not None:
                spans = other
        return spans

    def known_on(self, day: date, holidays: AbstractSet[date] = NO_DATES) -> bool:
        """Return whether anybody said when it is open on ``day``: by the week, or for that day alone."""
        weekday = day.weekday()
        return self.known or any(one.on(day, weekday, holidays) is not None for one in self.specials)

    def open_at(
        self, moment: datetime, holidays: AbstractSet[date] = NO_DATES, worked: AbstractSet[date] = NO_DATES
    ) -> bool:
        """Return whether it is open at ``moment`` (local time); at the very minute of closing it is not."""
        minute, today = moment.hour * 60 + moment.minute, moment.date()
        if any(start <= minute < end for start, end in self.on(today, holidays, worked)):
            return True
        if today == date.min:
            return False
        yesterday = self.on(today - timedelta(days=1), holidays, worked)
        return any(minute + DAY < end for _, end in yesterday)

    def minutes(
        self,
        monday: date | None = None,
        holidays: AbstractSet[date] = NO_DATES,
        worked: AbstractSet[date] = NO_DATES,
    ) -> NDArray[np.bool_]:
        """Return whether it is open in each of the 10,080 minutes of a week from Monday 00:00.

        Without ``monday`` it is the plain week, no date or holiday considered; else the week from that day.
        """
        if monday is None:
            spans = [self.days[-1], *self.days]
        else:
            spans = [self.on(monday + timedelta(days=i), holidays, worked) for i in range(-1, 7)]
        found = np.zeros(WEEK + 3 * DAY, np.bool_)
        for day, stretches in enumerate(spans):
            for start, end in stretches:
                found[day * DAY + start : day * DAY + end] = True
        return found[DAY : DAY + WEEK]

    def open_minutes(self) -> int:
        """Return the open minutes of the plain week, 10,080 at most."""
        return int(self.minutes().sum())

    def share(self) -> float:
        """Return the share of the plain week it is open, 0..1."""
        return self.open_minutes() / WEEK

    def week_matrix(
        self,
        monday: date | None = None,
        holidays: AbstractSet[date] = NO_DATES,
        worked: AbstractSet[date] = NO_DATES,
    ) -> NDArray[np.bool_]:
        """Return (168,) whether it is open at each full hour from Monday 00:00; arguments as ``minutes``."""
        return self.minutes(monday, holidays, worked)[::60].copy()

    def week_shares(
        self,
        monday: date | None = None,
        holidays: AbstractSet[date] = NO_DATES,
        worked: AbstractSet[date] = NO_DATES,
    ) -> Floats:
        """Return (168,) the exact share of each hour it is open; arguments as ``minutes``."""
        return self.minutes(monday, holidays, worked).reshape(168, 60).mean(axis=1)
