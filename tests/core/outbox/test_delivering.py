"""Claim before the call, settle after it: who may send, when, and what each result leads to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from office import BY, Office
from posting import NIGHT, NOON, WORKER, called, facts, later, only, queue, robot, say
from yike.core.outbox.actions import claim, doubt_lost, expire_late, hurry, settle, tend
from yike.core.outbox.channels.result import Reason, Refused, Retry, Sent, Unsure
from yike.core.outbox.models import Delivery, Endpoint, Urgency
from yike.core.outbox.pace import back_off
from yike.core.outbox.queries import next_try
from yike.core.outbox.register import channel
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By

pytestmark = pytest.mark.django_db
OTHER = By.machine("worker-2")


@pytest.fixture
def delivery(office: Office, clock) -> Delivery:
    clock.set(NOON)
    return only(say(robot(office), office.first))


def way(delivery: Delivery):
    return channel(delivery.endpoint.kind, delivery.endpoint.rehearsal)


def state(delivery: Delivery) -> tuple[str, str]:
    fresh = Delivery.objects.get(pk=delivery.pk)
    return fresh.state, fresh.why


def test_of_two_workers_who_read_the_same_row_one_sends(delivery: Delivery) -> None:
    rival = only(delivery.message)
    assert claim(WORKER, delivery, way(delivery)) is True
    assert claim(OTHER, rival, way(delivery)) is False
    kept = Delivery.objects.get(pk=delivery.pk)
    assert (kept.state, kept.claimed_by, kept.attempts) == ("sending", "worker-1", 1)
    assert kept.lease_until == NOON + timedelta(seconds=120)


def test_a_worker_who_lost_the_claim_spends_no_token(delivery: Delivery) -> None:
    rival = only(delivery.message)
    claim(WORKER, delivery, way(delivery))
    claim(OTHER, rival, way(delivery))
    assert Endpoint.objects.get().spent == [NOON.timestamp()]


def test_a_message_that_arrived_is_sent_counted_and_in_its_history(delivery: Delivery) -> None:
    assert called(delivery, Sent("ok")) is True
    assert state(delivery) == ("sent", "")
    [fact] = Fact.objects.filter(source_model="outbox.delivery")
    assert (fact.measure, fact.quantity, fact.source_model, fact.source_pk, fact.area_id) == (
        "outbox.sent", 1, "outbox.delivery", str(delivery.pk), delivery.message.area_id,
    )  # fmt: skip
    rows = HistoryEntry.objects.filter(subject=f"outbox.delivery:{delivery.pk}").order_by("id")
    moves = [(row.verb, row.actor_name, json.loads(row.payload or "")["after"]["state"]) for row in rows]
    assert moves == [
        ("outbox.post", "test", "waiting"),
        ("outbox.claim", "worker-1", "sending"),
        ("outbox.settle", "worker-1", "sent"),
    ]


def test_a_temporary_failure_waits_longer_each_time_up_to_an_hour(delivery: Delivery, clock) -> None:
    pauses = []
    for _ in range(10):
        called(delivery, Retry(Reason.NO_CONNECTION))
        delivery = only(delivery.message)
        pauses.append(int((delivery.due_at - NOON).total_seconds()))
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert (delivery.state, delivery.attempts, facts()) == (
        "retrying",
        10,
        {"outbox.sent": 0, "outbox.failed": 0},
    )


def test_weather_never_makes_poison_but_strange_answers_do(delivery: Delivery) -> None:
    for _ in range(7):
        called(delivery, Retry(Reason.UNKNOWN_CODE))
        called(only(delivery.message), Retry(Reason.BUSY))
        delivery = only(delivery.message)
    assert delivery.state == "retrying"
    called(delivery, Retry(Reason.UNKNOWN_CODE))
    assert (state(delivery), facts()["outbox.failed"]) == (("shelved", "unknown_code"), 1)


def test_a_refusal_is_set_aside_at_once_and_counted(delivery: Delivery) -> None:
    called(delivery, Refused(Reason.GONE, "93000"))
    assert (state(delivery), facts()["outbox.failed"], queue()) == (("shelved", "gone"), 1, [])


def test_a_doubt_is_set_aside_uncounted_and_never_sent_by_itself(delivery: Delivery, clock) -> None:
    called(delivery, Unsure(Reason.NO_ANSWER))
    clock.set(later(hours=20))
    assert (state(delivery), facts(), queue()) == (
        ("unsure", "no_answer"),
        {"outbox.sent": 0, "outbox.failed": 0},
        [],
    )


def test_the_parts_of_a_message_go_one_after_the_other_and_count_once(office: Office, clock) -> None:
    clock.set(NOON)
    message = say(robot(office), office.first, body="请关好门窗。" * 300)
    for part in (1, 2, 3):
        delivery = only(message)
        assert queue() == [delivery.pk]
        called(delivery, Sent(), parts=3)
        assert only(message).parts_sent == part
    assert (only(message).state, facts()["outbox.sent"]) == ("sent", 1)


def test_a_robot_gets_eighteen_calls_a_minute(office: Office, clock) -> None:
    clock.set(NOON)
    one = robot(office)
    deliveries = [only(say(one, office.first)) for _ in range(19)]
    for delivery in deliveries[:18]:
        called(delivery, Sent())
    assert (queue(), claim(WORKER, deliveries[18], way(delivery))) == ([], False)
    assert next_try(only(deliveries[18].message)) == later(seconds=60)
    clock.set(later(seconds=60))
    assert queue() == [deliveries[18].pk]
    called(deliveries[18], Sent())
    assert state(deliveries[18]) == ("sent", "")


def test_a_robot_told_to_be_quiet_is_quiet_with_all_its_messages(office: Office, clock) -> None:
    clock.set(NOON)
    one, other = robot(office), robot(office)
    first, second, third = (only(say(to, office.first)) for to in (one, one, other))
    called(first, Retry(Reason.TOO_OFTEN, 605.0, hold=True))
    assert queue() == [third.pk]
    clock.set(later(seconds=604))
    assert queue() == [third.pk]
    clock.set(later(seconds=605))
    assert set(queue()) == {first.pk, second.pk, third.pk}


def test_an_endpoint_out_of_use_waits(delivery: Delivery) -> None:
    with deed(BY, "outbox.endpoint.change") as d:
        d.change(d.lock(delivery.endpoint), enabled=False)
    assert (queue(), claim(WORKER, delivery, way(delivery))) == ([], False)
    assert next_try(only(delivery.message)) is None


def test_at_night_only_the_urgent_goes_and_the_rest_at_eight(office: Office, clock) -> None:
    clock.set(NIGHT)
    plain, urgent = (
        only(say(robot(office), office.first, urgency=u)) for u in (Urgency.NORMAL, Urgency.AT_ONCE)
    )
    assert queue() == [urgent.pk]
    assert next_try(plain) == NIGHT + timedelta(hours=9)
    clock.set(NIGHT + timedelta(hours=9) - timedelta(seconds=61))
    assert queue() == [urgent.pk]
    clock.set(NIGHT + timedelta(hours=9))
    assert queue() == [urgent.pk, plain.pk]


def test_a_message_not_wanted_before_an_hour_waits_for_it(office: Office, clock) -> None:
    clock.set(NOON)
    delivery = only(say(robot(office), office.first, not_before=later(hours=2)))
    assert (queue(), next_try(delivery)) == ([], later(hours=2))
    clock.set(later(hours=2))
    assert queue() == [delivery.pk]


def test_a_message_nobody_needs_any_more_expires_and_is_counted_as_failed(office: Office, clock) -> None:
    clock.set(NOON)
    delivery = only(say(robot(office), office.first, expires=later(hours=1)))
    clock.set(later(minutes=59))
    assert (expire_late(), queue()) == (0, [delivery.pk])
    clock.set(later(hours=1))
    assert queue() == []
    assert (expire_late(), state(delivery), facts()["outbox.failed"]) == (1, ("expired", ""), 1)
    assert expire_late() == 0


def test_a_worker_that_died_leaves_a_doubt_not_a_second_message(delivery: Delivery, clock) -> None:
    claim(WORKER, delivery, way(delivery))
    clock.set(later(seconds=119))
    assert doubt_lost() == 0
    clock.set(later(seconds=120))
    assert (doubt_lost(), state(delivery), queue()) == (1, ("unsure", "interrupted"), [])


def test_an_answer_later_than_the_lease_still_settles_the_doubt(delivery: Delivery, clock) -> None:
    claim(WORKER, delivery, way(delivery))
    clock.set(later(seconds=300))
    doubt_lost()
    assert settle(WORKER, delivery, 1, Sent()) is True
    assert (state(delivery), facts()["outbox.sent"]) == (("sent", ""), 1)


def test_a_late_answer_changes_nothing_once_a_person_has_decided(delivery: Delivery, clock) -> None:
    claim(WORKER, delivery, way(delivery))
    clock.set(later(seconds=300))
    doubt_lost()
    tend(BY, delivery, "again")
    assert settle(WORKER, delivery, 1, Sent()) is False
    assert (state(delivery), facts()["outbox.sent"]) == (("waiting", ""), 0)
    second = only(delivery.message)
    claim(OTHER, second, way(second))
    assert settle(WORKER, delivery, 1, Refused(Reason.GONE)) is False
    assert settle(OTHER, second, 1, Sent()) is True
    assert state(delivery) == ("sent", "")


def test_a_clock_set_back_freezes_neither_retries_nor_leases_nor_robots(office: Office, clock) -> None:
    future = NOON + timedelta(days=400)
    clock.set(future)
    one, other = robot(office), robot(office)
    waiting, sending, held = (only(say(to, office.first, expires=future)) for to in (one, one, other))
    called(waiting, Retry(Reason.BUSY))
    claim(WORKER, sending, way(sending))
    called(held, Retry(Reason.TOO_OFTEN, 605.0, hold=True))
    clock.set(NOON)
    assert set(queue()) == {waiting.pk, held.pk}
    assert (doubt_lost(), state(sending)) == (1, ("unsure", "interrupted"))
    called(only(waiting.message), Sent())
    assert state(waiting) == ("sent", "")


def test_after_a_small_step_back_everything_that_waits_may_hurry(delivery: Delivery, clock) -> None:
    called(delivery, Retry(Reason.BUSY))
    clock.set(later(minutes=-20))
    assert queue() == []
    assert (hurry(later(minutes=-20)), queue()) == (1, [delivery.pk])


def test_the_urgent_comes_first_then_what_has_begun_then_the_oldest(office: Office, clock) -> None:
    clock.set(NOON)
    old, begun, urgent = (
        only(say(robot(office), office.first, **more))
        for more in ({}, {"body": "请关好门窗。" * 300}, {"urgency": Urgency.AT_ONCE})
    )
    called(begun, Sent(), parts=3)
    assert queue() == [urgent.pk, begun.pk, old.pk]


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 30), (1, 30), (2, 60), (8, 3600), (10_000, 3600)])
def test_the_pause_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert back_off(attempts) == timedelta(seconds=seconds)
