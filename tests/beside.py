"""Something done in another thread, with a connection of its own, beside what a test has not ended yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection, connections

from yike.core.record.clock import _MOVED, moved_to

LONGEST = 60  # seconds, before anything is given up
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()
"""


class Hand(threading.Thread):
    """A thread with the clock of the test that made it: of itself a thread has that of the machine."""

    def __init__(self, target: Callable[..., object], args: tuple[object, ...] = ()) -> None:
        super().__init__(target=target, args=args)
        self.moved = _MOVED.get()

    def run(self) -> None:
        with moved_to(self.moved):
            super().run()


class Beside:
    """A piece of work, begun at once."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.fault: BaseException | None = None
        self.work = work
        self.thread = Hand(target=self._do)
        self.thread.start()

    def _do(self) -> None:
        try:
            self.work()
        except BaseException as fault:  # told in the thread of the test
            self.fault = fault
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Return, once that is certain, whether it waits for a lock; False where it has ended.

        On SQLite, where one writes at a time, it waits for whoever has begun: that is known beforehand.
        """
        until = time.monotonic() + LONGEST
        while self.thread.is_alive() and time.monotonic() < until:
            if connection.vendor != "postgresql" or self._seen_waiting():
                return True
            self.thread.join(0.02)
        return self.thread.is_alive()

    @staticmethod
    def _seen_waiting() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            return bool(cursor.fetchone()[0])

    def ends(self) -> None:
        """Wait for its end, and raise what it raised."""
        self.thread.join(LONGEST)
        assert not self.thread.is_alive()
        if self.fault is not None:
            raise self.fault
