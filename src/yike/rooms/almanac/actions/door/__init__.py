"""What can be done at the door: people let in, walk-ins taken down, heads counted. Sent twice, it is done once."""

from __future__ import annotations

from yike.rooms.almanac.actions.door.arriving import check_in, check_out, walk_in
from yike.rooms.almanac.actions.door.counting import count_heads
from yike.rooms.almanac.actions.door.crowding import set_crowd, step_crowd
from yike.rooms.almanac.actions.door.joining import join, tell_all_apart, tell_apart

__all__ = [
    "check_in",
    "check_out",
    "count_heads",
    "join",
    "set_crowd",
    "step_crowd",
    "tell_all_apart",
    "tell_apart",
    "walk_in",
]
