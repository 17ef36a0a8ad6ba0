"""A small invented circle: one street of three kilometres, four homes, three service points."""

from __future__ import annotations

import numpy as np

from towns import SOUTH, WEST, line_town
from yike.engines.reach.hours import Hours
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.streets.model import metres_per_degree

OFFICE = "Mo-Fr 09:00-17:00"


def degrees(xy):
    east, north = metres_per_degree(np.asarray(SOUTH))
    x, y = np.asarray(xy, float).reshape(-1, 2).T
    return WEST + x / east, SOUTH + y / north


def homes_at(xy, weights=None, area=None):
    lon, lat = degrees(xy)
    ids = tuple(f"h{i}" for i in range(len(lon)))
    return Homes(ids, lon, lat, weights or {"households": np.ones(len(lon))}, area or ("",) * len(lon))


def points_at(xy, kind, kinds, hours=None):
    lon, lat = degrees(xy)
    ids = tuple(f"p{i}" for i in range(len(lon)))
    known = tuple(None if text is None else Hours.parse(text) for text in hours or (None,) * len(lon))
    return Points(ids, ids, np.asarray(kind, np.int32), tuple(kinds), lon, lat, known)


STREET = line_town(31)  # three kilometres
HOMES = homes_at(
    [(0, 10), (900, 0), (2950, 0), (2000, 5000)],
    {"households": np.array([10.0, 20.0, 30.0, 40.0]), "elders": np.array([1.0, 0.0, 3.0, 0.0])},
    ("东", "东", "西", ""),
)
POINTS = points_at([(500, 0), (1500, 0), (100, -5)], [0, 0, 1], ["clinic", "market"], [None, OFFICE, None])
