"""An activity goes on: sent for approval, approved or given back, begun, ended, archived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from yike.core.deadlines.actions import cancel_deadline, meet_deadline, start_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Unit
from yike.rooms.almanac.actions.activities.afterwards import count, sum_up
from yike.rooms.almanac.actions.activities.standing import stand
from yike.rooms.almanac.actions.activities.telling import tell_approved, tell_asked, tell_returned
from yike.rooms.almanac.actions.activities.venues import take_room
from yike.rooms.almanac.actions.signups.seats import lock_seats
from yike.rooms.almanac.flows.activities import ACTIVITY
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.rules import activities as rules

APPROVE_KIND, SUM_KIND = "almanac.activity.approve", "almanac.activity.sum"
APPROVE_WITHIN, SUM_WITHIN = Limit(2, Unit.WORK_DAY), Limit(5, Unit.WORK_DAY)


@contextmanager
def moving(by: By, activity: Activity, verb: str, reason: str = "") -> Iterator[tuple[Deed, Activity]]:
    """Open the deed ``almanac.activity.VERB`` on the locked row, whose state is the new one at its end.

    The counter is locked before the row, as by whoever signs up or is let in: nobody slips in meanwhile, and no two
    wait for each other. Raises ``PermissionDenied`` and ``Fault`` where the move may not or cannot be gone.
    """
    with deed(by, f"almanac.activity.{verb}", reason=reason) as d:
        lock_seats(activity)
        row = d.lock(activity)
        arrow = ACTIVITY[verb]
        rules.require_go(by, arrow, row)
        ACTIVITY.step(verb, row.state)
        yield d, row
        d.change(row, state=arrow.to)
        stand(d, row)


def ask(by: By, activity: Activity, *, told: bool = True) -> Activity:
    """Send a plan for approval; those who approve are told, and have two working days."""
    with moving(by, activity, "ask") as (d, row):
        if told:
            tell_asked(d, row)
        _begin(d, row, APPROVE_KIND, APPROVE_WITHIN)
    return row


def approve(by: By, activity: Activity, *, told: bool = True) -> Activity:
    """Approve somebody else's plan: residents can read it, and sign up where that is asked for."""
    with moving(by, activity, "approve") as (d, row):
        take_room(row.venue, row.starts_at, row.ends_at, but=row.pk)
        d.change(row, approver=by.user, approved_at=d.at)
        meet(d, row, APPROVE_KIND)
        if told:
            tell_approved(d, row)
    return row


def give_back(by: By, activity: Activity, *, reason: str) -> Activity:
    """Give a plan back with what has to be changed."""
    with moving(by, activity, "return", reason) as (d, row):
        meet(d, row, APPROVE_KIND)
        tell_returned(d, row, reason)
    return row


def begin(by: By, activity: Activity) -> Activity:
    """Note that it has begun. Raises ``Fault`` before its day."""
    with moving(by, activity, "begin") as (d, row):
        if timezone.localdate(row.starts_at) > timezone.localdate(d.at):
            raise _not_yet(row.starts_at)
    return row


def _not_yet(starts_at: datetime) -> Fault:
    day = timezone.localtime(starts_at)
    return Fault(
        f"还没到日子：{day:%Y-%m-%d} 才开始",
        f"it begins on {day:%Y-%m-%d} only",
        do_zh="日子改了请先“改期”",
        do_en="If it has another day now, give it that first",
    )


def end(by: By, activity: Activity) -> Activity:
    """Note that it has ended; whoever leads it has five working days to sum it up."""
    with moving(by, activity, "end") as (d, row):
        _begin(d, row, SUM_KIND, SUM_WITHIN)
    return row


def archive(
    by: By, activity: Activity, *, words: str, lessons: str = "", spent: Decimal | None = None
) -> Activity:
    """Sum it up and put it away: its facts are written, once. Raises ``Fault`` for a summary without a word."""
    with moving(by, activity, "archive") as (d, row):
        sum_up(d, row, words=words, lessons=lessons, spent=spent)
        meet(d, row, SUM_KIND)
        d.change(row, archived_at=d.at)
        count(d, row)
    return row


def _begin(d: Deed, row: Activity, kind: str, limit: Limit) -> None:
    """Start a deadline; an activity does not wait for want of a calendar."""
    owner = (row.leader or row.made_by) if kind == SUM_KIND else None
    try:
        start_deadline(d, of=row.of, kind=kind, area=row.area_id, limit=limit, owner=owner, name=row.title)
    except Fault:
        plain = Limit(limit.amount * 24 * 60, Unit.MINUTE)
        start_deadline(d, of=row.of, kind=kind, area=row.area_id, limit=plain, owner=owner, name=row.title)


def meet(d: Deed, row: Activity, kind: str) -> None:
    """Note that what was due is done; nothing where nothing was due."""
    found = open_deadline(row.of, kind)
    if found is not None:
        meet_deadline(d, found)


def drop(d: Deed, row: Activity) -> None:
    """Let nothing be due any more."""
    for kind in (APPROVE_KIND, SUM_KIND):
        found = open_deadline(row.of, kind)
        if found is not None:
            cancel_deadline(d, found)
