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
from yike.rooms.circle.queries.ratings import (
    access_rating,
    bad_and_open,
    by_deadline,
    overdue,
    rating_by_link,
    ratings,
)

__all__ = [
    "access_item",
    "access_point",
    "access_rating",
    "bad_and_open",
    "by_deadline",
    "due_for_check",
    "edition",
    "items",
    "overdue",
    "public_point",
    "public_points",
    "rating_by_link",
    "ratings",
    "visible_to",
]
