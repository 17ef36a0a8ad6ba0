"""Workers killed hundreds of times at random moments lose nothing and repeat nothing."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from office import BY, Office, make_office
from posting import facts, say
from shops import Shop, shop
from vendors import Call, Vendor, ok, served
from yike.core.outbox.actions import add_endpoint, tend
from yike.core.outbox.flows import QUEUED, State
from yike.core.outbox.models import Delivery, Heartbeat, Kind, Urgency

WORKERS = Path(__file__).parent / "workshop.py"
ROBOTS, EACH, KILLS = 40, 6, 200
KEYS = [f"robot-key-{number:04}" for number in range(ROBOTS)]


def slow_robot(vendor: Vendor, call: Call) -> object:
    """Put the message into the group, take a moment, and then say so: whoever dies in the moment never knows."""
    vendor.group.append(call.body["text"]["content"])
    time.sleep(0.004)
    return ok(0)


def kill_many(opened: Shop, kills: int) -> None:
    """Keep two workers alive and kill one of them again and again, at moments nobody has chosen."""
    chance = random.Random(20261126)  # noqa: S311 - chance, not secrecy
    alive = [opened.ask(f"fork first{n}") for n in range(2)]
    for number in range(kills):
        time.sleep(chance.uniform(0.0, 0.12))
        victim = alive.pop(chance.randrange(2))
        os.kill(victim, signal.SIGKILL)
        assert opened.ask(f"wait {victim}") == -signal.SIGKILL
        alive.append(opened.ask(f"fork worker{number}"))
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        opened.ask(f"wait {pid}")


def finish(opened: Shop, name: str) -> None:
    """Let a worker carry all that is left and end it as a service manager does."""
    pid = opened.ask(f"fork {name}")
    left = Delivery.objects.filter(state__in=sorted({*QUEUED, State.SENDING}))
    alive = Heartbeat.objects.filter(worker=name)
    ends = time.monotonic() + 90
    while (left.exists() or not alive.exists()) and time.monotonic() < ends:
        time.sleep(0.1)
    os.kill(pid, signal.SIGTERM)
    assert opened.ask(f"wait {pid}") == 0


def prepare(office: Office, url: str, settings, number: int = ROBOTS * EACH) -> list[str]:
    """Keep the robots and post the messages; return the texts, each of them its own."""
    settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"wecom": url}, True
    robots = [add_endpoint(BY, kind=Kind.WECOM, name=key, area=office.first, address=key) for key in KEYS]
    texts = [f"第{row}条" for row in range(number)]
    for row, text in enumerate(texts):
        to = robots[row % ROBOTS]
        say(to, office.first, key=text, title="", body=text, urgency=Urgency.AT_ONCE)
    return texts


@pytest.mark.django_db(transaction=True)
def test_workers_killed_hundreds_of_times_lose_nothing_and_repeat_nothing(settings, clock) -> None:
    clock.set(timedelta(0))  # the workers live in real time
    with served(Vendor(slow_robot, keys=set(KEYS))) as vendor:
        texts = prepare(make_office(), vendor.url, settings)
        with shop(WORKERS, vendor.url) as opened:
            kill_many(opened, KILLS)
            finish(opened, "finisher")
            arrived = Counter(vendor.group)
            rows = {
                one.message.body: one for one in Delivery.objects.select_related("message__area", "endpoint")
            }
            unsure = [text for text in texts if rows[text].state == State.UNSURE]
            assert {one.state for one in rows.values()} == {State.SENT, State.UNSURE}
            assert max(arrived.values()) == 1
            assert [text for text in texts if rows[text].state == State.SENT and not arrived[text]] == []
            assert 1 <= len(unsure) <= KILLS + 2
            assert facts() == {"outbox.sent": len(texts) - len(unsure), "outbox.failed": 0}
            for text in unsure:  # a person looks into the groups and says
                tend(BY, rows[text], "received" if arrived[text] else "again")
            finish(opened, "repeater")
    assert Counter(vendor.group) == Counter(texts)
    assert {one.state for one in Delivery.objects.all()} == {State.SENT}
    assert facts()["outbox.sent"] == len(texts)


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_end_in_the_middle_of_a_call_finishes_it_first(settings, clock) -> None:
    clock.set(timedelta(0))
    reached, go_on = threading.Event(), threading.Event()

    def waits(vendor: Vendor, call: Call) -> object:
        vendor.group.append(call.body["text"]["content"])
        reached.set()
        go_on.wait(20)
        return ok(0)

    with served(Vendor(waits, keys=set(KEYS))) as vendor:
        prepare(make_office(), vendor.url, settings, number=2)
        with shop(WORKERS, vendor.url) as opened:
            pid = opened.ask("fork polite")
            assert reached.wait(20)
            os.kill(pid, signal.SIGTERM)
            go_on.set()
            assert opened.ask(f"wait {pid}") == 0
    states = Delivery.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), len(vendor.group)) == ([State.SENT, State.WAITING], 1)
    assert Heartbeat.objects.get(worker="polite").stopped_at is not None
