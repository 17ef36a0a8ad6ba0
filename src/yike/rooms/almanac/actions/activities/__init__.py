"""What can be done with activities: the only doors that write them."""

from __future__ import annotations

from yike.rooms.almanac.actions.activities.afterwards import drop_helper, note_helper
from yike.rooms.almanac.actions.activities.again import hold_again
from yike.rooms.almanac.actions.activities.calling_off import cancel, postpone, reschedule
from yike.rooms.almanac.actions.activities.moving import approve, archive, ask, begin, end, give_back
from yike.rooms.almanac.actions.activities.parts import NewPart, set_parts, stamp, stamps_now
from yike.rooms.almanac.actions.activities.planning import change_activity, plan_activity
from yike.rooms.almanac.actions.activities.series import (
    Wanted,
    approve_all,
    ask_all,
    cancel_following,
    change_following,
    make_series,
)
from yike.rooms.almanac.actions.activities.sweeping import turn_over
from yike.rooms.almanac.actions.activities.venues import add_venue, change_venue

__all__ = [
    "NewPart",
    "Wanted",
    "add_venue",
    "approve",
    "approve_all",
    "archive",
    "ask",
    "ask_all",
    "begin",
    "cancel",
    "cancel_following",
    "change_activity",
    "change_following",
    "change_venue",
    "drop_helper",
    "end",
    "give_back",
    "hold_again",
    "make_series",
    "note_helper",
    "plan_activity",
    "postpone",
    "reschedule",
    "set_parts",
    "stamp",
    "stamps_now",
    "turn_over",
]
