"""From drawn lines to streets: the part every reader shares, whatever the file's format.

A reader hands over nodes and steps (one straight piece between two nodes); here they are checked, joined,
cut where too long, and put in an order that is kind to the processor's caches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from unicodedata import category

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

from yike.engines.faults import Fault
from yike.engines.reach.streets.curve import hilbert_rank
from yike.engines.reach.streets.model import (
    Flags,
    Floats,
    Ints,
    Mark,
    Source,
    Streets,
    Water,
    metres_between,
)

LONGEST_SEGMENT = 1000.0  # metres: at the slowest pace and a steep slope it still fits the decisecond field
LONGEST_DRAWN = 200_000.0  # metres: no street runs straight that far; it is a slip in the file
ZERO = 0.001  # metres: two nodes closer than a millimetre are one
UNWRITABLE = ("Cc", "Cs", "Cn")  # control characters, halves of pairs, unassigned: no page can hold them
NO_SOURCE = -1  # node id of a node that the reader put in itself
LIMITING = int(Mark.STEPS | Mark.KERB | Mark.GATE | Mark.ONE_WAY_FOOT | Mark.NO_WHEELCHAIR)

Ids = NDArray[np.int64]


def written(text: str) -> str:
    """Return ``text`` as a page can hold it: on one line, without control characters and broken pairs."""
    if text.isprintable():
        return text
    return "".join(c for c in " ".join(text.split()) if category(c) not in UNWRITABLE)


class Words:
    """Texts numbered in the order they come; -1 stands for no text."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def number(self, text: str | None) -> int:
        """Return the number of ``text`` as it may be written, -1 for an empty one."""
        text = written(text or "")
        return self._number.setdefault(text, len(self._number)) if text else -1

    @property
    def all(self) -> tuple[str, ...]:
        """Every text, by its number."""
        return tuple(self._number)


@dataclass(frozen=True)
class Nodes:
    """n places. ``id`` is the source's own, ``height`` metres or NaN, None where the source has none."""

    id: Ids
    lon: Floats
    lat: Floats
    height: Floats | None = None

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.id)

    def take(self, rows: Ints | Ids) -> Nodes:
        """Return the nodes at ``rows``, in that order."""
        height = None if self.height is None else self.height[rows]
        return Nodes(self.id[rows], self.lon[rows], self.lat[rows], height)

    @classmethod
    def of(cls, parts: Sequence[Nodes]) -> Nodes:
        """Return the nodes of all parts; where only some parts have heights, the others' are NaN."""
        height = None
        if any(part.height is not None for part in parts):
            height = np.concatenate(
                [np.full(len(p), np.nan) if p.height is None else p.height for p in parts]
            )
        ids, lon, lat = (np.concatenate([getattr(p, name) for p in parts]) for name in ("id", "lon", "lat"))
        return cls(ids, lon, lat, height)


@dataclass(frozen=True)
class Steps:
    """m straight pieces a→b in drawing order. ``line`` groups the pieces of one drawn line.

    ``length`` is metres, NaN where the straight distance is meant; ``name``/``hours`` are -1 for none.
    """

    a: Ints
    b: Ints
    line: Ints
    mark: Flags
    name: Ints
    hours: Ints
    length: Floats

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.a)

    def take(self, rows: NDArray[np.bool_] | Ids) -> Steps:
        """Return the steps at ``rows`` (mask or numbers)."""
        return Steps(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @classmethod
    def of(cls, parts: Sequence[Steps]) -> Steps:
        """Return the steps of all parts."""
        arrays = {f.name: [getattr(part, f.name) for part in parts] for f in fields(cls)}
        return cls(**{name: np.concatenate(array) for name, array in arrays.items()})


@dataclass(frozen=True)
class Drawn:
    """Everything a reader found in one file."""

    nodes: Nodes
    steps: Steps
    names: tuple[str, ...] = ()
    gate_hours: tuple[str, ...] = ()
    water: Water = field(default_factory=Water)
    source: Source = field(default_factory=Source)
    placed: bool = True  # False: a table without coordinates


def distinct(*parts: Ids | Ints) -> Ids:
    """Return the different whole numbers of all parts, ascending; for many, quicker than ``np.unique``."""
    values = np.sort(np.concatenate(parts))
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    return values[new]


def straight_metres(nodes: Nodes, a: Ints, b: Ints) -> Floats:
    """Return the straight metres from node rows ``a`` to ``b``."""
    return metres_between(nodes.lon[a], nodes.lat[a], nodes.lon[b], nodes.lat[b])


def check_coordinates(lon: Floats, lat: Floats, file: object) -> None:
    """Raise ``Fault`` where coordinates are not WGS-84 degrees: missing, swapped or projected."""
    bad = ~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))
    if not bad.any():
        return
    row = int(np.argmax(bad))
    x, y = float(lon[row]), float(lat[row])
    if not (np.isfinite(x) and np.isfinite(y)):
        zh, en = "有坐标不是数字", "a coordinate is not a number"
        do_zh, do_en = "请补上或删去这些行", "Fill in or delete those rows"
    elif np.abs(lat).max() <= 180.0 and np.abs(lon).max() <= 90.0:
        zh, en = (
            f"经纬度写反了（经度 {x:g}，纬度 {y:g}）",
            f"longitude and latitude are swapped ({x:g}, {y:g})",
        )
        do_zh, do_en = "请把两列对调", "Swap the two"
    else:
        zh = f"坐标超出经纬度的范围（{x:g}, {y:g}），像是投影坐标"
        en = f"coordinates beyond degrees ({x:g}, {y:g}); they look projected"
        do_zh, do_en = "请先转成 WGS-84 经纬度", "Convert the file to WGS-84 longitude and latitude first"
    raise Fault(zh, en, do_zh=do_zh, do_en=do_en, file=file)


def no_street(file: object) -> Fault:
    """Return the fault of a file in which nothing can be walked."""
    return Fault(
        "里面没有能步行的街道",
        "there is no walkable street in it",
        do_zh="请换一个含有道路（highway=…）的文件，或检查范围是否选对",
        do_en="Use a file that holds streets (highway=…), or check that the right area was cut out",
        file=file,
    )


def cut_steps(nodes: Nodes, steps: Steps, row: Ids, share: Floats) -> tuple[Nodes, Steps]:
    """Return nodes and steps with a new node at ``share`` (0..1, exclusive) along each step ``row``.

    ``row`` and, within a row, ``share`` ascend. Lengths are divided in proportion.
    """
    new = np.arange(len(nodes), len(nodes) + len(row), dtype=np.int32)
    more = _between(nodes, steps.a[row], steps.b[row], share)
    pieces = np.bincount(row, minlength=len(steps)) + 1
    first = np.cumsum(pieces) - pieces
    out = steps.take(np.repeat(np.arange(len(steps)), pieces))
    at = first[row] + (np.arange(len(row)) - np.searchsorted(row, row))
    out.b[at], out.a[at + 1] = new, new
    begin, end = np.zeros(len(out)), np.ones(len(out))
    end[at], begin[at + 1] = share, share
    return Nodes.of((nodes, more)), replace(out, length=out.length * (end - begin))


def _between(nodes: Nodes, a: Ints, b: Ints, share: Floats) -> Nodes:
    lon = nodes.lon[a] + (nodes.lon[b] - nodes.lon[a]) * share
    lat = nodes.lat[a] + (nodes.lat[b] - nodes.lat[a]) * share
    height = None
    if nodes.height is not None:
        height = nodes.height[a] + (nodes.height[b] - nodes.height[a]) * share
    return Nodes(np.full(len(a), NO_SOURCE, np.int64), lon, lat, height)


def _measured(drawn: Drawn) -> Drawn:
    """Fill in the lengths that were not given and refuse absurd ones."""
    steps = drawn.steps.take(drawn.steps.a != drawn.steps.b)
    if not len(steps):
        raise no_street(drawn.source.path)
    given = np.isfinite(steps.length)
    length = np.where(given, steps.length, straight_metres(drawn.nodes, steps.a, steps.b))
    if length.max() > LONGEST_DRAWN:
        raise Fault(
            f"有一段直线街道长 {length.max() / 1000:.0f} 公里",
            f"one straight piece of street is {length.max() / 1000:.0f} km long",
            do_zh="请检查长度的单位（应为米）和坐标",
            do_en="Check the unit of the lengths (metres) and the coordinates",
            file=drawn.source.path,
        )
    return replace(drawn, steps=replace(steps, length=length))


def _joined(drawn: Drawn) -> Drawn:
    """Merge the ends of steps without length, so that no segment is shorter than a millimetre."""
    steps, n = drawn.steps, len(drawn.nodes)
    zero = steps.length < ZERO
    if not zero.any():
        return drawn
    pairs = coo_matrix((np.ones(int(zero.sum()), np.int8), (steps.a[zero], steps.b[zero])), shape=(n, n))
    _, label = connected_components(pairs, directed=False)
    _, first = np.unique(label, return_index=True)
    keeper = first[label].astype(np.int32)
    a, b = keeper[steps.a], keeper[steps.b]
    merged = replace(steps, a=a, b=b).take((a != b) & ~zero)
    if not len(merged):
        raise no_street(drawn.source.path)
    return replace(drawn, steps=merged)


def _single(steps: Steps) -> Steps:
    """Drop pieces drawn twice: the same two nodes under the same limits; the shorter stays."""
    one_way = (steps.mark & int(Mark.ONE_WAY_FOOT)) != 0
    low = np.where(one_way, steps.a, np.minimum(steps.a, steps.b))
    high = np.where(one_way, steps.b, np.maximum(steps.a, steps.b))
    limits = steps.mark & np.uint16(LIMITING)
    order = np.lexsort((steps.length, steps.hours, limits, high, low))
    keys = np.stack((low, high, limits.astype(np.int32), steps.hours))[:, order]
    first = np.ones(len(steps), np.bool_)
    first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return steps.take(np.sort(order[first]))


def _short(drawn: Drawn) -> Drawn:
    """Cut steps longer than ``LONGEST_SEGMENT`` into equal pieces."""
    pieces = np.ceil(drawn.steps.length / LONGEST_SEGMENT).astype(np.int64)
    many = np.flatnonzero(pieces > 1)
    if not len(many):
        return drawn
    row = np.repeat(many, pieces[many] - 1)
    nth = np.arange(len(row)) - np.searchsorted(row, row) + 1
    nodes, steps = cut_steps(drawn.nodes, drawn.steps, row, nth / pieces[row])
    return replace(drawn, nodes=nodes, steps=steps)


def _node_order(drawn: Drawn, used: Ids) -> Ids:
    """Return the used nodes so that neighbours on the ground (or in the graph) are neighbours in memory."""
    if drawn.placed:
        return used[np.argsort(hilbert_rank(drawn.nodes.lon[used], drawn.nodes.lat[used]), kind="stable")]
    at = np.zeros(len(drawn.nodes), np.int32)
    at[used] = np.arange(len(used))
    a, b = at[drawn.steps.a], at[drawn.steps.b]
    graph = coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(len(used), len(used))).tocsr()
    return used[reverse_cuthill_mckee(graph + graph.T, symmetric_mode=True)]


def _ordered(drawn: Drawn) -> tuple[Nodes, Steps]:
    steps = drawn.steps
    used = distinct(steps.a, steps.b)
    order = _node_order(drawn, used)
    rank = np.zeros(len(drawn.nodes), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    a, b = rank[steps.a], rank[steps.b]
    _, start, line = np.unique(steps.line, return_index=True, return_inverse=True)
    by_line = np.lexsort((line, a[start][line]))  # stable: pieces of a line stay in walking order
    return drawn.nodes.take(order), replace(steps, a=a, b=b).take(by_line)


def _heights(nodes: Nodes) -> NDArray[np.float32] | None:
    """Return heights only where most nodes have one: a few peaks say nothing about slopes."""
    if nodes.height is None or 2 * np.isfinite(nodes.height).sum() <= len(nodes):
        return None
    return nodes.height.astype(np.float32)


def streets_of(drawn: Drawn) -> Streets:
    """Return the streets of what was drawn: checked, joined, cut, without unused nodes, in Hilbert order.

    Raises ``Fault`` where nothing can be walked or a coordinate or length cannot be.
    """
    if not len(drawn.steps):
        raise no_street(drawn.source.path)
    if drawn.placed:
        ends = distinct(drawn.steps.a, drawn.steps.b)
        check_coordinates(drawn.nodes.lon[ends], drawn.nodes.lat[ends], drawn.source.path)
    measured = _measured(drawn)
    joined = _joined(measured)
    single = replace(joined, steps=_single(joined.steps))
    drawn = _short(single)
    counts = (len(s.steps) for s in (measured, joined, single, drawn))
    source = replace(drawn.source, notes=drawn.source.notes + _tidied(*counts))
    nodes, steps = _ordered(drawn)
    names, name = _compact(drawn.names, steps.name)
    gate_hours, hours = _compact(drawn.gate_hours, steps.hours)
    return Streets(
        lon=nodes.lon,
        lat=nodes.lat,
        a=steps.a,
        b=steps.b,
        length=steps.length,
        mark=steps.mark,
        name=name,
        names=names,
        node_id=nodes.id,
        height=_heights(nodes),
        hours=hours if gate_hours else None,
        gate_hours=gate_hours,
        water=drawn.water,
        source=source,
    )


def _tidied(measured: int, joined: int, single: int, cut: int) -> tuple[str, ...]:
    counts = (
        ("pieces without length, joined", measured - joined),
        ("pieces drawn twice, kept once", joined - single),
        (f"cuts in pieces over {LONGEST_SEGMENT:.0f} m", cut - single),
    )
    return tuple(f"{text}: {number}" for text, number in counts if number)


def _compact(texts: tuple[str, ...], number: Ints) -> tuple[tuple[str, ...], Ints]:
    """Keep only the texts in use, in order of first use along the segments."""
    used, first = np.unique(number[number >= 0], return_index=True)
    used = used[np.argsort(first)]
    at = np.full(len(texts) + 1, -1, np.int32)
    at[used] = np.arange(len(used), dtype=np.int32)
    return tuple(texts[i] for i in used), at[number]
