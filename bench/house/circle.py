"""The circle at a city's size: nearest over HTTP, a step of a plan, the board before and after a change, memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from random import Random

import psutil
from django.urls import reverse

from bench.house import bigcircle
from bench.house.bigcircle import KINDS, Circle
from bench.house.child import say
from bench.house.limits import Row, against, held
from bench.house.running import answers, free_port
from bench.house.street import BY
from yike.core.record.clock import today
from yike.rooms.circle import actions, standing
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.walking.asks import PACES, Change, Question, Wish
from yike.rooms.circle.walking.town import Town

ASKED, STEPS, CHANGES = 400, 60, 6
NEAREST_MS, STEP_MS, WARM_MS, CHANGED_MS, MEMORY_MB = 30, 50, 100, 1000, 400
PATIENCE_S = 300.0
SIZES = "start and memory"
HELD: Row = {"table": "answers"}


def _tuesday() -> datetime:
    """Return ten in the morning of the Tuesday to come."""
    day = today() + timedelta(days=(1 - today().weekday()) % 7)
    return datetime(day.year, day.month, day.day, 10)


def _timed(work: Iterator[object]) -> list[float]:
    """Return the seconds between one and the next of what ``work`` does."""
    seconds, began = [], time.perf_counter()
    for _ in work:
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    return seconds


def _wish(circle: Circle, number: int, **more: object) -> Wish:
    lon, lat = circle.places[number % len(circle.places)]
    return Wish(lon, lat, _tuesday(), item=circle.items[number % len(circle.items)].pk, **more)  # type: ignore[arg-type]


def _nearest(town: Town, circle: Circle) -> Iterator[object]:
    for number in range(ASKED):
        yield town.nearest(_wish(circle, number))


def _around(town: Town, circle: Circle) -> Iterator[object]:
    for number in range(ASKED // 4):
        yield town.around(_wish(circle, number))


def _steps(town: Town, circle: Circle) -> Iterator[object]:
    """Yield a step of a plan after the other, as the page asks: the board after it, who gains and who loses."""
    dice, question = Random(1), Question(at=_tuesday(), minutes=5)  # noqa: S311 - no secret is drawn
    for number in range(STEPS):
        lon, lat = circle.places[number]
        kind, point = KINDS[number % len(KINDS)], int(dice.choice(town.directory.id))
        change = (Change.add(kind, lon, lat), Change.move(point, lon, lat), Change.close(point))[number % 3]
        outcome = town.compared(question, [change])
        yield [outcome.shifts(name) for name in outcome.names]


def _boards(town: Town) -> Iterator[object]:
    """Yield boards of other hours and paces, whose walks are known but whose figures are not."""
    questions = [Question(pace, _tuesday(), minutes=5) for pace in PACES]
    for question in questions:
        town.board(question)
    for minutes in range(6, 14):
        for question in questions:
            yield town.board(Question(question.pace, question.at, minutes=minutes))


def _after_changes() -> Iterator[object]:
    """Yield after each change of the directory the board that shows it: read, walked and added up anew."""
    points = ServicePoint.objects.order_by("pk")[: 2 * CHANGES]
    for number, point in enumerate(points):
        if number % 2:
            actions.set_hours(BY, point, hours="每天 7:00-20:00")
        yield standing.town(PATIENCE_S).board(Question(at=_tuesday(), minutes=5))


@contextmanager
def served() -> Iterator[tuple[int, psutil.Process]]:
    """Run ``yike serve`` over the house at hand, one process, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "yike.faces.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | {"YIKE_PROXIES": "1"}, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE_S
        while not answers(port) and time.monotonic() < until:
            time.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=40)


def _pages(circle: Circle) -> dict[str, list[str]]:
    """Return the addresses by which visitors ask for the nearest: an item's page, and the API's where it is."""
    wishes = [_wish(circle, number) for number in range(ASKED)]
    found = {
        "an item's page": [
            f"{reverse('near:item', args=[wish.item])}?where={wish.lon},{wish.lat}" for wish in wishes
        ]
    }
    codes = {item.pk: item.code for item in circle.items}
    route = reverse("api-v1:near")
    return found | {"API": [f"{route}?lon={w.lon}&lat={w.lat}&item={codes[w.item or 0]}" for w in wishes]}


def _opened(port: int, paths: list[str]) -> list[float]:
    """Return the seconds of each answer over one kept connection, the first ones uncounted."""
    connection, seconds = HTTPConnection("127.0.0.1", port, timeout=60), []
    for number, path in enumerate(paths):
        # each from an address of its own, as visitors come: one alone may ask the API 120 times a minute
        headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}", "Accept-Encoding": "gzip"}
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {path}")
    return seconds[20:]


def _memory(process: psutil.Process) -> float:
    """Return the MB of the server's processes; what they share is counted once (PSS)."""
    return (
        float(sum(one.memory_full_info().pss for one in (process, *process.children(recursive=True)))) / 1e6
    )


def _over_http(circle: Circle) -> Iterator[Row]:
    with served() as (port, process):
        until = time.monotonic() + PATIENCE_S
        pages = _pages(circle)
        while _opened(port, pages["an item's page"][:21])[0] > 1 and time.monotonic() < until:
            time.sleep(1)
        time.sleep(20)  # what is warmed at leisure
        for name, paths in pages.items():
            yield HELD | held(f"nearest over HTTP: {name}", _opened(port, paths), NEAREST_MS)
        size = _memory(process)
        memory = {"table": SIZES, "what": "memory of the server", "unit": "MB", "value": size}
        yield memory | against(size, MEMORY_MB)


def rows(database: str) -> Iterator[Row]:
    """Build the circle, ask it here, then over HTTP."""
    circle = bigcircle.build()
    say(f"reading the town from {database}")
    began = time.perf_counter()
    town = standing.town(PATIENCE_S)
    first = time.perf_counter() - began
    yield {"table": SIZES, "what": "the town read and warm", "unit": "s", "value": first}
    say("asking")
    for _ in (_nearest(town, circle), _around(town, circle), _steps(town, circle)):
        next(_)
    yield HELD | held("nearest, without HTTP", _timed(_nearest(town, circle)), NEAREST_MS)
    yield HELD | held("what can be done around", _timed(_around(town, circle)), NEAREST_MS)
    yield HELD | held("a step of a plan", _timed(_steps(town, circle)), STEP_MS)
    yield HELD | held("board, warm", _timed(_boards(town)), WARM_MS)
    changed = _timed(_after_changes())[1::2]
    yield HELD | held("board after a change of the directory", changed, CHANGED_MS)
    say("over HTTP")
    yield from _over_http(circle)
