"""Proposals for new points, worked out once for each town: the page, its map and its form ask for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.walking.kept import Kept

if TYPE_CHECKING:
    from yike.rooms.circle.walking.siting import Proposal, Search
    from yike.rooms.circle.walking.town import Town

MOST_KEPT = 16
Known = Kept[tuple[str, "Search"], "Proposal"]
_known: WeakKeyDictionary[Town, Known] = WeakKeyDictionary()  # no town is held for it


def proposal(town: Town, kind: str, search: Search) -> Proposal:
    """Return where new points of a kind should go, whatever the hours. Raises ``Fault`` as the town does."""
    known = _known.setdefault(town, Kept(MOST_KEPT))
    return known.get((kind, search), lambda: town.sites(Asked(kind, day=ANY).question, kind, search))
