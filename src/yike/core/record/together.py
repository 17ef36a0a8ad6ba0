"""Many who want to write to one row at the same moment: one of them writes for all who came meanwhile.

Where a thousand people press within seconds for the places of one activity, each would wait for the lock of its
counter until all before have been written through to the disk, one by one. Whoever comes while somebody is writing
joins a line instead; the first of the line then writes for all of it in one transaction, in the order of arrival.
Nobody is answered before what concerns them is on the disk.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from threading import Event, Lock
from typing import Generic, TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError

T = TypeVar("T", bound=Hashable)
W = TypeVar("W")
A = TypeVar("A")
SILENT = (OperationalError, InterfaceError)  # of a database that does not answer
log = logging.getLogger(__name__)
MOST = 64  # written at once: nobody waits for more than a fraction of a second of others' work

_aside: ContextVar[Callable[[], object] | None] = ContextVar("let somebody else work", default=None)


@contextmanager
def letting_others(aside: Callable[[], object]) -> Iterator[None]:
    """Call ``aside`` where what is done inside waits for others: its place can be used by somebody meanwhile."""
    token = _aside.set(aside)
    try:
        yield
    finally:
        _aside.reset(token)


def step_aside() -> None:
    """Give one's place at work away, where there is one: what follows merely waits for somebody else."""
    aside = _aside.get()
    if aside is not None:
        aside()


class _Turn(Generic[W, A]):
    """One who waits: answered, failed, or the one who writes next."""

    def __init__(self, wish: W) -> None:
        self.wish, self.called = wish, Event()
        self.answer: A | None = None
        self.fault: BaseException | None = None
        self.writes = False


class Together(Generic[T, W, A]):
    """``write(about, wishes)`` answers all wishes about one thing, in their order; a fault among answers is raised.

    One at a time writes about one thing; ``about`` is equal for all whose wishes may share a transaction.
    """

    def __init__(self, write: Callable[[T, Sequence[W]], Sequence[A | Exception]], most: int = MOST) -> None:
        self._write, self._most = write, most
        self._lock = Lock()
        self._lines: dict[T, list[_Turn[W, A]]] = {}  # there while somebody writes

    def __call__(self, about: T, wish: W) -> A:
        """Return the answer to a wish once it is kept. Raises what its writing raises."""
        turn: _Turn[W, A] = _Turn(wish)
        if not self._begins(about, turn):
            step_aside()
            turn.called.wait()
            if not turn.writes:
                return _told(turn)
        self._work(about, turn)
        return _told(turn)

    def _begins(self, about: T, turn: _Turn[W, A]) -> bool:
        """Return whether nobody writes just now; stand in line where somebody does."""
        with self._lock:
            line = self._lines.get(about)
            if line is None:
                self._lines[about] = []
                return True
            line.append(turn)
            return False

    def _work(self, about: T, mine: _Turn[W, A]) -> None:
        """Write for oneself and the line, answer them, and call whoever came meanwhile to write next."""
        with self._lock:
            line = self._lines[about]
            turns = [mine, *line[: self._most - 1]]
            del line[: self._most - 1]
        try:
            _answer(turns, self._write(about, [turn.wish for turn in turns]))
        except BaseException as fault:  # whatever it is, nobody may go on waiting for it
            for turn in turns:
                turn.fault = fault
        finally:
            self._call_next(about)
            for turn in turns:
                turn.called.set()

    def _call_next(self, about: T) -> None:
        with self._lock:
            line = self._lines[about]
            if not line:
                del self._lines[about]
                return
            following = line.pop(0)
        following.writes = True
        following.called.set()


def each_alone(broken: Exception, wishes: Sequence[W], write: Callable[[W], A]) -> list[A | Exception]:
    """Answer each wish by itself, where writing all of them at once ended in ``broken``.

    A database that does not answer is not asked again for each: it ends the writing at once, and where it stops to
    answer on the way, all who are left are told what the first of them was.
    """
    if isinstance(broken, SILENT):
        raise broken
    if not isinstance(
        broken, IntegrityError
    ):  # which is somebody who pressed twice; no words of theirs in the log
        log.warning("%d are written one by one after %s", len(wishes), type(broken).__name__)
    answers: list[A | Exception] = []
    for wish in wishes:
        last = answers[-1] if answers else None
        answers.append(last if isinstance(last, SILENT) else _tried(write, wish))
    return answers


def _tried(write: Callable[[W], A], wish: W) -> A | Exception:
    try:
        return write(wish)
    except Exception as fault:
        return fault


def _answer(turns: Sequence[_Turn[W, A]], answers: Sequence[A | Exception]) -> None:
    for turn, answer in zip(turns, answers, strict=True):
        if isinstance(answer, Exception):
            turn.fault = answer
        else:
            turn.answer = answer


def _told(turn: _Turn[W, A]) -> A:
    if turn.fault is not None:
        raise copy(turn.fault) from turn.fault  # several may be told the same: each with a trace of their own
    return turn.answer  # type: ignore[return-value]
