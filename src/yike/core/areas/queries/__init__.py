"""All that is read of areas."""

from __future__ import annotations

from yike.core.areas.queries.borders import neighbours, problems, problems_of
from yike.core.areas.queries.lists import Row, children, search, summed, tree
from yike.core.areas.queries.maps import areas_geojson, around, drawing, feature, on_map, shown_level
from yike.core.areas.queries.places import NO_AREA, locate, locate_one
from yike.core.areas.queries.tree import access_area, ancestors, subtree_ids, top_areas, version, visible_to

__all__ = [
    "NO_AREA",
    "Row",
    "access_area",
    "ancestors",
    "areas_geojson",
    "around",
    "children",
    "drawing",
    "feature",
    "locate",
    "locate_one",
    "neighbours",
    "on_map",
    "problems",
    "problems_of",
    "search",
    "shown_level",
    "subtree_ids",
    "summed",
    "top_areas",
    "tree",
    "version",
    "visible_to",
]
