"""Order along a Hilbert curve: places near on the ground stay near in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats

BITS = 16  # cells a side: 65 536, about a metre over a city


def _cells(values: Floats) -> NDArray[np.int64]:
    low = float(values.min())
    span = float(values.max()) - low
    return ((values - low) / (span or 1.0) * ((1 << BITS) - 1)).astype(np.int64)


def hilbert_rank(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """Return the place of each of n ≥ 1 points (degrees) along a Hilbert curve over their own box.

    Hilbert (1891); bit by bit, each quadrant turned into the standard one.
    """
    x, y = _cells(lon), _cells(lat)
    rank = np.zeros(len(x), np.int64)
    for bit in range(BITS - 1, -1, -1):
        side = 1 << bit
        right, top = (x & side) > 0, (y & side) > 0
        rank += side * side * ((3 * right) ^ top)
        mirror = right & ~top
        x, y = (
            np.where(mirror, side - 1 - (x & (side - 1)), x & (side - 1)),
            np.where(mirror, side - 1 - (y & (side - 1)), y & (side - 1)),
        )
        x, y = np.where(top, x, y), np.where(top, y, x)
    return rank
