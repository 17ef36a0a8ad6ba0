"""The exceptions of a file: the rows of a point replace all it has; what is the same stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yike.core.areas.exchange.drafts import Mistake
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.columns import EXCEPTIONS
from yike.rooms.circle.exchange.rows import Drafts, Row
from yike.rooms.circle.models import HoursException

FIELDS = ("since", "until", "hours", "reason")


def key_of(row: HoursException | dict[str, Any]) -> tuple[str, ...]:
    """Return what tells an exception of a point from its others."""
    values = row if isinstance(row, dict) else vars(row)
    return tuple(str(values[name]) for name in FIELDS)


def wanted_of(
    drafts: Drafts, points: set[str], now: dict[str, list[HoursException]]
) -> tuple[dict[str, list[dict[str, Any]]], int, list[Mistake]]:
    """Return what each point of a file is to have where it has not, how much is so already, and what is wrong.

    ``points`` are the codes of the points there will be.
    """
    mistakes: list[Mistake] = []
    lists: dict[str, list[dict[str, Any]]] = {}
    for row in drafts.of(EXCEPTIONS):
        wrong = list(_mistakes(row, points))
        mistakes += wrong
        if not wrong:
            lists.setdefault(row.values["point"].lower(), []).append(_told(row))
    other, same = dict[str, list[dict[str, Any]]](), 0
    for code, rows in lists.items():
        if sorted(map(key_of, rows)) == sorted(map(key_of, now.get(code, ()))):
            same += len(rows)
        else:
            other[code] = rows
    return other, same, mistakes


def _mistakes(row: Row, points: set[str]) -> Iterable[Mistake]:
    told = row.values
    for one in EXCEPTIONS.columns:
        if one.needed and not told.get(one.role):
            yield Mistake(row.spot(one.role), faults.missing(one.names[0], one.en))
    if told.get("point") and told["point"].lower() not in points:
        yield Mistake(row.spot("point"), faults.unknown("站点", "point", told["point"]))
    first, last = told.get("since"), told.get("until")
    if first and last and last < first:
        yield Mistake(row.spot("until"), faults.backwards())


def _told(row: Row) -> dict[str, Any]:
    told = row.values
    since = told["since"]
    return {
        "since": since,
        "until": told.get("until") or since,
        "hours": told.get("hours", ""),
        "reason": told["reason"],
    }
