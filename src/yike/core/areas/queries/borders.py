"""Borders side by side: the problems of a part of the tree, each with its place, and the neighbours of an area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import shapely

from yike.core.areas.checks import (
    Drawn,
    Finding,
    find_beyond,
    find_gaps,
    find_overlaps,
    find_size,
    find_undrawn,
)
from yike.core.areas.geometry.plane import Plane
from yike.core.areas.models import Area
from yike.core.areas.queries.tree import version

TOUCH_M = 2.0  # metres between two areas that still count as neighbours
NEAR = 0.0001  # degrees, about 10 m: how far boxes may lie apart to be looked at closely


def problems(within: Area) -> list[Finding]:
    """Return what is wrong with the borders and sizes of an area and all below it, the tree's order.

    Overlaps, ground beyond the parent, gaps, undrawn areas beside drawn ones, grids outside 300 to 500
    households. ``Finding.keys`` are primary keys as text. Kept until an area changes.
    """
    return list(_problems(within.path, version()))


def problems_of(area: Area) -> list[Finding]:
    """Return the problems in an area and those it has with the areas around and beside it; none if closed."""
    if area.closed:
        return []
    inside = problems(area)
    around = [f for f in _problems(area.parent_path, version()) if str(area.pk) in f.keys]
    return [*(f for f in around if f not in inside), *inside]


@lru_cache(maxsize=256)
def _problems(path: str, stamp: str) -> tuple[Finding, ...]:  # noqa: ARG001 - the stamp is what makes it new
    areas = list(Area.objects.open().filter(path__startswith=path))
    families: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        families[area.parent_path].append(area)
    found = [finding for area in areas for finding in _family(area, families.get(area.path, []))]
    return tuple(found)


def _family(parent: Area, children: list[Area]) -> Iterator[Finding]:
    """Yield the problems of the children of one area."""
    drawn = {str(a.pk): Drawn(a.name, a.kind, shape) for a in children if (shape := a.shape) is not None}
    yield from find_overlaps(drawn)
    if (shape := parent.shape) is not None:
        around = Drawn(parent.name, parent.kind, shape)
        yield from find_beyond(around, drawn)
        yield from find_gaps(str(parent.pk), around, drawn)
    for area in children:
        if drawn and str(area.pk) not in drawn:
            yield find_undrawn(str(area.pk), area.name)
        yield from find_size(str(area.pk), area.name, area.kind, area.households, middle(area))


def middle(area: Area) -> tuple[float, float] | None:
    """Return the middle of an area's box in degrees, None where it is not drawn."""
    box = area.box
    return None if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def neighbours(area: Area) -> list[Area]:
    """Return the open areas of the same level whose borders touch an area's, of other parents too, by code."""
    shape, box = area.shape, area.box
    if shape is None or box is None:
        return []
    west, south, east, north = box
    near = Area.objects.open().filter(level=area.level).exclude(pk=area.pk)
    near = near.filter(west__lte=east + NEAR, east__gte=west - NEAR)
    near = near.filter(south__lte=north + NEAR, north__gte=south - NEAR)
    plane = Plane.around([shape])
    laid = plane.laid(shape)
    touching = [a for a in near if shapely.dwithin(laid, plane.laid(a.shape), TOUCH_M)]
    return sorted(touching, key=lambda a: a.code)
