"""The hours of a programme move with the hour at which an activity begins."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yike.core.record.deed import Deed
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import Part

A_DAY = timedelta(days=1)


def later(at: time | None, by: timedelta) -> time | None:
    """Return an hour of the day so much later, as a programme moves with the hour at which it begins."""
    return None if at is None else (datetime.combine(date.min + timedelta(days=1), at) + by % A_DAY).time()


def move_programme(d: Deed, row: Activity, by: timedelta) -> None:
    """Let acts and talks begin so much later, within the deed that moves the activity; on another day all stays."""
    if by % A_DAY:
        for one in Part.objects.filter(activity=row, starts_at__isnull=False):
            d.change(one, starts_at=later(one.starts_at, by))
