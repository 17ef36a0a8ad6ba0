"""Street maps made up by hypothesis: rings, chains, trees, islands, loops and parallel streets."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import Pace
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.walk import Walk

PLAIN = Pace("plain", 60.0)


def streets_of(
    n: int, edges: list[tuple[int, int, float, int]], height: list[float] | None = None
) -> Streets:
    """Streets of n nodes and (a, b, metres, mark) segments; coordinates on a small spiral."""
    turn = np.arange(n) * 0.7
    return Streets(
        lon=120.63 + 1e-4 * np.sqrt(np.arange(n)) * np.cos(turn),
        lat=31.30 + 1e-4 * np.sqrt(np.arange(n)) * np.sin(turn),
        a=np.array([e[0] for e in edges], np.int32),
        b=np.array([e[1] for e in edges], np.int32),
        length=np.array([e[2] for e in edges], float),
        mark=np.array([e[3] for e in edges], np.uint16),
        name=np.full(len(edges), -1, np.int32),
        names=(),
        node_id=np.arange(n, dtype=np.int64),
        height=None if height is None else np.array(height, np.float32),
    )


@st.composite
def made_streets(draw: st.DrawFn, most: int = 24) -> Streets:
    """Sparse like a town: a few ways a node, some dead ends, some steep, some one-way on foot."""
    n = draw(st.integers(1, most))
    node = st.integers(0, n - 1)
    length = st.one_of(st.integers(0, 40).map(float), st.floats(0, 900), st.just(1000.0))
    mark = st.sampled_from([0, 0, 0, 0, int(Mark.ONE_WAY_FOOT), int(Mark.STEPS)])
    spine = [(i, draw(st.integers(max(0, i - 3), i)), draw(length), draw(mark)) for i in range(1, n)]
    kept = [e for e in spine if e[0] != e[1] or draw(st.booleans())]
    extra = draw(st.lists(st.tuples(node, node, length, mark), max_size=n))
    height = draw(st.one_of(st.none(), st.lists(st.floats(0, 30, width=32), min_size=n, max_size=n)))
    return streets_of(n, kept + extra, height)


@st.composite
def made_anchors(draw: st.DrawFn, streets: Streets, most: int = 8) -> Anchors:
    """Places on random segments, some on none."""
    low = -1
    row = draw(st.lists(st.integers(low, streets.segments - 1), max_size=most))
    share = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))
    along = [draw(share) for _ in row]
    access = [draw(st.floats(0, 60)) for _ in row]
    segment = np.array(row, np.int32)
    return Anchors(segment, np.array(along, float), np.array(access, float), (segment < 0).astype(np.uint8))


@st.composite
def made_town(draw: st.DrawFn) -> tuple[Walk, Anchors, Anchors, np.ndarray, int]:
    """A walk, homes, points, each point's kind, and how many kinds there are."""
    streets = draw(made_streets())
    kinds = draw(st.sampled_from([1, 2, 3, 20, 40]))
    points = draw(made_anchors(streets))
    kind = np.array([draw(st.integers(0, kinds - 1)) for _ in range(len(points))], np.int32)
    return Walk.of(streets, PLAIN), draw(made_anchors(streets)), points, kind, kinds
