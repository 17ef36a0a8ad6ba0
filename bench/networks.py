"""The networks that are measured on, with the same integer times for every library."""

from __future__ import annotations

import lzma
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import PACES, Deciseconds, segment_times
from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.engines.reach.streets.read import read_streets
from yike.engines.reach.walk import Walk

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KINDS = 20
LIMIT = 9000  # 15 minutes, for those peers that need a limit


class Town(NamedTuple):
    """n nodes and undirected edges a–b of ``ds`` deciseconds; 20 kinds of points at nodes."""

    name: str
    n: int
    a: Ints
    b: Ints
    ds: Deciseconds
    node: Ints
    kind: Ints


def _osm(path: str) -> tuple[int, Ints, Ints, Deciseconds]:
    streets = read_streets(DATA / path)
    return streets.nodes, streets.a, streets.b, segment_times(streets, PACES["adult"])[0]


def _dimacs(name: str) -> tuple[int, Ints, Ints, Deciseconds]:
    """Read a DIMACS graph; it has no lengths, so each edge gets 20..199 m from a hash of its ends."""
    with lzma.open(DATA / f"graphs_dimacs/{name}.gr.xz", "rt") as file:
        edges = np.loadtxt(file, comments=("p", "c"), dtype=np.int64) - 1
    low, high = np.sort(edges, axis=1).astype(np.uint64).T
    mixed = (low * np.uint64(0x9E3779B97F4A7C15)) ^ (high * np.uint64(0xC2B2AE3D27D4EB4F))
    mixed ^= mixed >> np.uint64(31)
    metres = 20.0 + (mixed % np.uint64(180)).astype(float)
    ds = np.rint(metres / PACES["adult"].metres_per_minute * 600.0).astype(np.uint16)
    return int(edges.max()) + 1, edges[:, 0].astype(np.int32), edges[:, 1].astype(np.int32), ds


def _fourfold(n: int, a: Ints, b: Ints, ds: Deciseconds) -> tuple[int, Ints, Ints, Deciseconds]:
    """Return four copies of a network, each joined to the next by 50 long streets."""
    shift = (np.arange(4, dtype=np.int32) * n)[:, None]
    ends = np.random.default_rng(4).integers(0, n, (3, 50)).astype(np.int32)
    left, right = (ends + shift[:3]).ravel(), (ends + shift[1:]).ravel()
    long = np.full(150, 5000, np.uint16)
    return (
        4 * n,
        np.concatenate(((a + shift).ravel(), left)),
        np.concatenate(((b + shift).ravel(), right)),
        np.concatenate((np.tile(ds, 4), long)),
    )


@cache
def town(name: str) -> Town:
    """Return a network by name: poa, porto, porto x4, NY, FLA, NW. Points: 5..200 a kind, scaled with it."""
    if name in {"poa", "porto"}:
        path = {"poa": "br_poa/poa_osm.pbf", "porto": "eu_porto/porto_portugal.osm.pbf"}[name]
        net = _osm(path)
    elif name == "porto x4":
        net = _fourfold(*town("porto")[1:5])
    else:
        net = _dimacs(name)
    dice, scale = np.random.default_rng(1), max(1, net[0] // 37_500)
    count = np.linspace(5, 200, KINDS).astype(int) * scale
    node = [dice.choice(net[0], c, replace=False).astype(np.int32) for c in count]
    kind = np.repeat(np.arange(KINDS, dtype=np.int32), count)
    return Town(name, *net, np.concatenate(node), kind)


def walk_of(it: Town) -> Walk:
    """Return the walk over a network whose times are given; coordinates and lengths play no part."""
    m = len(it.a)
    none: Floats = np.zeros(it.n)
    streets = Streets(
        none,
        none,
        it.a,
        it.b,
        np.zeros(m),
        np.zeros(m, np.uint16),
        np.full(m, -1, np.int32),
        (),
        np.arange(it.n),
    )
    return Walk(streets, PACES["adult"], it.ds, it.ds)


def at_nodes(it: Town, node: NDArray[np.integer]) -> Anchors:
    """Return anchors that stand exactly at street nodes."""
    segment, along = np.zeros(it.n, np.int32), np.zeros(it.n)
    row = np.arange(len(it.a), dtype=np.int32)
    segment[it.b], along[it.b] = row, 1.0
    segment[it.a], along[it.a] = row, 0.0
    return Anchors(segment[node], along[node], np.zeros(len(node)), np.zeros(len(node), np.uint8))
