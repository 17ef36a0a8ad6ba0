"""What can be done with requests: the only doors that write them."""

from __future__ import annotations

from yike.rooms.grid.actions.requests.asking import add_word, confirm, echo, revisit, say_unsolved, withdraw
from yike.rooms.grid.actions.requests.dispatching import (
    agree_refusal,
    answer_now,
    dispatch,
    divert,
    pass_on,
    reject_refusal,
    rule_extension,
)
from yike.rooms.grid.actions.requests.handling import (
    answer,
    ask_extension,
    contact,
    raise_it,
    refuse,
    sign,
    supervise,
    tell_news,
)
from yike.rooms.grid.actions.requests.reading import reveal_person
from yike.rooms.grid.actions.requests.taking import NewRequest, digest, take_request

__all__ = [
    "NewRequest",
    "add_word",
    "agree_refusal",
    "answer",
    "answer_now",
    "ask_extension",
    "confirm",
    "contact",
    "digest",
    "dispatch",
    "divert",
    "echo",
    "pass_on",
    "raise_it",
    "refuse",
    "reject_refusal",
    "reveal_person",
    "revisit",
    "rule_extension",
    "say_unsolved",
    "sign",
    "supervise",
    "take_request",
    "tell_news",
    "withdraw",
]
