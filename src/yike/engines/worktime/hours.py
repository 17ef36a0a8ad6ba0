"""When an office is open: spans of the day by weekday, and what it does on holidays and make-up days.

All of it is the office's own choice, none of it law. Minutes of the day run from 0 to 1440; a night shift over
midnight is two spans, 22:00 to 24:00 and 00:00 to 06:00.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from yike.engines.faults import Fault
from yike.engines.worktime.days import SATURDAY, Calendar, DayKind
from yike.engines.worktime.moments import DAY

WEEK = 7


@dataclass(frozen=True, order=True)
class Span:
    """Open from minute ``opens`` of the day until minute ``closes``, which is no longer open."""

    opens: int
    closes: int

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.closes - self.opens


Spans = tuple[Span, ...]
MORNING, AFTERNOON = Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60)


@dataclass(frozen=True)
class DatedHours:
    """The hours of one date, instead of those of its weekday; no spans = shut. ``name`` says why."""

    day: date
    spans: Spans
    name: str = ""


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a unit. Raises ``Fault`` for spans that cross, an empty week or a date given twice.

    ``weekly`` has seven entries from Monday. Where ``keeps_holidays``, the unit shuts on the calendar's rest days
    and works ``makeup`` on make-up days that its week leaves free; otherwise (city management and the like) the
    week holds on every day of the year. ``dated`` comes before all.
    """

    weekly: tuple[Spans, ...]
    makeup: Spans = ()
    keeps_holidays: bool = True
    dated: tuple[DatedHours, ...] = ()

    def __post_init__(self) -> None:
        for spans in (*self.weekly, self.makeup, *(one.spans for one in self.dated)):
            check_spans(spans)
        if len(self.weekly) != WEEK or not any(self.weekly):
            raise _no_week()
        for day, times in Counter(one.day for one in self.dated).items():
            if times > 1:
                raise _twice(day)

    @cached_property
    def by_date(self) -> dict[date, DatedHours]:
        """The dated hours by their date."""
        return {one.day: one for one in self.dated}

    def on(self, day: date, calendar: Calendar) -> Spans:
        """Return the open spans of a day. Raises ``Fault`` where the calendar has no table for its year."""
        special, dated = calendar.special(day), self.by_date.get(day)
        if dated:
            return dated.spans
        weekly = self.weekly[day.weekday()]
        if special is None or not self.keeps_holidays:
            return weekly
        return () if special.kind is DayKind.REST else weekly or self.makeup


def office(*spans: Span) -> OfficeHours:
    """Return the hours of an ordinary office, Monday to Friday and make-up days, 09-12 and 13-17 unless given."""
    day = spans or (MORNING, AFTERNOON)
    return OfficeHours(weekly=(day,) * SATURDAY + ((), ()), makeup=day)


def daily(*spans: Span) -> OfficeHours:
    """Return hours that hold on every day of the year, holidays or not."""
    return OfficeHours(weekly=(spans,) * WEEK, keeps_holidays=False)


def check_spans(spans: Spans) -> None:
    """Raise ``Fault`` unless the spans of a day stand in order, apart, and within the day."""
    inside = all(0 <= span.opens < span.closes <= DAY for span in spans)
    if not inside or any(before.closes > after.opens for before, after in pairwise(spans)):
        raise Fault(
            "上班时段写反了、重叠了，或者超出一天",
            "spans of office hours are reversed, cross or leave the day",
            do_zh="请按先后写，例如 09:00-12:00 13:00-17:00；过夜的班分成两段",
            do_en="Write them in order, such as 09:00-12:00 13:00-17:00; split a shift over midnight in two",
        )


def _no_week() -> Fault:
    return Fault(
        "一周里没有一天上班",
        "no day of the week is worked",
        do_zh="请至少给一天写上上班时段",
        do_en="Give at least one day its hours",
    )


def _twice(day: date) -> Fault:
    return Fault(
        f"{day} 的上班时间写了两次",
        f"the hours of {day} are given twice",
        do_zh="每个日期只写一次",
        do_en="Give each date once",
    )
