"""Limits, pauses and the rules of counting: what is asked before a deadline can be reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yike.engines.faults import Fault
from yike.engines.worktime.moments import to_minute

LARGEST = 100_000


class Unit(StrEnum):
    """Units in which offices are given limits."""

    MINUTE = "minute"  # 分钟: by the wall clock, day and night
    WORK_HOUR = "work_hour"  # 工作时: sixty minutes within the unit's hours
    WORK_DAY = "work_day"  # 工作日: days worked by law and notice
    DAY = "day"  # 自然日
    MONTH = "month"  # 月


@dataclass(frozen=True)
class Rules:
    """How days are counted. The defaults are those of the Civil Code, articles 201 to 203.

    Law (《民法典》 201-203): the day on which a period begins is not counted; a period of months ends on the same
    day of the month, or on its last day where there is none; a last day that is a public holiday gives way to
    the day after; a period ends at 24:00, or where there are business hours, when they end. Article 204: other
    laws may differ, and **whether the Code governs a given procedure has not been verified** (未核), so
    each can be changed for each limit.

    Choice of ours: Saturdays and Sundays count as rest days on which a period does not end (the Code names only
    法定休假日), and make-up days as days on which it may.
    """

    first_day_counts: bool = False
    rolls: bool = True  # a last day that is a rest day gives way to the next working day
    to_midnight: bool = False  # the last day ends at 24:00 even where there are business hours


LAW = Rules()


@dataclass(frozen=True)
class Limit:
    """So many of a unit, counted by ``rules``. Raises ``Fault`` unless 1 <= amount <= 100 000."""

    amount: int
    unit: Unit
    rules: Rules = LAW

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LARGEST:
            raise Fault(
                f"时限不能是 {self.amount}",
                f"a limit cannot be {self.amount}",
                do_zh=f"请给 1 到 {LARGEST} 的整数",
                do_en=f"Give a whole number from 1 to {LARGEST}",
            )


@dataclass(frozen=True)
class Pause:
    """The clock stands from ``begin`` until ``end``; None = it has not been started again.

    ``reason`` is a few words such as 补正. Raises ``Fault`` for naive moments and for an end before the begin.
    """

    begin: datetime
    end: datetime | None
    reason: str = ""
    reason_en: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and to_minute(self.end) < to_minute(self.begin):
            raise Fault(
                "暂停的结束早于开始",
                "a pause ends before it begins",
                do_zh="请把开始和结束时间对调或改正",
                do_en="Swap or mend its begin and end",
            )


@dataclass(frozen=True)
class Term:
    """A limit at work: received at a moment, with the pauses so far. Pauses may overlap and touch."""

    received: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
