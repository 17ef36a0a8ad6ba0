"""Threads that make pages, and the places at which they work: handed on in order, with few connections kept.

A request that merely waits for another one's writing gives its place away; until it is answered its thread and its
connection to the database are one more. Of threads with nothing to do the one that worked last is taken first, so
that those a crowd has called go home again, and their connections with them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import TypeVar

from django.db import connections

A = TypeVar("A")
IDLE_S = 60.0
Job = Callable[[], None]


class Places:
    """So many places, handed on in the order in which they were asked for: nobody who comes later goes first."""

    def __init__(self, many: int) -> None:
        self._free, self._lock, self._line = many, Lock(), deque[Event]()

    def take(self) -> None:
        """Wait for a place."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = Event()
            self._line.append(mine)
        mine.wait()

    def give_back(self) -> None:
        """Hand a place on to who has waited longest."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


class Place:
    """A place at work, given back once: at the end, or earlier by who merely waits for another one's writing."""

    def __init__(self, work: Places, aside: BoundedSemaphore) -> None:
        self._work, self._aside, self.moved = work, aside, False
        work.take()

    def step_aside(self) -> None:
        """Let somebody else work, as long as not too many stand aside already."""
        if not self.moved and self._aside.acquire(blocking=False):
            self.moved = True
            self._work.give_back()

    def leave(self) -> None:
        """Give the place back."""
        if self.moved:
            self._aside.release()
        else:
            self._work.give_back()


class Hands:
    """Threads, made when none is free; of those with nothing to do for ``idle`` seconds ``keep`` stay."""

    def __init__(self, keep: int, idle: float = IDLE_S) -> None:
        self._keep, self._idle_s = keep, idle
        self._lock, self._idle = Lock(), list[SimpleQueue[Job]]()  # who became idle last stands last

    def do(self, work: Callable[[], A]) -> A:
        """Let a hand do some work and return what comes of it. Raises what the work raises."""
        done: Future[A] = Future()

        def job() -> None:
            try:
                done.set_result(work())
            except BaseException as fault:
                done.set_exception(fault)

        with self._lock:
            free = self._idle.pop() if self._idle else None
        if free is None:
            Thread(target=self._live, args=(job,), name="page", daemon=True).start()
        else:
            free.put(job)
        return done.result()

    def _live(self, job: Job | None) -> None:
        mine: SimpleQueue[Job] = SimpleQueue()
        while job is not None:
            job()
            job = self._next(mine)
        connections.close_all()

    def _next(self, mine: SimpleQueue[Job]) -> Job | None:
        """Wait for something to do; None once there has been nothing for long and others are enough."""
        with self._lock:
            self._idle.append(mine)
        while True:
            try:
                return mine.get(timeout=self._idle_s)
            except Empty:
                with self._lock:
                    if mine in self._idle[: -self._keep]:
                        self._idle.remove(mine)
                        return None
