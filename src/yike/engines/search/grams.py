"""Which forms hold which atoms and which pairs of neighbouring atoms: lists of forms, all in one array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Reals = NDArray[np.float32]


@dataclass(frozen=True)
class Lists:
    """For each key, in order, the forms that hold it: ``form[begin[i]:begin[i + 1]]`` belong to ``key[i]``."""

    key: NDArray[np.int64]
    begin: NDArray[np.int64]
    form: Ints

    @classmethod
    def of(cls, key: NDArray[np.int64], form: Ints, forms: int) -> Lists:
        """Put pairs of a key and a form that holds it in order, each once. Forms are below ``forms``."""
        pairs = np.unique(key * forms + form)
        keys, begin = np.unique(pairs // max(forms, 1), return_index=True)
        return cls(
            keys, np.append(begin, pairs.size).astype(np.int64), (pairs % max(forms, 1)).astype(np.int32)
        )

    def holding(self, key: int) -> Ints:
        """Return the forms that hold a key."""
        at = int(np.searchsorted(self.key, key))
        if at == self.key.size or self.key[at] != key:
            return self.form[:0]
        return self.form[self.begin[at] : self.begin[at + 1]]


@dataclass(frozen=True)
class Grams:
    """Atoms and neighbouring pairs of a number of forms. ``weight`` of an atom: the rarer, the more it says."""

    forms: int
    single: Lists
    double: Lists
    weight: Reals

    @classmethod
    def of(cls, forms: Sequence[Sequence[int]], atoms: int) -> Grams:
        """Take forms, each as the numbers of its atoms, which are below ``atoms``."""
        length = np.fromiter(map(len, forms), np.int64, len(forms))
        flat = np.fromiter((atom for form in forms for atom in form), np.int64, int(length.sum()))
        owner = np.repeat(np.arange(len(forms), dtype=np.int32), length)
        single = Lists.of(flat, owner, len(forms))
        inside = owner[1:] == owner[:-1]
        double = Lists.of((flat[:-1] * atoms + flat[1:])[inside], owner[1:][inside], len(forms))
        weight = np.log1p((len(forms) + 1) / (np.diff(single.begin) + 1.0)).astype(np.float32) + np.float32(1)
        return cls(len(forms), single, double, weight)

    @property
    def unknown(self) -> float:
        """What an atom counts that no form holds: less than a rare one, for it may be a word of no matter."""
        return 1 + 0.5 * float(np.log1p(self.forms + 1))

    def pair(self, first: int, second: int) -> Ints:
        """Return the forms in which two atoms stand side by side."""
        return self.double.holding(first * len(self.weight) + second)


@dataclass(frozen=True)
class Sought:
    """One atom of a question: the numbers it may be, with how surely; what it counts; whether it is a word."""

    numbers: dict[int, float]
    weight: float
    word: bool


def estimate(grams: Grams, sought: Sequence[Sought]) -> Reals:
    """Return roughly how much of the question each form holds, 0 to 1.

    A character alone counts half, the other half is for standing beside its neighbour. A word needs no neighbour.
    """
    share = np.zeros(grams.forms, np.float32)
    for atom in sought:
        share += _alone(grams, atom)
    for left, right in pairwise(sought):
        if not (left.word or right.word):
            for first, second in product(left.numbers, right.numbers):
                share[grams.pair(first, second)] += 0.25 * (left.weight + right.weight)
    return share / np.float32(max(sum(atom.weight for atom in sought), 1e-9))


def _alone(grams: Grams, atom: Sought) -> Reals:
    best = np.zeros(grams.forms, np.float32)
    for number, sure in sorted(atom.numbers.items(), key=lambda item: (item[1], item[0])):
        best[grams.single.holding(number)] = sure * atom.weight * (1 if atom.word else 0.5)
    return best
