"""What each demand is worth to each site: the one table behind MCLP and p-median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.siting.model import Problem, Rows, unreached
from yike.engines.reach.streets.model import Floats


@dataclass(frozen=True)
class Worth:
    """Demand i is worth ``value`` to a site that serves it; k sites are worth Σ_i of the best.

    ``start`` (S + 1), ``row`` (nnz), ``value`` (nnz) are grouped by site. An empty ``value`` means every
    entry is worth ``weight[row]`` (cover: served is served). ``whole``: all sums are whole numbers, so
    anything better is better by at least 1.
    """

    start: Rows
    row: Rows
    value: Floats
    weight: Floats
    whole: bool

    @property
    def table(self) -> tuple[Rows, Rows, Floats, Floats]:
        """The four arrays as the kernels take them."""
        return self.start, self.row, self.value, self.weight

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.start) - 1

    def entries(self, site: int) -> tuple[Rows, Floats]:
        """Return the demands a site serves and what each is worth to it."""
        at = slice(self.start[site], self.start[site + 1])
        row = self.row[at]
        return row, self.value[at] if len(self.value) else self.weight[row]

    def of(self, chosen: Rows) -> float:
        """Return what a set of sites is worth."""
        best = np.zeros(len(self.weight))
        for j in chosen:
            row, value = self.entries(j)
            best[row] = np.maximum(best[row], value)
        return float(best.sum())

    def beside(self, taken: Rows, free: Rows) -> tuple[Worth, Floats]:
        """Return what the ``free`` sites (renumbered from 0) add beside those taken, which give (D)."""
        had = np.zeros(len(self.weight))
        for j in taken:
            row, value = self.entries(j)
            had[row] = np.maximum(had[row], value)
        parts = [self.entries(j) for j in free]
        row = np.concatenate([r for r, _ in parts]) if parts else self.row[:0]
        value = np.concatenate([v for _, v in parts]) - had[row] if parts else had[:0]
        keep = value > 0
        start = np.concatenate(([0], np.cumsum(np.diff(self.start)[free]))).astype(np.int64)
        return Worth(_kept(start, keep), row[keep], value[keep], self.weight, self.whole), had

    def tolerance(self, value: float) -> float:
        """Return the difference below which two values count as one."""
        return 1.0 - 1e-6 if self.whole else 1e-9 * max(1.0, abs(value))


def _whole(*arrays: NDArray[np.generic]) -> bool:
    return all(a.dtype.kind in "iu" or bool((a == np.rint(a)).all()) for a in arrays)


def _kept(start: Rows, keep: NDArray[np.bool_]) -> Rows:
    return np.concatenate(([0], np.cumsum(keep)))[start]


def cover_worth(problem: Problem, limit: float | None, weight: Floats | None = None) -> Worth:
    """Return the worth of being within ``limit`` (None: anywhere in the table) of a new site.

    Demands that an existing point covers are worth nothing more. ``weight`` (D) replaces the demand.
    """
    near = ~unreached(problem.already) if limit is None else problem.already <= limit
    weight = np.where(near, 0.0, problem.demand if weight is None else weight)
    start, row = problem.start, problem.row
    if limit is not None and len(row) and problem.cost.max() > limit:
        keep = problem.cost <= limit
        start, row = _kept(start, keep), row[keep]
    return Worth(start, row, np.zeros(0), weight, _whole(weight))


def charged(problem: Problem) -> Floats:
    """Return what each demand (D) costs with the existing points only, ``beyond`` where out of reach."""
    already = problem.already
    known = already[~unreached(already)]
    beyond = problem.beyond
    if beyond is None:
        beyond = max((float(c.max()) for c in (problem.cost, known) if len(c)), default=0.0) + 1.0
    return np.where(unreached(already), beyond, already.astype(np.float64))


def median_worth(problem: Problem) -> Worth:
    """Return the worth of the weight x cost that a site saves each demand."""
    base = charged(problem)
    saved = problem.demand[problem.row] * (base[problem.row] - problem.cost)
    keep = saved > 0
    whole = _whole(problem.demand, problem.cost, base)
    return Worth(_kept(problem.start, keep), problem.row[keep], saved[keep], problem.demand, whole)
