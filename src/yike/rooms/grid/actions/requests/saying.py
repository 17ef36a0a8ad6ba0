"""What somebody writes, made plain: no invisible signs, no endless text, no empty one."""

from __future__ import annotations

import re
import unicodedata

from yike.engines.faults import Fault
from yike.rooms.grid.models.requests import WORDS

_KEPT = {"\n", "\t"}
_BLANKS = re.compile(r"\n{3,}")


def plain(text: str, most: int = WORDS) -> str:
    """Return a text without control signs and outer blanks. Raises ``Fault`` for more than ``most`` characters."""
    kept = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in _KEPT or _shown(c))
    clean = _BLANKS.sub("\n\n", kept).strip()
    if len(clean) > most:
        raise Fault(
            f"写了 {len(clean)} 个字，太长了",
            f"{len(clean)} characters are too many",
            do_zh=f"请不超过 {most} 字，说不完可以留电话",
            do_en=f"Write at most {most}, or leave a telephone number",
        )
    return clean


def _shown(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cs"}


def said(text: str, most: int = WORDS) -> str:
    """Return a text that has to say something. Raises ``Fault`` for an empty or an endless one."""
    clean = plain(text, most)
    if not clean:
        raise Fault(
            "什么也没有写",
            "nothing was written",
            do_zh="请写一句话，说说是什么事、在哪里",
            do_en="Write a sentence: what it is, and where",
        )
    return clean


def line(text: str, most: int) -> str:
    """Return a text as one line. Raises ``Fault`` where it is too long."""
    return " ".join(plain(text, most).split())
