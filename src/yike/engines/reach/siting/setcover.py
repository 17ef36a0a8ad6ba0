"""LSCP: the fewest sites that cover everybody who can be covered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from yike.engines.reach.siting.dual import tighten
from yike.engines.reach.siting.exact import fewest_by_highs
from yike.engines.reach.siting.interchange import greedy
from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.search import Effort, Found, best_sites
from yike.engines.reach.siting.worth import Worth

OVERLAP_WORK = 20_000_000  # multiply-adds that one round of dominance tests may cost


def fewest_sites(worth: Worth, effort: Effort) -> Found:
    """Return the fewest sites that cover every demand of worth 1; value and bound count sites.

    ``worth`` has weight 1 where a demand must be covered and some site covers it, else 0.
    """
    chosen, _, alone = greedy(*worth.table, worth.sites)
    chosen = _without_spares(worth, chosen)
    least = _fewest_by_bound(worth, alone, len(chosen), effort)
    if least >= len(chosen) or len(worth.row) > effort.exact_below:
        return Found(chosen, len(chosen), min(least, len(chosen)), "greedy+dual")
    taken, covers, sites = _reduced(worth)
    best, shown = (np.zeros(0, int), 0.0) if not covers.nnz else fewest_by_highs(covers, effort.seconds)
    if best is not None and len(taken) + len(best) < len(chosen):
        chosen = np.sort(np.concatenate((taken, sites[best])))
    least = min(max(least, len(taken) + int(shown)), len(chosen))
    return Found(chosen, len(chosen), least, "reduce+highs")


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


def _without_spares(worth: Worth, chosen: Rows) -> Rows:
    """Drop, last first, sites whose demands are all covered by others too."""
    times = np.zeros(len(worth.weight), np.int64)
    reach = {int(j): worth.row[worth.start[j] : worth.start[j + 1]] for j in chosen}
    for row in reach.values():
        times[row] += 1
    kept = []
    for j in reversed(list(reach)):
        row = reach[j][worth.weight[reach[j]] > 0]
        if (times[row] > 1).all():
            times[reach[j]] -= 1
        else:
            kept.append(j)
    return np.array(kept[::-1], np.int64)


def _fewest_by_bound(worth: Worth, alone: np.ndarray, most: int, effort: Effort) -> int:
    """Return a proven lower bound: one more than the largest k whose sites cannot cover everything."""
    total = float(worth.weight.sum())
    order = np.argsort(-alone, kind="stable")
    reads = min(effort.entries, 100 * len(worth.row) + 1)
    low, high = 0, most  # low sites are too few
    while high - low > 1:
        k = (low + high) // 2
        price = np.zeros(len(worth.weight))
        bound = tighten(*worth.table, alone, order, price, k, total - 1.0, 1.0 - 1e-6, reads, 1.2, 3)[0]
        low, high = (k, high) if bound < total - 1e-6 else (low, k)
    return low + 1 if total else 0


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
