"""Join the drawn ways into one net: where lines cross they share a node, where they pass above they do not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from shapely import LineString, Point, STRtree

from yike.rooms.circle.sketch.frame import Vec
from yike.rooms.circle.sketch.ways import Spot, Town, Way, points_of

TOUCH = 0.6  # metres within which an end lies on another line
SAME = 1.2  # metres within which two vertices are one node


@dataclass
class Net:
    """Nodes in metres, ways as rows of nodes with their tags, tags of single nodes."""

    nodes: list[Vec] = field(default_factory=list)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    spots: dict[int, dict[str, str]] = field(default_factory=dict)
    _cells: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def node(self, x: float, y: float) -> int:
        """Return the node at a place, a new one unless one lies within ``SAME`` metres."""
        near = [
            n for c in self._around(x, y) for n in self._cells[c] if math.dist(self.nodes[n], (x, y)) <= SAME
        ]
        if near:
            return min(near, key=lambda n: math.dist(self.nodes[n], (x, y)))
        self.nodes.append((x, y))
        self._cells[_cell(x, y)].append(len(self.nodes) - 1)
        return len(self.nodes) - 1

    def lone_node(self, x: float, y: float) -> int:
        """Return a new node that nothing else will share."""
        self.nodes.append((x, y))
        return len(self.nodes) - 1

    @staticmethod
    def _around(x: float, y: float) -> Iterable[tuple[int, int]]:
        i, j = _cell(x, y)
        return ((i + di, j + dj) for di in (-1, 0, 1) for dj in (-1, 0, 1))

    def degrees(self) -> dict[int, int]:
        """Return how many segments meet at each node that walkers use."""
        count: dict[int, int] = defaultdict(int)
        for a, b in {(min(p), max(p)) for nodes, tags in self.ways if walkable(tags) for p in _pairs(nodes)}:
            count[a] += 1
            count[b] += 1
        return count


def _cell(x: float, y: float) -> tuple[int, int]:
    return math.floor(x / SAME), math.floor(y / SAME)


def _pairs(nodes: list[int]) -> Iterable[tuple[int, int]]:
    return pairwise(nodes)


def walkable(tags: dict[str, str]) -> bool:
    """Return whether a way is a street one may walk on, not water or ground."""
    return "highway" in tags and tags.get("foot") != "no"


def assemble(town: Town) -> Net:
    """Return the net of a finished town."""
    net = Net()
    ground = [w for w in town.ways if not w.over]
    paths = STRtree([w.path for w in ground])
    feet = [w.path for w in town.ways if w.tags.get("foot") != "no"]
    ends = STRtree([Point(c) for p in feet for c in (p.coords[0], p.coords[-1])])
    for i, way in enumerate(ground):
        others = [ground[j].path for j in sorted(paths.query(way.path, predicate="intersects")) if j != i]
        touching = ends.geometries[sorted(ends.query(way.path, predicate="dwithin", distance=TOUCH))]
        add(net, [net.node(*c) for c in _noded(way.path, others, list(touching))], way.tags)
    for way in (w for w in town.ways if w.over):
        add(net, _over(net, way), way.tags)
    for spot in town.spots:
        _pin(net, spot)
    return net


def add(net: Net, nodes: list[int], tags: dict[str, str]) -> None:
    """Add a way, nodes that repeat left out."""
    kept = [n for i, n in enumerate(nodes) if i == 0 or n != nodes[i - 1]]
    if len(kept) > 1:
        net.ways.append((kept, tags))


def _noded(path: LineString, others: list[LineString], touching: list[Point]) -> list[Vec]:
    """Return the vertices of ``path`` with those added where others cross it or end on it."""
    marks = {round(path.project(Point(c)), 3): (c[0], c[1]) for c in path.coords[:-1]}
    marks[round(path.length, 3)] = (path.coords[-1][0], path.coords[-1][1])
    for p in [*(p for other in others for p in points_of(path.intersection(other))), *touching]:
        marks.setdefault(round(path.project(p), 3), (p.x, p.y))
    return [marks[at] for at in sorted(marks)]


def _over(net: Net, way: Way) -> list[int]:
    """Return the nodes of a way above others: only its ends may be shared."""
    middle = [net.lone_node(c[0], c[1]) for c in way.path.coords[1:-1]]
    return [net.node(*way.path.coords[0][:2]), *middle, net.node(*way.path.coords[-1][:2])]


def _pin(net: Net, spot: Spot) -> None:
    net.spots[net.node(spot.x, spot.y)] = spot.tags
