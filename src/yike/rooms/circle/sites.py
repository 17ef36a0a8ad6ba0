"""Where the next points of one kind should go, each choice explained, with a bound on what is left to gain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.ball import catchment
from yike.engines.reach.cover import Cover, cover
from yike.engines.reach.nearest import nearest
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds
from yike.engines.reach.places import Points
from yike.engines.reach.siting import Group, Objective, Plan, Problem, explain, site, verdict
from yike.engines.reach.snap import snap
from yike.engines.reach.streets.model import Floats
from yike.engines.sheets.headers import role_of
from yike.engines.wholefile import whole_file
from yike.rooms.circle.answer import number
from yike.rooms.circle.candidates import Candidates, junctions
from yike.rooms.circle.inputs import Ground, has_column, load_all, load_candidates, no_kind, stand_points
from yike.rooms.circle.opening import open_at
from yike.rooms.circle.request import Request, Step, quiet

PAIRS = 40_000_000  # walks between candidates and homes that are held at once
FEWEST, MOST = 50, 5_000  # junctions offered as candidates
WHO = {
    "households": ("", "户", "households"),
    "elders": ("老人", "人", "elders"),
    "population": ("", "人", "people"),
}


@dataclass(frozen=True)
class Site:
    """One chosen place and why it was chosen."""

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
    """The answer: sites, most useful first, cover of the kind before and after, and how sure that is."""

    kind: str
    sites: tuple[Site, ...]
    plan: Plan
    before: Cover
    after: Cover
    homes: int
    points: int
    unsnapped: Mapping[str, int]
    candidates: int
    sure_zh: str
    sure_en: str

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        plan = self.plan
        return {
            "kind": self.kind,
            "objective": plan.objective,
            "sites": [vars(one) for one in self.sites],
            "cover": self.after.as_dict(),
            "before": {"cover": self.before.as_dict()},
            "value": number(plan.value),
            "bound": number(plan.bound),
            "gap": number(plan.gap),
            "proven": bool(plan.proven),
            "method": plan.method,
            "homes": self.homes,
            "points": self.points,
            "candidates": self.candidates,
            "unsnapped": dict(self.unsnapped),
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
    add: int,
    objective: Objective = "mclp",
    candidates: Path | None = None,
    step: Step = quiet,
) -> Chosen:
    """Return where ``add`` new points of ``kind`` should go, among ``candidates`` or any junction.

    Raises ``Fault`` for a kind that is not there, more sites than candidates, and whatever is wrong with
    the files. The answer depends on nothing but the request.
    """
    loaded = load_all(_with_kind(request, kind), step)
    ground, homes, points = loaded.ground, loaded.homes, loaded.points
    row = _kind_row(points, kind)
    usable = ground.all_open.usable
    home_at = snap(ground.streets, homes.lon, homes.lat, limit_m=request.snap, usable=usable)
    with step("找现在最近的点", "Finding today's nearest points"):
        existing = _existing(ground, home_at, points, row, request)
    most = int(np.clip(PAIRS // max(len(homes.id), 1), FEWEST, MOST))
    places = load_candidates(request, candidates, ground) if candidates else junctions(ground.walk, most)
    weights = dict(homes.weights) or {"homes": np.ones(len(homes.id))}
    limit = round(request.minutes * 600)
    with step("选址", "Choosing sites"):
        problem = _problem(ground, home_at, places, existing, next(iter(weights.values())), objective, limit)
        plan = site(problem, objective, add, limit=limit if objective in ("mclp", "lscp") else None)
    unsnapped = {"homes": int((~home_at.snapped).sum()), "candidates": int((~places.anchors.snapped).sum())}
    before, after = (
        cover(np.asarray(ds).reshape(-1, 1), [limit], weights, homes.area, kinds=(kind,))
        for ds in (existing, np.minimum(existing, _times_after(problem, plan)))
    )
    count = int((points.kind == row).sum())
    sites = _explained(problem, plan, places, weights)
    return Chosen(
        kind,
        sites,
        plan,
        before,
        after,
        len(homes.id),
        count,
        unsnapped,
        len(places.id),
        verdict(plan, "zh"),
        verdict(plan, "en"),
    )


def _with_kind(request: Request, kind: str) -> Request:
    """Return the request so that the kind is found: as a count column where the table has one of that name."""
    if request.kind or request.kinds or request.points is None:
        return request
    return request.but(kinds=(kind,)) if has_column(request.points, kind) else request


def _kind_row(points: Points, kind: str) -> int:
    if kind in points.kinds:
        return points.kinds.index(kind)
    raise no_kind(points, kind)


def _existing(ground: Ground, homes: Anchors, points: Points, row: int, request: Request) -> Deciseconds:
    """Return (h,) deciseconds to the nearest open point of the kind that is there already."""
    stands = stand_points(ground, points, request)
    keep = (points.kind == row) & open_at(points.hours, request.at)
    some = Anchors(*(getattr(stands, name)[keep] for name in ("segment", "along", "access", "why")))
    return nearest(ground.walk, homes, some, np.zeros(int(keep.sum()), np.int32), 1).ds[:, 0]


def _problem(
    ground: Ground,
    homes: Anchors,
    places: Candidates,
    existing: Deciseconds,
    weight: Floats,
    objective: Objective,
    limit: int,
) -> Problem:
    """Return the table of walks: within the limit where only that counts, else as far as anybody walks."""
    farthest = limit if objective in ("mclp", "lscp") else LONGEST
    reached = catchment(ground.walk, homes, places.anchors, farthest)
    return Problem(weight, reached.start, reached.item, reached.ds, existing)


def _times_after(problem: Problem, plan: Plan) -> Deciseconds:
    best = np.full(len(problem.demand), UNREACHED, np.uint16)
    for one in plan.sites:
        row, ds = problem.reach_of(int(one))
        best[row] = np.minimum(best[row], ds)
    return best


def _groups(weights: Mapping[str, Floats]) -> list[Group]:
    named = [(name, WHO.get(role_of(name)[0] or "", ("", name, name)), w) for name, w in weights.items()]
    return [Group(w, zh, unit, en) for _, (zh, unit, en), w in named]


def _explained(
    problem: Problem, plan: Plan, places: Candidates, weights: Mapping[str, Floats]
) -> tuple[Site, ...]:
    groups = _groups(weights)
    why = [explain(problem, plan, places.labels(lang), groups, lang) for lang in ("zh", "en")]
    return tuple(
        Site(
            places.id[row],
            places.zh[row],
            places.en[row],
            float(places.lon[row]),
            float(places.lat[row]),
            float(plan.gain[i]),
            why[0][i],
            why[1][i],
        )
        for i, row in enumerate(plan.sites)
    )


def write_sites(chosen: Chosen, target: Path) -> None:
    """Write the sites as GeoJSON. Raises ``Fault`` where the file cannot be written."""
    with whole_file(target) as path:
        path.write_text(json.dumps(chosen.geojson(), ensure_ascii=False) + "\n", encoding="utf-8")
