from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from process import yike as yike_process
from running import Demo, eventually
from smalloffice import STREET, ledger, tree


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration that was broken off once while it was drawn, then drawn whole."""
    home = tmp_path_factory.mktemp("office") / "demo"
    broken = Demo(home)
    try:
        assert eventually(lambda: "Drawing the demonstration" in broken.said, 120), broken.said
        time.sleep(3.0)
        assert broken.interrupt() == 130
        assert broken.said.endswith("Stopped; nothing is half-written.\n")
    finally:
        broken.clear()
    assert not (home / "demonstration.ready").exists()
    whole = Demo(home)
    try:
        assert whole.opened(), whole.said
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
