"""What can be done with the monthly calendar: begin, gather, write, review, publish, correct, withdraw."""

from __future__ import annotations

from yike.rooms.almanac.actions.issues.beginning import begin_issue, gather
from yike.rooms.almanac.actions.issues.bulletins import add_bulletin, change_bulletin, withdraw_bulletin
from yike.rooms.almanac.actions.issues.publishing import publish, withdraw
from yike.rooms.almanac.actions.issues.reviewing import back, correct, look, proof, submit
from yike.rooms.almanac.actions.issues.scheduling import archive_old, publish_due, schedule
from yike.rooms.almanac.actions.issues.writing import (
    add_entry,
    change_entry,
    drop_entry,
    move_entry,
    renew_entry,
)

__all__ = [
    "add_bulletin",
    "add_entry",
    "archive_old",
    "back",
    "begin_issue",
    "change_bulletin",
    "change_entry",
    "correct",
    "drop_entry",
    "gather",
    "look",
    "move_entry",
    "proof",
    "publish",
    "publish_due",
    "renew_entry",
    "schedule",
    "submit",
    "withdraw",
    "withdraw_bulletin",
]
