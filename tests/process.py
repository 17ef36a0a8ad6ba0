"""``yike`` as a process of its own, over a house of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KEYS = "1 b25seSBmb3IgdGVzdHM6IG5vdGhpbmcgYXQgc3Rha2U= ede2277f"  # those of the tests
YIKE = [sys.executable, "-m", "yike.faces.cli"]


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with this data folder, English, and nothing else of ours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "YIKE", "DJANGO"))
    }
    return kept | {"LANG": "en_GB.UTF-8", "PYTHONIOENCODING": "utf-8", "YIKE_HOME": str(home)} | more


def yike(home: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*YIKE, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env=surroundings(home, **more),
        check=False,
        timeout=300,
    )
