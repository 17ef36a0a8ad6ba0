"""Points and items for tests of the circle room. All invented."""

from __future__ import annotations

from typing import Any

from office import BY, Office
from yike.core.areas.models import Area
from yike.rooms.circle.actions import NewItem, NewMaterial, NewOffer, NewPoint, add_item, add_point, offer
from yike.rooms.circle.models import (
    ItemLevel,
    ItemType,
    PointItem,
    PointKind,
    PointState,
    ServiceItem,
    ServicePoint,
)

OFFICE_HOURS = "周一至周五 9:00-12:00，13:30-17:00"


def make_point(area: Area, name: str = "梅东便民服务站", **more: Any) -> ServicePoint:
    """Add a point that is open, through the same action as real use."""
    kind = more.pop("kind", PointKind.SERVICE_STATION)
    lon, lat = more.pop("lon", 120.62), more.pop("lat", 31.3)
    hours, code = more.pop("hours", OFFICE_HOURS), more.pop("code", "")
    host = more.pop("host", None)
    more = {"state": PointState.OPEN} | more
    return add_point(BY, NewPoint(kind, name, area, "梅巷1号", lon, lat, hours, code, host, more))


def make_item(code: str = "JZZ", name: str = "居住证申领", **more: Any) -> ServiceItem:
    """Add an item with two things to bring."""
    materials = (NewMaterial("身份证", given_back=True), NewMaterial("居住证明", form="copy", copies=2))
    return add_item(
        BY,
        NewItem(code, name, ItemType.CONFIRMATION, ItemLevel.COMMUNITY, ("暂住证",), "", materials, more),
    )


def make_offer(office: Office) -> PointItem:
    """Let a station of the first community offer the residence permit."""
    return offer(BY, NewOffer(make_point(office.first), make_item()))
