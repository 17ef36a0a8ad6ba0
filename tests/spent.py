"""Where the time of tests goes: ``pytest -p spent tests/rooms`` ends with processor seconds, children included.

They say the same on a busy machine as on a quiet one, where ``--durations`` does not.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LINES = 25
_BY_TEST: Counter[str] = Counter()
_BY_FILE: Counter[str] = Counter()
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _below(pid: str) -> float:
    """Return the seconds that the processes below one have used so far, as Linux tells them."""
    spent = 0.0
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = told.read_text().split()
        except OSError:
            continue
        for child in children:
            try:
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            spent += sum(map(int, fields[11:15])) / _TICKS + _below(child)
    return spent


def spent() -> float:
    """Return the processor seconds of this process, of its children that ended and of those that run."""
    return sum(os.times()[:4]) + _below("self")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Count a test with its fixtures; what it sets up for others counts for it."""
    before = spent()
    result = yield
    used = spent() - before
    _BY_TEST[item.nodeid] += used  # type: ignore[assignment]
    _BY_FILE[item.nodeid.partition("::")[0]] += used  # type: ignore[assignment]
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which files and which tests took most."""
    for title, table in (("files", _BY_FILE), ("tests", _BY_TEST)):
        terminalreporter.section(f"processor seconds by {title}: {sum(table.values()):.1f}")
        for name, used in table.most_common(LINES):
            terminalreporter.write_line(f"{used:8.2f} {name}")
