"""Where new points of a kind should go, each with its reason, and what cover would then be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.siting import site, verdict
from yike.rooms.circle.surveys.candidates import Candidates, junctions
from yike.rooms.circle.surveys.sites import Site, explained, problem_of, times_after
from yike.rooms.circle.walking.asks import Question
from yike.rooms.circle.walking.board import Sums, answer_of, sums_of

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

PAIRS = 20_000_000  # walks between candidates and buildings that may be held at once
FEWEST, MOST = 50, 2_000  # corners offered as candidates


@dataclass(frozen=True)
class Premises:
    """A place where a point could stand: an empty shop, a hall. WGS-84 degrees."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Proposal:
    """New points for a kind, most useful first, each with its reason. ``candidates`` were compared, no other.

    ``before`` and ``after`` hold the kind alone, by community. ``proven``: no choice among them is better;
    ``sure`` says how sure it is in Chinese and English.
    """

    kind: str
    weight: str
    sites: tuple[Site, ...]
    before: Sums
    after: Sums
    candidates: int
    proven: bool
    sure: tuple[str, str]


def proposed(
    town: Town,
    question: Question,
    kind: str,
    add: int = 1,
    weight: str = "households",
    premises: Sequence[Premises] = (),
) -> Proposal:
    """Return where ``add`` new points that are always open would cover most of a weight within the kind's limit.

    Among ``premises``, or among the corners of the streets. Raises ``Fault`` for more points than candidates, and
    as a board does.
    """
    answer, buildings = answer_of(town, question.only(kind)), town.homes.buildings
    (column,), limit = answer.columns, int(answer.limits.ds[0])
    walk, homes = town.walk(question.pace, question.at), town.homes.at(question.pace)
    places = _candidates(town, question.pace, premises)
    problem = problem_of(walk, homes, places, column.ds, buildings.weights[weight], "mclp", limit)
    plan = site(problem, "mclp", add, limit=limit)
    after = np.minimum(column.ds, times_after(problem, plan)) <= limit
    return Proposal(
        kind,
        weight,
        explained(problem, plan, places, {weight: buildings.weights[weight], **buildings.weights}),
        sums_of([answer.held(kind)], buildings, "community"),
        sums_of([after], buildings, "community"),
        len(places.id),
        bool(plan.proven),
        (verdict(plan, "zh"), verdict(plan, "en")),
    )


def _candidates(town: Town, pace: str, premises: Sequence[Premises]) -> Candidates:
    if not premises:
        most = int(np.clip(PAIRS // max(len(town.homes.buildings), 1), FEWEST, MOST))
        return junctions(town.ground.walk(pace), most)
    lon, lat = (np.array([getattr(one, axis) for one in premises], np.float64) for axis in ("lon", "lat"))
    names = tuple(one.name for one in premises)
    return Candidates(
        tuple(one.id for one in premises), names, names, lon, lat, town.ground.stand(pace, lon, lat)
    )
