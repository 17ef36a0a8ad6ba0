"""What can be done with the chain: spread a version, hand packs out, take receipts, ask deputies, answer back."""

from __future__ import annotations

from yike.rooms.almanac.actions.cascade.asking import answer_question, ask_back
from yike.rooms.almanac.actions.cascade.handing import ask_instead, hand_out
from yike.rooms.almanac.actions.cascade.links import link_of, new_link
from yike.rooms.almanac.actions.cascade.receiving import forwarded, mark_opened, robots_delivered, tick
from yike.rooms.almanac.actions.cascade.silence import ask_deputies
from yike.rooms.almanac.actions.cascade.spreading import spread, spread_all

__all__ = [
    "answer_question",
    "ask_back",
    "ask_deputies",
    "ask_instead",
    "forwarded",
    "hand_out",
    "link_of",
    "mark_opened",
    "new_link",
    "robots_delivered",
    "spread",
    "spread_all",
    "tick",
]
