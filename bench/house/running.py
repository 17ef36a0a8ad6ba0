"""The demonstration office run as a user runs it, with `yike demo`, and watched from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

NO_BYTECODE = (
    "PYTHONDONTWRITEBYTECODE"  # set by some for their own work, by no user: each start would compile all
)
DEMO = (sys.executable, "-m", "yike.faces.cli", "demo", "--port")
PATIENCE_S = 400  # for the first page, on a machine that is busy


@dataclass(frozen=True)
class Running:
    """An office that answers. ``first_page``: seconds from the command, given at ``began``, to its first page."""

    port: int
    first_page: float
    process: psutil.Process
    ready: Path
    began: float

    def drawn(self) -> float:
        """Wait until the town is whole, and return the seconds from the command until then."""
        while not self.ready.exists():
            if not self.process.is_running() or self.process.status() == psutil.STATUS_ZOMBIE:
                raise RuntimeError("yike demo ended before the town was whole")
            time.sleep(0.1)
        return time.perf_counter() - self.began

    def memory(self) -> dict[str, float]:
        """Return the memory in MB of the server's processes and of the whole command."""
        sizes = {"server": 0.0, "with worker and parent": held(self.process)}
        for child in self.process.children(recursive=True):
            size = held(child)
            sizes["with worker and parent"] += size
            if not {"work"} & set(child.cmdline()):
                sizes["server"] += size
        return sizes


def held(process: psutil.Process) -> float:
    """Return the memory in MB that a process holds; what it shares with others is parted among them, on Linux."""
    found = process.memory_full_info()
    return float(getattr(found, "pss", found.rss)) / 1e6


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    """Return whether the first page comes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _first_page(process: subprocess.Popen[bytes], port: int, began: float) -> float:
    while not answers(port):
        if process.poll() is not None:
            raise RuntimeError(f"yike demo ended with {process.returncode}")
        if time.perf_counter() - began > PATIENCE_S:
            raise RuntimeError("yike demo has not shown its first page")
        time.sleep(0.05)
    return time.perf_counter() - began


@contextmanager
def demonstration(home: Path, command: Sequence[str] = DEMO) -> Iterator[Running]:
    """Run `yike demo` over a data folder until the block ends; Ctrl-C ends it, as a user does.

    ``command``: another that does so, its port still lacking.
    """
    port, began = free_port(), time.perf_counter()
    env = {name: value for name, value in os.environ.items() if name != NO_BYTECODE} | {
        "YIKE_HOME": str(home)
    }
    process = subprocess.Popen([*command, str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        opened, ready = _first_page(process, port, began), home / "demonstration.ready"
        yield Running(port, opened, psutil.Process(process.pid), ready, began)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=40)
