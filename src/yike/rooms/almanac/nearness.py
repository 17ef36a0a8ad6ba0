"""How far on foot something is. The almanac knows no streets: whoever does says so when the house opens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

Spot = tuple[float, float]
"""WGS-84 degrees, longitude first."""
Place = int | Spot
"""Where something is: a service point by its number, or a spot."""
Walks = Callable[[Spot, Collection[Place]], Mapping[Place, int]]
"""From a spot to places, in whole minutes; none where one cannot go."""
Finds = Callable[[str], int | None]
"""From the public code of a service point to its number; None where nobody has it."""
_KNOWN: list[Walks] = []
_POINTS: list[Finds] = []


def walk_by(walks: Walks) -> Walks:
    """Let somebody who knows the streets say how far it is."""
    if walks not in _KNOWN:
        _KNOWN.append(walks)
    return walks


def find_by(finds: Finds) -> Finds:
    """Let somebody who knows the service points find one."""
    if finds not in _POINTS:
        _POINTS.append(finds)
    return finds


def minutes_to(here: Spot, places: Sequence[Place | None]) -> list[int | None]:
    """Return the minutes on foot to each place; None where nobody knows the place or the streets."""
    known = frozenset(place for place in places if place is not None)
    told = _KNOWN[0](here, known) if _KNOWN and known else {}
    return [None if place is None else told.get(place) for place in places]


def point_of(code: str) -> int | None:
    """Return the service point with a public code; None where nobody has it, or knows any."""
    return next((found for finds in _POINTS if (found := finds(code)) is not None), None)
