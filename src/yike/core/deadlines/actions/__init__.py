"""What can be done with deadlines. Rooms do it inside their own deeds; the sweep and the command open theirs."""

from __future__ import annotations

from yike.core.deadlines.actions.ending import cancel_deadline, meet_deadline
from yike.core.deadlines.actions.moving import move_deadline
from yike.core.deadlines.actions.passing import pass_deadline
from yike.core.deadlines.actions.pausing import pause_deadline, resume_deadline
from yike.core.deadlines.actions.recomputing import recompute
from yike.core.deadlines.actions.starting import drafted_deadline, start_deadline
from yike.core.deadlines.actions.sweeping import sweep

__all__ = [
    "cancel_deadline",
    "drafted_deadline",
    "meet_deadline",
    "move_deadline",
    "pass_deadline",
    "pause_deadline",
    "recompute",
    "resume_deadline",
    "start_deadline",
    "sweep",
]
