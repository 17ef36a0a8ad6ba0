"""The four questions answered by trying every set of sites: slow, plain, and sure."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from yike.engines.reach.siting import Problem


def full(problem: Problem) -> np.ndarray:
    """Return costs (S + 1, D), inf where there is no way; the last row is the existing points."""
    cost = np.full((problem.sites + 1, len(problem.demand)), np.inf)
    for j in range(problem.sites):
        row, reach = problem.reach_of(j)
        cost[j, row] = reach
    cost[-1] = np.where(problem.already == 65535, np.inf, problem.already)
    return cost


def _sets(sites: int, add: int):
    return [list(s) for n in range(add + 1) for s in combinations(range(sites), n)]


def mclp(problem: Problem, add: int, limit: float) -> float:
    cost = full(problem)
    return max(problem.demand[(cost[[*s, -1]].min(axis=0) <= limit)].sum() for s in _sets(problem.sites, add))


def median(problem: Problem, add: int) -> float:
    cost = full(problem)
    within = np.isfinite(cost).any(axis=0)
    charge = cost[np.isfinite(cost)].max(initial=0.0) + 1.0
    capped = np.minimum(cost, charge)[:, within]
    weight = problem.demand[within]
    return min((weight * capped[[*s, -1]].min(axis=0)).sum() for s in _sets(problem.sites, add))


def center(problem: Problem, add: int) -> float:
    cost = full(problem)
    must = np.isfinite(cost).any(axis=0) & (problem.demand > 0)
    return min(cost[[*s, -1]][:, must].min(axis=0).max(initial=0.0) for s in _sets(problem.sites, add))


def lscp(problem: Problem, limit: float) -> int:
    near = full(problem) <= limit
    near = near[:, near.any(axis=0) & (problem.demand > 0)]
    every = _sets(problem.sites, problem.sites)
    return min(len(s) for s in every if near[[*s, -1]].any(axis=0).all())
