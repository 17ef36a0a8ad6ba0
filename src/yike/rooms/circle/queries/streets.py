"""What the prepared streets say of a place: the nearest street to walk on, and the water around."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from yike.core.areas.models import Area
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle import standing
from yike.rooms.circle.walking.places import Mask
from yike.rooms.circle.walking.waters import Box

WIDEST = 1000.0  # metres within which a street is looked for
MARGIN = 0.001  # degrees beside areas whose water is drawn too, some hundred metres


@dataclass(frozen=True)
class Footing:
    """How a place lies: ``metres`` to the nearest street, ``WIDEST`` where none is that near; ``wet``: in water.

    ``banks``: the streets file knows water by its banks, so that a place not in it is on dry land.
    """

    metres: float
    wet: bool
    banks: bool


def footings(lon: Floats, lat: Floats) -> tuple[Floats, Mask] | None:
    """Return for n places (WGS-84 degrees) the metres to the nearest street, and which lie in water.

    None as for ``footing``. All at once: ten thousand take about as long as fifty asked one by one.
    """
    try:
        ground = standing.town().ground
    except Fault:
        return None
    stood = ground.stand("adult", lon, lat, WIDEST)
    return np.where(stood.snapped, stood.access, WIDEST), ground.waters.wets(lon, lat)


def footing(lon: float, lat: float) -> Footing | None:
    """Return how a place (WGS-84 degrees) lies.

    None where no streets are installed, they cannot be read, or are being read just now: nothing is known then.
    """
    try:
        ground = standing.town().ground
    except Fault:
        return None
    stood = ground.stand("adult", np.array([lon]), np.array([lat]), WIDEST)
    metres = float(stood.access[0]) if stood.snapped[0] else WIDEST
    return Footing(metres, ground.waters.wet(lon, lat), bool(ground.streets.water.area.any()))


def unnamed_water(areas: Iterable[Area]) -> list[dict[str, Any]]:
    """Return the water in and around areas without names: each asks for type of its own, on a map that is heavy."""
    return [one | {"properties": {"kind": "water"}} for one in water_around(areas)]


def water_around(areas: Iterable[Area]) -> list[dict[str, Any]]:
    """Return the water in and around areas as features of a map; none where nothing is known just now."""
    box = _around(areas)
    return [] if box is None else water_in(box)


def ground_around(areas: Iterable[Area]) -> list[dict[str, Any]]:
    """Return the streets and the water in and around areas: what lies beneath the areas of a drawing."""
    box = _around(areas)
    return [] if box is None else [*streets_in(box), *water_in(box)]


def streets_around(areas: Iterable[Area]) -> list[dict[str, Any]]:
    """Return the streets in and around areas, as ``streets_in`` does."""
    box = _around(areas)
    return [] if box is None else streets_in(box)


def _around(areas: Iterable[Area]) -> Box | None:
    """Return the box of areas with a margin; None where none has a border."""
    boxes = [(one.west, one.south, one.east, one.north) for one in areas if one.west is not None]
    if not boxes:
        return None
    sides = np.array(boxes, np.float64)
    low, high = sides[:, :2].min(axis=0) - MARGIN, sides[:, 2:].max(axis=0) + MARGIN
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def streets_in(box: Box) -> list[dict[str, Any]]:
    """Return the streets in a box as features of a map, without names; none where nothing is known just now."""
    try:
        return standing.town().ground.lines.features(box, named=0)
    except Fault:
        return []


def street_map(*, names: bool = True) -> bytes | None:
    """Return all streets as GeoJSON, the longest with ``names``; None where nothing is known just now."""
    try:
        ground = standing.town().ground
        return ground.map if names else ground.nameless_map
    except Fault:
        return None


def water_in(box: Box) -> list[dict[str, Any]]:
    """Return the water in a box as features of a map; none where nothing is known just now."""
    try:
        return standing.town().ground.waters.features(box)
    except Fault:
        return []
