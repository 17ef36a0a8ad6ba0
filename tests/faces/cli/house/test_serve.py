"""``yike serve`` as it is pressed, interrupted and started from odd folders."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import granian
import httpx
import pytest

from heard import Yike
from process import surroundings
from process import yike as yike_process
from running import below, eventually, free
from services import hear_interrupts
from yike.faces.cli.commands.house import serve

TOLD = "Ctrl-C stops it"
STOPPED = "\nStopped; nothing is half-written.\n"


class Served:
    """A running ``yike serve``, called from a folder."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.port, self.log = free(), folder / "said.txt"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "yike.faces.cli", "serve", "--port", str(self.port)],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=surroundings(home),
                cwd=folder,
                preexec_fn=hear_interrupts,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def told(self) -> bool:
        """Wait until it has said how to stop it."""
        return eventually(lambda: TOLD in self.said, 120)

    def answers(self) -> bool:
        """Wait until a page comes, whatever page it is."""
        return eventually(self._page, 120)

    def _page(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/", timeout=30).status_code < 500
        except httpx.TransportError:
            return False

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def clear(self) -> None:
        for pid in below(self.process.pid) | {self.process.pid}:
            if self.process.poll() is None or pid != self.process.pid:
                os.kill(pid, signal.SIGKILL)
        self.process.wait(60)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of an office with nothing in it."""
    home = tmp_path_factory.mktemp("served") / "home"
    assert yike_process(home, "upgrade").returncode == 0
    return home


@pytest.fixture
def served(prepared: Path, tmp_path: Path) -> Iterator[Served]:
    running = Served(prepared, tmp_path)
    try:
        yield running
    finally:
        running.clear()


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_ctrl_c_ends_it_kindly_from_the_moment_on_that_it_is_told(served: Served, after: float) -> None:
    assert served.told(), served.said
    time.sleep(after)
    code = served.interrupt()
    said = served.said
    assert (code, said.count("Traceback"), said.endswith(STOPPED)) == (130, 0, True), said


def test_a_serving_house_is_stopped_by_ctrl_c_as_kindly(served: Served) -> None:
    assert served.told(), served.said
    assert served.answers(), served.said
    assert (served.interrupt(), served.said.endswith(STOPPED)) == (130, True), served.said


def test_no_module_of_the_folder_somebody_stands_in_is_run(served: Served, tmp_path: Path) -> None:
    for name in ("granian", "click", "numba", "statistics"):
        (tmp_path / f"{name}.py").write_text(f"open('ran-{name}', 'w').close()\nraise SystemExit(9)\n")
    (tmp_path / "yike").mkdir()
    (tmp_path / "yike" / "__init__.py").write_text("open('ran-yike', 'w').close()\n")
    assert served.told(), served.said
    assert served.answers(), served.said
    assert [path.name for path in tmp_path.glob("ran-*")] == []


def test_what_it_becomes_speaks_the_language_asked_for_and_looks_at_the_port_again(
    monkeypatch: pytest.MonkeyPatch, yike: Yike
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(serve, "_prepare", lambda *_all, **_more: None)
    monkeypatch.setattr(serve, "_put_off", lambda: None)
    monkeypatch.setattr(os, "execv", lambda _program, words: became.append(words))
    monkeypatch.setattr(serve, "_serve", lambda *_all: None)
    port = free()
    assert yike("serve", "--port", port, "--lang", "en").code == 0
    words = became[0][became[0].index("serve") :]
    assert words == ["serve", "--prepared", "--host", "127.0.0.1", "--port", str(port), "--lang", "en"]
    assert "-P" in became[0]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = taken.getsockname()[1]
        heard = yike("serve", "--prepared", "--port", busy, "--lang", "en")
    assert (heard.code, f"port {busy} is taken by another program" in heard.err) == (2, True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers share no memory")
def test_several_workers_part_from_one_process_so_that_they_share_their_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(granian, "Granian", lambda *all_, **more: made.append((all_, more)))
    before = multiprocessing.get_start_method()
    try:
        multiprocessing.set_start_method("spawn", force=True)  # as newer Pythons would
        serve._server("127.0.0.1", 1, 1)
        alone = multiprocessing.get_start_method()
        serve._server("127.0.0.1", 1, 2)
        assert (alone, multiprocessing.get_start_method(), len(made)) == ("spawn", "fork", 2)
    finally:
        multiprocessing.set_start_method(before, force=True)
