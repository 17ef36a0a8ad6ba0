"""The buildings on the map of a plan: where they stand, and how each fares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from yike.engines.reach.streets.model import Ints

if TYPE_CHECKING:
    from yike.rooms.circle.walking.places import Buildings, Within
    from yike.rooms.circle.walking.plans import Outcome

MISSED, COVERED, GAINED, LOST = range(4)
ZERO = ord("0")


def shown(buildings: Buildings, within: Within) -> Ints:
    """Return the rows of the buildings that somebody may see and that stand somewhere."""
    there = buildings.lying(within) & np.isfinite(buildings.lon) & np.isfinite(buildings.lat)
    return np.flatnonzero(there).astype(np.int32)


def fares(found: Outcome, name: str, rows: Ints) -> Ints:
    """Return how each building fares by a name: missed, covered, gained or lost (0..3)."""
    before, after = (board.answer.held(name)[rows] for board in (found.before, found.after))
    return np.where(after, np.where(before, COVERED, GAINED), np.where(before, LOST, MISSED)).astype(np.int32)


def packed(how: Ints) -> str:
    """Return one figure a building, in their order."""
    return (how + ZERO).astype(np.uint8).tobytes().decode("ascii")


def places(buildings: Buildings, rows: Ints) -> dict[str, Any]:
    """Return where the buildings stand, WGS-84 degrees to about a metre."""
    return {name: np.round(getattr(buildings, name)[rows], 5).tolist() for name in ("lon", "lat")}


def dots(buildings: Buildings, rows: Ints, how: Ints, wanted: tuple[int, ...]) -> dict[int, Any]:
    """Return (n, 2) lon and lat of the buildings that fare so, by how they fare."""
    place = np.column_stack((buildings.lon[rows], buildings.lat[rows]))
    return {one: place[how == one] for one in wanted}
