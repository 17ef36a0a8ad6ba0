"""The line where a field on a square grid changes sign, as polygons with holes."""

from __future__ import annotations

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats

# For each pattern of inside corners (1 south-west, 2 south-east, 4 north-east, 8 north-west): from which
# side of the cell (0 south, 1 east, 2 north, 3 west) to which the line runs, inside on its left. The
# patterns of two opposite corners stand here with a dry middle; 16 and 17 are the same with a joined one.
SIDES = np.array(
    [
        [-1, -1, -1, -1],
        [0, 3, -1, -1],
        [1, 0, -1, -1],
        [1, 3, -1, -1],
        [2, 1, -1, -1],
        [0, 3, 2, 1],
        [2, 0, -1, -1],
        [2, 3, -1, -1],
        [3, 2, -1, -1],
        [0, 2, -1, -1],
        [1, 0, 3, 2],
        [1, 2, -1, -1],
        [3, 1, -1, -1],
        [0, 1, -1, -1],
        [3, 0, -1, -1],
        [-1, -1, -1, -1],
        [0, 1, 2, 3],
        [3, 0, 1, 2],
    ],
    np.int8,
)
JOINED = {5: 16, 10: 17}


@njit(cache=True)
def _edge(side: int, i: int, j: int, width: int, height: int) -> int:
    """Return the number of a grid edge: first all the flat ones, then all the upright ones."""
    if side == 0:
        return j * width + i
    if side == 2:
        return (j + 1) * width + i
    return width * height + j * width + i + (1 if side == 1 else 0)


@njit(cache=True)
def _pattern(field: Floats, i: int, j: int) -> int:
    a, b, c, d = field[j, i], field[j, i + 1], field[j + 1, i + 1], field[j + 1, i]
    pattern = (a >= 0) + 2 * (b >= 0) + 4 * (c >= 0) + 8 * (d >= 0)
    if pattern in (5, 10) and a + b + c + d >= 0:
        return 16 if pattern == 5 else 17
    return int(pattern)


@njit(cache=True)
def _link(field: Floats, sides: NDArray[np.int8], follows: NDArray[np.int32]) -> int:
    """Write for every crossed edge the edge that the line goes to next; return how many are crossed."""
    height, width = field.shape
    count = 0
    for j in range(height - 1):
        for i in range(width - 1):
            pattern = _pattern(field, i, j)
            for way in range(0, 4, 2):
                if sides[pattern, way] >= 0:
                    one = _edge(sides[pattern, way], i, j, width, height)
                    follows[one] = _edge(sides[pattern, way + 1], i, j, width, height)
                    count += 1
    return count


@njit(cache=True)
def _place(field: Floats, edge: int) -> tuple[float, float]:
    """Return where on an edge the field is nought, in cells; never at a corner, so lines never touch."""
    height, width = field.shape
    upright = edge >= width * height
    at = edge - width * height if upright else edge
    j, i = at // width, at % width
    one, two = field[j, i], field[j + 1, i] if upright else field[j, i + 1]
    share = min(max(one / (one - two), 0.01), 0.99)
    return (float(i), j + share) if upright else (i + share, float(j))


@njit(cache=True)
def _follow(field: Floats, follows: NDArray[np.int32], xy: Floats, ends: NDArray[np.int64]) -> int:
    """Write the closed lines one after another into ``xy`` and where each ends; return their number."""
    rings, at = 0, 0
    for first in range(len(follows)):
        if follows[first] < 0:
            continue
        edge = first
        while follows[edge] >= 0:
            xy[at] = _place(field, edge)
            following = follows[edge]
            follows[edge] = -1
            edge = following
            at += 1
        ends[rings] = at
        rings += 1
    return rings


def rings_of(field: Floats) -> list[Floats]:
    """Return the closed lines (., 2: x, y in cells) around where ``field`` (rows, columns) is 0 or more.

    Marching squares (Lorensen and Cline 1987, in the plane) with the middle of the cell deciding the two
    ambiguous patterns. Outer lines run counter-clockwise, holes clockwise. The border must be negative.
    """
    follows = np.full(2 * field.size, -1, np.int32)
    count = _link(field, SIDES, follows)
    xy, ends = np.empty((count, 2)), np.empty(count, np.int64)
    rings = _follow(field, follows, xy, ends)
    return np.split(xy, ends[: rings - 1]) if rings else []


def area_of(ring: Floats) -> float:
    """Return the signed area of a closed line, positive when counter-clockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0


def _owners(shells: list[Floats], holes: list[Floats]) -> NDArray[np.int64]:
    """Return for every hole the smallest outer line around it."""
    whole = shapely.polygons([shapely.linearrings(shell) for shell in shells])
    tree, area = shapely.STRtree(whole), shapely.area(whole)
    hole, shell = tree.query(shapely.points([ring[0] for ring in holes]), predicate="within")
    order = np.lexsort((area[shell], hole))
    first = np.unique(hole[order], return_index=True)[1]
    return shell[order][first]


def polygons_of(shells: list[Floats], holes: list[Floats]) -> list[shapely.Polygon]:
    """Return the polygons of outer lines with the holes that lie in them."""
    inside: list[list[Floats]] = [[] for _ in shells]
    if shells and holes:
        for hole, owner in zip(holes, _owners(shells, holes), strict=True):
            inside[owner].append(hole)
    return [shapely.Polygon(shell, own) for shell, own in zip(shells, inside, strict=True)]
