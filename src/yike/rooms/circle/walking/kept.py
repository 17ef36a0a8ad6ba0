"""Answers kept for whoever asks the same next; safe among threads, the longest unused go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most ``most`` answers by key. Of two threads that ask the same at once, one works and the other waits."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[K, Future[V]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many answers are held."""
        return len(self._held)

    def __contains__(self, key: K) -> bool:
        """Return whether an answer is held or being made."""
        return key in self._held

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the answer kept under ``key``, else make and keep it. What ``make`` raises is not kept."""
        with self._lock:
            future = self._held.get(key)
            mine = future is None
            if future is None:
                future = self._held[key] = Future()
                if len(self._held) > self._most:
                    self._held.popitem(last=False)
            else:
                self._held.move_to_end(key)
        if mine:
            self._make(key, future, make)
        return future.result()

    def _make(self, key: K, future: Future[V], make: Callable[[], V]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._held.get(key) is future:
                    del self._held[key]
            future.set_exception(error)
