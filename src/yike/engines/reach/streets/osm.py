"""OpenStreetMap files: .osm, .osm.gz, .osm.bz2 and .osm.pbf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from yike.engines.reach.streets.doors import Doors, apply_doors
from yike.engines.reach.streets.drawn import (
    Drawn,
    Ids,
    Nodes,
    Steps,
    Words,
    check_coordinates,
    distinct,
    no_street,
    streets_of,
    written,
)
from yike.engines.reach.streets.model import Floats, Ints, Mark, Source, Streets, Water
from yike.engines.reach.streets.opl import (
    Object,
    header_credit,
    header_date,
    node_lists,
    objects,
    places,
    scratch,
    write_nodes,
    write_ways,
)
from yike.engines.reach.streets.squares import Area, closed_rings, cross_square, on_the_way
from yike.engines.reach.streets.walking import (
    NODE_KEYS,
    READ_KEYS,
    WAY_KEYS,
    WayVerdict,
    is_square,
    node_verdict,
    way_verdict,
)

ATTRIBUTION = "© OpenStreetMap contributors, ODbL"
WATER_LINES = ("river", "canal", "stream", "ditch", "drain", "tidal_channel")
WATER_AREAS = (("natural", "water"), ("natural", "bay"), ("waterway", "riverbank"), ("waterway", "dock"))
OUTER = ("outer", "")  # member roles; old multipolygons leave the role empty


@dataclass
class _Ways:
    """Ways gathered one by one: node lists as OPL text, and what to do with each."""

    bodies: list[str] = field(default_factory=list)
    mark: list[int] = field(default_factory=list)
    name: list[int] = field(default_factory=list)
    hours: list[int] = field(default_factory=list)
    crossing: list[int] = field(default_factory=list)

    def add(self, body: str, name: int, hours: int, verdict: WayVerdict) -> None:
        self.bodies.append(",".join(reversed(body.split(","))) if verdict.backwards else body)
        self.mark.append(int(verdict.mark))
        self.name.append(name)
        self.hours.append(hours)
        self.crossing.append(int(verdict.crossing))


@dataclass(frozen=True)
class _Shape:
    """An outline or a water line by its node ids; ``verdict`` is set for squares."""

    outer: list[list[int]]
    inner: list[list[int]]
    name: str
    area: bool
    verdict: WayVerdict | None = None


class _Gathered:
    """What the ways and relations of one file come to."""

    def __init__(self) -> None:
        self.ways = _Ways()
        self.squares: list[_Shape] = []
        self.water: list[_Shape] = []
        self.names, self.hours = Words(), Words()
        self.latest = ""
        self._verdicts: dict[tuple[tuple[str, str], ...], WayVerdict | None] = {}

    def _verdict(self, tags: dict[str, str]) -> WayVerdict | None:
        key = tuple((k, v) for k, v in tags.items() if k in READ_KEYS)
        if key not in self._verdicts:
            self._verdicts[key] = way_verdict(dict(key))
        return self._verdicts[key]

    def way(self, way: Object) -> None:
        """Keep a way that is walked, crossed or drawn as water."""
        self.latest = max(self.latest, way.date)
        verdict = self._verdict(way.tags)
        if verdict is None:
            self._keep_water(way)
        elif not verdict.area:
            hours = self.hours.number(verdict.hours)
            self.ways.add(way.body, self.names.number(name_of(way.tags)), hours, verdict)
        elif rings := closed_rings([_ids(way.body)]):
            self.squares.append(_Shape(rings, [], name_of(way.tags), True, verdict))

    def _keep_water(self, way: Object) -> None:
        if way.tags.get("tunnel", "no") != "no":
            return
        if _is_water(way.tags) and (rings := closed_rings([_ids(way.body)])):
            self.water.append(_Shape(rings, [], name_of(way.tags), True))
        elif way.tags.get("waterway") in WATER_LINES or way.tags.get("natural") == "coastline":
            self.water.append(_Shape([_ids(way.body)], [], name_of(way.tags), False))

    def relation(self, relation: Object, ways: dict[int, list[int]]) -> None:
        """Keep a multipolygon that is a square or water. ``ways`` holds the node ids of its members."""
        outer, inner = _members(relation, OUTER), _members(relation, ("inner",))
        rings = closed_rings([ways[w] for w in outer if w in ways])
        holes = closed_rings([ways[w] for w in inner if w in ways])
        name = name_of(relation.tags)
        if _is_water(relation.tags):
            self.water.append(_Shape(rings, holes, name, True))
            return
        verdict = way_verdict(relation.tags | {"area": "yes"})
        if verdict and verdict.area and rings:
            self.squares.append(_Shape(rings, holes, name, True, verdict))


def name_of(tags: dict[str, str]) -> str:
    """Return the name of a street as its sign has it, else in Chinese, else in English."""
    return written(tags.get("name") or tags.get("name:zh") or tags.get("name:en") or "")


def _ids(body: str) -> list[int]:
    return [int(part[1:]) for part in body.split(",")] if body else []


def _is_water(tags: dict[str, str]) -> bool:
    return any(tags.get(key) == value for key, value in WATER_AREAS)


def _members(relation: Object, roles: tuple[str, ...]) -> list[int]:
    """Return the ids of the member ways with one of ``roles``."""
    found = (member.partition("@") for member in relation.body.split(",") if member.startswith("w"))
    return [int(way[1:]) for way, _, role in found if role in roles]


def _gather(path: Path, form: str, folder: Path) -> _Gathered:
    """Read the ways and, for squares and water drawn as multipolygons, the relations."""
    gathered, relations = _Gathered(), []
    write_ways(path, form, WAY_KEYS, folder / "ways.opl")
    for found in objects(folder / "ways.opl"):
        if found.kind == "w":
            gathered.way(found)
        elif _is_water(found.tags) or is_square(found.tags | {"area": "yes"}):
            relations.append(found)
    if relations:
        wanted = {way for r in relations for way in _members(r, (*OUTER, "inner"))}
        write_ways(path, form, (), folder / "members.opl")
        ways = {w.id: _ids(w.body) for w in objects(folder / "members.opl") if w.id in wanted}
        for relation in relations:
            gathered.relation(relation, ways)
    return gathered


def _every_id(gathered: _Gathered, walked: Ids) -> Ids:
    shapes = [*gathered.squares, *gathered.water]
    rings = [node for shape in shapes for ring in (*shape.outer, *shape.inner) for node in ring]
    return distinct(walked, np.array(rings, np.int64))


def _doors(tagged: Iterable[Object], ids: Ids, hours: Words) -> tuple[Doors, Floats]:
    """Return the effects of the tagged nodes and the heights that they give."""
    doors, height = Doors.none(len(ids)), np.full(len(ids), np.nan)
    for node in tagged:
        row = int(np.searchsorted(ids, node.id))
        if row == len(ids) or ids[row] != node.id:
            continue
        verdict = node_verdict(node.tags)
        doors.blocks[row], doors.kerb[row] = verdict.blocks, verdict.kerb
        doors.mark[row], doors.crossing[row] = int(verdict.mark), int(verdict.crossing)
        doors.hours[row] = hours.number(verdict.hours)
        height[row] = _metres(node.tags.get("ele", ""))
    return doors, height


def _metres(text: str) -> float:
    try:
        value = float(text.removesuffix("m").strip().replace(",", "."))
    except ValueError:
        return np.nan
    return value if -500.0 < value < 9000.0 else np.nan


def _steps(ways: _Ways, counts: Ids, row: Ints, located: np.ndarray) -> tuple[Steps, int]:
    """Return the steps between present neighbours along every way, and how many ways miss a node."""
    line = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    here = located[row]
    at = np.flatnonzero((line[1:] == line[:-1]) & here[1:] & here[:-1])
    on = line[at]
    mark = np.array(ways.mark, np.uint16)[on]
    first = np.ones(len(on), np.bool_)
    first[1:] = on[1:] != on[:-1]
    mark[first] |= np.array(ways.crossing, np.uint16)[on[first]]
    name, hours = np.array(ways.name, np.int32)[on], np.array(ways.hours, np.int32)[on]
    length = np.full(len(at), np.nan)
    missing = len(distinct(line[~here]))
    return Steps(row[at], row[at + 1], on, mark, name, hours, length), missing


def _squares(gathered: _Gathered, nodes: Nodes, steps: Steps) -> tuple[Nodes, Steps]:
    """Add the lines across the squares that walked ways, or other squares, touch."""
    touched = np.zeros(len(nodes), np.int32)
    touched[steps.a] = touched[steps.b] = 1
    areas = [(shape, area) for shape in gathered.squares for area in _areas(shape, nodes)]
    near = on_the_way([area for _, area in areas], touched > 0)
    areas = [pair for pair, kept in zip(areas, near, strict=True) if kept]
    for _, area in areas:
        touched[distinct(area.outer, *area.inner)] += 1
    joins, line = touched > 1, len(gathered.ways.bodies)
    lines, centres, rows = [steps], [nodes], len(nodes)
    for shape, area in areas:
        pairs, centre = cross_square(area, joins, nodes, rows)
        centres.append(centre)
        rows += len(centre)
        lines.append(_lines(pairs, shape, gathered, line))
        line += len(pairs)
    return Nodes.of(centres), Steps.of(lines)


def _lines(pairs: Ints, shape: _Shape, gathered: _Gathered, line: int) -> Steps:
    verdict = shape.verdict or WayVerdict(Mark(0))
    k = len(pairs)
    return Steps(
        pairs[:, 0],
        pairs[:, 1],
        np.arange(line, line + k, dtype=np.int32),
        np.full(k, int(verdict.mark | Mark.SQUARE | Mark.FOOTWAY), np.uint16),
        np.full(k, gathered.names.number(shape.name), np.int32),
        np.full(k, gathered.hours.number(verdict.hours), np.int32),
        np.full(k, np.nan),
    )


def _areas(shape: _Shape, nodes: Nodes) -> list[Area]:
    """Return the polygons of a square whose nodes are all present; holes go with the first outline."""

    def rows(ring: Sequence[int]) -> Ints:
        return np.searchsorted(nodes.id, np.array(ring, np.int64)).astype(np.int32)

    def whole(ring: Ints) -> bool:
        return bool(np.isfinite(nodes.lon[ring]).all())

    inner = tuple(ring for ring in map(rows, shape.inner) if whole(ring))
    outer = [ring for ring in map(rows, shape.outer) if whole(ring)]
    return [Area(ring, inner if number == 0 else ()) for number, ring in enumerate(outer)]


def _water(shapes: list[_Shape], nodes: Nodes) -> Water:
    """Return the vertices of the water lines and outlines; absent nodes are left out."""
    rings = [(ring + ring[:1] if s.area else ring, s.area, s.name) for s in shapes for ring in s.outer]
    rows = [np.searchsorted(nodes.id, np.array(ring, np.int64)) for ring, _, _ in rings]
    kept = [r[np.isfinite(nodes.lon[r])] for r in rows]
    good = [i for i, r in enumerate(kept) if len(r) > 1]
    if not good:
        return Water()
    all_rows = np.concatenate([kept[i] for i in good])
    start = np.concatenate(([0], np.cumsum([len(kept[i]) for i in good]))).astype(np.int32)
    area = np.array([rings[i][1] for i in good], np.bool_)
    return Water(nodes.lon[all_rows], nodes.lat[all_rows], start, area, tuple(rings[i][2] for i in good))


def _notes(missing: int, blocks: int, squares: int, lines: int, cuts: int) -> tuple[str, ...]:
    """Return what was tolerated and added, for the method page."""
    counts = (
        ("ways with missing nodes, kept in part", missing),
        ("barriers that nobody passes", blocks),
        ("squares", squares),
        ("lines across squares", lines),
        ("cuts at gates with hours", cuts),
    )
    return tuple(f"{text}: {number}" for text, number in counts if number)


def read_osm(path: Path, form: str, label: str, dated: str = "") -> Streets:
    """Return the streets of an OpenStreetMap file. ``form`` is libosmium's format name, ``dated`` a known day.

    Raises ``Fault`` where the file is damaged or holds nothing to walk on.
    """
    with scratch() as folder:
        gathered = _gather(path, form, folder)
        refs, counts = node_lists(gathered.ways.bodies)
        if not len(refs):
            raise no_street(path)
        ids = _every_id(gathered, refs)
        write_nodes(path, form, NODE_KEYS, folder / "nodes.opl", folder / "tagged.opl")
        lon, lat = places(folder / "nodes.opl", ids)
        doors, height = _doors(objects(folder / "tagged.opl"), ids, gathered.hours)
    located = np.isfinite(lon)
    check_coordinates(lon[located], lat[located], path)
    nodes = Nodes(ids, lon, lat, height)
    row = np.searchsorted(ids, refs).astype(np.int32)
    steps, missing = _steps(gathered.ways, counts, row, located)
    water = _water(gathered.water, nodes)
    drawn_nodes, drawn_steps = len(nodes), len(steps)
    nodes, steps = _squares(gathered, nodes, steps)
    with_squares = len(steps)
    nodes, steps = apply_doors(doors.plus(len(nodes) - drawn_nodes), nodes, steps, gathered.hours)
    lines, cuts = with_squares - drawn_steps, len(steps) - with_squares
    notes = _notes(missing, int(doors.blocks.sum()), len(gathered.squares), lines, cuts)
    date = dated or header_date(path, form) or gathered.latest[:10]
    credit = header_credit(path, form) or ATTRIBUTION
    source = Source(str(path), label, credit, date, notes)
    return streets_of(Drawn(nodes, steps, gathered.names.all, gathered.hours.all, water, source))
