"""How fast the chain goes: when nobody is asked, how long one waits for a keeper, how much a group is sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from yike.core.outbox.quiet import next_allowed
from yike.engines.worktime import Limit, Unit

SILENT = timedelta(hours=12)
"""How long a keeper may be silent before the deputy is asked."""
ROBOT = timedelta(hours=1)
"""How long a group's robot may take before its keeper is asked instead."""
WEEK = timedelta(days=7)
"""In so long a group gets at most as many packs as it bears; corrections and withdrawals go all the same."""
WHOLE = Limit(3 * 24 * 60, Unit.MINUTE)
"""Within which a community has all its groups, by the clock: three days."""
ANSWER = Limit(24 * 60, Unit.MINUTE)
"""Within which a question is answered, by the clock."""
CHUNK = 500
"""Packs made or handed out in one transaction: killed in between, so many are made again at most."""


def ask_at(handed: datetime) -> datetime:
    """Return when the deputy is asked: never in the quiet hours."""
    return next_allowed(handed + SILENT)


def not_before(at: datetime, recent: list[datetime], most: int) -> datetime:
    """Return when a group that bears ``most`` may be sent one more, given when it got those of the last week."""
    if recent and len(recent) >= most:
        at = max(at, sorted(recent)[-max(most, 1)] + WEEK)
    return next_allowed(at)
