"""Long lists, a part at a time, in bounds that every database bears."""

from __future__ import annotations

from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination


class Pages(LimitOffsetPagination):
    """Up to 500 lines from the given one on."""

    class Input(Schema):
        """How many lines, and how many to leave out before them."""

        limit: int = Field(100, ge=1, le=500)
        offset: int = Field(0, ge=0, le=10_000_000)
