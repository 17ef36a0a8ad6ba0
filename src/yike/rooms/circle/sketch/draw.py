"""Draw the whole sketch from one seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from yike.rooms.circle.sketch import plan, roads
from yike.rooms.circle.sketch.assemble import Net, assemble
from yike.rooms.circle.sketch.bridges import carry_ends_over, cut_bridges, lead_lanes_over
from yike.rooms.circle.sketch.communities import area_of_work, community_at, draw_communities
from yike.rooms.circle.sketch.estates import Estate, draw_campuses, draw_estate, draw_park_walks
from yike.rooms.circle.sketch.frame import Rng, metres, polygon
from yike.rooms.circle.sketch.homes import Home, draw_doors, draw_homes, settle
from yike.rooms.circle.sketch.lanes import NEW, OLD, Block, blind_lanes, blocks, cut_up
from yike.rooms.circle.sketch.names import Names
from yike.rooms.circle.sketch.points import Place, draw_points
from yike.rooms.circle.sketch.streets import draw_streets, lane_tags, ring_band, street_tags
from yike.rooms.circle.sketch.water import Waters, draw_water
from yike.rooms.circle.sketch.ways import Town

SEED = 320508021  # the code of the subdistrict
ESTATES = ("翠园", "杨枝", "里河", "长岛", "苏安", "相门")


@dataclass(frozen=True)
class Sketch:
    """Everything drawn, in metres around the origin."""

    town: Town
    net: Net
    waters: Waters
    grounds: dict[str, Polygon]
    communities: dict[str, Polygon]
    homes: list[Home]
    points: list[Place]


def draw(seed: int = SEED) -> Sketch:
    """Return the sketch; the same seed gives the same sketch."""
    rngs = [np.random.default_rng([seed, part]) for part in range(9)]
    waters, names = draw_water(rngs[0]), Names(rngs[1], _taken())
    town = draw_streets(rngs[2], waters)
    communities = draw_communities(town, waters)
    grounds = draw_grounds()
    closed = shapely.union_all([waters.wet, *grounds.values()])
    lead_lanes_over(rngs[3], town, waters, closed, names, 60.0)
    estates = _fill(rngs[4], town, waters, names, communities, shapely.union_all(list(grounds.values())))
    carry_ends_over(town, waters, closed)
    lead_lanes_over(rngs[5], town, waters, closed, names, 190.0)
    draw_park_walks(rngs[6], town)
    draw_campuses(rngs[6], town)
    cut_bridges(rngs[5], town, waters, names)
    doors = settle(draw_doors(rngs[7], town, estates, closed, old_town(waters)), communities)
    points, left = draw_points(rngs[8], doors, communities)
    return Sketch(town, assemble(town), waters, grounds, communities, draw_homes(rngs[7], left), points)


def _taken() -> set[str]:
    return {s.name for s in (*roads.ACROSS, *roads.DOWN, *roads.STUBS, *roads.ALONGSIDE)}


def draw_grounds() -> dict[str, Polygon]:
    """Return the gardens, schools and campuses: ground without lanes or homes."""
    grounds = {g.name: polygon(g.controls) for g in plan.GROUNDS}
    return grounds | {
        "大学校园（示意）": polygon(plan.CAMPUS),
        "大学东校区（示意）": polygon(plan.EAST_CAMPUS),
    }


def old_town(waters: Waters) -> Polygon:
    """Return the ground inside the moat."""
    moat = [tuple(c) for c in waters.canals["外城河"].middle.coords]
    west, north = metres(plan.WEST, plan.NORTH)
    return Polygon(
        [*moat, (west - 100.0, moat[-1][1]), (west - 100.0, north + 300.0), (moat[0][0], north + 300.0)]
    )


def _fill(
    rng: Rng, town: Town, waters: Waters, names: Names, communities: dict[str, Polygon], grounds: BaseGeometry
) -> list[Estate]:
    """Fill the blocks: lanes inside the moat and by the market lane, estates elsewhere."""
    inside, market = old_town(waters), polygon(plan.OLD_LANES_OUTSIDE)
    numbers: Counter[str] = Counter()
    estates: list[Estate] = []
    barriers = shapely.union_all([waters.wet.buffer(2.0), grounds, ring_band(town).buffer(-0.3)])
    for block in blocks(town.paths(), barriers, area_of_work(waters)):
        at = block.land.representative_point()
        if inside.contains(at) or market.contains(at):
            _fill_old(rng, town, block, names)
        else:
            estates += _fill_new(rng, town, block, names, communities, numbers)
    return estates


def _fill_old(rng: Rng, town: Town, block: Block, names: Names) -> None:
    ways, leaves = cut_up(rng, block, OLD, lambda: lane_tags(rng, names.lane()))
    town.ways += ways
    for leaf in leaves:
        town.ways += blind_lanes(rng, leaf, lambda: lane_tags(rng, names.lane()))


def _fill_new(
    rng: Rng, town: Town, block: Block, names: Names, communities: dict[str, Polygon], numbers: Counter[str]
) -> list[Estate]:
    ways, leaves = cut_up(rng, block, NEW, lambda: street_tags(names.road(), "residential", 7.0))
    town.ways += ways
    drawn = []
    for leaf in leaves:
        at = leaf.land.representative_point()
        community = community_at(communities, at.x, at.y)
        estate = draw_estate(rng, town, leaf, _estate_name(community, numbers[community] + 1))
        if estate:
            numbers[community] += 1
            drawn.append(estate)
    return drawn


def _estate_name(community: str, number: int) -> str:
    kind = "新村" if community in ESTATES else "苑"
    return f"{community}{kind}{number}区"
