"""Somebody does not come after all, brings fewer, or has lost their page. Free places go to the next in line."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.signups.seats import fill, free, keep, lock_seats
from yike.rooms.almanac.actions.signups.signing import digest, find_by_phone
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.signups import Registration, SignUpState
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.signing import too_many


def cancel_signup(by: By, row: Registration, *, own: bool = False) -> Registration:
    """Note that somebody does not come; pressed again, it changes nothing. ``own``: by their personal link.

    In order: the row, the counter, and whoever waits longest gets the place. Raises ``Fault`` once they are there.
    """
    with deed(by, "almanac.signup.cancel") as d:
        _require(by, row, own=own)
        seats = lock_seats(row.activity)
        row = d.lock(row)
        if row.state == SignUpState.CANCELLED:
            return row
        if row.came_at is not None:
            raise _there()
        if row.state == SignUpState.BOOKED:
            seats.taken -= row.party
        else:
            seats.waiting -= 1
        d.change(row, state=SignUpState.CANCELLED, ended_at=d.at, call="", tries=0, tried_at=None)
        fill(d, Activity.objects.get(pk=row.activity_id), seats)
        keep(d, seats)
        return row


def _require(by: By, row: Registration, *, own: bool) -> None:
    if not own and not by.trusted and (by.user is None or not rules.may_sign(by.user, row.activity)):
        raise PermissionDenied(rules.SIGN.code)


def _there() -> Fault:
    return Fault(
        "已经签到了，不用再取消",
        "they are there already",
        do_zh="有事先走没有关系",
        do_en="Leaving early is no trouble",
    )


def bring(by: By, row: Registration, *, companions: int, own: bool = False) -> Registration:
    """Come with more or fewer people. Raises ``Fault`` where the places or the companions allowed are too few."""
    with deed(by, "almanac.signup.bring") as d:
        _require(by, row, own=own)
        seats = lock_seats(row.activity)
        row, activity = d.lock(row), Activity.objects.get(pk=row.activity_id)
        more = 1 + companions - row.party
        _refuse(activity, row, companions, d.at)
        if row.state == SignUpState.BOOKED:
            left = free(activity, seats)
            if more > 0 and left is not None and more > left:
                raise _full(left)
            seats.taken += more
        d.change(row, party=1 + companions)
        if more < 0:
            fill(d, activity, seats)
        keep(d, seats)
        return row


def _refuse(activity: Activity, row: Registration, companions: int, at: datetime) -> None:
    fixed = activity.state != ActivityState.OPEN and not activity.signing_up(at)
    if row.state == SignUpState.CANCELLED or fixed:
        raise Fault(
            "现在不能改人数",
            "the number of people cannot be changed now",
            do_zh="请告诉现场工作人员",
            do_en="Tell the staff at the door",
        )
    if companions < 0 or companions > activity.companions:
        raise too_many(activity.companions)


def _full(left: int) -> Fault:
    return Fault(
        f"只剩 {left} 个名额",
        f"only {left} places are left",
        do_zh="请少带几个人，或让他们另外报名候补",
        do_en="Bring fewer people, or let them sign up on their own and wait",
    )


def renew_link(by: By, row: Registration, *, own: bool = False) -> str:
    """Give somebody a new personal link, the old one opens nothing any more; return it, it is told once.

    ``own``: they have named their number and telephone, see ``find_again``.
    """
    link = secrets.token_urlsafe(32)
    with deed(by, "almanac.signup.lost" if own else "almanac.signup.renew") as d:
        _require(by, row, own=own)
        row = d.lock(row)
        if row.forgotten_at is not None:
            raise Fault(
                "个人信息已经清除",
                "the personal data have been erased",
                do_zh="活动结束已久，不再需要链接",
                do_en="The activity was long ago; no link is needed",
            )
        d.change(row, link_hash=digest(link))
    return link


def find_again(by: By, activity: Activity, *, number: int, phone: str) -> str:
    """Return a new personal link to whoever names the number and the telephone of a sign-up.

    Raises ``Fault`` where the two are not those of one sign-up, in the same words whichever is wrong. The caller
    sees to it that nobody tries one number after another.
    """
    found = [row for row in find_by_phone(activity, phone) if row.number == number]
    if not found or found[0].forgotten_at is not None:
        raise Fault(
            "报名号和电话对不上",
            "number and telephone do not belong together",
            do_zh="再看一看；想不起来，请打咨询电话，工作人员可以重发",
            do_en="Look again; if you do not remember, telephone: the staff can send it again",
        )
    return renew_link(by, found[0], own=True)
