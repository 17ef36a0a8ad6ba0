"""How far a place lies from the nearest street that somebody can walk on, where streets are installed."""

from __future__ import annotations

import numpy as np

from yike.engines.faults import Fault
from yike.rooms.circle import standing

WIDEST = 1000.0  # metres within which a street is looked for


def metres_to_street(lon: float, lat: float) -> float | None:
    """Return metres from a place (WGS-84 degrees) to the nearest street, ``WIDEST`` where none is that near.

    None where no streets are installed, they cannot be read, or are being read just now: nothing is known then.
    """
    try:
        ground = standing.town().ground
    except Fault:
        return None
    stood = ground.stand("adult", np.array([lon]), np.array([lat]), WIDEST)
    return float(stood.access[0]) if stood.snapped[0] else WIDEST
