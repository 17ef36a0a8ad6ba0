"""What can be done to areas: the only door that writes them.

Every deed locks the top of the tree first, so that borders and places are checked against a tree that stands
still, and gives what it writes a new ``stamp``.
"""

from __future__ import annotations

from yike.core.areas.actions.adding import add_area
from yike.core.areas.actions.closing import close_area, reopen_area
from yike.core.areas.actions.drawing import draw_area, draw_areas
from yike.core.areas.actions.importing import import_areas
from yike.core.areas.actions.keeping import describe_area, recode_area, rename_area
from yike.core.areas.actions.moving import move_area

__all__ = [
    "add_area",
    "close_area",
    "describe_area",
    "draw_area",
    "draw_areas",
    "import_areas",
    "move_area",
    "recode_area",
    "rename_area",
    "reopen_area",
]
