"""The one clock. Everything above the engines asks it, so that tests and the demonstration can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_MOVED: ContextVar[datetime | timedelta | None] = ContextVar("moved clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    moved = _MOVED.get()
    if isinstance(moved, datetime):
        return moved
    return timezone.now() + moved if moved else timezone.now()


def today() -> date:
    """Return the present day in the office's own time zone."""
    return timezone.localdate(now())


@contextmanager
def moved_to(moment: datetime | timedelta) -> Iterator[None]:
    """Stop the clock at an aware ``moment``, or let it run shifted by a timedelta."""
    token = _MOVED.set(moment)
    try:
        yield
    finally:
        _MOVED.reset(token)
