"""p-center: make the longest walk as short as k new points can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from yike.engines.reach.siting.model import Problem, Rows, unreached
from yike.engines.reach.siting.search import Effort, Found, best_sites
from yike.engines.reach.siting.setcover import covers_all
from yike.engines.reach.siting.worth import cover_worth
from yike.engines.reach.streets.model import Floats

RADII = 5  # how many may be expected to need HiGHS to its limit


def required(problem: Problem) -> Floats:
    """Return 1 for each demand (D) that somebody lives at and some site or existing point reaches, else 0."""
    must = (problem.demand > 0).astype(np.float64)
    must[problem.hopeless()] = 0.0
    return must


def _radii(problem: Problem, must: Floats) -> Floats:
    """Return, rising, the costs at which the answer may lie: none below what the best-served allow."""
    already = problem.already.astype(np.float64)
    already[unreached(problem.already)] = np.inf
    nearest = already.copy()
    np.minimum.at(nearest, problem.row, problem.cost)
    least = nearest[must > 0].max(initial=0.0)
    known = np.unique(np.concatenate((np.unique(problem.cost), np.unique(already[np.isfinite(already)]))))
    return known[known >= least].astype(np.float64)


def shortest_worst(problem: Problem, add: int, effort: Effort) -> Found:
    """Return at most ``add`` sites whose worst cost is lowest; the bound is the lowest not ruled out.

    Halves the list of possible radii; each is a covering question (Minieka 1970). Where even the
    largest needs more than ``add`` sites the value is inf and the sites serve as many as can be.
    """
    must = required(problem)
    radii = _radii(problem, must)
    if not must.any() or not len(radii):
        return Found(np.zeros(0, np.int64), 0.0, 0.0, "cover by radius")
    low, high, ruled_out = 0, len(radii), 0  # radii[:ruled_out] are proven too short, radii[high:] will do
    chosen: Rows | None = None
    each = replace(effort, seconds=effort.seconds / RADII)
    while low < high:
        middle = (low + high) // 2
        sites, sure = covers_all(cover_worth(problem, float(radii[middle]), must), add, each)
        if sites is not None:
            chosen, high = sites, middle
        else:
            low = middle + 1
            ruled_out = low if sure else ruled_out
    bound = float(radii[min(ruled_out, high)]) if ruled_out < len(radii) else np.inf
    if chosen is not None:
        return Found(chosen, float(radii[high]), bound, "cover by radius")
    most = best_sites(cover_worth(problem, None, must * problem.demand), add, effort)
    return Found(most.chosen, np.inf, bound, "cover by radius")
