"""Deadlines for want of whose calendar nothing is refused."""

from __future__ import annotations

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


def start_anyway(d: Deed, *, limit: Limit, **about: Any) -> Deadline:
    """Start a deadline; where a year has no calendar yet, it runs by the wall clock.

    ``about`` is as ``start_deadline`` takes it. Raises ``Fault`` where one is running already.
    """
    try:
        return start_deadline(d, limit=limit, **about)
    except Fault:
        plain = Limit(limit.amount * MINUTES[limit.unit], Unit.MINUTE)
        return start_deadline(d, limit=plain, **about)
