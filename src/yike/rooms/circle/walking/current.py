"""One thing kept current: made anew beside those who ask, the former one served until the new one is ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import wait as finished
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Generic, TypeVar

from yike.engines.faults import Fault

T = TypeVar("T")
RETRY_S = 5.0  # after which a load that failed is tried again


class Preparing(Fault):
    """Nothing is ready yet, but soon will be: pages say "just a moment" and ask again."""

    def __init__(self) -> None:
        super().__init__(
            "步行数据正在准备",
            "walking times are being prepared",
            do_zh="请过几秒再打开这一页",
            do_en="Open this page again in a few seconds",
        )


@dataclass(frozen=True)
class _Made(Generic[T]):
    """What was made for which wish; or why it could not be, and when that was found."""

    wanted: Hashable
    thing: T | None = None
    error: BaseException | None = None
    at: float = 0.0


class Current(Generic[T]):
    """``wanted`` is cheap and says what should be held now; ``load`` makes it from what was held before.

    With ``apart`` it is made in a thread of its own, one at a time; else by whoever asks.
    """

    def __init__(
        self, wanted: Callable[[], Hashable], load: Callable[[T | None], T], *, apart: bool = True
    ) -> None:
        self._wanted, self._load, self._apart = wanted, load, apart
        self._lock = Lock()
        self._held: _Made[T] | None = None
        self._failed: _Made[T] | None = None
        self._under_way: Future[None] | None = None

    def get(self, patience: float = 0.0) -> T:
        """Return what is held, after waiting at most ``patience`` seconds for what is wanted.

        Raises ``Preparing`` where nothing was ever made, and whatever the load raised where it failed at first.
        """
        wanted, until = self._wanted(), time.monotonic() + patience
        for _ in range(2):  # one that was under way already may have begun before the last change
            with self._lock:
                if self._fits(wanted):
                    break
                work = self._under_way or self._begin(wanted)
            if not self._apart:
                self._make(wanted, work)
            late = finished([work], timeout=max(until - time.monotonic(), 0.0)).not_done
            if late or self._tried(wanted):
                break
        with self._lock:
            return self._answer(wanted)

    def fresh(self) -> T | None:
        """Return what is wanted where it is there now; else None, and it is begun to be made."""
        wanted = self._wanted()
        with self._lock:
            if self._held is not None and self._held.wanted == wanted:
                return self._held.thing
            work = None if self._fits(wanted) else self._under_way or self._begin(wanted)
        if self._apart or work is None:
            return None
        self._make(wanted, work)
        with self._lock:
            return self._held.thing if self._held is not None and self._held.wanted == wanted else None

    def forget(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held = self._failed = None

    def _fits(self, wanted: Hashable) -> bool:
        """Return whether nothing need be made: it is there, or just now could not be made."""
        if self._held is not None and self._held.wanted == wanted:
            return True
        failed = self._failed
        return failed is not None and failed.wanted == wanted and time.monotonic() - failed.at < RETRY_S

    def _tried(self, wanted: Hashable) -> bool:
        """Return whether the last load was for what is wanted, however it went."""
        return any(made is not None and made.wanted == wanted for made in (self._held, self._failed))

    def _answer(self, wanted: Hashable) -> T:
        if self._held is not None and self._held.thing is not None:
            return self._held.thing
        if self._failed is not None and self._failed.wanted == wanted and self._failed.error is not None:
            raise self._failed.error
        raise Preparing

    def _begin(self, wanted: Hashable) -> Future[None]:
        work = self._under_way = Future()
        if self._apart:
            Thread(target=self._make, args=(wanted, work), name="walking", daemon=True).start()
        return work

    def _make(self, wanted: Hashable, work: Future[None]) -> None:
        former = self._held
        try:
            made = _Made[T](wanted, self._load(former.thing if former else None))
            with self._lock:
                self._held, self._failed, self._under_way = made, None, None
        except BaseException as error:  # told to whoever asks; a thread has nobody to tell
            with self._lock:
                self._failed, self._under_way = _Made(wanted, error=error, at=time.monotonic()), None
        finally:
            work.set_result(None)
