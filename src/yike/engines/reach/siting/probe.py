"""Which sites can still be in a plan better than the one at hand: most are ruled in or out by bounds."""

from __future__ import annotations

import numpy as np

from yike.engines.reach.siting.dual import scores, tighten
from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.worth import Worth
from yike.engines.reach.streets.model import Floats

ROUNDS = 150  # of the bound for each site probed
READS = 500_000_000  # table entries one pass of probing may read; above that it is left out
PASSES = 3


def settled(worth: Worth, price: Floats, add: int, value: float) -> tuple[Rows, Rows]:
    """Return the sites that every plan better than ``value`` holds, and those it may hold.

    Taking a site outside the ``add`` highest scored costs the bound its distance to the weakest of them;
    leaving one of them costs its distance to the next best.
    """
    score = scores(*worth.table, price)
    rank = np.argsort(-score, kind="stable")
    enough = value + worth.tolerance(value)  # a better plan is worth at least this
    top = np.zeros(worth.sites, np.bool_)
    top[rank[:add]] = True
    bound = price.sum() + score[rank[:add]].sum()
    sure = top & (bound - score + score[rank[add]] < enough)
    out = ~top & (bound - score[rank[add - 1]] + score < enough)
    return np.flatnonzero(sure), np.flatnonzero(~sure & ~out)


def probed(worth: Worth, taken: Rows, free: Rows, add: int, price: Floats, value: float) -> Rows:
    """Return the sites of ``free`` that no bound rules out: each is taken on trial beside ``taken``.

    The least promising are tried first, so that the others are then tried against fewer.
    """
    entries = int(np.diff(worth.start)[free].sum())
    left = add - len(taken) - 1
    if left < 1 or len(free) * entries * ROUNDS > READS:
        return free
    free = free[np.argsort(scores(*worth.table, price)[free], kind="stable")]
    for _ in range(PASSES):
        before = len(free)
        for j in free:
            rest = free[free != j]
            if len(rest) > left and _ruled_out(worth, np.append(taken, j), rest, left, price, value):
                free = rest
        if len(free) == before:
            break
    return np.sort(free)


def _ruled_out(worth: Worth, taken: Rows, rest: Rows, add: int, price: Floats, value: float) -> bool:
    """Whether ``taken`` with any ``add`` more from ``rest`` is no better than ``value``."""
    part, had = worth.beside(taken, rest)
    alone = scores(*part.table, np.zeros(len(price)))
    order = np.argsort(-alone, kind="stable")
    slack = worth.tolerance(value)
    reads = ROUNDS * len(part.row)
    first, lower = np.maximum(0.0, price - had), value - float(had.sum())
    bound, _, _ = tighten(*part.table, alone, order, first, add, lower, slack, reads, 1.0, 6)
    return bound < lower + slack
