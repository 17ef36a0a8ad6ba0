"""What can be asked of a town: light records, hashable, so that an answer can be kept for the next who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from yike.engines.reach.hours.model import Hours

PACES = (
    "adult",
    "brisk",
    "elder",
    "wheelchair",
    "pram",
)  # the paces that the office's streets are prepared for
MINUTES = 15.0
WEIGHTS = ("households", "elders")


@dataclass(frozen=True)
class Wish:
    """Where can I do this: a position in WGS-84 degrees, a moment, a pace, and an item or a kind of point.

    ``at`` None asks whatever the hours. ``item`` and ``kind`` left out mean any point. ``among`` allows only the
    points of these ids (such as those without steps). ``count`` is how many open ones are wanted, ``later`` how
    many closed ones are told with their next opening. Nobody is sent farther than ``minutes``, where given.
    """

    lon: float
    lat: float
    at: datetime | None = None
    pace: str = "adult"
    item: int | None = None
    kind: str | None = None
    among: frozenset[int] | None = None
    count: int = 10
    later: int = 3
    minutes: float | None = None


@dataclass(frozen=True)
class Question:
    """Who is covered: a pace, a moment, kinds and baskets, and how near is near enough.

    ``kinds`` left out are all kinds of the directory. ``baskets`` are (name, kinds that must all be in reach). The
    limit of a kind is that of ``ruleset`` where it has a number, else ``minutes``.
    """

    pace: str = "adult"
    at: datetime | None = None
    kinds: tuple[str, ...] = ()
    baskets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ruleset: str | None = None
    minutes: float = MINUTES

    def only(self, kind: str) -> Question:
        """Return the question about one kind."""
        return replace(self, kinds=(kind,), baskets=())


@dataclass(frozen=True)
class Change:
    """One thing done to the directory in a plan; make it with ``add``, ``move``, ``close``, ``reopen``, ``rehour``.

    ``point`` is the id of a point. Those added have ids of their own: -1, -2 … in the order they are added, so that
    a later change of the plan can name them.
    """

    what: Literal["add", "move", "close", "reopen", "hours"]
    point: int = 0
    kind: str = ""
    lon: float = 0.0
    lat: float = 0.0
    hours: Hours | None = None
    items: tuple[int, ...] = ()

    @classmethod
    def add(
        cls, kind: str, lon: float, lat: float, hours: Hours | None = None, items: tuple[int, ...] = ()
    ) -> Change:
        """Open a new point; without hours it counts as open always."""
        return cls("add", 0, kind, lon, lat, hours, items)

    @classmethod
    def move(cls, point: int, lon: float, lat: float) -> Change:
        """Let a point stand elsewhere."""
        return cls("move", point, lon=lon, lat=lat)

    @classmethod
    def close(cls, point: int) -> Change:
        """Close a point for good."""
        return cls("close", point)

    @classmethod
    def reopen(cls, point: int) -> Change:
        """Let a point that does not serve serve again, at its own hours."""
        return cls("reopen", point)

    @classmethod
    def rehour(cls, point: int, hours: Hours | None) -> Change:
        """Give a point other hours, exceptions included; items with hours of their own keep them."""
        return cls("hours", point, hours=hours)
