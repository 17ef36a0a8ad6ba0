"""One process at a time in a folder: a lock that the system lifts when its holder ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yike.engines.faults import Fault

FILE = "demonstration.lock"


@contextmanager
def alone(folder: Path, word: str) -> Iterator[None]:
    """Hold the folder; ``word`` is where the holder can be found. Raises ``Fault`` where another one holds it.

    Systems without ``fcntl`` have no such lock: there nobody is kept out.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise _held(file.read().strip()) from None
        file.truncate(0)
        file.write(word)
        file.flush()
        os.fsync(file.fileno())
        yield


def is_held(folder: Path) -> bool:
    """Return whether another process holds the folder; where that cannot be known, that one does."""
    try:
        import fcntl
    except ImportError:
        return True
    if not (folder / FILE).exists():
        return False
    with (folder / FILE).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _held(word: str) -> Fault:
    return Fault(
        f"演示已经开着：{word}",
        f"the demonstration is running already: {word}",
        do_zh="请打开这个地址，或先用 Ctrl-C 停掉它",
        do_en="Open that address, or stop it with Ctrl-C first",
    )
