"""Log-in names: typed in any width and case, suggested from the pinyin of a person's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from yike.engines.faults import Fault
from yike.engines.search.names import name_sounds

_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LETTERS = re.compile(r"[^a-z0-9]")


def plain_username(text: str) -> str:
    """Return a log-in name as it is kept: half-width, small letters, no white space around."""
    return unicodedata.normalize("NFKC", text[:200]).strip().lower()


def read_username(text: str) -> str:
    """Return the log-in name in ``text``. Raises ``Fault`` where it holds other signs or has a wrong length."""
    plain = plain_username(text)
    if not _SHAPE.fullmatch(plain):
        raise Fault(
            "登录名要 2 到 40 位，只用拼音字母、数字、点、横线",
            "a log-in name has 2 to 40 characters: letters, digits, dots, hyphens",
            do_zh="例如 ouyangjing、wang.fang2",
            do_en="For example ouyangjing or wang.fang2",
        )
    return plain


def pinyin(name: str) -> str:
    """Return the pinyin of a name in small letters without tones: 欧阳静 → ouyangjing."""
    return _LETTERS.sub("", "".join(name_sounds(unicodedata.normalize("NFKD", name).strip().lower())))


def username_for(name: str, taken: Container[str]) -> str:
    """Return a free log-in name for a person: their pinyin, numbered from 2 where it is taken."""
    base = (pinyin(name) or "user")[:36].ljust(2, "x")
    order = 1
    while (found := base if order == 1 else f"{base}{order}") in taken:
        order += 1
    return found
