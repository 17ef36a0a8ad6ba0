"""What the machine does by itself in the grid room."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.rooms.grid.actions.campaigns import archive_due
from yike.rooms.grid.actions.requests.forgetting import forget_askers
from yike.rooms.grid.actions.whistles import close_unrated

register(Sweep("grid.campaigns", 3600.0, archive_due))
register(Sweep("grid.whistles", 3600.0, close_unrated))
register(Sweep("grid.forget", 3600.0, forget_askers))
