"""What somebody writes, made plain: no invisible signs, no endless text, no empty one."""

from __future__ import annotations

import re
import unicodedata

from yike.engines.faults import Fault

_KEPT = {"\n", "\t"}
_BLANKS = re.compile(r"\n{3,}")
Told = tuple[str, str]
"""Chinese and English."""
NOTHING = "请写几句", "Write a few words"


def plain(text: str, most: int, *, what: Told | None = None, hint: Told = ("", "")) -> str:
    """Return a text without control signs, outer blanks and more than one empty line.

    Raises ``Fault`` for more than ``most`` characters: ``what`` names the field, ``hint`` says what else to do.
    """
    lines = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in _KEPT or _shown(c))
    clean = _BLANKS.sub("\n\n", "\n".join(line.strip() for line in lines.split("\n"))).strip()
    if len(clean) > most:
        zh, en = (f"“{what[0]}”", f"{what[1]}: ") if what else ("", "")
        raise Fault(
            f"{zh}写了 {len(clean)} 个字，太长了",
            f"{en}{len(clean)} characters are too many",
            do_zh=f"请不超过 {most} 字{hint[0]}",
            do_en=f"Write at most {most}{hint[1]}",
        )
    return clean


def _shown(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cs"}


def said(text: str, most: int, *, what: Told | None = None, hint: Told = ("", ""), do: Told = NOTHING) -> str:
    """Return a text that has to say something. Raises ``Fault`` for an empty or an endless one.

    ``do`` says what to write where nothing was written.
    """
    clean = plain(text, most, what=what, hint=hint)
    if not clean:
        zh, en = (
            (f"没有写“{what[0]}”", f"{what[1]} is missing")
            if what
            else ("什么也没有写", "nothing was written")
        )
        raise Fault(zh, en, do_zh=do[0], do_en=do[1])
    return clean


def line(text: str, most: int, *, hint: Told = ("", "")) -> str:
    """Return a text as one line. Raises ``Fault`` where it is too long."""
    return " ".join(plain(text, most, hint=hint).split())
