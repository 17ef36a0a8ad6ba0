"""Cover of the months since the office began, kept by the action of the monthly sweep: a trend to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from yike.core.record.clock import moved_to, today
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.actions.cover import keep_cover
from yike.rooms.circle.loading import read_homes, town_among
from yike.rooms.circle.models import ServicePoint

OPENED = timedelta(days=30)  # how long ago the stations opened that were being prepared at first


def keep_months(clerk: By, began: timedelta, prepared: Iterable[ServicePoint]) -> None:
    """Keep the cover at the beginning and at the start of each month since; open what was prepared in between."""
    homes, waiting = read_homes(), list(prepared)
    for day in _days(today() - began):
        if today() - day <= OPENED:
            _open(clerk, waiting)
        with moved_to(day - today()):
            keep_cover(By.machine("circle.cover", "sweep"), town_among(homes))
    _open(clerk, waiting)


def _open(clerk: By, waiting: list[ServicePoint]) -> None:
    with moved_to(-OPENED):
        while waiting:
            actions.go(clerk, waiting.pop(), "open")


def _days(began: date) -> Iterator[date]:
    """Yield the day on which the office began, and the first of each month since."""
    yield began
    day = (began.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= today():
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
