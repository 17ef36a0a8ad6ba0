"""Servers and watchmen killed while visitors press on: what was accepted is there once, with all its own."""

from __future__ import annotations

import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from dues import begin_many, with_calendar
from office import make_office
from shops import Shop, shop
from workdays import at
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.record.models import Fact, HistoryEntry
from yike.rooms.grid.models import NumberSeries, Request

DOORS = Path(__file__).parent / "doors.py"
HALF = at("2026-12-03 Thu 09:30")
VISITORS, DUE, KILLS = 4, 40, 16
TOKEN = secrets.token_hex(16)
EACH = 6  # requests from one address


def send(port: int, address: str, said: dict[str, Any]) -> str:
    """Send a form; return where it leads to, empty where no answer came."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20, source_address=(address, 0))
    headers = {
        "Cookie": f"csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        connection.request("POST", "/say/", urlencode(said), headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return ""
    finally:
        connection.close()
    return answer.headers["Location"] if answer.status == 302 else ""


def visit(port: int, community: int, number: int, over: threading.Event) -> dict[str, set[str]]:
    """Press again and again, each form until an answer comes; return where each press led to."""
    led: dict[str, set[str]] = {}
    turn = 0
    while not over.is_set():
        press = secrets.token_urlsafe(32)
        said = {"words": f"第{number}位：路灯不亮", "community": community, "kind": "help", "press": press}
        led[press] = set()
        while not led[press]:
            address = f"127.{10 + number}.{turn // EACH // 250}.{2 + turn // EACH % 250}"
            turn += 1
            led[press] |= {send(port, address, said)} - {""}
    return led


def seconds_of(port: int, community: int) -> float:
    """Return how long an answer takes while nobody else asks: of three, the last one."""
    for number in range(3):
        began = time.monotonic()
        said = {
            "words": f"先来第{number}位",
            "community": community,
            "kind": "help",
            "press": f"first{number}",
        }
        assert send(port, "127.9.0.1", said)
        seconds = time.monotonic() - began
    return seconds


def kill(opened: Shop, victim: int) -> None:
    """Kill a process as the system does, and see that this is what it died of."""
    os.kill(victim, signal.SIGKILL)
    assert opened.ask(f"wait {victim}") == -signal.SIGKILL


def kill_many(opened: Shop, alive: list[tuple[str, int]], one: float) -> None:
    """Kill one of two servers and a watchman again and again, and start another of its kind.

    ``one``: how many seconds an answer takes on this machine, so that some are given between two kills.
    """
    chance = random.Random(20261127)  # noqa: S311 - chance, not secrecy
    for _number in range(KILLS):
        time.sleep(chance.uniform(0.0, 2.5) * one)
        what, victim = alive.pop(chance.randrange(len(alive)))
        kill(opened, victim)
        alive.append((what, opened.ask(f"fork {what}")))


def finished() -> bool:
    """Return whether every step that was due is taken and told."""
    waiting = Deadline.objects.filter(next_at__lte=HALF).exists()
    return not waiting and not DeadlineStep.objects.filter(told_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_servers_and_watchmen_killed_under_load_lose_nothing_and_count_nothing_twice(clock: Any) -> None:
    office = make_office()
    with_calendar(clock)
    begin_many(office, DUE)
    clock.set(HALF)
    over = threading.Event()
    with shop(DOORS, HALF.isoformat()) as opened, ThreadPoolExecutor(VISITORS) as hands:
        port = opened.ask("port x")
        alive = [(what, opened.ask(f"fork {what}")) for what in ("door", "door", "watch")]
        visits = []
        try:
            one = seconds_of(port, office.first.pk)
            visits += [hands.submit(visit, port, office.first.pk, n, over) for n in range(VISITORS)]
            kill_many(opened, alive, one)
            over.set()
            led = {press: to for one in visits for press, to in one.result(60).items()}
            ends = time.monotonic() + 60
            while not finished() and time.monotonic() < ends:
                time.sleep(0.05)
        finally:
            over.set()
            for _what, pid in alive:
                kill(opened, pid)
    count = len(led) + 3
    assert [to for to in led.values() if len(to) != 1] == []
    assert len({next(iter(to)) for to in led.values()}) == len(led)
    assert (Request.objects.count(), NumberSeries.objects.get(series="Q").last) == (count, count)
    numbers = sorted(Request.objects.values_list("number", flat=True))
    assert numbers == [f"Q2026-{number:06d}" for number in range(1, count + 1)]
    subjects = {f"grid.request:{pk}" for pk in Request.objects.values_list("pk", flat=True)}
    written: dict[str, Counter[Any]] = {subject: Counter() for subject in subjects}
    for subject, verb, model in HistoryEntry.objects.exclude(model="deadlines.deadlinestep").values_list(
        "subject", "verb", "model"
    ):
        if subject in subjects:
            written[subject][verb, model] += 1
    undisturbed = written[f"grid.request:{Request.objects.earliest('pk').pk}"]
    assert [one for one in written.values() if one != undisturbed] == []
    facts = Fact.objects.filter(measure="grid.requests").values_list("source_pk", flat=True)
    assert Counter(f"grid.request:{pk}" for pk in facts) == Counter(subjects)
    running = Deadline.objects.filter(of__startswith="grid.request:").values_list("of", "kind")
    kinds = ("grid.request.answer", "grid.request.reply")
    assert Counter(running) == Counter((of, kind) for of in subjects for kind in kinds)
    steps = DeadlineStep.objects.values_list("deadline__of", "step", "told_at")
    assert Counter((of, step) for of, step, _ in steps) == Counter((f"test.thing:{n}", 0) for n in range(DUE))
    assert [of for of, _, told_at in steps if told_at is None] == []
    taken = HistoryEntry.objects.filter(model="deadlines.deadlinestep").count()
    assert taken == DUE
