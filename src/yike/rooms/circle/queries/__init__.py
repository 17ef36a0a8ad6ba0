"""All that is read of the circle room."""

from __future__ import annotations

from yike.rooms.circle.queries.edition import edition
from yike.rooms.circle.queries.items import access_item, items
from yike.rooms.circle.queries.points import (
    access_point,
    due_for_check,
    public_point,
    public_points,
    visible_to,
)

__all__ = [
    "access_item",
    "access_point",
    "due_for_check",
    "edition",
    "items",
    "public_point",
    "public_points",
    "visible_to",
]
