"""Were these polygons drawn on a map of another datum? Seen by how they lie in an area known to be right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import shapely

from yike.core.areas.geometry.plane import Plane, Shape
from yike.engines.reach.datum import from_wgs84, to_wgs84

SURELY = 0.95  # of the ground must lie inside under the datum suspected
GAIN = 0.05  # and at least this much more than as it stands


def turned(shape: Shape, datum: str) -> Shape:
    """Return a polygon in WGS-84 whose degrees were in ``datum``."""
    return cast(
        "Shape", shapely.transform(shape, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))
    )


def shifted(shape: Shape, datum: str) -> Shape:
    """Return a WGS-84 polygon in degrees of ``datum``, as a map of that datum wants it."""
    return cast(
        "Shape", shapely.transform(shape, lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], datum)))
    )


def share_inside(shapes: Sequence[Shape], ground: Shape) -> float:
    """Return which part of the ground of all ``shapes`` lies within ``ground``, 0 to 1."""
    plane = Plane.around([ground])
    laid = plane.laid(np.array(list(shapes), object))
    inside = shapely.intersection(laid, plane.laid(ground))
    return float(shapely.area(inside).sum() / shapely.area(laid).sum())


def suspected_datum(shapes: Sequence[Shape], ground: Shape) -> str | None:
    """Return "gcj02" or "bd09" where ``shapes`` clearly fit into ``ground`` only when read so, else None."""
    as_it_stands = share_inside(shapes, ground)
    if as_it_stands > SURELY:
        return None
    share = {d: share_inside([turned(shape, d) for shape in shapes], ground) for d in ("gcj02", "bd09")}
    best = max(share, key=lambda datum: share[datum])
    return best if share[best] >= SURELY and share[best] - as_it_stands >= GAIN else None
