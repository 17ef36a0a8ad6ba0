"""Reckon all open deadlines anew: a calendar, or the hours of a unit, have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from yike.core.calendar.queries import work_clock
from yike.core.deadlines.actions.counting import recount
from yike.core.deadlines.actions.keeping import reckoned_values
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import all_open
from yike.core.deadlines.reckoning import reckoned
from yike.core.record.deed import deed
from yike.core.rights.by import By

TICKS = ("half_at", "moments", "next_at", "counted_on")


@dataclass(frozen=True)
class Moved:
    """A deadline that is due at another moment now."""

    name: str
    kind: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class Recomputed:
    """How many open deadlines were reckoned, and which of them moved, the earliest first."""

    looked_at: int
    moved: tuple[Moved, ...]


def recompute(by: By, *, rehearse: bool = False) -> Recomputed:
    """Reckon every open deadline anew and write those that moved, all of them or none; ``rehearse`` only tells.

    Steps that were taken are not taken again. Raises ``Fault`` naming the year where one reaches into a year
    without calendar; nothing is written then.
    """
    with deed(by, "deadlines.recompute") as d:
        rows = list(all_open().select_for_update(of=("self",)))
        before = {row.pk: row.due_at for row in rows}
        clock = cache(work_clock)
        for row in rows:
            for name, value in _values(row, clock(row.hours_of_id)).items():
                setattr(row, name, value)
        moved = [row for row in rows if row.due_at != before[row.pk]]
        if not rehearse:
            for row in moved:
                recount(d, row)
            d.change_many(moved, ["due_at"])
            d.tick_many(rows, TICKS)
    told = tuple(Moved(row.name, row.kind, before[row.pk], row.due_at) for row in moved)
    return Recomputed(len(rows), told)


def _values(row: Deadline, clock: object) -> dict[str, object]:
    values = reckoned_values(reckoned(row, clock), row.step)  # type: ignore[arg-type]
    return values if row.state == State.RUNNING else values | {"next_at": None}
