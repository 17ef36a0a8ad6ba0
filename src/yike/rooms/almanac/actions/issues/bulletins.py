"""Notices for the monthly calendar: written when somebody hears of them, gathered by the issue of their month."""

from __future__ import annotations

from datetime import date
from typing import Any

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.notices.proof import LONGEST
from yike.rooms.almanac.models.bulletins import WORDS, Bulletin
from yike.rooms.almanac.rules import issues as rules


def add_bulletin(by: By, *, area: Area, **values: Any) -> Bulletin:
    """Write a notice for an area.

    Raises ``Fault`` for days the wrong way round, over already or too many, ``ValueError`` for odd fields.
    """
    told = _values(values)
    _refuse_over(told["day"], told.get("until") or told["day"])
    with deed(by, "almanac.bulletin.add") as d:
        rules.PROPOSE.require(by, area)
        return d.add(Bulletin(area=area, made_by=by.user, made_at=d.at, **told))


def _refuse_over(day: date, last: date) -> None:
    """Refuse what no issue would gather, or each one for years: mostly a year that was mistyped."""
    if last < today():
        raise Fault(
            f"{last:%Y-%m-%d} 已经过了，没有一期会收它",
            f"{last:%Y-%m-%d} is over: no issue would gather it",
            do_zh="请核对年份和日期",
            do_en="Check the year and the day",
        )
    if (last - day).days >= LONGEST:
        raise Fault(
            f"从 {day:%Y-%m-%d} 到 {last:%Y-%m-%d} 超过 {LONGEST} 天",
            f"{day:%Y-%m-%d} to {last:%Y-%m-%d} is more than {LONGEST} days",
            do_zh="请核对最后一天；一直有效的，请写第一天",
            do_en="Check the last day; of what holds for good, give the first day",
        )


def change_bulletin(by: By, row: Bulletin, **values: Any) -> Bulletin:
    """Change what a notice says. What has been gathered of it stays as it is.

    Raises as ``add_bulletin``; days that are over already may stay as they are.
    """
    area = values.pop("area", None)
    with deed(by, "almanac.bulletin.change") as d:
        row = d.lock(row)
        for one in (row.area, area or row.area):
            rules.PROPOSE.require(by, one)
        told = _values({name: getattr(row, name) for name in ("day", "until")} | values)
        if (told["day"], told["until"]) != (row.day, row.until):
            _refuse_over(told["day"], told["until"] or told["day"])
        return d.change(row, area=area or row.area, **told)


def withdraw_bulletin(by: By, row: Bulletin, *, withdrawn: bool = True) -> Bulletin:
    """Keep a notice from being gathered any more, or let it be gathered again."""
    with deed(by, "almanac.bulletin.withdraw" if withdrawn else "almanac.bulletin.keep") as d:
        row = d.lock(row)
        rules.PROPOSE.require(by, row.area)
        return d.change(row, withdrawn=withdrawn)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(WORDS):
        raise ValueError(f"not to be written here: {sorted(unknown)}")
    if values.get("day") is None:
        raise Fault("没有日期", "it has no day", do_zh="请填日期", do_en="Give the day")
    if values.get("until") and values["until"] < values["day"]:
        raise Fault(
            "最后一天早于第一天",
            "the last day is before the first",
            do_zh="请改正日期",
            do_en="Correct the days",
        )
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
