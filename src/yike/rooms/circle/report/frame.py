"""The sheet a map is drawn on: which ground it shows, and where a coordinate falls on the paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats, metres_per_degree

WIDTH = 1400.0  # units of the sheet from west to east; one unit is one pixel at full size
_TALLEST, _FLATTEST = 1.2, 0.52  # height over width that still sits well on a page and on a phone
_MARGIN_M = 120.0
_MARGIN = 0.025

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """A rectangle of ground in degrees and its plane: equal metres east and north, origin at the north-west."""

    west: float
    north: float
    east_m: float  # metres per degree of longitude at the middle of the sheet
    north_m: float  # metres per degree of latitude there
    metres: float  # ground metres per unit of the sheet
    height: float  # units

    @property
    def width(self) -> float:
        """Units from west to east."""
        return WIDTH

    def place(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x (rightwards) and y (downwards) in units of the sheet."""
        x = (np.asarray(lon) - self.west) * (self.east_m / self.metres)
        y = (self.north - np.asarray(lat)) * (self.north_m / self.metres)
        return x, y

    def holds(self, x: Floats, y: Floats, margin: float = 0.0) -> Bools:
        """Return which places fall on the sheet, or within ``margin`` units of it."""
        across = (x >= -margin) & (x <= WIDTH + margin)
        return across & (y >= -margin) & (y <= self.height + margin)


def _span(values: Floats) -> tuple[float, float]:
    good = values[np.isfinite(values)]
    return (float(good.min()), float(good.max())) if len(good) else (0.0, 0.0)


def _padded(low: float, high: float, least: float) -> tuple[float, float]:
    middle, half = (low + high) / 2.0, max(high - low, least) / 2.0
    return middle - half, middle + half


def frame_of(lon: Floats, lat: Floats) -> Frame:
    """Return a sheet that shows all the places given (degrees), with a margin and a pleasant shape."""
    west, east = _span(lon)
    south, north = _span(lat)
    east_m, north_m = (float(v[0]) for v in metres_per_degree(np.array([(south + north) / 2.0])))
    wide, tall = (east - west) * east_m, (north - south) * north_m
    margin = _MARGIN_M + _MARGIN * max(wide, tall)
    wide, tall = wide + 2 * margin, tall + 2 * margin
    west, east = _padded(west, east, max(wide, tall / _TALLEST) / east_m)
    south, north = _padded(south, north, max(tall, wide * _FLATTEST) / north_m)
    metres = (east - west) * east_m / WIDTH
    return Frame(west, north, east_m, north_m, metres, (north - south) * north_m / metres)


def round_length(metres: float) -> float:
    """Return the longest of 1, 2 or 5 times a power of ten that is not longer than ``metres``."""
    most = max(metres, 1.0)
    power = 10.0 ** np.floor(np.log10(most))  # may be one too high where the logarithm was rounded up
    steps = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
    return float(max(step * power for step in steps if step * power <= most))
