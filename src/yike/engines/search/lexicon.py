"""Every atom that titles hold, numbered; and the words among them that a typed word may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from yike.engines.search.plain import is_word

_MOST = 24  # words that one typed word is taken for
_STEM = 4  # letters that two words must share to be one word with two endings
BEGUN, ENDED, MISTYPED = 0.92, 0.85, 0.78
_CODE = {letter: code for code, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


@dataclass(frozen=True)
class Lexicon:
    """``number`` of each atom. ``words``: the runs of letters or digits in order; ``has``: the letters of each."""

    number: dict[str, int]
    words: tuple[str, ...]
    has: NDArray[np.uint32]

    @classmethod
    def of(cls, atoms: Iterable[str]) -> Lexicon:
        """Make a lexicon of atoms, numbered in the order of their characters."""
        every = sorted(set(atoms))
        words = tuple(atom for atom in every if is_word(atom))
        has = np.fromiter(map(_letters, words), np.uint32, len(words))
        return cls({atom: number for number, atom in enumerate(every)}, words, has)

    def meant(self, typed: str) -> dict[str, float]:
        """Return the words that a typed atom may mean, each with how surely: 1 as it stands, others less."""
        found = {typed: 1.0} if typed in self.number else {}
        if is_word(typed):
            for word in islice(self._begun(typed), _MOST):
                found.setdefault(word, BEGUN)
            for word in self._ended(typed):
                found.setdefault(word, ENDED)
            if not found and typed.isalpha():
                found = dict.fromkeys(islice(self._mistyped(typed), _MOST), MISTYPED)
        return found

    def _begun(self, typed: str) -> Iterator[str]:
        """Give the words that begin so; a single letter begins too many to mean one."""
        for word in self.words[bisect_left(self.words, typed) :] if len(typed) > 1 else ():
            if not word.startswith(typed):
                return
            yield word

    def _ended(self, typed: str) -> Iterator[str]:
        """Give the words that the typed one begins with: register of registering."""
        stems = (typed[:size] for size in range(len(typed) - 1, _STEM - 1, -1) if typed.isalpha())
        return (stem for stem in stems if len(typed) - len(stem) <= _STEM and stem in self.number)

    def _mistyped(self, typed: str) -> Iterator[str]:
        most = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        if not most:
            return
        letters = np.uint32(_letters(typed))
        close = np.bitwise_count(letters & ~self.has) + np.bitwise_count(self.has & ~letters) <= 2 * most
        for at in np.flatnonzero(close)[: 8 * _MOST]:
            word = self.words[at]
            if abs(len(word) - len(typed)) <= most and distance(typed, word, most) <= most:
                yield word


def _letters(word: str) -> int:
    return sum(1 << code for code in {_CODE[letter] for letter in word if letter in _CODE})


def distance(typed: tuple[str, ...] | str, other: tuple[str, ...] | str, most: int) -> int:
    """Return the mistakes between two words or lists of atoms, a swap counts one; ``most + 1`` if more."""
    if abs(len(typed) - len(other)) > most:
        return most + 1
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(typed, 1):
        before, last, line = line, before, [row]
        for column, there in enumerate(other, 1):
            least = min(before[column - 1] + (letter != there), before[column] + 1, line[-1] + 1)
            if row > 1 < column and letter == other[column - 2] and typed[row - 2] == there:
                least = min(least, last[column - 2] + 1)
            line.append(least)
        if min(line) > most:
            return most + 1
    return min(line[-1], most + 1)
