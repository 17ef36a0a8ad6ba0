"""Answers kept for some seconds, as long as nobody writes through this process.

For numbers over a whole register that many pages show. A deed of this process, or one that it let another process
do, forgets them at once: who has just written sees what was written. What a sweep or a command writes meanwhile is
seen some seconds later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

KEPT_S, MOST = 15.0, 256
A = TypeVar("A")
_written = [0]


def written() -> None:
    """Forget all that is kept: something has been written."""
    _written[0] += 1


class Kept(Generic[A]):
    """Answers to one question, by what it was asked about, for ``seconds``; none where no server runs."""

    def __init__(self, ask: Callable[..., A], seconds: float = KEPT_S) -> None:
        self._ask, self._seconds = ask, seconds
        self._answers: dict[tuple[Hashable, ...], tuple[int, float, A]] = {}

    def __call__(self, *about: Hashable) -> A:
        """Return the answer, asked anew where something was written or it has grown old."""
        if not settings.YIKE_LOAD_APART:
            return self._ask(*about)
        before, at = _written[0], time.monotonic()  # looked at first: who writes while we ask makes it old
        found = self._answers.get(about)
        if found is not None and found[0] == before and at - found[1] < self._seconds:
            return found[2]
        answer = self._ask(*about)
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[about] = before, at, answer
        return answer
