"""How long each step of an answer took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Seconds of each named step; ``on_step`` hears its name as it begins."""

    def __init__(self, on_step: Callable[[str], None] | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._on_step = on_step

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        """Time one step."""
        if self._on_step is not None:
            self._on_step(step)
        start = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - start
