"""Where a new point could stand: rows of a table, or junctions of the streets themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yike.engines.faults import Language
from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.places import Origin
from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_per_degree
from yike.engines.reach.walk import Walk

CELL_M = 20.0  # junctions are thinned by cells that grow from this until few enough are left


@dataclass(frozen=True)
class Candidates:
    """S places, their names in both languages and where they stand."""

    id: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    lon: Floats
    lat: Floats
    anchors: Anchors
    origin: Origin | None = None  # the table they came from
    junctions: int | None = None  # how many junctions there are, where these were taken from them

    def labels(self, language: Language) -> tuple[str, ...]:
        """Return the names in one language."""
        return self.zh if language == "zh" else self.en


def junctions(walk: Walk, most: int) -> Candidates:
    """Return at most ``most`` corners and ends of usable streets, spread evenly over the map."""
    streets = walk.streets
    degree = np.diff(walk.graph.start)
    every = np.flatnonzero((degree > 0) & (degree != 2))
    node = _thinned(streets, every, most)
    first = walk.graph.start[node]
    segment = walk.graph.segment[first]
    along = np.where(streets.a[segment] == node, 0.0, 1.0)
    anchors = Anchors(segment, along, np.zeros(len(node)), np.full(len(node), int(Why.SNAPPED), np.uint8))
    names = [_names_at(walk, int(one)) for one in node]
    return Candidates(
        tuple(str(int(one)) for one in streets.node_id[node]),
        tuple(_corner_zh(one) for one in names),
        tuple(_corner_en(one) for one in names),
        streets.lon[node],
        streets.lat[node],
        anchors,
        junctions=len(every),
    )


def _thinned(streets: Streets, node: np.ndarray, most: int) -> Ints:
    """Return at most ``most`` of the nodes: the first of each cell of a grid as fine as that allows."""
    if len(node) <= most:
        return node.astype(np.int32)
    east, north = metres_per_degree(np.array([float(streets.lat[node].mean())]))
    x, y = streets.lon[node] * east[0], streets.lat[node] * north[0]
    cell = CELL_M
    while True:
        key = np.column_stack((np.floor(x / cell), np.floor(y / cell)))
        first = np.unique(key, axis=0, return_index=True)[1]
        if len(first) <= most:
            return node[np.sort(first)].astype(np.int32)
        cell *= 1.25


def _names_at(walk: Walk, node: int) -> list[str]:
    streets = walk.streets
    arcs = slice(walk.graph.start[node], walk.graph.start[node + 1])
    rows = streets.name[walk.graph.segment[arcs]]
    return list(dict.fromkeys(streets.names[row] for row in rows if row >= 0))[:2]


def _corner_zh(names: list[str]) -> str:
    if not names:
        return "无名路口"
    return f"{names[0]}与{names[1]}路口" if len(names) == 2 else f"{names[0]}"


def _corner_en(names: list[str]) -> str:
    if not names:
        return "an unnamed corner"
    return f"the corner of {names[0]} and {names[1]}" if len(names) == 2 else names[0]
