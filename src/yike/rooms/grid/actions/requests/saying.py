"""What somebody says in a request, made plain; who says too much is told that they may leave a number."""

from __future__ import annotations

from yike.core.look import words
from yike.rooms.grid.models.requests import WORDS

CALL = "，说不完可以留电话", ", or leave a telephone number"
SAY = "请写一句话，说说是什么事、在哪里", "Write a sentence: what it is, and where"


def plain(text: str, most: int = WORDS) -> str:
    """Return a text without control signs and outer blanks. Raises ``Fault`` for more than ``most`` characters."""
    return words.plain(text, most, hint=CALL)


def said(text: str, most: int = WORDS) -> str:
    """Return a text that has to say something. Raises ``Fault`` for an empty or an endless one."""
    return words.said(text, most, hint=CALL, do=SAY)


def line(text: str, most: int) -> str:
    """Return a text as one line. Raises ``Fault`` where it is too long."""
    return words.line(text, most, hint=CALL)
