"""Isochrones follow the streets, stay off unreached ones and do not leak over water."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from towns import SOUTH, WEST, line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.contour import area_of, polygons_of, rings_of
from yike.engines.reach.isochrone import isochrone, isochrones
from yike.engines.reach.pace import PACES, Pace
from yike.engines.reach.pieces import Pieces, left_over, reached_pieces
from yike.engines.reach.singlesource import times_from, times_to
from yike.engines.reach.snap import snap
from yike.engines.reach.streets.model import Mark, Streets, Water, metres_per_degree
from yike.engines.reach.streets.read import read_streets
from yike.engines.reach.walk import Walk
from yike.engines.reach.walls import Walls, split_at, water_lines

TEN = Pace("ten", 600.0)  # one metre is one decisecond
EAST, NORTH = (float(v) for v in metres_per_degree(np.asarray(SOUTH)))


def in_metres(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: (xy - (WEST, SOUTH)) * (EAST, NORTH))


def reached(streets: Streets, home: Anchors, limit: float, **more: object) -> shapely.MultiPolygon:
    """The isochrone in metres."""
    walk = Walk.of(streets, TEN)
    shape = isochrone(walk, times_from(walk, home), limit, places=home, **more)  # type: ignore[arg-type]
    assert isinstance(shape, shapely.MultiPolygon)
    assert shape.is_valid
    return in_metres(shape)


def holds(shape: shapely.Geometry, *places: tuple[float, float]) -> list[bool]:
    return [bool(shape.covers(shapely.Point(place))) for place in places]


def with_water(streets: Streets, *lines: list[tuple[float, float]], closed: bool = False) -> Streets:
    xy = np.array([corner for line in lines for corner in line], float)
    start = np.cumsum([0] + [len(line) for line in lines]).astype(np.int32)
    area = np.full(len(lines), closed)
    return replace(streets, water=Water(WEST + xy[:, 0] / EAST, SOUTH + xy[:, 1] / NORTH, start, area))


def test_one_street_gives_a_ribbon_of_the_width_of_the_reach() -> None:
    shape = reached(line_town(11), standing([5], [0.0]), 200, reach_m=25)
    west, south, east, north = shape.bounds
    assert (south, north) == pytest.approx((-25, 25), abs=1.5)
    # the street goes on: the line is drawn where the time ends
    assert (west, east) == pytest.approx((300, 700), abs=1.5)
    assert shape.area == pytest.approx(400 * 50, rel=0.02)


def test_a_dead_end_is_rounded() -> None:
    shape = reached(line_town(3), standing([0], [0.5]), 1000, reach_m=20)
    assert shape.area == pytest.approx(200 * 40 + np.pi * 400, rel=0.02)
    assert holds(shape, (-17, 0), (-17, 17)) == [True, False]


def test_nothing_reached_is_an_empty_polygon() -> None:
    walk = Walk.of(line_town(3), TEN)
    nowhere = standing([-1], [0.0])
    empty = isochrone(walk, times_from(walk, nowhere), 900, places=nowhere)
    assert (empty.geom_type, empty.is_empty) == ("MultiPolygon", True)
    far = standing([0], [0.5], 200.0)
    assert isochrone(walk, times_from(walk, far), 100, places=far).is_empty


def test_bands_come_in_order_and_one_may_be_empty() -> None:
    walk, home = Walk.of(line_town(11), TEN), standing([5], [0.0], 50.0)
    none, small, large = isochrones(walk, times_from(walk, home), [40, 150, 250], places=home)
    assert none.is_empty
    assert in_metres(large).buffer(1.5).covers(in_metres(small))
    assert large.area > small.area * 1.8


def test_a_block_keeps_its_courtyard_as_a_hole_unless_it_may_be_filled() -> None:
    block = town([(0, 0), (200, 0), (200, 200), (0, 200)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    (part,) = reached(block, standing([0], [0.5]), 5000, reach_m=25).geoms
    assert [shapely.Polygon(hole).area for hole in part.interiors] == [pytest.approx(150 * 150, rel=0.02)]
    (part,) = reached(block, standing([0], [0.5]), 5000, reach_m=25, fill_m2=30_000).geoms
    assert len(part.interiors) == 0


def test_a_courtyard_with_a_street_of_its_own_is_never_filled() -> None:
    corners = [(0, 0), (200, 0), (200, 200), (0, 200), (90, 100), (110, 100)]
    block = town(corners, [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5)])
    shape = reached(block, standing([0], [0.5]), 5000, reach_m=120, fill_m2=1e9)
    assert holds(shape, (100, 100), (90, 100), (100, 30)) == [False, False, True]


def test_an_unconnected_street_beside_a_reached_one_takes_its_half() -> None:
    pair = town([(0, 0), (300, 0), (0, 12), (300, 12)], [(0, 1), (2, 3)])
    shape = reached(pair, standing([0], [0.5]), 5000)
    assert holds(shape, (150, 0), (150, 5), (150, 7), (150, 12), (150, -20)) == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_two_banks_ten_metres_apart_without_a_bridge_do_not_leak() -> None:
    banks = town(
        [(0, 0), (400, 0), (0, 10), (400, 10), (600, 0), (600, 10)], [(0, 1), (2, 3), (1, 4), (4, 5), (5, 3)]
    )
    shape = reached(banks, standing([0], [0.5]), 300)
    assert holds(shape, (200, 0), (200, 4), (200, 6), (200, 10), (400, 10)) == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_far_bank_of_a_canal_is_out_though_no_street_is_there() -> None:
    street = line_town(5)
    canal = [(-50.0, 8.0), (450.0, 8.0)]
    shape = reached(with_water(street, canal), standing([1], [0.0]), 5000)
    assert holds(shape, (200, 0), (200, 6), (200, 12), (200, 20), (200, -20)) == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert holds(reached(street, standing([1], [0.0]), 5000), (200, 20)) == [True]


def test_along_the_water_the_line_is_the_water_line() -> None:
    canal = [(-50.0, 4.0), (450.0, 16.0)]
    shape = reached(with_water(line_town(5), canal), standing([1], [0.0]), 5000)
    bank = [corner for corner in shapely.get_coordinates(shape) if corner[1] > 5 and 40 < corner[0] < 360]
    strip = shapely.box(20, 0, 380, 30)
    assert (
        shape.intersection(strip)
        .symmetric_difference(shapely.Polygon([(20, 0), (380, 0), (380, 14.32), (20, 5.68)]))
        .area
        < 0.5 * 360
    )
    assert len(bank) < 20


def test_over_a_bridge_the_far_bank_is_in_as_far_as_its_streets_are() -> None:
    corners = [(0, 0), (200, 0), (400, 0), (200, 16), (200, 60)]
    bridge = town(corners, [(0, 1), (1, 2), (1, 3), (3, 4)], mark=[0, 0, Mark.BRIDGE, 0])
    canal = [(-50.0, 8.0), (450.0, 8.0)]
    shape = reached(with_water(bridge, canal), standing([0], [0.5]), 5000)
    assert holds(shape, (200, 8), (200, 30), (190, 14), (180, 30)) == [True] * 4
    assert holds(shape, (160, 14), (240, 14), (100, 14)) == [False] * 3


def test_an_oblique_bridge_leaves_no_wedge_of_its_own_bank_out() -> None:
    bridge = town([(0, 0), (120, 120)], [(0, 1)])
    canal = [(-50.0, 60.0), (200.0, 60.0)]
    shape = reached(with_water(bridge, canal), standing([0], [0.5]), 5000)
    assert holds(shape, (75, 57), (45, 63), (66, 57), (54, 63)) == [True] * 4


def test_a_lane_that_ends_at_the_water_does_not_spill_over_it() -> None:
    canal = [(-50.0, 60.0), (200.0, 60.0)]
    for end in (59.8, 60.0):
        lane = with_water(town([(50, 0), (50, end)], [(0, 1)]), canal)
        shape = reached(lane, standing([0], [0.5]), 5000)
        assert holds(shape, (50, 57), (60, 57), (50, 63), (45, 66)) == [True, True, False, False]


def test_a_street_drawn_on_the_very_water_line_has_both_sides() -> None:
    shape = reached(with_water(line_town(5), [(-50.0, 0.0), (450.0, 0.0)]), standing([1], [0.0]), 5000)
    assert holds(shape, (200, 20), (200, -20)) == [True, True]


def test_a_river_drawn_as_an_area_is_dry_only_on_the_bridge() -> None:
    corners = [(0, 0), (200, 0), (400, 0), (200, 100), (0, 100), (400, 100)]
    town_on_a_river = town(corners, [(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)])
    river = [(-50.0, 10.0), (450.0, 10.0), (450.0, 90.0), (-50.0, 90.0), (-50.0, 10.0)]
    shape = reached(with_water(town_on_a_river, river, closed=True), standing([0], [0.5]), 5000)
    assert holds(shape, (100, 8), (100, 14), (100, 86), (100, 95)) == [True, False, False, True]
    assert holds(shape, (200, 50), (220, 50), (228, 50)) == [True, True, False]


def test_a_catchment_counts_the_way_towards_the_point() -> None:
    one_way = line_town(7, mark=[Mark.ONE_WAY_FOOT] * 6)
    walk, point = Walk.of(one_way, TEN), standing([3], [0.0])
    shape = isochrone(walk, times_to(walk, point), 150, places=point, towards=True)
    west, _, east, _ = in_metres(shape).bounds
    assert (west, east) == pytest.approx((150, 300), abs=1.5)


def test_streets_without_coordinates_are_left_out() -> None:
    streets = line_town(5)
    lon = streets.lon.copy()
    lon[4] = np.nan
    shape = reached(replace(streets, lon=lon), standing([0], [0.0]), 5000)
    assert shape.bounds[2] == pytest.approx(325, abs=1.5)


def test_a_great_extent_is_drawn_on_a_coarser_grid() -> None:
    shape = reached(line_town(61, 1000.0), standing([0], [0.0]), 60_000, reach_m=100)
    assert shape.bounds[2] == pytest.approx(60_100, abs=8)
    diagonal = town([(0, 0), (20_000, 20_000)], [(0, 1)])
    wide = reached(diagonal, standing([0], [0.0]), 60_000, reach_m=100)
    assert wide.area == pytest.approx(np.hypot(20_000, 20_000) * 200, rel=0.03)


def stretches(streets: Streets, pieces: Pieces) -> np.ndarray:
    """Both ends (k, 2, 2) of the pieces in metres."""
    xy = np.column_stack(((streets.lon - WEST) * EAST, (streets.lat - SOUTH) * NORTH))
    a, b = xy[streets.a[pieces.segment]], xy[streets.b[pieces.segment]]
    low, high = pieces.start[:, None], pieces.end[:, None]
    return np.stack((a + low * (b - a), a + high * (b - a)), axis=1)


def samples(streets: Streets, pieces: Pieces, each_m: float = 2.0) -> np.ndarray:
    """Places (k, 2 metres) along the pieces."""
    places = [
        np.linspace(one, two, int(np.hypot(*(two - one)) / each_m) + 2)
        for one, two in stretches(streets, pieces)
    ]
    return np.concatenate(places) if places else np.empty((0, 2))


def apart(places: np.ndarray, others: np.ndarray, metres: float) -> np.ndarray:
    """Those places that keep so far from all the others."""
    if not len(others) or not len(places):
        return places
    tree = shapely.STRtree(shapely.points(others))
    hit = tree.query(shapely.points(places), predicate="dwithin", distance=metres)
    return np.delete(places, np.unique(hit[0]), axis=0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(50, 900))
def test_reached_streets_are_inside_and_unreached_streets_are_not(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 14, 18)
    walk, home = Walk.of(streets, TEN), scattered_places(rng, streets, 1)
    ds = times_from(walk, home)
    pieces = reached_pieces(walk, ds, limit, places=home)
    shape = in_metres(isochrone(walk, ds, limit, places=home, fill_m2=0.0))
    rest = left_over(pieces, np.arange(streets.segments, dtype=np.int32))
    here, there = samples(streets, pieces), samples(streets, rest)
    shapely.prepare(shape)
    # where a reached and an unreached street cross or run on each other, the line must pass between them
    assert shapely.intersects(shape, shapely.points(apart(here, there, 6.0))).all()
    assert not shapely.intersects(shape, shapely.points(apart(there, here, 6.0))).any()
    # a stretch of a metre or two may fall between the places of the grid
    if not shape.is_empty:
        assert shape.within(shapely.union_all(shapely.points(here)).buffer(25 + 3))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_later_bands_hold_earlier_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 14, 18)
    walk, home = Walk.of(streets, TEN), scattered_places(rng, streets, 1)
    bands = isochrones(walk, times_from(walk, home), [150, 300, 600], places=home)
    for small, large in pairwise([band for band in bands if not band.is_empty]):
        assert in_metres(large).buffer(2.5).covers(in_metres(small))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_place_inside_sees_its_street_only_across_water(seed: int) -> None:
    rng = np.random.default_rng(seed)
    canal = [(float(x), float(y)) for x, y in rng.integers(0, 900, (4, 2))]
    streets = with_water(scattered_town(rng, 8, 8), canal)
    walk, home = Walk.of(streets, TEN), standing([0], [0.5])
    ds = times_from(walk, home)
    shape = in_metres(isochrone(walk, ds, 2000, places=home, fill_m2=0.0))
    pieces, water = reached_pieces(walk, ds, 2000, places=home), shapely.LineString(canal)
    # however short a street is between two crossings, its middle is seen from there
    banks = shapely.get_parts(shapely.difference(shapely.linestrings(stretches(streets, pieces)), water))
    middles = shapely.get_coordinates(shapely.line_interpolate_point(banks, 0.5, normalized=True))
    here = np.concatenate((samples(streets, pieces, 1.0), middles))
    places = rng.uniform(0, 900, (4000, 2))
    places = places[shapely.intersects(shape.buffer(-4), shapely.points(places))]
    away = shapely.distance(shapely.points(places), water)
    # nearer than a step of the grid the two banks are not told apart
    for place in places[(away > 4.5) & (away < 25)]:
        near = here[np.hypot(*(here - place).T) <= 26]
        sight = shapely.linestrings(np.stack((np.broadcast_to(place, near.shape), near), axis=1))
        assert not shapely.crosses(sight, water).all()


def test_contours_of_a_ring_and_of_corners_that_touch() -> None:
    y, x = np.mgrid[0:40, 0:40] - 19.5
    ring = 4.0 - np.abs(np.hypot(x, y) - 10.0)
    areas = sorted(area_of(line) for line in rings_of(ring))
    assert areas == pytest.approx([-np.pi * 36, np.pi * 196], rel=0.01)
    corners = np.full((4, 4), -1.0)
    corners[1, 1] = corners[2, 2] = 0.5
    assert len(rings_of(corners)) == 2
    corners[1, 1] = corners[2, 2] = 1.5
    assert len(rings_of(corners)) == 1
    assert rings_of(np.full((3, 3), -1.0)) == []


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 14))
def test_contours_part_inside_from_outside_at_every_grid_place(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    field = np.full((size, size), -1.0)
    field[1:-1, 1:-1] = rng.choice([-1.0, -0.2, 0.0, 0.3, 1.0], (size - 2, size - 2))
    lines = rings_of(field)
    shells = [line for line in lines if area_of(line) > 0]
    shape = shapely.MultiPolygon(polygons_of(shells, [line for line in lines if area_of(line) < 0]))
    assert shape.is_valid
    y, x = np.mgrid[0:size, 0:size]
    assert np.array_equal(shapely.intersects(shape, shapely.points(x, y)), field >= 0)


def test_water_lines_do_not_join_one_canal_to_the_next() -> None:
    streets = with_water(line_town(2), [(0, 0), (1, 0), (2, 0)], [(9, 9), (8, 8)])
    assert len(water_lines(streets.water)) == 3
    assert len(water_lines(Water())) == 0


def test_lines_are_cut_where_they_cross_walls() -> None:
    walls = Walls.of(
        np.array([[50.0, -10.0, 50.0, 10.0], [80.0, -10.0, 80.0, 10.0], [0, 500, 9, 500]]), 200, 100
    )
    pieces = split_at(walls, np.array([[0.0, 0.0, 100.0, 0.0], [0.0, 5.0, 40.0, 5.0]]))
    assert pieces.tolist() == [
        [0.0, 0.0, 50.0, 0.0],
        [50.0, 0.0, 80.0, 0.0],
        [80.0, 0.0, 100.0, 0.0],
        [0.0, 5.0, 40.0, 5.0],
    ]


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("cn_shanghai/shanghai_renmin_square.osm", 121.4761, 31.2335),
        ("eu_liechtenstein/liechtenstein.osm.pbf", 9.5215, 47.1410),
        ("eu_small/monaco.osm.gz", 7.4209, 43.7314),
    ],
)
def test_on_real_streets_what_is_reached_is_inside_and_what_is_not_is_outside(
    shared_data, name: str, lon: float, lat: float
) -> None:
    streets = read_streets(shared_data(name))
    walk = Walk.of(streets, PACES["adult"])
    home = snap(streets, np.array([lon]), np.array([lat]), usable=walk.usable)
    ds = times_from(walk, home, limit_ds=9000)
    bands = isochrones(walk, ds, [3000, 6000, 9000], places=home)
    assert [band.is_valid for band in bands] == [True] * 3
    assert 0 < bands[0].area < bands[1].area < bands[2].area
    assert shapely.get_num_coordinates(bands[2]) < 3000
    pieces = reached_pieces(walk, ds, 9000, places=home)
    rest = left_over(pieces, np.arange(streets.segments, dtype=np.int32))
    shape, here, there = in_metres(bands[2]), samples(streets, pieces), samples(streets, rest)
    shapely.prepare(shape)
    assert shapely.intersects(shape, shapely.points(apart(here, there, 6.0))).all()
    # a jetty may begin at the very water line that the polygon follows
    assert not shapely.intersects(shape.buffer(-1.5), shapely.points(apart(there, here, 6.0))).any()
