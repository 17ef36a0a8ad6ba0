"""Runners of the chain killed by the system again and again: each group has its pack, each keeper is told, once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from monthly import MORNING, keepers, published
from office import BY, make_office
from shops import shop
from yike.core.outbox.models import Message
from yike.core.record.models import HistoryEntry
from yike.rooms.almanac.actions import NewGroup, add_groups
from yike.rooms.almanac.models import IssueVersion, Pack

RUNNERS = Path(__file__).parent / "runners.py"
GROUPS, KILLS = 40, 5


@pytest.mark.django_db(transaction=True)
def test_runners_killed_in_the_middle_make_each_pack_once_and_none_is_left_out(clock: Any) -> None:
    clock.set(MORNING)
    office = make_office()
    there = keepers(office)
    more = [
        NewGroup(f"G{n:03}", office.grids[n % 4], ("东弄",), 5, there.owners[0]) for n in range(GROUPS - 3)
    ]
    add_groups(BY, more)
    version = published(office)
    chance = random.Random(20261127)  # noqa: S311 - chance, not secrecy
    with shop(RUNNERS) as opened:
        alive = [opened.ask(f"fork {MORNING.isoformat()}") for _ in range(2)]
        for _number in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.12))
            victim = alive.pop(chance.randrange(2))
            os.kill(victim, signal.SIGKILL)
            assert opened.ask(f"wait {victim}") == -signal.SIGKILL
            alive.append(opened.ask(f"fork {MORNING.isoformat()}"))
        ends = time.monotonic() + 60
        while IssueVersion.objects.filter(spread_at=None).exists() and time.monotonic() < ends:
            time.sleep(0.05)
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
            opened.ask(f"wait {pid}")
    counts = Counter(Pack.objects.filter(version=version).values_list("group__code", flat=True))
    assert (len(counts), set(counts.values())) == (GROUPS, {1})
    assert HistoryEntry.objects.filter(model="almanac.pack").count() == GROUPS
    keys = list(Message.objects.filter(kind="almanac.pack").values_list("key", flat=True))
    assert len(keys) == len(set(keys)) >= GROUPS // 2
