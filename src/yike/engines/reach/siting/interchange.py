"""Choosing k sites whose best values add up highest: lazy greedy, then swaps of one site for another.

Cover and p-median are one question here: every demand i is worth ``v[i, j]`` if the chosen site j
serves it, takes its best chosen site, and the sum is to be as high as can be. Greedy is lazy
(Minoux 1978; CELF, Leskovec et al. 2007), the swap is Whitaker's fast interchange (1983) in the form
of Resende and Werneck (2007), over sparse rows.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yike.engines.reach.siting.model import Rows
from yike.engines.reach.streets.model import Floats


@njit(cache=True)
def _sift(heap: Rows, key: Floats, size: int, at: int) -> None:
    """Restore a heap with the highest key, then the smallest site, on top."""
    item = heap[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        other = child + 1
        if other < size:
            a, b = heap[child], heap[other]
            if key[b] > key[a] or (key[b] == key[a] and b < a):
                child = other
        low = heap[child]
        if key[item] > key[low] or (key[item] == key[low] and item < low):
            break
        heap[at] = low
        at = child
    heap[at] = item


@njit(cache=True)
def _gain(start: Rows, row: Rows, value: Floats, weight: Floats, best: Floats, j: int) -> float:
    """Return what site j would add to the values already had."""
    total = 0.0
    if value.size:
        for e in range(start[j], start[j + 1]):
            total += max(0.0, value[e] - best[row[e]])
    else:
        for e in range(start[j], start[j + 1]):
            i = row[e]
            total += max(0.0, weight[i] - best[i])
    return total


@njit(cache=True)
def greedy(start: Rows, row: Rows, value: Floats, weight: Floats, add: int) -> tuple[Rows, Floats]:
    """Return the sites taken one by one for the highest gain, and each site's gain on its own.

    Stops early once nothing adds anything. Ties go to the smallest site.
    """
    sites = start.size - 1
    best = np.zeros(weight.size)
    alone = np.empty(sites)
    for j in range(sites):
        alone[j] = _gain(start, row, value, weight, best, j)
    key = alone.copy()
    heap = np.arange(sites)
    for at in range(sites // 2 - 1, -1, -1):
        _sift(heap, key, sites, at)
    fresh = np.zeros(sites, np.int64)
    taken = np.empty(add, np.int64)
    count, size = 0, sites
    while count < add and size and key[heap[0]] > 0.0:
        j = heap[0]
        if fresh[j] != count:
            key[j] = _gain(start, row, value, weight, best, j)
            fresh[j] = count
            _sift(heap, key, size, 0)
            continue
        taken[count] = j
        count += 1
        size -= 1
        heap[0] = heap[size]
        _sift(heap, key, size, 0)
        for e in range(start[j], start[j + 1]):
            i = row[e]
            best[i] = max(best[i], value[e] if value.size else weight[i])
    return taken[:count].copy(), alone


@njit(cache=True)
def _seat(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    chosen: Rows,
    best: Floats,
    second: Floats,
    who: Rows,
    loss: Floats,
) -> float:
    """Fill best and second best value, whose the best is, each site's ``loss`` (k). Return the worth."""
    for c in range(chosen.size):
        for e in range(start[chosen[c]], start[chosen[c] + 1]):
            i = row[e]
            v = value[e] if value.size else weight[i]
            if v > best[i]:
                second[i], best[i], who[i] = best[i], v, c
            elif v > second[i]:
                second[i] = v
    total = 0.0
    loss[:] = 0.0
    for c in range(chosen.size):
        for e in range(start[chosen[c]], start[chosen[c] + 1]):
            i = row[e]
            if who[i] == c:
                loss[c] += best[i] - second[i]
                total += best[i]
    return total


@njit(cache=True)
def _unseat(start: Rows, row: Rows, chosen: Rows, best: Floats, second: Floats, who: Rows) -> None:
    """Forget what the chosen sites gave: only what they touch."""
    for j in chosen:
        for e in range(start[j], start[j + 1]):
            i = row[e]
            best[i], second[i], who[i] = 0.0, 0.0, -1


@njit(cache=True)
def _newcomer(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    f: int,
    best: Floats,
    second: Floats,
    who: Rows,
    keep: Floats,
) -> float:
    """Return what site f brings while all stay; ``keep`` (k): what it saves of each one's loss."""
    keep[:] = 0.0
    gain = 0.0
    for e in range(start[f], start[f + 1]):
        i = row[e]
        v = value[e] if value.size else weight[i]
        if v > best[i]:
            gain += v - best[i]
        if v > second[i] and who[i] >= 0:
            keep[who[i]] += min(v, best[i]) - second[i]
    return gain


@njit(cache=True)
def swap(
    start: Rows, row: Rows, value: Floats, weight: Floats, alone: Floats, chosen: Rows, most: int
) -> Rows:
    """Return ``chosen`` after at most ``most`` best swaps, each strictly better than before.

    ``alone`` (S): each site's worth by itself. Ties go to the smallest site, then the earliest choice.
    """
    chosen = chosen.copy()
    sites, demand, k = start.size - 1, weight.size, chosen.size
    best, second, who = np.zeros(demand), np.zeros(demand), np.full(demand, -1, np.int32)
    inside = np.zeros(sites, np.bool_)
    inside[chosen] = True
    keep, loss = np.zeros(k), np.zeros(k)
    for _ in range(most):
        profit = 1e-12 * _seat(start, row, value, weight, chosen, best, second, who, loss)
        enter, leave, least = -1, -1, loss.min()
        for f in range(sites):
            # a newcomer can bring no more than it is worth alone, and someone must go
            if inside[f] or alone[f] - least <= profit:
                continue
            gain = _newcomer(start, row, value, weight, f, best, second, who, keep)
            for c in range(k):
                if gain + keep[c] - loss[c] > profit:
                    profit, enter, leave = gain + keep[c] - loss[c], f, c
        _unseat(start, row, chosen, best, second, who)
        if enter < 0:
            break
        inside[chosen[leave]], inside[enter] = False, True
        chosen[leave] = enter
    return chosen


def best_values(start: Rows, row: Rows, value: Floats, weight: Floats, chosen: Rows) -> Floats:
    """Return for each demand the best value among the chosen sites (0 where none serves it)."""
    best = np.zeros(len(weight))
    for j in chosen:
        at = slice(start[j], start[j + 1])
        v = value[at] if len(value) else weight[row[at]]
        best[row[at]] = np.maximum(best[row[at]], v)
    return best
