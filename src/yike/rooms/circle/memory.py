"""Memory that reading left free, given back."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Give back to the system what reading left free; where its library cannot, it stays with us."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
