"""How far on foot what is on lies: the almanac asks, the circle's town answers; this face lets them meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from yike.rooms.almanac.nearness import Spot, walk_by
from yike.rooms.circle.door.walks import walking
from yike.rooms.circle.walking.asks import Wish


@walk_by
def on_foot(here: Spot, points: Collection[int]) -> Mapping[int, int]:
    """Return the minutes from a spot to each of some service points; nothing where no street is known there.

    A time by the straight line is none: it would promise a way that nobody has looked for.
    """
    town = walking().town
    if town is None:
        return {}
    lon, lat = here
    near = town.nearest(Wish(lon, lat, None, among=frozenset(points), count=len(points), later=0))
    return {one.id: one.minutes for one in near.found} if near.walked else {}
