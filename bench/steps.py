"""What-if steps and the matrix for siting."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from bench.clock import median_seconds, once_seconds
from bench.networks import LIMIT, at_nodes, town, walk_of
from bench.peers import Pandana
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.ball import Balls
from yike.engines.reach.siting import Effort, Problem, site
from yike.engines.reach.whatif import WhatIf

Row = dict[str, Any]
NOBODY = Anchors(np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.zeros(0, np.uint8))


def what_if(name: str, steps: int = 300) -> Row:
    """Measure adding and removing single points in a town of 20 kinds, 15 minutes."""
    it, walk = town(name), walk_of(town(name))
    plan = WhatIf(walk, NOBODY, at_nodes(it, it.node), it.kind, 20, LIMIT)
    dice = np.random.default_rng(5)
    took: dict[str, list[float]] = {"add": [], "remove": []}
    places = [at_nodes(it, dice.integers(0, it.n, 1)) for _ in range(steps + 20)]
    for i, new in enumerate(places):
        added, _ = once_seconds(partial(plan.add, i % 20, new))
        removed, _ = once_seconds(partial(plan.close, len(plan.book) - 1))
        if i >= 20:
            took["add"].append(added)
            took["remove"].append(removed)
    panda = Pandana(it)

    def redo() -> None:
        panda.set_points(range(1))
        panda.net.nearest_pois(LIMIT, "k0")

    redo_s = median_seconds(redo, 3)
    row: Row = {"network": name, "pandana redoes the kind": redo_s}
    for act, taken in took.items():
        row |= {f"{act} median": float(np.median(taken)), f"{act} p95": float(np.percentile(taken, 95))}
    return row


def siting(name: str, demand: int = 100_000, sites: int = 5_000, add: int = 10) -> Row:
    """Measure siting whole: matrix of who reaches which site in 15 minutes, choice, certificate."""
    it, walk = town(name), walk_of(town(name))
    dice = np.random.default_rng(6)
    homes = at_nodes(it, dice.choice(it.n, min(demand, it.n), replace=False))
    places = at_nodes(it, dice.choice(it.n, sites, replace=False))
    weight = dice.integers(1, 60, len(homes)).astype(float)

    def matrix() -> Problem:
        got = Balls.around(walk, places, homes).reached(LIMIT)
        return Problem(weight, got.start, got.item, got.ds)

    problem = matrix()
    matrix_s = median_seconds(matrix, 5)
    quick = Effort(
        exact_below=0
    )  # greedy, swaps and a certificate; no search for the last tenth of a percent
    plan = site(problem, "mclp", add, effort=quick)
    choose_s = median_seconds(lambda: site(problem, "mclp", add, effort=quick), 5)
    proof_s, proven = once_seconds(lambda: site(problem, "mclp", add))
    whole_s = median_seconds(lambda: site(matrix(), "mclp", add, effort=quick), 5)
    return {
        "network": name,
        "demand": len(homes),
        "sites": sites,
        "entries": len(problem.row),
        "matrix": matrix_s,
        "choice": choose_s,
        "whole": whole_s,
        "gap %": 100 * plan.gap,
        "with proof": proof_s,
        "gap then %": 100 * proven.gap,
    }
