"""Where something is: what somebody said of the place, and the area it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

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

    The finest area is taken: grid, else community. Degrees, WGS-84. Raises ``Fault`` for half a point, for one that
    is nowhere on earth, and for one outside the street.
    """
    if lon is None and lat is None:
        return Place(area or default_area(), address)
    if lon is None or lat is None:
        raise _half()
    _require_on_earth(lon, lat)
    inside = locate_one(lon, lat, AreaLevel.GRID) or locate_one(lon, lat, AreaLevel.COMMUNITY)
    if inside is None:
        inside = area or _beyond(lon, lat)
    return Place(inside, address, round(lon, 6), round(lat, 6))


def _half() -> Fault:
    return Fault(
        "位置只有经度或只有纬度",
        "the place has a longitude or a latitude, not both",
        do_zh="两个都写，或都不写",
        do_en="Give both or neither",
    )


def _require_on_earth(lon: float, lat: float) -> None:
    """Raise ``Fault`` for what is no longitude and latitude: no number, endless, out of range."""
    if isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90:
        return
    raise Fault(
        "位置不是地球上的一个点",
        "the place is no point on earth",
        do_zh="经度在 -180 和 180 之间，纬度在 -90 和 90 之间",
        do_en="The longitude lies between -180 and 180 degrees, the latitude between -90 and 90",
    )


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
