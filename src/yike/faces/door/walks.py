"""How far on foot what is on lies: the almanac asks, the circle's town answers; this face lets them meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
from django.http import Http404

from yike.engines.reach.pace import UNREACHED
from yike.rooms.almanac.nearness import Place, Spot, find_by, walk_by
from yike.rooms.circle.door.walks import walking
from yike.rooms.circle.queries.points import public_point
from yike.rooms.circle.walking.answers import whole_minutes
from yike.rooms.circle.walking.asks import Wish

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town


@walk_by
def on_foot(here: Spot, places: Collection[Place]) -> Mapping[Place, int]:
    """Return the minutes from a spot to each of some places; nothing where no street is known there.

    A time by the straight line is none: it would promise a way that nobody has looked for. Whether a point is open
    does not matter: what is on there has its own hours.
    """
    town = walking().town
    if town is None:
        return {}
    known = {place: spot for place in places if (spot := _spot(town, place)) is not None}
    lon, lat = np.array(list(known.values()), np.float64).reshape(-1, 2).T
    times = town.times_to(Wish(*here), lon, lat).tolist()
    return {place: whole_minutes(ds) for place, ds in zip(known, times, strict=True) if ds != UNREACHED}


def _spot(town: Town, place: Place) -> Spot | None:
    """Return where a place is; None for a point that is not in the directory of today."""
    if isinstance(place, tuple):
        return place
    directory = town.directory
    rows = np.flatnonzero(directory.id == place)
    return (float(directory.lon[rows[0]]), float(directory.lat[rows[0]])) if len(rows) else None


@find_by
def point_of(code: str) -> int | None:
    """Return the number of the service point with a public code, None where residents find none."""
    try:
        return public_point(code).pk
    except Http404:
        return None
