"""End a deadline: it was met or missed, or nobody waits for it any more."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from yike.core.deadlines.actions.counting import count, count_due, due_day, take_back
from yike.core.deadlines.actions.keeping import locked, write
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import Deed


def meet_deadline(d: Deed, deadline: Deadline, *, at: datetime | None = None) -> Deadline:
    """End a deadline because what was due has been done (at ``at``, or now), in time or late.

    It counts under the day on which it was due (on which it was done, where the clock stood).
    While the clock stands everything is in time that was not late before. Raises ``Fault`` where it has ended.
    """
    row = locked(d, deadline, "meet")
    done = at or d.at
    late = row.passed(done)
    day = row.counted_on or due_day(row) or timezone.localdate(done)
    count_due(d, row, day)
    count(d, row, "late" if late else "met", day)
    return _ended(d, row, State.LATE if late else State.MET, done)


def cancel_deadline(d: Deed, deadline: Deadline) -> Deadline:
    """End a deadline that nobody waits for any more; it counts neither way. Raises ``Fault`` where it has ended."""
    row = locked(d, deadline, "cancel")
    take_back(d, row)
    return _ended(d, row, State.CANCELLED, d.at)


def _ended(d: Deed, row: Deadline, state: State, at: datetime) -> Deadline:
    for pause in row.pauses.filter(end=None):
        d.change(pause, end=max(at, pause.begin))
    return write(row, state=state, ended_at=at, next_at=None)
