"""Lock a deadline, and write down what was reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yike.core.deadlines.flows import DEADLINE, State
from yike.core.deadlines.models import REASON, Deadline
from yike.core.deadlines.reckoning import Reckoned, reckoned
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.worktime import WorkClock


def locked(d: Deed, deadline: Deadline, verb: str) -> Deadline:
    """Return the deadline fresh and locked. Raises ``Fault`` where ``verb`` is not possible in its state."""
    row = d.lock(deadline)
    DEADLINE.step(verb, row.state)
    return row


def reckoned_values(found: Reckoned, step: int) -> dict[str, Any]:
    """Return the columns that follow from a reckoning; ``step`` is the next step of the ladder."""
    moments = found.ladder(found.deadline.declared.ladder)
    return {
        "due_at": found.due,
        "half_at": found.half,
        "moments": [stamp(moment) for moment in moments],
        "step": step,
        "next_at": moments[step] if step < len(moments) else None,
    }


def stamp(moment: datetime) -> int:
    """Return a moment in whole minutes since 1970, as ``Deadline.moments`` keeps it."""
    return int(moment.timestamp()) // 60


def renew(deadline: Deadline, clock: WorkClock | None = None, **values: Any) -> Deadline:
    """Set fields, reckon anew and write; no step is repeated. Raises ``Fault`` for a year without calendar."""
    for name, value in values.items():
        setattr(deadline, name, value)
    told = reckoned_values(reckoned(deadline, clock), deadline.step)
    if deadline.state != State.RUNNING:
        told["next_at"] = None
    return write(deadline, **told)


def write(deadline: Deadline, **values: Any) -> Deadline:
    """Write fields inside the open deed, those that history leaves out included."""
    for name, value in values.items():
        setattr(deadline, name, value)
    deadline.save()
    return deadline


def reasoned(reason: str) -> str:
    """Return the reason. Raises ``Fault`` where none is given or it is too long."""
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON:
        raise Fault(
            f"要写明原因，不超过 {REASON} 个字",
            f"a reason is needed, of at most {REASON} characters",
            do_zh="请写清为什么",
            do_en="Say why in a few words",
        )
    return reason


def first_after(moments: Sequence[int], at: datetime) -> int:
    """Return the first step of the ladder whose moment is still to come."""
    now = stamp(at)
    return next((step for step, moment in enumerate(moments) if moment > now), len(moments))
