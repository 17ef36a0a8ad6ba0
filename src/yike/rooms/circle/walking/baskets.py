"""Baskets of kinds that somebody needs all within reach: their blind areas, and their week hour by hour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.cover import within as reached
from yike.engines.reach.gaps import Gap, gaps
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints
from yike.rooms.circle.surveys.opening import gates_by_hour, open_by_hour
from yike.rooms.circle.walking.asks import Question
from yike.rooms.circle.walking.board import Answer, answer_of
from yike.rooms.circle.walking.homes import Open
from yike.rooms.circle.walking.places import Mask, Within

if TYPE_CHECKING:
    from datetime import date

    from yike.rooms.circle.walking.town import Town

MOST_STATES = 48  # different hours of a week that are walked; with more, nobody waits for a week
HOURS = 168


def blind_areas(
    town: Town, question: Question, name: str, drawn: int = 20, within: Within = None
) -> list[Gap]:
    """Return where buildings miss any kind of a basket, as ``blind.blind_areas`` does for a kind.

    The walk told is that to the kind missed by most, and the point the nearest of that kind.
    """
    question = _only(question, name)
    answer, gates, pace = answer_of(town, question), town.gates_at(question.at), question.pace
    sets = [town.open_points(kind, pace, question.at) for kind in answer.kinds]
    limit = int(answer.limits.ds.max())
    nodes = _farthest(answer, [town.homes.nodes(pace, gates, one) for one in sets], limit)
    homes = _farthest(answer, [column.ds for column in answer.columns], limit)
    buildings, (column, ds) = town.homes.buildings, answer.missed_by_most(name)
    found = gaps(
        town.ground.walk(pace, gates),
        town.homes.at(pace),
        nodes,
        np.where(buildings.lying(within), homes, homes.dtype.type(0)),
        limit,
        buildings.weights,
        _nearest(answer, column),
        drawn=drawn,
    )
    return [_told(gap, ds) for gap in found]


def _only(question: Question, name: str) -> Question:
    """Return the question about one basket. Raises ``KeyError``."""
    members = dict(question.baskets)[name]
    return replace(question, kinds=members, baskets=((name, members),))


def _farthest(answer: Answer, walks: list[Deciseconds], limit: int) -> Deciseconds:
    """Return the walk to the kind missed by most, each moved so that all kinds have one limit."""
    moved = [
        np.where(
            ds == UNREACHED, UNREACHED, np.minimum(ds.astype(np.int32) + limit - int(own), UNREACHED - 1)
        )
        for ds, own in zip(walks, answer.limits.ds, strict=True)
    ]
    return np.asarray(np.max(moved, axis=0), np.uint16)


def _nearest(answer: Answer, column: Ints) -> Ints:
    """Return the id of the nearest point of each building's column, -1 where none is reached."""
    ids = np.stack([np.append(one.ids, -1)[one.point] for one in answer.columns])
    return ids[column, np.arange(len(column))].astype(np.int32)


def _told(gap: Gap, ds: Deciseconds) -> Gap:
    """Return a gap with the real walks of who lives there."""
    walks = ds[gap.homes]
    near = int(walks.min())
    return replace(
        gap,
        worst_ds=None if gap.worst_ds is None else int(walks.max()),
        nearest_ds=None if near == UNREACHED else near,
    )


def week_of(town: Town, question: Question, name: str, monday: date, within: Within = None) -> Floats | None:
    """Return (7, 24) the share of households that have a whole basket in reach, in each hour of a week.

    NaN where nobody lives; None where the hours differ so much that walking them all would keep somebody waiting.
    """
    question = _only(question, name)
    directory, when = town.directory, (monday, town.days.holidays, town.days.worked)
    rows = [
        np.flatnonzero(directory.serving & (directory.kind == directory.kind_row(kind))).astype(np.int32)
        for kind in question.kinds
    ]
    every = np.concatenate(rows)
    opened = open_by_hour([directory.keeps[keep] for keep in directory.hours[every]], *when)
    gates = gates_by_hour(town.ground.gates, *when)
    states = np.vstack([np.zeros((1, HOURS), np.bool_), opened, gates])
    _states, first, which = np.unique(states, axis=1, return_index=True, return_inverse=True)
    if len(first) > MOST_STATES:
        return None
    shares = [_share(town, question, rows, opened[:, hour], _shut(gates, hour), within) for hour in first]
    return np.array(shares)[which.reshape(-1)].reshape(7, 24)


def _shut(gates: Mask, hour: int) -> tuple[bool, ...]:
    """Return how the gates stand in an hour, as ``Ground.gates_at`` does."""
    if gates[:, hour].all():
        return ()
    return tuple(bool(one) for one in gates[:, hour])


def _share(
    town: Town, question: Question, rows: list[Ints], opened: Mask, gates: tuple[bool, ...], within: Within
) -> float:
    limits = answer_of(town, replace(question, at=None)).limits
    parts = np.split(opened, np.cumsum([len(row) for row in rows])[:-1])
    there: list[Ints] = [row[part] for row, part in zip(rows, parts, strict=True)]
    points = town.points_at(question.pace)
    sets = [Open(town.directory.id[row], points.take(row)) for row in there]
    columns = town.homes.columns(question.pace, gates, sets)
    held = np.logical_and.reduce([reached(c.ds, int(own)) for c, own in zip(columns, limits.ds, strict=True)])
    weight = town.homes.buildings.weights_within(within)["households"]
    total = float(weight.sum())
    return float((weight * held).sum() / total) if total else float("nan")
