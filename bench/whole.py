"""Whole processes as a user starts them: preparing, reporting, the first run ever, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.networks import DATA

Row = dict[str, Any]
YIKE = [sys.executable, "-m", "yike.faces.cli"]
PEAK = (
    "import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
    "stderr=subprocess.DEVNULL); u = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(r.returncode, u.ru_maxrss / 1024, u.ru_utime + u.ru_stime)"
)


def process(command: list[str], **env: str) -> Row:
    """Run a command; return its exit code, wall and processor seconds and peak memory in MB."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *command],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | env,
    )
    wall = time.perf_counter() - start
    code, peak, cpu = done.stdout.split()
    return {"exit": int(code), "wall": wall, "cpu": float(cpu), "peak MB": float(peak)}


def _median(runs: list[Row]) -> Row:
    return sorted(runs, key=lambda r: r["wall"])[len(runs) // 2]


def report_command(out: Path) -> list[str]:
    """Return the report on Porto Alegre from its raw street file."""
    poa = DATA / "br_poa"
    return [
        *YIKE, "circle", "report", "--streets", str(poa / "poa_osm.pbf"),
        "--homes", str(poa / "poa_hexgrid.csv"), "--weight", "population",
        "--points", str(poa / "poa_hexgrid.csv"), "--kinds", "schools,healthcare", "--out", str(out), "--json",
    ]  # fmt: skip


def rows() -> list[Row]:
    """Measure the commands; compiled code is warm except where the row says first run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        porto = str(DATA / "eu_porto" / "porto_portugal.osm.pbf")
        prepare = [*YIKE, "circle", "prepare", porto, "--out", str(out / "porto.yike")]
        report = report_command(out / "poa")
        cold = process(report, NUMBA_CACHE_DIR=str(out / "empty"))
        process(report)
        process(prepare)
        return [
            {"what": "yike --help"} | _median([process([*YIKE, "--help"]) for _ in range(5)]),
            {"what": "report on poa, first run ever (compiles)"} | cold,
            {"what": "report on poa, cold process, compiled before"}
            | _median([process(report) for _ in range(5)]),
            {"what": "prepare Porto .osm.pbf"} | _median([process(prepare) for _ in range(3)]),
            {"what": "query over 1.25 M nodes from a prepared file, whole process"} | query_memory(out),
        ]


MAKE = """
import sys
from pathlib import Path
from bench.networks import town, walk_of
from yike.engines.reach.saved import save
walk = walk_of(town("porto x4"))
walk.hierarchy
save(Path(sys.argv[1]), walk.streets, [walk])
"""
ASK = """
import sys, time
from pathlib import Path
import numpy as np
from yike.engines.reach.saved import load
from yike.engines.reach.sweep import TIMES, Seeds, plant, run
begin = time.perf_counter()
walk = load(Path(sys.argv[1])).walks[0]
opened = time.perf_counter()
dice = np.random.default_rng(1)
node = dice.integers(0, walk.streets.nodes, 65_000).astype(np.int32)
seeds = Seeds(node, (np.arange(65_000) % 20).astype(np.int32), np.zeros(65_000, np.uint16))
peak_mb = lambda: int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) / 1024
before = peak_mb()
run(walk.hierarchy, plant(walk.hierarchy, walk.graph, seeds, TIMES), TIMES)
peak = peak_mb()
print(opened - begin, before, peak)
"""


def query_memory(folder: Path) -> Row:
    """Measure opening a prepared file of 1.25 M nodes and one query: seconds to open, peak memory in MB."""
    path = str(folder / "porto4.yike")
    subprocess.run([sys.executable, "-c", MAKE, path], check=True)
    done = [
        subprocess.run(
            [sys.executable, "-c", ASK, path], check=True, capture_output=True, text=True
        ).stdout.split()
        for _ in range(3)
    ]
    opened, before, peak = (float(x) for x in sorted(done)[1])
    return {"exit": 0, "open ms": opened * 1e3, "before MB": before, "peak MB": peak}
