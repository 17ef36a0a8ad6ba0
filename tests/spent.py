"""Where the time of tests goes: ``pytest -p spent tests/rooms`` ends with processor seconds, children included.

They say the same on a busy machine as on a quiet one, where ``--durations`` does not. What workers count is added.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LINES = 25
_TABLES: dict[str, Counter[str]] = {
    what: Counter() for what in ("folders and phases", "fixtures", "files", "tests")
}
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


def _count(what: str, name: str, used: float) -> None:
    _TABLES[what][name] += used  # type: ignore[assignment]


def _phase(item: pytest.Item, phase: str) -> Iterator[Any]:
    before = spent()
    result = yield
    used = spent() - before
    file = item.nodeid.partition("::")[0]
    _count("folders and phases", f"{file.rpartition('/')[0]} {phase}", used)
    _count("files", file, used)
    _count("tests", item.nodeid, used)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[Any]:
    """Count what is made ready for a test; what it sets up for others counts for it."""
    return (yield from _phase(item, "setup"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[Any]:
    """Count the test itself."""
    return (yield from _phase(item, "call"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[Any]:
    """Count what is cleared away after a test."""
    return (yield from _phase(item, "teardown"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[Any]:
    """Count a fixture, without those it stands on."""
    before = spent()
    result = yield
    _count("fixtures", f"{fixturedef.argname} ({fixturedef.scope}) {fixturedef.baseid}", spent() - before)
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker tell what it counted."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["spent"] = {what: dict(table) for what, table in _TABLES.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a worker counted."""
    for what, table in getattr(node, "workeroutput", {}).get("spent", {}).items():
        _TABLES[what].update(table)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which folders, fixtures, files and tests took most."""
    for title, table in _TABLES.items():
        terminalreporter.section(f"processor seconds by {title}: {sum(table.values()):.1f}")
        for name, used in table.most_common(LINES):
            terminalreporter.write_line(f"{used:8.2f} {name}")
