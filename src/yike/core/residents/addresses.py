"""Addresses: their parts without the words around them, one spelling for finding them, one way to say them."""

from __future__ import annotations

import hashlib
import re

from yike.core.vault.normal import halved

_SPACES = re.compile(r"[\s,，。;；]+")
_BUILDING = re.compile(r"(?:幢|栋|号楼|座|#楼|#)$")
_UNIT = re.compile(r"(?:单元|门洞|梯)$")
_ROOM = re.compile(r"(?:室|房|号房)$")
_LONGEST = 120
_WORDS = ("", "幢", "单元", "室")


def tidy(address: str) -> str:
    """Return an address in half-width letters and digits, without spaces and stops."""
    return _SPACES.sub("", halved(address))


def parts(building: str, unit: str, room: str) -> tuple[str, str, str]:
    """Return building, unit and room without the words that only say what they are: 3幢 1单元 501室 → 3 1 501."""
    trimmed = [(tidy(building), _BUILDING), (tidy(unit), _UNIT), (tidy(room), _ROOM)]
    b, u, r = (word.sub("", text) or text for text, word in trimmed)
    return b, u, r


def key_of(address: str, building: str = "", unit: str = "", room: str = "") -> str:
    """Return the one spelling of a dwelling's address; two spellings of one dwelling give the same key."""
    text = "|".join((tidy(address), *parts(building, unit, room))).casefold()
    if len(text) <= _LONGEST:
        return text
    return text[:80] + hashlib.sha256(text.encode()).hexdigest()[:40]


def spoken(address: str, building: str = "", unit: str = "", room: str = "") -> str:
    """Return the address as it is said: 干将东路888号3幢2单元501室."""
    told = zip((address, building, unit, room), _WORDS, strict=True)
    return "".join(text if text.endswith(word) else text + word for text, word in told if text)
