"""All that is read of the circle room."""

from __future__ import annotations

from yike.rooms.circle.queries.board import board_geojson, point_names
from yike.rooms.circle.queries.edition import edition
from yike.rooms.circle.queries.items import access_item, item_name, items, with_points
from yike.rooms.circle.queries.offers import offered_at, present_offers, with_hours
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.queries.points import (
    access_point,
    checked_today,
    points_of_keys,
    public_point,
    public_points,
    visible_to,
)
from yike.rooms.circle.queries.ratings import (
    access_rating,
    bad_and_open,
    by_deadline,
    how_many_bad,
    overdue,
    rating_by_link,
    ratings,
)

__all__ = [
    "Spot",
    "access_item",
    "access_point",
    "access_rating",
    "bad_and_open",
    "board_geojson",
    "by_deadline",
    "checked_today",
    "edition",
    "how_many_bad",
    "item_name",
    "items",
    "offered_at",
    "overdue",
    "point_names",
    "points_of_keys",
    "present_offers",
    "public_point",
    "public_points",
    "rating_by_link",
    "ratings",
    "visible_to",
    "with_hours",
    "with_points",
]
