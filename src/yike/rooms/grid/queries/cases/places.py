"""Where a report belongs."""

from __future__ import annotations

from typing import Any

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.areas.queries import locate_one
from yike.engines.faults import Fault
from yike.rooms.grid.rules import cases as rules

LEVELS = (AreaLevel.GRID, AreaLevel.COMMUNITY, AreaLevel.STREET)


def area_of_report(user: Any, lon: float | None, lat: float | None, said: Area | None) -> Area:
    """Return the smallest area a report lies in: by position, else the one said, else the reporter's own.

    A position in somebody else's street, or in none, does not count. Raises ``Fault`` where nothing is left.
    """
    found = located(lon, lat)
    if found is not None and (user is None or in_reach(user, found)):
        return found
    if said is not None and (user is None or in_reach(user, said)):
        return said
    own = own_areas(user)[:1] if user is not None else []
    if not own:
        raise Fault(
            "位置不在本街道里",
            "the place does not lie in the street",
            do_zh="请选所在社区，或重新定位",
            do_en="Choose the community, or take the position again",
        )
    return own[0]


def located(lon: float | None, lat: float | None) -> Area | None:
    """Return the smallest of our areas a position lies in."""
    if lon is None or lat is None:
        return None
    return next((found for level in LEVELS if (found := locate_one(lon, lat, level)) is not None), None)


def own_areas(user: Any) -> list[Area]:
    """Return the areas in which somebody reports, the smallest first."""
    paths = rules.REPORT.paths(user)
    return sorted(Area.objects.open().light().filter(path__in=paths), key=lambda area: -len(area.path))


def in_reach(user: Any, area: Area) -> bool:
    """Return whether an area lies in a street where somebody works: who walks sees what is next door too."""
    paths = lineage(area.path)
    street = Area.objects.light().filter(path__in=paths, level=AreaLevel.STREET).first()
    around = street.path if street else area.path
    return any(path.startswith(around) or around.startswith(path) for path in rules.REPORT.paths(user))
