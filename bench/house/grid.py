"""The grid room full: pages, the sweep of deadlines twice at once, and intake through the door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client

from bench.clock import once_seconds, taken
from bench.house.child import say
from bench.house.gridfill import PHONE, SEALED, WORDS, Filled, fill, make_due
from bench.house.limits import WORKERS, Row, against, held
from bench.house.street import BY, Street, make_street
from yike.core.accounts.models import User
from yike.core.calendar.actions import seed_years
from yike.core.deadlines.models import DeadlineStep
from yike.core.outbox.models import Notice
from yike.core.record.actions import roll_up
from yike.core.record.clock import today
from yike.core.rights.roles import Role
from yike.rooms.grid.models import Case, NumberSeries, Request
from yike.rooms.grid.queries.indicators import board

SIZES = {"PostgreSQL": 1_000_000, "SQLite": 50_000}
DUE = {"PostgreSQL": 100_000, "SQLite": 10_000}
OWNERS, RUNS = 60, 40
PAGE_MS, ITEM_MS, SEARCH_MS, BOARD_MS = 100, 60, 200, 300
MONTH, YEAR = timedelta(30), timedelta(365)
SWEEP_S = 60
A_SECOND, SECONDS = 100, 60
NEARLY = 0.98  # of the pace: the last answers come after the minute
SWEEPER = """
import sys, django; django.setup()
from yike.core.deadlines.actions import sweep
print("open", flush=True); sys.stdin.readline(); print(sweep(), flush=True)
"""


def size(whole: dict[str, int], database: str, least: int = 1000) -> int:
    """Return how many; a share of it where YIKE_BENCH_SHARE says so, to try the bench itself."""
    return max(least, int(whole[database] * float(os.environ.get("YIKE_BENCH_SHARE", "1"))))


def _people(street: Street) -> tuple[User, User, list[User]]:
    clerk = street.somebody("clerk", Role.CLERK, street.area)
    worker = street.somebody("worker", Role.GRID_WORKER, street.grids[0])
    community = Role.COMMUNITY_WORKER
    owners = [street.somebody(f"owner{n}", community, street.grids[n].get_parent()) for n in range(OWNERS)]
    return clerk, worker, owners


def _page(client: Client, path: str, sent: dict[str, str] | None = None) -> Callable[[], None]:
    def ask() -> None:
        answer = client.post(path, sent, follow=True) if sent else client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {path}")

    return ask


def _logged_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(user)
    return client


def _pages(clerk: User, worker: User, owner: User, filled: Filled) -> Iterator[Row]:
    pages = [
        (_logged_in(user), who)
        for user, who in ((clerk, "all"), (owner, "one community"), (worker, "one grid"))
    ]
    there = worker.roles.get().area
    middle, case = (
        rows.filter(pk__gte=count // 2, area=there).order_by("pk")[0]
        for rows, count in ((Request.objects, filled.requests), (Case.objects, filled.cases))
    )
    for client, who in pages:
        yield held(f"today, who sees {who}", taken(_page(client, "/desk/"), RUNS), PAGE_MS)
        yield held(f"queue, who sees {who}", taken(_page(client, "/desk/grid/requests/"), RUNS), PAGE_MS)
        yield held(f"cases, who sees {who}", taken(_page(client, "/desk/grid/cases/"), RUNS), PAGE_MS)
    clerks = pages[0][0]
    yield held("a request's page", taken(_page(clerks, middle.get_absolute_url()), RUNS), ITEM_MS)
    yield held("a case's page", taken(_page(clerks, case.get_absolute_url()), RUNS), ITEM_MS)
    yield from _searches(clerks, middle, case, filled)
    for what, back in (("month", MONTH), ("year", YEAR)):
        path = f"/desk/grid/board/?since={today() - back}"
        yield held(f"board of a {what}", taken(_page(clerks, path), RUNS // 2), BOARD_MS)
    yield held("stuck list", taken(_page(clerks, "/desk/grid/stuck/"), RUNS // 2), PAGE_MS)


def _have_figures(street: Street) -> None:
    """Stop where the board of the year has nothing for an indicator: it would be measured empty."""
    found = board(street.area, today() - YEAR, today())
    empty = [code for code, share in found.shares.items() if not share.whole]
    if empty or not found.arrivals:
        raise RuntimeError(f"the year's board is empty: {', '.join(empty) or 'arrivals'}")


def _searches(client: Client, middle: Request, case: Case, filled: Filled) -> Iterator[Row]:
    """Search requests and cases by what somebody types."""
    rare = f"第{filled.cases // 3}次"
    requests = (("words", WORDS[2]), ("rare words", rare), ("number", middle.number))
    for what, text in (*requests, ("telephone", PHONE.format(SEALED // 2))):
        ask = _page(client, "/desk/grid/requests/find/", {"q": text})
        yield held(f"requests by {what}", taken(ask, RUNS // 4), SEARCH_MS)
    for what, text in (("words", WORDS[2]), ("rare words", rare), ("number", case.number)):
        ask = _page(client, f"/desk/grid/cases/?q={text}")
        yield held(f"cases by {what}", taken(ask, RUNS // 4), SEARCH_MS)


def _sweeps(street: Street, owners: list[User], count: int, times: int) -> Row:
    """Sweep ``count`` due deadlines in so many processes at once; each step has to be taken and told once."""
    steps, notices = DeadlineStep.objects.count(), Notice.objects.count()
    make_due(street, owners, count, times)
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    hands = [subprocess.Popen([sys.executable, "-c", SWEEPER], **pipes) for _ in range(times)]
    for hand in hands:
        hand.stdout.readline()  # type: ignore[union-attr]
    began = time.perf_counter()
    for hand in hands:
        hand.stdin.write("go\n")  # type: ignore[union-attr]
        hand.stdin.flush()  # type: ignore[union-attr]
    done = [int(hand.stdout.readline()) for hand in hands]  # type: ignore[union-attr]
    seconds = time.perf_counter() - began
    for hand in hands:
        hand.wait(30)
    once = DeadlineStep.objects.count() - steps == count == sum(done)
    told = DeadlineStep.objects.filter(told_at=None).count() == 0
    return {
        "what": f"sweep of {count:,} due deadlines, {times} at once",
        "seconds": seconds,
        "each step once, all told": once and told,
        "messages": Notice.objects.count() - notices,
    } | against(seconds, SWEEP_S, "limit s")


def _intake(street: Street, a_second: int, seconds: int) -> Row:
    """Let visitors send requests at a steady pace to a server of its own; count what was kept."""
    before, last = Request.objects.count(), _last()
    say(f"{a_second} requests a second through the door")
    plan = {
        "a_second": a_second,
        "seconds": seconds,
        "workers": WORKERS[connection.vendor],
        "communities": [g.get_parent().pk for g in street.grids[:80:4]],
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.house.intake"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"YIKE_HOSTS": "127.0.0.1"},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    kept = Request.objects.count() - before
    numbers = Request.objects.order_by("-pk").values_list("number", flat=True)[:kept]
    follow = sorted(int(number.split("-")[1]) for number in numbers) == list(range(last + 1, last + kept + 1))
    rate = told["sent"] / told["seconds"]
    whole = kept == told["sent"] == told["accepted"]
    return {
        "what": f"intake through the door for {seconds} s",
        "a second": round(rate, 1),
        "sent": told["sent"],
        "kept there": kept,
        "none lost": whole,
        "numbers without gaps": follow,
        "median ms": told["median ms"],
        "p95 ms": told["p95 ms"],
        "asked a second": a_second,
        "kept": whole and follow and rate >= NEARLY * a_second,
    }


def _last() -> int:
    row = NumberSeries.objects.filter(series="Q", year=today().year).first()
    return row.last if row else 0


def rows(database: str) -> Iterator[Row]:
    """Fill, then measure."""
    seed_years(BY, today().year - 3, today().year + 1)
    street = make_street()
    clerk, worker, owners = _people(street)
    seconds, filled = once_seconds(lambda: fill(street, owners, size(SIZES, database)))
    rolled, _facts = once_seconds(roll_up)
    _have_figures(street)
    yield {
        "table": "what is there",
        **{name: f"{n:,}" for name, n in vars(filled).items()},
        "filled in s": round(seconds),
        "facts added up in s": round(rolled, 1),
    }
    say("pages")
    for row in _pages(clerk, worker, owners[0], filled):
        yield {"table": "pages"} | row
    for times in (1, 2):
        say(f"{times} sweeps")
        yield {"table": "sweeps"} | _sweeps(street, owners, size(DUE, database), times)
    pace = A_SECOND if connection.vendor == "postgresql" else A_SECOND // 4
    lasts = max(5, int(SECONDS * float(os.environ.get("YIKE_BENCH_SHARE", "1"))))
    yield {"table": "intake"} | _intake(street, pace, lasts)
