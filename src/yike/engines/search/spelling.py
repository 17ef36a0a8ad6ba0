"""Letters of a question, each with the places at which it may stand in a title that is spelt in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from yike.engines.search.asking import Asked, spelt_without_asking
from yike.engines.search.plain import is_word

MOST = 40  # letters of a question that are compared
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_NOT_LETTERS = re.compile(r"[^a-z0-9]")


class Step(IntEnum):
    """From where one letter was matched to where the next one may stand."""

    FREE = 0  # right after it, or at the beginning of the next syllable: pinyin, initials and all between
    INSIDE = 1  # right after it, in the same syllable
    BEGIN = 2  # right after it, and a syllable begins there
    NEXT = 3  # at the beginning of the next syllable


@dataclass(frozen=True)
class Spelling:
    """Letters with their steps; ``closed`` if the last syllable must be whole. ``fit``: what a match is worth."""

    letters: str
    steps: tuple[Step, ...]
    closed: bool
    fit: float = 1.0

    @property
    def mistakes(self) -> int:
        """How many mistakes may be forgiven in so many letters."""
        return 0 if len(self.letters) < 4 else 1 if len(self.letters) < 9 else 2


def spellings(asked: Asked) -> tuple[Spelling, ...]:
    """Return how the question is spelt, also without "I want to do" in pinyin; nothing without letters."""
    if not asked.whole:
        return ()
    first = asked.core[0]
    parts = [(asked.sounds[at], is_word(asked.atoms[at])) for at in asked.core]
    spelling = _spelling([(_NOT_LETTERS.sub("", sound), word) for sound, word in parts if sound])
    if spelling is None or (len(spelling.letters) < 2 and not is_word(asked.atoms[first])):
        return ()
    bare = spelt_without_asking(spelling.letters) if all(word for _, word in parts) else spelling.letters
    if bare == spelling.letters:
        return (spelling,)
    return spelling, Spelling(bare, (Step.BEGIN, *(Step.FREE,) * (len(bare) - 1)), closed=False, fit=0.97)


def _spelling(parts: list[tuple[str, bool]]) -> Spelling | None:
    pairs = list(_stepped(parts))[:MOST]
    if not pairs:
        return None
    return Spelling("".join(c for c, _ in pairs), tuple(step for _, step in pairs), closed=not parts[-1][1])


def _stepped(parts: list[tuple[str, bool]]) -> Iterator[tuple[str, Step]]:
    """Give each letter with the step that leads to it. What was typed in letters is free, a character is not."""
    free_before = False
    for sound, word in parts:
        for place, letter in enumerate(sound):
            if place:
                yield letter, Step.FREE if word else Step.INSIDE
            else:
                yield letter, (Step.FREE if word else Step.NEXT) if free_before else Step.BEGIN
        free_before = word
