"""Cut a community into grids of 300 to 500 households: by halves, along short straight lines.

A polygon is a ring of points; a cut joins two of its points through the inside. No point is ever moved and
both sides share every new one, so grids tile their community exactly, but for the rounding (1 cm) of points
put on its long straight sides. All cuts between two points of the ring are weighed at once: how far the
households are from equal shares, and how round the two pieces are. The same polygon and dwellings give the
same grids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from yike.core.areas.geometry.locating import NOWHERE, Locator
from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.geometry.plane import Floats, Plane, Shape
from yike.core.areas.geometry.reading import DECIMALS

LEAST, MOST, USUAL = 300, 500, 325  # households of a grid
_MARGIN = 0.04  # by which shares may differ, since a dwelling is not cut in two
_CORNERS = 90  # points of a ring tried as ends of a cut
_STEP_M = 25.0  # between the points of a cut, so that later cuts can start there
_SIDE_M = 60.0  # a side of the community longer than this gets points in between
_UNEVEN = 12.0  # how a share of households misplaced weighs against roundness
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """A grid cut out: its polygon in degrees and the households of the dwellings in it."""

    shape: Polygon
    households: int


@dataclass(frozen=True)
class _Homes:
    x: Floats
    y: Floats
    households: Floats

    def among(self, mask: NDArray[np.bool_]) -> _Homes:
        return _Homes(self.x[mask], self.y[mask], self.households[mask])


def number_of_grids(households: int) -> int:
    """Return into how many grids so many households are cut: within the limits or nearest to them, and usual."""

    def awry(count: int) -> tuple[float, float]:
        share = households / count
        outside = max(LEAST * (1.0 + _MARGIN) - share, share - MOST * (1.0 - _MARGIN), 0.0)
        return outside, abs(share - USUAL)

    return min(range(1, households // LEAST + 2), key=awry)


def cut(community: Shape, lon: Floats, lat: Floats, households: Floats, number: int = 0) -> list[Piece]:
    """Return the grids of a community from its n dwellings (degrees) and their households.

    West to east, then north to south. Grids come out between ``LEAST`` and ``MOST`` households wherever the
    dwellings allow; ``number`` asks for so many pieces of about equal households instead, as micro-grids of a grid
    are. Raises ``Misdrawn`` for a community in parts or with holes: draw its grids by hand.
    """
    if isinstance(community, MultiPolygon) or len(community.interiors):
        raise Misdrawn(
            "有洞或分成几块的社区不能自动划格",
            "a community with holes or in parts cannot be cut by itself",
            do=("请手工画它的网格", "Draw its grids by hand"),
        )
    plane = Plane.around([community])
    homes = _Homes(*plane.metres(lon, lat), np.asarray(households, np.float64))
    ring = shapely.get_coordinates(plane.laid(_with_points(plane, community)))[:-1]
    rings = _halved(plane, ring, homes, number or number_of_grids(int(homes.households.sum())))
    shapes = [_rounded(plane.degrees(Polygon(found))) for found in rings]
    shapes.sort(key=lambda s: (round(s.centroid.x, 3), -s.centroid.y))
    return _counted(shapes, lon, lat, homes.households)


def _counted(shapes: list[Polygon], lon: Floats, lat: Floats, households: Floats) -> list[Piece]:
    """Return the grids with their households, told apart as everywhere: by ``Locator``."""
    row = Locator.of(shapes).locate(lon, lat)
    found = row != NOWHERE
    sums = np.bincount(row[found], households[found], len(shapes))
    return [Piece(shape, int(count)) for shape, count in zip(shapes, sums, strict=True)]


def _rounded(shape: Polygon) -> Polygon:
    return cast("Polygon", shapely.transform(shape, lambda xy: np.round(xy, DECIMALS)))


def _with_points(plane: Plane, shape: Polygon) -> Polygon:
    """Return a polygon in degrees with points on its long sides."""
    return _rounded(plane.degrees(plane.laid(shape).segmentize(_SIDE_M)))


def _halved(plane: Plane, ring: Floats, homes: _Homes, count: int) -> list[Floats]:
    """Return the rings, in metres, of ``count`` pieces of a ring."""
    if count == 1:
        return [ring]
    start, end, small = _best_cut(ring, homes, count)
    path = _straight(plane, ring[start], ring[end])
    one = np.vstack([ring[start : end + 1], path[::-1]])
    other = np.vstack([ring[end:], ring[: start + 1], path])
    inside = _in_ring(one, homes)
    shares = (small, count - small)
    return [
        *_halved(plane, one, homes.among(inside), shares[0]),
        *_halved(plane, other, homes.among(~inside), shares[1]),
    ]


def _straight(plane: Plane, a: Floats, b: Floats) -> Floats:
    """Return the points between two points of a ring, where seven decimals of a degree can stand."""
    steps = max(1, round(float(np.hypot(*(b - a))) / _STEP_M))
    between = a + (b - a) * (np.arange(1, steps) / steps)[:, None]
    lon = np.round(plane.lon + between[:, 0] / plane.east_m, DECIMALS)
    lat = np.round(plane.lat + between[:, 1] / plane.north_m, DECIMALS)
    return np.column_stack(plane.metres(lon, lat))


def _in_ring(ring: Floats, homes: _Homes) -> NDArray[np.bool_]:
    shape = Polygon(ring)
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, homes.x, homes.y))


def _best_cut(ring: Floats, homes: _Homes, count: int) -> tuple[int, int, int]:
    """Return the two points of the ring to join, and how many grids the piece between them becomes."""
    start, end = _pairs(ring)
    first = _households_between(ring, homes, start, end)
    total = float(homes.households.sum())
    small = np.where(first * 2 <= total, count // 2, count - count // 2)
    uneven = np.abs(first / small - total / count) / (total / count) if total else np.zeros(len(first))
    cost = _UNEVEN * uneven + _raggedness(ring, start, end)
    for best in np.argsort(cost, kind="stable"):
        if _goes_inside(ring, int(start[best]), int(end[best])):
            return int(start[best]), int(end[best]), int(small[best])
    raise AssertionError("a polygon of four or more points has an inner diagonal")


def _pairs(ring: Floats) -> tuple[Ints, Ints]:
    """Return the pairs of points a cut may join: some points of the ring, evenly apart, none adjacent."""
    count = len(ring)
    tried = np.unique(np.linspace(0, count, min(count, _CORNERS), endpoint=False).astype(np.int64))
    i, j = np.triu_indices(len(tried), 1)
    start, end = tried[i], tried[j]
    apart = (end - start > 1) & (end - start < count - 1)
    return start[apart], end[apart]


def _goes_inside(ring: Floats, start: int, end: int) -> bool:
    """Return whether the straight line between two points of a ring stays inside, touching it nowhere else."""
    line = shapely.LineString([ring[start], ring[end]])
    touched = shapely.intersection(line, shapely.LinearRing(ring))
    return shapely.get_num_coordinates(touched) == 2 and bool(Polygon(ring).contains(line))


def _crossings(homes: _Homes, a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Return (n, m) whether the ray eastward from each dwelling crosses each side from ``a`` to ``b``."""
    y = homes.y[:, None]
    straddles = (a[:, 1] <= y) != (b[:, 1] <= y)
    rise = np.where(a[:, 1] == b[:, 1], 1.0, b[:, 1] - a[:, 1])
    at = a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0])
    return np.asarray(straddles & (at > homes.x[:, None]))


def _households_between(ring: Floats, homes: _Homes, start: Ints, end: Ints) -> Floats:
    """Return (m) the households in the piece that runs along the ring from ``start`` to ``end`` and back.

    A dwelling is in the piece if its ray crosses the piece's outline an odd number of times; the crossings
    of the ring are counted once and read off as differences.
    """
    sides = np.cumsum(_crossings(homes, ring, np.roll(ring, -1, axis=0)), axis=1, dtype=np.int32)
    sides = np.hstack([np.zeros((len(homes.x), 1), np.int32), sides])
    along = sides[:, end] - sides[:, start]
    inside = (along + _crossings(homes, ring[end], ring[start])) % 2 == 1
    return np.asarray(homes.households @ inside)


def _raggedness(ring: Floats, start: Ints, end: Ints) -> Floats:
    """Return (m) how far both pieces are from round: the sum of perimeter² / 4π area, 2 for two circles."""
    following = np.roll(ring, -1, axis=0)
    length = np.concatenate(([0.0], np.cumsum(np.hypot(*(following - ring).T))))
    cross = np.concatenate(([0.0], np.cumsum(ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1])))
    a, b = ring[start], ring[end]
    chord = np.hypot(*(b - a).T)
    part = (cross[end] - cross[start] + b[:, 0] * a[:, 1] - a[:, 0] * b[:, 1]) / 2.0
    along = length[end] - length[start]
    ground = np.abs(np.stack([part, cross[-1] / 2.0 - part]))
    around = np.stack([along, length[-1] - along]) + chord
    return np.asarray((around**2 / (4.0 * np.pi * np.maximum(ground, 1.0))).sum(axis=0))
