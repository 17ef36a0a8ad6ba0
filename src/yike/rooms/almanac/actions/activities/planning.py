"""Plan an activity, and change what was planned."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.programme import move_programme
from yike.rooms.almanac.actions.activities.standing import stand
from yike.rooms.almanac.actions.activities.telling import tell_changed
from yike.rooms.almanac.actions.activities.venues import take_room
from yike.rooms.almanac.actions.signups.seats import fill, keep, lock_seats
from yike.rooms.almanac.checking import Plan, faults
from yike.rooms.almanac.models.activities import BOOKED, OVER, Activity, ActivityHost, ActivityState, HostRole
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.models.signups import Seats
from yike.rooms.almanac.rules import activities as rules

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another one
CODE = 6
TOLD = ("starts_at", "ends_at", "venue_id", "place")
"""What those who come have to know when it changes."""


def plan_activity(
    by: By,
    plan: Plan,
    *,
    copied_from: Activity | None = None,
    series: Series | None = None,
    slot: datetime | None = None,
) -> Activity:
    """Plan an activity: a row in state 策划 with its hosts, and its room is taken; in a ``series``, which session.

    Raises ``Fault`` for a plan that cannot be, and where the room is taken.
    """
    _refuse(plan)
    with deed(by, "almanac.activity.plan") as d:
        _require_planner(by, plan)
        take_room(plan.venue, plan.starts_at, plan.ends_at)
        row = Activity(
            **plan.columns(),
            code=free_code(Activity),
            made_by=by.user,
            made_at=d.at,
            copied_from=copied_from,
            series=series,
            slot=slot,
        )
        d.add(row)
        _hold(d, row, plan)
        d.add(Seats(activity=row))
        return row


def _require_planner(by: By, plan: Plan) -> None:
    """Let plan who may in the area, and whoever may for a unit that holds it."""
    own = by.user is not None and by.user.unit_id in {unit.pk for unit in (*plan.hosts, *plan.co_hosts)}
    rules.PLAN.require(by, None if own else plan.area)


def _refuse(plan: Plan) -> None:
    for _field, fault in faults(plan):
        raise fault


def free_code(model: type[Activity] | type[Series]) -> str:
    """Return a short public code that no row of a model has."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE))
        if not model.objects.filter(code=code).exists():
            return code


def _hold(d: Deed, row: Activity, plan: Plan) -> None:
    """Let exactly these units hold it."""
    wanted = dict.fromkeys(plan.hosts, HostRole.HOST) | dict.fromkeys(plan.co_hosts, HostRole.CO_HOST)
    kept = {host.unit_id: host for host in ActivityHost.objects.filter(activity=row)}
    for unit, role in wanted.items():
        there = kept.pop(unit.pk, None)
        if there is None:
            d.add(ActivityHost(activity=row, unit=unit, role=role))
        else:
            d.change(there, role=role)
    for gone in kept.values():
        d.remove(gone)


def change_activity(
    by: By, activity: Activity, plan: Plan, *, reason: str = "", staff: bool = True
) -> Activity:
    """Change what is planned. Once it is approved, whoever comes is told of another time or place.

    ``staff`` False: whoever calls tells those who hold it, of many at once.

    Raises ``Fault`` for a plan that cannot be, a room that is taken, fewer places than people who have signed up,
    and for an activity that is over.
    """
    _refuse(plan)
    with deed(by, "almanac.activity.change", reason=reason) as d:
        seats = lock_seats(activity)  # first, as in every move
        row = d.lock(activity)
        rules.require_plan(by, row)
        if plan.area.pk != row.area_id:
            _require_planner(by, plan)
        _refuse_over(row)
        if row.state in BOOKED:  # a postponed one takes its room with its new day
            take_room(plan.venue, plan.starts_at, plan.ends_at, but=row.pk)
        before = {name: getattr(row, name) for name in TOLD}
        _refuse_fewer(plan, seats)
        move_programme(d, row, plan.starts_at - row.starts_at)
        d.change(row, **plan.columns())
        fill(d, row, seats)
        keep(d, seats)
        _hold(d, row, plan)
        _told(d, row, before, staff=staff)
        stand(d, row)
        return row


def _told(d: Deed, row: Activity, before: dict[str, Any], *, staff: bool) -> None:
    moved = any(getattr(row, name) != value for name, value in before.items())
    if moved and row.state in {ActivityState.OPEN, ActivityState.RUNNING}:
        tell_changed(d, row, staff=staff)


def _refuse_fewer(plan: Plan, seats: Seats) -> None:
    if plan.capacity and plan.capacity < seats.taken:
        raise Fault(
            f"已经报上 {seats.taken} 人，名额不能少于这个数",
            f"{seats.taken} people have a place already: there cannot be fewer",
            do_zh="请先和报了名的人商量取消",
            do_en="Ask some of them first whether they step back",
        )


def _refuse_over(row: Activity) -> None:
    if row.state in OVER:
        raise Fault(
            "活动已经归档或取消，不能再改",
            "it is archived or cancelled and cannot be changed",
            do_zh="要再办一次，请“照着再办”",
            do_en='To hold it again, use "hold it again"',
        )
