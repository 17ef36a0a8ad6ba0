"""How a person's name is read: the surname first, whose reading is often not the common one of its character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from yike.engines.search.sounds import sounds

_SINGLE = {
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
COMPOUND = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "子车": ("zi", "ju"),
}
"""Surnames of two characters of which one is read otherwise than it mostly is."""


class Surname(NamedTuple):
    """What a name begins with: of how many characters, and how they sound. Of none where nothing is odd."""

    size: int
    sounds: tuple[str, ...]


def surname(atoms: Sequence[str]) -> Surname:
    """Return the surname at the head of a name where it is read in a way of its own."""
    if found := COMPOUND.get("".join(atoms[:2])):
        return Surname(2, found)
    if atoms and (single := _SINGLE.get(atoms[0])):
        return Surname(1, (single,))
    return Surname(0, ())


def name_sounds(atoms: Sequence[str]) -> tuple[str, ...]:
    """Return what each atom of a name sounds like, by phrase but for the surname: 单雄信 is shan xiong xin."""
    head = surname(atoms)
    return head.sounds + sounds(atoms)[head.size :]
