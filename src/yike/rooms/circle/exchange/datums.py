"""In which datum the places of a file are: as said, or as they fit into the communities and beside the streets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.conf import settings

from yike.core.areas.models import AreaLevel
from yike.core.areas.queries import NO_AREA, locate
from yike.engines.faults import Fault
from yike.engines.reach.datum import DETECT_LEAST, detect, to_wgs84
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.walking.stamps import stamp_of

SURELY, GAIN = (
    0.95,
    0.05,
)  # of the places lie in a community under the datum suspected, and so many more than now


def suspected(lon: Sequence[float], lat: Sequence[float]) -> str:
    """Return "gcj02" or "bd09" where the places clearly lie right only when read so, else "wgs84"."""
    x, y = np.array(lon, np.float64), np.array(lat, np.float64)
    if not len(x):
        return "wgs84"
    by_streets = _by_streets(x, y) if len(x) >= DETECT_LEAST else None
    return by_streets or _by_areas(x, y)


def _inside(lon: Floats, lat: Floats) -> float:
    return float(np.mean(locate(lon, lat, AreaLevel.COMMUNITY) != NO_AREA))


def _by_areas(lon: Floats, lat: Floats) -> str:
    now = _inside(lon, lat)
    if now > SURELY:
        return "wgs84"
    share = {datum: _inside(*to_wgs84(lon, lat, datum)) for datum in ("gcj02", "bd09")}
    best = max(share, key=lambda datum: share[datum])
    return best if share[best] >= SURELY and share[best] - now >= GAIN else "wgs84"


def _by_streets(lon: Floats, lat: Floats) -> str | None:
    """Return the datum that brings places beside streets, None where none does clearly or no streets are there."""
    home = Path(settings.YIKE_HOME)
    if not stamp_of(home):
        return None
    from yike.rooms.circle.walking import ground  # noqa: PLC0415 - compiled code, where there are streets alone

    try:
        streets = ground.open_ground(home).streets
    except Fault:
        return None
    guess = detect(lon, lat, streets.lon, streets.lat)
    return guess.datum if guess.clear else None


def turned(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return a place in WGS-84 degrees."""
    x, y = to_wgs84(np.array([lon]), np.array([lat]), datum)
    return round(float(x[0]), 7), round(float(y[0]), 7)
