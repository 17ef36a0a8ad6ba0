"""Forks runners of the chain on demand, for the test that kills them. Run as a program; speaks by lines.

``fork MOMENT`` starts a process that makes forward packs in small chunks and answers with its number; ``wait
NUMBER`` answers with its exit code, negative for the signal that killed it.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime

import django
from django.conf import settings
from django.db import DatabaseError, connection


def open_shop(database: str) -> None:
    """Set the house up beside the test's database."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    import yike.rooms.almanac.actions.cascade  # noqa: F401, PLC0415 - before the first fork, needs settings


def work(moment: str) -> None:
    """Make packs, a few at a time, until killed, at a moment that does not pass."""
    from yike.core.record.clock import moved_to  # noqa: PLC0415 - needs settings
    from yike.core.rights.by import By  # noqa: PLC0415
    from yike.rooms.almanac.actions import cascade  # noqa: PLC0415
    from yike.rooms.almanac.models import IssueVersion  # noqa: PLC0415

    with moved_to(datetime.fromisoformat(moment)):
        while True:
            try:
                for version in IssueVersion.objects.filter(spread_at=None):
                    cascade.spread(By.machine("almanac.cascade"), version, most=1, chunk=2)
            except DatabaseError:  # SQLite has one writer at a time
                connection.close()
            time.sleep(0.002)


def fork(moment: str) -> int:
    """Start a runner; return its process number."""
    if pid := os.fork():
        return pid
    try:
        os.close(0)
        work(moment)
    finally:
        os._exit(1)


def say(what: object) -> None:
    """Answer with one line."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve the lines that come in."""
    open_shop(sys.argv[1])
    say("open")
    for line in sys.stdin:
        verb, what = line.split()
        say(fork(what) if verb == "fork" else os.waitstatus_to_exitcode(os.waitpid(int(what), 0)[1]))


if __name__ == "__main__":
    main()
