"""Edges between junctions, with their bends: every bend becomes a node, every straight piece a step."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.streets.drawn import NO_SOURCE, Nodes, Steps, straight_metres
from yike.engines.reach.streets.model import Flags, Floats, Ints, metres_between

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Edges:
    """e edges between node rows ``u`` and ``v``. ``length`` is metres, NaN where not given.

    ``crossing`` are the CROSSING and SIGNALS bits that one piece of the edge bears.
    """

    u: Ints
    v: Ints
    length: Floats
    mark: Flags
    crossing: Flags
    name: Ints
    hours: Ints
    geometry: Geometries  # e LineStrings from u to v, or None where straight

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Edges:
        """Return the edges at ``rows``."""
        return Edges(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def check_unit(length: Floats, straight: Floats, file: object) -> None:
    """Raise ``Fault`` where given lengths cannot be metres: far from the straight distances."""
    known = np.isfinite(length) & (straight > 1.0)
    if not known.any():
        return
    ratio = float(np.median(length[known] / straight[known]))
    if 0.5 < ratio < 20.0:
        return
    raise Fault(
        f"长度约为直线距离的 {ratio:.3g} 倍，单位不像是米",
        f"lengths are about {ratio:.3g} times the straight distance; they cannot be metres",
        do_zh="请把长度换算成米，或检查坐标",
        do_en="Convert the lengths to metres, or check the coordinates",
        file=file,
    )


def _oriented(nodes: Nodes, edges: Edges) -> Edges:
    """Turn the geometries that run from v to u, as undirected graphs may hold them."""
    first, last = shapely.get_point(edges.geometry, 0), shapely.get_point(edges.geometry, -1)
    right = _apart(nodes, edges.u, first) + _apart(nodes, edges.v, last)
    wrong = _apart(nodes, edges.v, first) + _apart(nodes, edges.u, last)
    geometry = np.where(wrong < right, shapely.reverse(edges.geometry), edges.geometry)
    return replace(edges, geometry=geometry)


def _apart(nodes: Nodes, row: Ints, point: Geometries) -> Floats:
    return metres_between(nodes.lon[row], nodes.lat[row], shapely.get_x(point), shapely.get_y(point))


def _once(edges: Edges) -> Edges:
    """Drop the second of two edges with the same ends and bends, drawn once in each direction."""
    flip = edges.u > edges.v
    shape = shapely.to_wkb(np.where(flip, shapely.reverse(edges.geometry), edges.geometry))
    low, high = np.minimum(edges.u, edges.v).tolist(), np.maximum(edges.u, edges.v).tolist()
    first: dict[tuple[object, ...], int] = {}
    bits = edges.mark.tolist()
    for number, key in enumerate(zip(low, high, shape.tolist(), bits, strict=True)):
        first.setdefault(key if key[2] is not None else (number,), number)
    return edges.take(np.fromiter(first.values(), np.int64, len(first)))


def _bends(geometry: Geometries) -> tuple[Floats, NDArray[np.int64]]:
    """Return the inner vertices (k, 2) of all lines, and the line of each."""
    xy, line = shapely.get_coordinates(geometry, return_index=True)
    inner = np.zeros(len(line), np.bool_)
    inner[1:-1] = (line[1:-1] == line[:-2]) & (line[1:-1] == line[2:])
    return xy[inner], line[inner]


def explode(nodes: Nodes, edges: Edges, file: object) -> tuple[Nodes, Steps]:
    """Return nodes and straight steps of the edges; a given length is shared out over its pieces.

    Raises ``Fault`` where lengths are plainly in another unit.
    """
    edges = _once(_oriented(nodes, edges))
    xy, line = _bends(edges.geometry)
    new = np.arange(len(nodes), len(nodes) + len(xy), dtype=np.int32)
    nodes = Nodes.of((nodes, Nodes(np.full(len(xy), NO_SOURCE, np.int64), xy[:, 0], xy[:, 1])))
    pieces = np.bincount(line, minlength=len(edges.u)) + 1
    edge = np.repeat(np.arange(len(edges.u), dtype=np.int32), pieces)
    first = np.cumsum(pieces) - pieces
    inner = np.ones(len(edge), np.bool_)
    inner[first] = False
    at = np.flatnonzero(inner)  # all but the first piece of an edge begin at a bend
    a, b = edges.u[edge], edges.v[edge]
    a[at], b[at - 1] = new, new
    mark = edges.mark[edge]
    mark[first] |= edges.crossing
    length = _shared(nodes, a, b, edge, edges.length, file)
    return nodes, Steps(a, b, edge, mark, edges.name[edge], edges.hours[edge], length)


def _shared(nodes: Nodes, a: Ints, b: Ints, edge: Ints, length: Floats, file: object) -> Floats:
    """Return the length of each piece: its part of the edge's length, NaN where none was given."""
    straight = straight_metres(nodes, a, b)
    whole = np.bincount(edge, straight, minlength=len(length)).astype(np.float64)
    check_unit(length, whole, file)
    part = np.divide(straight, whole[edge], out=np.ones(len(edge)), where=whole[edge] > 0)
    return length[edge] * part
