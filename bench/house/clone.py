"""From a fresh clone to the first page, packages from the caches of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.house.child import say
from bench.house.limits import Row, against
from bench.house.running import demonstration
from bench.sheet import HERE

LIMIT_S = 90
HIDDEN = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH", "YIKE_DATABASE_URL")


def _done(command: list[str], folder: Path) -> float:
    env = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    began = time.perf_counter()
    say(" ".join(command[:2]))
    subprocess.run(command, cwd=folder, env=env, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    seconds = time.perf_counter() - began
    say(f"{seconds:.1f} s")
    return seconds


def _from_nothing(folder: Path) -> dict[str, float]:
    """Clone, set up, open; return the seconds of each."""
    cloned = _done(["git", "clone", "--quiet", "--local", "--no-hardlinks", str(HERE.parent), "yike"], folder)
    here = folder / "yike"
    set_up = _done(["tools/setup", "demo", "--later"], here)  # as `make demo` does, and then:
    with demonstration(here / "var" / "demo", [str(here / "tools/demo")]) as running:
        say(f"first page after {running.first_page:.1f} s more")
        return {"git clone": cloned, "tools/setup demo": set_up, "tools/demo, first page": running.first_page}


def rows(_database: str) -> Iterator[Row]:
    """Do it twice: what the first fetches from the registries, the second has in the caches."""
    for name in ("to fill the caches", "counted"):
        say(f"a fresh clone, {name}")
        with tempfile.TemporaryDirectory(prefix="yike-clone-") as folder:
            steps = _from_nothing(Path(folder))
    yield from ({"what": what, "seconds": seconds} for what, seconds in steps.items())
    whole = sum(steps.values())
    yield {"what": "from nothing to the first page", "seconds": whole} | against(whole, LIMIT_S, "limit")
