"""Forks workers on demand, for the test that kills them. Run as a program; speaks by lines.

``fork NAME`` starts a worker and answers with its process number; ``wait NUMBER`` answers with its exit code,
negative for the signal that killed it. Everything is imported before the first fork, so that a worker lives
from its first millisecond.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import partial

import django
from django.conf import settings

LEASE = timedelta(seconds=1)


def open_shop(database: str, url: str) -> None:
    """Set the house up beside the test's database and server."""
    settings.DATABASES["default"]["NAME"] = database
    settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"wecom": url}, True
    django.setup()
    from yike.core.outbox.register import channel  # noqa: PLC0415 - needs settings

    channel("wecom")  # reads the certificates once, for all workers


def work(name: str) -> None:
    """Be a worker until told to stop."""
    from yike.core.outbox.actions import doubt_lost  # noqa: PLC0415 - needs settings
    from yike.core.outbox.worker import run, stop_on_signals  # noqa: PLC0415
    from yike.core.record.sweeps import Sweep  # noqa: PLC0415

    lost = Sweep("outbox.lost", 0.2, partial(doubt_lost, LEASE))
    run(stop_on_signals(), (lost,), name=name, lease=LEASE, pause=0.005)


def fork(name: str) -> int:
    """Start a worker; return its process number."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.close(0)
        work(name)
        code = 0
    finally:
        os._exit(code)


def say(what: object) -> None:
    """Answer with one line."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve the lines that come in."""
    open_shop(*sys.argv[1:3])
    say("open")
    for line in sys.stdin:
        verb, what = line.split()
        answer = fork(what) if verb == "fork" else os.waitstatus_to_exitcode(os.waitpid(int(what), 0)[1])
        say(answer)


if __name__ == "__main__":
    main()
