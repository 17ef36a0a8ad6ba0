"""Draw the small bridges: where lanes lead over a canal, at irregular spacing, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch.frame import Rng, Vec, along, piece, sway
from yike.rooms.circle.sketch.names import KNOWN_BRIDGES, Names
from yike.rooms.circle.sketch.streets import lane_tags
from yike.rooms.circle.sketch.water import Canal, Waters
from yike.rooms.circle.sketch.ways import (
    Town,
    Way,
    bridged,
    crossings,
    first_hit,
    fit,
    ray,
    tree_near,
    turned,
)


def lead_lanes_over(
    rng: Rng, town: Town, waters: Waters, closed: BaseGeometry, names: Names, reach: float
) -> None:
    """Lead a lane over each canal wherever streets lie within ``reach`` metres of both banks, no bridge near.

    ``closed`` is all water and all ground that lanes may not cross.
    """
    for canal in waters.canals.values():
        at = float(rng.uniform(40.0, 90.0)) if canal.bridges else canal.middle.length
        while canal.bridges and at < canal.middle.length - 30.0:
            drawn = _clear(canal, town, at) and _lane_over(rng, town, closed, canal, names, at, reach)
            at += float(rng.uniform(*canal.bridges)) if drawn else 18.0


def carry_ends_over(town: Town, waters: Waters, closed: BaseGeometry) -> None:
    """Carry lanes that end at the waterside over to the street on the other bank, where no bridge is near."""
    for canal in waters.canals.values():
        for i, way in enumerate(town.ways):
            if canal.bridges and not way.over and way.path.distance(canal.middle) < _bankside(canal):
                longer = _carried(town, closed, canal, way)
                town.ways[i] = way if longer is None else replace(way, path=longer)


def _bankside(canal: Canal) -> float:
    """Return how far from the middle of a canal a lane ends that ends at its waterside."""
    return canal.width / 2.0 + 14.0


def cut_bridges(rng: Rng, town: Town, waters: Waters, names: Names) -> None:
    """Cut every way where it crosses water, and give the bridges their names."""
    town.ways = [part for way in town.ways for part in bridged(rng, way, waters.wet)]
    for i, way in enumerate(town.ways):
        if way.tags.get("bridge") == "yes" and way.tags["highway"] != "trunk" and not way.over:
            name = _bridge_name(way, waters, names)
            town.ways[i] = replace(way, tags=way.tags | {"bridge:name": name})


def _bridge_name(way: Way, waters: Waters, names: Names) -> str:
    under = [c.name for c in waters.canals.values() if c.bank.intersects(way.path)]
    known = [KNOWN_BRIDGES[way.name, c] for c in under if (way.name, c) in KNOWN_BRIDGES]
    return known[0] if known else names.bridge()


def _clear(canal: Canal, town: Town, at: float) -> bool:
    """Return whether no bridge is near this place of the canal."""
    least = 0.62 * canal.bridges[0] if canal.bridges else 0.0
    over = (canal.middle.project(p) for p in crossings(canal.middle, town.paths()))
    return all(abs(at - there) > least for there in over)


def _lane_over(
    rng: Rng, town: Town, closed: BaseGeometry, canal: Canal, names: Names, at: float, reach: float
) -> bool:
    origin, heading = along(canal.middle, at)
    skew = float(rng.uniform(-9.0, 9.0))
    sides = [_to_street(town, closed, canal, origin, turned(heading, t + skew), reach) for t in (90.0, -90.0)]
    if sides[0] is None or sides[1] is None:
        return False
    path = LineString([sides[0], origin, sides[1]])
    path = sway(rng, path, 3.0) if path.length > 60.0 else path
    town.ways.append(Way(fit(path, _others(town, path), 12.0), lane_tags(rng, names.lane())))
    return True


def _others(town: Town, path: LineString) -> Sequence[LineString]:
    return tree_near(town.paths(), path, 60.0)


def _to_street(
    town: Town, closed: BaseGeometry, canal: Canal, origin: Vec, heading: Vec, reach: float
) -> Vec | None:
    """Return where a lane from the canal meets a street, None where far or across water or a garden."""
    path = ray(origin, heading, reach)
    hit = first_hit(path, _others(town, path))
    if hit is None or hit < canal.width / 2.0 + 3.0:
        return None
    dry = piece(path, canal.width / 2.0 + 5.0, hit + 6.0)
    end = path.interpolate(hit)
    return None if dry.intersects(closed) or _near_junction(town, end) else (end.x, end.y)


def _near_junction(town: Town, point: Point) -> bool:
    ends = (Point(c) for p in tree_near(town.paths(), point, 40.0) for c in (p.coords[0], p.coords[-1]))
    return any(e.distance(point) < 8.0 for e in ends)


def _carried(town: Town, closed: BaseGeometry, canal: Canal, way: Way) -> LineString | None:
    """Return the way with the end that looks on the canal led over it, or None."""
    for corner, flip in ((way.path.coords[-1], False), (way.path.coords[0], True)):
        far = _landfall(town, closed, canal, way, (corner[0], corner[1]))
        if far is not None:
            xy = [tuple(c) for c in way.path.coords]
            return LineString([far, *xy] if flip else [*xy, far])
    return None


def _landfall(town: Town, closed: BaseGeometry, canal: Canal, way: Way, corner: Vec) -> Vec | None:
    at, gap = canal.middle.project(Point(corner)), canal.middle.distance(Point(corner))
    if gap > _bankside(canal) or not 15.0 < at < canal.middle.length - 15.0 or not _clear(canal, town, at):
        return None
    if any(p.distance(Point(corner)) < 1.0 for p in town.paths() if p is not way.path):
        return None  # the end lies on a street: nothing to carry on
    middle, heading = along(canal.middle, at)
    side = (middle[0] - corner[0]) / gap, (middle[1] - corner[1]) / gap
    return (
        _to_street(town, closed, canal, middle, side, 70.0)
        if abs(heading[0] * side[0] + heading[1] * side[1]) < 0.4
        else None
    )
