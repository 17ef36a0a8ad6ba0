"""Requests for tests of the grid room. All invented."""

from __future__ import annotations

from typing import Any

from office import BY
from yike.core.areas.models import Area
from yike.rooms.grid.actions.requests import NewRequest, take_request
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries.places import Place

WORDS = "梅巷3号门口的路灯坏了三天，晚上看不见台阶。"


def make_request(area: Area, words: str = WORDS, **more: Any) -> Request:
    """Register a request, through the same action as real use."""
    by = more.pop("by", BY)
    place = Place(area, more.pop("address", "梅巷3号"), more.pop("lon", None), more.pop("lat", None))
    return take_request(by, NewRequest(words, place, **more))
