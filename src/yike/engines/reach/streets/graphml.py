"""GraphML as OSMnx and networkx write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import numpy as np
import shapely

from yike.engines.faults import Fault
from yike.engines.reach.streets.attributes import tags_of, verdict_of
from yike.engines.reach.streets.bends import Edges, Geometries, explode
from yike.engines.reach.streets.drawn import Drawn, Nodes, Words, check_coordinates, no_street, streets_of
from yike.engines.reach.streets.model import Source, Streets
from yike.engines.reach.streets.osm import ATTRIBUTION
from yike.engines.reach.streets.xmlguard import check_xml

Row = dict[str, str]


@dataclass
class _Graph:
    """The elements of a GraphML file: attributes by name, edges with their end nodes."""

    nodes: dict[str, Row] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)


class _Reader:
    """Expat handlers that fill a ``_Graph``. Anything declared in the file stops the reading."""

    def __init__(self) -> None:
        self.graph = _Graph()
        self._row: Row | None = None
        self._key: str | None = None
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "key":
                self.graph.keys[attributes["id"]] = attributes.get("attr.name", attributes["id"])
            case "node":
                self._row = self.graph.nodes.setdefault(attributes["id"], {})
            case "edge":
                self._row = {}
                self.graph.ends.append((attributes["source"], attributes["target"]))
                self.graph.edges.append(self._row)
            case "data":
                self._key = self.graph.keys.get(attributes["key"], attributes["key"])
                self._text.clear()

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "data" if self._key is not None:
                if self._row is not None:
                    self._row[self._key] = "".join(self._text).strip()
                self._key = None
            case "node" | "edge":
                self._row = None


def _not_whole(path: Path, reason: str) -> Fault:
    return Fault(
        f"不是完整的 GraphML（{reason}）",
        f"is not whole GraphML ({reason})",
        do_zh="请从 OSMnx 或 networkx 重新导出",
        do_en="Export it again from OSMnx or networkx",
        file=path,
    )


def _parse(path: Path) -> _Graph:
    check_xml(path, "")
    reader = _Reader()
    try:
        with path.open("rb") as stream:
            reader.parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise _not_whole(path, str(error)) from error
    except (KeyError, UnicodeDecodeError) as error:
        raise _not_whole(path, f"{error} missing") from error
    return reader.graph


def _number(row: Row, key: str, path: Path, element: str) -> float:
    try:
        return float(row[key])
    except (KeyError, ValueError) as error:
        raise Fault(
            f"{element} 没有数字 {key}",
            f"{element} has no number {key}",
            do_zh="请用带坐标的图（节点有 x、y）重新导出",
            do_en="Export a graph whose nodes carry x and y",
            file=path,
        ) from error


def _node_id(text: str, row: int) -> int:
    try:
        return int(text) if -(2**63) <= int(text) < 2**63 else row
    except ValueError:
        return row


def _optional(row: Row, key: str) -> float:
    try:
        return float(row[key])
    except (KeyError, ValueError):
        return np.nan


def _nodes(graph: _Graph, path: Path) -> Nodes:
    rows = list(graph.nodes.items())
    lon = np.array([_number(row, "x", path, f"node {name}") for name, row in rows])
    lat = np.array([_number(row, "y", path, f"node {name}") for name, row in rows])
    ids = np.array([_node_id(name, number) for number, (name, _) in enumerate(rows)], np.int64)
    height = np.array([_optional(row, "elevation" if "elevation" in row else "ele") for _, row in rows])
    return Nodes(ids, lon, lat, height)


def _length(row: Row, number: int, path: Path) -> float:
    """Return the metres of an edge, NaN where it gives none. Raises ``Fault`` where they are no length."""
    text = row.get("length", "")
    try:
        value = float(text) if text else np.nan
    except ValueError:
        value = -1.0
    if text and not 0.0 <= value < np.inf:
        raise Fault(
            f"第 {number} 条边的长度是“{text}”",
            f'edge {number} has the length "{text}"',
            do_zh="长度应为不小于 0 的米数",
            do_en="A length is a number of metres, not below 0",
            file=path,
            column="length",
        )
    return value


def _geometries(rows: list[Row], path: Path) -> Geometries:
    texts = np.array([row.get("geometry") or None for row in rows], object)
    shapes = shapely.from_wkt(texts, on_invalid="ignore")
    good = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    good &= np.isfinite(shapely.length(shapes)) & ~shapely.is_empty(shapes)
    bad = np.flatnonzero(~good & np.array([text is not None for text in texts]))
    if len(bad):
        raise _not_whole(path, f"geometry of edge {bad[0] + 1}")
    return shapes


def _edges(graph: _Graph, path: Path, names: Words, hours: Words) -> Edges:
    at = {name: row for row, name in enumerate(graph.nodes)}
    tags = [tags_of(row) for row in graph.edges]
    verdicts = [verdict_of(tag) for tag in tags]
    kept = [number for number, verdict in enumerate(verdicts) if verdict is not None]
    if not kept:
        raise no_street(path)
    try:
        ends = np.array([[at[end] for end in graph.ends[number]] for number in kept], np.int32)
    except KeyError as error:
        raise _not_whole(path, f"no node {error}") from error
    good = [verdict for verdict in verdicts if verdict is not None]
    ends[[v.backwards for v in good]] = ends[[v.backwards for v in good]][:, ::-1]
    rows = [graph.edges[number] for number in kept]
    return Edges(
        ends[:, 0].copy(),
        ends[:, 1].copy(),
        np.array([_length(row, number + 1, path) for row, number in zip(rows, kept, strict=True)]),
        np.array([int(v.mark) for v in good], np.uint16),
        np.array([int(v.crossing) for v in good], np.uint16),
        np.array([names.number(tags[number].get("name")) for number in kept], np.int32),
        np.array([hours.number(v.hours) for v in good], np.int32),
        _geometries(rows, path),
    )


def read_graphml(path: Path) -> Streets:
    """Return the streets of a GraphML file: nodes with x and y (degrees), edges with or without bends.

    The two directions of a street become one segment. Raises ``Fault`` where the file is not whole, declares
    entities, or holds nothing to walk on.
    """
    graph = _parse(path)
    if not graph.edges:
        raise no_street(path)
    nodes, names, hours = _nodes(graph, path), Words(), Words()
    check_coordinates(nodes.lon, nodes.lat, path)
    edges = _edges(graph, path, names, hours)
    nodes, steps = explode(nodes, edges, path)
    from_osm = "osmid" in graph.keys.values()
    source = Source(str(path), "GraphML", ATTRIBUTION if from_osm else "")
    return streets_of(Drawn(nodes, steps, names.all, hours.all, source=source))
