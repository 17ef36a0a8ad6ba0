"""A program of the tests that forks processes of ours on demand, so that a test can kill them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


class Shop:
    """The program. ``ask`` sends a line and returns the number it answers with."""

    def __init__(self, program: Path, *words: str) -> None:
        command = [sys.executable, str(program), str(connection.settings_dict["NAME"]), *words]
        settings = {"DJANGO_SETTINGS_MODULE": "testsettings", "PYTHONPATH": str(Path(__file__).parent)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | settings
        )
        assert self._line() == "open"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, line: str) -> int:
        """Send a line; return the number that comes back."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def close(self) -> None:
        """Let the program end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


@contextmanager
def shop(program: Path, *words: str) -> Iterator[Shop]:
    """Open a shop and close it at the end."""
    opened = Shop(program, *words)
    try:
        yield opened
    finally:
        opened.close()
