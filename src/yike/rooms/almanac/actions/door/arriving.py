"""Somebody is there: with a number, a name or a link; or without having signed up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.after.photos import take_answer
from yike.rooms.almanac.actions.signups.seats import fill, keep, lock_seats
from yike.rooms.almanac.actions.signups.signing import digest, drafted, same_person
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.signups import Registration, Seats, Seen, SignUpState, Way
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.signing import MOST_PARTY, Wish

EARLY = timedelta(hours=12)
AT_DOOR = frozenset({ActivityState.OPEN, ActivityState.RUNNING, ActivityState.SUMMING})


def require_door(by: By, activity: Activity) -> None:
    """Raise ``PermissionDenied`` unless the doer may let people in to this activity."""
    if not by.trusted and (by.user is None or not rules.may_door(by.user, activity)):
        raise PermissionDenied(rules.DOOR.code)


def check_in(
    by: By, row: Registration, *, seen: str = Seen.NUMBER, came: int | None = None, at: datetime | None = None
) -> Registration:
    """Note that somebody is there, with ``came`` people (else all of the party). Scanned twice, it counts once.

    ``at`` is when the phone at the door noted it. Raises ``Fault`` before the day, and for somebody in the queue as
    long as no place is free.
    """
    with deed(by, "almanac.door.in") as d:
        require_door(by, row.activity)
        seats = lock_seats(row.activity)
        row, activity = d.lock(row), Activity.objects.get(pk=row.activity_id)
        if row.came_at is not None:
            return row
        moment = moment_of(d, activity, at)
        people = row.party if came is None else max(1, min(came, MOST_PARTY))
        if row.state != SignUpState.BOOKED:
            _refuse_full(activity, people)
        return there_now(d, seats, row, (people, moment, seen))


def there_now(d: Deed, seats: Seats, row: Registration, what: tuple[int, datetime, str]) -> Registration:
    """Note that so many people are there since a moment, and how that is known; the caller holds the counter."""
    people, moment, seen = what
    if row.state != SignUpState.BOOKED:
        _take_place(seats, row)
    d.change(
        row,
        state=SignUpState.BOOKED,
        came_at=moment,
        came=people,
        seen=Seen(seen),
        seen_by=d.by.user,
        call="",
    )
    keep(d, seats)
    return row


def _take_place(seats: Seats, row: Registration) -> None:
    """Let somebody in who waited, or who had stepped back and came all the same; keep which of the two."""
    row.was = row.state
    if row.state == SignUpState.WAITING:
        seats.waiting -= 1
    seats.taken += row.party


def moment_of(d: Deed, activity: Activity, at: datetime | None) -> datetime:
    """Return when somebody came. Raises ``Fault`` for an activity at whose door nobody can be."""
    if activity.state not in AT_DOOR:
        raise Fault(
            f"活动{activity.get_state_display()}，不能签到",
            "nobody can be checked in to it now",
            do_zh="请核对是不是这场活动",
            do_en="Make sure that it is this activity",
        )
    if d.at < activity.starts_at - EARLY:
        day = f"{timezone.localtime(activity.starts_at):%Y-%m-%d %H:%M}"
        raise Fault(
            f"{day} 才开始，现在签到太早",
            f"it begins at {day}, this is too early",
            do_zh="请当天再签到",
            do_en="Check people in on the day",
        )
    return min(at, d.at) if at is not None and at > activity.starts_at - EARLY else d.at


def _refuse_full(activity: Activity, people: int) -> None:
    """Let nobody in without a place unless those who are there leave room, once it has begun."""
    if not activity.capacity:
        return
    there = Registration.objects.filter(activity=activity).aggregate(there=Sum("came"))["there"] or 0
    booked = Registration.objects.filter(activity=activity, state=SignUpState.BOOKED)
    taken = booked.aggregate(taken=Sum("party"))["taken"] or 0
    begun = activity.state != ActivityState.OPEN
    if (there if begun else taken) + people > activity.capacity:
        raise Fault(
            "没有空位" if begun else "名额还留给报了名的人",
            "there is no room" if begun else "the places are kept for those who signed up",
            do_zh="请等开始以后，有人没来再进",
            do_en="Once it has begun, the places of those who did not come are free",
        )


def walk_in(
    by: By,
    activity: Activity,
    *,
    name: str = "",
    phone: str = "",
    party: int = 1,
    key: str = "",
    at: datetime | None = None,
    photos: str = "",
) -> Registration:
    """Take down somebody who came without having signed up; ``key`` makes two presses one.

    Somebody who has signed up all the same, or whom another door took down, with this name and telephone, is that
    one: they are let in, or were, and the larger number of people stands. Raises ``Fault`` where there is no room,
    before the day, and for what is no telephone number.
    """
    require_door(by, activity)
    more: dict[str, Any] = {"companions": min(max(party, 1), MOST_PARTY) - 1, "press": key, "photos": photos}
    wish = Wish(name=name[:30], phone=phone, way=Way.DOOR, **more)
    there = Registration.objects.filter(press=digest(key)).first() if key else None
    if there is not None:
        return there
    row = drafted(by, activity, wish)
    try:
        return _walked(by, activity, row, at)
    except IntegrityError:  # two phones, or one twice, in this very moment
        return Registration.objects.get(press=digest(key))


def _walked(by: By, activity: Activity, row: Registration, at: datetime | None) -> Registration:
    with deed(by, "almanac.door.walk_in") as d:
        seats = lock_seats(activity)
        fresh = Activity.objects.get(pk=activity.pk)
        row.came_at = moment_of(d, fresh, at)
        same = same_person(fresh, row)
        if same:
            there = same[0]
            if there.state != SignUpState.BOOKED:
                _refuse_full(fresh, row.party)
            found = one_with(d, seats, d.lock(there), (row.party, row.came_at))
            take_answer(d, found, row.photos, row.came_at)  # who says no at the door has said no
            for twin in same[1:]:
                take_answer(d, d.lock(twin), row.photos, row.came_at)
            return found
        _refuse_full(fresh, row.party)
        seats.last += 1
        seats.taken += row.party
        row.number, row.made_at, row.came = seats.last, d.at, row.party
        row.photos_at = d.at if row.photos else None
        row.state, row.seen, row.seen_by = SignUpState.BOOKED, Seen.WALK_IN, by.user
        row.was = SignUpState.CANCELLED  # where a walk-in stands that is taken back
        d.add(row)
        keep(d, seats)
        return row


def one_with(d: Deed, seats: Seats, there: Registration, what: tuple[int, datetime]) -> Registration:
    """Let in who is on the list, with so many people since a moment; of who is in the earlier one stands."""
    people, moment = what
    if there.came_at is not None:
        return d.change(there, came_at=min(there.came_at, moment), came=max(there.came, people))
    return there_now(d, seats, there, (people, moment, Seen.NAME))


def check_out(by: By, row: Registration) -> Registration:
    """Take back a check-in that was somebody else's; pressed again, it changes nothing.

    Whoever came in without a place stands where they stood before, a walk-in among those who do not come; the
    place is free for who waits. Raises ``Fault`` once it is archived.
    """
    with deed(by, "almanac.door.out") as d:
        require_door(by, row.activity)
        seats = lock_seats(row.activity)
        row, activity = d.lock(row), Activity.objects.get(pk=row.activity_id)
        refuse_archived(activity)
        if row.came_at is None:
            return row
        state = SignUpState(row.was or SignUpState.BOOKED)
        _give_place_back(seats, row, state)
        d.change(row, state=state, was="", came_at=None, came=0, seen="", seen_by=None)
        fill(d, activity, seats)
        keep(d, seats)
        return row


def refuse_archived(activity: Activity) -> None:
    """Raise ``Fault`` where the figures of an activity stand already."""
    if activity.state == ActivityState.ARCHIVED:
        raise Fault(
            "已经归档，不能再改",
            "it is archived and cannot be changed",
            do_zh="数字以归档时为准",
            do_en="The figures stand as they were archived",
        )


def _give_place_back(seats: Seats, row: Registration, state: SignUpState) -> None:
    if state != SignUpState.BOOKED:
        seats.taken -= row.party
    if state == SignUpState.WAITING:
        seats.waiting += 1
