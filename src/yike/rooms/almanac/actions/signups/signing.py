"""Sign somebody up: once for each press, never over the places there are, the rest in the order of arrival."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.residents.phones import read_phone
from yike.core.rights.by import By
from yike.core.vault.current import keyring
from yike.core.vault.fields import matching, sealed_values
from yike.core.vault.sealing import blind_index
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.signups.seats import fill, fits, keep, lock_seats
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, SignUpState, Way
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.signing import Wish, closed, reasons

DESKS = frozenset({Way.DESK, Way.PAPER, Way.DOOR})


def digest(secret: str) -> str:
    """Return what is kept of a secret word."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_up(by: By, activity: Activity, wish: Wish) -> Registration:
    """Sign somebody up, with a place or in the queue; the same press again returns the first one.

    Everything dear is done before the counter is locked. Raises ``Fault`` with the first of all reasons why not,
    and where the same name and telephone has signed up already.
    """
    for _field, fault in reasons(activity, wish, now()):
        raise fault
    row = drafted(by, activity, wish)
    there = _pressed(row)
    if there is not None:
        return there
    try:
        with deed(by, "almanac.signup.make") as d:
            _require(by, activity, wish)
            return entered(d, row)
    except IntegrityError:  # pressed twice in this very moment
        there = _pressed(row)
        if there is None:
            raise
        return there


def _require(by: By, activity: Activity, wish: Wish) -> None:
    if wish.way in DESKS and not by.trusted and (by.user is None or not rules.may_sign(by.user, activity)):
        raise PermissionDenied(rules.SIGN.code)


def _pressed(row: Registration) -> Registration | None:
    found: Registration | None = None
    if row.press:
        found = Registration.objects.filter(press=row.press, activity=row.activity_id).first()
    return found


def drafted(by: By, activity: Activity, wish: Wish) -> Registration:
    """Return the row of a wish, sealed, with nothing decided yet."""
    name = " ".join(wish.name.split())
    phone = read_phone(wish.phone).e164 if wish.phone.strip() else None
    row = Registration(
        activity=activity,
        uid=uuid.uuid4(),
        link_hash=digest(wish.link) if wish.link else None,
        press=digest(wish.link or wish.press) if wish.press else None,
        party=wish.party,
        way=Way(wish.way),
        user=wish.user,
        photos=wish.photos,
        typed_by=by.user if wish.way in DESKS else None,
    )
    for column, value in sealed_values(Registration, name=name, phone=phone).items():
        setattr(row, column, value)
    row.helper = " ".join(wish.helper.split())[:30] or None
    row.whose = whose(name, phone) if phone else row.uid.hex
    return row


def whose(name: str, phone: str) -> str:
    """Return a word for a person that tells nobody who it is, the same wherever name and telephone are."""
    return blind_index(keyring(), "visitor", whole(name, phone))


def whole(name: str, phone: str) -> str:
    """Return what the word for a person is made of."""
    return f"{phone} {name}"


def entered(d: Deed, row: Registration) -> Registration:
    """Lock the counter, give the number, a place or a turn in the queue, and write it all.

    Places too few for all who wait go to the first party for which they are enough, this one too.
    Raises ``Fault`` where this person is in already, and where the activity was closed meanwhile.
    """
    seats = lock_seats(row.activity)
    row.activity = _as_it_stands(row.activity, d)
    _refuse_twice(row)
    fill(d, row.activity, seats)
    seats.last += 1
    row.number, row.made_at = seats.last, d.at
    row.photos_at = d.at if row.photos else None
    if fits(row.activity, seats, row.party):
        row.state = SignUpState.BOOKED
        seats.taken += row.party
    else:
        row.state = SignUpState.WAITING
        seats.waiting += 1
    d.add(row)
    keep(d, seats)
    return row


def _as_it_stands(activity: Activity, d: Deed) -> Activity:
    """Return the activity fresh, now that nobody else changes its places. Raises ``Fault`` where it has closed."""
    fresh = Activity.objects.get(pk=activity.pk)
    for _field, fault in closed(fresh, d.at):
        raise fault
    return fresh


def _refuse_twice(row: Registration) -> None:
    there = same_person(row.activity, row)
    if there is not None:
        raise already(there)


def same_person(activity: Activity, row: Any) -> Registration | None:
    """Return who has signed up with the same telephone and name and has not left; None where nobody has."""
    if not row.phone_index:
        return None
    rows = Registration.objects.filter(activity=activity, phone_index=row.phone_index, whose=row.whose)
    found: Registration | None = rows.exclude(state=SignUpState.CANCELLED).first()
    return found


def already(there: Registration) -> Fault:
    """Return the fault of signing up twice."""
    return Fault(
        f"这个姓名和电话已经报过了，报名号 {there}",
        f"this name and telephone has signed up already, number {there}",
        do_zh="找不到原来的网页，请按“报过名，找不到网页了”，凭报名号和电话找回",
        do_en='Lost the page? Press "I signed up and lost the page": number and telephone bring it back',
    )


def find_by_phone(activity: Activity, phone: str) -> list[Registration]:
    """Return who has signed up with a telephone number."""
    rows = Registration.objects.filter(
        matching(Registration, "phone", read_phone(phone).e164), activity=activity
    )
    return list(rows.order_by("number"))
