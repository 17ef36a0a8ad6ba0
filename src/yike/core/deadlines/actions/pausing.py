"""Stop the clock of a deadline for a reason, and let it run again."""

from __future__ import annotations

from yike.core.deadlines.actions.keeping import locked, reasoned, renew
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline, DeadlinePause
from yike.core.record.deed import Deed


def pause_deadline(d: Deed, deadline: Deadline, *, reason: str) -> Deadline:
    """Stop the clock now; when it is due is not known until it runs again.

    A deadline that has passed stays passed. Raises ``Fault`` without a reason and where it does not run.
    """
    row = locked(d, deadline, "pause")
    d.add(DeadlinePause(deadline=row, begin=d.at, reason=reasoned(reason)))
    return renew(row, state=State.PAUSED)


def resume_deadline(d: Deed, deadline: Deadline) -> Deadline:
    """Let the clock run again: what was left then is left now.

    Raises ``Fault`` where it does not stand, and where the new moment lies in a year without calendar.
    """
    row = locked(d, deadline, "resume")
    d.change(row.pauses.get(end=None), end=max(d.at, row.pauses.get(end=None).begin))
    return renew(row, state=State.RUNNING)
