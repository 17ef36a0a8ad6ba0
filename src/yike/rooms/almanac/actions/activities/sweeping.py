"""What time does by itself: an activity begins and ends at its hour, whether somebody presses or not."""

from __future__ import annotations

from yike.core.record.clock import now
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.moving import begin, end
from yike.rooms.almanac.models.activities import Activity, ActivityState

MOST = 200  # in one sweep


def turn_over() -> int:
    """Begin what has begun and end what has ended; return how many. Run again or twice at once, it does no more."""
    at, by, done = now(), By.machine("almanac.activities"), 0
    for state, moment, act in (
        (ActivityState.OPEN, "starts_at", begin),
        (ActivityState.RUNNING, "ends_at", end),
    ):
        for row in Activity.objects.filter(state=state, **{f"{moment}__lte": at}).order_by(moment)[:MOST]:
            try:
                act(by, row)
            except Fault:  # somebody was quicker
                continue
            done += 1
    return done
