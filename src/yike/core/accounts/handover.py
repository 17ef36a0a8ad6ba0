"""What a leaver's open work consists of: each app registers its kind, how many there are, and how they pass on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from yike.core.record.deed import Deed

Count = Callable[[Any], int]
Hand = Callable[[Deed, Any, Any], int]


@dataclass(frozen=True)
class Work:
    """One kind of open work. ``count(user)`` says how many; ``hand(d, user, to)`` passes them on, says how many.

    ``of`` are the columns that say whose it is, as "grid.Request.owner": a test asks for each of them.
    """

    code: str
    zh: str
    en: str
    count: Count
    hand: Hand
    of: frozenset[str]

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


_KINDS: dict[str, Work] = {}


def register(code: str, zh: str, en: str, count: Count, hand: Hand, *, of: Iterable[str]) -> None:
    """Register a kind of work by its code ``app.what``. Raises ``ValueError`` where the code is taken."""
    if code in _KINDS:
        raise ValueError(f"work {code} is registered twice")
    _KINDS[code] = Work(code, zh, en, count, hand, frozenset(of))


def kinds() -> list[Work]:
    """Return all kinds of work by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def open_work(user: Any) -> list[tuple[Work, int]]:
    """Return how many of each kind lie with ``user``, kinds without any left out."""
    return [(work, count) for work in kinds() if (count := work.count(user))]
