"""What can be done with cases."""

from __future__ import annotations

from yike.rooms.grid.actions.cases.moving import Said, go
from yike.rooms.grid.actions.cases.reporting import NewCase, report
from yike.rooms.grid.actions.cases.requested import make_of_request

__all__ = ["NewCase", "Said", "go", "make_of_request", "report"]
