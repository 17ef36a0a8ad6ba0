"""Deadlines for want of whose calendar nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yike.core.deadlines.actions import start_deadline
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Unit

MINUTES = {
    Unit.WORK_HOUR: 60,
    Unit.WORK_DAY: 24 * 60,
    Unit.DAY: 24 * 60,
    Unit.MONTH: 30 * 24 * 60,
    Unit.MINUTE: 1,
}


Start = Callable[..., Deadline]


def start_anyway(d: Deed, *, limit: Limit, start: Start = start_deadline, **about: Any) -> Deadline:
    """Start a deadline; where a year has no calendar yet, it runs by the wall clock.

    ``about`` is as ``start`` takes it. Raises ``Fault`` where one is running already.
    """
    try:
        return start(d, limit=limit, **about)
    except Fault:
        plain = Limit(limit.amount * MINUTES[limit.unit], Unit.MINUTE)
        return start(d, limit=plain, **about)
