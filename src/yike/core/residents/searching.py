"""Every way to begin typing a name: from any of its letters on, in characters, in pinyin, in initials."""

from __future__ import annotations

import re
from functools import lru_cache

from yike.core.vault.normal import halved
from yike.engines.search.names import surname
from yike.engines.search.sounds import sounds

LONGEST = 32
_TOKENS = re.compile(r"[a-z0-9]+|[^\W_]", re.IGNORECASE)
_MOST = 12  # letters of a name from which it can be entered


@lru_cache(maxsize=30_000)
def _reading(token: str) -> str:
    """Return a token in pinyin without tones; letters without a reading stay as they are."""
    return sounds((token,))[0] or token.replace("ü", "v")


def _readings(tokens: list[str]) -> list[str]:
    head = surname(tokens)
    return [*head.sounds, *map(_reading, tokens[head.size :])]


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


def initials_of(name: str) -> str:
    """Return the initials of a name in pinyin: 张小梅 is zxm."""
    return "".join(reading[0] for reading in _readings(_TOKENS.findall(halved(name).casefold())[:_MOST]))
