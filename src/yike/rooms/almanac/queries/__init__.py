"""All that is read of the almanac. What is read of activities stands in its own module."""

from __future__ import annotations

from yike.rooms.almanac.queries.groups import (
    access_group,
    candidates,
    other_grids,
    pioneers,
    robots_for,
    search,
    totals,
    visible_to,
)

__all__ = [
    "access_group",
    "candidates",
    "other_grids",
    "pioneers",
    "robots_for",
    "search",
    "totals",
    "visible_to",
]
