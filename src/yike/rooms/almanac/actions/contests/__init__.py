"""What can be done with contests: the only doors that write them."""

from __future__ import annotations

from yike.rooms.almanac.actions.contests.appealing import appeal, finish, make_team_link, refuse, uphold
from yike.rooms.almanac.actions.contests.judging import give, publish, reveal, settle, take_off
from yike.rooms.almanac.actions.contests.setting import (
    add_judge,
    add_team,
    begin_judging,
    draw,
    drop_judge,
    drop_team,
    make_judge_link,
    set_rules,
)

__all__ = [
    "add_judge",
    "add_team",
    "appeal",
    "begin_judging",
    "draw",
    "drop_judge",
    "drop_team",
    "finish",
    "give",
    "make_judge_link",
    "make_team_link",
    "publish",
    "refuse",
    "reveal",
    "set_rules",
    "settle",
    "take_off",
    "uphold",
]
