"""What can be done after an activity: the only doors that write it."""

from __future__ import annotations

from yike.rooms.almanac.actions.after.asking import answer_task, ask_later
from yike.rooms.almanac.actions.after.hearing import hand, note, take_opinions
from yike.rooms.almanac.actions.after.photos import (
    TAKEN,
    answer_photos,
    cover,
    drop_photo,
    forget_photos,
    hide_photo,
    keep_photos,
    show_photo,
)
from yike.rooms.almanac.actions.after.surveying import take_on_the_spot, take_survey

__all__ = [
    "TAKEN",
    "answer_photos",
    "answer_task",
    "ask_later",
    "cover",
    "drop_photo",
    "forget_photos",
    "hand",
    "hide_photo",
    "keep_photos",
    "note",
    "show_photo",
    "take_on_the_spot",
    "take_opinions",
    "take_survey",
]
