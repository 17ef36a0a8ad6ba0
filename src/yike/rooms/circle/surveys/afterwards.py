"""What a survey of one kind would tell once new points stand where they were chosen: gaps, parts, rows left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.gaps import gaps
from yike.engines.reach.islands import islands
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.streets.model import Ints
from yike.rooms.circle.surveys.answer import Json, gap_row, parts_of, rows_of
from yike.rooms.circle.surveys.candidates import Candidates
from yike.rooms.circle.surveys.inputs import Ground, no_kind
from yike.rooms.circle.surveys.opening import open_at
from yike.rooms.circle.surveys.request import Request
from yike.rooms.circle.surveys.standing import unsnapped


def of_kind(points: Points, kind: str) -> Points:
    """Return the points of one kind alone. Raises ``Fault`` where there is no such kind."""
    if kind not in points.kinds:
        raise no_kind(points, kind)
    rows = np.flatnonzero(points.kind == points.kinds.index(kind))
    origin = points.origin and replace(points.origin, rows=points.origin.rows[rows])
    return Points(
        tuple(points.id[row] for row in rows),
        tuple(points.name[row] for row in rows),
        np.zeros(len(rows), np.int32),
        (kind,),
        points.lon[rows],
        points.lat[rows],
        tuple(points.hours[row] for row in rows),
        origin,
    )


def together(one: Anchors, other: Anchors) -> Anchors:
    """Return the places of both, in order."""
    names = ("segment", "along", "access", "why")
    return Anchors(*(np.concatenate((getattr(one, name), getattr(other, name))) for name in names))


def afterwards(
    ground: Ground,
    homes: Homes,
    home_at: Anchors,
    points: Points,
    point_at: Anchors,
    places: Candidates,
    sites: Ints,
    request: Request,
) -> dict[str, Json]:
    """Return ``unsnapped``, ``components`` and ``gaps`` with new points, always open, at the rows ``sites``.

    ``points`` are those of the kind that are there already, shut ones included.
    """
    now = np.append(open_at(points.hours, request.at, set(request.holidays)), np.ones(len(sites), np.bool_))
    rows = np.append(np.flatnonzero(now), -1).astype(np.int32)  # row -1, none, stays so
    everywhere = together(point_at, places.anchors.take(sites))
    there, kind = everywhere.take(rows[:-1]), np.zeros(len(rows) - 1, np.int32)
    found = nearest(ground.walk, home_at, there, kind, 1)
    lost = gaps(
        ground.walk,
        home_at,
        np.ascontiguousarray(node_times(ground.walk, there, kind, 1)[:, 0]),
        np.ascontiguousarray(found.ds[:, 0]),
        round(request.minutes * 600),
        dict(homes.weights) or {"homes": np.ones(len(homes.id))},
        rows[found.point[:, 0]],
        kind=0,
    )
    ids = (*points.id, *(places.id[row] for row in sites))
    return {
        "unsnapped": {
            "homes": rows_of(unsnapped(homes, home_at, request.snap)),
            "points": rows_of(unsnapped(points, point_at, request.snap)),
            "candidates": rows_of(unsnapped(places, places.anchors, request.snap)),
        },
        "components": parts_of(ground.walk, islands(ground.walk), home_at, everywhere, found.ds),
        "gaps": [gap_row(gap, points.kinds, ids) for gap in lost],
    }
