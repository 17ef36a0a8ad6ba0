"""All that is read of the circle room."""

from __future__ import annotations

from yike.rooms.circle.queries.edition import edition
from yike.rooms.circle.queries.items import access_item, item_name, items, with_points
from yike.rooms.circle.queries.offers import (
    offered_at,
    offering,
    points_by_pk,
    present_offers,
    public_item,
    with_hours,
)
from yike.rooms.circle.queries.places import Spot, places
from yike.rooms.circle.queries.points import (
    STALE_DAYS,
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
    "STALE_DAYS",
    "Spot",
    "access_item",
    "access_point",
    "access_rating",
    "bad_and_open",
    "by_deadline",
    "due_for_check",
    "edition",
    "item_name",
    "items",
    "offered_at",
    "offering",
    "overdue",
    "places",
    "points_by_pk",
    "present_offers",
    "public_item",
    "public_point",
    "public_points",
    "rating_by_link",
    "ratings",
    "visible_to",
    "with_hours",
    "with_points",
]
