from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from process import yike as yike_process
from running import Demo, Visit, eventually, visit
from smalloffice import STREET, ledger, tree


@pytest.fixture(scope="session")
def half_drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Visit]:
    """Return the folder of a demonstration broken off before it opened and again after, and what was seen then."""
    home = tmp_path_factory.mktemp("office") / "demo"
    early = Demo(home)
    try:
        assert eventually(lambda: "Drawing the demonstration" in early.said, 120), early.said
        time.sleep(3.0)
        assert early.interrupt() == 130
        assert early.said.endswith("Stopped; nothing is half-written.\n")
    finally:
        early.clear()
    assert not (home / "demonstration.ready").exists()
    late = Demo(home)
    try:
        assert late.opened(), late.said
        seen = visit(late.port)
        assert late.interrupt() == 0, late.said
        assert "The town was not drawn to its end; it is drawn anew next time.\n" in late.said
    finally:
        late.clear()
    assert not (home / "demonstration.ready").exists()
    return home, seen


@pytest.fixture(scope="session")
def drawn(half_drawn: tuple[Path, Visit]) -> Path:
    """Return the folder of a demonstration that was broken off twice while it was drawn, then drawn whole."""
    home, _ = half_drawn
    whole = Demo(home)
    try:
        assert eventually(lambda: "The town is whole." in whole.said or whole.process.poll() is not None, 600)
        assert whole.interrupt() == 0, whole.said
    finally:
        whole.clear()
    return home


def _opened(home: Path) -> Iterator[Demo]:
    running = Demo(home)
    try:
        assert running.opened(), running.said
        yield running
    finally:
        running.clear()


@pytest.fixture
def demo(drawn: Path) -> Iterator[Demo]:
    """Return a demonstration opened for the second time, to be ended."""
    yield from _opened(drawn)


@pytest.fixture(scope="module")
def running(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Return one of its own that all may visit and nobody ends."""
    home = tmp_path_factory.mktemp("running") / "demo"
    shutil.copytree(drawn, home)
    yield from _opened(home)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of an office with three areas and three persons, taken in by command."""
    folder = tmp_path_factory.mktemp("commands")
    home = folder / "home"
    assert yike_process(home, "upgrade").returncode == 0
    for words in (
        ("areas", tree(folder)),
        ("households", ledger(folder), "--within", STREET),
    ):
        done = yike_process(home, "import", *words, "--apply", "--reason", "first")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Written."), done.stderr
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "home"
    shutil.copytree(filled, copy)
    return copy
