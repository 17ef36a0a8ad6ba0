"""Whether trouble comes back: found at the same point, or close by and of the same kind. Pure arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yike.rooms.grid.places import METRES_A_DEGREE

NEAR = 30.0  # metres within which trouble of the same kind counts as the same


@dataclass(frozen=True)
class Spot:
    """Where something was found: ``points`` are all names of the point (a shared one makes it the same), its kind.

    ``lon lat`` are WGS-84 degrees, None where not known.
    """

    points: frozenset[str]
    kind: int
    lon: float | None = None
    lat: float | None = None


def known(found: Sequence[Spot], before: Sequence[Spot]) -> list[bool]:
    """Return of each spot whether one ``before`` was at the same point, or near and of the same kind."""
    points = frozenset[str]().union(*(one.points for one in before))
    placed = defaultdict(list)
    for one in before:
        if one.lon is not None and one.lat is not None:
            placed[one.kind].append((one.lon, one.lat))
    fields = {kind: np.array(spots) for kind, spots in placed.items()}
    return [bool(one.points & points) or _near(one, fields.get(one.kind)) for one in found]


def _near(one: Spot, spots: np.ndarray | None) -> bool:
    """Return whether one of many positions lies within ``NEAR`` metres."""
    if spots is None or one.lon is None or one.lat is None:
        return False
    flat = (spots - (one.lon, one.lat)) * (np.cos(np.radians(one.lat)) * METRES_A_DEGREE, METRES_A_DEGREE)
    return bool((np.hypot(flat[:, 0], flat[:, 1]) <= NEAR).any())
