"""Squares: people cross them anywhere, so their entrances are joined by straight lines inside the outline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from yike.engines.reach.streets.drawn import NO_SOURCE, Nodes, distinct
from yike.engines.reach.streets.model import Floats, Ints

MOST_CORNERS = (
    40  # entrances and inward corners joined pair by pair; larger squares use their outline and a centre
)
TOLERANCE = 1e-7  # degrees, a centimetre: a line along the edge counts as inside

Pairs = NDArray[np.int32]  # (k, 2) node rows


@dataclass(frozen=True)
class Area:
    """A polygon as rings of node rows, each closed by its own first node (not repeated)."""

    outer: Ints
    inner: tuple[Ints, ...] = ()


def closed_rings(ways: Sequence[Sequence[int]]) -> list[list[int]]:
    """Join ways end to end into closed rings of node ids (first node not repeated). Open rests are dropped."""
    rings = [list(way[:-1]) for way in ways if len(way) > 3 and way[0] == way[-1]]
    rest = [list(way) for way in ways if len(way) > 1 and way[0] != way[-1]]
    at_end: dict[int, list[int]] = defaultdict(list)
    for number, way in enumerate(rest):
        at_end[way[0]].append(number)
        at_end[way[-1]].append(number)
    used: set[int] = set()
    for number in range(len(rest)):
        ring = _follow(number, rest, at_end, used)
        if len(ring) > 3 and ring[0] == ring[-1]:
            rings.append(ring[:-1])
    return rings


def _follow(start: int, ways: list[list[int]], at_end: dict[int, list[int]], used: set[int]) -> list[int]:
    """Walk from way to way until the line closes or ends."""
    if start in used:
        return []
    used.add(start)
    line = list(ways[start])
    while line[0] != line[-1]:
        onward = next((number for number in at_end[line[-1]] if number not in used), None)
        if onward is None:
            break
        used.add(onward)
        way = ways[onward]
        line += way[1:] if way[0] == line[-1] else way[-2::-1]
    return line


def on_the_way(areas: Sequence[Area], walked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which squares touch a walked way (``walked``: n nodes), by themselves or through other squares.

    The others are islands, such as pavements drawn as areas along a road that they share no node with.
    """
    if not areas:
        return np.zeros(0, np.bool_)
    rings = [np.concatenate((area.outer, *area.inner)) for area in areas]
    area = np.repeat(np.arange(len(areas)), [len(ring) for ring in rings])
    node = np.concatenate(rings) + len(areas)
    size = len(areas) + len(walked)
    links = coo_matrix((np.ones(len(area), np.int8), (area, node)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    reached = np.zeros(size, np.bool_)
    reached[label[node[walked[node - len(areas)]]]] = True
    return reached[label[: len(areas)]]


def _polygon(area: Area, nodes: Nodes) -> shapely.Geometry:
    def ring(rows: Ints) -> Floats:
        return np.column_stack((nodes.lon[rows], nodes.lat[rows]))

    shape = shapely.Polygon(ring(area.outer), [ring(rows) for rows in area.inner])
    return shape if shape.is_valid else shapely.make_valid(shape)


@dataclass(frozen=True)
class _Corners:
    """Every ring node of one square with its neighbours along the ring, and whether it sticks inward."""

    row: Ints
    before: Ints
    after: Ints
    inward: NDArray[np.bool_]

    @classmethod
    def of(cls, area: Area, nodes: Nodes) -> _Corners:
        """Return the corners of all rings. A shortest way inside a polygon turns only at inward ones."""
        rings = [
            _ring_corners(ring, nodes, number > 0) for number, ring in enumerate((area.outer, *area.inner))
        ]
        return cls(*(np.concatenate(arrays) for arrays in zip(*rings, strict=True)))


def _ring_corners(ring: Ints, nodes: Nodes, hole: bool) -> tuple[Ints, Ints, Ints, NDArray[np.bool_]]:
    at = np.arange(len(ring))
    before, after = ring[at - 1], ring[at + 1 - len(ring)]
    turn = _side(nodes, before, ring, after)
    x, y = nodes.lon, nodes.lat
    turning = np.sign(np.sum(x[ring] * y[after] - x[after] * y[ring]))
    return ring, before, after, turn * turning > 0 if hole else turn * turning < 0


def _visible(rows: Ints, area: Area, nodes: Nodes) -> Pairs:
    """Return the pairs of rows whose straight line stays inside."""
    i, j = np.triu_indices(len(rows), 1)
    a, b = rows[i], rows[j]
    ends = np.stack((nodes.lon[a], nodes.lat[a], nodes.lon[b], nodes.lat[b]), axis=1).reshape(-1, 2, 2)
    inside = shapely.buffer(_polygon(area, nodes), TOLERANCE)
    shapely.prepare(inside)
    clear = shapely.covers(inside, shapely.linestrings(ends))
    return np.column_stack((a, b))[clear]


def _outline(area: Area) -> Pairs:
    rings = (area.outer, *area.inner)
    return np.concatenate([np.column_stack((ring, np.append(ring[1:], ring[0]))) for ring in rings])


def _tangent(pairs: Pairs, joins: NDArray[np.bool_], corners: _Corners, nodes: Nodes) -> Pairs:
    """Return the pairs that a shortest way may use: at an inward corner they must graze the outline.

    Both neighbours of such a corner then lie on one side of the line (the tangent visibility graph).
    """
    order = np.argsort(corners.row)
    sorted_rows = corners.row[order]
    good = np.ones(len(pairs), np.bool_)
    for start, end in (pairs.T, pairs.T[::-1]):
        corner = order[np.searchsorted(sorted_rows, end)]
        sides = _side(nodes, start, end, corners.before[corner]) * _side(
            nodes, start, end, corners.after[corner]
        )
        good &= joins[end] | (sides >= 0)
    return pairs[good]


def _side(nodes: Nodes, start: Ints, end: Ints, third: Ints) -> Floats:
    """Return the sign of the side of the line start→end on which the third node lies, 0 when on it."""
    across = (nodes.lon[end] - nodes.lon[start]) * (nodes.lat[third] - nodes.lat[end])
    return np.sign(across - (nodes.lat[end] - nodes.lat[start]) * (nodes.lon[third] - nodes.lon[end]))


def _star(entrances: Ints, area: Area, nodes: Nodes, row: int) -> tuple[Pairs, Nodes]:
    """Join the entrances of a large square along its outline and, where they see it, through its middle."""
    middle = shapely.point_on_surface(_polygon(area, nodes))
    here = Nodes(np.array([NO_SOURCE]), np.array([middle.x]), np.array([middle.y]))
    ends = [
        ((lon, lat), (middle.x, middle.y))
        for lon, lat in zip(nodes.lon[entrances], nodes.lat[entrances], strict=True)
    ]
    clear = shapely.covers(shapely.buffer(_polygon(area, nodes), TOLERANCE), shapely.linestrings(ends))
    spokes = np.column_stack((entrances, np.full(len(entrances), row, np.int32)))
    return np.concatenate((_outline(area), spokes[clear])), here


def cross_square(area: Area, joins: NDArray[np.bool_], nodes: Nodes, centre_row: int) -> tuple[Pairs, Nodes]:
    """Return the lines across one square as pairs of node rows, and the node added in its middle, if any.

    ``joins`` (n) marks the nodes where something else that is walked touches the square. With fewer than
    two such nodes there is nothing to join. Small squares: every pair of entrances and inward corners that
    see each other, which holds every shortest way inside a polygon. Large ones: the outline, and a centre
    that will stand at ``centre_row``.
    """
    nothing = nodes.take(np.empty(0, np.int32))
    rings = np.concatenate((area.outer, *area.inner))
    entrances = distinct(rings[joins[rings]]).astype(np.int32)
    if len(entrances) < 2:
        return np.empty((0, 2), np.int32), nothing
    corners = _Corners.of(area, nodes)
    turns = distinct(entrances, corners.row[corners.inward]).astype(np.int32)
    if len(turns) > MOST_CORNERS:
        return _star(entrances, area, nodes, centre_row)
    return _through(_tangent(_visible(turns, area, nodes), joins, corners, nodes), joins, turns), nothing


def _through(pairs: Pairs, joins: NDArray[np.bool_], rows: Ints) -> Pairs:
    """Drop lines that end at a corner where nothing goes on. ``rows`` are all rows in ``pairs``, sorted."""
    at, entrance = np.searchsorted(rows, pairs), joins[rows]
    while len(at):
        dead = (np.bincount(at.ravel(), minlength=len(rows)) == 1) & ~entrance
        keep = ~dead[at].any(axis=1)
        if keep.all():
            break
        at, pairs = at[keep], pairs[keep]
    return pairs
