"""An activity does not take place as was said: cancelled, postponed, given another day. Everybody is told."""

from __future__ import annotations

from datetime import datetime

from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.moving import drop, moving
from yike.rooms.almanac.actions.activities.programme import move_programme
from yike.rooms.almanac.actions.activities.telling import tell_called_off, tell_changed
from yike.rooms.almanac.actions.activities.venues import take_room
from yike.rooms.almanac.actions.signups.seats import refill
from yike.rooms.almanac.checking import moment_faults
from yike.rooms.almanac.models.activities import PUBLIC, Activity, ActivityState


def cancel(by: By, activity: Activity, *, reason: str, staff: bool = True) -> Activity:
    """Cancel it, for a reason that residents read too. Raises ``Fault`` without one.

    ``staff`` False: whoever calls tells those who hold it, of many at once.
    """
    words = said(reason)
    with moving(by, activity, "cancel", words) as (d, row):
        was_public = row.state in PUBLIC
        d.change(row, called_off=words)
        drop(d, row)
        if was_public:
            tell_called_off(d, row, postponed=False, staff=staff)
    return row


def postpone(by: By, activity: Activity, *, reason: str) -> Activity:
    """Postpone it without a new day; its room is free. Raises ``Fault`` without a reason."""
    words = said(reason)
    with moving(by, activity, "postpone", words) as (d, row):
        d.change(row, called_off=words, moved_from=row.moved_from or row.starts_at)
        tell_called_off(d, row, postponed=True)
    return row


def reschedule(
    by: By, activity: Activity, *, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> Activity:
    """Give it another day. The end of signing up moves with it, and places given up meanwhile are given on.

    Raises ``Fault`` for a time that cannot be.
    """
    for _field, fault in moment_faults(starts_at, ends_at):
        raise fault
    with moving(by, activity, "reschedule", reason) as (d, row):
        take_room(row.venue, starts_at, ends_at, but=row.pk)
        closes = row.signup_closes
        if closes is not None:
            closes += starts_at - row.starts_at
        move_programme(d, row, starts_at - row.starts_at)
        d.change(
            row,
            state=ActivityState.OPEN,
            moved_from=row.moved_from or row.starts_at,
            signup_closes=closes,
            starts_at=starts_at,
            ends_at=ends_at,
            called_off=reason.strip()[:200],
        )
        tell_changed(d, row)
        refill(d, row)
    return row


def said(reason: str) -> str:
    """Return a reason in one line. Raises ``Fault`` for none."""
    words = " ".join(reason.split())
    if not words:
        raise Fault(
            "没有写原因",
            "it does not say why",
            do_zh="请写一句，报了名的人会看到",
            do_en="Write a sentence: whoever has signed up reads it",
        )
    return words[:200]
