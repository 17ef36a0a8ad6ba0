"""The worker's loop: sweeps, deliveries, signs of life, and what goes wrong around them."""

from __future__ import annotations

import threading
import time
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from office import BY, Office
from posting import NOON, called, later, only, robot, rounds, say
from yike.core.outbox import worker as module
from yike.core.outbox.actions import change_endpoint
from yike.core.outbox.channels.result import Reason, Retry
from yike.core.outbox.channels.wecom.transport import WeCom
from yike.core.outbox.models import Delivery, Heartbeat
from yike.core.outbox.queries import workers
from yike.core.outbox.worker import Worker, run
from yike.core.record.sweeps import Sweep, sweeps
from yike.core.vault.keyring import Key

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return [one.state for one in Delivery.objects.order_by("pk")]


def test_a_round_carries_one_message_and_says_whether_to_go_on(office: Office) -> None:
    one = robot(office)
    for _ in range(2):
        say(one, office.first)
    worker = Worker((), name="w")
    assert [worker.round(), worker.round(), worker.round()] == [True, True, False]
    assert states() == ["sent", "sent"]


def test_a_robot_that_fails_keeps_no_other_one_back(office: Office) -> None:
    for how in ("removed", "busy", "silent", "works"):
        say(robot(office, how), office.first)
    rounds(4)
    assert states() == ["shelved", "retrying", "unsure", "sent"]


def test_a_robot_repaired_gets_its_message_at_the_next_try(office: Office, clock) -> None:
    one = robot(office, "unreachable")
    message = say(one, office.first)
    rounds()
    assert only(message).state == "retrying"
    change_endpoint(BY, one, rehearsal="works")
    rounds()
    assert only(message).state == "retrying"
    clock.set(later(seconds=30))
    rounds()
    assert only(message).state == "sent"


def test_a_channel_that_breaks_in_an_unforeseen_way_leaves_a_doubt(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(WeCom, "deliver", breaks)
    message = say(robot(office), office.first)
    rounds()
    assert (only(message).state, only(message).why) == ("unsure", "interrupted")


def test_a_key_that_is_lost_puts_its_messages_off_and_no_others(office: Office, settings) -> None:
    lost = say(robot(office), office.first)
    settings.YIKE_KEYS = Key(1, b"another key for tests, 32 bytes!").line
    works = say(robot(office), office.first)
    rounds(2)
    assert (only(lost).state, only(lost).why, only(works).state) == ("retrying", "not_ready", "sent")


def test_sweeps_run_at_their_pace_and_a_failing_one_stops_nothing(office: Office) -> None:
    ran: list[str] = []

    def fails() -> None:
        ran.append("fails")
        raise RuntimeError("a sweep broke")

    often = Sweep("test.often", 0.0, lambda: ran.append("often"))
    rare = Sweep("test.rare", 3600.0, lambda: ran.append("rare"))
    message = say(robot(office), office.first)
    worker = rounds(3, worker=Worker((Sweep("test.fails", 3600.0, fails), often, rare), name="w"))
    assert ran == ["fails", "often", "rare", "often", "often"]
    assert only(message).state == "sent"
    assert worker.trouble == ""


def test_the_outboxs_own_sweeps_are_registered() -> None:
    names = {one.name for one in sweeps()}
    assert {"outbox.lost", "outbox.expired", "outbox.digests"} <= names


def test_a_worker_gives_signs_of_life_and_says_what_troubles_it(office: Office, clock) -> None:
    def fails() -> None:
        raise RuntimeError("no")

    worker = rounds(worker=Worker((Sweep("test.fails", 0.0, fails),), name="w"))
    [beat] = workers()
    assert (beat.worker, beat.at, beat.trouble) == ("w", NOON, "test.fails: RuntimeError")
    clock.set(later(minutes=1))
    worker.work = ()
    worker.next_beat = 0.0
    worker.round()
    assert (Heartbeat.objects.get().at, Heartbeat.objects.get().trouble) == (later(minutes=1), "")


def test_a_database_that_is_locked_for_a_moment_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = say(robot(office), office.first)
    times = iter([True, True, False])
    settle = module.settle

    def locked(*args: Any) -> bool:
        if next(times):
            raise OperationalError("database is locked")
        return settle(*args)

    monkeypatch.setattr(module, "settle", locked)
    rounds()
    assert only(message).state == "sent"


def test_a_database_that_is_locked_at_the_claim_sends_nothing_and_comes_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = say(robot(office), office.first)

    def locked(*_: object) -> bool:
        raise OperationalError("database is locked")

    monkeypatch.setattr(module, "claim", locked)
    worker = rounds()
    assert (only(message).state, worker.trouble) == ("waiting", "outbox.deliver: OperationalError")
    monkeypatch.undo()
    rounds(worker=worker)
    assert only(message).state == "sent"


def test_a_clock_set_back_while_it_runs_lets_everything_that_waits_be_tried(office: Office, clock) -> None:
    one = robot(office)
    message = say(one, office.first)
    worker = Worker((), name="w")
    called(only(message), Retry(Reason.BUSY))
    clock.set(later(minutes=-40))
    worker.round()
    assert only(message).state == "sent"


def test_a_clock_that_jumps_forward_changes_no_pause_of_a_sweep(office: Office, clock) -> None:
    ran: list[int] = []
    worker = Worker((Sweep("test.rare", 3600.0, lambda: ran.append(1)),), name="w")
    worker.round()
    clock.set(NOON + timedelta(days=30))
    worker.round()
    assert ran == [1]


def test_a_worker_told_to_stop_carries_nothing_more(office: Office) -> None:
    say(robot(office), office.first)
    stop = threading.Event()
    stop.set()
    run(stop, (), name="w")
    Worker((), name="w", stop=stop).round()
    assert states() == ["waiting"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_until_it_is_told_to_stop_and_ends_in_peace(office: Office) -> None:
    say(robot(office), office.first)
    stop = threading.Event()
    thread = threading.Thread(
        target=copy_context().run, args=(run, stop, ()), kwargs={"name": "w", "pause": 0.01}
    )
    thread.start()
    ends = time.monotonic() + 10
    while states() != ["sent"] and time.monotonic() < ends:
        time.sleep(0.02)
    stop.set()
    thread.join(10)
    assert (states(), thread.is_alive(), workers()) == (["sent"], False, [])
