"""Many who want to write to one row at the same moment: one of them writes for all who came meanwhile.

Where a thousand people press within seconds for the places of one activity, each would wait for the lock of its
counter until all before have been written through to the disk, one by one. Whoever comes while somebody is writing
joins a line instead; the first of the line then writes for all of it in one transaction, in the order of arrival.
Nobody is answered before what concerns them is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from threading import Event, Lock
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)
W = TypeVar("W")
A = TypeVar("A")
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


def _answer(turns: Sequence[_Turn[W, A]], answers: Sequence[A | Exception]) -> None:
    for turn, answer in zip(turns, answers, strict=True):
        if isinstance(answer, Exception):
            turn.fault = answer
        else:
            turn.answer = answer


def _told(turn: _Turn[W, A]) -> A:
    if turn.fault is not None:
        raise copy(turn.fault)  # several may be told the same: each with a trace of their own
    return turn.answer  # type: ignore[return-value]
