"""All that is read of areas."""

from __future__ import annotations

from yike.core.areas.queries.places import NO_AREA, locate, locate_one
from yike.core.areas.queries.tree import access_area, ancestors, subtree_ids, top_areas, version, visible_to

__all__ = [
    "NO_AREA",
    "access_area",
    "ancestors",
    "locate",
    "locate_one",
    "subtree_ids",
    "top_areas",
    "version",
    "visible_to",
]
