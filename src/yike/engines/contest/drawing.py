"""The draw: the order of appearance, made from a word that is spoken aloud, so that anybody can make it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def drawn(teams: Iterable[str], word: str) -> list[str]:
    """Return the teams in the order of the SHA-256 digests of ``word``, a line feed and the team's name.

    The order in which they are given does not matter. Two teams of one name are one.
    """
    return sorted(set(teams), key=lambda team: (_digest(word, team), team))


def _digest(word: str, team: str) -> bytes:
    return hashlib.sha256(f"{word.strip()}\n{team}".encode()).digest()
