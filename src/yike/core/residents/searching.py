"""Every way to begin typing a name: from any of its letters on, in characters, in pinyin, in initials."""

from __future__ import annotations

import re
from functools import lru_cache

from yike.core.vault.normal import halved

LONGEST = 32
_TOKENS = re.compile(r"[a-z0-9]+|[^\W_]", re.IGNORECASE)
_MOST = 12  # letters of a name from which it can be entered
# Surnames whose reading is not the common one of their character.
_READ_AS_SURNAME = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "朴": "piao",
    "查": "zha",
    "任": "ren",
    "区": "ou",
    "盖": "ge",
    "尉": "wei",
    "翟": "zhai",
    "缪": "miao",
    "盛": "sheng",
    "华": "hua",
    "乐": "yue",
    "种": "chong",
    "秘": "bi",
    "冼": "xian",
    "覃": "qin",
    "黑": "he",
    "员": "yun",
    "繁": "po",
    "谌": "chen",
    "折": "she",
}


@lru_cache(maxsize=30_000)
def _reading(token: str) -> str:
    """Return a token in pinyin without tones; letters without a reading stay as they are."""
    if token.isascii():
        return token
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second that only searching needs to wait

    return str(lazy_pinyin(token)[0]).replace("ü", "v")


def _readings(tokens: list[str]) -> list[str]:
    first, *rest = tokens
    return [_READ_AS_SURNAME.get(first) or _reading(first), *map(_reading, rest)]


def spelt(text: str) -> str:
    """Return what somebody typed, spelt as the keys are: half-width small letters and digits, nothing else."""
    return "".join(_TOKENS.findall(halved(text).casefold().replace("ü", "v")))[:LONGEST]


def keys_of(name: str) -> set[str]:
    """Return the keys of a name: each of its ends in characters, in pinyin and in initials."""
    tokens = _TOKENS.findall(halved(name).casefold())[:_MOST]
    if not tokens:
        return set()
    readings = _readings(tokens)
    forms = (tokens, readings, [reading[0] for reading in readings])
    return {"".join(form[at:])[:LONGEST] for form in forms for at in range(len(tokens))}
