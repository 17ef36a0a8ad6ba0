"""Memory of a process that serves for weeks: little of it held, and what reading left free given back."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def share_one_pool() -> None:
    """Let all threads take memory from one pool; other systems than Linux do as they do.

    A pool for each thread saves waiting for each other, which threads of Python hardly do, and leaves each thread
    with free pieces that no other may use: ten megabytes after a busy minute.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give back to the system what reading left free; where its library cannot, it stays with us."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
