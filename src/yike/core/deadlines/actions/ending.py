"""End a deadline: it was met or missed, or nobody waits for it any more."""

from __future__ import annotations

from datetime import datetime

from yike.core.deadlines import measures
from yike.core.deadlines.actions.keeping import locked, write
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import Deed


def meet_deadline(d: Deed, deadline: Deadline, *, at: datetime | None = None) -> Deadline:
    """End a deadline because what was due has been done (at ``at``, or now), in time or late; counted either way.

    While the clock stands everything is in time that was not late before. Raises ``Fault`` where it has ended.
    """
    row = locked(d, deadline, "meet")
    done = at or d.at
    late = row.passed(done)
    measure = measures.LATE if late else measures.MET
    d.fact(measure.code, 1, area=row.area_id, source=row)
    return _ended(d, row, State.LATE if late else State.MET, done)


def cancel_deadline(d: Deed, deadline: Deadline) -> Deadline:
    """End a deadline that nobody waits for any more; it counts neither way. Raises ``Fault`` where it has ended."""
    return _ended(d, locked(d, deadline, "cancel"), State.CANCELLED, d.at)


def _ended(d: Deed, row: Deadline, state: State, at: datetime) -> Deadline:
    for pause in row.pauses.filter(end=None):
        d.change(pause, end=max(at, pause.begin))
    return write(row, state=state, ended_at=at, next_at=None)
