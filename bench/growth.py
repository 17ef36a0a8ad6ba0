"""How cost grows with nodes and with kinds, as numbers and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bench.clock import median_seconds
from bench.networks import Town, town
from yike.engines.reach.graph import graph_of
from yike.engines.reach.hierarchy import Hierarchy, prepare
from yike.engines.reach.sweep import TIMES, Seeds, empty_rows, plant, run

Row = dict[str, Any]
NAMES = ("poa", "NY", "porto", "FLA", "NW", "porto x4")


def _ask(it: Town, hierarchy: Hierarchy, kinds: int) -> float:
    """Time the prepared query for that many kinds, 32 to a sweep."""
    graph = graph_of(it.n, it.a, it.b, it.ds, it.ds)
    dice = np.random.default_rng(2)
    rows, planted = empty_rows(it.n, TIMES), []
    for first in range(0, kinds, TIMES.lanes):
        lanes = min(TIMES.lanes, kinds - first)
        node = dice.choice(it.n, 100 * lanes).astype(np.int32)
        lane = np.repeat(np.arange(lanes, dtype=np.int32), 100)
        planted.append(plant(hierarchy, graph, Seeds(node, lane, np.zeros(len(node), np.uint16)), TIMES))
    return median_seconds(lambda: [run(hierarchy, p, TIMES, rows) for p in planted], 11)


def rows() -> list[Row]:
    """Measure 20 kinds on every network, and 1 to 256 kinds on porto."""
    found: list[Row] = []
    for name in NAMES:
        it = town(name)
        hierarchy = prepare(graph_of(it.n, it.a, it.b, it.ds, it.ds))
        counts = (1, 8, 20, 32, 64, 128, 256) if name == "porto" else (20,)
        found += [
            {"network": name, "nodes": it.n, "kinds": kinds, "ms": _ask(it, hierarchy, kinds) * 1e3}
            for kinds in counts
        ]
    return found


def _panel(left: int, title: str, points: list[tuple[float, float, str]]) -> list[str]:
    """Draw one log-log panel as SVG lines."""
    x, y = np.log10([p[0] for p in points]), np.log10([p[1] for p in points])
    low = np.floor([x.min(), y.min()]), np.ceil([x.max(), y.max()])
    px = left + 60 + 320 * (x - low[0][0]) / max(1.0, low[1][0] - low[0][0])
    py = 330 - 260 * (y - low[0][1]) / max(1.0, low[1][1] - low[0][1])
    out = [f'<text x="{left + 60}" y="40" font-size="16">{title}</text>']
    out.append(f'<path d="M{left + 60} 70V330H{left + 380}" fill="none" stroke="#555"/>')
    for power in range(int(low[0][1]), int(low[1][1]) + 1):
        at = 330 - 260 * (power - low[0][1]) / max(1.0, low[1][1] - low[0][1])
        out.append(
            f'<text x="{left + 52}" y="{at + 4:.0f}" font-size="11" text-anchor="end">{10.0**power:g} ms</text>'
        )
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(px, py, strict=True))
    out.append(f'<polyline points="{line}" fill="none" stroke="#2b6c8f" stroke-width="2"/>')
    for a, b, (_, ms, name) in zip(px, py, points, strict=True):
        out.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="#b3243b"/>')
        out.append(
            f'<text x="{a:.1f}" y="{b - 9:.1f}" font-size="10" text-anchor="middle">{name}: {ms:.2g}</text>'
        )
    return out


def picture(found: list[Row], path: Path) -> None:
    """Draw cost over nodes (20 kinds) and over kinds (porto) into an SVG file."""
    nodes = sorted((r["nodes"], r["ms"], r["network"]) for r in found if r["kinds"] == 20)
    kinds = sorted((r["kinds"], r["ms"], str(r["kinds"])) for r in found if r["network"] == "porto")
    body = _panel(0, "ms over nodes, 20 kinds", nodes) + _panel(420, "ms over kinds, porto", kinds)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 370" font-family="sans-serif">'
    path.write_text("\n".join([head, '<rect width="840" height="370" fill="#fbf8f1"/>', *body, "</svg>\n"]))
