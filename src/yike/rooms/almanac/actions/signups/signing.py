"""Sign somebody up: once for each press, never over the places there are, the rest in the order of arrival."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.record.lookup import rows_where
from yike.core.record.together import Together, each_alone
from yike.core.residents.phones import read_phone
from yike.core.rights.by import By
from yike.core.vault.current import keyring
from yike.core.vault.fields import matching, sealed_values
from yike.core.vault.sealing import blind_index
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.signups.seats import fill, fits, keep, lock_seats
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, Seats, SignUpState, Way
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.signing import Wish, closed, reasons

DESKS = frozenset({Way.DESK, Way.PAPER, Way.DOOR})


def digest(secret: str) -> str:
    """Return what is kept of a secret word."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_up(by: By, activity: Activity, wish: Wish) -> Registration:
    """Sign somebody up, with a place or in the queue; the same press again returns the first one.

    Everything dear is done before the counter is locked. Raises ``Fault`` with the first of all reasons why not,
    and, at the desk and to the owner of an account, where the same name and telephone has signed up already. Nobody
    else is told: they get a number of their own, and the desk sees that both may be one person.
    """
    for _field, fault in reasons(activity, wish, now()):
        raise fault
    row = drafted(by, activity, wish)
    if by.user is None and wish.way not in DESKS and not connection.in_atomic_block:
        return _at_once((activity.pk, by), row)
    _require(by, activity, wish)
    return _alone(by, row)


def _alone(by: By, row: Registration) -> Registration:
    row.pk, row._state.adding = None, True  # an attempt with others may have failed
    try:
        with deed(by, "almanac.signup.make") as d:
            return entered(d, row)
    except IntegrityError:  # pressed twice in this very moment, through another process
        there = rows_where(Registration, press=row.press, activity_id=row.activity_id) if row.press else []
        if not there:
            raise
        return there[0]


def _write(about: tuple[int, By], rows: Sequence[Registration]) -> Sequence[Registration | Exception]:
    """Enter people whose deeds differ in nothing else in one deed.

    Where what one of them sent breaks that, they are entered one by one: nobody pays for somebody else. A database
    that does not answer is not asked again for each.
    """
    by = about[1]
    try:
        with deed(by, "almanac.signup.make") as d:
            return entered_all(d, rows)
    except Exception as broken:
        return each_alone(broken, rows, partial(_alone, by))


# the name in ``By`` is in the visitor's language, so that those who share a deed share it too
_at_once: Together[tuple[int, By], Registration, Registration] = Together(_write)


def _require(by: By, activity: Activity, wish: Wish) -> None:
    if wish.way in DESKS and not by.trusted and (by.user is None or not rules.may_sign(by.user, activity)):
        raise PermissionDenied(rules.SIGN.code)


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
    """Enter one as ``entered_all`` does. Raises ``Fault`` where they are in and may know it, or it closed."""
    (answer,) = entered_all(d, [row])
    if isinstance(answer, Fault):
        raise answer
    return answer


def entered_all(d: Deed, rows: Sequence[Registration]) -> list[Registration | Fault]:
    """Lock the counter of their activity, give each a number, a place or a turn in the queue, and write it all.

    Places too few for all who wait go to the first party for which they are enough, these too. Returns for each,
    in order, the row kept (the one that is there, of the same press), or why not: this person is in already and
    whoever asks may know, or the activity was closed meanwhile.
    """
    seats = lock_seats(rows[0].activity)
    (activity,) = rows_where(Activity, id=rows[0].activity_id)  # as it stands now that nobody changes places
    for _field, fault in closed(activity, d.at):
        return [fault] * len(rows)
    fill(d, activity, seats)
    there = _there(activity, rows)
    answers = [_answer(row, there) or _numbered(d, activity, seats, row) for row in rows]
    fresh = [row for row, answer in zip(rows, answers, strict=True) if answer is row]
    d.add_many(fresh)
    keep(d, seats)
    return answers


def _there(activity: Activity, rows: Sequence[Registration]) -> list[Registration]:
    """Return all who have ever signed up with one of these telephones, in order of arrival."""
    phones = sorted({row.phone_index for row in rows if row.phone_index})
    found = rows_where(Registration, activity_id=activity.pk, phone_index=phones) if phones else []
    return sorted(found, key=lambda row: row.number)


def _answer(row: Registration, there: list[Registration]) -> Registration | Fault | None:
    """Return what to answer who is in already; None, and from now on they are there, where they are not."""
    pressed = next((other for other in there if row.press and other.press == row.press), None)
    if pressed is not None:
        return pressed
    known = [other for other in _same(row, there) if _may_know(row, other)]
    if known:
        return already(known[0], told=row.way in DESKS)
    there.append(row)
    return None


def _may_know(row: Registration, other: Registration) -> bool:
    """Return whether who signs ``row`` up may learn that ``other`` is in: staff, and the owner of an account."""
    return row.way in DESKS or (row.user_id is not None and row.user_id == other.user_id)


def _same(row: Registration, there: list[Registration]) -> list[Registration]:
    """Return who has the same telephone and name and has not left: who is there or has a place before others."""
    same = [other for other in there if other.whose == row.whose and other.state != SignUpState.CANCELLED]
    return sorted(same, key=lambda one: (one.came_at is None, one.state != SignUpState.BOOKED, one.number))


def _numbered(d: Deed, activity: Activity, seats: Seats, row: Registration) -> Registration:
    row.activity, seats.last = activity, seats.last + 1
    row.number, row.made_at = seats.last, d.at
    row.photos_at = d.at if row.photos else None
    if fits(activity, seats, row.party):
        row.state = SignUpState.BOOKED
        seats.taken += row.party
    else:
        row.state = SignUpState.WAITING
        seats.waiting += 1
    return row


def same_person(activity: Activity, row: Registration) -> list[Registration]:
    """Return all rows of the same telephone and name that have not left, the one to let in first."""
    return _same(row, _there(activity, [row]))


def already(there: Registration, *, told: bool) -> Fault:
    """Return the fault of signing up twice. The number is ``told`` at the desk only: it finds a page again."""
    return Fault(
        "这个姓名和电话已经报过了" + (f"，报名号 {there}" if told else ""),
        "this name and telephone has signed up already" + (f", number {there}" if told else ""),
        do_zh="找不到原来的网页，请按“报过名，找不到网页了”，凭报名号和电话找回",
        do_en='Lost the page? Press "I signed up and lost the page": number and telephone bring it back',
    )


def find_by_phone(activity: Activity, phone: str) -> list[Registration]:
    """Return who has signed up with a telephone number."""
    rows = Registration.objects.filter(
        matching(Registration, "phone", read_phone(phone).e164), activity=activity
    )
    return list(rows.order_by("number"))
