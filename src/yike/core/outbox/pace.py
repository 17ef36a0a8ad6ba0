"""How long a call may take, how long one waits after a failure, and when one gives up."""

from __future__ import annotations

from datetime import timedelta

LEASE = timedelta(seconds=120)
"""How long a call may take before its worker counts as dead; six times the deadline of a call."""
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
"""The first pause after a failure, and the longest."""
HOLD_MOST = timedelta(minutes=15)
"""Longer than any vendor keeps a robot quiet."""
MOST_STRIKES = 8
"""Failures of a message's own after which it is poison: set aside and shown."""
LASTS = timedelta(hours=72)
"""How long a message is worth sending where nothing else is said: over a weekend."""
MOST_PARTS = 9
"""Parts of a message; a longer one is a file."""


def back_off(attempts: int) -> timedelta:
    """Return the pause after the n-th attempt: 30 s, 1 min, 2 min … at most an hour."""
    return min(FIRST * float(2 ** min(max(attempts - 1, 0), 10)), LONGEST)
