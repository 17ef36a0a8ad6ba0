"""Who has no account is telephoned: what was tried about one thing says nothing about the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gathering import fresh, hour, opened, person
from office import BY, Office
from yike.core.rights.by import By
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration
from yike.rooms.almanac.queries import signups as queries
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db
ANYBODY = By(None, "报名的人", "web")


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """A class with one place, on one morning."""
    clock.set(hour("08:00"))
    return opened(office, signup="open", capacity=1)


def sign(row: Activity, n: int) -> Registration:
    return actions.sign_up(ANYBODY, row, Wish(name="陈一二三"[n:], phone=f"1380000000{n}"))


def test_tries_of_one_call_do_not_count_for_the_next(office: Office, row: Activity) -> None:
    first, second, third = (sign(row, n) for n in range(3))

    def tried() -> list[tuple[int, int, bool]]:
        return [(one.number, one.tries, one.tried_at is None) for one in queries.to_call(row)]

    actions.cancel_signup(ANYBODY, first, own=True)
    actions.not_reached(person(office.clerk), second)
    assert tried() == [(2, 1, False)]
    actions.cancel_signup(ANYBODY, fresh(second), own=True)  # while nobody reached them
    gone = fresh(second)
    assert ((gone.tries, gone.tried_at), tried()) == ((0, None), [(3, 0, True)])
    actions.not_reached(person(office.clerk), third)
    activities.cancel(BY, fresh(row), reason="下雨")
    assert tried() == [(3, 0, True)]


def test_who_is_let_in_after_a_call_about_another_hour_is_called_anew(office: Office, row: Activity) -> None:
    first, second = (sign(row, n) for n in range(2))
    start = row.starts_at + timedelta(days=1)
    row = activities.reschedule(BY, row, starts_at=start, ends_at=start + timedelta(hours=2))
    actions.not_reached(person(office.clerk), second)
    actions.cancel_signup(ANYBODY, first, own=True)
    [called] = queries.to_call(row)
    assert (called.number, called.call, called.tries, called.tried_at) == (2, Call.PROMOTED, 0, None)
