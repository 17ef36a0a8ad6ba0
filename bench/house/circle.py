"""The circle at a city's size: nearest over HTTP, steps of a plan, the board, memory, crowds, a slow phone."""

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

from bench.clock import spread
from bench.house import bigcircle, phone
from bench.house.bigcircle import KINDS, Circle
from bench.house.child import say
from bench.house.crowd import Seconds, crowd
from bench.house.limits import Row, against, held
from bench.house.parts import SQLITE
from bench.house.running import answers, free_port
from bench.house.street import BY
from yike.core.record.clock import today
from yike.rooms.circle import actions, standing
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.walking.asks import PACES, Change, Question, Wish
from yike.rooms.circle.walking.town import Town

ASKED, STEPS, CHANGES = 400, 60, 6
NEAREST_MS, STEP_MS, WARM_MS, CHANGED_MS, MEMORY_MB, CROWD_MS = 30, 50, 100, 1000, 400, 300
READERS, CROWD, READING_S, PAUSE_S = 200, 1000, 30.0, 8.0
PATIENCE_S = 300.0
SIZES = "start and memory"
HELD: Row = {"table": "answers"}


def _tuesday() -> datetime:
    """Return ten in the morning of the Tuesday to come."""
    day = today() + timedelta(days=(1 - today().weekday()) % 7)
    return datetime(day.year, day.month, day.day, 10)


def timed(work: Iterator[object]) -> list[float]:
    """Return the seconds between one and the next of what ``work`` does."""
    seconds, began = [], time.perf_counter()
    for _ in work:
        seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
    return seconds


def _wish(circle: Circle, number: int, **more: object) -> Wish:
    lon, lat = circle.places[number % len(circle.places)]
    return Wish(lon, lat, _tuesday(), item=circle.items[number % len(circle.items)].pk, **more)  # type: ignore[arg-type]


def nearest(town: Town, circle: Circle) -> Iterator[object]:
    """Ask for the nearest points, once for each of many places and items."""
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


def nearest_over_http(port: int, circle: Circle) -> Iterator[Row]:
    """Wait until the server has read and warmed all, then ask it for the nearest."""
    until, pages = time.monotonic() + PATIENCE_S, _pages(circle)
    while max(_opened(port, pages["an item's page"][:24])) > 1 and time.monotonic() < until:
        time.sleep(1)
    for name, paths in pages.items():
        yield HELD | held(f"nearest over HTTP: {name}", _opened(port, paths), NEAREST_MS)


def _over_http(circle: Circle, phones: bool) -> Iterator[Row]:
    with served() as (port, process):
        yield from nearest_over_http(port, circle)
        time.sleep(20)  # what is warmed at leisure
        size = _memory(process)
        memory = {"table": SIZES, "what": "memory of the server", "unit": "MB", "value": size}
        yield memory | against(size, MEMORY_MB)
        say("a crowd")
        yield from _crowds(port, circle)
        if phones:
            say("a slow phone")
            yield from ({"table": "a slow phone"} | row for row in phone.rows(port, _phone_pages(circle)))


def _crowds(port: int, circle: Circle) -> Iterator[Row]:
    """Yield how readers fare who open pages with pauses between, and a thousand who come at the same moment."""
    found = _pages(circle)
    paths = [one for some in zip(*found.values(), strict=True) for one in some] + ["/", "/find/"] * ASKED
    calm = crowd(port, paths, READERS, READING_S, PAUSE_S)
    yield (
        {"table": "crowds"}
        | _fared(f"{READERS} readers, each a page every {PAUSE_S:.0f} s", calm)
        | _kept(calm)
    )
    yield {"table": "crowds"} | _fared(f"{CROWD:,} at the same moment", crowd(port, paths, CROWD, 0.0, 0.01))
    after = crowd(port, paths, 4, 5.0, 0.5)
    yield {"table": "crowds"} | _fared("4 readers right after them", after) | _kept(after)


def _fared(what: str, found: Seconds) -> Row:
    """Return how many were answered, refused with 503, and met anything else, and how long both took."""
    told, refused = found.get("200", []), found.get("503", [])
    broken = sum(len(one) for status, one in found.items() if status not in {"200", "503"})
    counts: Row = {"what": what, "answered": len(told), "refused": len(refused), "broken": broken}
    return counts | _late("answered", told) | _late("refused", refused)


def _late(what: str, seconds: list[float]) -> Row:
    median, late = spread(seconds) if seconds else (None, None)
    return {f"{what} median ms": median, f"{what} p95 ms": late}


def _kept(found: Seconds) -> Row:
    """Return whether nobody was refused or broken off, and all but one in twenty waited less than the limit."""
    late = spread(found["200"])[1] if "200" in found else float("inf")
    return {"limit ms": CROWD_MS, "kept": set(found) == {"200"} and late <= CROWD_MS}


def _phone_pages(circle: Circle) -> dict[str, tuple[str, bool]]:
    return {
        "home": ("/", False),
        "search": (reverse("near:search"), False),
        "an item, where to go": (_pages(circle)["an item's page"][0], False),
        "choosing a place on the map": (reverse("near:map"), True),
    }


def rows(database: str) -> Iterator[Row]:
    """Build the circle, ask it here, then over HTTP."""
    circle = bigcircle.build()
    say(f"reading the town from {database}")
    began = time.perf_counter()
    town = standing.town(PATIENCE_S)
    first = time.perf_counter() - began
    yield {"table": SIZES, "what": "the town read and warm", "unit": "s", "value": first}
    say("asking")
    for _ in (nearest(town, circle), _around(town, circle), _steps(town, circle)):
        next(_)
    yield HELD | held("nearest, without HTTP", timed(nearest(town, circle)), NEAREST_MS)
    yield HELD | held("what can be done around", timed(_around(town, circle)), NEAREST_MS)
    yield HELD | held("a step of a plan", timed(_steps(town, circle)), STEP_MS)
    yield HELD | held("board, warm", timed(_boards(town)), WARM_MS)
    changed = timed(_after_changes())[1::2]
    yield HELD | held("board after a change of the directory", changed, CHANGED_MS)
    say("over HTTP")
    yield from _over_http(circle, phones=database == SQLITE)
