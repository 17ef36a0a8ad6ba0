"""The area tree: city, district, street, communities, grids, micro-grids where they are tried out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import shapely
import shapely.geometry

from yike.core.areas.actions import add_area, describe_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.by import By
from yike.demonstration.codes import CITY, DISTRICT, STREET, community_code, community_name
from yike.demonstration.parcels import Parcel
from yike.demonstration.town import Town


def _outline(town: Town) -> dict[str, Any]:
    """Return the border of the street: what its communities cover together, as GeoJSON in WGS-84."""
    whole = shapely.union_all([shapely.geometry.shape(polygon) for polygon in town.communities.values()])
    outline: dict[str, Any] = json.loads(shapely.to_geojson(whole))
    return outline


def _households(parcels: Iterable[Parcel]) -> int:
    """Return how many households live in some grids."""
    return sum(parcel.households for parcel in parcels)


def _persons(parcels: Iterable[Parcel]) -> int:
    """Return how many persons live in some grids."""
    return sum(building.persons for parcel in parcels for building in parcel.buildings)


def load_areas(by: By, town: Town) -> dict[str, Area]:
    """Add all areas and return them by code; communities by name too, the street under the empty name."""
    city = add_area(by, level=AreaLevel.CITY, code=CITY[0], name=CITY[1], parent=None)
    district = add_area(by, level=AreaLevel.DISTRICT, code=DISTRICT[0], name=DISTRICT[1], parent=city)
    areas = {"": _street(by, town, district)}
    for order, name in enumerate(town.communities, 1):
        areas[name] = _community(by, town, order, name, areas[""])
    for parcel in town.parcels:
        areas[parcel.code] = _piece(by, AreaLevel.GRID, parcel, areas[parcel.community])
    for part in town.parts:
        areas[part.code] = _piece(by, AreaLevel.MICROGRID, part, areas[part.code[:-3]])
    return areas


def _piece(by: By, level: AreaLevel, parcel: Parcel, parent: Area) -> Area:
    return add_area(
        by,
        level=level,
        code=parcel.code,
        name=parcel.name,
        parent=parent,
        polygon=parcel.polygon,
        households=_households([parcel]),
        persons=_persons([parcel]),
    )


def _street(by: By, town: Town, district: Area) -> Area:
    return add_area(
        by,
        level=AreaLevel.STREET,
        code=STREET[0],
        name=STREET[1],
        parent=district,
        polygon=_outline(town),
    )


def count_street(by: By, town: Town, street: Area) -> None:
    """Say how many live in the street: the last stroke, by which a whole town is told from half of one."""
    everywhere = town.parcels
    describe_area(
        by,
        street,
        name=street.name,
        kind=street.kind,
        households=_households(everywhere),
        persons=_persons(everywhere),
    )


def _community(by: By, town: Town, order: int, name: str, street: Area) -> Area:
    inside = [parcel for parcel in town.parcels if parcel.community == name]
    return add_area(
        by,
        level=AreaLevel.COMMUNITY,
        code=community_code(order),
        name=community_name(name),
        parent=street,
        polygon=town.communities[name],
        households=_households(inside),
        persons=_persons(inside),
    )
