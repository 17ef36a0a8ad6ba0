"""Siting: the published optima, and 100,000 demands by 5,000 candidate sites."""

from __future__ import annotations

import csv
import statistics
import tarfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse.csgraph import csgraph_from_dense, dijkstra
from scipy.spatial import KDTree

from yike.engines.reach.siting import Effort, Plan, Problem, site

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
Row = dict[str, Any]


def san_francisco() -> Problem:
    """Return spopt's 16 stores by 205 tracts in metres, weights joined by tract."""
    folder = DATA / "ref_spopt_locate"
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open(encoding="utf-8-sig") as file:
        people = {r["NAME"]: float(r["POP2000"]) for r in csv.DictReader(file)}
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    tracts = {t: i for i, t in enumerate(people)}
    stores = {s: j for j, s in enumerate(dict.fromkeys(r["name"] for r in rows))}
    cost = np.full((len(stores), len(tracts)), np.inf)
    for r in rows:
        cost[stores[r["name"]], tracts[r["DestinationName"]]] = float(r["distance"])
    return Problem.dense(cost, np.array(list(people.values())))


def pmed(number: int) -> tuple[Problem, int, float]:
    """Return OR-Library's pmed ``number``: the problem, p, and the published optimum."""
    folder = DATA / "ref_orlib_pmed"
    with tarfile.open(folder / "pmed_1_20.tar.gz") as archive:
        member = archive.extractfile(f"pmed{number}.txt")
        assert member is not None
        words = np.array(member.read().split(), np.int64)
    nodes, edges, add = (int(w) for w in words[:3])
    length = np.full((nodes, nodes), np.inf)
    for a, b, cost in words[3 : 3 + 3 * edges].reshape(-1, 3):  # of a repeated edge the last line counts
        length[a - 1, b - 1] = length[b - 1, a - 1] = cost
    far = dijkstra(csgraph_from_dense(length, null_value=np.inf), directed=False)
    lines = (folder / "pmedopt.txt").read_text().splitlines()[1:]
    best = {line.split()[0]: float(line.split()[1]) for line in lines}
    return Problem.dense(far, np.ones(nodes)), add, best[f"pmed{number}"]


def clustered_town(demand: int, sites: int, per_site: float, seed: int = 0) -> Problem:
    """Return homes in 200 clusters and scattered, sites among the homes, about ``per_site`` homes in reach."""
    dice = np.random.default_rng(seed)
    centre, spread = dice.random((200, 2)) * 10_000, dice.gamma(2.0, 150.0, 200)
    which = dice.integers(0, 200, demand)
    near = centre[which] + dice.normal(size=(demand, 2)) * spread[which][:, None]
    home = np.where(dice.random(demand)[:, None] < 0.7, near, dice.random((demand, 2)) * 10_000)
    weight = dice.integers(1, 30, demand).astype(np.float64)
    tree, place = KDTree(home), home[dice.choice(demand, sites, replace=False)]
    low, high = 10.0, 5_000.0
    for _ in range(14):
        radius = (low + high) / 2
        mean = tree.query_ball_point(place[:200], radius, return_length=True).mean()
        low, high = (low, radius) if mean > per_site else (radius, high)
    reach = [np.sort(r) for r in tree.query_ball_point(place, radius)]
    start = np.concatenate(([0], np.cumsum([len(r) for r in reach])))
    row = np.concatenate(reach)
    walk = np.hypot(*(home[row] - np.repeat(place, np.diff(start), axis=0)).T) / 66.7 * 600.0
    return Problem(weight, start, row.astype(np.int32), np.minimum(walk, 65_534).astype(np.uint16))


def _timed(ask: Callable[[], Plan], times: int) -> tuple[Plan, float]:
    plan, took = ask(), []
    for _ in range(times):
        begun = time.perf_counter()
        plan = ask()
        took.append(time.perf_counter() - begun)
    return plan, statistics.median(took)


def _row(case: str, plan: Plan, seconds: float, published: float | None = None, **more: object) -> Row:
    return {
        "case": case,
        "objective": plan.objective,
        "value": plan.value,
        "published": published,
        "bound": plan.bound,
        "gap_percent": round(plan.gap * 100, 3),
        "proven": plan.proven,
        "method": plan.method,
        "ms": round(seconds * 1e3, 2),
        **more,
    }


def san_francisco_rows() -> list[Row]:
    city = san_francisco()
    asked: list[tuple[Any, int, float]] = [
        ("lscp", 1, 8.0),
        ("mclp", 4, 875_247.0),
        ("p-median", 4, 2_848_268_129.7145),
        ("p-center", 4, 7_403.0638),
    ]
    return [
        _row("San Francisco 16 x 205", *_timed(partial(site, city, o, p, limit=5_000), 5), best)
        for o, p, best in asked
    ]


def pmed_rows(seconds: float = 10.0) -> list[Row]:
    rows = []
    for number in range(1, 21):
        problem, add, best = pmed(number)
        plan, took = _timed(partial(site, problem, "p-median", add, effort=Effort(seconds=seconds)), 1)
        rows.append(_row(f"pmed{number} n={problem.sites} p={add}", plan, took, best))
    return rows


def large_rows(times: int = 15) -> list[Row]:
    rows = []
    for per_site in (150, 300, 600, 1_500):
        town = clustered_town(100_000, 5_000, per_site)
        case = f"100k x 5k, {len(town.row):,} pairs, k=10"
        for name, effort in (("certified", Effort(exact_below=0)), ("default", Effort())):
            plan, took = _timed(partial(site, town, "mclp", 10, effort=effort), times)
            rows.append(_row(f"{case}, {name}", plan, took, pairs=len(town.row)))
    return rows


def rows() -> list[Row]:
    """Return every row of the siting tables; those whose data are absent are left out."""
    found = large_rows()
    if (DATA / "ref_spopt_locate").exists():
        found += san_francisco_rows()
    if (DATA / "ref_orlib_pmed").exists():
        found += pmed_rows()
    return found


if __name__ == "__main__":
    for r in rows():
        print(*(f"{k}={v}" for k, v in r.items()), sep="  ")
