"""GeoJSON lines as streets: lines that share a vertex meet there, lines that merely cross do not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.streets.attributes import tags_of, verdict_of
from yike.engines.reach.streets.drawn import (
    NO_SOURCE,
    Drawn,
    Ids,
    Nodes,
    Steps,
    Words,
    check_coordinates,
    no_street,
    streets_of,
    written,
)
from yike.engines.reach.streets.model import Floats, Ints, Source, Streets, Water
from yike.engines.reach.streets.osm import ATTRIBUTION, WATER_AREAS, WATER_LINES
from yike.engines.reach.streets.walking import WayVerdict

GRAIN = 1e-7  # degrees, a centimetre: vertices nearer than this are one node
_DEGREES = re.compile(r"(CRS84|EPSG:+(4326|4490))$", re.IGNORECASE)
_OSM_ID = re.compile(r"^(@id|osm_id|osm_way_id|osmid|full_id)$")

Json = dict[str, object]
Vertices = list[list[float]]


def _not_whole(path: Path, zh: str, en: str, row: int | None = None) -> Fault:
    return Fault(
        f"不是完整的 GeoJSON：{zh}",
        f"is not whole GeoJSON: {en}",
        do_zh="请从 GIS 软件重新导出为 GeoJSON（线）",
        do_en="Export it again from a GIS program as GeoJSON lines",
        file=path,
        row=row,
    )


def _features(path: Path) -> list[Json]:
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _not_whole(path, "JSON 读不下去", f"not JSON ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise _not_whole(path, "最外层不是对象", "the outermost value is no object")
    _check_degrees(path, found)
    features = found.get("features", [found] if found.get("type") == "Feature" else None)
    if not isinstance(features, list):
        raise _not_whole(path, "没有 features", "it has no features")
    return features


def _check_degrees(path: Path, found: Json) -> None:
    """Raise ``Fault`` where the old ``crs`` member names a projection."""
    match found.get("crs"):
        case {"properties": {"name": str(name)}} if not _DEGREES.search(name):
            raise Fault(
                f"坐标系是 {name}，不是经纬度",
                f"the coordinates are in {name}, not degrees",
                do_zh="请重投影为 WGS-84（EPSG:4326）再导出",
                do_en="Reproject to WGS-84 (EPSG:4326) and export again",
                file=path,
            )


@dataclass
class _Lines:
    """Lines gathered feature by feature: vertices one after the other, and what each line means."""

    vertices: Vertices = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    verdicts: list[WayVerdict] = field(default_factory=list)
    name: list[int] = field(default_factory=list)
    names: Words = field(default_factory=Words)
    water: list[tuple[Vertices, bool, str]] = field(default_factory=list)
    skipped: int = 0
    from_osm: bool = False

    def add(self, feature: Json, path: Path, row: int) -> None:
        """Keep the lines of one feature."""
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise _not_whole(path, "properties 不是对象", "properties is no object", row)
        tags = tags_of(properties)
        self.from_osm |= any(_OSM_ID.match(key) is not None for key in properties)
        lines, closed = _lines_of(feature, path, row)
        if _is_water(tags, closed):
            self.water += [(line, closed, written(tags.get("name", ""))) for line in lines]
            return
        verdict = None if closed else verdict_of(tags)
        if verdict is None:
            self.skipped += 1
            return
        for line in lines:
            self.vertices += reversed(line) if verdict.backwards else line
            self.sizes.append(len(line))
            self.verdicts.append(verdict)
            self.name.append(self.names.number(tags.get("name")))


def _is_water(tags: dict[str, str], closed: bool) -> bool:
    if closed:
        return any(tags.get(key) == value for key, value in WATER_AREAS)
    return tags.get("waterway") in WATER_LINES or tags.get("natural") == "coastline"


def _lines_of(feature: Json, path: Path, row: int) -> tuple[list[Vertices], bool]:
    """Return the lines of a feature, and whether they are outlines; no lines for points and no geometry."""
    geometry = feature.get("geometry")
    match geometry:
        case {"type": "LineString", "coordinates": list(line)}:
            lines, closed = [line], False
        case {"type": "MultiLineString", "coordinates": list(many)}:
            lines, closed = many, False
        case {"type": "Polygon", "coordinates": list(rings)}:
            lines, closed = rings[:1], True
        case {"type": "MultiPolygon", "coordinates": list(polygons)}:
            lines, closed = [p[0] for p in polygons if isinstance(p, list) and p], True
        case _:
            return [], False
    return [_checked(line, path, row) for line in lines], closed


def _checked(line: object, path: Path, row: int) -> Vertices:
    if isinstance(line, list) and all(_is_vertex(vertex) for vertex in line):
        return line
    raise _not_whole(path, "有坐标不是数字", "a coordinate is not a number", row)


def _is_vertex(vertex: object) -> bool:
    return (
        isinstance(vertex, list)
        and len(vertex) >= 2
        and all(isinstance(x, int | float) and abs(x) < 1e15 for x in vertex[:3])
    )


def _shared_nodes(lon: Floats, lat: Floats, height: Floats) -> tuple[Nodes, Ints]:
    """Return one node for every distinct place, and the node of each vertex."""
    x, y = np.rint(lon / GRAIN).astype(np.int64), np.rint(lat / GRAIN).astype(np.int64)
    _, first, node = np.unique(x * (1 << 32) + y, return_index=True, return_inverse=True)
    ids: Ids = np.full(len(first), NO_SOURCE, np.int64)
    return Nodes(ids, lon[first], lat[first], height[first]), node.astype(np.int32)


def _vertices(vertices: Vertices) -> tuple[Floats, Floats, Floats]:
    lon = np.array([v[0] for v in vertices], np.float64)
    lat = np.array([v[1] for v in vertices], np.float64)
    height = np.array([v[2] if len(v) > 2 else np.nan for v in vertices], np.float64)
    return lon, lat, height


def _steps(lines: _Lines, node: Ints, hours: Words) -> Steps:
    line = np.repeat(np.arange(len(lines.sizes), dtype=np.int32), lines.sizes)
    at = np.flatnonzero(line[1:] == line[:-1])
    on = line[at]
    first = np.ones(len(on), np.bool_)
    first[1:] = on[1:] != on[:-1]
    mark = np.array([int(v.mark) for v in lines.verdicts], np.uint16)[on]
    mark[first] |= np.array([int(v.crossing) for v in lines.verdicts], np.uint16)[on[first]]
    hour = np.array([hours.number(v.hours) for v in lines.verdicts], np.int32)[on]
    name = np.array(lines.name, np.int32)[on]
    return Steps(node[at], node[at + 1], on, mark, name, hour, np.full(len(on), np.nan))


def _water(lines: _Lines) -> Water:
    drawn = [(line, area, name) for line, area, name in lines.water if len(line) > 1]
    if not drawn:
        return Water()
    lon, lat, _ = _vertices([vertex for line, _, _ in drawn for vertex in line])
    start = np.concatenate(([0], np.cumsum([len(line) for line, _, _ in drawn]))).astype(np.int32)
    return Water(lon, lat, start, np.array([d[1] for d in drawn], np.bool_), tuple(d[2] for d in drawn))


def read_lines(path: Path) -> Streets:
    """Return the streets of GeoJSON LineStrings and MultiLineStrings in WGS-84 degrees.

    Properties are read as OpenStreetMap tags (Chinese headers too); a line without ``highway`` is a plain
    street. Vertices at the same place, to a centimetre, are one node. A third coordinate is the height.
    Raises ``Fault``; ``row`` counts the features from 1.
    """
    lines = _Lines()
    for row, feature in enumerate(_features(path), 1):
        if not isinstance(feature, dict):
            raise _not_whole(path, "feature 不是对象", "a feature is no object", row)
        lines.add(feature, path, row)
    if not lines.vertices:
        raise no_street(path)
    lon, lat, height = _vertices(lines.vertices)
    check_coordinates(lon, lat, path)
    nodes, node = _shared_nodes(lon, lat, height)
    hours = Words()
    steps = _steps(lines, node, hours)
    notes = (f"features that are not walked: {lines.skipped}",) if lines.skipped else ()
    source = Source(str(path), "GeoJSON", ATTRIBUTION if lines.from_osm else "", notes=notes)
    return streets_of(Drawn(nodes, steps, lines.names.all, hours.all, _water(lines), source))
