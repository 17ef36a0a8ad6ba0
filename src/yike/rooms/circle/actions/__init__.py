"""What can be done in the circle room: the only door that writes its tables."""

from __future__ import annotations

from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.actions.exchanging import import_directory
from yike.rooms.circle.actions.hours import add_exception, drop_exception, set_hours
from yike.rooms.circle.actions.items import NewItem, NewMaterial, add_item, add_items, change_item
from yike.rooms.circle.actions.offers import NewOffer, add_offers, offer, withdraw
from yike.rooms.circle.actions.photos import drop_photo, keep_photo
from yike.rooms.circle.actions.points import (
    NewPoint,
    add_point,
    add_points,
    change_point,
    check_point,
    edit_point,
    go,
)
from yike.rooms.circle.actions.ratings import (
    afterthought,
    answer_rating,
    go_rating,
    rate,
    remind_of_ratings,
    reveal_phone,
)
from yike.rooms.circle.actions.signs import print_signs, take_down

__all__ = [
    "NewItem",
    "NewMaterial",
    "NewOffer",
    "NewPoint",
    "add_exception",
    "add_item",
    "add_items",
    "add_offers",
    "add_point",
    "add_points",
    "afterthought",
    "answer_rating",
    "change_item",
    "change_point",
    "check_point",
    "drop_exception",
    "drop_photo",
    "edit_point",
    "go",
    "go_rating",
    "import_directory",
    "keep_photo",
    "offer",
    "print_signs",
    "rate",
    "remind_of_ratings",
    "renew",
    "reveal_phone",
    "set_hours",
    "take_down",
    "withdraw",
]
