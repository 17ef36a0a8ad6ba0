"""How good could any k sites be: the Lagrangian bound, made tight by subgradient steps.

Pricing what each demand takes at u (≥ 0) gives, for every u,

    best possible ≤ Σ_i u_i + the k highest of Σ_i max(0, v_ij - u_i)

(Cornuéjols, Fisher and Nemhauser 1977). A site's priced score is never above its worth alone, so sites
are scored from the most worth down and the scan stops at the first that cannot enter the k highest:
a round costs what the contested sites cost, not the whole table.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.siting.model import Rows
from yike.engines.reach.streets.model import Floats

Mask = NDArray[np.bool_]
STALE = 1e-4  # a round that closes less of the gap than this is no progress
SMALLEST_STEP = 1e-4


@njit(cache=True)
def _score(start: Rows, row: Rows, value: Floats, left: Floats, price: Floats, j: int) -> float:
    total = 0.0
    if value.size:
        for e in range(start[j], start[j + 1]):
            total += max(0.0, value[e] - price[row[e]])
    else:
        for e in range(start[j], start[j + 1]):
            total += left[row[e]]
    return total


@njit(cache=True)
def _mark_down(start: Rows, row: Rows, left: Floats, alone: Floats, order: Rows, ceiling: float) -> None:
    """Bring every site down to the ceiling: the most worth first, each marks all its demands down alike."""
    for j in order:
        if alone[j] <= ceiling:
            break
        score = 0.0
        for e in range(start[j], start[j + 1]):
            score += left[row[e]]
        if score > ceiling:
            for e in range(start[j], start[j + 1]):
                left[row[e]] *= ceiling / score


@njit(cache=True)
def _enter(top: Rows, score: Floats, size: int, j: int) -> None:
    """Put site j on a heap of sites, the lowest score on top; a full heap loses its lowest."""
    k, s = top.size, score[j]
    if size < k:
        at = size
        while at and score[top[(at - 1) // 2]] > s:
            top[at] = top[(at - 1) // 2]
            at = (at - 1) // 2
        top[at] = j
        return
    at = 0
    while 2 * at + 1 < k:
        child = 2 * at + 1
        if child + 1 < k and score[top[child + 1]] < score[top[child]]:
            child += 1
        if score[top[child]] >= s:
            break
        top[at] = top[child]
        at = child
    top[at] = j


@njit(cache=True)
def _fill_top(
    start: Rows,
    row: Rows,
    value: Floats,
    left: Floats,
    alone: Floats,
    order: Rows,
    price: Floats,
    top: Rows,
    score: Floats,
) -> int:
    """Fill ``top`` with the highest scored sites; return how many table entries were read."""
    k, size, read = top.size, 0, 0
    for j in order:
        if size == k and alone[j] <= score[top[0]]:
            break
        score[j] = _score(start, row, value, left, price, j)
        read += start[j + 1] - start[j]
        if size < k:
            _enter(top, score, size, j)
            size += 1
        elif score[j] > score[top[0]]:
            _enter(top, score, size, j)
    return read


@njit(cache=True)
def _tally(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    price: Floats,
    top: Rows,
    used: Rows,
    had: Floats,
    live: Rows,
    is_live: Mask,
    lives: int,
) -> tuple[float, int]:
    """Count for each demand the top sites worth more than its price; return their worth as a plan."""
    worth = 0.0
    for j in top:
        for e in range(start[j], start[j + 1]):
            i = row[e]
            v = value[e] if value.size else weight[i]
            used[i] += v > price[i]
            if v > had[i]:
                worth += v - had[i]
                had[i] = v
            if not is_live[i]:
                live[lives] = i
                is_live[i] = True
                lives += 1
    return worth, lives


@njit(cache=True)
def _step(
    weight: Floats,
    left: Floats,
    price: Floats,
    used: Rows,
    had: Floats,
    live: Rows,
    is_live: Mask,
    lives: int,
    length: float,
) -> tuple[float, int]:
    """Move the prices against the subgradient 1 - used; clear the tallies; return its norm and who stays."""
    norm = 0.0
    for a in range(lives):
        i = live[a]
        g = 1.0 - used[i]
        if g < 0.0 or price[i] > 0.0:
            norm += g * g
    move = length / norm if norm > 0.0 else 0.0
    stay = 0
    for a in range(lives):
        i = live[a]
        price[i] = max(0.0, price[i] - move * (1.0 - used[i]))
        left[i] = max(0.0, weight[i] - price[i])
        used[i], had[i] = 0, 0.0
        is_live[i] = price[i] > 0.0
        if is_live[i]:
            live[stay] = i
            stay += 1
    return norm, stay


@njit(cache=True)
def _rounds(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    alone: Floats,
    order: Rows,
    price: Floats,
    left: Floats,
    score: Floats,
    top: Rows,
    used: Rows,
    had: Floats,
    live: Rows,
    is_live: Mask,
    lives: int,
    kept: Floats,
    kept_top: Rows,
    lower: float,
    slack: float,
    reads: int,
    scale: float,
    patience: int,
) -> float:
    """Return the best bound met; its prices go to ``kept``, the best set met to ``kept_top``.

    The arrays come from outside because making them here would double the time to compile. In one piece, for the
    state of a round would have to travel between the parts, each compiled apart.
    """
    bound, kept_worth, stale = np.inf, -1.0, 0
    while reads >= 0 and scale > SMALLEST_STEP:
        reads -= _fill_top(start, row, value, left, alone, order, price, top, score)
        now = 0.0
        for j in top:
            now += score[j]
        for a in range(lives):
            now += price[live[a]]
        worth, lives = _tally(start, row, value, weight, price, top, used, had, live, is_live, lives)
        reads -= lives
        if worth > kept_worth:
            kept_worth, lower = worth, max(lower, worth)
            for c in range(top.size):
                kept_top[c] = top[c]
        stale = 0 if now < bound - STALE * (bound - lower) else stale + 1
        if now < bound:
            bound = now
            for i in range(kept.size):
                kept[i] = price[i]
        if bound - lower < slack:
            break
        if stale >= patience:
            scale, stale = 0.5 * scale, 0
        norm, lives = _step(weight, left, price, used, had, live, is_live, lives, scale * (now - lower))
        if norm == 0.0:
            break
    return bound


def tighten(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    alone: Floats,
    order: Rows,
    first: Floats,
    k: int,
    lower: float,
    slack: float,
    reads: int,
    scale: float,
    patience: int,
) -> tuple[float, Floats, Rows]:
    """Return the best bound met, its prices (D), and the best set of k sites met on the way.

    ``alone`` (S) is each site's worth, ``order`` the sites by falling worth, ``first`` (D) the prices to
    start from, ``lower`` a worth already had. Stops within ``slack`` of it or after ``reads`` table entries.
    Polyak's step length, ``scale`` x (bound - lower) / norm, halved after ``patience`` stale rounds.
    """
    demand, sites = len(weight), len(start) - 1
    is_live = first > 0.0  # demands whose price can fall
    priced = np.flatnonzero(is_live)
    live = np.empty(demand, np.int64)
    live[: len(priced)] = priced
    kept, top = first.copy(), np.empty(k, np.int64)
    left, score = np.maximum(0.0, weight - first), np.empty(sites)
    used, had = np.zeros(demand, np.int64), np.zeros(demand)
    table, price = (start, row, value, weight, alone, order), first.copy()
    tallies = left, score, np.empty(k, np.int64), used, had
    bound = _rounds(
        *table, price, *tallies, live, is_live, len(priced), kept, top, lower, slack, reads, scale, patience
    )
    return bound, kept, top


def scores(start: Rows, row: Rows, value: Floats, weight: Floats, price: Floats) -> Floats:
    """Return what every site is worth beyond the prices (S)."""
    site = np.repeat(np.arange(len(start) - 1), np.diff(start))
    above = np.maximum(0.0, (value if len(value) else weight[row]) - price[row])
    return np.bincount(site, above, len(start) - 1).astype(np.float64)


def level(start: Rows, row: Rows, weight: Floats, alone: Floats, order: Rows, ceiling: float) -> Floats:
    """Return prices (D) of a plain cover under which no site is worth more than ``ceiling``, in one pass."""
    left = weight.copy()
    _mark_down(start, row, left, alone, order, ceiling)
    return np.asarray(weight - left)
