"""Heads are counted, or guessed, where nobody signs; it is kept which of the two it was."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.door.arriving import moment_of, require_door
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Counted, HeadCount

MOST = 100_000


def count_heads(
    by: By,
    activity: Activity,
    *,
    people: int,
    how: str = Counted.COUNT,
    key: str = "",
    at: datetime | None = None,
) -> HeadCount:
    """Keep a count or an estimate of how many people are there; ``key`` makes two presses one. Raises ``Fault``."""
    some_people(people, MOST)
    kept = digest(key) if key else None
    there: HeadCount | None = HeadCount.objects.filter(key=kept).first() if kept else None
    if there is not None:
        return there
    try:
        with deed(by, "almanac.door.count") as d:
            require_door(by, activity)
            row = d.lock(activity)
            moment = moment_of(d, row, at)
            return d.add(
                HeadCount(activity=row, people=people, how=Counted(how), by=by.user, at=moment, key=kept)
            )
    except IntegrityError:
        return HeadCount.objects.get(key=kept)


def some_people(people: int, most: int) -> int:
    """Return a number of people as it is; ``Fault`` unless it is from 0 to ``most``."""
    if not 0 <= people <= most:
        raise Fault(
            f"人数要在 0 到 {most:,} 之间",
            f"the number of people is from 0 to {most:,}",
            do_zh="请重新填",
            do_en="Enter it anew",
        )
    return people
