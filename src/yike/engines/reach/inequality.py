"""How unevenly reach is shared out: between areas, and between the homes of one area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yike.engines.reach.cover import Cover
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats


@dataclass(frozen=True)
class Spread:
    """How one kind's share differs between areas, for one weight. Areas of no weight are left out.

    ``ratio`` is best over worst, infinite where the worst area has nobody covered, NaN where nobody is
    covered anywhere. ``gini`` and ``theil`` are 0 where all areas are alike; NaN where no share is positive.
    """

    kind: str
    weight: str
    areas: int
    best: float
    best_area: str
    worst: float
    worst_area: str
    ratio: float
    gini: float
    theil: float


def gini(values: Floats, weights: Floats) -> float:
    """Return the weighted Gini index Σᵢⱼ wᵢwⱼ|xᵢ−xⱼ| / (2·W²·μ) of values ≥ 0; NaN where they add up to zero.

    Computed from the sorted values in O(A log A). Source: Lerman and Yitzhaki (1989), weighted form.
    """
    order = np.argsort(values, kind="stable")
    x, p = values[order], weights[order] / weights.sum()
    mean = float(x @ p)
    if not mean > 0.0:
        return float("nan")
    below = np.cumsum(p) - p / 2.0  # weight of everybody poorer, and half of one's own
    return max(0.0, float(2.0 * (p * x * below).sum() / mean - 1.0))


def theil(values: Floats, weights: Floats) -> float:
    """Return the weighted Theil index T = Σ pᵢ·(xᵢ/μ)·ln(xᵢ/μ), with 0·ln 0 = 0; NaN where μ is zero."""
    p = weights / weights.sum()
    mean = float(values @ p)
    if not mean > 0.0:
        return float("nan")
    r = values / mean
    return max(0.0, float((p * r * np.log(np.where(r > 0.0, r, 1.0))).sum()))


def spread(cover: Cover, kind: int, weight: int) -> Spread | None:
    """Return how a kind's share differs between areas; None with fewer than two areas that have weight."""
    share, total = cover.area_share[:, kind, weight], cover.area_total[:, weight]
    rows = np.flatnonzero(total > 0.0)
    if len(rows) < 2:
        return None
    share, total = share[rows], total[rows]
    high, low = int(np.argmax(share)), int(np.argmin(share))
    best, worst = float(share[high]), float(share[low])
    return Spread(
        cover.kinds[kind],
        cover.weights[weight],
        len(rows),
        best,
        cover.areas[int(rows[high])],
        worst,
        cover.areas[int(rows[low])],
        best / worst if worst > 0.0 else (float("inf") if best > 0.0 else float("nan")),
        gini(share, total),
        theil(share, total),
    )


def spreads(cover: Cover) -> list[Spread]:
    """Return the spread of every kind and weight that has one."""
    pairs = ((k, w) for k in range(len(cover.kinds)) for w in range(len(cover.weights)))
    return [found for k, w in pairs if (found := spread(cover, k, w)) is not None]


def percentile_ds(ds: Deciseconds, weight: Floats, shares: Sequence[float]) -> list[int | None]:
    """Return the shortest time within which each share (0..1) of the weight arrives, in deciseconds.

    ``ds`` and ``weight`` are (h,). No interpolation: the answer is the time of some home. Homes that reach
    nothing stand last, so a percentile that falls among them is None, as is that of no weight at all.
    """
    order = np.argsort(ds, kind="stable")
    order = order[weight[order] > 0.0]
    if not len(order):
        return [None] * len(shares)
    heap = np.cumsum(weight[order])
    at = np.searchsorted(heap, np.asarray(shares) * heap[-1] * (1.0 - 1e-12))
    found = ds[order][np.minimum(at, len(heap) - 1)]
    return [None if t == UNREACHED else int(t) for t in found]
