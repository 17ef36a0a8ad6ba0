"""Draw borders: of one area, or of several that share a corner."""

from __future__ import annotations

from collections.abc import Mapping

from yike.core.areas.actions.borders import conflicts
from yike.core.areas.actions.common import changed, check_open, drawn, fresh
from yike.core.areas.checks import refuse
from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.rights.by import By


def draw_areas(
    by: By, borders: Mapping[Area, object], *, datum: str = "wgs84", reason: str = ""
) -> list[Area]:
    """Set the polygons of several areas at once, as GeoJSON in ``datum``; None takes a border away.

    They are checked as they will stand together: neighbours whose common corner moves are no conflict.
    Raises ``Misdrawn`` with the place, and ``PermissionDenied``; then none is changed.
    """
    with deed(by, "areas.draw", reason=reason) as d:
        new = [_drawn_anew(fresh(d, by, area), polygon, datum) for area, polygon in borders.items()]
        refuse(conflicts(new))
        return [changed(d, area) for area in new]


def _drawn_anew(area: Area, polygon: object, datum: str) -> Area:
    check_open(area)
    for name, value in drawn(polygon, datum).items():
        setattr(area, name, value)
    return area


def draw_area(by: By, area: Area, *, polygon: object, datum: str = "wgs84", reason: str = "") -> Area:
    """Set the polygon of one area. See ``draw_areas``."""
    return draw_areas(by, {area: polygon}, datum=datum, reason=reason)[0]
