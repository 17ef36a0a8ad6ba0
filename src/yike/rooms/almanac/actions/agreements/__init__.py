"""What can be done with agreements: the only doors that write them."""

from __future__ import annotations

from yike.rooms.almanac.actions.agreements.drafting import Draft, change_agreement, draft_agreement
from yike.rooms.almanac.actions.agreements.lines import NewLine, add_line, add_lines, move_line
from yike.rooms.almanac.actions.agreements.moving import drop, renew, sign, terminate
from yike.rooms.almanac.actions.agreements.rating import rate
from yike.rooms.almanac.actions.agreements.sweeping import run_out
from yike.rooms.almanac.actions.agreements.under import put_under, take_out

__all__ = [
    "Draft",
    "NewLine",
    "add_line",
    "add_lines",
    "change_agreement",
    "draft_agreement",
    "drop",
    "move_line",
    "put_under",
    "rate",
    "renew",
    "run_out",
    "sign",
    "take_out",
    "terminate",
]
