"""Where the next points of one kind should go, each choice explained, with a bound on what is left to gain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.ball import catchment
from yike.engines.reach.cover import Cover, cover
from yike.engines.reach.nearest import nearest
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.places import EVERY_HOME, Homes, Points
from yike.engines.reach.siting import Group, Objective, Plan, Problem, explain, site, verdict
from yike.engines.reach.snap import snap
from yike.engines.reach.streets.model import Floats
from yike.engines.reach.walk import Walk
from yike.engines.sheets.headers import role_of
from yike.engines.wholefile import whole_file
from yike.rooms.circle.surveys.afterwards import afterwards, of_kind
from yike.rooms.circle.surveys.answer import Json, number, timings_of
from yike.rooms.circle.surveys.candidates import Candidates, junctions
from yike.rooms.circle.surveys.inputs import Ground, has_column, load_all, load_candidates, stand_points
from yike.rooms.circle.surveys.opening import open_at
from yike.rooms.circle.surveys.request import Request, Step, quiet
from yike.rooms.circle.surveys.surveyed import Note
from yike.rooms.circle.surveys.timing import Stopwatch

PAIRS = 40_000_000  # walks between candidates and homes that are held at once
FEWEST, MOST = 50, 5_000  # junctions offered as candidates
WHO = {
    "households": ("", "户", "households"),
    "elders": ("老人", "人", "elders"),
    "population": ("", "人", "people"),
}


HOMES = ("", "处住户", "homes")  # where no weight was asked for
UNITS = {  # objective → (of its value and bound, of what one site gains)
    "mclp": ("weight", "weight"),
    "lscp": ("points", "weight"),
    "p-median": ("weight-minutes", "weight-minutes"),
    "p-center": ("minutes", "weight-minutes"),
}


def in_unit(value: float, unit: str) -> float:
    """Return an engine's number in ``unit``: deciseconds become minutes, all else stays."""
    return value / 600.0 if unit.endswith("minutes") else value


@dataclass(frozen=True)
class Site:
    """One chosen place and why it was chosen; ``gain`` is in the second of its objective's ``UNITS``."""

    id: str
    zh: str
    en: str
    lon: float
    lat: float
    gain: float
    why_zh: str
    why_en: str


@dataclass(frozen=True)
class Chosen:
    """The answer: sites, most useful first, cover of the kind before and after, and how sure that is.

    ``then`` is what a survey of the kind with the new points tells beside its cover.
    """

    kind: str
    sites: tuple[Site, ...]
    plan: Plan
    before: Cover
    after: Cover
    homes: int
    points: int
    weight: str
    then: Mapping[str, Json]
    candidates: int
    notes: tuple[Note, ...]
    timings: Mapping[str, float]
    sure_zh: str
    sure_en: str

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        plan = self.plan
        unit, gain_unit = UNITS[plan.objective]
        return {
            "kind": self.kind,
            "objective": plan.objective,
            "sites": [vars(one) for one in self.sites],
            "cover": self.after.as_dict(),
            "before": {"cover": self.before.as_dict(), "points": self.points},
            "value": number(in_unit(plan.value, unit)),
            "bound": number(in_unit(plan.bound, unit)),
            "unit": unit,
            "gain_unit": gain_unit,
            "weight": self.weight,
            "gap": number(plan.gap),
            "proven": bool(plan.proven),
            "method": plan.method,
            "homes": self.homes,
            "points": self.points + len(self.sites),
            "candidates": self.candidates,
            **self.then,
            "timings": timings_of(self.timings),
            "notes": [vars(note) for note in self.notes],
            "out_of_reach": len(plan.hopeless),
            "says": {"zh": self.sure_zh, "en": self.sure_en},
        }

    def geojson(self) -> dict[str, Any]:
        """Return the sites as a GeoJSON FeatureCollection (RFC 7946)."""
        features = [
            {
                "type": "Feature",
                "properties": {"kind": self.kind, "rank": rank, **vars(one)},
                "geometry": {"type": "Point", "coordinates": [round(one.lon, 7), round(one.lat, 7)]},
            }
            for rank, one in enumerate(self.sites, 1)
        ]
        return {"type": "FeatureCollection", "features": features}


def choose_sites(
    request: Request,
    kind: str,
    add: int | None = None,
    objective: Objective = "mclp",
    candidates: Path | None = None,
    step: Step = quiet,
) -> Chosen:
    """Return where ``add`` new points of ``kind`` (one where not given) should go, among ``candidates`` or any
    junction. The objective "lscp" finds the number itself; an ``add`` is then named in the notes.

    Raises ``Fault`` for a kind that is not there, more sites than candidates, and whatever is wrong with
    the files. The answer depends on nothing but the request, save where a hard proof meets the solver's (HiGHS)
    time limit: a faster machine may then prove more, or find a better plan.
    """  # noqa: D205
    watch = Stopwatch()
    with watch("load"):
        loaded = load_all(_with_kind(request, kind), step)
    ground, homes = loaded.ground, loaded.homes
    points = of_kind(loaded.points, kind)
    with watch("reach"), step("找现在最近的点", "Finding today's nearest points"):
        home_at, point_at, existing = _today(ground, homes, points, request)
    places = _places(request, candidates, ground, homes)
    weights = dict(homes.weights) or {"homes": np.ones(len(homes.id))}
    weight, limit = next(iter(weights)), round(request.minutes * 600)
    with watch("site"), step("选址", "Choosing sites"):
        problem = problem_of(ground.walk, home_at, places, existing, weights[weight], objective, limit)
        plan = site(problem, objective, add or 1, limit=limit if objective in ("mclp", "lscp") else None)
    later = np.minimum(existing, times_after(problem, plan))
    before, after = (_covered(kind, ds, limit, weights, homes) for ds in (existing, later))
    with watch("gaps"):
        then = afterwards(ground, homes, home_at, points, point_at, places, plan.sites, request)
    sites, notes = explained(problem, plan, places, weights), tuple(_unused(objective, add))
    counts = len(homes.id), len(points.id)
    told = (kind, sites, plan, before, after, *counts, weight, then, len(places.id), notes)
    return Chosen(*told, watch.seconds, *_sure(plan, places))


def _today(
    ground: Ground, homes: Homes, points: Points, request: Request
) -> tuple[Anchors, Anchors, Deciseconds]:
    """Return where homes and points stand, and (h,) deciseconds to the nearest open point."""
    usable = ground.all_open.usable
    home_at = snap(ground.streets, homes.lon, homes.lat, limit_m=request.snap, usable=usable)
    point_at = stand_points(ground, points, request)
    return home_at, point_at, _nearest(ground, home_at, _open(points, point_at, request))


def _sure(plan: Plan, places: Candidates) -> tuple[str, str]:
    """Say, in both languages, how good the plan is proven to be and among which places."""
    zh, en = _among(places)
    return verdict(plan, "zh") + zh, f"{verdict(plan, 'en')} {en}"


def _places(request: Request, candidates: Path | None, ground: Ground, homes: Homes) -> Candidates:
    """Return the places of a table, or the junctions, as many as can be compared with all homes."""
    if candidates:
        return load_candidates(request, candidates, ground, homes)
    return junctions(ground.walk, int(np.clip(PAIRS // max(len(homes.id), 1), FEWEST, MOST)))


def _covered(kind: str, ds: Deciseconds, limit: int, weights: Mapping[str, Floats], homes: Homes) -> Cover:
    return cover(np.asarray(ds).reshape(-1, 1), [limit], weights, homes.area, kinds=(kind,))


def _among(places: Candidates) -> tuple[str, str]:
    """Say among which places the plan is the best: no other place was looked at."""
    n, every = len(places.id), places.junctions
    if every is None:
        return (
            f"只在表里的 {n} 个候选点中比较，没有看别处。",
            f"Only the table's {n} candidates were compared, no other place.",
        )
    thinned = every > n
    return (
        f"只在 {every} 个路口{f'里均匀抽出的 {n} 个' if thinned else ''}中比较，没有看别处。",
        f"Only {f'{n}, evenly spread, of ' if thinned else ''}{every} junctions were compared, no other place.",
    )


def _with_kind(request: Request, kind: str) -> Request:
    """Return the request so that the kind is found: as a count column where the table has one of that name."""
    if request.kind or request.kinds or request.points is None:
        return request
    return request.but(kinds=(kind,)) if has_column(request.points, kind) else request


def _unused(objective: Objective, add: int | None) -> Iterator[Note]:
    if objective == "lscp" and add is not None:
        yield Note(
            f"目标 lscp 自己算出要几个点，没有用 --add {add}",
            f"the objective lscp finds the number of points itself: --add {add} was not used",
        )


def _open(points: Points, stands: Anchors, request: Request) -> Anchors:
    return stands.take(np.flatnonzero(open_at(points.hours, request.at, set(request.holidays))))


def _nearest(ground: Ground, homes: Anchors, points: Anchors) -> Deciseconds:
    """Return (h,) deciseconds to the nearest of the points."""
    return nearest(ground.walk, homes, points, np.zeros(len(points), np.int32), 1).ds[:, 0]


def problem_of(
    walk: Walk,
    homes: Anchors,
    places: Candidates,
    existing: Deciseconds,
    weight: Floats,
    objective: Objective,
    limit: int,
) -> Problem:
    """Return the table of walks: within the limit where only that counts, else as far as anybody walks."""
    farthest = limit if objective in ("mclp", "lscp") else LONGEST
    reached = catchment(walk, homes, places.anchors, farthest)
    return Problem(weight, reached.start, reached.item, reached.ds, existing)


def times_after(problem: Problem, plan: Plan) -> Deciseconds:
    """Return deciseconds from each demand to the nearest chosen site."""
    best = np.full(len(problem.demand), UNREACHED, np.uint16)
    for one in plan.sites:
        row, ds = problem.reach_of(int(one))
        best[row] = np.minimum(best[row], ds)
    return best


def _groups(weights: Mapping[str, Floats]) -> list[Group]:
    named = [
        (name, HOMES if name == EVERY_HOME else WHO.get(role_of(name)[0] or "", ("", name, name)), w)
        for name, w in weights.items()
    ]
    return [Group(w, zh, unit, en) for _, (zh, unit, en), w in named]


def explained(
    problem: Problem, plan: Plan, places: Candidates, weights: Mapping[str, Floats], *, plain: bool = True
) -> tuple[Site, ...]:
    """Return the chosen sites, the most useful first, each with its reason in both languages.

    Not ``plain``: the reasons tell no small numbers of people.
    """
    groups = _groups(weights)
    why = [explain(problem, plan, places.labels(lang), groups, lang, plain=plain) for lang in ("zh", "en")]
    return tuple(
        Site(
            places.id[row],
            places.zh[row],
            places.en[row],
            float(places.lon[row]),
            float(places.lat[row]),
            in_unit(float(plan.gain[i]), UNITS[plan.objective][1]),
            why[0][i],
            why[1][i],
        )
        for i, row in enumerate(plan.sites)
    )


def write_sites(chosen: Chosen, target: Path) -> None:
    """Write the sites as GeoJSON. Raises ``Fault`` where the file cannot be written."""
    with whole_file(target) as path:
        path.write_text(json.dumps(chosen.geojson(), ensure_ascii=False) + "\n", encoding="utf-8")
