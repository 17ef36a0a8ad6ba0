"""A bad rating made into a request: what was said goes along, and the telephone where one was left."""

from __future__ import annotations

from typing import Any

from yike.core.rights.by import By
from yike.rooms.circle.actions import reveal_phone
from yike.rooms.grid.actions.requests.taking import NewRequest, take_request
from yike.rooms.grid.models import Request, RequestKind, Source
from yike.rooms.grid.queries.places import Place

REASON = "转为诉求办理"


def take_rating(by: By, rating: Any) -> Request:
    """Return the request made of a rating; of one that was made into one already, that. Raises ``Fault``.

    The number is read through the circle room's own door, which keeps who read it and why.
    """
    point = rating.point
    words = f"{point.name}：{rating.words}" if rating.words else f"{point.name}：{rating.get_grade_display()}"
    new = NewRequest(
        words=words,
        place=Place(rating.area, point.address[:120], point.lon, point.lat),
        source=Source.RATING,
        kind=RequestKind.COMPLAINT,
        phone=reveal_phone(by, rating, reason=REASON) if rating.phone else "",
        received=rating.received_at,
        rating=rating,
    )
    return take_request(by, new)
