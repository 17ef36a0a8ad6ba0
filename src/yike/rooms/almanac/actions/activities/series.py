"""Series: made of one activity, moved on together, changed and called off from one session on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.recurrence import Rule, sessions, written
from yike.rooms.almanac.actions.activities.again import hold_again
from yike.rooms.almanac.actions.activities.calling_off import cancel, said
from yike.rooms.almanac.actions.activities.moving import approve, ask
from yike.rooms.almanac.actions.activities.planning import change_activity, free_code
from yike.rooms.almanac.actions.activities.standing import stand_last
from yike.rooms.almanac.actions.activities.venues import lock_houses
from yike.rooms.almanac.actions.signups.seats import lock_seats, lock_seats_of
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.flows.activities import ACTIVITY
from yike.rooms.almanac.models.activities import OVER, Activity, ActivityState
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.queries.activities import approvers, concerned
from yike.rooms.almanac.queries.series import ahead
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.saying import when


@dataclass(frozen=True)
class Wanted:
    """What a series is to be: its name, how it recurs, the days left out."""

    name: str
    rule: Rule
    without: Sequence[date] = ()
    name_en: str = ""


def make_series(by: By, activity: Activity, wanted: Wanted) -> Series:
    """Make an activity the first session of a series and plan all others, each with its parts; all or none.

    Raises ``Fault`` for a recurrence that cannot be, an activity that is over or in a series, and a taken room.
    """
    with deed(by, "almanac.series.make") as d:
        lock_seats(activity)
        row = d.lock(activity)
        rules.require_plan(by, row)
        _refuse_second(row)
        first = timezone.localtime(row.starts_at)
        slots = sessions(wanted.rule, first, wanted.without)
        series = d.add(_series(by, d, row, wanted, first))
        d.change(row, series=series, slot=row.starts_at)
        for slot in slots[1:]:
            hold_again(by, row, starts_at=slot, series=series)
        return series


def _series(by: By, d: Deed, row: Activity, wanted: Wanted, first: datetime) -> Series:
    return Series(
        code=free_code(Series),
        name=wanted.name.strip()[:60],
        name_en=wanted.name_en.strip()[:120],
        area=row.area,
        rule=written(wanted.rule, first),
        first_at=row.starts_at,
        without=[str(day) for day in sorted(wanted.without)],
        made_by=by.user,
        made_at=d.at,
    )


def _refuse_second(row: Activity) -> None:
    if row.state in OVER or row.series_id is not None:
        raise Fault(
            "已经归档、取消或在一个系列里，不能再排成系列",
            "it is over or in a series already",
            do_zh="请先“照着再办”一场，再把那一场排成系列",
            do_en='"Hold it again" first, and make a series of that one',
        )


def ask_all(by: By, series: Series) -> list[Activity]:
    """Send all planned sessions for approval; those who approve are told once."""
    return _each(by, series, "ask", ActivityState.PLAN, ask, approvers)


def approve_all(by: By, series: Series) -> list[Activity]:
    """Approve all sessions that wait for it; those who hold them are told once."""
    return _each(by, series, "approve", ActivityState.ASKED, approve, concerned)


Move = Callable[..., Activity]


def _each(
    by: By, series: Series, verb: str, state: str, move: Move, whom: Callable[[Activity], Iterable[Any]]
) -> list[Activity]:
    with deed(by, f"almanac.series.{verb}") as d:
        lock_seats_of(series.pk)
        rows = list(series.sessions.filter(state=state).order_by("starts_at"))
        lock_houses(row.venue_id for row in rows)
        with stand_last(d):
            done = [move(by, row, told=False) for row in rows]
        if not done:
            raise _none_left()
        with translation.override("zh-hans"):
            title = _("系列待审批：{name}") if verb == "ask" else _("系列已同意：{name}")
            _tell(d, f"almanac.series.{verb}", title.format(name=series.name), done, whom, Urgency.NORMAL)
        return done


def change_following(by: By, activity: Activity, plan: Plan, *, reason: str = "") -> list[Activity]:
    """Change a session and all that follow: the same words and place, each moved as far as this one was.

    Raises ``Fault`` as ``change_activity`` does, for any of them; then none is changed.
    """
    shift = plan.starts_at - activity.starts_at
    with deed(by, "almanac.series.change", reason=reason) as d:
        lock_seats_of(activity.series_id)
        rows = ahead(activity)
        later_first = (
            rows[::-1] if shift.total_seconds() > 0 else rows
        )  # so that none stands in another's way
        with stand_last(d):
            done = [
                change_activity(by, row, _moved(plan, activity, row), reason=reason, staff=False)
                for row in later_first
            ]
        with translation.override("zh-hans"):
            title = _("系列有变：{title}").format(title=activity.title)
            open_ones = sorted(
                (row for row in done if row.state == ActivityState.OPEN), key=lambda row: row.starts_at
            )
            _tell(d, "almanac.series.changed", title, open_ones, concerned, Urgency.AT_ONCE)
        return done


def _moved(plan: Plan, one: Activity, other: Activity) -> Plan:
    """Return the plan of one session, as far away as another one is from it."""
    far = other.starts_at - one.starts_at
    moments = ("starts_at", "ends_at", "signup_opens", "signup_closes")
    moved = {name: getattr(plan, name) + far for name in moments if getattr(plan, name) is not None}
    return replace(plan, **moved)


def cancel_following(by: By, activity: Activity, *, reason: str) -> list[Activity]:
    """Cancel a session and all that follow; whoever comes is told of each, those who hold them once."""
    words = said(reason)
    with deed(by, "almanac.series.cancel", reason=words) as d:
        lock_seats_of(activity.series_id)
        rows = ahead(activity, ACTIVITY["cancel"].since)
        public = [row for row in rows if row.public]
        with stand_last(d):
            done = [cancel(by, row, reason=words, staff=False) for row in rows]
        with translation.override("zh-hans"):
            title = _("系列取消：{title}").format(title=activity.title)
            why = _("原因：{reason}。").format(reason=words)
            _tell(d, "almanac.series.cancelled", title, public, concerned, Urgency.AT_ONCE, why)
        return done


def _tell(
    d: Deed,
    kind: str,
    title: str,
    rows: Sequence[Activity],
    whom: Callable[[Activity], Iterable[Any]],
    urgency: Urgency,
    more: str = "",
) -> None:
    """Post one message about many sessions to everybody whom one of them concerns; the doer is not told."""
    doer = d.by.user.pk if d.by.user else None
    to = [one for one in dict.fromkeys(one for row in rows for one in whom(row)) if one.pk != doer]
    if to:
        days = "\n".join(f"{when(row)} · {row.where}" for row in rows)
        body = "\n".join(filter(None, (more, days)))
        key = f"{kind}:{rows[0].series_id}:{d.key}"
        post(d, key=key, kind=kind, title=title, body=body, to=to, area=rows[0].area_id, urgency=urgency)


def _none_left() -> Fault:
    return Fault(
        "没有要办的场次",
        "no session waits for that",
        do_zh="请看各场的状态",
        do_en="Look where each session stands",
    )
