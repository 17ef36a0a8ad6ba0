"""Draw the lanes: blocks between streets and water are cut again and again by bent lanes.

Each half of a block is cut on its own, so lanes on the two sides of a street seldom face each other. A lane that
would end on water or a garden wall stops short of it; some stop in the middle, as old lanes do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch.frame import Rng, Vec, overlapping, piece, ray_between, sway, unit
from yike.rooms.circle.sketch.ways import Way, lines_of, points_of, ray, turned

Tags = Callable[[], dict[str, str]]


@dataclass(frozen=True)
class Manner:
    """How a quarter is cut: block area to stop at (m², least and most), share of lanes stopped half-way, bend."""

    area: tuple[float, float]
    stopped: float
    bend: float
    apart: float  # metres between junctions along a street, at least


OLD = Manner((9000.0, 23000.0), 0.18, 5.0, 16.0)
NEW = Manner((42000.0, 80000.0), 0.0, 3.0, 45.0)


@dataclass
class Block:
    """Land between streets and barriers. ``edge`` is what can be walked on around it, ``marks`` its junctions."""

    land: Polygon
    edge: BaseGeometry
    marks: list[Vec]


def blocks(walkable: list[LineString], barriers: BaseGeometry, sheet: Polygon) -> list[Block]:
    """Return the blocks of ``sheet`` between streets and barriers (metres), in a fixed order."""
    land = sheet.difference(barriers)
    net = shapely.node(MultiLineString([*(overlapping(w) for w in walkable), *_rings(land)]))
    faces = shapely.get_parts(shapely.polygonize([net]))
    inside = [f for f in faces if f.area > 900.0 and land.contains(f.representative_point())]
    return [_block(f, walkable) for f in sorted(inside, key=_order)]


def _rings(land: BaseGeometry) -> list[LineString]:
    parts = [p for p in getattr(land, "geoms", [land]) if p.geom_type == "Polygon"]
    return [LineString(r.coords) for p in parts for r in (p.exterior, *p.interiors)]


def _order(face: Polygon) -> tuple[float, float]:
    at = face.representative_point()
    return round(at.x, 1), round(at.y, 1)


def _block(face: Polygon, walkable: list[LineString]) -> Block:
    near = [w for w in walkable if w.distance(face) < 0.5]
    edge = shapely.union_all([w.intersection(face.buffer(1.0)) for w in near]) if near else LineString()
    marks = [(p.x, p.y) for i, w in enumerate(near) for v in near[:i] for p in points_of(w.intersection(v))]
    return Block(face, edge, marks)


def cut_up(rng: Rng, block: Block, manner: Manner, tags: Tags) -> tuple[list[Way], list[Block]]:
    """Return the lanes that cut ``block`` into leaves of the size of ``manner``, and the leaves."""
    size = float(rng.uniform(*manner.area))
    cut = _best_cut(rng, block, manner) if block.land.area > 1.6 * size else None
    if cut is None:
        return [], [block]
    lanes = [Way(p, tags()) for p in _drawn(rng, block, cut, manner)]
    ways, leaves = list(lanes), []
    for half in _halves(block, cut, lanes):
        more, ends = cut_up(rng, half, manner, tags)
        ways += more
        leaves += ends
    return ways, leaves


def _best_cut(rng: Rng, block: Block, manner: Manner) -> LineString | None:
    for cut in _cuts(rng, block, manner):
        if _acceptable(block, cut, manner):
            return cut
    return None


def _cuts(rng: Rng, block: Block, manner: Manner) -> Iterator[LineString]:
    """Offer lines across the block, mostly across its long side, bent, sometimes with a dog-leg."""
    centre, axis, long, short = _axes(block.land)
    for turn in range(14):
        across = turn % 5 == 4 if long > 1.25 * short else turn % 2 == 1
        heading, reach = (turned(axis, 90.0), long) if not across else (axis, short)
        shift = float(rng.uniform(-0.24, 0.24)) * reach
        middle = (centre[0] - heading[1] * shift, centre[1] + heading[0] * shift)
        yield _bent(rng, middle, turned(heading, float(rng.uniform(-13.0, 13.0))), long + short, manner.bend)


def _bent(rng: Rng, middle: Vec, heading: Vec, reach: float, bend: float) -> LineString:
    path = ray_between(middle, heading, reach)
    leg = float(rng.uniform(9.0, 20.0)) * (1 if rng.random() < 0.5 else -1)
    if bend > 4.0 and rng.random() < 0.4:
        path = _dog_leg(path, middle, heading, leg)
    return sway(rng, path, bend, 20.0)


def _dog_leg(path: LineString, middle: Vec, heading: Vec, leg: float) -> LineString:
    (ax, ay), (bx, by) = path.coords[0], path.coords[-1]
    sx, sy = -heading[1] * leg / 2.0, heading[0] * leg / 2.0
    near = (middle[0] - heading[0] * 3.0, middle[1] - heading[1] * 3.0)
    far = (middle[0] + heading[0] * 3.0, middle[1] + heading[1] * 3.0)
    corners = [(near[0] - sx, near[1] - sy), (far[0] + sx, far[1] + sy)]
    return LineString([(ax - sx, ay - sy), *corners, (bx + sx, by + sy)])


def _axes(land: Polygon) -> tuple[Vec, Vec, float, float]:
    """Return the middle of the block, the direction of its long side, and both sides in metres."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(land))
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    way = sides[int(lengths.argmax())]
    way = -way if (round(way[0], 6), way[1]) < (0.0, 0.0) else way
    centre = land.centroid
    return (
        (centre.x, centre.y),
        unit(float(way[0]), float(way[1])),
        float(lengths.max()),
        float(lengths.min()),
    )


def _acceptable(block: Block, cut: LineString, manner: Manner) -> bool:
    """Return whether the halves are of decent size and shape, and the new junctions clear of the others."""
    halves = _split(block.land, cut)
    if len(halves) < 2 or sorted(h.area for h in halves)[-2] < 0.24 * block.land.area:
        return False
    ends = _street_ends(block, cut)
    clear = all(math.dist(e, m) > manner.apart for e in ends for m in block.marks)
    return bool(ends) and clear and all(_plump(h) for h in halves if h.area > 900.0)


def _plump(land: Polygon) -> bool:
    return bool(land.buffer(-13.0).area > 0.12 * land.area)


def _split(land: Polygon, cut: LineString) -> list[Polygon]:
    net = shapely.node(MultiLineString([LineString(land.exterior.coords), cut, *_rings(land)]))
    faces = shapely.get_parts(shapely.polygonize([net]))
    return sorted((f for f in faces if f.area > 1.0 and land.contains(f.representative_point())), key=_order)


def _street_ends(block: Block, cut: LineString) -> list[Vec]:
    ends = [p for part in lines_of(cut.intersection(block.land)) for p in (part.coords[0], part.coords[-1])]
    return [(e[0], e[1]) for e in ends if _on_street(block, e)]


def _on_street(block: Block, end: Vec) -> bool:
    return bool(block.edge.distance(Point(end)) < 0.4)


def _drawn(rng: Rng, block: Block, cut: LineString, manner: Manner) -> Iterator[LineString]:
    """Yield the parts of ``cut`` that become lanes: from street to street, or from a street to a blind end."""
    for part in lines_of(cut.intersection(block.land)):
        first, last = (_on_street(block, c) for c in (part.coords[0], part.coords[-1]))
        stop = part.length - 7.0
        if first and last:
            stop = (
                part.length * float(rng.uniform(0.5, 0.8)) if rng.random() < manner.stopped else part.length
            )
        if (first or last) and stop > 14.0:
            yield piece(part, 0.0, stop) if first else piece(part, part.length - stop, part.length)


def _halves(block: Block, cut: LineString, lanes: list[Way]) -> list[Block]:
    edge = shapely.union_all([block.edge, *(w.path for w in lanes)])
    marks = block.marks + [(c[0], c[1]) for w in lanes for c in (w.path.coords[0], w.path.coords[-1])]
    lands = [h for h in _split(block.land, cut) if h.area > 900.0]
    return [Block(h, edge.intersection(h.buffer(1.0)), _around(marks, h)) for h in lands]


def _around(marks: list[Vec], land: Polygon) -> list[Vec]:
    return [m for m in marks if land.distance(Point(m)) < 40.0]


def blind_lanes(rng: Rng, leaf: Block, tags: Tags, chance: float = 0.46) -> list[Way]:
    """Return a blind lane into the leaf, now and then with a turn or a small courtyard at its end."""
    if leaf.edge.is_empty or rng.random() > chance:
        return []
    for _ in range(8):
        path = _blind(rng, leaf)
        if path is not None:
            return [Way(path, tags()), *_courtyard(rng, leaf, path)]
    return []


def _blind(rng: Rng, leaf: Block) -> LineString | None:
    start = leaf.edge.interpolate(float(rng.random()), normalized=True)
    origin = (start.x, start.y)
    if any(math.dist(origin, m) < 17.0 for m in leaf.marks):
        return None
    heading = turned(_inward(leaf.land, origin), float(rng.uniform(-12.0, 12.0)))
    inside = [
        p for p in lines_of(ray(origin, heading, 200.0).intersection(leaf.land)) if p.distance(start) < 0.5
    ]
    depth = max((p.length for p in inside), default=0.0)
    length = min(75.0, depth * float(rng.uniform(0.42, 0.7)))
    return _turning(rng, leaf, origin, heading, length) if length > 20.0 else None


def _turning(rng: Rng, leaf: Block, origin: Vec, heading: Vec, length: float) -> LineString | None:
    tip = ray(origin, heading, length).coords[-1]
    corners = [origin, (tip[0], tip[1])]
    if rng.random() < 0.35:
        side = turned(heading, 90.0 if rng.random() < 0.5 else -90.0)
        corners.append(ray(corners[-1], side, float(rng.uniform(14.0, 34.0))).coords[-1][:2])
    path = LineString(corners)
    rest = piece(path, 9.0, path.length)
    roomy = leaf.land.buffer(-8.0).contains(rest) and rest.distance(leaf.edge) > 8.0
    return path if roomy else None


def _inward(land: Polygon, origin: Vec) -> Vec:
    """Return the direction straight away from the edge of the block at ``origin``."""
    ring = land.exterior
    at = ring.project(Point(origin))
    a, b = ring.interpolate(max(at - 3.0, 0.0)), ring.interpolate(min(at + 3.0, ring.length))
    normal = turned(unit(b.x - a.x + 1e-9, b.y - a.y), 90.0)
    probe = Point(origin[0] + normal[0] * 2.0, origin[1] + normal[1] * 2.0)
    return normal if land.contains(probe) else (-normal[0], -normal[1])


def _courtyard(rng: Rng, leaf: Block, path: LineString) -> list[Way]:
    (ax, ay), (bx, by) = path.coords[-2][:2], path.coords[-1][:2]
    if rng.random() > 0.3:
        return []
    ahead, side = unit(bx - ax, by - ay), turned(unit(bx - ax, by - ay), 90.0)
    half, deep = float(rng.uniform(5.0, 8.0)), float(rng.uniform(10.0, 16.0))
    corners = [(0.0, 0.0), (0.0, half), (deep, half), (deep, -half), (0.0, -half), (0.0, 0.0)]
    ring = LineString(
        [(bx + f * ahead[0] + s * side[0], by + f * ahead[1] + s * side[1]) for f, s in corners]
    )
    if not leaf.land.buffer(-5.0).contains(ring):
        return []
    return [Way(ring, {"highway": "pedestrian", "name": "院落", "width": "3", "surface": "paving_stones"})]
