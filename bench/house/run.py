"""Measure the parts of the house, each in a process of its own beside its own database, and write them down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.clock import machine
from bench.house.parts import PARTS, POSTGRESQL, Part
from bench.sheet import HERE, RESULTS, put, table

ROOT = HERE.parent
NO_POSTGRESQL = 69  # the exit code of tools/postgres where none is installed
Row = dict[str, Any]


def _child(part: Part, database: str, home: Path) -> list[Row]:
    """Measure one part beside one database; nothing where that database is not installed."""
    command = [sys.executable, "-m", "bench.house.child", part.name, database, part.opened]
    if database == POSTGRESQL:
        command = [str(ROOT / "tools" / "postgres"), *command]
    env = os.environ | {"YIKE_HOME": str(home), "YIKE_POSTGRES_DURABLE": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env, check=False)
    if done.returncode == NO_POSTGRESQL:
        return [{"database": database, "what": "not installed on this machine"}]
    if done.returncode:
        sys.exit(f"bench.house.{part.name} on {database or 'no database'} failed with {done.returncode}")
    rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
    return [{"database": database} | row if database else row for row in rows]


def measured(part: Part) -> list[Row]:
    """Measure one part beside each of its databases."""
    rows: list[Row] = []
    for database in part.databases:
        print(f"… {part.title} {database}", flush=True)
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="yike-bench-") as home:
            found = _child(part, database, Path(home))
        _tell(found)
        rows += found
        print(f"  {time.perf_counter() - began:.0f} s", flush=True)
    return rows


def _named(row: Row) -> str:
    """Name what a row is about; parts call it by their own word."""
    return str(row.get("what") or row.get("page") or next(iter(row.values())))


def _tell(rows: list[Row]) -> None:
    """Print how many limits were kept, and which were not."""
    held = [row for row in rows if "kept" in row]
    missed = [f"  NOT kept: {_named(row)}, {row.get('of the limit', '')}" for row in held if not row["kept"]]
    if held:
        print(f"  {len(held) - len(missed)} of {len(held)} limits kept", *missed, sep="\n", flush=True)


def marked(page: str, part: Part, here: str) -> str:
    """Name the block of a part: what another processor measured stays, and this one gets a block of its own."""
    name, cpu = f"house.{part.name}", here.split(",", maxsplit=1)[0]
    there = page.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    return name if f"Machine: {cpu}," in there or not there else f"{name} {cpu}"


def block(part: Part, rows: list[Row]) -> Iterator[str]:
    """Give the lines of one part of the page."""
    yield from (f"## {part.title}", "", f"Machine: {machine()}, measured {time.strftime('%Y-%m-%d')}.", "")
    yield from (" ".join(part.notes.split()), "")
    for name in dict.fromkeys(row.get("table") for row in rows):
        mine = [{k: v for k, v in row.items() if k != "table"} for row in rows if row.get("table") == name]
        yield from (*([f"### {name.capitalize()}", ""] if name else []), *table(mine), "")


def main(names: list[str]) -> None:
    """Measure the named parts of the house, or all of them."""
    unknown = set(names) - {part.name for part in PARTS}
    if unknown:
        sys.exit(f"no part {', '.join(sorted(unknown))}; there are {', '.join(part.name for part in PARTS)}")
    began = time.perf_counter()
    for part in PARTS:
        if not names or part.name in names:
            found = measured(part)
            put(marked(RESULTS.read_text(encoding="utf-8"), part, machine()), block(part, found))
    print(f"the house: {time.perf_counter() - began:.0f} s", flush=True)
