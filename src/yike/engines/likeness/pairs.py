"""Pairs of neighbouring characters: what two texts share of them says how alike they are.

Chinese has no blanks between words; a pair of characters is nearly always a word or a good part of one. The measure
is Sørensen's and Dice's: twice the shared pairs over all pairs of both, from 0 (nothing shared) to 1 (the same).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters and digits, width and case levelled; a single sign as itself."""
    level = unicodedata.normalize("NFKC", text).casefold()
    signs = "".join(sign for sign in level if sign.isalnum())
    return frozenset(signs[n : n + 2] for n in range(max(1, len(signs) - 1))) if signs else frozenset()


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    whole = len(one) + len(other)
    return 2 * len(one & other) / whole if whole else 0.0


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1; texts that say nothing are alike to none."""
    return _dice(pairs(one), pairs(other))


@dataclass(frozen=True)
class Alike(Generic[K]):
    """A text that is alike: its ``key``, and how much from 0 to 1."""

    key: K
    score: float


def alike(text: str, others: Iterable[tuple[K, str]], *, least: float = 0.3, most: int = 5) -> list[Alike[K]]:
    """Return those of ``others`` (key, text) alike to ``text`` by at least ``least``, the most alike first.

    Equal ones stay in their given order; at most ``most`` are told.
    """
    own = pairs(text)
    found = [Alike(key, _dice(own, pairs(other))) for key, other in others]
    near = [one for one in found if one.score >= least]
    return sorted(near, key=lambda one: -one.score)[:most]
