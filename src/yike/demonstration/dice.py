"""Chance that falls the same way every time, on every Python: one stream for each thing that is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance named by its key, so that a change in one place leaves all others as they were.

    Built on ``Random.random`` alone: Python promises its sequence for a seed, and of no other draw.
    """

    def __init__(self, *key: object) -> None:
        self._draw = Random("|".join(str(part) for part in key)).random  # noqa: S311 - no secret is drawn

    def share(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        return self._draw()

    def chance(self, share: float) -> bool:
        """Return whether something befalls that befalls this ``share`` of all."""
        return self._draw() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``, each as likely."""
        return options[int(self._draw() * len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """Return one of ``options``, likely as its weight."""
        sums = list(accumulate(weights))
        aim = self._draw() * sums[-1]
        return options[next(i for i, reached in enumerate(sums) if aim < reached)]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different ones of ``options`` in a random order, all where there are fewer."""
        left = list(options)
        return [left.pop(int(self._draw() * len(left))) for _ in range(min(count, len(left)))]
