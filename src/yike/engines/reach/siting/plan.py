"""Where should new points go: one function for the four objectives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.siting.interchange import greedy
from yike.engines.reach.siting.model import (
    EXISTING,
    NOBODY,
    OBJECTIVES,
    Costs,
    Objective,
    Plan,
    Problem,
    Rows,
    gap_between,
    unreached,
)
from yike.engines.reach.siting.pcenter import required, shortest_worst
from yike.engines.reach.siting.search import Effort, Found, best_sites
from yike.engines.reach.siting.setcover import fewest_sites
from yike.engines.reach.siting.worth import Worth, charged, cover_worth, median_worth
from yike.engines.reach.streets.model import Floats, Ints


def site(
    problem: Problem,
    objective: Objective,
    add: int = 1,
    *,
    limit: float | None = None,
    effort: Effort | None = None,
) -> Plan:
    """Return which candidate sites to take for ``add`` new points, and how far from the best that can be.

    ``mclp``: cover the most weight within ``limit``. ``lscp``: the fewest sites (``add`` is not used) that
    cover everybody within ``limit``. ``p-median``: lowest Σ weight x cost. ``p-center``: lowest worst
    cost over demands with weight. ``limit`` (None: the whole table) plays no part in the last two.
    Existing points count throughout. Ties go to the smallest site row; the answer depends on nothing but
    the arguments, unless HiGHS runs into ``effort.seconds``.
    Raises ``Fault`` for an unknown objective, ``add`` < 1 or more than the candidates, and no candidates.
    """
    _check(problem, objective, add)
    effort = effort or Effort()
    if objective == "mclp":
        return _mclp(problem, add, limit, effort)
    if objective == "lscp":
        return _lscp(problem, limit, effort)
    if objective == "p-median":
        return _median(problem, add, effort)
    return _center(problem, add, effort)


def _check(problem: Problem, objective: str, add: int) -> None:
    if objective not in OBJECTIVES:
        names = ", ".join(OBJECTIVES)
        raise Fault(
            f"没有叫“{objective}”的选址目标",
            f'there is no objective "{objective}"',
            do_zh=f"请用其中之一：{names}",
            do_en=f"Use one of: {names}",
        )
    if not problem.sites:
        raise Fault(
            "没有候选点",
            "there are no candidate sites",
            do_zh="请给出至少一个候选点",
            do_en="Give at least one candidate site",
        )
    if add < 1 or (add > problem.sites and objective != "lscp"):
        raise Fault(
            f"要新增 {add} 处，候选点有 {problem.sites} 个",
            f"{add} new points were asked for, and there are {problem.sites} candidate sites",
            do_zh=f"请把新增数改为 1 到 {problem.sites}",
            do_en=f"Ask for 1 to {problem.sites}",
        )


def _mclp(problem: Problem, add: int, limit: float | None, effort: Effort) -> Plan:
    worth = cover_worth(problem, limit)
    found = best_sites(worth, add, effort)
    had = float(problem.demand.sum() - worth.weight.sum())
    return _plan(problem, "mclp", found, worth, (had + found.value, had + found.bound, found.value), limit)


def _lscp(problem: Problem, limit: float | None, effort: Effort) -> Plan:
    must = (problem.demand > 0).astype(np.float64)
    whole = cover_worth(problem, limit, must)
    covered = np.zeros(len(must), np.bool_)
    covered[whole.row] = True
    lost = np.flatnonzero((whole.weight > 0) & ~covered).astype(np.int32)
    found = fewest_sites(replace(whole, weight=np.where(covered, whole.weight, 0.0)), effort)
    value = (found.value, found.bound, found.value)
    plan = _plan(problem, "lscp", found, cover_worth(problem, limit), value, limit)
    return replace(plan, hopeless=lost)


def _median(problem: Problem, add: int, effort: Effort) -> Plan:
    worth = median_worth(problem)
    found = best_sites(worth, add, effort)
    hopeless = problem.hopeless()
    base = charged(problem)
    base[hopeless] = 0.0
    total = float((problem.demand * base).sum())
    value = float((problem.demand * np.minimum(base, _after(problem, found.chosen)[1])).sum())
    bound = value if found.bound == found.value else total - found.bound
    plan = _plan(problem, "p-median", found, worth, (value, bound, value), None)
    return replace(plan, hopeless=hopeless)


def _center(problem: Problem, add: int, effort: Effort) -> Plan:
    found = shortest_worst(problem, add, effort)
    worth = median_worth(replace(problem, demand=required(problem) * problem.demand))
    plan = _plan(problem, "p-center", found, worth, (found.value, found.bound, found.value), None)
    return replace(plan, hopeless=problem.hopeless())


def _plan(
    problem: Problem,
    objective: Objective,
    found: Found,
    worth: Worth,
    value: tuple[float, float, float],
    limit: float | None,
) -> Plan:
    """Order the sites by what each adds and say who is served by whom."""
    sites, gain = _in_order(worth, found.chosen)
    assigned, cost = _after(problem, sites, limit)
    gap = gap_between(*value)
    none = np.zeros(0, np.int32)
    return Plan(
        objective, sites, value[0], value[1], gap, gap == 0, found.method, gain, assigned, cost, none, limit
    )


def _in_order(worth: Worth, chosen: Rows) -> tuple[Ints, Floats]:
    """Return the chosen sites, the most useful first, and what each adds to those before it."""
    chosen = np.sort(chosen)
    at = np.concatenate([np.arange(worth.start[j], worth.start[j + 1]) for j in chosen] or [np.zeros(0, int)])
    start = np.concatenate(([0], np.cumsum(np.diff(worth.start)[chosen]))).astype(np.int64)
    value = worth.value[at] if len(worth.value) else worth.value
    part = replace(worth, start=start, row=worth.row[at], value=value)
    if not len(chosen):
        return chosen.astype(np.int32), np.zeros(0)
    order, gain, _ = greedy(*part.table, len(chosen))
    idle = np.setdiff1d(np.arange(len(chosen)), order)  # needed for the worst served, though they add nothing
    return chosen[np.append(order, idle)].astype(np.int32), np.append(gain, np.zeros(len(idle)))


def _after(problem: Problem, sites: Rows, limit: float | None = None) -> tuple[Ints, Costs]:
    """Return who serves each demand and at what cost: an existing point first, then the smallest site row."""
    cost = problem.already.copy()
    assigned = np.full(len(cost), EXISTING, np.int32)
    for j in np.sort(sites):
        row, reach = problem.reach_of(j)
        nearer = reach < cost[row]
        cost[row[nearer]] = reach[nearer]
        assigned[row[nearer]] = j
    out = unreached(cost) if limit is None else cost > limit
    assigned[out] = NOBODY
    return assigned, cost
