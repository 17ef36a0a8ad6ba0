"""Rows that are held against a limit."""

from __future__ import annotations

from typing import Any

from bench.clock import spread

Row = dict[str, Any]
WORKERS = {"postgresql": 2, "sqlite": 1}  # processes of a server, as docs/operate.md sets it up


def held(what: str, seconds: list[float], limit_ms: float, **more: object) -> Row:
    """Return median and 95th percentile of measured seconds, the limit of the latter, and whether it holds."""
    median, late = spread(seconds)
    return {"what": what, "median ms": median, "p95 ms": late} | against(late, limit_ms, "limit ms") | more


def against(value: float, limit: float, name: str = "limit") -> Row:
    """Return a limit, the share of it that is used, and whether the value keeps it."""
    return {name: limit, "of the limit": f"{100 * value / limit:.0f} %", "kept": value <= limit}
