"""The area tree: city, district, street, communities, grids."""

from __future__ import annotations

from yike.core.areas.actions import add_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.by import By
from yike.demonstration.codes import CITY, DISTRICT, STREET, community_code
from yike.demonstration.town import Town


def load_areas(by: By, town: Town) -> dict[str, Area]:
    """Add all areas and return them by code; communities by name too, the street under the empty name."""
    city = add_area(by, level=AreaLevel.CITY, code=CITY[0], name=CITY[1], parent=None)
    district = add_area(by, level=AreaLevel.DISTRICT, code=DISTRICT[0], name=DISTRICT[1], parent=city)
    street = add_area(by, level=AreaLevel.STREET, code=STREET[0], name=STREET[1], parent=district)
    areas = {"": street}
    for order, (name, polygon) in enumerate(town.communities.items(), 1):
        areas[name] = add_area(
            by,
            level=AreaLevel.COMMUNITY,
            code=community_code(order),
            name=f"{name}社区",
            parent=street,
            polygon=polygon,
        )
    for parcel in town.parcels:
        areas[parcel.code] = add_area(
            by,
            level=AreaLevel.GRID,
            code=parcel.code,
            name=parcel.name,
            parent=areas[parcel.community],
            polygon=parcel.polygon,
        )
    return areas
