"""Cover through the week: the share within reach of an open point for every day and hour.

Most of the 168 hours look alike. For each kind the distinct sets of open points are found, each becomes one
lane of a single many-kinds search, and the hours read their answer from the lane they share. Gates with
hours change the streets themselves: each distinct state of the gates is one walk with its own lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Mask, shares, weight_table, within
from yike.engines.reach.pace import Deciseconds, Pace
from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.engines.reach.walk import Walk

HOURS = 168  # hour 0 is Monday 00:00, local time; each hour stands for its first minute

Search = Callable[[Walk, Anchors, Anchors, Ints, int], Deciseconds]
"""(walk, homes, points, kind, kinds) → (h, kinds) deciseconds to the nearest point of each kind."""


@dataclass(frozen=True)
class HoursMatrix:
    """K kinds, 7 days from Monday, 24 hours, W weights, h homes.

    ``share`` is NaN where a weight adds up to zero. ``week_share`` is the part of the week's hours in which
    each home reaches an open point within the limit. ``lanes`` and ``walks`` tell how many searches it took.
    """

    kinds: tuple[str, ...]
    weights: tuple[str, ...]
    share: Floats  # (K, 7, 24, W)
    open_points: Ints  # (K, 7, 24)
    week_share: Floats  # (h, K)
    lanes: int
    walks: int

    @property
    def week(self) -> Floats:
        """(K, W) mean share over the whole week (开放时段覆盖)."""
        return self.share.mean(axis=(1, 2))


@dataclass(frozen=True)
class Lanes:
    """Rows of points, once for every lane they are open in, and the lane each kind reads at each hour."""

    rows: Ints
    lane: Ints
    kind: Ints  # (L,) the kind each lane belongs to
    at: Ints  # (K, hours), -1 where no point of the kind is open


@dataclass(frozen=True)
class GateState:
    """Streets with the gates as they stand in some hours of the week; ``open_now`` None without gates."""

    open_now: Mask | None
    hours: NDArray[np.intp]


def distinct_columns(states: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one column index for every distinct column, and (columns,) which of these each column equals."""
    if not states.shape[0]:
        return np.zeros(min(1, states.shape[1]), np.intp), np.zeros(states.shape[1], np.intp)
    packed = np.packbits(states, axis=0)
    _, first, same = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    return first, same.reshape(-1)


def gate_states(streets: Streets, gate_week: Mask | None) -> list[GateState]:
    """Return the distinct states of the gates. ``gate_week`` (G, 168): gate hours row g open at each hour.

    One state for the whole week where no gate has hours.
    """
    every = np.arange(HOURS)
    if streets.hours is None or gate_week is None or not len(gate_week):
        return [GateState(None, every)]
    first, same = distinct_columns(gate_week)
    gated = streets.hours >= 0
    row = np.maximum(streets.hours, 0)
    return [
        GateState(~gated | gate_week[row, column], np.flatnonzero(same == state))
        for state, column in enumerate(first)
    ]


def lanes_of(kind: Ints, kinds: int, open_week: Mask) -> Lanes:
    """Return the lanes of ``open_week`` (p, hours): per kind, one for each distinct set of open points."""
    rows: list[Ints] = []
    lane: list[Ints] = []
    owner: list[int] = []
    at = np.full((kinds, open_week.shape[1]), -1, np.int32)
    for k in range(kinds):
        mine = np.flatnonzero(kind == k).astype(np.int32)
        first, same = distinct_columns(open_week[mine])
        for state, column in enumerate(first):
            standing = mine[open_week[mine, column]]
            if len(standing):
                at[k, same == state] = len(owner)
                rows.append(standing)
                lane.append(np.full(len(standing), len(owner), np.int32))
                owner.append(k)
    none = np.zeros(0, np.int32)
    return Lanes(np.concatenate([none, *rows]), np.concatenate([none, *lane]), np.array(owner, np.int32), at)


def chosen(places: Anchors, rows: Ints) -> Anchors:
    """Return the places of these rows, in this order; a row may come more than once."""
    return Anchors(places.segment[rows], places.along[rows], places.access[rows], places.why[rows])


def hours_matrix(
    streets: Streets,
    pace: Pace,
    homes: Anchors,
    points: Anchors,
    kind: Ints,
    kinds: tuple[str, ...],
    limit_ds: ArrayLike,
    weights: Mapping[str, Floats],
    open_week: Mask,
    search: Search,
    gate_week: Mask | None = None,
    walk: Walk | None = None,
) -> HoursMatrix:
    """Return cover for each hour of the week.

    ``open_week`` (p, 168) says when each point is open (a point without hours counts as open), ``limit_ds``
    (K,) is the limit of each kind, ``search`` the nearest search of the engine. ``walk`` may hand in a ready
    walk of these streets, used where no gate has hours. Raises ``Fault`` for wrong weights.
    """
    limit = np.broadcast_to(np.asarray(limit_ds), (len(kinds),))
    total = weight_table(weights, len(homes)).sum(axis=1)
    share = np.tile(np.where(total > 0.0, 0.0, np.nan), (len(kinds), HOURS, 1))
    hours_in_reach = np.zeros((len(homes), len(kinds)))
    states, lanes_used = gate_states(streets, gate_week), 0
    for state in states:
        at_gates = (
            walk if walk is not None and state.open_now is None else Walk.of(streets, pace, state.open_now)
        )
        lanes = lanes_of(kind, len(kinds), open_week[:, state.hours])
        lanes_used += len(lanes.kind)
        held = _held(at_gates, homes, points, lanes, limit, search)
        _fill(share, hours_in_reach, lanes, held, state.hours, shares(held, weights).share)
    open_points = np.stack([open_week[kind == k].sum(axis=0) for k in range(len(kinds))]).astype(np.int32)
    return HoursMatrix(
        kinds,
        tuple(weights),
        share.reshape(len(kinds), 7, 24, len(weights)),
        open_points.reshape(len(kinds), 7, 24),
        hours_in_reach / HOURS,
        lanes_used,
        len(states),
    )


def _held(walk: Walk, homes: Anchors, points: Anchors, lanes: Lanes, limit: Ints, search: Search) -> Mask:
    """Return (h, L) which homes have each lane within its kind's limit."""
    if not len(lanes.kind):
        return np.zeros((len(homes), 0), np.bool_)
    ds = search(walk, homes, chosen(points, lanes.rows), lanes.lane, len(lanes.kind))
    return within(ds, limit[lanes.kind])


def _fill(
    share: Floats, in_reach: Floats, lanes: Lanes, held: Mask, hours: NDArray[np.intp], lane_share: Floats
) -> None:
    """Write the lanes' answers into the hours that read them."""
    for k, at in enumerate(lanes.at):
        some = at >= 0
        share[k, hours[some]] = lane_share[at[some]]
        lane, count = np.unique(at[some], return_counts=True)
        in_reach[:, k] += held[:, lane] @ count.astype(np.float64)
