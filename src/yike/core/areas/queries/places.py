"""Which area is this point in: the polygons of each level are laid out once and kept until an area changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from yike.core.areas.geometry.locating import Locator
from yike.core.areas.geometry.plane import Floats
from yike.core.areas.models import Area, AreaKind, AreaLevel
from yike.core.areas.queries.tree import version

Ids = NDArray[np.int64]
NO_AREA = 0  # in place of a primary key, where a point is in no area


@dataclass(frozen=True)
class Places:
    """The areas of one level, laid out for asking. ``ids`` end with ``NO_AREA``: ``NOWHERE`` is -1, the last."""

    ids: Ids
    locator: Locator


@lru_cache(maxsize=len(AreaLevel))
def _places(level: AreaLevel, stamp: str) -> Places:  # noqa: ARG001 - the stamp is what makes it new
    """Return the areas of a level as of a version.

    Basic grids come first: where a dedicated one lies over them, the basic one is the address's own.
    """
    rows = [area for area in Area.objects.open().filter(level=level) if area.polygon is not None]
    rows.sort(key=lambda area: (area.kind == AreaKind.DEDICATED, area.code))
    shapes = [shape for area in rows if (shape := area.shape) is not None]
    return Places(np.array([*(area.pk for area in rows), NO_AREA], np.int64), Locator.of(shapes))


def locate(lon: Floats, lat: Floats, level: AreaLevel = AreaLevel.GRID) -> Ids:
    """Return for n points (WGS-84 degrees) the primary key of their area at a level, ``NO_AREA`` where none.

    A point on a border belongs to exactly one area, always the same. One query, or two after a change.
    """
    places = _places(AreaLevel(level), version())
    return places.ids[places.locator.locate(lon, lat)]


def locate_one(lon: float, lat: float, level: AreaLevel = AreaLevel.GRID) -> Area | None:
    """Return the area of one point, without its polygon."""
    [found] = locate(np.array([lon]), np.array([lat]), level).tolist()
    return Area.objects.light().filter(pk=found).first() if found != NO_AREA else None
