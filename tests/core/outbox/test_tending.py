"""What people do with messages that did not arrive, and with their own notices."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from office import BY, Office, make_office
from posting import NOON, WORKER, called, facts, later, only, queue, robot, say
from yike.core.outbox import flows
from yike.core.outbox.actions import claim, doubt_lost, expire_late, read_notice, settle, tend, tend_many
from yike.core.outbox.actions.tending import read_all
from yike.core.outbox.channels.result import Reason, Refused, Retry, Sent, Unsure
from yike.core.outbox.models import Delivery, Notice
from yike.core.outbox.queries import access_delivery, access_message, access_notice, counts, filtered, unread
from yike.core.outbox.register import channel
from yike.core.record.clock import moved_to
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault

UNSURE, GONE = Unsure(Reason.NO_ANSWER), Refused(Reason.GONE)


@pytest.fixture
def delivery(office: Office, clock) -> Delivery:
    clock.set(NOON)
    return only(say(robot(office), office.first))


@pytest.mark.django_db
def test_a_doubt_settled_with_received_is_sent_and_counted_once(office: Office, delivery: Delivery) -> None:
    called(delivery, UNSURE)
    tend(By.person(office.worker), delivery, "received", reason="群里看到了")
    assert (only(delivery.message).state, facts()) == ("sent", {"outbox.sent": 1, "outbox.failed": 0})
    entry = HistoryEntry.objects.filter(subject=delivery.recorded_subject()).order_by("-id")[0]
    assert (entry.verb, entry.actor) == ("outbox.tend", office.worker)


@pytest.mark.django_db
def test_a_doubt_about_the_first_part_settled_with_received_goes_on_with_the_second(
    office: Office, clock
) -> None:
    clock.set(NOON)
    message = say(robot(office), office.first, body="请关好门窗。" * 200)
    called(only(message), UNSURE, parts=2)
    tend(BY, only(message), "received")
    assert (only(message).state, only(message).parts_sent, facts()["outbox.sent"]) == ("waiting", 1, 0)
    called(only(message), Sent(), parts=2)
    assert (only(message).state, facts()["outbox.sent"]) == ("sent", 1)


@pytest.mark.django_db
def test_a_doubt_settled_with_again_is_sent_again(delivery: Delivery) -> None:
    called(delivery, UNSURE)
    tend(BY, delivery, "again")
    assert queue() == [delivery.pk]


@pytest.mark.django_db
def test_a_refused_message_retried_is_taken_off_the_failed_ones(delivery: Delivery) -> None:
    called(delivery, GONE)
    tend(BY, delivery, "retry")
    called(only(delivery.message), Sent())
    assert facts() == {"outbox.sent": 1, "outbox.failed": 0}
    failed, correction = Fact.objects.filter(measure="outbox.failed").order_by("pk")
    assert (correction.corrects, correction.quantity) == (failed, -1)


@pytest.mark.django_db
def test_a_message_that_fails_twice_is_failed_once(delivery: Delivery) -> None:
    for _ in range(2):
        called(only(delivery.message), GONE)
        tend(BY, only(delivery.message), "retry")
    called(only(delivery.message), GONE)
    assert facts()["outbox.failed"] == 1


@pytest.mark.django_db
def test_an_expired_message_is_not_sent_again(delivery: Delivery, clock) -> None:
    called(delivery, GONE)
    clock.set(later(hours=73))
    with pytest.raises(Fault) as caught:
        tend(BY, delivery, "retry")
    assert caught.value.zh == "这条消息已经过了有效期"
    tend(BY, delivery, "cancel")
    assert only(delivery.message).state == "cancelled"


@pytest.mark.django_db
def test_a_button_pressed_too_late_says_so_and_does_nothing(delivery: Delivery) -> None:
    called(delivery, Sent())
    for verb in ("retry", "again", "received", "cancel"):
        with pytest.raises(Fault):
            tend(BY, delivery, verb)
    assert only(delivery.message).state == "sent"


@pytest.mark.django_db
def test_the_workers_own_arrows_are_nobodys_buttons(delivery: Delivery) -> None:
    with pytest.raises(KeyError):
        tend(BY, delivery, "claim")


@pytest.mark.django_db
def test_owner_colleague_and_stranger(office: Office, delivery: Delivery) -> None:
    called(delivery, GONE)
    for user in (office.stranger, office.leader, office.system, office.grid_worker):
        with pytest.raises(PermissionDenied):
            tend(By.person(user), delivery, "retry")
    assert only(delivery.message).state == "shelved"
    tend(By.person(office.colleague), delivery, "retry")
    assert only(delivery.message).state == "waiting"
    for user in (office.worker, office.colleague, office.clerk, office.leader):
        assert access_delivery(user, delivery.pk) == delivery
        assert access_message(user, delivery.message.pk) == delivery.message
    for user in (office.stranger, office.system, office.audit, office.grid_worker):
        with pytest.raises(Http404):
            access_delivery(user, delivery.pk)
        with pytest.raises(Http404):
            access_message(user, delivery.message.pk)


@pytest.mark.django_db
def test_many_are_tended_each_by_itself(office: Office, clock) -> None:
    clock.set(NOON)
    deliveries = [only(say(robot(office), office.first)) for _ in range(3)]
    for one in deliveries[:2]:
        called(one, GONE)
    called(deliveries[2], Sent())
    assert tend_many(By.person(office.worker), deliveries, "retry") == (2, 1)
    assert [only(one.message).state for one in deliveries] == ["waiting", "waiting", "sent"]


@pytest.mark.django_db
def test_lists_show_ones_own_areas_and_count_what_they_show(office: Office, clock) -> None:
    clock.set(NOON)
    mine = only(say(robot(office), office.first, title="停水"))
    other = only(say(robot(office, area=office.second), office.second, title="停电"))
    called(mine, GONE)
    assert list(filtered(office.worker)) == [mine]
    assert list(filtered(office.clerk)) == [other, mine]
    assert list(filtered(office.clerk, state="stuck")) == [mine]
    assert list(filtered(office.clerk, state="waiting", words="停")) == [other]
    assert list(filtered(office.clerk, words="停水")) == [mine]
    assert list(filtered(office.clerk, endpoint=other.endpoint.pk)) == [other]
    seen = counts(office.worker)
    assert (seen["shelved"], seen["stuck"], seen["waiting"], counts(office.clerk)["waiting"]) == (1, 1, 0, 1)
    assert set(counts(office.system).values()) == {0}


@pytest.mark.django_db
def test_a_notice_is_read_once_and_only_by_its_own_person(office: Office, clock) -> None:
    clock.set(NOON)
    say([office.worker, office.colleague], office.first)
    notice = Notice.objects.get(user=office.worker)
    assert (unread(office.worker), unread(office.colleague)) == (1, 1)
    with pytest.raises(KeyError):
        read_notice(By.person(office.colleague), notice)
    with pytest.raises(Http404):
        access_notice(office.colleague, notice.pk)
    read_notice(By.person(office.worker), notice)
    clock.set(later(hours=1))
    assert read_notice(By.person(office.worker), access_notice(office.worker, notice.pk)).read_at == NOON
    assert (unread(office.worker), unread(office.colleague)) == (0, 1)


@pytest.mark.django_db
def test_all_notices_are_read_at_once(office: Office) -> None:
    for _ in range(3):
        say(office.worker, office.first)
    assert read_all(By.person(office.worker), Notice.objects.all()) == 3
    assert unread(office.worker) == 0


def test_every_state_is_left_by_some_arrow_or_is_an_end() -> None:
    left = {state for arrow in flows.DELIVERY for state in arrow.since}
    assert set(flows.State) - left == flows.DONE
    assert left == flows.QUEUED | flows.STUCK | {flows.State.SENDING}
    assert {arrow.to for arrow in flows.DELIVERY} == set(flows.State)


STEPS = st.sampled_from(
    [
        "works",
        "retry",
        "refuse",
        "doubt",
        "die",
        "received",
        "again",
        "push",
        "cancel",
        "hour",
        "days",
        "back",
    ]
)


class AnyOrder(TestCase):
    """Whatever happens in whatever order, calls and counts agree."""

    @settings(derandomize=True, deadline=None, max_examples=60)
    @given(st.lists(STEPS, max_size=14))
    def test_a_message_is_counted_once_and_never_called_again_by_itself(self, steps: list[str]) -> None:
        with moved_to(NOON):
            office = make_office()
            delivery = only(say(robot(office), office.first, body="请关好门窗。" * 200))
        at, arrived, decided = NOON, 0, 0
        for step in steps:
            with moved_to(at):
                if step in {"hour", "days", "back"}:
                    at += {"hour": later(hours=1), "days": later(days=4), "back": later(hours=-3)}[
                        step
                    ] - NOON
                elif step in {"received", "again", "push", "cancel"}:
                    decided += self.person(delivery, {"push": "retry"}.get(step, step))
                else:
                    arrived += self.machine(delivery, step)
                self.agree(delivery, arrived, decided)

    def machine(self, delivery: Delivery, step: str) -> int:
        """Let the sweeps and one worker run; return how many calls the far end took."""
        expire_late(), doubt_lost()
        if delivery.pk not in queue():
            return 0
        one = only(delivery.message)
        if not claim(WORKER, one, channel("wecom", "works")):
            return 0
        results = {"works": Sent(), "retry": Retry(Reason.UNKNOWN_CODE), "refuse": GONE, "doubt": UNSURE}
        if step in results:
            settle(WORKER, one, 2, results[step])
        return step in {"works", "doubt", "die"}

    def person(self, delivery: Delivery, verb: str) -> int:
        """Press a button; return whether it may have let the same part out a second time."""
        try:
            tend(BY, only(delivery.message), verb)
        except Fault:
            return 0
        return verb == "again"

    def agree(self, delivery: Delivery, arrived: int, decided: int) -> None:
        now_it_is, counted = only(delivery.message), facts()
        assert counted["outbox.sent"] == (now_it_is.state == "sent")
        assert counted["outbox.failed"] in {0, 1}
        assert (counted["outbox.failed"] == 1) >= (now_it_is.state in {"shelved", "expired"})
        assert arrived <= 2 + decided
