"""Buildings on their streets, and the walk from each to the nearest open point; kept while nothing moves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.pace import Deciseconds
from yike.engines.reach.streets.model import Ints
from yike.rooms.circle.walking.asks import PACES
from yike.rooms.circle.walking.ground import Ground, Standing
from yike.rooms.circle.walking.kept import Kept
from yike.rooms.circle.walking.places import Buildings, Ids

COLUMNS_KEPT = 96  # kinds at a pace and moment; 6 bytes a building each
NODES_KEPT = 12  # the same for street nodes, from which gaps are drawn; 2 bytes a node each


@dataclass(frozen=True, eq=False)
class Open:
    """The open points of one kind (or of one item): their ids and where they stand at the pace asked about."""

    ids: Ids
    stand: Anchors

    @property
    def print(self) -> bytes:
        """What tells this set from any other: the same points at the same places give the same answer."""
        parts = (self.ids, self.stand.segment, self.stand.along, self.stand.access)
        return hashlib.blake2b(b"".join(part.tobytes() for part in parts), digest_size=16).digest()


@dataclass(frozen=True, eq=False)
class Column:
    """For h buildings: deciseconds to the nearest of a set of points, ``UNREACHED`` where none, and which it is."""

    ds: Deciseconds
    point: Ints  # rows of ``ids``, -1 none
    ids: Ids

    def nearest(self, row: int) -> int | None:
        """Return the id of the point nearest to a building, None where it reaches none."""
        at = int(self.point[row])
        return None if at < 0 else int(self.ids[at])


Key = tuple[str, Standing, bytes]


class Homes:
    """The buildings of an office on its streets. Answers are kept by what they depend on, whatever the edition."""

    def __init__(self, ground: Ground, buildings: Buildings) -> None:
        self.ground, self.buildings = ground, buildings
        self._stands = Kept[int, Anchors](len(PACES))
        self._columns = Kept[Key, Column](COLUMNS_KEPT)
        self._nodes = Kept[Key, Deciseconds](NODES_KEPT)

    def at(self, pace: str) -> Anchors:
        """Return where the buildings stand at a pace."""
        places = self.buildings
        return self._stands.get(
            self.ground.footing(pace), lambda: self.ground.stand(pace, places.lon, places.lat)
        )

    def columns(self, pace: str, gates: Standing, sets: Sequence[Open]) -> list[Column]:
        """Return the walks to the nearest of each set of points; those not known yet are found in one sweep."""
        keys = [(pace, gates, one.print) for one in sets]
        lacking = {key: one for key, one in zip(keys, sets, strict=True) if key not in self._columns}
        fresh = dict(zip(lacking, self.walked(pace, gates, [*lacking.values()]), strict=True))
        return [self._kept(key, one, fresh) for key, one in zip(keys, sets, strict=True)]

    def _kept(self, key: Key, one: Open, fresh: dict[Key, Column]) -> Column:
        """Return a column as kept, or as just found; where it was thrown out meanwhile, find it again."""
        return self._columns.get(key, lambda: fresh.get(key) or self.walked(*key[:2], [one])[0])

    def walked(self, pace: str, gates: Standing, sets: Sequence[Open]) -> list[Column]:
        """Return the walks to the nearest of each set of points, found anew and not kept."""
        if not sets:
            return []
        lane = np.repeat(np.arange(len(sets), dtype=np.int32), [len(one.ids) for one in sets])
        found = nearest(self.ground.walk(pace, gates), self.at(pace), joined(sets), lane, len(sets))
        first = np.cumsum([0, *(len(one.ids) for one in sets)])
        return [
            Column(
                np.ascontiguousarray(found.ds[:, k]),
                np.where(found.point[:, k] < 0, -1, found.point[:, k] - first[k]).astype(np.int32),
                one.ids,
            )
            for k, one in enumerate(sets)
        ]

    def nodes(self, pace: str, gates: Standing, one: Open) -> Deciseconds:
        """Return deciseconds (n) from every street node to the nearest of a set of points."""

        def swept() -> Deciseconds:
            lane = np.zeros(len(one.ids), np.int32)
            return np.ascontiguousarray(node_times(self.ground.walk(pace, gates), one.stand, lane, 1)[:, 0])

        return self._nodes.get((pace, gates, one.print), swept)


def joined(sets: Sequence[Open]) -> Anchors:
    """Return the points of all sets in one, in order."""
    columns = zip(*(vars(one.stand).values() for one in sets), strict=True)
    return Anchors(*(np.concatenate(parts) for parts in columns))
