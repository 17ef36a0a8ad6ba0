"""Forks servers of the door and watchmen on demand, for the test that kills them. A program that speaks by lines.

``fork door`` starts a server on the one socket they all share, ``fork watch`` a process that sweeps deadlines, and
both answer with their number; ``port x`` answers with the socket's; ``wait NUMBER`` with an exit code, negative for
the signal that killed it. Everything is imported, and one page made, before the first fork.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime

import django
from django.conf import settings
from django.db import DatabaseError, connection, connections


def open_shop(database: str) -> socket.socket:
    """Set the house up beside the test's database, make a page once, and listen."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from django.test import Client  # noqa: PLC0415

    import dues  # noqa: F401, PLC0415 - declares the kinds, needs settings

    Client().post("/say/", {"words": ""})
    connections.close_all()
    return socket.create_server(("127.0.0.1", 0), backlog=64)


def serve(listening: socket.socket) -> None:
    """Answer visitors at the door until killed."""
    from wsgiref.simple_server import WSGIServer  # noqa: PLC0415

    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from browser import Quiet  # noqa: PLC0415

    server = WSGIServer(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket, server.server_name, server.server_port = listening, "localhost", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(get_wsgi_application())
    server.serve_forever(0.02)


def watch(_listening: socket.socket) -> None:
    """Sweep in small batches until killed."""
    from yike.core.deadlines.actions.sweeping import MACHINE, climb  # noqa: PLC0415
    from yike.core.deadlines.actions.telling import tell  # noqa: PLC0415

    while True:
        try:
            climb(batch=2)
            tell(MACHINE)
        except DatabaseError:  # SQLite has one writer at a time
            connection.close()
        time.sleep(0.02)  # let others write


def fork(work: Callable[[socket.socket], None], listening: socket.socket, moment: str) -> int:
    """Start a process at a moment that does not pass; return its number."""
    from yike.core.record.clock import moved_to  # noqa: PLC0415 - needs settings

    if pid := os.fork():
        return pid
    try:
        os.close(0)
        with moved_to(datetime.fromisoformat(moment)):
            work(listening)
    finally:
        os._exit(1)


def say(what: object) -> None:
    """Answer with one line."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve the lines that come in."""
    listening = open_shop(sys.argv[1])
    say("open")
    for line in sys.stdin:
        verb, what = line.split()
        if verb == "port":
            answer = listening.getsockname()[1]
        elif verb == "wait":
            answer = os.waitstatus_to_exitcode(os.waitpid(int(what), 0)[1])
        else:
            answer = fork(serve if what == "door" else watch, listening, sys.argv[2])
        say(answer)


if __name__ == "__main__":
    main()
