"""Where new points of a kind should go, each with its reason, and what cover would then be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.siting import Effort, Objective, Plan, Problem, site, verdict
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle.surveys.candidates import Candidates, junctions
from yike.rooms.circle.surveys.sites import Site, explained, problem_of, times_after
from yike.rooms.circle.walking.asks import Question
from yike.rooms.circle.walking.board import Sums, answer_of, sums_of
from yike.rooms.circle.walking.places import Within

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

PAIRS = 20_000_000  # walks between candidates and buildings that may be held at once
WHOLE_PAIRS = 4_000_000  # where walks of any length count, for all of them are then held
FEWEST, MOST = 50, 2_000  # corners offered as candidates
MOST_POINTS = 10  # new points that are tried for a share
EFFORT = Effort(seconds=2.0)  # somebody waits for the page

Aim = Literal["most", "fewest", "shortest", "fairest"]
OBJECTIVE: dict[Aim, Objective] = {
    "most": "mclp",
    "fewest": "mclp",
    "shortest": "p-median",
    "fairest": "p-center",
}


@dataclass(frozen=True)
class Search:
    """What is looked for: ``add`` new points that serve most, walk least in sum or least at worst.

    Or the fewest with which a ``share`` 0..1 of a weight is covered (``add`` is then not used). Only who lives in
    the communities ``within`` is counted, None: everybody.
    """

    aim: Aim = "most"
    add: int = 1
    weight: str = "households"
    share: float = 0.9
    within: Within = None


@dataclass(frozen=True)
class Premises:
    """A place where a point could stand: an empty shop, a hall. WGS-84 degrees."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Standard:
    """How well one weight is served: how much is covered, and the walk of those who reach a point, minutes."""

    covered: float
    total: float
    mean: float | None
    worst: float | None

    @property
    def share(self) -> float | None:
        """The share covered 0..1, None where nobody of that weight lives."""
        return self.covered / self.total if self.total else None

    @classmethod
    def of(cls, ds: Deciseconds, weight: Floats, limit: int) -> Standard:
        """Return it for (h) deciseconds to the nearest point."""
        there = (weight > 0) & (ds != UNREACHED)
        covered, total = float(weight[ds <= limit].sum()), float(weight.sum())
        if not there.any():
            return cls(covered, total, None, None)
        minutes = ds[there] / 600
        return cls(covered, total, float(np.average(minutes, weights=weight[there])), float(minutes.max()))


@dataclass(frozen=True, eq=False)
class Proposal:
    """New points for a kind, most useful first, each with its reason. ``candidates`` were compared, no other.

    ``before`` and ``after`` hold the kind alone, by community; ``was`` and ``becomes`` tell the weight looked at.
    ``proven``: no choice among the candidates is better; ``gap`` says by how much of what was achieved the best one
    may be better at most; ``sure`` says so in Chinese and English. Those of ``blurred`` tell no small numbers.
    """

    kind: str
    weight: str
    sites: tuple[Site, ...]
    before: Sums
    after: Sums
    was: Standard
    becomes: Standard
    candidates: int
    proven: bool
    gap: float
    sure: tuple[str, str]
    blurred: tuple[Site, ...] = ()

    def told(self, *, plain: bool) -> Proposal:
        """Return it as a reader is told it: who may not read small numbers gets the other reasons."""
        return self if plain else replace(self, sites=self.blurred)


@dataclass(frozen=True)
class _Chosen:
    """A plan, and how sure it is that there is no better one."""

    plan: Plan
    proven: bool
    sure: tuple[str, str]


def proposed(
    town: Town, question: Question, kind: str, search: Search, premises: Sequence[Premises] = ()
) -> Proposal:
    """Return where new points that are always open would serve best, reached within the kind's limit.

    Among ``premises``, or among the corners of the streets. Raises ``Fault`` for more points than candidates, and
    as a board does.
    """
    answer, buildings = answer_of(town, question.only(kind)), town.homes.buildings
    (column,), limit = answer.columns, int(answer.limits.ds[0])
    walk, homes = town.walk(question.pace, question.at), town.homes.at(question.pace)
    weights, objective = buildings.weights_within(search.within), OBJECTIVE[search.aim]
    pairs = PAIRS if objective == "mclp" else WHOLE_PAIRS
    weight, places = weights[search.weight], _candidates(town, question.pace, premises, pairs)
    problem = problem_of(walk, homes, places, column.ds, weight, objective, limit)
    found = _chosen(problem, search, limit)
    after = np.minimum(column.ds, times_after(problem, found.plan)).astype(column.ds.dtype)
    groups = {search.weight: weight, **weights}
    return Proposal(
        kind,
        search.weight,
        explained(problem, found.plan, places, groups),
        sums_of([answer.held(kind)], buildings, "community"),
        sums_of([after <= limit], buildings, "community"),
        Standard.of(column.ds, weight, limit),
        Standard.of(after, weight, limit),
        len(places.id),
        found.proven,
        float(found.plan.gap),
        found.sure,
        explained(problem, found.plan, places, groups, plain=False),
    )


def _chosen(problem: Problem, search: Search, limit: int) -> _Chosen:
    if search.aim == "fewest":
        return _fewest(problem, search.share, limit)
    within = limit if search.aim == "most" else None
    plan = site(problem, OBJECTIVE[search.aim], search.add, limit=within, effort=EFFORT)
    return _Chosen(plan, bool(plan.proven), (verdict(plan, "zh"), verdict(plan, "en")))


def _fewest(problem: Problem, share: float, limit: int) -> _Chosen:
    """Return the fewest points with which a share is covered, or the most that so many can cover."""
    goal, ruled_out = share * float(problem.demand.sum()) - 1e-9, True
    for add in range(1, min(MOST_POINTS, problem.sites) + 1):
        plan = site(problem, "mclp", add, limit=limit, effort=EFFORT)
        if plan.value >= goal or len(plan.sites) < add:
            break
        ruled_out = plan.bound < goal
    reached = plan.value >= goal
    return _Chosen(plan, ruled_out if reached else bool(plan.proven), _told(plan, ruled_out, share, reached))


def _told(plan: Plan, ruled_out: bool, share: float, reached: bool) -> tuple[str, str]:
    """Say whether fewer points could do, or that the share cannot be had."""
    count, wanted = len(plan.sites), f"{share * 100:.0f}%"
    if not reached:
        zh, en = f"再加 {count} 个也到不了 {wanted}。", f"{count} more still do not cover {wanted}."
        return zh + verdict(plan, "zh"), f"{en} {verdict(plan, 'en')}"
    if ruled_out:
        return f"已证明少于 {count} 个到不了 {wanted}。", f"Proven: fewer than {count} do not cover {wanted}."
    return f"少于 {count} 个是否够，没有证明。", f"Whether fewer than {count} would do is not proven."


def _candidates(town: Town, pace: str, premises: Sequence[Premises], pairs: int) -> Candidates:
    if not premises:
        most = int(np.clip(pairs // max(len(town.homes.buildings), 1), FEWEST, MOST))
        return junctions(town.ground.walk(pace), most)
    lon, lat = (np.array([getattr(one, axis) for one in premises], np.float64) for axis in ("lon", "lat"))
    names = tuple(one.name for one in premises)
    return Candidates(
        tuple(one.id for one in premises), names, names, lon, lat, town.ground.stand(pace, lon, lat)
    )
