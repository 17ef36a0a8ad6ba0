"""What the machine does by itself in the grid room."""

from __future__ import annotations

from yike.core.record.sweeps import Sweep, register
from yike.rooms.grid.actions.campaigns import archive_due

register(Sweep("grid.campaigns", 3600.0, archive_due))
