"""Small invented towns for tests: straight streets on a plane near 31° north."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.streets.model import Mark, Streets, metres_per_degree

WEST, SOUTH = 120.62, 31.30


def town(
    xy: Sequence[tuple[float, float]],
    segments: Sequence[tuple[int, int]],
    *,
    names: Sequence[str] = (),
    mark: Sequence[int] = (),
    hours: Sequence[int] | None = None,
    gate_hours: Sequence[str] = (),
) -> Streets:
    """Streets from corners in metres and pairs of corners; ``names`` one per segment, "" for none."""
    corner = np.asarray(xy, float).reshape(-1, 2)
    east, north = metres_per_degree(np.asarray(SOUTH))
    a, b = np.asarray(segments, np.int32).reshape(-1, 2).T
    known = tuple(dict.fromkeys(n for n in names if n))
    return Streets(
        lon=WEST + corner[:, 0] / east,
        lat=SOUTH + corner[:, 1] / north,
        a=a,
        b=b,
        length=np.hypot(*(corner[b] - corner[a]).T),
        mark=np.asarray(mark if len(mark) else [0] * len(a), np.uint16),
        name=np.asarray([known.index(n) if n else -1 for n in names] or [-1] * len(a), np.int32),
        names=known,
        node_id=np.arange(len(corner), dtype=np.int64),
        hours=None if hours is None else np.asarray(hours, np.int32),
        gate_hours=tuple(gate_hours),
    )


def line_town(corners: int, metres: float = 100.0, **more: object) -> Streets:
    """One straight street."""
    pairs = [(i, i + 1) for i in range(corners - 1)]
    return town([(i * metres, 0.0) for i in range(corners)], pairs, **more)  # type: ignore[arg-type]


def scattered_town(rng: np.random.Generator, corners: int, segments: int) -> Streets:
    """Corners and segments at random: parts that hang apart, parallel streets, one-way footways."""
    pairs = rng.integers(0, corners, (segments, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    one_way = np.where(rng.random(len(pairs)) < 0.2, int(Mark.ONE_WAY_FOOT), 0)
    return town(rng.integers(0, 900, (corners, 2)), pairs, mark=one_way)  # type: ignore[arg-type]


def standing(
    segment: Sequence[int], along: Sequence[float], access: Sequence[float] | float = 0.0
) -> Anchors:
    """Places at offsets along segments; -1 stands on no street."""
    on = np.asarray(segment, np.int32)
    leg = np.broadcast_to(np.asarray(access, float), on.shape).copy()
    return Anchors(on, np.asarray(along, float), leg, (on < 0).astype(np.uint8))


def scattered_places(rng: np.random.Generator, streets: Streets, count: int) -> Anchors:
    """Places at random, one in ten on no street."""
    segment = np.where(rng.random(count) < 0.1, -1, rng.integers(0, streets.segments, count))
    return standing(segment, rng.random(count), rng.integers(0, 60, count).astype(float))  # type: ignore[arg-type]
