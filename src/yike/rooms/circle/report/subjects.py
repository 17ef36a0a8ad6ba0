"""Which maps a survey gives: one for the kinds asked for together, and one for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.gaps import street_positions
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.report.drawing import Drawing, Subject, draw
from yike.rooms.circle.report.sections import GAPS_SHOWN, basket_rows, gaps_of, kind_order

if TYPE_CHECKING:
    from yike.rooms.circle.surveys.surveyed import Survey

TOGETHER = -1  # the map of a basket: streets by the walk to the farthest of the nearest points


def subjects(survey: Survey) -> list[Subject]:
    """Return what to draw: the first basket together, then its kinds, then the main kind and the others."""
    limits, basket = survey.limits.ds, list(basket_rows(survey))
    found = [
        Subject(k, int(limits[k]), survey.node_ds[:, k], gaps_of(survey, k)[:GAPS_SHOWN], (k,))
        for k in kind_order(survey)
    ]
    if len(basket) > 1 and len(set(limits[basket].tolist())) == 1:
        farthest = survey.node_ds[:, basket].max(axis=1)
        found.insert(0, Subject(TOGETHER, int(limits[basket[0]]), farthest, (), tuple(basket)))
    return found


def _around(survey: Survey) -> tuple[Floats, Floats]:
    """Return the places the sheet must show: homes and points on streets; all nodes where there are none."""
    homes = street_positions(survey.streets, survey.ground.homes)
    points = street_positions(survey.streets, survey.ground.points)
    lon, lat = (np.concatenate(pair) for pair in zip(homes, points, strict=True))
    known = np.isfinite(lon)
    return (lon[known], lat[known]) if known.any() else (survey.streets.lon, survey.streets.lat)


def drawing_of(survey: Survey) -> Drawing:
    """Return all maps of a survey."""
    points = survey.points
    where = (points.lon, points.lat, np.asarray(points.kind, np.int32), survey.reach.open_now)
    return draw(survey.walk, _around(survey), where, subjects(survey))
