"""How often an endpoint may be written to. Each token comes back a full window after it was spent.

The usual bucket, filled drop by drop, lets through twice its size in the window that follows a pause;
vendors count any sixty seconds. Pure: the time is an argument, in seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Allowance:
    """At most ``count`` calls in any ``seconds``."""

    count: int
    seconds: float


def settled(spent: Sequence[float], allowances: Sequence[Allowance], at: float) -> list[float]:
    """Return the moments that still count, oldest first.

    A moment in the future means that the clock was set back: it counts as spent now, so that nothing is
    sent too often and nothing waits longer than one window.
    """
    longest = max((a.seconds for a in allowances), default=0.0)
    return sorted(min(moment, at) for moment in spent if min(moment, at) > at - longest)


def wait(spent: Sequence[float], allowances: Sequence[Allowance], at: float) -> float:
    """Return the seconds until one more call is allowed, 0 for at once."""
    moments = settled(spent, allowances, at)
    return max((_wait(moments, one, at) for one in allowances), default=0.0)


def _wait(moments: list[float], allowance: Allowance, at: float) -> float:
    if len(moments) < allowance.count:
        return 0.0
    return max(0.0, moments[-allowance.count] + allowance.seconds - at)


def spend(spent: Sequence[float], allowances: Sequence[Allowance], at: float) -> list[float]:
    """Return what to keep after a call at this moment."""
    return [*settled(spent, allowances, at), at] if allowances else []
