"""Where somebody says a point is: numbers as people type and paste them, swapped or shifted ones found out.

A place is not refused because it looks odd: what else it could mean is offered, and what was typed may be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.engines.faults import Fault
from yike.engines.reach.datum import in_china, to_wgs84
from yike.rooms.circle.queries.streets import footing

NUMBER = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")
FAR = 60.0  # metres from every street: behind a wall, or in a river nobody has drawn
BANK = 10.0  # metres from every street at which a place in the water is no bridge and no quay
CLOSE = 25.0  # metres at which a door stands by a street
MUCH = 0.5  # another reading must come so much nearer to be offered
READINGS = ("typed", "swapped", "gcj02", "bd09")


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: ``lon lat`` WGS-84 degrees, the community there, metres to a street.

    ``wet``: between the banks of a water; ``banks``: such water is known here.
    """

    how: str
    lon: float
    lat: float
    area: Area | None
    metres: float | None
    wet: bool = False
    banks: bool = False

    @property
    def far(self) -> bool:
        """Return whether nobody walks there."""
        return self.metres is not None and self.metres > (BANK if self.wet else FAR)


@dataclass(frozen=True)
class Place:
    """What was typed, and what else it could mean, the likeliest first; ``others`` empty where all is well."""

    typed: Reading
    others: tuple[Reading, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Return whether somebody should look once more."""
        return bool(self.others) or self.typed.far

    def read_as(self, how: str) -> Reading:
        """Return one of the readings, what was typed for any unknown word."""
        return next((one for one in self.others if one.how == how), self.typed)


def degrees(lon: str, lat: str) -> tuple[float, float]:
    """Return longitude and latitude as typed; both pasted into one field are parted. Raises ``Fault``."""
    found = [float(number) for number in NUMBER.findall(f"{lon} {lat}".replace("，", ","))]
    if len(found) != 2 or max(map(abs, found)) > 180.0:
        raise Fault(
            "看不出是经度和纬度",
            "this is not a longitude and a latitude",
            do_zh="请填两个以度为单位的数，如 120.6275 和 31.3006",
            do_en="Enter two numbers in degrees, such as 120.6275 and 31.3006",
        )
    return found[0], found[1]


def placed(lon: float, lat: float, datum: str = "wgs84") -> Place:
    """Return what a place may mean. ``datum`` other than WGS-84 is a promise: then nothing else is offered."""
    typed = _reading("typed", *_turned(lon, lat, datum))
    if datum != "wgs84" or _well(typed):
        return Place(typed)
    others = [one for one in _others(lon, lat) if _better(one, typed)]
    return Place(typed, tuple(sorted(others, key=lambda one: one.metres or 0.0)))


def _reading(how: str, lon: float, lat: float) -> Reading:
    area = locate_one(lon, lat, AreaLevel.COMMUNITY) if abs(lat) <= 90.0 else None
    found = footing(lon, lat) if abs(lat) <= 90.0 else None
    place = round(lon, 7), round(lat, 7)
    if found is None:
        return Reading(how, *place, area, None)
    return Reading(how, *place, area, found.metres, found.wet, found.banks)


def _turned(lon: float, lat: float, datum: str) -> tuple[float, float]:
    x, y = to_wgs84(np.array([lon]), np.array([lat]), datum)
    return float(x[0]), float(y[0])


def _others(lon: float, lat: float) -> Iterator[Reading]:
    if abs(lon) <= 90.0 and _chinese(lat, lon):
        yield _reading("swapped", lat, lon)
    if _chinese(lon, lat):
        for datum in ("gcj02", "bd09"):
            yield _reading(datum, *_turned(lon, lat, datum))


def _chinese(lon: float, lat: float) -> bool:
    return bool(in_china(np.array([lon]), np.array([lat]))[0])


def _well(one: Reading) -> bool:
    """Return whether a reading needs no second look: in a community, and not far from a street."""
    return one.area is not None and not one.far


def _better(one: Reading, typed: Reading) -> bool:
    """Return whether a reading is worth offering: in a community where the typed one is not, or nearer."""
    if not _chinese(typed.lon, typed.lat) and one.how == "swapped":
        return True
    if one.area is None:
        return False
    if typed.area is None:
        return not one.far
    return one.metres is not None and one.metres <= CLOSE and one.metres < MUCH * (typed.metres or 0.0)
