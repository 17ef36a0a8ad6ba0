"""How far a place lies from the nearest street that somebody can walk on, where streets are installed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from yike.engines.faults import Fault

WIDEST = 1000.0  # metres within which a street is looked for


def metres_to_street(lon: float, lat: float) -> float | None:
    """Return metres from a place (WGS-84 degrees) to the nearest street, ``WIDEST`` where none is that near.

    None where no streets are installed, or they cannot be read: then nothing is known.
    """
    from yike.rooms.circle.walking import ground  # noqa: PLC0415 - compiled code, for this page alone

    home = Path(settings.YIKE_HOME)
    stamp = ground.stamp_of(home)
    try:
        streets = _ground(home, stamp) if stamp else None
    except Fault:
        return None
    if streets is None:
        return None
    stood = streets.stand("adult", np.array([lon]), np.array([lat]), WIDEST)
    return float(stood.access[0]) if stood.snapped[0] else WIDEST


@lru_cache(maxsize=1)
def _ground(home: Path, _stamp: str) -> Any:
    """Return the streets as they lie there since a stamp. Raises ``Fault`` for a damaged file."""
    from yike.rooms.circle.walking import ground  # noqa: PLC0415 - as above

    return ground.open_ground(home)
