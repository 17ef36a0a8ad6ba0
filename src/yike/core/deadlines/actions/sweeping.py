"""What the machine does by itself: take the steps of the ladder that are due, and tell whom they concern.

Taking and telling are apart, so that each person gets one message a sweep, however many deadlines draw near. A
step is taken in the transaction that sets the next one, and is told in the one that posts its message: whoever is
killed in between leaves it for the next sweep, and two sweeps at once never hold the same row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from yike.core.deadlines.actions.counting import count_due, due_day
from yike.core.deadlines.actions.keeping import stamp
from yike.core.deadlines.actions.telling import tell
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.deadlines.queries import to_climb
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By

WATCH = "时限看守"  # what the history calls it; named in ``verbs`` for other languages
MACHINE = By.machine(WATCH)
BATCH = 2000


def sweep() -> int:
    """Take every step that is due and tell of it; return how many steps were taken."""
    taken = climb()
    tell(MACHINE)
    return taken


def climb(batch: int = BATCH) -> int:
    """Take the steps that are due, so many deadlines in a transaction; return how many steps were taken."""
    at, taken, found = now(), 0, 1
    while found:
        found, steps = _climb_some(at, batch)
        taken += steps
    return taken


def _climb_some(at: datetime, batch: int) -> tuple[int, int]:
    """Take the steps of some deadlines that nobody else holds; return how many deadlines and steps."""
    with deed(MACHINE, "deadlines.climb") as d:
        rows = list(to_climb(at).select_for_update(of=("self",), skip_locked=True)[:batch])
        steps = [step for row in rows for step in _steps(row, at)]
        for row in rows:
            if row.passed(at) and (day := due_day(row)):
                count_due(d, row, day)
        d.add_many(steps)
        d.tick_many(rows, ("step", "next_at", "counted_on"))
    return len(rows), len(steps)


def _steps(row: Deadline, at: datetime) -> Iterator[DeadlineStep]:
    """Yield the steps of a deadline that are due, and set the next one."""
    ladder, now_stamp = row.declared.ladder, stamp(at)
    while row.step < len(row.moments) and row.moments[row.step] <= now_stamp:
        step = ladder[min(row.step, len(ladder) - 1)]
        yield DeadlineStep(
            deadline=row,
            round=row.round,
            step=row.step,
            percent=step.percent,
            tell=step.tell.value,
            escalated=step.after is not None,
            due_at=row.due_at or at,
            taken_at=at,
        )
        row.step += 1
    row.next_at = row.moment_of(row.step)
