"""What the machine does by itself with deadlines."""

from __future__ import annotations

from yike.core.deadlines.actions import sweep
from yike.core.record.sweeps import Sweep, register

register(Sweep("deadlines.climb", 30.0, sweep))
