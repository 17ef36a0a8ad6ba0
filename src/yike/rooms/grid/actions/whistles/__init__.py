"""What can be done with a whistle: call, come, settle."""

from __future__ import annotations

from yike.rooms.grid.actions.whistles.calling import (
    approve_whistle,
    ask_whistle,
    blow_whistle,
    change_whistle,
    make_whistle,
    return_whistle,
    withdraw_whistle,
)
from yike.rooms.grid.actions.whistles.coming import arrive, leave, read_call, refuse, rule, see_arrived, sign
from yike.rooms.grid.actions.whistles.settling import (
    NewTask,
    accept_whistle,
    close_unrated,
    close_whistle,
    do_task,
    escalate_whistle,
    finish_whistle,
    plan_whistle,
    postpone_whistle,
    rate_caller,
    rate_unit,
    resume_whistle,
    rework_whistle,
)

__all__ = [
    "NewTask",
    "accept_whistle",
    "approve_whistle",
    "arrive",
    "ask_whistle",
    "blow_whistle",
    "change_whistle",
    "close_unrated",
    "close_whistle",
    "do_task",
    "escalate_whistle",
    "finish_whistle",
    "leave",
    "make_whistle",
    "plan_whistle",
    "postpone_whistle",
    "rate_caller",
    "rate_unit",
    "read_call",
    "refuse",
    "resume_whistle",
    "return_whistle",
    "rework_whistle",
    "rule",
    "see_arrived",
    "sign",
    "withdraw_whistle",
]
