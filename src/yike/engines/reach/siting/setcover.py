"""LSCP: the fewest sites that cover everybody who can be covered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from yike.engines.reach.siting.exact import fewest_by_highs
from yike.engines.reach.siting.interchange import greedy
from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.search import Effort, Found, best_sites
from yike.engines.reach.siting.worth import Worth
from yike.engines.reach.streets.model import Floats

PRICE_ROUNDS = 300
GREEDY_EVERY = 20
OVERLAP_WORK = 200_000_000  # multiply-adds that one round of dominance tests may cost


def fewest_sites(worth: Worth, effort: Effort) -> Found:
    """Return the fewest sites that cover every demand of worth 1; value and bound count sites.

    ``worth`` has weight 1 where a demand must be covered and some site covers it, else 0.
    """
    taken, covers, sites = _reduced(worth)
    if not covers.nnz:
        return Found(taken, len(taken), len(taken), "reduce")
    best, least = _priced_cover(covers)
    method = "reduce+greedy+dual"
    if least < len(best) and covers.nnz <= effort.exact_below:
        found, shown = fewest_by_highs(covers, effort.seconds)
        best = found if found is not None and len(found) < len(best) else best
        least, method = min(max(least, int(shown)), len(best)), method + "+highs"
    chosen = np.sort(np.concatenate((taken, sites[best])))
    return Found(chosen, len(chosen), len(taken) + least, method)


def _priced_cover(covers: csr_array) -> tuple[Rows, int]:
    """Return a small set of columns that meets every row, and a proven lower bound on any such set.

    For prices u ≥ 0 on the rows, any cover has at least Σ u + Σ_j min(0, 1 - Σ_i u_i) columns (Lagrange);
    and a greedy that weighs rows by price takes care of those hard to cover (Beasley 1990).
    """
    covers = covers.astype(np.float64)
    by_column = csr_array(covers.T)
    size = np.diff(by_column.indptr)
    price = 1.0 / np.maximum.reduceat(size[covers.indices], covers.indptr[:-1])
    chosen = _greedy_cover(by_column, np.ones(len(price)))
    best, scale, stale = 0.0, 1.0, 0
    for turn in range(PRICE_ROUNDS):
        cost = 1.0 - by_column @ price
        bound = float(price.sum() + np.minimum(cost, 0.0).sum())
        stale = 0 if bound > best + 1e-3 else stale + 1
        best = max(best, bound)
        if turn % GREEDY_EVERY == 0:
            trial = _greedy_cover(by_column, price + 1e-6)
            chosen = trial if len(trial) < len(chosen) else chosen
        if best > len(chosen) - 1 + 1e-6:
            break
        if stale >= 10:
            scale, stale = scale / 2, 0
        unmet = 1.0 - covers @ (cost < 0).astype(np.float64)
        unmet[(price <= 0) & (unmet < 0)] = 0.0
        norm = float(unmet @ unmet)
        if norm == 0.0:
            break
        price = np.maximum(0.0, price + scale * (len(chosen) - bound) / norm * unmet)
    return chosen, min(int(np.ceil(best - 1e-6)), len(chosen))


def _greedy_cover(by_column: csr_array, weight: Floats) -> Rows:
    """Return columns that meet every row, each taken for the weight it newly meets; spares are dropped."""
    start, row = by_column.indptr.astype(np.int64), by_column.indices.astype(np.int32)
    chosen = greedy(start, row, np.zeros(0), weight, by_column.shape[0])[0]
    reach = {int(j): row[start[j] : start[j + 1]] for j in chosen}
    times = np.bincount(np.concatenate(list(reach.values())), minlength=len(weight))
    for j in chosen[::-1]:
        if (times[reach[j]] > 1).all():
            times[reach.pop(int(j))] -= 1
    return np.array(sorted(reach), np.int64)


def covers_all(worth: Worth, add: int, effort: Effort) -> tuple[Rows | None, bool]:
    """Return at most ``add`` sites covering every demand of worth 1, or None; and whether that is proven."""
    total = float(worth.weight.sum())
    found = best_sites(worth, add, Effort(0, effort.entries, effort.seconds))
    if found.value >= total - 0.5:
        return found.chosen, True
    if found.bound < total - 1e-6:
        return None, True
    exact = fewest_sites(worth, effort)
    if exact.value <= add:
        return exact.chosen, True
    return None, exact.bound > add


@dataclass
class _Cover:
    """What is left to cover: a 0/1 matrix of demands by sites."""

    matrix: csr_array
    sites: Rows

    def keep(self, rows: np.ndarray, columns: np.ndarray) -> None:
        self.matrix = csr_array(self.matrix[rows][:, columns])
        self.sites = self.sites[columns]


def _matrix(worth: Worth) -> csr_array:
    site = np.repeat(np.arange(worth.sites), np.diff(worth.start))
    must = worth.weight[worth.row] > 0
    shape = (len(worth.weight), worth.sites)
    matrix = csr_array((np.ones(must.sum(), np.int32), (worth.row[must], site[must])), shape=shape)
    return csr_array(matrix[np.diff(matrix.indptr) > 0])


def _reduced(worth: Worth) -> tuple[Rows, csr_array, Rows]:
    """Return sites that must be taken, and the matrix and sites of what is left to decide."""
    left = _Cover(_matrix(worth), np.arange(worth.sites))
    taken: list[int] = []
    while True:
        shape = left.matrix.shape
        _merge_equal_rows(left)
        _drop_dominated(left)
        taken += _take_forced(left)
        if left.matrix.shape == shape or not left.matrix.nnz:
            return np.array(sorted(taken), np.int64), left.matrix, left.sites


def _merge_equal_rows(left: _Cover) -> None:
    key = np.random.default_rng(1).integers(1, 2**62, left.matrix.shape[1])
    total = left.matrix.astype(np.int64) @ key
    rows = np.sort(np.unique(total, return_index=True)[1])
    left.keep(rows, np.flatnonzero(np.bincount(left.matrix[rows].indices, minlength=left.matrix.shape[1])))


def _within(matrix: csr_array) -> np.ndarray:
    """Return the columns whose rows all lie within another column's; of equals the first stays."""
    size = np.bincount(matrix.indices, minlength=matrix.shape[1])
    shared = (matrix.T @ matrix).tocoo()
    a, b = shared.coords
    inside = (shared.data == size[a]) & (a != b) & ((size[b] > size[a]) | (b < a))
    return np.unique(a[inside])


def _drop_dominated(left: _Cover) -> None:
    """Drop sites that cover only what another covers, and demands that are met whenever another is."""
    rows, columns = left.matrix.shape
    by_row = np.diff(left.matrix.indptr).astype(np.int64)
    if (by_row**2).sum() < OVERLAP_WORK:
        left.keep(np.arange(rows), np.setdiff1d(np.arange(columns), _within(left.matrix)))
    by_column = np.bincount(left.matrix.indices, minlength=left.matrix.shape[1]).astype(np.int64)
    if (by_column**2).sum() < OVERLAP_WORK:
        over = _holding(left.matrix)
        left.keep(np.setdiff1d(np.arange(rows), over), np.arange(left.matrix.shape[1]))


def _holding(matrix: csr_array) -> np.ndarray:
    """Return the rows that hold all the sites of another row; of equals the first stays."""
    size = np.diff(matrix.indptr)
    shared = (matrix @ matrix.T).tocoo()
    a, b = shared.coords
    holds = (shared.data == size[b]) & (a != b) & ((size[a] > size[b]) | (b < a))
    return np.unique(a[holds])


def _take_forced(left: _Cover) -> list[int]:
    """Take the only site of any demand that has one, and drop what it covers."""
    single = np.flatnonzero(np.diff(left.matrix.indptr) == 1)
    forced = np.unique(left.matrix.indices[left.matrix.indptr[single]])
    if not len(forced):
        return []
    taken = left.sites[forced].tolist()
    met = np.asarray(left.matrix[:, forced].sum(axis=1)).ravel() > 0
    left.keep(np.flatnonzero(~met), np.setdiff1d(np.arange(left.matrix.shape[1]), forced))
    return taken
