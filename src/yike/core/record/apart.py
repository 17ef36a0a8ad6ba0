"""Heavy work in a process of its own: whatever it needs of memory, the server's pages keep theirs.

A ledger of a hundred thousand rows takes some 400 MB while it is looked at. In the server these would stay with
it for good; in a process of its own they are bounded, and gone when the answer is there.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import BoundedSemaphore
from typing import Any, ParamSpec, TypeVar

from yike.core.record.kept import written
from yike.engines.faults import Fault

P = ParamSpec("P")
R = TypeVar("R")
MOST_MEMORY = 3 << 29  # bytes of data; a ledger of 200,000 rows takes about 0.8 GB
_ONE = BoundedSemaphore(1)  # two at once would need twice as much


def _cut_short() -> Fault:
    return Fault(
        "处理到一半停了，没有写入任何内容；多半是内存不够",
        "it stopped half-way and nothing was written; most likely the memory was too small",
        do_zh="请把表分成几个文件再传",
        do_en="Split the table into several files",
    )


def apart(work: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """Return what ``work`` returns, done in a process of its own; raises what it raises.

    ``work`` is a public function of a module; it opens its own transaction, and what it takes and gives can be
    pickled. One at a time: a second caller waits. Raises ``Fault`` where the process ends without an answer.
    """
    task = pickle.dumps((work.__module__, work.__qualname__, args, more))
    with _ONE:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", __name__], input=task, stdout=subprocess.PIPE, check=False
        )
    written()
    if done.returncode or not done.stdout:
        raise _cut_short()
    answer, error = pickle.loads(done.stdout)  # noqa: S301 - from our own process, through its own pipe
    if error is not None:
        raise error
    return answer


def _bounded() -> None:
    """Ask for no more memory than is fair; a machine without such bounds goes without."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _done(task: bytes) -> tuple[Any, Exception | None]:
    module, name, args, more = pickle.loads(task)  # noqa: S301 - from the server that started us
    try:
        return getattr(import_module(module), name)(*args, **more), None
    except MemoryError:
        return None, _cut_short()
    except Exception as error:
        return None, error


def main() -> None:
    """Do the one task that stands on the standard input, and give the answer on the standard output."""
    import django  # noqa: PLC0415 - before anything else of the house

    _bounded()
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever is printed on the way must not get between
    django.setup()
    answer = pickle.dumps(_done(sys.stdin.buffer.read()))
    with os.fdopen(answers, "wb") as out:
        out.write(answer)


if __name__ == "__main__":
    main()
