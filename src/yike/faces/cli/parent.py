"""Processes that belong together: a parent that starts them, children that never outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

YIKE = (sys.executable, "-P", "-m", "yike.faces.cli")  # never a module out of the folder somebody stands in
GRACE_S = 12.0  # for a child that was asked to stop; then it is killed
LOOK_S = 0.2  # between two looks at the children


def stop_with_parent() -> None:
    """Stop this process when its parent is gone: the parent holds the other end of standard input.

    Works for a parent that was killed outright too, and on every system.
    """

    def watch() -> None:
        while os.read(0, 1):  # not sys.stdin: its lock would be held when the interpreter ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


class Child:
    """A command of ``yike`` in a process group of its own, so that whatever it started can be ended with it."""

    def __init__(
        self, words: Sequence[str], surroundings: dict[str, str], files: Sequence[int], *, passing: bool
    ) -> None:
        self.name = words[0]
        self._passing = passing
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*YIKE, *words],
            env=surroundings,
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=files,
        )

    @property
    def ended(self) -> int | None:
        """Return the exit code, negative for a signal, None while it runs."""
        return self._process.poll()

    @property
    def missed(self) -> bool:
        """Return whether it has ended and should not have: one that was passing may, once its work is done."""
        return self.ended is not None and not (self._passing and self.ended == 0)

    def ask_to_stop(self) -> None:
        """Ask it to finish what is under way and end."""
        if self.ended is None:
            self._process.terminate()

    def end(self, patience: float) -> None:
        """Wait for it for ``patience`` seconds, then kill it with everything it has started."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):  # all of them have gone
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()


class Household:
    """Children that end together, and hold ``files`` open as long as they live."""

    def __init__(self, surroundings: dict[str, str], files: Sequence[int]) -> None:
        self._surroundings, self._files = surroundings, files
        self._children: list[Child] = []

    def start(self, words: Sequence[str], *, passing: bool = False) -> Child:
        """Start a command of ``yike``; one that is ``passing`` ends when its work is done, and is not missed."""
        child = Child(words, self._surroundings, self._files, passing=passing)
        self._children.append(child)
        return child

    def release(self, child: Child) -> None:
        """Let go of one that has ended: its number may be another program's by the time the others end."""
        child.end(0.0)
        self._children.remove(child)

    def first_missed(self) -> Child | None:
        """Return a child that has ended and should not have, if one has."""
        return next((child for child in self._children if child.missed), None)

    def wait(self) -> Child:
        """Wait until one of them ends that should not, and return it."""
        while (child := self.first_missed()) is None:
            time.sleep(LOOK_S)
        return child

    def stop(self) -> None:
        """End them all."""
        for child in self._children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_S
        for child in self._children:
            child.end(max(0.0, until - time.monotonic()))


@contextmanager
def household(surroundings: dict[str, str], files: Sequence[int] = ()) -> Iterator[Household]:
    """Yield a household to start commands in; they end when the block does, whatever ends it.

    ``files`` (descriptors) stay open in each of them.
    """
    with _stopped_by_signals():
        together = Household(surroundings, files)
        try:
            yield together
        finally:
            with _undisturbed():
                together.stop()


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Treat a request to end, or a closed terminal, like Ctrl-C."""
    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody interrupt the stopping itself: a second Ctrl-C must not leave a child behind."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
