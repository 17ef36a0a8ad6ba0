"""What goes into an index and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """By what an entry was found."""

    EXACT = "exact"  # the characters or words as they stand
    SOUND = "sound"  # pinyin, initials, or characters that sound alike
    NEAR = "near"  # with a typing mistake forgiven


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing to be found. ``words``: what else people call it. ``weight``: 1 as a rule.

    Doubling the weight moves an entry up only among those that fit about equally well.
    """

    key: int
    title: str
    words: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An entry that was found, best first.

    ``score``: above 0; comparable within one answer only. ``matched``: spans of ``title``, from and up to, in order
    and apart, to be made bold; empty where nothing of it fits. ``word``: the other word that fits better than the
    title, empty where the title fits best.
    """

    key: int
    score: float
    title: str
    matched: tuple[tuple[int, int], ...]
    why: Why
    word: str = ""
