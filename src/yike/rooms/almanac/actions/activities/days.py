"""The list of days to keep away from."""

from __future__ import annotations

from datetime import date, timedelta

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.checking import FIRST_YEAR, LAST_YEAR, year_fault
from yike.rooms.almanac.models.days import AvoidedDays, DayKind
from yike.rooms.almanac.rules import activities as rules

LONGEST = timedelta(days=31)


def avoid(by: By, *, kind: str, name: str, since: date, until: date) -> AvoidedDays:
    """Put days on the list.

    Raises ``Fault`` for days the wrong way round, more than a month of them, and years nobody plans for.
    """
    _refuse_wrong(since, until)
    with deed(by, "almanac.days.avoid") as d:
        rules.KEEP_DAYS.require(by)
        return d.add(AvoidedDays(kind=DayKind(kind), name=name.strip(), since=since, until=until))


def _refuse_wrong(since: date, until: date) -> None:
    if not timedelta(0) <= until - since <= LONGEST:
        raise Fault(
            "最后一天早于第一天，或超过一个月",
            "the last day is before the first, or more than a month after it",
            do_zh="请核对两个日期",
            do_en="Check the two days",
        )
    if since.year < FIRST_YEAR or until.year > LAST_YEAR:
        raise year_fault()


def allow(by: By, row: AvoidedDays) -> None:
    """Take days off the list."""
    with deed(by, "almanac.days.allow") as d:
        rules.KEEP_DAYS.require(by)
        d.remove(d.lock(row))
