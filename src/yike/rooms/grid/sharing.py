"""Share points out among teams: each to the team of its area, the rest cut into compact parts of like size.

Pure arithmetic; the same points and teams always give the same shares.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians


@dataclass(frozen=True)
class Spot:
    """A point to be walked: ``area`` is the path of its area; ``lon lat`` WGS-84 degrees, None where not known."""

    key: int
    area: str
    lon: float | None = None
    lat: float | None = None


def shared(spots: Sequence[Spot], teams: Mapping[int, str | None]) -> dict[int, int]:
    """Return the team of each point by its key; ``teams`` say the path of their area, None for anywhere.

    A point goes to the teams with the smallest area around it; several of the same area share theirs. Points in
    nobody's area are shared by the teams without one, else by all. Raises ``ValueError`` without teams.
    """
    if not teams:
        raise ValueError("no teams")
    loose = sorted(key for key, area in teams.items() if area is None) or sorted(teams)
    by_area: dict[str, list[int]] = defaultdict(list)
    for key, area in sorted(teams.items()):
        if area is not None:
            by_area[area].append(key)
    parts: dict[tuple[int, ...], list[Spot]] = defaultdict(list)
    for spot in spots:
        around = [area for area in by_area if spot.area.startswith(area)]
        parts[tuple(by_area[max(around, key=len)] if around else loose)].append(spot)
    found: dict[int, int] = {}
    for together, part in parts.items():
        found |= _cut(part, together)
    return found


def _cut(spots: list[Spot], teams: tuple[int, ...]) -> dict[int, int]:
    """Return shares of like size, cut across the longer side each time; what has no place goes with its area.

    In an area of which no point has a place, each goes to whoever has fewest.
    """
    placed = [(spot.lon, spot.lat, spot) for spot in spots if spot.lon is not None and spot.lat is not None]
    found = _halved(placed, teams)
    sizes = Counter(dict.fromkeys(teams, 0)) + Counter(found.values())
    homes: dict[str, Counter[int]] = defaultdict(Counter)
    for _lon, _lat, spot in placed:
        homes[spot.area][found[spot.key]] += 1
    for spot in sorted((s for s in spots if s.key not in found), key=lambda s: (s.area, s.key)):
        home = homes[spot.area]
        team = min(home or teams, key=lambda key: (-home[key], sizes[key], key))
        found[spot.key] = team
        sizes[team] += 1
    return found


def _halved(placed: list[tuple[float, float, Spot]], teams: tuple[int, ...]) -> dict[int, int]:
    if len(teams) == 1 or not placed:
        return {spot.key: teams[0] for _lon, _lat, spot in placed}
    lons, lats = [one[0] for one in placed], [one[1] for one in placed]
    wide = (max(lons) - min(lons)) * cos(radians(lats[0])) >= max(lats) - min(lats)
    across = 0 if wide else 1
    row = sorted(placed, key=lambda one: (one[across], one[1 - across], one[2].key))
    half = len(teams) // 2
    at = round(len(row) * half / len(teams))
    return _halved(row[:at], teams[:half]) | _halved(row[at:], teams[half:])


def chain(spots: Sequence[Spot], lon: float, lat: float) -> list[Spot]:
    """Return points by how far they are from (lon, lat), the nearest first; those without a place last."""
    scale = cos(radians(lat))

    def far(spot: Spot) -> float:
        if spot.lon is None or spot.lat is None:
            return float("inf")
        return ((spot.lon - lon) * scale) ** 2 + (spot.lat - lat) ** 2

    return sorted(spots, key=far)
