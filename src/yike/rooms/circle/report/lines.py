"""Streets as few long lines: coloured by minutes, joined, thinned to what the eye can see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.reach.walk import Walk
from yike.rooms.circle.report.frame import Frame

UNREACHED_CLASS = 5  # after the five classes of minutes
CLASSES = 6
BEYOND = (3, 4)  # the classes beyond the limit that are reachable


@dataclass(frozen=True)
class Lines:
    """Polylines on the sheet: line i has the points ``start[i]..start[i+1]`` of ``x`` and ``y`` (units)."""

    x: Floats
    y: Floats
    start: Ints

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.start) - 1


def no_lines() -> Lines:
    """Return lines without a line."""
    return Lines(np.empty(0), np.empty(0), np.zeros(1, np.int32))


def breaks_ds(limit_ds: int) -> Ints:
    """Return the upper ends of the first four classes: a third, two thirds, all and twice the limit."""
    return np.array([limit_ds / 3, limit_ds * 2 / 3, limit_ds, limit_ds * 2], np.int32)


def segment_classes(walk: Walk, node_ds: Deciseconds, limit_ds: int) -> NDArray[np.int8]:
    """Return the class (m) of every segment by the walk from its middle, 0 nearest, 5 not reachable.

    ``node_ds`` (n) holds the times from the nodes to the nearest point. The middle may leave by either end.
    """
    streets = walk.streets
    never = np.float32(np.inf)

    def through(node: Ints, leg: Deciseconds) -> NDArray[np.float32]:
        ds = node_ds[node].astype(np.float32) + leg * np.float32(0.5)
        return np.where((node_ds[node] == UNREACHED) | (leg == UNREACHED), never, ds)

    middle = np.minimum(through(streets.a, walk.back), through(streets.b, walk.out))
    classes = np.searchsorted(breaks_ds(limit_ds), middle, side="left").astype(np.int8)
    classes[np.isinf(middle)] = UNREACHED_CLASS
    return classes


def chained(
    x: Floats, y: Floats, a: Ints, b: Ints, kept: NDArray[np.bool_], group: NDArray[np.int8]
) -> Lines:
    """Join the ``kept`` segments that follow each other in one ``group`` into lines, in segment order."""
    at = np.flatnonzero(kept)
    if not len(at):
        return no_lines()
    joins = np.zeros(len(at), np.bool_)
    joins[1:] = (a[at[1:]] == b[at[:-1]]) & (at[1:] == at[:-1] + 1) & (group[at[1:]] == group[at[:-1]])
    first = np.flatnonzero(~joins)
    nodes = np.insert(b[at], first, a[at[first]])
    start = np.append(first + np.arange(len(first)), len(nodes)).astype(np.int32)
    return Lines(x[nodes], y[nodes], start)


def thinned(lines: Lines, tolerance: float) -> Lines:
    """Return the lines without the points that move nothing by more than ``tolerance`` (Douglas-Peucker).

    Lines that shrink to less than the tolerance are dropped.
    """
    if not len(lines):
        return lines
    import shapely  # noqa: PLC0415 - only where there is something to draw

    counts = np.diff(lines.start)
    shapes = shapely.linestrings(
        np.stack((lines.x, lines.y), axis=1), indices=np.repeat(np.arange(len(lines)), counts)
    )
    shapes = shapely.simplify(shapes, tolerance, preserve_topology=False)
    shapes = shapes[shapely.length(shapes) >= tolerance]
    if not len(shapes):
        return no_lines()
    points = shapely.get_coordinates(shapes)
    start = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(shapes)))).astype(np.int32)
    return Lines(points[:, 0].copy(), points[:, 1].copy(), start)


def picked(lines: Lines, which: NDArray[np.bool_]) -> Lines:
    """Return only the lines marked in ``which``."""
    counts = np.diff(lines.start)
    points = np.repeat(which, counts)
    start = np.concatenate(([0], np.cumsum(counts[which]))).astype(np.int32)
    return Lines(lines.x[points], lines.y[points], start)


def street_lines(walk: Walk, frame: Frame, classes: NDArray[np.int8], tolerance: float) -> tuple[Lines, ...]:
    """Return the streets on the sheet as lines of each class (6), thinned to ``tolerance`` units."""
    streets = walk.streets
    x, y = frame.place(streets.lon, streets.lat)
    inside = frame.holds(x, y, margin=20.0)
    seen = inside[streets.a] | inside[streets.b]
    return tuple(
        thinned(chained(x, y, streets.a, streets.b, seen & (classes == c), classes), tolerance)
        for c in range(CLASSES)
    )
