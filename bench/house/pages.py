"""The demonstration office from the command to the last byte: start, pages, twenty users, memory, weights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.clock import spread
from bench.house.child import say
from bench.house.limits import Row, against
from bench.house.running import Running, demonstration

EACH = 30  # times each page is opened by itself
SECONDS, PAUSE = 40, 1.0  # of twenty users who look at each page for a while
CROWD_SECONDS = 15  # of twenty who ask again at once
ALONE_MS, LISTS_MS, TOGETHER_MS = 100, 60, 100
LISTS = frozenset({"households", "households with elders"})
MEMORY_MB, OPEN_S, DRAWN_S, AGAIN_S = 350, 90, 60, 4
Plans = list[dict[str, Any]]
Seconds = dict[str, list[float]]


def _open_beside(home: Path) -> None:
    """Open the house that the demonstration is served from, in this process too: for sessions and queries."""
    os.environ |= {
        "YIKE_HOME": str(home),
        "YIKE_DEMONSTRATION": "1",
        "YIKE_SECOND_FACTOR": "none",
        "DJANGO_SETTINGS_MODULE": "yike.config.settings",
    }
    import django  # noqa: PLC0415 - the environment first

    django.setup()


def _load(running: Running, plans: Plans, **how: float) -> Seconds:
    plan = {"port": running.port, "users": plans, "each": 0, "seconds": 0, "pause": 0} | how
    done = subprocess.run(
        [sys.executable, "-m", "bench.house.load"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: Seconds = json.loads(done.stdout)
    return found


def _all(found: Seconds) -> list[float]:
    return [taken for times in found.values() for taken in times]


def _pages(running: Running, plans: Plans, asked: dict[str, int]) -> Iterator[Row]:
    say("every page by itself")
    alone = _load(running, plans, each=EACH)
    say(f"{len(plans)} users")
    together = _load(running, plans, seconds=SECONDS, pause=PAUSE)
    say(f"{len(plans)} users without a pause")
    crowd = _load(running, plans, seconds=CROWD_SECONDS)
    for name, times in alone.items():
        limit = LISTS_MS if name in LISTS else ALONE_MS
        yield _page(name, times, limit, together.get(name, [])) | {"queries": asked[name]}
    everything = "all pages, each by itself"
    yield _page(everything, _all(alone), ALONE_MS, _all(together)) | _busy(together, crowd)


def _page(name: str, alone: list[float], limit: float, together: list[float]) -> Row:
    median, late = spread(alone)
    row: Row = {"page": name, "median ms": median, "p95 ms": late} | against(late, limit, "limit ms")
    if together:
        crowded = spread(together)[1]
        row |= {"20 users p95 ms": crowded, "20 users kept": crowded <= TOGETHER_MS}
    return row


def _busy(together: Seconds, crowd: Seconds) -> Row:
    a_second = len(_all(crowd)) / CROWD_SECONDS
    return {
        "20 users, pages a second": len(_all(together)) / SECONDS,
        "without a pause p95 ms": spread(_all(crowd))[1],
        "without a pause, pages a second": a_second,
    }


def _memory(running: Running) -> Iterator[Row]:
    for what, size in running.memory().items():
        limit = against(size, MEMORY_MB, "limit") if what == "server" else {}
        yield {"what": f"memory after the load, {what}", "unit": "MB", "value": size} | limit


def _started(what: str, seconds: float, limit: float) -> Row:
    return {"what": what, "unit": "s", "value": seconds} | against(seconds, limit, "limit")


def rows(database: str) -> Iterator[Row]:
    """Draw the office, start it a second time, and look at its pages as on any later day."""
    home = Path(os.environ["YIKE_HOME"])
    os.environ["YIKE_DATABASE_URL"] = os.environ["YIKE_TEST_DATABASE_URL"] if database == "PostgreSQL" else ""
    say("drawing the town")
    with demonstration(home) as running:
        facts = [
            _started("first start to the first page", running.first_page, OPEN_S),
            _started("first start until the town is whole", running.drawn(), DRAWN_S),
        ]
    with demonstration(home) as running:
        facts.append(_started("second start to the first page", running.first_page, AGAIN_S))
        _open_beside(home)
        from bench.house import visits, weights  # noqa: PLC0415 - the house first

        plans = visits.users()
        for row in _pages(running, plans, visits.queries(plans)):
            yield {"table": "pages"} | row
        facts += _memory(running)
        if database == "SQLite":
            say("weights in Chromium")
            yield from ({"table": "weights"} | row for row in weights.rows(running.port, plans))
    yield from ({"table": "start and memory"} | row for row in facts)
