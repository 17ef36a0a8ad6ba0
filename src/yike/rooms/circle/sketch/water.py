"""Draw the water: canals as bands around their middle lines, and garden ponds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch import plan
from yike.rooms.circle.sketch.frame import Rng, line, metres, polygon, sway


@dataclass(frozen=True)
class Canal:
    """A drawn canal: its middle line (metres) and the band of water around it."""

    name: str
    middle: LineString
    width: float
    bank: Polygon
    bridges: tuple[float, float] | None


@dataclass(frozen=True)
class Waters:
    """All water of the sketch, and its union for asking whether a place is wet."""

    canals: dict[str, Canal]
    ponds: dict[str, Polygon]
    wet: BaseGeometry


def frame() -> Polygon:
    """Return the edge of the sheet."""
    w, s, e, n = plan.WEST, plan.SOUTH, plan.EAST, plan.NORTH
    return polygon(((w, s), (e, s), (e, n), (w, n)))


def draw_water(rng: Rng) -> Waters:
    """Return the canals and ponds."""
    canals = {c.name: _canal(rng, c) for c in plan.CANALS}
    ponds = {name: _pond(rng, metres(*centre), radius) for name, centre, radius in plan.PONDS}
    shapes = [c.bank for c in canals.values()] + list(ponds.values())
    return Waters(canals, ponds, shapely.union_all(shapes))


def _canal(rng: Rng, canal: plan.Canal) -> Canal:
    middle = sway(rng, line(canal.controls), 4.0 + canal.width / 6.0)
    return Canal(canal.name, middle, canal.width, _band(rng, middle, canal.width), canal.bridges)


def _band(rng: Rng, middle: LineString, width: float) -> Polygon:
    """Return the water: banks that wander a little against each other, cut at the edge of the sheet."""
    left = sway(rng, middle.offset_curve(width / 2.0), width / 14.0, 25.0)
    right = sway(rng, middle.offset_curve(-width / 2.0), width / 14.0, 25.0)
    band = Polygon([*left.coords, *reversed(right.coords)]).buffer(0)
    return _largest(band.intersection(frame().buffer(20.0)))


def _largest(shape: BaseGeometry) -> Polygon:
    return max(shape.geoms, key=lambda g: g.area) if hasattr(shape, "geoms") else shape


def _pond(rng: Rng, centre: tuple[float, float], radius: float) -> Polygon:
    turns = [2.0 * math.pi * i / 12 for i in range(12)]
    reach = [radius * float(rng.uniform(0.7, 1.15)) for _ in turns]
    return Polygon(
        [
            (centre[0] + r * 1.25 * math.cos(t), centre[1] + r * math.sin(t))
            for r, t in zip(reach, turns, strict=True)
        ]
    )
