"""Which point offers which item, how and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.actions.hours import readable
from yike.rooms.circle.models import Mode, PointItem, ServiceItem, ServicePoint


@dataclass(frozen=True)
class NewOffer:
    """A point offers an item; ``more``: place, first_day, last_day, note."""

    point: ServicePoint
    item: ServiceItem
    mode: str = Mode.WINDOW
    hours: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def add_offers(by: By, offers: Iterable[NewOffer]) -> list[PointItem]:
    """Add offers in one deed. Raises ``Fault`` for hours that cannot be read."""
    with deed(by, "circle.point.offer") as d:
        rows = []
        for new in offers:
            rules.KEEP.require(by, new.point.area)
            row = PointItem(point=new.point, item=new.item, mode=new.mode, **new.more)
            row.hours = readable(new.hours)
            rows.append(row)
        d.add_many(rows)
        renew(d)
        return rows


def offer(by: By, new: NewOffer) -> PointItem:
    """Say that a point offers an item in a mode; said before, it is changed to what is said now."""
    with deed(by, "circle.point.offer") as d:
        point = d.lock(new.point)
        rules.KEEP.require(by, point.area)
        found = PointItem.objects.filter(point=point, item=new.item, mode=new.mode).first()
        row = found or PointItem(point=point, item=new.item, mode=new.mode)
        values = {"hours": readable(new.hours), **new.more}
        for name, value in values.items():
            setattr(row, name, value)
        row = d.change(row, **values) if found else d.add(row)
        d.fact("circle.changes", 1, area=point.area_id, source=point)
        renew(d)
        return row


def withdraw(by: By, row: PointItem, *, reason: str = "") -> None:
    """Say that the point does not offer it any more."""
    with deed(by, "circle.point.withdraw", reason=reason) as d:
        row = d.lock(row)
        rules.KEEP.require(by, row.point.area)
        d.remove(row)
        d.fact("circle.changes", 1, area=row.point.area_id, source=row.point)
        renew(d)
