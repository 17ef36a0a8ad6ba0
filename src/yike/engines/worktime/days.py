"""Which days are worked: an explicit table for each year, and no answer for a year without one.

Law: rest days and make-up working days (调休) are set each year by a notice of the State Council's General Office.
They follow no rule that could be computed, so nothing here guesses: a table lists the days that depart from the
ordinary week of five working days, and a year without a table raises ``Fault``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from yike.engines.faults import Fault

FIRST_YEAR = 2000  # five-day weeks and no summer time hold from here on
LAST_YEAR = 2199
SATURDAY = 5


class DayKind(StrEnum):
    """How a listed day departs from the ordinary week."""

    REST = "rest"  # a public holiday, or a weekday swapped for a make-up day
    WORK = "work"  # a Saturday or Sunday worked to make up (调休上班)


@dataclass(frozen=True)
class SpecialDay:
    """A day that departs from the ordinary week; ``name`` is for people, such as 国庆节."""

    day: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class YearTable:
    """The days of one year that depart from the ordinary week. Raises ``Fault`` where they contradict."""

    year: int
    days: tuple[SpecialDay, ...]

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise Fault(
                f"不能建 {self.year} 年的工作日历",
                f"there can be no working calendar for {self.year}",
                do_zh=f"请给 {FIRST_YEAR} 到 {LAST_YEAR} 之间的年份",
                do_en=f"Give a year from {FIRST_YEAR} to {LAST_YEAR}",
            )
        for day in self._wrong_days():
            raise Fault(
                f"{day} 不在 {self.year} 年，或者列了两次",
                f"{day} is not in {self.year}, or is listed twice",
                do_zh="每年的表里每一天只列一次",
                do_en="List each day once, in the table of its own year",
            )

    def _wrong_days(self) -> Iterator[date]:
        counted = Counter(special.day for special in self.days)
        return (day for day, times in counted.items() if times > 1 or day.year != self.year)


@dataclass(frozen=True)
class Calendar:
    """The tables of several years. Years may be missing between; to ask about one raises ``Fault``."""

    tables: tuple[YearTable, ...]

    def __post_init__(self) -> None:
        if len(self.years) != len(self.tables):
            raise Fault(
                "同一年有两张工作日历",
                "one year has two working calendars",
                do_zh="每年只留一张",
                do_en="Keep one for each year",
            )

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that have a table."""
        return frozenset(table.year for table in self.tables)

    @cached_property
    def _special(self) -> dict[date, SpecialDay]:
        return {special.day: special for table in self.tables for special in table.days}

    def require(self, year: int) -> None:
        """Raise ``Fault`` where ``year`` has no table."""
        if year not in self.years:
            raise Fault(
                f"还没有 {year} 年的工作日历（放假和调休安排）",
                f"there is no working calendar (holidays and make-up days) for {year} yet",
                do_zh="请管理员到“工作日历”页录入或导入这一年并核对",
                do_en='Ask the administrator to enter or import that year on the page "Working calendar"',
            )

    def special(self, day: date) -> SpecialDay | None:
        """Return what the table says of a day, None for an ordinary one. Raises ``Fault`` without a table."""
        self.require(day.year)
        return self._special.get(day)

    def is_workday(self, day: date) -> bool:
        """Return whether a day is worked by law and notice. Raises ``Fault`` without a table."""
        special = self.special(day)
        return special.kind is DayKind.WORK if special else day.weekday() < SATURDAY
