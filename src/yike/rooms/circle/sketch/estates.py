"""Draw the estates outside the moat and the two campuses: inner loops behind walls, one or two gates each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon

from yike.rooms.circle.sketch import plan
from yike.rooms.circle.sketch.frame import Rng, line, pick, piece, ray_between, sway, unit
from yike.rooms.circle.sketch.lanes import Block
from yike.rooms.circle.sketch.streets import street_tags
from yike.rooms.circle.sketch.ways import Spot, Town, Way, fit, lines_of, turned

GATE_HOURS = ("05:30-23:00", "06:00-22:00", "06:00-21:00", "")  # of the side gate; the main gate never shuts
CAMPUS_HOURS = "06:00-22:00"


@dataclass(frozen=True)
class Estate:
    """A walled estate: its inner ground, and the rows its houses stand along."""

    name: str
    ground: Polygon
    rows: tuple[LineString, ...]


def draw_estate(rng: Rng, town: Town, block: Block, name: str) -> Estate | None:
    """Draw a loop, rows and gates into ``block``; None where the block is too small or no street touches it."""
    ground = _ground(block)
    if ground is None or block.edge.is_empty:
        return None
    loop = LineString(ground.exterior.coords)
    gates = _gates(rng, block, loop)
    if not gates:
        return None
    tags = street_tags(name, "service", 4.0) | {"service": "driveway"}
    round_ways = _round(rng, loop, gates)
    rows = [sway(rng, r, 1.5) for r in _rows(rng, ground) if any(r.distance(w) < 0.1 for w in round_ways)]
    town.ways += [Way(p, tags) for p in (*round_ways, *rows)]
    for i, gate in enumerate(gates):
        _hang(town, gate, tags, pick(rng, GATE_HOURS) if i else "")
    return Estate(name, ground, (*rows, *round_ways))


def _round(rng: Rng, loop: LineString, gates: list[LineString]) -> list[LineString]:
    """Return the way round the estate; in many estates it does not close, and leaves out a far side."""
    if rng.random() < 0.45:
        return [loop]
    doors = [loop.project(Point(g.coords[0])) for g in gates]
    gap = float(rng.uniform(0.18, 0.34)) * loop.length
    free = [
        a for a in range(0, int(loop.length), 10) if all((d - a) % loop.length > gap + 15.0 for d in doors)
    ]
    if not free:
        return [loop]
    start = float(free[int(rng.integers(len(free)))])
    turned_loop = LineString([*piece(loop, start, loop.length).coords, *piece(loop, 0.0, start).coords[1:]])
    return [piece(turned_loop, gap, loop.length)]


def _ground(block: Block) -> Polygon | None:
    parts = shapely.get_parts(block.land.buffer(-48.0).buffer(28.0))
    biggest = max(parts, key=lambda p: p.area, default=None)
    if biggest is None or biggest.area < 8000.0 or biggest.buffer(-34.0).is_empty:
        return None
    return Polygon(biggest.exterior).simplify(2.5)


def _gates(rng: Rng, block: Block, loop: LineString) -> list[LineString]:
    """Return one or two short ways from the loop to a street, well apart, clear of junctions."""
    found: list[LineString] = []
    for at in rng.permutation(int(loop.length // 15.0)):
        way = _gate(block, loop, float(at) * 15.0 + 5.0)
        if way is not None and all(way.distance(f) > 0.28 * loop.length for f in found):
            found.append(way)
    return found[: 1 if rng.random() < 0.3 else 2]


def _gate(block: Block, loop: LineString, at: float) -> LineString | None:
    inner = loop.interpolate(at)
    outer = shapely.get_coordinates(shapely.shortest_line(inner, block.edge))[-1]
    way = LineString([(inner.x, inner.y), tuple(outer)])
    inside = way.length < 45.0 and block.land.buffer(0.5).contains(way)
    clear = all(math.dist(tuple(outer), m) > 18.0 for m in block.marks)
    return way if inside and clear and way.intersection(Polygon(loop)).length < 0.5 else None


def _hang(town: Town, path: LineString, tags: dict[str, str], hours: str) -> None:
    """Draw the way through a gate, and the gate on its middle."""
    middle = path.interpolate(0.5, normalized=True)
    path = LineString([path.coords[0], (middle.x, middle.y), path.coords[-1]])
    gate = {"barrier": "gate", "foot": "yes"} | ({"opening_hours": hours} if hours else {})
    town.ways.append(Way(path, tags))
    town.spots.append(Spot(middle.x, middle.y, gate))


def _rows(rng: Rng, ground: Polygon) -> list[LineString]:
    """Return rows across the ground, near enough west to east: houses face south."""
    (x0, y0, x1, y1), centre = ground.bounds, ground.centroid
    heading = unit(1.0, float(rng.uniform(-0.06, 0.06)))
    up, rows = turned(heading, 90.0), []
    at = -(y1 - y0) / 2.0 + float(rng.uniform(34.0, 52.0))
    while at < (y1 - y0) / 2.0 - 24.0:
        middle = (centre.x + up[0] * at, centre.y + up[1] * at)
        rows += [
            _row(rng, r)
            for r in lines_of(ray_between(middle, heading, x1 - x0).intersection(ground))
            if r.length > 45.0
        ]
        at += float(rng.uniform(58.0, 84.0))
    return rows


def _row(rng: Rng, whole: LineString) -> LineString:
    if rng.random() > 0.3:
        return whole
    keep = whole.length * float(rng.uniform(0.6, 0.85))
    return piece(whole, 0.0, keep) if rng.random() < 0.5 else piece(whole, whole.length - keep, whole.length)


def draw_park_walks(rng: Rng, town: Town) -> None:
    """Draw the paths through the park from street to street."""
    for name, controls in plan.PARK_WALKS:
        path = fit(sway(rng, line(controls), 6.0), town.paths())
        town.ways.append(Way(path, street_tags(name, "footway", 4.0) | {"ramp": "yes"}))


def draw_campuses(rng: Rng, town: Town) -> None:
    """Draw the paths of the two campuses; their gates close at night, and so does the bridge between them."""
    outside = town.paths()
    walks = [sway(rng, line(w), 12.0) for w in plan.CAMPUS_WALKS]
    tags = street_tags("大学校园（示意）", "footway", 5.0) | {"ramp": "yes"}
    town.ways += [Way(fit(w, walks[:i] + walks[i + 1 :], 25.0), tags) for i, w in enumerate(walks)]
    inside = [w.path for w in town.ways[-len(walks) :]]
    for name, *controls in plan.CAMPUS_GATES:
        path = fit(line(controls), [*outside, *inside], 60.0)
        _hang(town, path, tags | {"name": name}, CAMPUS_HOURS)
