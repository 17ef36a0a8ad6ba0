"""Blind areas of a kind, and the week hour by hour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.gaps import Gap, gaps
from yike.engines.reach.hoursmatrix import HoursMatrix, hours_matrix
from yike.rooms.circle.surveys.opening import gates_by_hour, open_by_hour
from yike.rooms.circle.walking.asks import Question
from yike.rooms.circle.walking.board import answer_of
from yike.rooms.circle.walking.places import Within

if TYPE_CHECKING:
    from datetime import date

    from yike.rooms.circle.walking.town import Town


def blind_areas(
    town: Town, question: Question, kind: str, drawn: int = 20, within: Within = None
) -> list[Gap]:
    """Return where buildings miss a kind, heaviest first, the first ``drawn`` with an outline.

    ``within`` are the communities whose buildings are looked at, None all. ``Gap.homes`` are rows of buildings,
    ``Gap.nearest_point`` the *id* of the point missed by least (-1: none is
    reached). Buildings on no street are in no gap. Raises ``Fault`` as a board does.
    """
    answer = answer_of(town, question.only(kind))
    (column,), gates, pace = answer.columns, town.gates_at(question.at), question.pace
    ids = np.append(column.ids, -1)  # row -1 of the points reads the last: none
    buildings = town.homes.buildings
    elsewhere_none = np.where(buildings.lying(within), column.ds, column.ds.dtype.type(0))
    return gaps(
        town.ground.walk(pace, gates),
        town.homes.at(pace),
        town.homes.nodes(pace, gates, town.open_points(kind, pace, question.at)),
        elsewhere_none,
        int(answer.limits.ds[0]),
        buildings.weights,
        ids[column.point],
        kind=town.directory.kind_row(kind),
        drawn=drawn,
    )


def week_of(town: Town, question: Question, kind: str, monday: date, within: Within = None) -> HoursMatrix:
    """Return the cover of a kind in each hour of the week from ``monday``, gates and holidays as they will stand.

    Only who lives ``within`` those communities is counted. The moment of the question plays no part. Raises
    ``Fault`` as a board does.
    """
    limits = answer_of(town, replace(question.only(kind), at=None)).limits
    directory, when = town.directory, (monday, town.days.holidays, town.days.worked)
    row = np.flatnonzero(directory.serving & (directory.kind == directory.kind_row(kind)))
    return hours_matrix(
        town.ground.walk(question.pace),
        town.homes.at(question.pace),
        town.points_at(question.pace).take(row),
        np.zeros(len(row), np.int32),
        (kind,),
        limits.ds,
        town.homes.buildings.weights_within(within),
        open_by_hour([directory.keeps[keep] for keep in directory.hours[row]], *when),
        gates_by_hour(town.ground.gates, *when),
    )
