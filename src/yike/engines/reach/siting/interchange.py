"""Choosing k sites whose best values add up highest: lazy greedy, then swaps of one site for another.

Cover and p-median are one question here: every demand i is worth ``v[i, j]`` if the chosen site j
serves it, takes its best chosen site, and the sum is to be as high as can be. Greedy is lazy
(Minoux 1978; CELF, Leskovec et al. 2007), the swap is Whitaker's fast interchange (1983) in the form
of Resende and Werneck (2007), over sparse rows.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.siting.model import Rows
from yike.engines.reach.streets.model import Floats

Mask = NDArray[np.bool_]


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
def _gain(start: Rows, row: Rows, value: Floats, left: Floats, best: Floats, j: int) -> float:
    """Return what site j would add: above ``best`` if values differ, else all that is ``left``."""
    total = 0.0
    if value.size:
        for e in range(start[j], start[j + 1]):
            total += max(0.0, value[e] - best[row[e]])
    else:
        for e in range(start[j], start[j + 1]):
            total += left[row[e]]
    return total


@njit(cache=True)
def _take(
    start: Rows,
    row: Rows,
    value: Floats,
    left: Floats,
    best: Floats,
    alone: Floats,
    key: Floats,
    heap: Rows,
    fresh: Rows,
    taken: Rows,
) -> int:
    """Fill ``alone`` (S), ``key`` (S, gains) and ``taken``; return how many were taken."""
    for j in range(alone.size):
        alone[j] = _gain(start, row, value, left, best, j)
        key[j] = alone[j]
    size, count = heap.size, 0
    for at in range(size // 2 - 1, -1, -1):
        _sift(heap, key, size, at)
    while count < taken.size and size and key[heap[0]] > 0.0:
        j = heap[0]
        if fresh[j] != count:  # as many had been taken when the key was computed
            key[j] = _gain(start, row, value, left, best, j)
            fresh[j] = count
            _sift(heap, key, size, 0)
            continue
        taken[count] = j
        count += 1
        size -= 1
        heap[0] = heap[size]
        _sift(heap, key, size, 0)
        for e in range(start[j], start[j + 1]):
            left[row[e]] = 0.0
            if value.size:
                best[row[e]] = max(best[row[e]], value[e])
    return count


def greedy(start: Rows, row: Rows, value: Floats, weight: Floats, add: int) -> tuple[Rows, Floats, Floats]:
    """Return the sites taken one by one for the highest gain, their gains, and each site's worth alone (S).

    Stops early once nothing adds anything. Ties go to the smallest site.
    """
    sites = len(start) - 1
    alone, key, taken = np.empty(sites), np.empty(sites), np.empty(add, np.int64)
    best, fresh = np.zeros(len(weight)), np.zeros(sites, np.int64)
    count = _take(start, row, value, weight.copy(), best, alone, key, np.arange(sites), fresh, taken)
    return taken[:count], key[taken[:count]], alone


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
    for c in range(chosen.size):
        loss[c] = 0.0
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
    for c in range(keep.size):
        keep[c] = 0.0
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
def _swap(
    start: Rows,
    row: Rows,
    value: Floats,
    weight: Floats,
    alone: Floats,
    chosen: Rows,
    inside: Mask,
    best: Floats,
    second: Floats,
    who: Rows,
    keep: Floats,
    loss: Floats,
    most: int,
) -> None:
    """Change ``chosen`` by at most ``most`` swaps, the most profitable one each time."""
    for _ in range(most):
        profit = 1e-12 * _seat(start, row, value, weight, chosen, best, second, who, loss)
        enter, leave, least = -1, -1, np.inf
        for c in range(chosen.size):
            least = min(least, loss[c])
        for f in range(alone.size):
            # a newcomer can bring no more than it is worth alone, and someone must go
            if inside[f] or alone[f] - least <= profit:
                continue
            gain = _newcomer(start, row, value, weight, f, best, second, who, keep)
            for c in range(chosen.size):
                if gain + keep[c] - loss[c] > profit:
                    profit, enter, leave = gain + keep[c] - loss[c], f, c
        _unseat(start, row, chosen, best, second, who)
        if enter < 0:
            break
        inside[chosen[leave]], inside[enter] = False, True
        chosen[leave] = enter


def swap(
    start: Rows, row: Rows, value: Floats, weight: Floats, alone: Floats, chosen: Rows, most: int
) -> Rows:
    """Return ``chosen`` after at most ``most`` best swaps, each strictly better than before.

    ``alone`` (S): each site's worth by itself. Ties go to the smallest site, then the earliest choice.
    """
    chosen = chosen.astype(np.int64)
    inside = np.zeros(len(start) - 1, np.bool_)
    inside[chosen] = True
    best, second, who = np.zeros(len(weight)), np.zeros(len(weight)), np.full(len(weight), -1, np.int64)
    keep, loss = np.zeros(len(chosen)), np.zeros(len(chosen))
    _swap(start, row, value, weight, alone, chosen, inside, best, second, who, keep, loss, most)
    return chosen
