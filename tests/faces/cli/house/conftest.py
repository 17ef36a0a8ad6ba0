from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import Demo, eventually


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


@pytest.fixture
def demo(drawn: Path) -> Iterator[Demo]:
    """Return a demonstration opened for the second time."""
    running = Demo(drawn)
    try:
        assert running.opened(), running.said
        yield running
    finally:
        running.clear()
