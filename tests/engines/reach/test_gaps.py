"""Blind areas and the homes that stand on them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plain import plain_home_times, plain_node_times
from towns import line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.gaps import beyond, blind_areas, gaps, street_positions
from yike.engines.reach.pace import UNREACHED, Pace
from yike.engines.reach.walk import Walk

TEN = Pace("ten", 600.0)  # one metre is one decisecond
ONE = np.zeros(1, np.int32)


def found_gaps(streets, homes, points, limit, weights, **more):
    walk = Walk.of(streets, TEN)
    kind = np.zeros(len(points), np.int32)
    home = plain_home_times(walk, homes, points, kind, 1)[:, 0]
    return gaps(walk, homes, plain_node_times(walk, points, kind, 1)[:, 0], home, limit, weights, **more)


def test_two_ends_of_a_street_are_two_gaps_and_the_heavier_comes_first():
    names = ["东街"] * 4 + [""] * 2 + ["西街"] * 4
    homes = standing([0, 9, 5, 8], [0.0, 1.0, 0.5, 0.5])
    found = found_gaps(
        line_town(11, names=names), homes, standing([5], [0.0]), 300,
        {"households": np.array([3.0, 5.0, 9.0, 2.0]), "elders": np.array([1.0, 0.0, 2.0, 1.0])},
        home_point=np.zeros(4, np.int32),
    )  # fmt: skip
    assert [gap.homes.tolist() for gap in found] == [[1, 3], [0]]
    assert [gap.weights for gap in found] == [
        {"households": 7.0, "elders": 1.0},
        {"households": 3.0, "elders": 1.0},
    ]
    assert [(gap.worst_ds, gap.nearest_ds, gap.nearest_point, gap.unreached) for gap in found] == [
        (500, 350, 0, 0),
        (500, 500, 0, 0),
    ]
    assert [gap.where for gap in found] == ["西街", "东街"]


def test_a_home_exactly_at_the_limit_is_no_gap():
    homes, points = standing([2], [1.0]), standing([0], [0.0])
    assert found_gaps(line_town(4), homes, points, 300, {"w": np.ones(1)}) == []
    assert len(found_gaps(line_town(4), homes, points, 299, {"w": np.ones(1)})) == 1


def test_an_island_is_a_gap_without_a_worst_time():
    streets = town([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (2, 3)])
    (gap,) = found_gaps(streets, standing([1, 1], [0.2, 0.4]), standing([0], [0.5]), 300, {"w": np.ones(2)})
    assert (gap.worst_ds, gap.unreached, gap.nearest_point, gap.nearest_ds) == (None, 2, -1, None)


def test_a_kind_nobody_offers_makes_every_component_a_gap():
    streets = town([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (2, 3)])
    found = found_gaps(streets, standing([0, 1, -1], [0.2, 0.4, 0]), standing([], []), 300, {"w": np.ones(3)})
    assert [gap.homes.tolist() for gap in found] == [[0], [1]]


def test_homes_with_a_long_own_leg_on_one_street_are_a_gap_of_their_own():
    homes = standing([0, 0, 2], [0.2, 0.4, 0.5], [250.0, 260.0, 270.0])
    found = found_gaps(line_town(4), homes, standing([1], [0.5]), 200, {"w": np.ones(3)})
    assert [gap.homes.tolist() for gap in found] == [[0, 1], [2]]


def test_a_home_before_the_blind_end_belongs_to_the_gap_behind_it():
    homes = standing([3, 4], [0.5, 0.5])
    found = found_gaps(line_town(6), homes, standing([0], [0.0]), 320, {"w": np.ones(2)})
    assert [gap.homes.tolist() for gap in found] == [[0, 1]]


def test_a_shut_street_does_not_join_two_blind_areas():
    streets = line_town(4)
    shut = np.array([True, False, True])
    walk = Walk.of(streets, TEN, shut)
    homes = standing([0, 2, 1], [0.5, 0.5, 0.5])
    every = np.ones(4, bool)
    assert [area.homes.tolist() for area in blind_areas(walk, homes, every, np.ones(3, bool))] == [
        [0, 2],
        [1],
    ]


def test_homes_on_no_street_are_in_no_gap():
    assert found_gaps(line_town(3), standing([-1], [0.0]), standing([], []), 100, {"w": np.ones(1)}) == []


def test_a_gap_of_nobody_comes_last_and_has_a_place():
    homes = standing([0, 9], [0.0, 0.5])
    found = found_gaps(line_town(11), homes, standing([5], [0.0]), 300, {"w": np.array([0.0, 1.0])})
    assert [gap.homes.tolist() for gap in found] == [[1], [0]]
    assert (found[1].lon, found[1].lat) == (line_town(11).lon[0], line_town(11).lat[0])


def test_a_place_without_names_on_its_streets_takes_the_longest_named_blind_street():
    names = ["", "", "", "", "", "长街", "短街", "", "", ""]
    streets = line_town(11, names=names)
    homes, points = standing([9], [0.5]), standing([0], [0.0])
    (gap,) = found_gaps(streets, homes, points, 300, {"w": np.ones(1)})
    assert gap.where == "长街"
    (nameless,) = found_gaps(line_town(11), homes, points, 300, {"w": np.ones(1)})
    assert nameless.where == ""


def test_the_outline_holds_the_homes_and_only_the_streets_near_them():
    streets = line_town(31)
    homes = standing([29], [0.5])
    (gap,) = found_gaps(streets, homes, standing([0], [0.0]), 300, {"w": np.ones(1)})
    lon, lat = street_positions(streets, homes)
    assert gap.extent is not None
    assert gap.extent.is_valid
    assert gap.extent.contains(shapely.Point(lon[0], lat[0]))
    assert not gap.extent.contains(shapely.Point(streets.lon[20], streets.lat[20]))


def test_only_the_heaviest_gaps_are_drawn():
    homes = standing([0, 9], [0.0, 0.5])
    found = found_gaps(line_town(11), homes, standing([5], [0.0]), 300, {"w": np.ones(2)}, drawn=1)
    assert [gap.extent is None for gap in found] == [False, True]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([100, 300, 900]))
def test_every_blind_home_on_a_street_is_in_exactly_one_gap(seed, limit):
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 14, 18)
    walk = Walk.of(streets, TEN)
    homes, points = scattered_places(rng, streets, 25), scattered_places(rng, streets, 3)
    kind = np.zeros(3, np.int32)
    home = plain_home_times(walk, homes, points, kind, 1)[:, 0]
    node = plain_node_times(walk, points, kind, 1)[:, 0]
    found = gaps(walk, homes, node, home, limit, {"w": rng.integers(0, 5, 25).astype(float)})
    assert (
        sorted(h for gap in found for h in gap.homes)
        == np.flatnonzero(beyond(home, limit) & homes.snapped).tolist()
    )
    assert [gap.weights["w"] for gap in found] == sorted((gap.weights["w"] for gap in found), reverse=True)
    for gap in found:
        ds = home[gap.homes]
        assert gap.unreached == (ds == UNREACHED).sum()
        assert gap.worst_ds == (None if gap.unreached else ds.max())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_homes_of_one_gap_can_walk_to_each_other_through_blind_streets(seed):
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 14, 20)
    walk = Walk.of(streets, TEN)
    blind = rng.random(14) < 0.6
    homes = scattered_places(rng, streets, 15)
    graph = nx.Graph()
    graph.add_nodes_from(np.flatnonzero(blind).tolist())
    graph.add_edges_from(
        (a, b) for a, b in zip(streets.a.tolist(), streets.b.tolist(), strict=True) if blind[a] and blind[b]
    )
    parts = {v: i for i, part in enumerate(nx.connected_components(graph)) for v in part}

    def part_of(home):
        segment = homes.segment[home]
        ends = [parts[v] for v in (streets.a[segment], streets.b[segment]) if v in parts]
        return ends[0] if ends else ("alone", int(segment))

    every = blind_areas(walk, homes, blind, np.ones(15, bool))
    for area in every:
        assert len({part_of(h) for h in area.homes}) == 1
    assert len({part_of(area.homes[0]) for area in every}) == len(every)


def test_positions_of_places_on_no_street_are_no_numbers():
    assert np.isnan(street_positions(line_town(2), standing([-1], [0.0]))).all()
    assert np.isnan(street_positions(town([(0, 0)], []), standing([-1], [0.0]))).all()


def test_a_very_wide_gap_is_drawn_coarser_and_still_holds_its_homes():
    streets = line_town(1300)
    segments = np.arange(10, 1299, 3)
    homes = standing(segments, np.full(len(segments), 0.5))
    (gap,) = found_gaps(streets, homes, standing([0], [0.0]), 300, {"w": np.ones(len(segments))})
    lon, lat = street_positions(streets, homes)
    assert gap.extent is not None
    assert shapely.contains_xy(gap.extent, lon, lat).all()
    assert shapely.get_num_coordinates(gap.extent) < 200
