"""Proof with HiGHS: the questions as small mixed-integer programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from yike.engines.reach.siting.model import Rows
from yike.engines.reach.siting.worth import Worth
from yike.engines.reach.streets.model import Floats

_SOLVED = 0


@dataclass(frozen=True)
class _Steps:
    """Distinct sets of sites, each worth ``weight`` once any member is chosen.

    Set l holds ``(of, site)`` pairs plus all members of set ``parent[l]`` (-1: none).
    """

    weight: Floats
    parent: Rows
    of: Rows
    site: Rows


def _site_keys(sites: int) -> np.ndarray:
    return np.random.default_rng(20260101).integers(0, 2**63, sites, dtype=np.uint64)


def _steps(row: Rows, site: Rows, value: Floats, sites: int) -> _Steps:
    """Write Σ_i max_j v_ij as a weighted sum over sets of sites, equal sets merged.

    Demand i with values v1 > v2 > … > 0 is worth (v1 - v2) when a site worth v1 is chosen, another
    (v2 - v3) when one worth v2 or more is, and so on (Cornuéjols, Nemhauser and Wolsey 1980). Each set adds
    its own sites to the set before, so the program stays as sparse as the table. Sets are told apart
    by the exclusive-or of 64-bit keys of their sites.
    """
    order = np.lexsort((site, -value, row))
    row, site, value = row[order], site[order], value[order]
    last_of_row = np.append(row[1:] != row[:-1], True)
    ends = np.flatnonzero(last_of_row | np.append(value[1:] != value[:-1], True))
    run = np.bitwise_xor.accumulate(_site_keys(sites)[site])
    first = np.concatenate(([True], last_of_row[:-1]))
    before = np.where(first, np.concatenate(([np.uint64(0)], run[:-1])), np.uint64(0))
    before = before[np.maximum.accumulate(np.where(first, np.arange(len(row)), 0))]
    key = (run ^ before)[ends]
    below = np.where(last_of_row[ends], 0.0, np.append(value[ends][1:], 0.0))
    _, seen, which = np.unique(key, return_index=True, return_inverse=True)
    weight = np.bincount(which, value[ends] - below).astype(np.float64)
    opens = np.concatenate(([True], last_of_row[ends][:-1]))  # the first set of its demand has no parent
    parent = np.where(opens, -1, np.concatenate(([0], which[:-1])))[seen]
    group = np.concatenate(([0], ends + 1))
    size = np.diff(group)[seen]
    of = np.repeat(np.arange(len(seen)), size)
    at = np.repeat(group[seen] - np.concatenate(([0], np.cumsum(size)[:-1])), size) + np.arange(size.sum())
    return _Steps(weight, parent, of, site[at])


def _program(steps: _Steps, sites: int, add: int) -> tuple[Floats, LinearConstraint]:
    """Return costs and constraints over x (sites, 0/1) then z (sets, 0..1): z ≤ z_parent + Σ x, Σ x ≤ add."""
    sets = np.arange(len(steps.weight))
    child = sets[steps.parent >= 0]
    rows = np.concatenate((sets, child, steps.of, np.full(sites, len(sets))))
    columns = np.concatenate((sites + sets, sites + steps.parent[child], steps.site, np.arange(sites)))
    entries = np.concatenate((np.ones(len(sets)), np.full(len(child) + len(steps.of), -1.0), np.ones(sites)))
    matrix = coo_array((entries, (rows, columns)), shape=(len(sets) + 1, sites + len(sets))).tocsr()
    upper = np.append(np.zeros(len(sets)), add)
    cost = np.concatenate((np.zeros(sites), -steps.weight * _scale(steps)))
    return cost, LinearConstraint(matrix, -np.inf, upper)


def _scale(steps: _Steps) -> float:
    """Return what keeps the objective where HiGHS's absolute tolerances mean something."""
    return float(1e6 / max(steps.weight.sum(), 1e6))


def best_by_highs(worth: Worth, add: int, seconds: float) -> tuple[Rows, float]:
    """Return the best ``add`` sites of a worth table with values, and an upper bound on any such set's worth.

    Where HiGHS found no set in time it is empty; the bound is then what had been shown (inf: nothing).
    """
    if not len(worth.row):
        return np.zeros(0, np.int64), 0.0
    site = np.repeat(np.arange(worth.sites), np.diff(worth.start))
    steps = _steps(worth.row, site, worth.value, worth.sites)
    cost, limits = _program(steps, worth.sites, add)
    whole = np.concatenate((np.ones(worth.sites, np.int8), np.zeros(len(steps.weight), np.int8)))
    found = milp(
        cost,
        constraints=limits,
        integrality=whole,
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    chosen = np.zeros(0, np.int64) if found.x is None else np.flatnonzero(found.x[: worth.sites] > 0.5)
    if found.status == _SOLVED:
        return chosen, worth.of(chosen)
    shown = getattr(found, "mip_dual_bound", None)
    return chosen, np.inf if shown is None else -shown / _scale(steps) + 1e-6


def fewest_by_highs(covers: csr_array, seconds: float) -> tuple[Rows | None, float]:
    """Return the fewest columns that meet every row of a 0/1 matrix, and a lower bound on their number."""
    count = covers.shape[1]
    found = milp(
        np.ones(count),
        constraints=LinearConstraint(covers, 1.0, np.inf),
        integrality=np.ones(count, np.int8),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    chosen = None if found.x is None else np.flatnonzero(found.x > 0.5)
    if found.status == _SOLVED and chosen is not None:
        return chosen, float(len(chosen))
    shown = getattr(found, "mip_dual_bound", None)
    return chosen, 0.0 if shown is None else float(np.ceil(shown - 1e-6))
