from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Return the path of a real data file, or skip with a line that names what is missing."""

    def path_of(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data ../shared/data/{name} is not beside this project")
        return path

    return path_of
