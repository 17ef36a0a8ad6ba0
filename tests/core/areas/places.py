"""Borders for the small office of ``tests/office.py``: two communities side by side, four grids, in metres."""

from __future__ import annotations

import shapely

from core.areas.geometry.drawn import PLANE
from office import BY, Office
from yike.core.areas.actions import draw_areas
from yike.core.areas.geometry.reading import geojson_of
from yike.core.areas.models import Area


def rect(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """Return the GeoJSON rectangle of these metres around the middle of the tests."""
    return geojson_of(PLANE.degrees(shapely.box(west, south, east, north)))


def at(x: float, y: float) -> tuple[float, float]:
    """Return the degrees of a place in metres."""
    return PLANE.place(x, y)


def draw_office(office: Office) -> Office:
    """Draw the street 400 m wide and 200 m high, a community in each half, two grids in each community."""
    one, two, three, four = office.grids
    draw_areas(BY, {office.street: rect(0, 0, 400, 200)})
    draw_areas(BY, {office.first: rect(0, 0, 200, 200), office.second: rect(200, 0, 400, 200)})
    draw_areas(
        BY,
        {
            one: rect(0, 0, 200, 100),
            two: rect(0, 100, 200, 200),
            three: rect(200, 0, 400, 100),
            four: rect(200, 100, 400, 200),
        },
    )
    return office


def again(area: Area) -> Area:
    """Return an area as it stands in the database."""
    return Area.objects.get(pk=area.pk)
