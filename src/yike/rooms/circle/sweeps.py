"""What the machine does by itself in the circle room."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.rooms.circle.actions import remind_of_ratings
from yike.rooms.circle.actions.cover import keep_cover_monthly
from yike.rooms.circle.actions.forgetting import forget_phones

register(Sweep("circle.ratings", 300.0, remind_of_ratings))
register(Sweep("circle.phones", 3600.0, forget_phones))
register(Sweep("circle.cover", 3600.0, keep_cover_monthly))
