"""Draw tiny OpenStreetMap files by hand: nodes in metres around a corner of Suzhou."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from yike.engines.reach.streets.model import Mark, Streets, metres_per_degree
from yike.engines.reach.streets.read import read_streets

LON, LAT = 120.63, 31.31
EAST, NORTH = (float(value) for value in metres_per_degree(np.array(LAT)))

Tags = Mapping[str, str]
Node = tuple[float, float] | tuple[float, float, Tags]  # metres east, metres north, tags
Way = tuple[Sequence[int], Tags]


def degrees(east: float, north: float) -> tuple[float, float]:
    return LON + east / EAST, LAT + north / NORTH


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def _node(number: int, node: Node) -> str:
    lon, lat = degrees(node[0], node[1])
    tags = node[2] if len(node) == 3 else {}
    return f'<node id="{number}" lon="{lon:.7f}" lat="{lat:.7f}">{_tags(tags)}</node>'


def _way(number: int, way: Way) -> str:
    refs = "".join(f'<nd ref="{ref}"/>' for ref in way[0])
    return f'<way id="{number}">{refs}{_tags(way[1])}</way>'


def _relation(number: int, members: Sequence[tuple[int, str]], tags: Tags) -> str:
    refs = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
    return f'<relation id="{number}">{refs}{_tags(tags)}</relation>'


def osm_xml(
    nodes: Mapping[int, Node],
    ways: Sequence[Way],
    relations: Sequence[tuple[Sequence[tuple[int, str]], Tags]] = (),
) -> str:
    """Return an OSM file; ways are numbered from 1, relations from 1."""
    parts = [_node(number, node) for number, node in nodes.items()]
    parts += [_way(number, way) for number, way in enumerate(ways, 1)]
    parts += [_relation(number, *relation) for number, relation in enumerate(relations, 1)]
    return f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{"".join(parts)}</osm>'


def osm_streets(
    folder: Path,
    nodes: Mapping[int, Node],
    ways: Sequence[Way],
    relations: Sequence[tuple[Sequence[tuple[int, str]], Tags]] = (),
) -> Streets:
    path = folder / "drawn.osm"
    path.write_text(osm_xml(nodes, ways, relations), encoding="utf-8")
    return read_streets(path)


def pairs(streets: Streets) -> dict[tuple[int, int], Mark]:
    """Return the marks of every segment by the source ids of its ends, the smaller first."""
    ends = zip(streets.node_id[streets.a].tolist(), streets.node_id[streets.b].tolist(), strict=True)
    return {(min(e), max(e)): Mark(int(m)) for e, m in zip(ends, streets.mark, strict=True)}


def hours_of(streets: Streets) -> dict[tuple[int, int], str]:
    """Return the opening hours of every segment that has any, by the source ids of its ends."""
    if streets.hours is None:
        return {}
    ends = zip(streets.node_id[streets.a].tolist(), streets.node_id[streets.b].tolist(), strict=True)
    rows = zip(ends, streets.hours.tolist(), strict=True)
    return {(min(e), max(e)): streets.gate_hours[h] for e, h in rows if h >= 0}
