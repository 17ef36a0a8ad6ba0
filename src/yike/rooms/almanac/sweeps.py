"""What the machine does by itself in the almanac."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.rooms.almanac.actions.activities import turn_over
from yike.rooms.almanac.actions.signups import forget, remind

register(Sweep("almanac.activities", 60.0, turn_over))
register(Sweep("almanac.remind", 900.0, remind))
register(Sweep("almanac.forget", 3600.0, forget))
