"""Places of the grid room: how far one is from another."""

from __future__ import annotations

from math import cos, hypot, radians
from typing import Protocol

METRES_A_DEGREE = 111_195.0  # of latitude, on the mean sphere; good to a metre within a street

WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0  # degrees; all of China lies within


def in_china(lon: float, lat: float) -> bool:
    """Return whether these degrees can be a place in China; NaN and infinity cannot."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


class Placed(Protocol):
    """Whatever has a place: WGS-84 degrees, or None where only the address is known."""

    lon: float | None
    lat: float | None


def metres(thing: Placed, lon: float, lat: float) -> float:
    """Return how many metres (lon, lat) lies from the place of a thing, as the crow flies.

    Raises ``ValueError`` where the thing has no place.
    """
    if thing.lon is None or thing.lat is None:
        raise ValueError("the thing has no place")
    east = (lon - thing.lon) * cos(radians(thing.lat)) * METRES_A_DEGREE
    return hypot(east, (lat - thing.lat) * METRES_A_DEGREE)
