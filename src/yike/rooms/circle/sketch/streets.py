"""Draw the main streets, and the ring road with its crossings."""

from __future__ import annotations

from dataclasses import replace

from shapely import LineString, Polygon

from yike.rooms.circle.sketch import plan, roads
from yike.rooms.circle.sketch.frame import Rng, Vec, beside, line, metres, pick, piece, sway
from yike.rooms.circle.sketch.water import Waters
from yike.rooms.circle.sketch.ways import Spot, Town, Way, crossings, fit, lines_of, points_of, trimmed

LIGHTS = {"highway": "crossing", "crossing": "traffic_signals"}
SIDEWALK = 19.0  # metres from the middle of the ring road to its sidewalks


def draw_streets(rng: Rng, waters: Waters) -> Town:
    """Return the town with its main streets; bridges are not cut out yet."""
    town = Town()
    _alongside(rng, town, waters)
    _ring(rng, town)
    for street in (*roads.FIRST, *roads.ACROSS, *roads.DOWN, *roads.STUBS):
        path = fit(sway(rng, line(street.controls), street.sway), town.paths())
        town.ways.append(Way(path, street_tags(street.name, street.highway, street.width)))
    _mend(town)
    _stop_at_ring(town)
    _ring_crossings(town)
    return town


def _mend(town: Town) -> None:
    """Close the gaps and cut the stubs of streets drawn before the street they end on."""
    for i, way in enumerate(town.ways):
        if not way.over:
            others = [w.path for j, w in enumerate(town.ways) if j != i and not w.over]
            town.ways[i] = replace(way, path=trimmed(fit(way.path, others, 28.0), others))


def street_tags(name: str, highway: str, width: float) -> dict[str, str]:
    """Return the tags of a street."""
    return {"highway": highway, "name": name, "width": f"{width:g}"}


def _alongside(rng: Rng, town: Town, waters: Waters) -> None:
    for street in roads.ALONGSIDE:
        middle = waters.canals[street.canal].middle
        path = beside(piece(middle, street.start * middle.length, street.end * middle.length), street.offset)
        path = sway(rng, path, 1.6) if abs(street.offset) > 12.0 else path
        tags = street_tags(street.name, street.highway, street.width)
        town.ways.append(Way(fit(path, town.paths()), tags))


def _ring(rng: Rng, town: Town) -> None:
    """Draw the fast road: no walking on its carriageway, a sidewalk on each side."""
    middle = sway(rng, line(roads.RING.controls), roads.RING.sway)
    road = street_tags(roads.RING.name, roads.RING.highway, roads.RING.width) | {"foot": "no"}
    walk = street_tags(roads.RING.name, "footway", 4.0) | {"footway": "sidewalk", "ramp": "yes"}
    town.ways.append(Way(middle, road, over=True))
    town.ways += [Way(beside(middle, side), walk) for side in (SIDEWALK, -SIDEWALK)]


def ring_band(town: Town) -> Polygon:
    """Return the ground between the two sidewalks of the ring road."""
    west, east = _sidewalks(town)
    return Polygon([*west.coords, *reversed(east.coords)])


def _sidewalks(town: Town) -> tuple[LineString, LineString]:
    west, east = (w.path for w in town.ways if w.tags.get("footway") == "sidewalk")
    return west, east


def _stop_at_ring(town: Town) -> None:
    """End every street at the sidewalks of the ring road, but for the avenue, which crosses at lights."""
    band, kept = ring_band(town), []
    for way in town.ways:
        if way.over or way.name in (roads.RING.name, roads.FIRST[0].name) or not way.path.intersects(band):
            kept.append(way)
        else:
            parts = lines_of(way.path.difference(band))
            kept += [replace(way, path=p) for p in parts if p.length > 30.0]
    town.ways = kept


def _avenue_lights(town: Town) -> None:
    """Put lights where the avenue crosses the ring road."""
    ring = next(w.path for w in town.ways if w.tags["highway"] == roads.RING.highway)
    for i, way in enumerate(town.ways):
        for at in points_of(way.path.intersection(ring)) if way.name == roads.FIRST[0].name else ():
            far = way.path.project(at)
            xy = [*piece(way.path, 0.0, far).coords, *piece(way.path, far, way.path.length).coords[1:]]
            town.ways[i] = replace(way, path=LineString(xy))
            town.spots.append(Spot(at.x, at.y, LIGHTS))


def _ring_crossings(town: Town) -> None:
    west, east = _sidewalks(town)
    _avenue_lights(town)
    for lat in roads.LIGHTS:
        path = _across(west, east, lat)
        middle = path.interpolate(0.5, normalized=True)
        path = LineString([path.coords[0], (middle.x, middle.y), path.coords[-1]])
        town.ways.append(
            Way(path, {"highway": "footway", "footway": "crossing", "crossing": "traffic_signals"})
        )
        town.spots.append(Spot(middle.x, middle.y, LIGHTS))
    for lat in roads.FOOTBRIDGES:
        _footbridge(town, _across(west, east, lat))


def _across(west: LineString, east: LineString, lat: float) -> LineString:
    _, y = metres(plan.ORIGIN_LON, lat)
    level = LineString([(-5000.0, y), (5000.0, y)])
    return LineString([_meets(west, level), _meets(east, level)])


def _meets(path: LineString, level: LineString) -> Vec:
    point = crossings(path, [level])[0]
    return point.x, point.y


def _footbridge(town: Town, path: LineString) -> None:
    """Draw steps, deck, steps; nothing below is touched."""
    steps = {"highway": "steps", "name": "东环路人行天桥", "bridge": "yes", "layer": "1", "width": "3"}
    deck = steps | {"highway": "footway"}
    third = path.length / 4.0
    for start, end, tags in ((0.0, third, steps), (third, 3 * third, deck), (3 * third, path.length, steps)):
        town.ways.append(Way(piece(path, start, end), tags, over=True))


def lane_tags(rng: Rng, name: str) -> dict[str, str]:
    """Return the tags of a lane, 3–6 m wide; the narrow ones are for feet only."""
    width = float(rng.choice((3.0, 3.5, 4.0, 5.0, 6.0)))
    highway = "footway" if width < 4.0 else "living_street"
    surface = pick(rng, ("sett", "paving_stones", "asphalt"))
    return street_tags(name, highway, width) | {"surface": surface}
