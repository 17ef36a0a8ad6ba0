"""A running demonstration and the processes below it, for tests."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from process import YIKE, surroundings
from services import hear_interrupts
from yike.demonstration.accounts import PASSWORD


def free() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def below(pid: int) -> set[int]:
    """Return all processes below one, from the system's own list."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(stat.parent.name)
            found |= {child} | below(child)
    return found


def commands(pids: set[int]) -> dict[str, int]:
    """Return the pid of each command of ours among these processes, the parents only."""
    told: dict[str, int] = {}
    for pid in sorted(pids):
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        if "yike.faces.cli" in words:
            told.setdefault(words[words.index("yike.faces.cli") + 1], pid)
    return told


def eventually(true: Callable[[], object], seconds: float = 60.0) -> bool:
    """Return whether something becomes true within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Demo:
    """A running ``yike demo`` and everything it says."""

    home: Path
    port: int = field(default_factory=free)
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home.parent / f"said-{self.port}.txt"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [*YIKE, "demo", "--port", str(self.port)],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=surroundings(self.home),
                start_new_session=True,
                preexec_fn=hear_interrupts,
            )

    @property
    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8")

    def get(self, page: str = "/") -> httpx.Response | None:
        """Return a page, None while there is none."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{page}", timeout=30)
        except httpx.TransportError:
            return None

    def opened(self) -> bool:
        """Wait until it has said where it is."""
        return eventually(
            lambda: "Ctrl-C stops everything" in self.said or self.process.poll() is not None, 300
        )

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        os.kill(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def clear(self) -> None:
        """End everything, whatever state it is in."""
        for pid in {self.process.pid} | below(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(60)


@dataclass(frozen=True)
class Visit:
    """What somebody saw who came while the town was drawn: statuses of coming in, looking, writing; the page."""

    coming_in: int
    looking: int
    writing: int
    page: str


def visit(port: int) -> Visit:
    """Come in as the administrator, look at a list, and try to write."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/login/").text)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": "admin", "password": PASSWORD}
        desk = client.post("/login/", data=form)
        looked, wrote = client.get("/desk/areas/"), client.post("/desk/units/new/", data=form)
        return Visit(desk.status_code, looked.status_code, wrote.status_code, desk.text)
