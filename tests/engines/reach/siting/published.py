"""Readers of two published test sets: San Francisco (spopt) and OR-Library's pmed."""

from __future__ import annotations

import csv
import tarfile
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import csgraph_from_dense, dijkstra

from yike.engines.reach.siting import Problem


def san_francisco(folder: Path) -> tuple[Problem, tuple[str, ...]]:
    """Return 16 stores by 205 tracts in metres, and the stores' names.

    Weights are joined by tract: the two files list the tracts in different order.
    """
    with (folder / "SF_demand_205_centroid_uniform_weight.csv").open(encoding="utf-8-sig") as file:
        people = {r["NAME"]: float(r["POP2000"]) for r in csv.DictReader(file)}
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    tracts = {t: i for i, t in enumerate(people)}
    with (folder / "SF_store_site_16_longlat.csv").open(encoding="utf-8-sig") as file:
        stores = {r["NAME"]: j for j, r in enumerate(csv.DictReader(file))}
    cost = np.full((len(stores), len(tracts)), np.inf)
    for r in rows:
        cost[stores[r["name"]], tracts[r["DestinationName"]]] = float(r["distance"])
    return Problem.dense(cost, np.array(list(people.values()))), tuple(stores)


def pmed(folder: Path, number: int) -> tuple[Problem, int, float]:
    """Return OR-Library's pmed ``number``: the problem, p, and the published optimum."""
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
