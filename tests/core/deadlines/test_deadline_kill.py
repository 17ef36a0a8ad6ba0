"""Watchmen killed in the middle of sweeps while the desk works on: nothing is lost, nothing is double."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from dues import ANSWER, act, begin_many, with_calendar
from office import make_office
from shops import Shop, shop
from workdays import at
from yike.core.deadlines.models import Deadline, DeadlineStep
from yike.core.outbox.models import Notice
from yike.core.record.models import Fact, HistoryEntry

MEN = Path(__file__).parent / "watchmen.py"
DUE, KILLS = 500, 40
HALF = "2026-12-03T09:30:00+08:00"


def kill_many(opened: Shop, rows: list[Deadline]) -> None:
    """Keep two watchmen alive and kill one of them again and again; the desk ends deadlines meanwhile.

    How many kills fall into a sweep that has work left hangs on the machine.
    """
    chance = random.Random(20261203)  # noqa: S311 - chance, not secrecy
    alive = [opened.ask(f"fork {HALF}") for _ in range(2)]
    for _number in range(KILLS):
        time.sleep(chance.uniform(0.0, 0.08))
        victim = alive.pop(chance.randrange(2))
        os.kill(victim, signal.SIGKILL)
        assert opened.ask(f"wait {victim}") == -signal.SIGKILL
        alive.append(opened.ask(f"fork {HALF}"))
        act("meet", rows.pop(chance.randrange(len(rows))))
    left = DeadlineStep.objects.filter(told_at=None)
    ends = time.monotonic() + 60
    while (
        Deadline.objects.filter(next_at__lte=at("2026-12-03 Thu 09:30")) or left
    ) and time.monotonic() < ends:
        time.sleep(0.1)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        opened.ask(f"wait {pid}")


def told_in(notices: list[str]) -> int:
    """Return of how many deadlines the messages tell together."""
    several = [int(n) for title in notices for n in re.findall(r"(\d+) 项用到 50%", title)]
    return sum(several) + sum(title.endswith("：时间用到 50%") for title in notices)


@pytest.mark.django_db(transaction=True)
def test_watchmen_killed_in_the_middle_of_sweeps_lose_nothing_and_tell_nothing_twice(clock) -> None:
    office = make_office()
    with_calendar(clock)
    rows = begin_many(office, DUE)
    clock.set(at("2026-12-03 Thu 09:30"))
    with shop(MEN) as opened:
        kill_many(opened, list(rows))
    ended = KILLS
    steps = list(DeadlineStep.objects.values_list("deadline", "step", "told_at"))
    taken = Counter((deadline, step) for deadline, step, _ in steps)
    open_ones = set(Deadline.objects.filter(state="running").values_list("pk", flat=True))
    assert (len(open_ones), set(taken.values())) == (DUE - ended, {1})
    assert open_ones <= {deadline for deadline, _, _ in steps}
    assert [step for step in steps if step[2] is None] == []
    history = HistoryEntry.objects.filter(model="deadlines.deadlinestep").count()
    assert history == len(steps)
    titles = list(Notice.objects.values_list("message__title", flat=True))
    ended_untold = len(steps) - told_in(titles)
    assert 0 <= ended_untold <= ended
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"worker"}
    assert Fact.objects.filter(measure="deadlines.met").count() == ended
    assert Deadline.objects.filter(kind=ANSWER, step=1).count() == len(steps)
