"""What would change: add, close, open or move a point, open a gate or a bridge; and take it back.

The state after any steps equals a full computation on the changed input, times and named points alike; only
what a step touches is worked on again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.nearest import Nearest, same_segment, seeds_at
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.spread import NONE, clear, lower, rim
from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_between
from yike.engines.reach.sweep import NEAREST, Seeds, plant, run
from yike.engines.reach.walk import Walk, ends_of

Words = NDArray[np.uint32]


@dataclass(frozen=True)
class Effect:
    """What one step did to the homes, for one kind: times before and after, (h,) deciseconds."""

    kind: int
    before: Deciseconds
    after: Deciseconds

    def gained(self, limit_ds: int) -> Ints:
        """Return the home rows that come within the limit."""
        return np.flatnonzero((self.before > limit_ds) & (self.after <= limit_ds)).astype(np.int32)

    def lost(self, limit_ds: int) -> Ints:
        """Return the home rows that fall out of the limit."""
        return np.flatnonzero((self.before <= limit_ds) & (self.after > limit_ds)).astype(np.int32)


def change_by_area(effect: Effect, limit_ds: int, weight: Floats, area: Sequence[str]) -> dict[str, Floats]:
    """Return, per area that anything changes in, the weight gained and the weight lost (two numbers)."""
    names = sorted(set(area))
    place = {name: i for i, name in enumerate(names)}
    of = np.array([place[a] for a in area], np.intp)
    change = np.zeros((len(names), 2))
    for column, rows in enumerate((effect.gained(limit_ds), effect.lost(limit_ds))):
        np.add.at(change[:, column], of[rows], weight[rows])
    return {name: change[i] for i, name in enumerate(names) if change[i].any()}


@dataclass(frozen=True)
class _Step:
    """How to take a step back: words to be put back by kind, oldest last, and the former settings."""

    words: list[tuple[int, Ints, Words]]
    settings: dict[str, Any]


_SETTINGS = ("walk", "book", "homes_ds", "homes_point", "seeds", "home_ends")
_FIELDS = ("segment", "along", "access", "why")


_MOST = 65_000  # points of one kind; a word has 16 bits for their number


def _too_many() -> Fault:
    return Fault(
        "一类网点超过 65,000 个，推演不了",
        "a kind has more than 65,000 points, too many for what-if",
        do_zh="请按片区分开推演",
        do_en="Split the points by district",
    )


@dataclass(frozen=True)
class _Book:
    """The points as they are now: those given at first, and those added, which are few.

    ``number`` counts a point within its kind, as it is packed into words; ``count`` has the next number.
    """

    first: Anchors
    first_kind: Ints
    first_number: Ints
    added: tuple[tuple[Anchors, int, int], ...]
    count: tuple[int, ...]
    shut: frozenset[int]

    def __len__(self) -> int:
        return len(self.first) + len(self.added)

    def of(self, row: int) -> tuple[Anchors, int, int, int]:
        """Return an anchor, the row in it, the kind and the number of a point."""
        more = row - len(self.first)
        if more >= 0:
            anchor, kind, number = self.added[more]
            return anchor, 0, kind, number
        return self.first, row, int(self.first_kind[row]), int(self.first_number[row])

    def plus(self, anchor: Anchors, kind: int) -> _Book:
        """Return the book with one more point, shut for the time being."""
        if self.count[kind] >= _MOST:
            raise _too_many()
        count = tuple(c + (k == kind) for k, c in enumerate(self.count))
        added = (*self.added, (anchor, kind, self.count[kind]))
        return replace(self, added=added, count=count, shut=self.shut | {len(self)})

    @property
    def anchors(self) -> Anchors:
        parts = [self.first, *(a for a, _, _ in self.added)]
        return Anchors(*(np.concatenate([getattr(p, f) for p in parts]) for f in _FIELDS))

    @property
    def kind(self) -> Ints:
        return np.append(self.first_kind, np.array([k for _, k, _ in self.added], np.int32))

    @property
    def number(self) -> Ints:
        return np.append(self.first_number, np.array([n for _, _, n in self.added], np.int32))

    @property
    def is_open(self) -> NDArray[np.bool_]:
        is_open = np.ones(len(self), np.bool_)
        is_open[list(self.shut)] = False
        return is_open


def _opened(points: Anchors, kind: Ints, kinds: int) -> _Book:
    """Return the book of points at the start. Raises ``Fault`` where words cannot number them."""
    number, count = np.empty(len(kind), np.int32), np.bincount(kind, minlength=kinds)
    for k in range(kinds):
        number[kind == k] = np.arange(count[k])
    if (count > _MOST).any():
        raise _too_many()
    return _Book(points, kind.astype(np.int32), number, (), tuple(count.tolist()), frozenset())


class WhatIf:
    """Homes, points and streets that can be changed step by step.

    ``limit_ds`` bounds what is looked at: farther points count as not reached at all. The arrays ``homes_ds``
    and ``homes_point`` (h, K) hold the present answer; points keep their rows, new ones are appended.
    """

    def __init__(
        self, walk: Walk, homes: Anchors, points: Anchors, kind: Ints, kinds: int, limit_ds: int = LONGEST
    ) -> None:
        self.walk, self.homes, self.kinds, self.limit_ds = walk, homes, kinds, limit_ds
        self.book = _opened(points, kind, kinds)
        self.seeds = self._all_seeds()
        self.home_ends = ends_of(walk, homes)
        self.words: Words = np.full((kinds, walk.streets.nodes), NONE, np.uint32)
        self.homes_ds = np.full((len(homes), kinds), UNREACHED, np.uint16)
        self.homes_point = np.full((len(homes), kinds), -1, np.int32)
        self._steps: list[_Step] = []
        self._room = np.empty(1024, np.int32), np.empty(1024, np.uint32)
        self._start()

    @property
    def points(self) -> Anchors:
        """All points by row, closed ones too."""
        return self.book.anchors

    @property
    def kind(self) -> Ints:
        """The kind of each point."""
        return self.book.kind

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Whether each point is open."""
        return self.book.is_open

    def _all_seeds(self) -> list[Seeds]:
        ends, kind, number = ends_of(self.walk, self.points), self.kind, self.book.number
        rows = (np.flatnonzero((kind == k) & self.is_open).astype(np.int32) for k in range(self.kinds))
        return [seeds_at(ends, row, np.zeros(len(row), np.int32), number[row]) for row in rows]

    def _start(self) -> None:
        """Fill all words and homes from one sweep per sixteen kinds."""
        h = self.walk.hierarchy
        for first in range(0, self.kinds if self.walk.streets.segments else 0, NEAREST.lanes):
            some = self.seeds[first : first + NEAREST.lanes]
            lane = np.repeat(np.arange(len(some), dtype=np.int32), [len(s.node) for s in some])
            node, word = (np.concatenate(x) for x in ([s.node for s in some], [s.word for s in some]))
            rows = run(h, plant(h, self.walk.graph, Seeds(node, lane, word), NEAREST), NEAREST)
            self.words[first : first + len(some)] = rows[h.place, : len(some)].T
        self.words[(self.words >> np.uint32(16)) > self.limit_ds] = NONE
        for k in range(self.kinds):
            self._read_homes(k)

    def _read_homes(self, k: int) -> None:
        """Write the column of one kind from its words and the straight walks along shared segments."""
        if not len(self.homes) or not self.walk.streets.segments:
            return
        ends = self.home_ends
        best = np.full(len(self.homes), NONE, np.uint64)
        for node, leave in ((ends.a, ends.leave_a), (ends.b, ends.leave_b)):
            word = self.words[k][np.maximum(node, 0)].astype(np.uint64) + (
                leave.astype(np.uint64) << np.uint64(16)
            )
            best = np.minimum(best, np.where(leave == UNREACHED, NONE, word))
        points, kind, number = self.points, self.kind, self.book.number
        row = np.flatnonzero((kind == k) & self.is_open)
        some = points.take(row)
        home, point, ds = same_segment(self.walk, self.homes, some)
        direct = (ds.astype(np.uint64) << np.uint64(16)) | number[row[point]].astype(np.uint64)
        np.minimum.at(best, home, direct)
        time = (best >> np.uint64(16)).astype(np.int64)
        reached = time <= self.limit_ds
        by_number = np.flatnonzero(kind == k)
        self.homes_ds, self.homes_point = self.homes_ds.copy(), self.homes_point.copy()
        self.homes_ds[:, k] = np.where(reached, time, UNREACHED)
        self.homes_point[reached, k] = by_number[(best[reached] & np.uint64(0xFFFF)).astype(np.intp)]
        self.homes_point[~reached, k] = -1

    @property
    def nearest(self) -> Nearest:
        """The present answer for all homes and kinds."""
        return Nearest(self.homes_ds, self.homes_point)

    # -- steps ------------------------------------------------------------------------------------------

    def add(self, kind: int, anchor: Anchors) -> Effect:
        """Add a point (one anchor) of a kind; it becomes the last row."""
        step = self._begin()
        self.book = self.book.plus(anchor, kind)
        return self._finish(step, kind, lambda: self._come(len(self.book) - 1, step))

    def close(self, row: int) -> Effect:
        """Close a point. Raises ``Fault`` where it is closed already."""
        if row in self.book.shut:
            raise Fault(
                "这个网点已经关了", "this point is closed already", do_zh="请选别的", do_en="Choose another"
            )
        step = self._begin()
        return self._finish(step, self.book.of(row)[2], lambda: self._go(row, step))

    def open(self, row: int) -> Effect:
        """Open a closed point again. Raises ``Fault`` where it is open."""
        if row not in self.book.shut:
            raise Fault(
                "这个网点本来就开着", "this point is open already", do_zh="请选别的", do_en="Choose another"
            )
        step = self._begin()
        return self._finish(step, self.book.of(row)[2], lambda: self._come(row, step))

    def move(self, row: int, anchor: Anchors) -> Effect:
        """Move an open point: it keeps its kind, its old row closes, the last row is its new place."""
        kind = self.book.of(row)[2]
        before = self.homes_ds[:, kind]
        self.close(row)
        after = self.add(kind, anchor).after
        second, first = self._steps.pop(), self._steps.pop()
        self._steps.append(_Step(second.words + first.words, first.settings))
        return Effect(kind, before, after)

    def open_streets(self, walk: Walk) -> list[Effect]:
        """Go over to a walk in which more can be walked: gates opened, segments appended. One effect a kind.

        The nodes and the first segments must be the same; times may only become shorter.
        """
        step = self._begin()
        before = self.homes_ds
        m = self.walk.streets.segments
        old = np.full((2, walk.streets.segments), UNREACHED, np.uint16)
        old[:, :m] = self.walk.out, self.walk.back
        changed = np.flatnonzero((walk.out < old[0]) | (walk.back < old[1]))
        self.walk, self.home_ends = walk, ends_of(walk, self.homes)
        self.seeds = self._all_seeds()
        a, b = walk.streets.a[changed], walk.streets.b[changed]
        for k in range(self.kinds):
            across = [
                (to, self.words[k][fro].astype(np.int64) + (ds[changed].astype(np.int64) << 16))
                for fro, to, ds in ((b, a, walk.out), (a, b, walk.back))
            ]
            seeds = self.seeds[k]  # points on a segment that was shut begin to count only now
            node = np.concatenate([n for n, _ in across] + [seeds.node]).astype(np.int32)
            word = np.concatenate([w for _, w in across] + [seeds.word.astype(np.int64)])
            self._lower(k, node, word, step)
            self._read_homes(k)
        self._steps.append(step)
        return [Effect(k, before[:, k], self.homes_ds[:, k]) for k in range(self.kinds)]

    def undo(self) -> bool:
        """Take the last step back; return whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        for k, node, was in step.words:
            self.words[k][node[::-1]] = was[::-1]  # of several words of one node the oldest is written last
        self.__dict__.update(step.settings)
        return True

    # -- how --------------------------------------------------------------------------------------------

    def _begin(self) -> _Step:
        settings = {name: getattr(self, name) for name in _SETTINGS}
        return _Step([], settings | {"seeds": list(self.seeds)})

    def _finish(self, step: _Step, kind: int, work: Any) -> Effect:
        before = self.homes_ds[:, kind]
        work()
        self._read_homes(kind)
        self._steps.append(step)
        return Effect(kind, before, self.homes_ds[:, kind])

    def _note(self, step: _Step, k: int, found: tuple[int, Any, Any]) -> Ints:
        count, *room = found
        self._room = room[0], room[1]
        node: Ints = room[0][:count].copy()
        step.words.insert(0, (k, node, room[1][:count].copy()))
        return node

    def _lower(self, k: int, node: Ints, word: NDArray[np.int64], step: _Step) -> Ints:
        g = self.walk.graph
        found = lower(self.words[k], g.start, g.to, g.arrive, node, word, self.limit_ds, *self._room)
        return self._note(step, k, found)

    def _own_seeds(self, row: int) -> tuple[Ints, NDArray[np.int64]]:
        """Return the nodes and words where one point enters: ``seeds_at`` and ``ends_of`` for a single point."""
        anchor, i, _, number = self.book.of(row)
        s, share = int(anchor.segment[i]), float(anchor.along[i])
        node, word = [], []
        if s >= 0:
            streets, walk = self.walk.streets, self.walk
            access = float(anchor.access[i]) / walk.pace.metres_per_minute * 600.0
            for end, part, whole in ((streets.a, share, walk.out), (streets.b, 1.0 - share, walk.back)):
                ds = round(part * int(whole[s]) + access)
                if (whole[s] != UNREACHED or part == 0) and ds <= LONGEST:
                    node.append(int(end[s]))
                    word.append(ds << 16 | number)
        return np.array(node, np.int32), np.array(word, np.int64)

    def _come(self, row: int, step: _Step) -> None:
        """Let a point of this row begin to serve."""
        k, (node, word) = self.book.of(row)[2], self._own_seeds(row)
        self.book = replace(self.book, shut=self.book.shut - {row})
        own = (node, np.zeros(len(node), np.int32), word.astype(np.uint32))
        self.seeds[k] = Seeds(*(np.concatenate(x) for x in zip(self.seeds[k], own, strict=True)))
        self._lower(k, node, word, step)

    def _go(self, row: int, step: _Step) -> None:
        """Let the point of this row end to serve."""
        _, _, k, number = self.book.of(row)
        self.book = replace(self.book, shut=self.book.shut | {row})
        every = self.seeds[k]
        own = (every.word & np.uint32(0xFFFF)) == np.uint32(number)
        others = np.flatnonzero(~own)
        rest = self.seeds[k] = Seeds(every.node[others], every.lane[others], every.word[others])
        g, words = self.walk.graph, self.words[k]
        hole = self._note(step, k, clear(words, g.start, g.to, number, every.node[own], *self._room))
        count, node, word = rim(
            words, g.start, g.to, g.leave, hole, np.empty(256, np.int32), np.empty(256, np.int64)
        )
        inside = words[rest.node] == NONE  # other points whose nodes the hole took with it
        node = np.concatenate((node[:count], rest.node[inside]))
        self._lower(k, node, np.concatenate((word[:count], rest.word[inside].astype(np.int64))), step)


def with_bridge(
    streets: Streets, ends: tuple[tuple[float, float], tuple[float, float]], limit_m: float = 300.0
) -> Streets:
    """Return the streets with one more segment between two places (lon, lat): a bridge or a new gate.

    It joins the nodes nearest to the two places; the ways to them are part of its length, so that its time
    is never too short. Raises ``Fault`` where a place is farther than ``limit_m`` from every node.
    """
    (lon, lat) = np.array(ends, float).T
    node, legs = [], 0.0
    for x, y in zip(lon, lat, strict=True):
        metres = metres_between(streets.lon, streets.lat, np.full(1, x), np.full(1, y))
        if not (metres <= limit_m).any():
            raise Fault(
                f"桥的一端 {x:.5f},{y:.5f} 附近 {limit_m:.0f} 米内没有街道",
                f"no street within {limit_m:.0f} m of the bridge's end {x:.5f},{y:.5f}",
                do_zh="请检查桥两端的经度,纬度",
                do_en="Check the LON,LAT of both ends",
            )
        node.append(int(np.argmin(metres)))
        legs += float(metres[node[-1]])
    length = legs + float(metres_between(lon[:1], lat[:1], lon[1:], lat[1:])[0])
    hours = None if streets.hours is None else np.append(streets.hours, np.int32(-1))
    return replace(
        streets,
        a=np.append(streets.a, np.int32(node[0])),
        b=np.append(streets.b, np.int32(node[1])),
        length=np.append(streets.length, length),
        mark=np.append(streets.mark, np.uint16(0)),
        name=np.append(streets.name, np.int32(-1)),
        hours=hours,
    )
