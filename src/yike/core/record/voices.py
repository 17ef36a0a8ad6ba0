"""What people say in one room and another room answers: handed on without either knowing the other.

A room that takes down what people say registers how; whoever hears something hands it on with words and area.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yike.core.rights.by import By
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Voice:
    """What somebody said, written down at a place: ``area`` is whose it is, ``address`` where it was said.

    ``lecture``: said to the deputies at a lecture of theirs; else it stood in an opinion book.
    """

    words: str
    area: Any
    address: str = ""
    lecture: bool = False


@dataclass(frozen=True)
class Taken:
    """Where it stands now: the number it was given, and what it is called in the record (``label:pk``)."""

    number: str
    of: str


@dataclass(frozen=True)
class Taker:
    """Who takes down what people say: ``may`` tells whether somebody may in an area, ``href`` where it is read."""

    take: Callable[[By, Voice], Taken]
    may: Callable[[Any, Any], bool]
    href: Callable[[str], str]


_TAKERS: list[Taker] = []


def register_taker(taker: Taker) -> None:
    """Let a room take down what people say; the latest one registered does."""
    _TAKERS[:] = [taker]


def may_hand_on(user: Any, area: Any) -> bool:
    """Return whether somebody may hand on what was said in an area."""
    return any(taker.may(user, area) for taker in _TAKERS)


def hand_on(by: By, voice: Voice) -> Taken:
    """Hand on what somebody said. Raises ``Fault`` where nobody takes it, and as the taker itself."""
    for taker in _TAKERS:
        return taker.take(by, voice)
    raise Fault(
        "这里没有办理诉求的地方",
        "nobody takes requests here",
        do_zh="请联系管理员",
        do_en="Ask the administrator",
    )


def href_of(of: str) -> str:
    """Return where what was handed on is read; "" where that is nowhere."""
    return next((taker.href(of) for taker in _TAKERS), "")
