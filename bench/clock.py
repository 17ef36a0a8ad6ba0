"""Timing: medians over several runs, and the machine they were taken on."""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def median_seconds(work: Callable[[], Any], runs: int = 7, warm: int = 1) -> float:
    """Return the median wall time of ``work``, after ``warm`` uncounted runs."""
    for _ in range(warm):
        work()
    taken = []
    gc.disable()
    try:
        for _ in range(runs):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    finally:
        gc.enable()
    return statistics.median(taken)


def once_seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the wall time of one run, and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def fill_bytes_per_second() -> float:
    """Return how fast one core writes memory: the floor that no answer can be written below."""
    block = np.empty(1 << 26, np.uint32)  # 256 MiB, far beyond any cache
    return block.nbytes / median_seconds(lambda: block.fill(7), runs=9)


def machine() -> str:
    """Return processor, cores, memory and versions in one line."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system, python = platform.system(), platform.python_version()
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, Python {python}"


def spread(seconds: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile of measured seconds, in milliseconds."""
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
    return 1e3 * statistics.median(ordered), 1e3 * late


def taken(work: Callable[[], Any], runs: int, warm: int = 1) -> list[float]:
    """Return the wall seconds of each of ``runs`` runs, after ``warm`` uncounted ones."""
    for _ in range(warm):
        work()
    return [once_seconds(work)[0] for _ in range(runs)]
