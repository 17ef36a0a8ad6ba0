"""Who is covered: shares of households and of elders within the limit of each kind, in all and by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yike.engines.faults import Fault
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cover:
    """Covered weight and its share. K kinds (or baskets), W weights, A areas.

    ``share`` = ``reached`` / ``total`` is NaN where the total weight is zero: with nobody to cover there is
    no share. ``areas`` is empty where no home names an area; homes without one are then under ``""``.
    """

    kinds: tuple[str, ...]
    weights: tuple[str, ...]
    share: Floats  # (K, W)
    reached: Floats  # (K, W) covered weight
    total: Floats  # (W,)
    areas: tuple[str, ...]
    area_share: Floats  # (A, K, W)
    area_total: Floats  # (A, W)

    def of(self, kind: str, weight: str) -> float | None:
        """Return one share, None where the total weight is zero. Raises ``KeyError`` for unknown names."""
        try:
            value = float(self.share[self.kinds.index(kind), self.weights.index(weight)])
        except ValueError:
            raise KeyError(kind, weight) from None
        return None if np.isnan(value) else value

    def as_dict(self) -> dict[str, dict[str, float | None]]:
        """Return kind → weight → share, None where the total weight is zero."""
        return {kind: {weight: self.of(kind, weight) for weight in self.weights} for kind in self.kinds}


def within(ds: Deciseconds, limit_ds: ArrayLike) -> Mask:
    """Return (h, K) whether each time is within its kind's limit (K,); unreached never is."""
    return np.asarray((ds <= np.asarray(limit_ds)) & (ds != UNREACHED))


def basket(ds: Deciseconds, limit_ds: ArrayLike, members: Sequence[int]) -> Mask:
    """Return (h,) whether a home has every member kind (columns of ``ds``) within that kind's own limit.

    Raises ``Fault`` for an empty basket, which everybody would have.
    """
    if not len(members):
        raise Fault(
            "组合里没有任何类别",
            "the basket holds no kind",
            do_zh="请至少写一个类别",
            do_en="Name at least one kind",
        )
    rows = np.asarray(members, np.intp)
    return np.asarray(within(ds[:, rows], np.asarray(limit_ds)[rows]).all(axis=1))


def doable(held: Mask, offers: Mask) -> Floats:
    """Return (h,) the share of the catalogue of items a home can have done (事项可办率, domain §5.1).

    ``held`` (h, K): kinds within the limit. ``offers`` (I, K): kinds that offer item i; one is enough.
    An item nobody offers stays in the denominator. NaN for an empty catalogue.
    """
    can = (held.astype(np.float32) @ offers.T.astype(np.float32)) > 0.0
    return can.mean(axis=1) if len(offers) else np.full(len(held), np.nan)


def weighted_mean(values: Floats, weight: Floats) -> float:
    """Return Σ w·v / Σ w, NaN where the weights add up to zero."""
    total = float(weight.sum())
    return float((values * weight).sum() / total) if total > 0.0 else float("nan")


def cover(
    ds: Deciseconds,
    limit_ds: ArrayLike,
    weights: Mapping[str, Floats],
    area: Sequence[str] | None = None,
    *,
    kinds: Sequence[str] | None = None,
) -> Cover:
    """Return Cov(s, T, p) = Σ_h w_h·1[walk_p(h, nearest open s) ≤ T] / Σ_h w_h for every kind s and weight w.

    ``ds`` (h, K) deciseconds to the nearest open point of each kind, ``limit_ds`` (K,) the limit T of each
    kind in deciseconds, ``weights`` name → (h,), ``area`` (h,) names. Homes that reach nothing, and homes
    that stand on no street, are not covered and stay in the denominator. Source: domain dossier §5.1.
    Raises ``Fault`` for weights that are negative or no numbers, and for shapes that do not fit.
    """
    limits = np.broadcast_to(np.asarray(limit_ds), (ds.shape[1],))
    return shares(within(ds, limits), weights, area, kinds=kinds)


def shares(
    held: Mask,
    weights: Mapping[str, Floats],
    area: Sequence[str] | None = None,
    *,
    kinds: Sequence[str] | None = None,
) -> Cover:
    """Return the ``Cover`` of ready answers ``held`` (h, K): kinds within reach, baskets, any yes or no.

    ``kinds`` names the columns ("1", "2", … where left out). Raises as ``cover`` does.
    """
    homes, columns = held.shape
    names = tuple(kinds) if kinds is not None else tuple(str(k + 1) for k in range(columns))
    if len(names) != columns:
        raise _misfit("类别", "kinds", len(names), columns)
    table = weight_table(weights, homes)
    areas, code = area_codes(area, homes)
    reached = _sums(held, table, code, max(len(areas), 1))
    total = _sums(np.ones((homes, 1), np.bool_), table, code, max(len(areas), 1))[:, 0]
    return Cover(
        names,
        tuple(weights),
        ratio(reached.sum(axis=0), total.sum(axis=0)),
        reached.sum(axis=0),
        total.sum(axis=0),
        areas,
        ratio(reached, total[:, None, :])[: len(areas)],
        total[: len(areas)],
    )


def _sums(held: Mask, table: Floats, code: Ints, areas: int) -> Floats:
    """Return (A, K, W) covered weight: only covered homes are added, in their own order."""
    answer = np.zeros((areas, held.shape[1], len(table)))
    for k in range(held.shape[1]):
        rows = np.flatnonzero(held[:, k])
        for w, weight in enumerate(table):
            answer[:, k, w] = np.bincount(code[rows], weight[rows], minlength=areas)
    return answer


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where the whole is zero: a share of nobody is no number."""
    some = np.broadcast_to(whole > 0.0, part.shape)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=some)


def weight_table(weights: Mapping[str, Floats], homes: int) -> Floats:
    """Return the weights as (W, h). Raises ``Fault`` naming the column and home of a wrong one."""
    table = np.zeros((len(weights), homes))
    for i, (name, values) in enumerate(weights.items()):
        row = np.asarray(values, np.float64)
        if row.shape != (homes,):
            raise _misfit("权重", "weights", len(row), homes)
        wrong = np.flatnonzero(~(np.isfinite(row) & (row >= 0.0)))
        if len(wrong):
            raise _bad_weight(name, int(wrong[0]), float(row[wrong[0]]))
        table[i] = row
    if not len(table):
        raise _no_weight()
    return table


def area_codes(area: Sequence[str] | None, homes: int) -> tuple[tuple[str, ...], Ints]:
    """Return the area names in order of first appearance, and (h,) the index of each home's area.

    Without any named area there are no names and every home has index 0.
    """
    if area is None or not any(area):
        return (), np.zeros(homes, np.int32)
    if len(area) != homes:
        raise _misfit("区域", "areas", len(area), homes)
    order = {name: i for i, name in enumerate(dict.fromkeys(area))}
    return tuple(order), np.fromiter((order[a] for a in area), np.int32, homes)


def _misfit(zh: str, en: str, got: int, want: int) -> Fault:
    return Fault(
        f"{zh}有 {got} 项，应为 {want} 项",
        f"{got} {en} where {want} are needed",
        do_zh="请核对表格的行列是否对应",
        do_en="Check that the tables have the same rows and columns",
    )


def _no_weight() -> Fault:
    return Fault(
        "没有权重列",
        "there is no weight",
        do_zh="请至少给一列权重，如“户数”",
        do_en="Give at least one weight, such as households",
    )


def _bad_weight(name: str, home: int, value: float) -> Fault:
    return Fault(
        f"第 {home + 1} 处住户的权重是 {value}，应为零或正数",
        f"the weight of home {home + 1} is {value}; it must be zero or more",
        do_zh="请改正这个数",
        do_en="Correct this number",
        column=name,
    )
