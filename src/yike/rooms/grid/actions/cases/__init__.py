"""What can be done with cases."""

from __future__ import annotations

from yike.rooms.grid.actions.cases.moving import Said, go
from yike.rooms.grid.actions.cases.reporting import NewCase, report

__all__ = ["NewCase", "Said", "go", "report"]
