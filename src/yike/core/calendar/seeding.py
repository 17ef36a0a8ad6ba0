"""A year's table from the ``holidays`` package, which follows the State Council's notices.

The package lists days off and, apart from them, the weekends worked (``weekend_workdays``). It knows a year's swaps
only once its notice is out; before, it tells the days that the law alone sets. Weekends that join a holiday
are part of it, as in the notices (10月1日至7日放假).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

from yike.engines.worktime.days import SATURDAY, DayKind, SpecialDay, YearTable

ONE = timedelta(days=1)
SWAPPED = re.compile(r"\d{4}-\d{2}-\d{2}")  # in the label of a day off: the weekend worked for it
NOTE = re.compile(r"（.*）$")
SAME = {"农历除夕": "春节"}
MAKEUP = "调休"


@dataclass(frozen=True)
class Seed:
    """A table, where it comes from, and whether the year's notice is in it."""

    table: YearTable
    source: str
    announced: bool


def seed(year: int) -> Seed:
    """Return the table of a year. Raises ``Fault`` for years outside 2000 to 2199."""
    import holidays  # noqa: PLC0415 - slow to import, needed once a year

    YearTable(year, ())
    found: Any = holidays.country_holidays("CN", years=(year - 1, year, year + 1), language="zh_CN")
    blocks = tuple(_blocks(dict(found.items()), set(found.weekend_workdays)))
    days = tuple(sorted(_days(year, blocks), key=lambda one: one.day))
    announced = any(one.kind is DayKind.WORK for one in days)
    return Seed(YearTable(year, days), f"holidays {version('holidays')}", announced)


@dataclass(frozen=True)
class Block:
    """Days off in a row, their common name, and the weekends worked for them."""

    days: tuple[date, ...]
    name: str
    makeups: tuple[date, ...]


def _blocks(labels: dict[date, str], worked: set[date]) -> Iterator[Block]:
    """Yield the holidays with the weekends that join them, in order."""
    off = set(labels) - worked
    left = sorted(off)
    while left:
        first = last = left[0]
        while _free(first - ONE, off, worked):
            first -= ONE
        while _free(last + ONE, off, worked):
            last += ONE
        days = tuple(first + ONE * n for n in range((last - first).days + 1))
        yield _block(days, [labels[day] for day in days if day in labels])
        left = [day for day in left if day > last]


def _free(day: date, off: set[date], worked: set[date]) -> bool:
    return day in off or (day.weekday() >= SATURDAY and day not in worked)


def _block(days: tuple[date, ...], labels: list[str]) -> Block:
    swaps = [date.fromisoformat(found[0]) for label in labels if (found := SWAPPED.search(label))]
    plain = [
        NOTE.sub("", part) for label in labels if not SWAPPED.search(label) for part in label.split("; ")
    ]
    names = dict.fromkeys(SAME.get(name, name) for name in plain)
    return Block(days, "、".join(names), tuple(swaps))


def _days(year: int, blocks: tuple[Block, ...]) -> Iterator[SpecialDay]:
    for block in blocks:
        for day in block.days:
            if day.year == year:
                yield SpecialDay(day, DayKind.REST, block.name)
        for day in block.makeups:
            if day.year == year:
                yield SpecialDay(day, DayKind.WORK, f"{block.name}{MAKEUP}")
