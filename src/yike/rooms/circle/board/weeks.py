"""Cover through the week, hour by hour: what an evening and a weekend look like beside a Tuesday morning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from yike.core.record.clock import today
from yike.rooms.circle.board.asked import DAYS

if TYPE_CHECKING:
    from yike.rooms.circle.walking.asks import Question
    from yike.rooms.circle.walking.places import Within
    from yike.rooms.circle.walking.town import Town

STEPS = (1, 20, 40, 60, 80, 95)  # percent from which a cell is drawn a step darker


@dataclass(frozen=True)
class Hour:
    """One hour: the share of households in percent, and how dark its cell is, 0..6."""

    hour: int
    percent: float | None
    step: int


@dataclass(frozen=True)
class Day:
    """One day of the week with its 24 hours."""

    name: str
    number: int
    date: date
    hours: tuple[Hour, ...]


def week(town: Town, question: Question, kind: str, within: Within = None) -> list[Day]:
    """Return this week from Monday, seven days of 24 hours, for who lives in some communities (None: in all)."""
    monday = today() - timedelta(days=today().weekday())
    if question.baskets:
        whole = town.basket_week(replace(question, at=None), kind, monday, within)
        if whole is None:
            return []
        share = whole
    else:
        share = town.week(question, kind, monday, within).share[0, :, :, 0]
    return [
        Day(str(DAYS[n]), n, monday + timedelta(days=n), tuple(_hour(h, share[n, h]) for h in range(24)))
        for n in range(7)
    ]


def _hour(hour: int, share: float) -> Hour:
    if np.isnan(share):
        return Hour(hour, None, 0)
    percent = 100 * float(share)
    return Hour(hour, percent, sum(percent >= step for step in STEPS))
