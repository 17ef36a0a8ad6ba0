"""Allow more time, or set another moment, for a reason."""

from __future__ import annotations

from datetime import datetime

from yike.core.deadlines import measures
from yike.core.deadlines.actions.counting import recount
from yike.core.deadlines.actions.keeping import first_after, reasoned, renew, write
from yike.core.deadlines.flows import OPEN, State
from yike.core.deadlines.models import Deadline, DeadlineMove
from yike.core.deadlines.reckoning import minutes_until
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.worktime import Limit


def move_deadline(
    d: Deed, deadline: Deadline, *, reason: str, by: Limit | None = None, to: datetime | None = None
) -> Deadline:
    """Extend a deadline ``by`` so much from where it ends, or set it ``to`` a moment, earlier or later.

    The ladder begins anew with its steps still to come. Raises ``Fault`` without a reason, for a moment in the past
    or a year without calendar, and where it has ended.
    """
    row = d.lock(deadline)
    if row.state not in OPEN or (by is None) == (to is None):
        raise _ended()
    if to is not None:
        minutes_until(d.at, to)
    move = DeadlineMove(deadline=row, at=d.at, before=row.due_at, to=to, reason=reasoned(reason))
    if by is not None:
        move.amount, move.measure = by.amount, by.unit.value
    d.add(move)
    d.fact(measures.MOVED.code, 1, area=row.area_id, source=row)
    renew(row, round=row.round + 1)
    recount(d, row)
    step = first_after(row.moments, d.at)
    at = row.moment_of(step) if row.state == State.RUNNING else None
    return write(row, step=step, next_at=at)


def _ended() -> Fault:
    return Fault(
        "这个时限已经结束，不能再改期",
        "this deadline has ended and cannot be moved",
        do_zh="请刷新页面，看看现在的状态",
        do_en="Reload the page and look at its present state",
    )
