"""The places of an activity: taken under the lock of one row, given to the next in line by themselves."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.record.deed import Deed
from yike.core.record.lookup import rows_where
from yike.rooms.almanac.models.activities import COMING, Activity
from yike.rooms.almanac.models.signups import Call, Registration, Seats, SignUpState


def lock_seats(activity: Activity) -> Seats:
    """Return the counter of an activity, locked until the deed ends: whoever comes next waits here."""
    if not (found := rows_where(Seats, activity_id=activity.pk, lock=True)):
        try:
            with transaction.atomic():
                Seats(activity=activity).save()
        except IntegrityError:  # somebody else, in this very moment
            pass
        found = rows_where(Seats, activity_id=activity.pk, lock=True)
    return found[0]


def lock_seats_of(series: int | None) -> None:
    """Lock the counters of all sessions of a series in one order, first: no two deeds wait for each other.

    Nothing is locked where there is no series.
    """
    if series is None:
        return
    sessions = Activity.objects.filter(series=series).order_by().values("pk")
    list(Seats.objects.select_for_update().filter(activity__in=sessions).order_by("pk").values_list("pk"))


def free(activity: Activity, seats: Seats) -> int | None:
    """Return how many places are left; None where there is no limit."""
    return max(activity.capacity - seats.taken, 0) if activity.capacity else None


def fits(activity: Activity, seats: Seats, party: int) -> bool:
    """Return whether there are enough places for a party, once whoever waits has had theirs."""
    left = free(activity, seats)
    return left is None or party <= left


def keep(d: Deed, seats: Seats) -> None:
    """Write the counter."""
    d.tick_many([seats], ["taken", "waiting", "last"])


def fill(d: Deed, activity: Activity, seats: Seats) -> list[Registration]:
    """Give free places to those who wait, in the order in which they came; a party too large is passed over.

    Nobody gets one as long as it is put off. Whoever has an account is told; the others are to be telephoned.
    Returns who got a place.
    """
    left, promoted = free(activity, seats), []
    if activity.state not in COMING or not seats.waiting or left == 0:
        return []
    waiting = Registration.objects.filter(activity=activity, state=SignUpState.WAITING).order_by("number")
    waiting = waiting.select_related("user")
    for row in waiting if left is None else waiting.filter(party__lte=left):
        if left is not None and row.party > left:
            continue
        left = None if left is None else left - row.party
        promoted.append(_let_in(d, activity, seats, row))
        if left == 0:
            break
    return promoted


def refill(d: Deed, activity: Activity) -> None:
    """Give what is free to those who wait, where places or the state of the activity have changed."""
    seats = lock_seats(activity)
    fill(d, activity, seats)
    keep(d, seats)


def _let_in(d: Deed, activity: Activity, seats: Seats, row: Registration) -> Registration:
    seats.taken += row.party
    seats.waiting -= 1
    user = row.user if row.user is not None and row.user.is_active else None
    call = "" if user else Call.PROMOTED
    d.change(row, state=SignUpState.BOOKED, promoted_at=d.at, call=call, tries=0, tried_at=None)
    if user is not None:
        with translation.override("zh-hans"):
            title = _("候补转正：{title}").format(title=activity.title)
            body = _("有了空位，您的报名号 {number} 已经转正。").format(number=row)
        key = f"almanac.signup.promoted:{row.pk}:{d.key}"
        post(
            d,
            key=key,
            kind="almanac.signup.promoted",
            title=title,
            body=body,
            to=[user],
            area=activity.area_id,
        )
    return row
