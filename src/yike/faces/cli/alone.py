"""One command at a time in a folder: a lock that is gone when all who hold it have ended, whatever ended them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yike.engines.faults import Fault

FILE = "demonstration.lock"
PATIENCE_S = 3.0  # for the children of one that was killed: they are just ending


@contextmanager
def alone(folder: Path, word: str) -> Iterator[tuple[int, ...]]:
    """Hold the folder; ``word`` is where the holder can be found. Raises ``Fault`` where another one holds it.

    Yields the file that children hold on to as well: the folder is free only once they too have ended, even where
    their parent was killed. Systems without ``fcntl`` have no such lock: there nobody is kept out.
    """
    try:
        import fcntl  # noqa: F401
    except ImportError:
        yield ()
        return
    with (folder / FILE).open("a+", encoding="utf-8") as file:
        if not _taken(file.fileno()):
            file.seek(0)
            raise _held(file.read().strip())
        file.truncate(0)
        file.write(word)
        file.flush()
        os.fsync(file.fileno())
        yield (file.fileno(),)


def _taken(file: int) -> bool:
    """Take the lock, and return whether that was possible before patience ended."""
    import fcntl

    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        else:
            return True


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
        do_zh="请打开这个地址，或先用 Ctrl-C 停掉它；它刚被强行结束的话，等十几秒再来",
        do_en="Open that address, or stop it with Ctrl-C first; if it was just killed, come back in some seconds",
    )
