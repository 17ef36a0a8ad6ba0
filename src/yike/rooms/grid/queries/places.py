"""Where something is: what somebody said of the place, and the area it lies in."""

from __future__ import annotations

from dataclasses import dataclass

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Place:
    """A place: the area that answers for it, an address in words, a point (WGS-84) where one is known."""

    area: Area
    address: str = ""
    lon: float | None = None
    lat: float | None = None


def default_area() -> Area:
    """Return the area of whoever does not say where: the street. Raises ``Fault`` where there is none yet."""
    streets = Area.objects.light().open().filter(level=AreaLevel.STREET)
    found: Area | None = streets.first() or Area.objects.light().open().first()
    if found is None:
        raise Fault(
            "这里还没有开通",
            "this office is not open yet",
            do_zh="请打电话给街道办事处",
            do_en="Please telephone the street office",
        )
    return found


def place_at(
    address: str = "", *, lon: float | None = None, lat: float | None = None, area: Area | None = None
) -> Place:
    """Return the place that somebody told: a point goes before the community they named, else the whole street.

    The finest area is taken: grid, else community. Raises ``Fault`` for a point outside the street.
    """
    if lon is None or lat is None:
        return Place(area or default_area(), address)
    inside = locate_one(lon, lat, AreaLevel.GRID) or locate_one(lon, lat, AreaLevel.COMMUNITY)
    if inside is None:
        inside = area or _beyond(lon, lat)
    return Place(inside, address, round(lon, 6), round(lat, 6))


def _beyond(lon: float, lat: float) -> Area:
    """Return the street where no border is drawn that could tell. Raises ``Fault`` where one is."""
    street = locate_one(lon, lat, AreaLevel.STREET)
    if street is not None or not _drawn():
        return street or default_area()
    raise Fault(
        "这个位置不在我们街道",
        "this place is not in our street",
        do_zh="请选一个社区，或写地址；别的街道的事请打 12345",
        do_en="Choose a community or write an address; for other streets dial 12345",
    )


def _drawn() -> bool:
    levels = (AreaLevel.GRID, AreaLevel.COMMUNITY, AreaLevel.STREET)
    return Area.objects.open().filter(level__in=levels, polygon__isnull=False).exists()
