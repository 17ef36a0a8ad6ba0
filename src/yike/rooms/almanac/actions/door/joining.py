"""A walk-in may be on the list already, with another telephone or another spelling: the desk decides."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.after.photos import take_answer
from yike.rooms.almanac.actions.door.arriving import one_with, refuse_archived
from yike.rooms.almanac.actions.signups.seats import fill, keep, lock_seats
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, SignUpState, Way
from yike.rooms.almanac.rules import signups as rules


def _require(by: By, activity: Activity) -> None:
    if not by.trusted and (by.user is None or not rules.may_sign(by.user, activity)):
        raise PermissionDenied(rules.SIGN.code)


def join(by: By, row: Registration, one: Registration) -> Registration:
    """Let ``row``, taken down at the door, be ``one`` of the same list: one person, one place, one visit.

    ``row`` stands among those who do not come and its place is free; ``one`` is there, since the earlier moment and
    with the larger number of people. Raises ``Fault`` where that was decided before, and once it is archived.
    """
    with deed(by, "almanac.signup.join") as d:
        _require(by, row.activity)
        seats = lock_seats(row.activity)
        row, one = d.lock(row), d.lock(one)
        activity = Activity.objects.get(pk=row.activity_id)
        refuse_archived(activity)
        was = row.came, _came_at(row, one)
        seats.taken -= row.party
        d.change(row, state=SignUpState.CANCELLED, ended_at=d.at, came_at=None, came=0, seen="", seen_by=None)
        take_answer(d, one_with(d, seats, one, was), row.photos, row.photos_at or was[1])
        fill(d, activity, seats)
        keep(d, seats)
        return one


def _came_at(row: Registration, one: Registration) -> datetime:
    """Return since when a walk-in is there. Raises ``Fault`` where these two are no walk-in and somebody else."""
    ends = one.state == SignUpState.CANCELLED or one.activity_id != row.activity_id or one.pk == row.pk
    if row.way != Way.DOOR or row.came_at is None or ends:
        raise Fault(
            "这两个人已经处理过了",
            "these two have been seen to already",
            do_zh="请刷新名单再看",
            do_en="Load the list again",
        )
    return row.came_at


def tell_apart(by: By, row: Registration, *others: Registration) -> None:
    """Note that somebody is none of ``others``: of whoever comes later the desk is asked again."""
    _keep_apart(by, [(row, one) for one in others])


def tell_all_apart(by: By, *rows: Registration) -> None:
    """Note that these are so many different people."""
    _keep_apart(by, list(combinations(rows, 2)))


def _keep_apart(by: By, pairs: list[tuple[Registration, Registration]]) -> None:
    rows = {one.pk: one for pair in pairs for one in pair}
    activities = {one.activity_id: one.activity for one in rows.values()}
    if len(activities) > 1:
        raise PermissionDenied(rules.SIGN.code)
    with deed(by, "almanac.signup.apart") as d:
        for activity in activities.values():
            _require(by, activity)
        locked = {pk: d.lock(rows[pk]) for pk in sorted(rows)}
        seen = {pk: set(one.apart) for pk, one in locked.items()}
        for one, other in pairs:
            seen[one.pk].add(other.number)
            seen[other.pk].add(one.number)
        for pk, one in locked.items():
            d.change(one, apart=sorted(seen[pk]))
