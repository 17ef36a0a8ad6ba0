"""Streets as they were read, before any pace, hour or gate is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.uint16]


class Mark(IntFlag):
    """What a walker meets on a segment. Paces decide which marks they can pass and at what cost."""

    STEPS = 1
    KERB = 2  # a raised kerb without a ramp
    CROSSING = 4  # crosses a carriageway at grade
    SIGNALS = 8  # that crossing has lights
    BRIDGE = 16
    TUNNEL = 32
    GATE = 64  # a gate or barrier that may be shut
    FOOTWAY = 128  # away from motor traffic: footway, path, pedestrian street, square
    NO_WHEELCHAIR = 256  # marked wheelchair=no, or too rough or narrow for wheels
    ONE_WAY_FOOT = 512  # walkers may go only from ``a`` to ``b`` (oneway:foot=yes)
    SQUARE = 1024  # a line across an open square, not a drawn street


BOTH_HOURS = " && "  # between hours that must both be open: those of a way and of a gate on it


@dataclass(frozen=True)
class Source:
    """Where the streets came from, for the method page and the attribution line."""

    path: str = ""
    format: str = ""
    attribution: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()  # what was tolerated: incomplete ways, skipped relations …


@dataclass(frozen=True)
class Water:
    """Water lines and outlines for drawing only; walking never uses them. ``lon``/``lat`` hold all vertices."""

    lon: Floats = field(default_factory=lambda: np.empty(0))
    lat: Floats = field(default_factory=lambda: np.empty(0))
    start: Ints = field(default_factory=lambda: np.zeros(1, np.int32))  # line i: start[i]..start[i+1]
    area: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))  # closed and filled?
    name: tuple[str, ...] = ()


@dataclass(frozen=True)
class Streets:
    """Straight walkable segments between nodes. Every bend of a street is a node.

    Shapes: n nodes, m segments. Coordinates WGS-84 degrees, heights and lengths in metres.
    ``name`` and ``hours`` index ``names`` and ``gate_hours``; -1 means none.
    ``node_id`` keeps the source's own ids (OSM id, table key as counted) for tracing back.
    """

    lon: Floats  # n
    lat: Floats  # n
    a: Ints  # m
    b: Ints  # m
    length: Floats  # m, metres
    mark: Flags  # m, Mark bits
    name: Ints  # m
    names: tuple[str, ...]
    node_id: NDArray[np.int64]  # n
    height: NDArray[np.float32] | None = None  # n, NaN where unknown
    hours: Ints | None = None  # m, rows of gate_hours; None where no gate has hours
    gate_hours: tuple[str, ...] = ()  # as written in the source, BOTH_HOURS between those that all apply
    water: Water = field(default_factory=Water)
    source: Source = field(default_factory=Source)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.lon)

    @property
    def segments(self) -> int:
        """Number of segments."""
        return len(self.a)


def metres_per_degree(lat: Floats) -> tuple[Floats, Floats]:
    """Return metres per degree of longitude and of latitude at ``lat`` (degrees) on the WGS-84 ellipsoid.

    From the radii of curvature of the ellipsoid (a = 6378137 m, f = 1/298.257223563); good to 0.01 %
    for lines of a few kilometres.
    """
    phi = np.radians(lat)
    e2 = 0.0066943799901413165
    w = 1.0 - e2 * np.sin(phi) ** 2
    east = np.radians(6378137.0 * np.cos(phi) / np.sqrt(w))
    north = np.radians(6378137.0 * (1.0 - e2) / w**1.5)
    return east, north


def metres_between(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return straight metres between pairs of near points (degrees, WGS-84), element by element."""
    east, north = metres_per_degree((lat_a + lat_b) / 2.0)
    return np.hypot((lon_b - lon_a) * east, (lat_b - lat_a) * north)
