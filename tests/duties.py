"""Duties for tests of the grid room. All invented."""

from __future__ import annotations

from typing import Any

from office import BY, Office, square
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import Unit
from yike.core.areas.actions import draw_areas
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.rooms.grid.actions.duties import NewPlace, Terms, add_place
from yike.rooms.grid.models import DutyPlace, PlaceKind

SPOT = (120.6215, 31.3015)  # inside the first grid
BESIDE = (120.6255, 31.3015)  # inside the second grid of the same community
FAR = (120.70, 31.40)  # in no grid


def draw(office: Office) -> None:
    """Draw the borders: two communities of two grids each, all in a row."""
    lons = (120.62, 120.624, 120.628, 120.632)
    grids = {grid: square(lon, 31.30) for grid, lon in zip(office.grids, lons, strict=True)}
    wide = {area: _row(lons[at], lons[at] + 0.008) for area, at in ((office.first, 0), (office.second, 2))}
    street = {office.street: _row(lons[0], lons[0] + 0.016)}
    draw_areas(BY, borders={fresh(a): p for a, p in (street | wide | grids).items()}, reason="")


def fresh(area: Area) -> Area:
    """Return an area as it stands now."""
    return Area.objects.get(pk=area.pk)


def _row(west: float, east: float) -> dict[str, object]:
    ring = [[west, 31.30], [east, 31.30], [east, 31.304], [west, 31.304], [west, 31.30]]
    return {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}


def make_unit(office: Office, name: str = "梅巷环卫所", **more: Any) -> Unit:
    """Add a unit that can answer for something."""
    return add_unit(BY, kind=more.pop("kind", "department"), name=name, area=office.street, **more)


def make_place(office: Office, name: str = "菜场东门", **more: Any) -> DutyPlace:
    """Set up a place; ``unit`` answers for it from today on where one is given."""
    unit = more.pop("unit", None)
    since, until = more.pop("since", today()), more.pop("until", None)
    terms = Terms(unit, since, until, leader=more.pop("leader", None)) if unit else None
    at = {"kind": PlaceKind.POINT, "area": office.grids[0], "lon": SPOT[0], "lat": SPOT[1]}
    return add_place(BY, NewPlace(name=name, **(at | more)), terms)
