"""Two surveys side by side, two dates or two plans: what changed, where, and who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.cover import Cover, within
from yike.engines.reach.streets.model import Floats, Ints
from yike.rooms.circle.surveys.surveyed import Survey


@dataclass(frozen=True)
class Change:
    """One kind and weight, in all or in one area (``area`` None for all). Shares are NaN where undefined."""

    kind: str
    weight: str
    area: str | None
    before: float
    after: float

    @property
    def difference(self) -> float:
        """After minus before, NaN where either has no share."""
        return self.after - self.before


@dataclass(frozen=True)
class Moved:
    """Homes whose answer for a kind changed. Rows are those of the later survey's homes.

    ``gain`` and ``lose`` came within the limit or fell out of it; ``nearer`` and ``farther`` are all whose
    walk became shorter or longer, those included. Weights are name → sum over those homes.
    """

    kind: str
    gain: Ints
    lose: Ints
    nearer: Ints
    farther: Ints
    gained: dict[str, float]
    lost: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """What is in both surveys is compared; what only one of them has is named.

    ``homes`` is how many homes both have by id. ``moved`` speaks of these only, the shares of all.
    """

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    homes: int
    only_before: tuple[str, ...]  # kinds, weights and areas
    only_after: tuple[str, ...]
    homes_only_before: int
    homes_only_after: int


def compare(before: Survey, after: Survey) -> Comparison:
    """Return what changed from one survey to the other, for the kinds, weights and areas that both have.

    Raises ``Fault`` where the two share no kind or no weight.
    """
    kinds = [kind for kind in after.kinds if kind in before.kinds]
    weights = [name for name in after.cover.weights if name in before.cover.weights]
    if not kinds or not weights:
        raise _nothing_shared(before, after)
    rows = _shared_homes(before, after)
    only = [_names(a) - _names(b) for a, b in ((before.cover, after.cover), (after.cover, before.cover))]
    return Comparison(
        tuple(_changes(before.cover, after.cover, kinds, weights)),
        tuple(_moved(before, after, kind, *rows) for kind in kinds),
        len(rows[0]),
        tuple(sorted(only[0])),
        tuple(sorted(only[1])),
        len(before.homes.id) - len(rows[0]),
        len(after.homes.id) - len(rows[0]),
    )


def _names(cover: Cover) -> set[str]:
    return {*cover.kinds, *cover.weights, *filter(None, cover.areas)}


def _changes(before: Cover, after: Cover, kinds: list[str], weights: list[str]) -> list[Change]:
    areas = [area for area in after.areas if area in before.areas]
    return [
        Change(kind, weight, area, *(share_of(c, kind, weight, area) for c in (before, after)))
        for kind in kinds
        for weight in weights
        for area in (None, *areas)
    ]


def share_of(cover: Cover, kind: str, weight: str, area: str | None) -> float:
    """Return one share in all (``area`` None) or in an area, NaN where nobody is there."""
    k, w = cover.kinds.index(kind), cover.weights.index(weight)
    return float(cover.share[k, w] if area is None else cover.area_share[cover.areas.index(area), k, w])


def _shared_homes(before: Survey, after: Survey) -> tuple[Ints, Ints]:
    """Return the rows, in each survey, of the homes that both have by id, in the order of the later one."""
    old = {home: row for row, home in enumerate(before.homes.id)}
    pairs = [(old[home], row) for row, home in enumerate(after.homes.id) if home in old]
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _moved(before: Survey, after: Survey, kind: str, old: Ints, new: Ints) -> Moved:
    then, now = before.kinds.index(kind), after.kinds.index(kind)
    was, became = before.home_ds[old, then], after.home_ds[new, now]
    held_then = within(was, before.limits.ds[then])
    held_now = within(became, after.limits.ds[now])
    gain, lose = new[held_now & ~held_then], new[held_then & ~held_now]
    return Moved(
        kind,
        gain,
        lose,
        new[became < was],  # unreached is the largest value, so to be reached at all is nearer
        new[became > was],
        _sums(after.weights, gain),
        _sums(after.weights, lose),
    )


def _sums(weights: Mapping[str, Floats], rows: Ints) -> dict[str, float]:
    return {name: float(weight[rows].sum()) for name, weight in weights.items()}


def _nothing_shared(before: Survey, after: Survey) -> Fault:
    return Fault(
        f"两次结果没有共同的类别或权重：{'、'.join(before.kinds)} 与 {'、'.join(after.kinds)}",
        f"the two surveys share no kind or weight: {', '.join(before.kinds)} and {', '.join(after.kinds)}",
        do_zh="请用同样的类别名和权重列再算一次",
        do_en="Use the same names of kinds and weights in both",
    )
