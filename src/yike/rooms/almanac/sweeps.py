"""What the machine does by itself in the almanac."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.rooms.almanac.actions.activities import turn_over

register(Sweep("almanac.activities", 60.0, turn_over))
