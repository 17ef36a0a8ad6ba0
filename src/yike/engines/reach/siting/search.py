"""The best k sites of a worth table, with proof or a certificate: greedy, swaps, bound, probing, HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yike.engines.reach.siting.dual import level, scores, tighten
from yike.engines.reach.siting.exact import best_by_highs
from yike.engines.reach.siting.interchange import greedy, swap
from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.probe import probed, settled
from yike.engines.reach.siting.worth import Worth
from yike.engines.reach.streets.model import Floats

SWAPS = 1000  # never met in practice: every swap is a strict improvement
READS_PER_ENTRY = 1000  # of the table, by the bound, when it is to be proven
READS_AT_MOST = 200_000_000


@dataclass(frozen=True)
class Effort:
    """How hard to try. All counts, no clock, save HiGHS's own.

    ``exact_below``: tables with at most so many entries are worked on until proven, if it can be.
    ``entries``: table entries the bound may read on larger tables (2 to 3 ns each).
    ``seconds``: HiGHS's time limit per question. ``kicks``: restarts from a disturbed plan, small tables.
    """

    exact_below: int = 1_000_000
    entries: int = 2_000_000
    seconds: float = 10.0
    kicks: int = 40


@dataclass(frozen=True)
class Found:
    """A set of sites, its worth, and what no set can exceed."""

    chosen: Rows
    value: float
    bound: float
    method: str


@dataclass(frozen=True)
class _Steps:
    """How the bound is to be tightened: table entries to read, first step, stale rounds before it is halved."""

    reads: int
    scale: float
    patience: int


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
    chosen, _, alone = greedy(*worth.table, add)
    if len(chosen) < add or add >= worth.sites:
        value = worth.of(chosen)  # nothing left could add anything: this is worth as much as all sites
        return Found(chosen, value, value, "greedy")
    chosen = swap(*worth.table, alone, chosen, SWAPS)
    order = np.argsort(-alone, kind="stable")
    if len(worth.row) > effort.exact_below:
        state = _State(chosen, worth.of(chosen), np.inf, _quick_prices(worth, chosen, alone, order))
        _improve(worth, state, alone, order, _Steps(effort.entries, 0.5, 3))
        return _found(worth, state, "greedy+swap+dual")
    state = _State(chosen, worth.of(chosen), np.inf, _second_values(worth, chosen))
    reads = min(READS_PER_ENTRY * len(worth.row), READS_AT_MOST)
    _improve(worth, state, alone, order, _Steps(reads, 1.6, 15))
    if state.proven(worth):
        return _found(worth, state, "greedy+swap+dual")
    _kick(worth, state, alone, effort.kicks)
    _improve(worth, state, alone, order, _Steps(reads // 4, 1.6, 15))
    if state.proven(worth):
        return _found(worth, state, "greedy+swap+dual")
    return _found(worth, state, _prove(worth, state, add, effort.seconds))


def _found(worth: Worth, state: _State, method: str) -> Found:
    bound = state.value if state.proven(worth) else state.bound
    return Found(state.chosen, state.value, bound, method)


def _second_values(worth: Worth, chosen: Rows) -> Floats:
    """Return each demand's second best value among the chosen: prices near the best ones."""
    best, second = np.zeros(len(worth.weight)), np.zeros(len(worth.weight))
    for j in chosen:
        row, value = worth.entries(j)
        second[row] = np.maximum(second[row], np.minimum(value, best[row]))
        best[row] = np.maximum(best[row], value)
    return second


def _quick_prices(worth: Worth, chosen: Rows, alone: Floats, order: Rows) -> Floats:
    """Return prices to start from when few rounds can be had: no site above the weakest of the chosen."""
    if len(worth.value):
        return _second_values(worth, chosen)
    times = np.zeros(len(worth.weight), np.int32)
    for j in chosen:
        times[worth.entries(j)[0]] += 1
    losses = [float(value[times[row] == 1].sum()) for row, value in map(worth.entries, chosen)]
    return level(worth.start, worth.row, worth.weight, alone, order, min(losses))


def _improve(worth: Worth, state: _State, alone: Floats, order: Rows, steps: _Steps) -> None:
    """Tighten the bound; try the best set met on the way, after swaps, as a plan."""
    slack = worth.tolerance(state.value)
    k = len(state.chosen)
    start = (state.price, k, state.value, slack)
    bound, price, top = tighten(*worth.table, alone, order, *start, steps.reads, steps.scale, steps.patience)
    if bound < state.bound:
        state.bound, state.price = bound, price
    if not state.proven(worth):
        swaps = SWAPS if len(worth.row) < READS_AT_MOST // READS_PER_ENTRY else 0
        state.offer(worth, swap(*worth.table, alone, top, swaps))


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


def _prove(worth: Worth, state: _State, add: int, seconds: float) -> str:
    """Settle which sites can be in a better plan, by price and by probing; let HiGHS decide the rest."""
    taken, free = settled(worth, state.price, add, state.value)
    free = probed(worth, taken, free, add, state.price, state.value)
    part, had = worth.beside(taken, free)
    chosen, shown = best_by_highs(part, add - len(taken), seconds)
    state.offer(worth, np.concatenate((taken, free[chosen])))
    state.bound = min(state.bound, max(float(had.sum()) + shown, state.value))
    return "greedy+swap+dual+probe+highs" if len(part.row) else "greedy+swap+dual+probe"
