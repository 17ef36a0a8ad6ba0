"""The walking engine beside its peers. `python -m bench.run poa` measures the query on poa only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from bench import growth, query, siting, steps, whole
from bench.clock import fill_bytes_per_second, machine
from bench.networks import DATA
from bench.sheet import HERE, put, table

Rows = list[dict[str, Any]]
NETWORKS = ("poa", "porto", "porto x4", "NY", "FLA")


def _told(what: str, work: Callable[[], Any]) -> Any:
    print(f"… {what}", flush=True)
    return work()


def only(names: list[str]) -> None:
    """Measure the query on the named networks and print it."""
    _require_data()
    fill = fill_bytes_per_second()
    print("\n".join(table([query.prepared(name, fill) for name in names])))


def _require_data() -> None:
    if not DATA.exists():
        sys.exit("../shared/data is not beside this project: there is nothing to measure on")


def main() -> None:
    """Measure everything and write it."""
    _require_data()
    fill = fill_bytes_per_second()
    put("walking", [*_head(fill), *_asked(fill), *_counted(), *_stepped(), *_grown(), *_published()])


def _head(fill: float) -> list[str]:
    return [
        "# The walking engine",
        "",
        f"Machine: {machine()}. Fill bandwidth of one core in this run: {fill / 1e9:.1f} GB/s.",
        "All libraries get the same integer deciseconds; seconds unless said otherwise; medians.",
        "",
    ]


def _section(title: str, rows: Rows) -> list[str]:
    return [f"## {title}", "", *table(rows), ""]


def _asked(fill: float) -> list[str]:
    """Return the query beside its peers."""
    asked = [_told(f"query {name}", partial(query.prepared, name, fill)) for name in NETWORKS]
    other = [_told(f"igraph, networkit {name}", partial(query.others, name)) for name in ("poa", "porto")]
    peers = ("ours", "scipy", "pandana", "x pandana", "x scipy", "equal to scipy", "equal to pandana")
    build = ("prepare", "points", "pandana build", "pandana points")
    return [
        "## Time from every node to the nearest point of each of 20 kinds, streets prepared",
        "",
        *table(asked, ("network", "nodes", *peers)),
        "",
        "Floor: writing the answer once (n x 20 x 2 bytes) at the fill bandwidth; line floor: the 64 bytes a node",
        "that are really written. scipy and pandana search 15 minutes far, ours has no limit.",
        "",
        *table(asked, ("network", "floor multiple", "line floor multiple", *build)),
        "",
        "Asked once, from an edge table (nothing prepared), against pandana's build, points and query:",
        "",
        *table(asked, ("network", "once", "once x pandana")),
        "",
        "Others, seconds:",
        "",
        *table(other),
        "",
    ]


def _counted() -> list[str]:
    rows = [_told(f"counts {name}", partial(query.counts, name)) for name in ("poa", "porto")]
    return _section("Points of each of 20 kinds within 15 minutes of every node", rows)


def _stepped() -> list[str]:
    stepped = [_told("what-if porto", lambda: steps.what_if("porto"))]
    sited = [_told("siting porto", lambda: steps.siting("porto"))]
    return [
        *_section("What-if steps, seconds", stepped),
        *_section("Siting whole: matrix, choice, certificate", sited),
    ]


def _grown() -> list[str]:
    """Return how cost grows, with its picture, and what whole processes take."""
    grown = _told("growth", growth.rows)
    growth.picture(grown, HERE / "growth.svg")
    processes = _told("whole processes", whole.rows)
    picture = ["## How cost grows", "", "![growth](growth.svg)", "", *table(grown), ""]
    return [*_section("Whole processes", processes), *picture]


def _published() -> list[str]:
    return _section("Siting against published optima", _told("siting, published optima", siting.rows))
