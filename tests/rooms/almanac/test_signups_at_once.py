"""Many press at once: exactly so many places, in order, each answered for themselves whoever writes it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import OperationalError, connections

from beside import Hand
from gathering import fresh, hour
from office import BY, Office
from signers import ANYBODY, class_of, counter, sign, standing, wish
from yike.core.record.clock import moved_to, now
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.actions.signups import signing
from yike.rooms.almanac.actions.signups.seats import lock_seats
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration, SignUpState
from yike.rooms.almanac.signing import Wish

S = SignUpState
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_who_press_at_once_for_a_hundred_places_are_exactly_a_hundred(office: Office) -> None:
    row = class_of(office, capacity=100)
    wrong = pressed(row, 200)
    states = standing(row)
    assert wrong == []
    assert states == [(n, S.BOOKED if n <= 100 else S.WAITING) for n in range(1, 201)]
    assert counter(row) == (100, 100, 200)


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_another_is_written_joins_a_line_that_is_written_at_once(office: Office) -> None:
    """Sixteen at most hold a connection: the first writes alone, the others in one deed each time."""
    row = class_of(office, capacity=5)
    assert pressed(row, 40) == []
    entries = HistoryEntry.objects.filter(model="almanac.registration")
    assert (entries.count(), entries.values("deed").distinct().count() < 40) == (40, True)
    assert standing(row) == [(n, S.BOOKED if n <= 5 else S.WAITING) for n in range(1, 41)]


def drafts(row: Activity, *wishes: Wish) -> list[Registration]:
    return [signing.drafted(ANYBODY, row, one) for one in wishes]


def said(answers: Iterable[Any]) -> list[Any]:
    return [type(one).__name__ if isinstance(one, Exception) else one.number for one in answers]


def test_people_written_at_once_are_answered_each_for_themselves(office: Office) -> None:
    row = class_of(office, capacity=3)
    first = sign(row, 0)
    again, other_link = wish(0), wish(0, link="another")
    rows = drafts(row, wish(1), again, wish(2, companions=0), other_link, wish(1), wish(3))
    answers = signing._write((row.pk, ANYBODY), rows)
    assert said(answers) == [2, 1, 3, 4, 2, 5]
    assert answers[1] == first
    assert standing(row) == [(n, S.BOOKED if n <= 3 else S.WAITING) for n in range(1, 6)]
    assert counter(row) == (3, 2, 5)


def test_who_has_left_and_presses_the_same_again_sees_that_and_signs_up_anew_by_another(
    office: Office,
) -> None:
    row = class_of(office)
    made = sign(row)
    actions.cancel_signup(ANYBODY, made, own=True)
    assert sign(row) == made
    assert sign(row, link="another").number == 2


def test_what_one_sent_that_cannot_be_kept_costs_nobody_else_a_place(office: Office) -> None:
    """A link that belongs to another activity breaks the rule of the table: the transaction of all fails."""
    there, row = class_of(office), class_of(office, title="另一场")
    sign(there, 7)
    rows = drafts(row, wish(1), wish(7), wish(2))
    answers = signing._write((row.pk, ANYBODY), rows)
    assert said(answers) == [1, "IntegrityError", 2]
    assert standing(row) == [(1, S.BOOKED), (2, S.BOOKED)]
    assert HistoryEntry.objects.filter(model="almanac.registration").count() == 3


def test_a_database_that_does_not_answer_is_not_asked_again_for_each_of_a_crowd(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, asked = class_of(office), list[int]()

    def silent(_deed: Any, rows: Any) -> None:
        asked.append(len(rows))
        raise OperationalError("locked")

    rows = drafts(row, wish(1), wish(2))
    monkeypatch.setattr(signing, "entered_all", silent)
    with pytest.raises(OperationalError):
        signing._write((row.pk, ANYBODY), rows)
    assert asked == [2]


def test_people_written_at_once_after_it_was_closed_are_all_told_so(office: Office) -> None:
    row = class_of(office)
    rows = drafts(row, wish(1), wish(2))
    activities.cancel(BY, row, reason="下雨")
    assert said(signing._write((row.pk, ANYBODY), rows)) == ["Fault", "Fault"]
    assert Registration.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_who_signs_up_while_it_is_called_off_is_told_and_nobody_waits_for_ever(office: Office) -> None:
    """The counter is held by who signs up; who calls it off stands behind, without holding the activity."""
    row, at = class_of(office), now()
    wrong: list[str] = []

    def call_off() -> None:
        try:
            with moved_to(at):
                activities.cancel(BY, row, reason="下雨")
        except Exception as trouble:
            wrong.append(repr(trouble))
        finally:
            connections.close_all()

    hand = Hand(target=call_off)
    with deed(BY, "almanac.signup.make"):
        lock_seats(row)
        hand.start()
        hand.join(0.5)
        held = hand.is_alive()
        made = sign(row)
    hand.join(20)
    assert (held, wrong, fresh(made).call) == (True, [], Call.CANCELLED)


def pressed(row: Activity, many: int) -> list[str]:
    """Let many people press at once, each with a connection of their own; return what went wrong."""
    gate, wrong, pool = (
        threading.Barrier(many),
        [],
        threading.Semaphore(16),
    )  # connections, as a house has them

    def go(n: int) -> None:
        try:
            gate.wait(60)
            with pool:
                sign(row, n)
                connections.close_all()
        except Exception as trouble:
            wrong.append(repr(trouble))
        finally:
            connections.close_all()

    hands = [Hand(target=go, args=(n,)) for n in range(many)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(120)
    return wrong
