"""Ways of the sketch while they are being drawn: fitted to each other, cut at water, closed by gates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch.frame import Rng, Vec, lengthened, piece

LANDING = 4.0  # metres a bridge reaches beyond the water on each bank


@dataclass(frozen=True)
class Way:
    """A line with tags as OpenStreetMap spells them. ``over`` ways pass above others and meet them at ends only."""

    path: LineString
    tags: dict[str, str]
    over: bool = False

    @property
    def name(self) -> str:
        """Return the name, empty where none."""
        return self.tags.get("name", "")

    @property
    def width(self) -> float:
        """Return the width in metres."""
        return float(self.tags.get("width", "3"))


@dataclass(frozen=True)
class Spot:
    """Tags of one node: a gate, a crossing, a kerb."""

    x: float
    y: float
    tags: dict[str, str]


@dataclass
class Town:
    """What has been drawn so far."""

    ways: list[Way] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def paths(self) -> list[LineString]:
        """Return the lines of all ways on the ground."""
        return [w.path for w in self.ways if not w.over]

    def merged(self) -> BaseGeometry:
        """Return all lines on the ground as one geometry."""
        return MultiLineString(self.paths())


def fit(path: LineString, others: Sequence[LineString], reach: float = 48.0) -> LineString:
    """Return ``path`` with each end brought to the street it was meant to meet, if one is within ``reach`` metres.

    An end moves along its own line to the nearest crossing; failing that, it turns to the nearest end of another.
    """
    long = lengthened(path, reach, reach)
    meets = sorted(long.project(p) for p in crossings(long, others))
    start = _nearest(meets, reach, reach)
    end = _nearest(meets, long.length - reach, reach)
    cut = piece(long, reach if start is None else start, long.length - reach if end is None else end)
    xy = [tuple(c) for c in cut.coords]
    head = _end_near(xy[0], others, reach) if start is None else []
    tail = _end_near(xy[-1], others, reach) if end is None else []
    return LineString(head + xy + tail)


def _nearest(meets: Sequence[float], wanted: float, reach: float) -> float | None:
    near = [m for m in meets if abs(m - wanted) <= reach]
    return min(near, key=lambda m: abs(m - wanted), default=None)


def _end_near(corner: Vec, others: Sequence[LineString], reach: float) -> list[Vec]:
    ends = [(c[0], c[1]) for o in others for c in (o.coords[0], o.coords[-1])]
    near = [e for e in ends if 0.5 < math.dist(e, corner) <= reach * 0.75]
    return sorted(near, key=lambda e: math.dist(e, corner))[:1]


def trimmed(path: LineString, others: Sequence[LineString], most: float = 35.0) -> LineString:
    """Return ``path`` without the short stubs that stick out beyond its first and last crossing."""
    at = sorted(path.project(p) for p in crossings(path, others))
    start = next((d for d in at if d <= most), 0.0)
    end = next((d for d in reversed(at) if d >= path.length - most), path.length)
    return piece(path, start, end) if end - start > 5.0 else path


def crossings(path: LineString, others: Sequence[LineString]) -> list[Point]:
    """Return the points where ``path`` crosses or touches the others."""
    near = np.flatnonzero(shapely.intersects(np.array(others, dtype=object), path))
    return [p for i in near for p in points_of(path.intersection(others[int(i)]))]


def points_of(shape: BaseGeometry) -> list[Point]:
    """Return the points in a geometry; a shared stretch gives its two ends."""
    if shape.is_empty:
        return []
    if shape.geom_type == "Point":
        return [shape]
    if shape.geom_type == "LineString":
        return [Point(shape.coords[0]), Point(shape.coords[-1])]
    return [p for part in shape.geoms for p in points_of(part)]


def wet_stretches(path: LineString, water: BaseGeometry) -> list[tuple[float, float]]:
    """Return the stretches of ``path`` (start, end in metres) that cross water, with landings, merged."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(_ends(path, part) for part in lines_of(path.intersection(water))):
        start, end = max(0.0, start - LANDING), min(path.length, end + LANDING)  # noqa: PLW2901
        if found and start <= found[-1][1] + 2.0:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def lines_of(shape: BaseGeometry) -> list[LineString]:
    """Return the lines in a geometry, points left out."""
    if shape.geom_type == "LineString":
        return [] if shape.is_empty else [shape]
    return [p for part in getattr(shape, "geoms", ()) for p in lines_of(part)]


def _ends(path: LineString, part: LineString) -> tuple[float, float]:
    at = sorted(path.project(Point(c)) for c in (part.coords[0], part.coords[-1]))
    return at[0], at[1]


def bridged(rng: Rng, way: Way, water: BaseGeometry) -> list[Way]:
    """Return ``way`` cut where it crosses water, the crossing parts tagged as bridges."""
    cuts = wet_stretches(way.path, water)
    parts, at = [], 0.0
    for start, end in cuts:
        parts += [(at, start, way.tags), (start, end, _bridge_tags(rng, way))]
        at = end
    parts.append((at, way.path.length, way.tags))
    return [replace(way, path=piece(way.path, a, b), tags=t) for a, b, t in parts if b - a > 0.5]


def _bridge_tags(rng: Rng, way: Way) -> dict[str, str]:
    tags = {**way.tags, "bridge": "yes", "layer": "1"}
    if way.width <= 5.0 and way.tags.get("ramp") != "yes" and rng.random() < 0.6:
        tags |= {"highway": "steps", "bridge:structure": "arch", "surface": "sett"}
    return tags


def ray(origin: Vec, heading: Vec, length: float) -> LineString:
    """Return the straight line from ``origin`` along ``heading``."""
    return LineString([origin, (origin[0] + heading[0] * length, origin[1] + heading[1] * length)])


def turned(heading: Vec, degrees: float) -> Vec:
    """Return ``heading`` turned to the left."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return heading[0] * c - heading[1] * s, heading[0] * s + heading[1] * c


def first_hit(path: LineString, others: Sequence[LineString], past: float = 1.0) -> float | None:
    """Return how far along ``path`` it first meets one of the others, beyond ``past`` metres; None where never."""
    at = [path.project(p) for p in crossings(path, others)]
    return min((d for d in at if d > past), default=None)


def tree_near(paths: Sequence[LineString], shape: BaseGeometry, within: float) -> list[LineString]:
    """Return the paths within ``within`` metres of a shape."""
    near = shapely.dwithin(np.array(paths, dtype=object), shape, within)
    return [paths[int(i)] for i in np.flatnonzero(near)]
