"""Do the children of an area tile it: no ground twice, none left out, none beyond the border.

Borders drawn by two hands never agree to the centimetre. What is thinner than ``Slack.width_m`` or smaller
than ``Slack.m2`` is the hand's tremble, not a mistake, and is not reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from yike.core.areas.geometry.misdrawn import Place
from yike.core.areas.geometry.plane import Plane, Shape


@dataclass(frozen=True)
class Slack:
    """What is let pass: parts smaller than ``m2`` square metres, and parts thinner than ``width_m`` metres.

    The defaults are what no dwelling fits into; where a point in such a part belongs is settled by order.
    """

    m2: float = 20.0
    width_m: float = 1.0


HAND = Slack()


@dataclass(frozen=True)
class Overlap:
    """Ground that two siblings both claim: ``m2`` in all, ``at`` in the middle of the largest part."""

    one: str
    other: str
    m2: float
    at: Place


@dataclass(frozen=True)
class Gap:
    """One piece of ground of the parent that no child claims, with its outline in degrees."""

    m2: float
    at: Place
    outline: Polygon


@dataclass(frozen=True)
class Beyond:
    """Ground of a child outside its parent: ``m2`` in all, ``at`` in the middle of the largest part."""

    child: str
    m2: float
    at: Place


def overlaps(shapes: Mapping[str, Shape], slack: Slack = HAND) -> list[Overlap]:
    """Return the pairs of ``shapes`` that claim the same ground, in the order of their names."""
    if len(shapes) < 2:
        return []
    names = sorted(shapes)
    plane = Plane.around(shapes.values())
    laid = plane.laid(np.array([shapes[name] for name in names], object))
    first, second = STRtree(laid).query(laid, predicate="intersects")
    pairs = sorted((int(i), int(j)) for i, j in zip(first, second, strict=True) if i < j)
    found = [(i, j, _ground(shapely.intersection(laid[i], laid[j]), slack)) for i, j in pairs]
    return [Overlap(names[i], names[j], *_told(plane, parts)) for i, j, parts in found if parts]


def overlaps_with(shape: Shape, siblings: Mapping[str, Shape], slack: Slack = HAND) -> list[Overlap]:
    """Return where one polygon claims ground of its siblings; ``one`` is empty, ``other`` the sibling."""
    plane = Plane.around([shape])
    mine = plane.laid(shape)
    laid = {name: plane.laid(siblings[name]) for name in sorted(siblings)}
    near = ((name, other) for name, other in laid.items() if shapely.intersects(mine, other))
    found = [(name, _ground(shapely.intersection(mine, other), slack)) for name, other in near]
    return [Overlap("", name, *_told(plane, parts)) for name, parts in found if parts]


def gaps(parent: Shape, children: Sequence[Shape], slack: Slack = HAND) -> list[Gap]:
    """Return the pieces of ``parent`` that no child covers, the largest first."""
    plane = Plane.around([parent])
    covered = shapely.union_all([plane.laid(child) for child in children])
    parts = _ground(shapely.difference(plane.laid(parent), covered), slack)
    return [Gap(*_told(plane, [part]), cast("Polygon", plane.degrees(part))) for part in parts]


def beyond(parent: Shape, children: Mapping[str, Shape], slack: Slack = HAND) -> list[Beyond]:
    """Return the children with ground outside ``parent``, in the order of their names."""
    plane = Plane.around([parent])
    ground = plane.laid(parent)
    shapely.prepare(ground)
    found = []
    for name in sorted(children):
        child = plane.laid(children[name])
        parts = [] if ground.covers(child) else _ground(shapely.difference(child, ground), slack)
        found += [Beyond(name, *_told(plane, parts))] if parts else []
    return found


def _ground(shape: BaseGeometry, slack: Slack) -> list[Polygon]:
    """Return the parts of a shape in metres that are more than a tremble, the largest first."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > slack.m2]
    wide = [p for p in parts if not p.buffer(-slack.width_m / 2.0).is_empty]
    return sorted(wide, key=lambda p: (-p.area, p.bounds))


def _told(plane: Plane, parts: Sequence[Polygon]) -> tuple[float, Place]:
    """Return the ground of all parts in square metres, and a place well inside the largest."""
    middle = parts[0].centroid
    if not parts[0].contains(middle):
        middle = shapely.Point(shapely.maximum_inscribed_circle(parts[0], tolerance=0.1).coords[0])
    return round(sum(float(p.area) for p in parts), 1), plane.place(middle.x, middle.y)
