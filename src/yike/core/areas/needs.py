"""What still needs an area: higher apps say why one cannot be closed yet, without areas knowing them."""

from __future__ import annotations

from collections.abc import Callable

from yike.core.areas.models import Area
from yike.engines.faults import Fault

StillNeeded = Callable[[Area], Fault | None]
_CHECKS: list[StillNeeded] = []


def before_closing(check: StillNeeded) -> StillNeeded:
    """Let a higher app say why an area cannot be closed yet: people live there, work is open there."""
    if check not in _CHECKS:
        _CHECKS.append(check)
    return check


def still_needed(area: Area) -> Fault | None:
    """Return the first reason why an area cannot be closed, None where nothing needs it."""
    return next((fault for check in _CHECKS if (fault := check(area)) is not None), None)
