"""One search out of a position: how long to every point, as far as was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.nearest import same_segment
from yike.engines.reach.pace import LONGEST, UNREACHED, pace_named
from yike.engines.reach.path import metres_in
from yike.engines.reach.singlesource import Spread, leaving, spread
from yike.engines.reach.streets.model import Floats, Ints, metres_between
from yike.engines.reach.walk import Ends, Walk, ends_of

if TYPE_CHECKING:
    from yike.rooms.circle.walking.asks import Wish
    from yike.rooms.circle.walking.town import Town

STEPS_DS = (12_000, 30_000, LONGEST)  # how far is looked: 20 minutes, 50, 109; mostly the first is enough
DETOUR = 1.25  # of a walk over the straight line, where no street is known (docs/reach.md)


@dataclass(frozen=True)
class Search:
    """``ds`` (p) deciseconds to every point of the directory, ``UNREACHED`` beyond ``limit_ds``.

    ``why`` says why the position stands on no street; then the times are those of the straight line.
    """

    ds: Ints
    limit_ds: int
    why: Why | None
    _walk: Walk
    _door: Anchors
    _points: Anchors
    _spread: Spread | None

    @property
    def walked(self) -> bool:
        """Whether the times are those of a walk along streets."""
        return self._spread is not None

    def metres(self, rows: Ints) -> Floats:
        """Return the metres to points that were reached."""
        if self._spread is None:
            return self.ds[rows] / 600.0 * self._walk.pace.metres_per_minute
        return metres_in(self._walk, self._door, self._points.take(rows), self._spread)


def search_from(town: Town, wish: Wish, limit_ds: int) -> Search:
    """Return the walks from a position to all points within ``limit_ds``, at the wish's pace and moment."""
    lon, lat = np.array([wish.lon]), np.array([wish.lat])
    door = town.ground.stand(wish.pace, lon, lat)
    walk, points = town.walk(wish.pace, wish.at), town.points_at(wish.pace)
    if not door.snapped[0]:
        ds = straight(town.directory.lon, town.directory.lat, wish, limit_ds)
        return Search(ds, limit_ds, Why(door.why[0]), walk, door, points, None)
    found = spread(walk, leaving(ends_of(walk, door)), limit_ds=limit_ds)
    ds = _at_points(walk, found, door, points, town.point_ends(wish.pace, wish.at))
    ds[ds > limit_ds] = UNREACHED
    return Search(ds, limit_ds, None, walk, door, points, found)


def times_to(town: Town, wish: Wish, lon: Floats, lat: Floats) -> Ints:
    """Return deciseconds (k) on foot from a position to places in WGS-84 degrees, ``UNREACHED`` where no way leads.

    From a position on no street no way is known to anywhere.
    """
    door = town.ground.stand(wish.pace, np.array([wish.lon]), np.array([wish.lat]))
    if not door.snapped[0]:
        return np.full(len(lon), UNREACHED, np.int32)
    walk, places = town.walk(wish.pace, wish.at), town.ground.stand(wish.pace, lon, lat)
    found = spread(walk, leaving(ends_of(walk, door)), limit_ds=LONGEST)
    return _at_points(walk, found, door, places, ends_of(walk, places))


def _at_points(walk: Walk, found: Spread, door: Anchors, points: Anchors, ends: Ends) -> Ints:
    """Return deciseconds (p) from the door: by either end of a point's segment, or straight along a shared one."""
    best = np.full(len(points), UNREACHED, np.int32)
    for node, leg in ((ends.a, ends.arrive_a), (ends.b, ends.arrive_b)):
        at = found.ds[np.maximum(node, 0)]
        ok = (node >= 0) & (leg != UNREACHED) & (at != UNREACHED)
        best = np.where(ok, np.minimum(best, at + leg.astype(np.int32)), best)
    beside = np.flatnonzero(points.segment == door.segment[0])
    _, row, ds = same_segment(walk, door, points.take(beside))
    np.minimum.at(best, beside[row], ds.astype(np.int32))
    best[best > LONGEST] = UNREACHED
    return best


def straight(lon: Floats, lat: Floats, wish: Wish, limit_ds: int = LONGEST) -> Ints:
    """Return deciseconds as the crow flies, a quarter added for the detours of streets; to be labelled as such."""
    metres = metres_between(np.full(len(lon), wish.lon), np.full(len(lat), wish.lat), lon, lat)
    ds = np.rint(metres * DETOUR / pace_named(wish.pace).metres_per_minute * 600.0)
    return np.where(ds <= limit_ds, ds, UNREACHED).astype(np.int32)
