"""Cover through the week: the share within reach of an open point for every day and hour.

Most of the 168 hours look alike. For each kind the distinct sets of open points are found, each becomes one
lane of a single many-kinds search, and the hours read their answer from the lane they share.

Gates with hours change the streets themselves. The times to a lane's points stay right under other gates as
long as no segment that shuts lay on a shortest way and none that opens makes a shorter one; both are seen at
the ends of the few segments behind gates. Only where that fails is the lane searched again, up to its limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Mask, shares, weight_table, within
from yike.engines.reach.nearest import node_times, same_segment
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.singlesource import arriving, spread
from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.engines.reach.walk import Walk, ends_of

HOURS = 168  # hour 0 is Monday 00:00, local time; each hour stands for its first minute
BLOCK = 32  # lanes whose node times are held at once


@dataclass(frozen=True)
class HoursMatrix:
    """K kinds, 7 days from Monday, 24 hours, W weights, h homes.

    ``share`` is NaN where a weight adds up to zero. ``week_share`` is the part of the week's hours in which
    each home reaches an open point within the limit. ``lanes`` distinct sets of open points and ``gates``
    distinct states of the gates were met; ``searches`` lanes had to be searched again for their gates.
    """

    kinds: tuple[str, ...]
    weights: tuple[str, ...]
    share: Floats  # (K, 7, 24, W)
    open_points: Ints  # (K, 7, 24)
    week_share: Floats  # (h, K)
    lanes: int
    gates: int
    searches: int

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


def hours_matrix(
    walk: Walk,
    homes: Anchors,
    points: Anchors,
    kind: Ints,
    kinds: tuple[str, ...],
    limit_ds: ArrayLike,
    weights: Mapping[str, Floats],
    open_week: Mask,
    gate_week: Mask | None = None,
) -> HoursMatrix:
    """Return cover for each hour of the week.

    ``walk`` may be that of any state of the gates. ``open_week`` (p, 168) says when each point is open (a
    point without hours counts as open), ``gate_week`` (G, 168) the same of the gates, ``limit_ds`` (K,) is
    the limit of each kind in deciseconds. Raises ``Fault`` for wrong weights.
    """
    limit = np.broadcast_to(np.asarray(limit_ds), (len(kinds),))
    lanes = lanes_of(kind, len(kinds), open_week)
    states = gate_states(walk.streets, gate_week)
    base = _base_of(walk, homes, points, lanes, limit[lanes.kind])
    week = _Week.empty(homes, len(kinds), weights)
    base_share = shares(base.held, weights).share if len(lanes.kind) else np.zeros((0, len(weights)))
    searches = 0
    for state in states:
        again = _changed_lanes(base, state, lanes.at[:, state.hours])
        searches += sum(found.searched for found in again.values())
        week.fill(lanes.at, state.hours, base.held, base_share, again)
    open_points = np.stack([open_week[kind == k].sum(axis=0) for k in range(len(kinds))]).astype(np.int32)
    return HoursMatrix(
        kinds,
        tuple(weights),
        week.share.reshape(len(kinds), 7, 24, len(weights)),
        open_points.reshape(len(kinds), 7, 24),
        week.in_reach / HOURS,
        len(lanes.kind),
        len(states),
        searches,
    )


@dataclass(frozen=True)
class _Base:
    """The answer of every lane L at the gates of ``walk``; node times only where gates are."""

    walk: Walk
    homes: Anchors
    points: Anchors
    lanes: Lanes
    limit: Ints  # (L,)
    held: Mask  # (h, L)
    gated: Ints  # (g,) segments behind gates with hours
    at_a: Deciseconds  # (g, L) times from their ends
    at_b: Deciseconds

    def points_of(self, lane: int) -> Anchors:
        """Return the open points of a lane."""
        return self.points.take(self.lanes.rows[self.lanes.lane == lane])


@dataclass(frozen=True)
class _Lane:
    """A lane under other gates: who has it within the limit, and whether it was searched again."""

    held: Mask
    searched: bool


def _base_of(walk: Walk, homes: Anchors, points: Anchors, lanes: Lanes, limit: Ints) -> _Base:
    streets, count = walk.streets, len(lanes.kind)
    none = np.zeros(0, np.int32)
    gated = none if streets.hours is None else np.flatnonzero(streets.hours >= 0).astype(np.int32)
    ends = np.concatenate((streets.a[gated], streets.b[gated]))
    held = np.zeros((len(homes), count), np.bool_)
    times = np.full((len(ends), count), UNREACHED, np.uint16)
    for first in range(0, count, BLOCK):
        here = (lanes.lane >= first) & (lanes.lane < first + BLOCK)
        lane, there = lanes.lane[here] - first, points.take(lanes.rows[here])
        width = min(BLOCK, count - first)
        node_ds = node_times(walk, there, lane, width)
        block = slice(first, first + width)
        held[:, block] = within(home_times(walk, homes, node_ds, there, lane), limit[block])
        times[:, block] = node_ds[ends]
    half = len(gated)
    return _Base(walk, homes, points, lanes, limit, held, gated, times[:half], times[half:])


def home_times(walk: Walk, homes: Anchors, node_ds: Deciseconds, points: Anchors, kind: Ints) -> Deciseconds:
    """Return (h, K) deciseconds from homes, given those of all nodes (n, K) to the nearest of ``points``.

    Homes also walk straight to points on their own segment. Sums past the longest time are unreached.
    """
    answer = np.full((len(homes), node_ds.shape[1]), UNREACHED, np.uint16)
    ends = ends_of(walk, homes)
    for node, leave in ((ends.a, ends.leave_a), (ends.b, ends.leave_b)):
        on = np.flatnonzero(node >= 0)
        total = node_ds[node[on]].astype(np.uint32) + leave[on, None]
        answer[on] = np.minimum(answer[on], np.minimum(total, UNREACHED).astype(np.uint16))
    home, point, ds = same_segment(walk, homes, points)
    np.minimum.at(answer, (home, kind[point]), ds)
    return answer


def _changed_lanes(base: _Base, state: GateState, at: Ints) -> dict[int, _Lane]:
    """Return the lanes, of those the state's hours read, whose answer is not simply that of the base."""
    walk = base.walk
    if state.open_now is None:
        return {}
    other = Walk.of(walk.streets, walk.pace, state.open_now)
    changed = (walk.out != other.out) | (walk.back != other.back)
    if not changed.any():
        return {}
    moved = _moved(base, other)
    on = np.flatnonzero(base.homes.snapped & changed[base.homes.segment]).astype(np.int32)
    point_on = base.points.snapped & changed[base.points.segment]
    moved[base.lanes.lane[point_on[base.lanes.rows]]] = True
    read = np.unique(at[at >= 0])
    again = {int(lane): _Lane(_searched(base, other, int(lane)), True) for lane in read[moved[read]]}
    if len(on):
        again.update((int(lane), _patched(base, other, int(lane), on)) for lane in read[~moved[read]])
    return again


def _moved(base: _Base, other: Walk) -> Mask:
    """Return (L,) the lanes whose node times differ under other gates.

    An arc u→v of time w that shuts matters where T(u) = w + T(v), one that opens where T(u) > w + T(v).
    """
    walk, gated, moved = base.walk, base.gated, np.zeros(len(base.lanes.kind), np.bool_)
    ways = ((walk.out, other.out, base.at_a, base.at_b), (walk.back, other.back, base.at_b, base.at_a))
    for was, becomes, here, there in ways:
        shut = (was[gated] != UNREACHED) & (becomes[gated] == UNREACHED)
        opens = (was[gated] == UNREACHED) & (becomes[gated] != UNREACHED)
        time = np.where(shut, was[gated], becomes[gated]).astype(np.int64)[:, None]
        way = np.minimum(time + there, UNREACHED)
        tight = (here == way) & (here != UNREACHED)
        moved |= (tight & shut[:, None]).any(axis=0) | ((here > way) & opens[:, None]).any(axis=0)
    return moved


def _searched(base: _Base, walk: Walk, lane: int) -> Mask:
    """Return (h,) who has the lane within its limit, by a search of its own."""
    points, limit = base.points_of(lane), int(base.limit[lane])
    ds = spread(walk, arriving(ends_of(walk, points)), towards=True, limit_ds=limit).ds
    node_ds = np.minimum(ds, UNREACHED).astype(np.uint16)[:, None]
    found = home_times(walk, base.homes, node_ds, points, np.zeros(len(points), np.int32))
    return within(found, [limit])[:, 0]


def _patched(base: _Base, walk: Walk, lane: int, on: Ints) -> _Lane:
    """Return the lane with the homes ``on`` changed segments answered anew."""
    points, homes, held = base.points_of(lane), base.homes.take(on), base.held[:, lane].copy()
    row = np.searchsorted(base.gated, homes.segment)
    ends, limit = ends_of(walk, homes), int(base.limit[lane])
    ways = ((base.at_a, ends.leave_a), (base.at_b, ends.leave_b))
    best = np.min(
        [np.minimum(t[row, lane].astype(np.uint32) + leave, UNREACHED) for t, leave in ways], axis=0
    )
    home, _, ds = same_segment(walk, homes, points)
    np.minimum.at(best, home, ds)
    held[on] = best <= limit
    return _Lane(held, False)


@dataclass(frozen=True)
class _Week:
    """The week as it fills up."""

    share: Floats  # (K, 168, W)
    in_reach: Floats  # (h, K) hours
    weights: Mapping[str, Floats]

    @classmethod
    def empty(cls, homes: Anchors, kinds: int, weights: Mapping[str, Floats]) -> _Week:
        """Return a week in which nothing is open."""
        total = weight_table(weights, len(homes)).sum(axis=1)
        closed = np.where(total > 0.0, 0.0, np.nan)
        return cls(np.tile(closed, (kinds, HOURS, 1)), np.zeros((len(homes), kinds)), weights)

    def fill(
        self, at: Ints, hours: NDArray[np.intp], held: Mask, share: Floats, again: dict[int, _Lane]
    ) -> None:
        """Write the lanes' answers into the hours that read them."""
        for k, lanes in enumerate(at[:, hours]):
            for lane in np.unique(lanes[lanes >= 0]):
                reading = hours[lanes == lane]
                found = again.get(int(lane))
                mine = held[:, lane] if found is None else found.held
                self.in_reach[:, k] += len(reading) * mine
                self.share[k, reading] = (
                    share[lane] if found is None else shares(mine[:, None], self.weights).share[0]
                )
