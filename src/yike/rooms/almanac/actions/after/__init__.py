"""What can be done after an activity: the only doors that write it."""

from __future__ import annotations

from yike.rooms.almanac.actions.after.asking import answer_task, ask_later
from yike.rooms.almanac.actions.after.hearing import hand, note, take_opinions
from yike.rooms.almanac.actions.after.surveying import take_survey

__all__ = ["answer_task", "ask_later", "hand", "note", "take_opinions", "take_survey"]
