"""Two numbers of persons: what an area's file or its keeper states, and who is registered one by one.

The register stands above; it tells its number here, so that a page of an area can show both and say which is which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yike.core.areas.models import Area


@dataclass(frozen=True)
class Registered:
    """How many persons are registered in an area and below, and the address of their list."""

    persons: int
    href: str


Register = Callable[[Any, Area | None], Registered | None]
_REGISTERS: list[Register] = []


def registered_by(register: Register) -> Register:
    """Let a higher app tell how many persons it knows; None to whoever may not see them."""
    if register not in _REGISTERS:
        _REGISTERS.append(register)
    return register


def registered(user: Any, area: Area | None = None) -> Registered | None:
    """Return how many persons are registered in an area (in all of the reader's without one), None where unseen."""
    return next((found for register in _REGISTERS if (found := register(user, area)) is not None), None)
