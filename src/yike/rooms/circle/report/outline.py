"""A soft line around one gap, for the eye only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yike.engines.reach.gaps import Gap
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.frame import Frame

_AROUND_M = 60.0  # metres around a gap without an outline of its own
_LEAST = 11.0  # units of the sheet


@dataclass(frozen=True)
class Outline:
    """A numbered gap on the sheet: closed rings (units) and the place of its number."""

    number: int
    rings: tuple[tuple[Floats, Floats], ...]
    x: float
    y: float


def _body(frame: Frame, gap: Gap) -> shapely.Geometry:
    """Return the gap on the sheet: its own outline, or a circle about its middle where it has none."""
    if gap.extent is None or gap.extent.is_empty:
        x, y = frame.place(np.array([gap.lon]), np.array([gap.lat]))
        return shapely.buffer(shapely.points(x, y)[0], max(_LEAST, _AROUND_M / frame.metres))
    drawn = shapely.transform(gap.extent, lambda xy: np.stack(frame.place(xy[:, 0], xy[:, 1]), axis=1))
    return drawn.buffer(7.0, quad_segs=4).buffer(-12.0, quad_segs=4).buffer(9.0, quad_segs=4)


def outline_of(number: int, frame: Frame, gap: Gap) -> Outline | None:
    """Return the outline of a gap in units of the sheet, None where nothing of it can be drawn."""
    body = shapely.simplify(_body(frame, gap), 0.5)
    parts = [p for p in shapely.get_parts(body) if not p.is_empty]
    if not parts:
        return None
    rings = (shapely.get_coordinates(shapely.get_exterior_ring(p)) for p in parts)
    largest = max(parts, key=shapely.area)
    spot = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
    return Outline(number, tuple((r[:, 0], r[:, 1]) for r in rings), float(spot[0]), float(spot[1]))
