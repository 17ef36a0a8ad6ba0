"""When a message may go out: not between nine in the evening and eight in the morning, unless it is urgent."""

from __future__ import annotations

from datetime import datetime, time

from django.utils.timezone import get_default_timezone

from yike.engines.worktime.quiet import next_allowed

__all__ = ["DIGEST", "digest_time", "local", "next_allowed", "quiet"]

DIGEST = time(8, 30)
"""When the digest of a day is put together."""


def local(moment: datetime) -> datetime:
    """Return a moment in the office's own time."""
    return moment.astimezone(get_default_timezone())


def quiet(moment: datetime) -> bool:
    """Return whether people sleep."""
    return next_allowed(moment) != moment


def digest_time(moment: datetime) -> datetime:
    """Return when the digest of the moment's day is due."""
    here = local(moment)
    return datetime.combine(here.date(), DIGEST, here.tzinfo)
