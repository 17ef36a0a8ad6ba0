"""A siting question and its answer, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import Floats, Ints

Objective = Literal["mclp", "lscp", "p-median", "p-center"]
OBJECTIVES: tuple[Objective, ...] = ("mclp", "lscp", "p-median", "p-center")
Rows = NDArray[np.integer[Any]]  # int32 or int64
Costs = NDArray[np.uint16] | Floats  # deciseconds, or metres (inf where there is no way)

EXISTING = -1  # in ``Plan.assigned``: served by a point that is already there
NOBODY = -2  # in ``Plan.assigned``: served by no point


def _refuse(zh: str, en: str, do_zh: str, do_en: str) -> NoReturn:
    raise Fault(zh, en, do_zh=do_zh, do_en=do_en)


def unreached(cost: Costs) -> NDArray[np.bool_]:
    """Mask of the costs that mean "no way": 65535 deciseconds, or infinite metres."""
    return np.asarray(cost == UNREACHED if cost.dtype == np.uint16 else np.isinf(cost))


def never(count: int, like: Costs) -> Costs:
    """Return ``count`` costs that all mean "no way", of the same kind as ``like``."""
    if like.dtype == np.uint16:
        return np.full(count, UNREACHED, np.uint16)
    return np.full(count, np.inf)


@dataclass(frozen=True)
class Problem:
    """S candidate sites, D demands, and what it costs to walk between them, sparse and grouped by site.

    ``demand`` (D): weight of each demand (households, elders …), ≥ 0.
    ``start`` (S + 1), ``row`` (nnz), ``cost`` (nnz): the demands within reach of site j are
    ``row[start[j]:start[j + 1]]``, each at most once; costs are uint16 deciseconds or float64 metres.
    ``existing`` (D): cost from each demand to the nearest point that is there already; none by default.
    ``beyond``: what a demand out of everybody's reach is charged in the p-median; by default one
    more than the highest cost known, that is "just further than we looked".
    Raises ``Fault`` on NaN, negative or infinite weights, negative costs, and shapes that do not fit.
    """

    demand: Floats
    start: Rows
    row: Rows
    cost: Costs
    existing: Costs | None = None
    beyond: float | None = None

    def __post_init__(self) -> None:
        """Check what was given."""
        set_ = object.__setattr__
        set_(self, "demand", np.ascontiguousarray(self.demand, np.float64))
        set_(self, "start", np.ascontiguousarray(self.start, np.int64))
        set_(self, "row", np.ascontiguousarray(self.row, np.int32))
        set_(self, "cost", np.ascontiguousarray(self.cost))
        if self.existing is None:
            set_(self, "existing", never(len(self.demand), self.cost))
        _check_demand(self.demand)
        _check_table(self)

    @classmethod
    def dense(cls, cost: Floats, demand: Floats, existing: Floats | None = None) -> Problem:
        """Return the problem of a full matrix ``cost`` (S, D) in metres; NaN or inf where there is no way."""
        cost = np.asarray(cost, np.float64)
        site, row = np.nonzero(np.isfinite(cost))
        start = np.concatenate(([0], np.cumsum(np.bincount(site, minlength=len(cost)))))
        return cls(demand, start, row.astype(np.int32), cost[site, row], existing)

    @property
    def sites(self) -> int:
        """Number of candidate sites."""
        return len(self.start) - 1

    @property
    def already(self) -> Costs:
        """Cost to the nearest existing point (D)."""
        assert self.existing is not None  # noqa: S101 - set in __post_init__
        return self.existing

    def reach_of(self, site: int) -> tuple[Rows, Costs]:
        """Return the demands within reach of a site and their costs."""
        at = slice(self.start[site], self.start[site + 1])
        return self.row[at], self.cost[at]

    def hopeless(self) -> Ints:
        """Return the demands that no candidate and no existing point reaches."""
        served = ~unreached(self.already)
        served[self.row] = True
        return np.flatnonzero(~served).astype(np.int32)


def _check_demand(demand: Floats) -> None:
    bad = np.flatnonzero(~np.isfinite(demand) | (demand < 0))
    if len(bad):
        i = int(bad[0])
        _refuse(
            f"第 {i + 1} 个需求点的权重是 {demand[i]}",
            f"the weight of demand {i + 1} is {demand[i]}",
            "权重须是不小于 0 的数",
            "Weights must be numbers of 0 or more",
        )


def _check_table(p: Problem) -> None:
    fits = (
        p.start.ndim == 1
        and len(p.start) > 0
        and p.start[0] == 0
        and p.start[-1] == len(p.row) == len(p.cost)
        and bool((np.diff(p.start) >= 0).all())
        and (not len(p.row) or (int(p.row.min()) >= 0 and int(p.row.max()) < len(p.demand)))
        and p.already.shape == p.demand.shape
        and p.already.dtype == p.cost.dtype
        and p.cost.dtype in (np.dtype(np.uint16), np.dtype(np.float64))
    )
    if not fits:
        _refuse(
            "候选点、需求点与距离表对不上",
            "sites, demands and the cost table do not fit together",
            "请检查三者的个数与类型",
            "Check their numbers and types",
        )
    for cost in (p.cost, p.already):
        if cost.dtype == np.float64 and bool((np.isnan(cost) | (cost < 0)).any()):
            _refuse(
                "距离里有空值或负数",
                "a cost is NaN or negative",
                "走不到的请用无穷大表示",
                "Use infinity where there is no way",
            )
    if len(p.cost) and bool(unreached(p.cost).any()):
        _drop_unreached(p)


def _drop_unreached(p: Problem) -> None:
    keep = ~unreached(p.cost)
    kept = np.concatenate(([0], np.cumsum(keep)))
    object.__setattr__(p, "start", kept[p.start])
    object.__setattr__(p, "row", p.row[keep])
    object.__setattr__(p, "cost", p.cost[keep])


@dataclass(frozen=True)
class Plan:
    """Which sites to take and how good that is.

    ``sites``: chosen site rows, most useful first; fewer than asked when more would add nothing.
    ``value``: covered weight, existing cover included (MCLP); number of new sites (LSCP); Σ weight x cost
    (p-median); worst cost (p-center, inf where somebody cannot be reached with so few).
    ``bound``: no plan can be better than this. ``gap``: ``|bound - value|`` over what the plan achieves
    (for MCLP over the weight newly covered), so "the best possible is at most x % better"; 0 when proven.
    ``gain``: what each choice adds after those before it: weight newly covered (MCLP, LSCP) or weight x cost
    saved (p-median, p-center). ``assigned`` (D): site row, ``EXISTING`` or ``NOBODY``. ``cost`` (D): its
    cost. ``hopeless``: demands that no candidate and no existing point can serve, left out of the value.
    ``limit``: the cost within which a demand counts as covered (None: the whole table).
    """

    objective: Objective
    sites: Ints
    value: float
    bound: float
    gap: float
    proven: bool
    method: str
    gain: Floats
    assigned: Ints
    cost: Costs
    hopeless: Ints
    limit: float | None = None


def gap_between(value: float, bound: float, achieved: float) -> float:
    """Return how much better the best possible may be, as a share of what was achieved."""
    if value == bound:
        return 0.0
    return abs(bound - value) / achieved if 0 < achieved < np.inf else float("inf")
