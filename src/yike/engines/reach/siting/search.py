"""The best k sites of a worth table, with proof or a certificate: greedy, swaps, bound, fixing, HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yike.engines.reach.siting.dual import scores, tighten
from yike.engines.reach.siting.exact import best_by_highs
from yike.engines.reach.siting.interchange import greedy, swap
from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.worth import Worth
from yike.engines.reach.streets.model import Floats

SWAPS = 1000  # never met in practice: every swap is a strict improvement


@dataclass(frozen=True)
class Effort:
    """How hard to try. All counts, no clock, save HiGHS's own.

    ``exact_below``: tables with at most so many entries are worked on until proven, if it can be.
    ``entries``: table entries the bound may read on larger tables (about 3 ns each).
    ``seconds``: HiGHS's time limit per question. ``kicks``: restarts from a disturbed plan, small tables.
    """

    exact_below: int = 1_000_000
    entries: int = 5_000_000
    seconds: float = 10.0
    kicks: int = 40


@dataclass(frozen=True)
class Found:
    """A set of sites, its worth, and what no set can exceed."""

    chosen: Rows
    value: float
    bound: float
    method: str


@dataclass
class _State:
    """The best plan and the best bound so far; ``price`` is the bound's."""

    chosen: Rows
    value: float
    bound: float
    price: Floats

    def offer(self, worth: Worth, chosen: Rows) -> bool:
        """Take a plan if it is strictly better."""
        value = worth.of(chosen)
        if value <= self.value + 1e-12 * abs(self.value):
            return False
        self.chosen, self.value = chosen, value
        return True

    def proven(self, worth: Worth) -> bool:
        return self.bound - self.value < worth.tolerance(self.value)


def best_sites(worth: Worth, add: int, effort: Effort) -> Found:
    """Return the best set of at most ``add`` sites that was found, and a bound on every such set."""
    chosen, alone = greedy(*worth.table, add)
    if len(chosen) < min(add, worth.sites) or add >= worth.sites:
        value = worth.of(chosen)  # nothing left could add anything: this is worth as much as all sites
        return Found(chosen, value, value, "greedy")
    chosen = swap(*worth.table, alone, chosen, SWAPS)
    small = len(worth.row) <= effort.exact_below
    state = _State(chosen, worth.of(chosen), np.inf, _second_values(worth, chosen))
    order = np.argsort(-alone, kind="stable")
    reads = min(1000 * len(worth.row), 40 * effort.entries) if small else effort.entries
    _improve(worth, state, alone, order, reads, patience=15 if small else 3)
    method = "greedy+swap+dual"
    if small and not state.proven(worth):
        _kick(worth, state, alone, effort.kicks)
        _improve(worth, state, alone, order, reads // 4, patience=15)
        if not state.proven(worth):
            method = "greedy+swap+dual+highs"
            _prove(worth, state, add, effort.seconds)
    if state.proven(worth):
        state.bound = state.value
    return Found(state.chosen, state.value, state.bound, method)


def _second_values(worth: Worth, chosen: Rows) -> Floats:
    """Return each demand's second best value among the chosen: where the prices start."""
    best, second = np.zeros(len(worth.weight)), np.zeros(len(worth.weight))
    for j in chosen:
        at = slice(worth.start[j], worth.start[j + 1])
        row = worth.row[at]
        v = worth.value[at] if len(worth.value) else worth.weight[row]
        second[row] = np.maximum(second[row], np.minimum(v, best[row]))
        best[row] = np.maximum(best[row], v)
    return second


def _improve(worth: Worth, state: _State, alone: Floats, order: Rows, reads: int, patience: int) -> None:
    """Tighten the bound; try the sets the bound points at as plans."""
    slack = worth.tolerance(state.value)
    k = len(state.chosen)
    bound, price, top = tighten(
        *worth.table,
        alone,
        order,
        state.price,
        k,
        state.value,
        slack,
        reads,
        1.6 if patience > 3 else 1.2,
        patience,
    )
    if bound < state.bound:
        state.bound, state.price = bound, price
    if patience > 3:
        top = swap(*worth.table, alone, top, SWAPS)
    state.offer(worth, top)


def _kick(worth: Worth, state: _State, alone: Floats, kicks: int) -> None:
    """Replace a few sites by others that score well under the prices, then swap; keep what is better."""
    dice = np.random.default_rng(0)
    rank = np.argsort(-scores(*worth.table, state.price), kind="stable")
    k = len(state.chosen)
    count = max(1, min(k // 5, 8))
    for _ in range(kicks):
        if state.proven(worth):
            return
        others = np.setdiff1d(rank[: 2 * k + 5], state.chosen)
        n = min(count, len(others))
        trial = state.chosen.copy()
        trial[dice.choice(k, n, replace=False)] = dice.choice(others, n, replace=False)
        state.offer(worth, swap(*worth.table, alone, trial, SWAPS))


def _prove(worth: Worth, state: _State, add: int, seconds: float) -> None:
    """Settle by price which sites are in or out of any better plan; let HiGHS decide the rest."""
    score = scores(*worth.table, state.price)
    rank = np.argsort(-score, kind="stable")
    weakest, next_best = score[rank[add - 1]], score[rank[add]]
    enough = state.value + worth.tolerance(state.value)  # a better plan is worth at least this
    top = np.zeros(worth.sites, np.bool_)
    top[rank[:add]] = True
    bound = state.price.sum() + score[rank[:add]].sum()
    sure = top & (bound - score + next_best < enough)
    out = ~top & (bound - weakest + score < enough)
    taken, free = np.flatnonzero(sure), np.flatnonzero(~sure & ~out)
    chosen, shown = best_by_highs(worth, free, taken, add - len(taken), seconds)
    if chosen is not None:
        state.offer(worth, chosen)
    state.bound = min(state.bound, max(shown, state.value))
