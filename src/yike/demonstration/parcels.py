"""The area tree of the demonstration: the street, its 21 communities, each cut into grids, some of these anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import Polygon

from yike.core.areas.geometry.cutting import cut
from yike.demonstration.codes import community_code
from yike.demonstration.ground import Building

TRIED, PARTS = ("大公园", "二郎巷"), 4
"""Communities whose grids are cut again, and into how many micro-grids each."""


@dataclass(frozen=True)
class Parcel:
    """A grid, or a part of one: its code, its community, its polygon as GeoJSON in WGS-84, the buildings in it."""

    code: str
    name: str
    community: str
    polygon: dict[str, Any]
    buildings: tuple[Building, ...]

    @property
    def households(self) -> int:
        """Return how many households live in it."""
        return sum(building.households for building in self.buildings)


def draw_parcels(communities: Mapping[str, Any], buildings: Iterable[Building]) -> Iterator[Parcel]:
    """Yield the grids of all communities, which tile them and hold 300 to 500 households each."""
    homes: dict[str, list[Building]] = {name: [] for name in communities}
    for building in buildings:
        homes[building.community].append(building)
    for order, (name, geometry) in enumerate(communities.items(), 1):
        shape, named = shapely.geometry.shape(geometry), f"{name}第{{}}网格"
        yield from _pieces(community_code(order), named, name, shape, homes[name])


def draw_parts(parcels: Iterable[Parcel]) -> Iterator[Parcel]:
    """Yield the micro-grids of the communities that try them out: four tile each of their grids."""
    for parcel in parcels:
        if parcel.community in TRIED:
            shape, named = shapely.geometry.shape(parcel.polygon), f"{parcel.name}第{{}}微网格"
            yield from _pieces(parcel.code, named, parcel.community, shape, parcel.buildings, PARTS)


def _pieces(
    code: str, named: str, community: str, shape: Polygon, homes: Sequence[Building], number: int = 0
) -> Iterator[Parcel]:
    lon, lat, households = np.array([(b.lon, b.lat, b.households) for b in homes]).T
    shapes = [piece.shape for piece in cut(shape, lon, lat, households, number)]
    within = _nearest(shapes, lon, lat)
    for order, piece in enumerate(shapes, 1):
        inside = tuple(home for home, at in zip(homes, within, strict=True) if at == order - 1)
        polygon = json.loads(shapely.to_geojson(piece))
        yield Parcel(f"{code}{order:03d}", named.format(order), community, polygon, inside)


def _nearest(shapes: Sequence[Polygon], lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Return the piece each place is in, or nearest to: doors may stand a hand's breadth over the border."""
    tree = shapely.STRtree(shapes)
    row, piece = tree.query_nearest(shapely.points(lon, lat), all_matches=False)
    return np.asarray(piece[np.argsort(row, kind="stable")])
