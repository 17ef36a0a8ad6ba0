"""Where service points stand on the streets; after a change only those that moved are looked for again."""

from __future__ import annotations

from functools import partial

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.walking.asks import PACES
from yike.rooms.circle.walking.ground import Ground
from yike.rooms.circle.walking.kept import Kept
from yike.rooms.circle.walking.places import Ids


class Stands:
    """Anchors of points with ids, by what the walker can use. Those ``before`` save the search for what stayed."""

    def __init__(
        self, ground: Ground, ids: Ids, lon: Floats, lat: Floats, before: Stands | None = None
    ) -> None:
        self._ground, self._ids, self._lon, self._lat = ground, ids, lon, lat
        self._found = Kept[int, Anchors](len(PACES))
        if before is not None and before._ground is ground:
            for pace in PACES:
                if ground.footing(pace) in before._found:
                    self._found.get(ground.footing(pace), partial(self._patched, before, pace))

    def at(self, pace: str) -> Anchors:
        """Return where all points stand at a pace."""
        fresh = partial(self._ground.stand, pace, self._lon, self._lat)
        return self._found.get(self._ground.footing(pace), fresh)

    def _patched(self, before: Stands, pace: str) -> Anchors:
        old = before.at(pace)
        _, new_row, old_row = np.intersect1d(self._ids, before._ids, assume_unique=True, return_indices=True)
        same = (self._lon[new_row] == before._lon[old_row]) & (self._lat[new_row] == before._lat[old_row])
        new_row, old_row = new_row[same], old_row[same]
        moved = np.ones(len(self._ids), np.bool_)
        moved[new_row] = False
        fresh = self._ground.stand(pace, self._lon[moved], self._lat[moved])
        both = [
            _merged(moved, new_row, kept[old_row], found)
            for kept, found in zip(vars(old).values(), vars(fresh).values(), strict=True)
        ]
        return Anchors(*both)


def _merged(moved: np.ndarray, kept_row: np.ndarray, kept: np.ndarray, found: np.ndarray) -> np.ndarray:
    whole = np.empty(len(moved), kept.dtype)
    whole[kept_row], whole[moved] = kept, found
    return whole
