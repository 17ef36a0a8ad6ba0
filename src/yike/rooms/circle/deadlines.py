"""By when a bad rating is verified and mended, and how that is reckoned.

One day to get in touch, fifteen to mend and answer (the Zhejiang practice); natural days by default, working
days where ``YIKE_RATING_DAYS`` says so (Sichuan). Counted as the Civil Code counts: the day of receipt is not, and
a last day that is a day off gives way. Where a year's calendar is missing, the days run by the wall clock: a
rating is never refused for want of a calendar.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from yike.core.calendar.queries import work_clock
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Reckoning, Term, Unit, WorkClock, reckon

CONTACT_DAYS, MEND_DAYS = 1, 15
MINUTES = 24 * 60
WORKING = "working"


def unit() -> Unit:
    """Return in which days this office counts."""
    return Unit.WORK_DAY if settings.YIKE_RATING_DAYS == WORKING else Unit.DAY


def contact(received: datetime, clock: WorkClock | None = None) -> Reckoning:
    """Return by when somebody who was unhappy at ``received`` is called."""
    return _reckoned(received, CONTACT_DAYS, clock)


def mending(since: datetime, clock: WorkClock | None = None) -> Reckoning:
    """Return by when it is mended and answered."""
    return _reckoned(since, MEND_DAYS, clock)


def _reckoned(since: datetime, days: int, clock: WorkClock | None) -> Reckoning:
    clock = clock or work_clock()
    try:
        return reckon(Term(since, Limit(days, unit())), clock)
    except Fault:
        return reckon(Term(since, Limit(days * MINUTES, Unit.MINUTE)), clock)
