"""The queue at the door has an end: who comes on top is told so kindly and at once; nobody else is disturbed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest

from yike.config.crowd import ASIDE, MOST
from yike.config.waiting import Waiting, refusal
from yike.core.record.together import step_aside


class Answer(list[bytes]):
    """An answer that is sent as a whole, as Django's are."""

    streaming = False

    def __init__(self, *parts: bytes) -> None:
        super().__init__(parts)
        self.closed_by = ""

    def close(self) -> None:
        self.closed_by = threading.current_thread().name


class House:
    """An application that holds every request until the gate opens."""

    def __init__(self) -> None:
        self.gate, self.answers = threading.Event(), list[Answer]()
        self.working, self.most_working, self.lock = 0, 0, threading.Lock()
        self.full, self.all_in = threading.Event(), threading.Event()  # two are at work, four

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with self.lock:
            self.working += 1
            self.most_working = max(self.most_working, self.working)
            if self.working == 2:
                self.full.set()
            if self.working == 4:
                self.all_in.set()
        assert self.gate.wait(20)
        with self.lock:
            self.working -= 1
            self.answers.append(Answer(b"page ", environ["PATH_INFO"].encode()))
            start("200 OK", [("X-Made-By", threading.current_thread().name)])
            return self.answers[-1]


def visit(app: Waiting, path: str = "/", language: str = "zh-CN") -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    body = app({"PATH_INFO": path, "HTTP_ACCEPT_LANGUAGE": language}, lambda *started: told.extend(started))
    return told[0], dict(told[1]), b"".join(body)


def test_so_many_are_inside_and_the_rest_are_refused_at_once_while_nobody_is_disturbed() -> None:
    house = House()
    app = Waiting(house, at_work=2, most=5)
    with ThreadPoolExecutor(9) as crowd:
        visits = [crowd.submit(visit, app, f"/{number}") for number in range(9)]
        refused = _first(visits, 4)
        assert {status for status, *_ in refused} == {"503 Service Unavailable"}
        assert house.full.wait(20)  # a thread of the two may not have begun yet
        house.gate.set()
        answers = [one.result(20) for one in visits]
    assert sorted(status for status, *_ in answers) == ["200 OK"] * 5 + ["503 Service Unavailable"] * 4
    for number, (status, _headers, body) in enumerate(answers):
        assert status[:3] == "503" or body == f"page /{number}".encode()
    assert house.most_working == 2
    assert {one.closed_by[:4] for one in house.answers} == {"page"}  # by who made it and holds the database
    assert visit(app)[0] == "200 OK"  # afterwards there is room again


def _first(visits: list[Any], count: int) -> Iterator[Any]:
    """Return what the first to be answered were told: nobody else is before the gate opens."""
    done = as_completed(visits, timeout=20)
    return iter([next(done).result() for _ in range(count)])


def test_what_goes_wrong_inside_reaches_the_server_and_leaves_its_place() -> None:
    def broken(_environ: object, _start: object) -> Iterable[bytes]:
        raise LookupError("inside")

    app = Waiting(broken, most=1)  # type: ignore[arg-type]
    for _ in range(3):
        with pytest.raises(LookupError):
            visit(app)


def test_a_file_is_handed_on_piece_by_piece() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one"
        yield b"two"

    def app(_environ: object, start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return pieces()

    assert visit(Waiting(app))[2] == b"onetwo"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "first"),
    [("zh-CN", "现在人太多"), ("en-GB,en", "Too many people at once"), ("", "现在人太多")],
)
def test_the_refusal_is_a_page_in_the_readers_language_first(language: str, first: str) -> None:
    _status, headers, body = refusal({"HTTP_ACCEPT_LANGUAGE": language, "PATH_INFO": "/i/3/"})
    html = b"".join(body).decode()
    assert (dict(headers)["Retry-After"], dict(headers)["Cache-Control"]) == ("5", "no-store")
    assert int(dict(headers)["Content-Length"]) == len(html.encode())
    assert html.index(first) == min(html.index("现在人太多"), html.index("Too many people at once"))


def test_a_programme_is_told_in_its_own_form() -> None:
    _status, headers, body = refusal({"PATH_INFO": "/api/v1/circle/near"})
    assert (dict(headers)["Content-Type"], sorted(json.loads(b"".join(body)))) == (
        "application/json",
        ["en", "zh"],
    )


def test_two_hundred_readers_at_once_all_find_room() -> None:
    assert MOST >= 200


class Line(House):
    """An application in which those on "/line" merely wait for others' writing, with their place given away."""

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/line":
            step_aside()
        return super().__call__(environ, start)


def test_who_merely_waits_for_others_lets_somebody_else_work() -> None:
    house = Line()
    app = Waiting(house, at_work=1, most=9)
    with ThreadPoolExecutor(4) as crowd:
        visits = [crowd.submit(visit, app, "/line") for _ in range(3)]
        visits.append(crowd.submit(visit, app, "/page"))
        assert house.all_in.wait(20)  # four inside with one place to work at
        house.gate.set()
        assert [one.result(20)[0] for one in visits] == ["200 OK"] * 4
    assert visit(app)[0] == "200 OK"  # every place was given back once


def test_no_more_stand_aside_than_there_are_connections_for() -> None:
    house = Line()
    app = Waiting(house, at_work=1, most=ASIDE + 9)
    with ThreadPoolExecutor(ASIDE + 5) as crowd:
        visits = [crowd.submit(visit, app, "/line") for _ in range(ASIDE + 5)]
        while house.most_working < ASIDE + 1:
            assert not house.gate.wait(0.01)
        house.gate.set()
        assert {one.result(20)[0] for one in visits} == {"200 OK"}
    assert house.most_working == ASIDE + 1
