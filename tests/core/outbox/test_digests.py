"""The small news of a day reach an endpoint as one message."""

from __future__ import annotations

from datetime import timedelta

import pytest

from office import BY, Office
from posting import NOON, called, facts, later, only, queue, robot, say
from yike.core.outbox.actions import change_endpoint, make_digests, tend
from yike.core.outbox.channels.result import Sent
from yike.core.outbox.models import Delivery, Endpoint, Kind, Message, Urgency

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HALF_PAST_EIGHT = NOON + timedelta(hours=20.5)


def small(to: Endpoint, office: Office, **more: object) -> Message:
    return say(to, office.first, urgency=Urgency.DIGEST, **more)


def digests() -> list[Delivery]:
    rows = Delivery.objects.filter(message__kind="outbox.digest").select_related("message", "endpoint")
    return list(rows.order_by("pk"))


def test_many_small_messages_become_one_at_half_past_eight(office: Office, clock) -> None:
    one = robot(office)
    members = [small(one, office, title=f"第{n}件", body=f"内容{n}") for n in (1, 2, 3)]
    clock.set(HALF_PAST_EIGHT - timedelta(seconds=1))
    assert (make_digests(), queue()) == (0, [])
    clock.set(HALF_PAST_EIGHT)
    assert make_digests() == 1
    [digest] = digests()
    assert queue() == [digest.pk]
    assert digest.message.title == "今日汇总（3 条）"
    assert digest.message.body == "1. 第1件\n内容1\n\n2. 第2件\n内容2\n\n3. 第3件\n内容3"
    assert [(only(m).state, only(m).bundle) for m in members] == [("bundled", digest)] * 3
    called(digest, Sent())
    assert facts() == {"outbox.sent": 1, "outbox.failed": 0}


def test_a_day_has_one_digest_and_what_comes_later_waits_for_the_next(office: Office, clock) -> None:
    one = robot(office)
    small(one, office)
    clock.set(HALF_PAST_EIGHT)
    make_digests()
    late = small(one, office)
    clock.set(HALF_PAST_EIGHT + timedelta(hours=9))
    assert (make_digests(), only(late).state) == (0, "waiting")
    clock.set(HALF_PAST_EIGHT + DAY)
    assert (make_digests(), only(late).state, len(digests())) == (1, "bundled", 2)


def test_each_endpoint_has_its_own(office: Office, clock) -> None:
    robots = [robot(office), robot(office)]
    for one in robots:
        small(one, office)
    clock.set(HALF_PAST_EIGHT)
    assert make_digests() == 2
    assert [one.endpoint for one in digests()] == robots


def test_what_is_cancelled_expired_or_for_an_endpoint_out_of_use_is_left_out(office: Office, clock) -> None:
    one, idle = robot(office), robot(office)
    small(idle, office)
    change_endpoint(BY, idle, enabled=False)
    cancelled = small(one, office, title="不要了")
    tend(BY, only(cancelled), "cancel")
    small(one, office, title="过期的", expires=later(hours=1))
    small(one, office, title="在的")
    clock.set(HALF_PAST_EIGHT)
    make_digests()
    assert [d.message.body for d in digests() if d.endpoint == one] == ["1. 在的\n周五停水。"]
    assert [d for d in digests() if d.endpoint == idle] == []


def test_a_digest_too_long_in_full_has_titles_only(office: Office, clock) -> None:
    one = robot(office)
    for n in range(60):
        small(one, office, title=f"第{n}件", body="请关好门窗。" * 100)
    clock.set(HALF_PAST_EIGHT)
    make_digests()
    [digest] = digests()
    assert digest.message.body.split("\n") == [f"{n + 1}. 第{n}件" for n in range(50)]
    assert Delivery.objects.filter(state="waiting", message__urgency=Urgency.DIGEST).count() == 10


def test_an_endpoint_that_is_not_set_up_keeps_no_other_from_its_digest(office: Office, clock) -> None:
    box, one = robot(office, kind=Kind.EMAIL, address="w@example.org"), robot(office)
    kept = [small(box, office), small(one, office)]
    change_endpoint(BY, box, rehearsal="")  # and no mail server is set
    clock.set(HALF_PAST_EIGHT)
    assert make_digests() == 1
    assert [only(message).state for message in kept] == ["waiting", "bundled"]


def test_a_digest_never_goes_out_at_night_or_by_itself_in_parts_of_a_message(office: Office, clock) -> None:
    small(robot(office), office)
    for hours in (0, 5, 11, 20):
        clock.set(later(hours=hours))
        assert queue() == []


def test_a_clock_set_back_keeps_no_digest_waiting(office: Office, clock) -> None:
    clock.set(NOON + 400 * DAY)
    kept = small(robot(office), office)
    clock.set(HALF_PAST_EIGHT)
    assert (make_digests(), only(kept).state) == (1, "bundled")
