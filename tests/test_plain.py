"""The plain reference itself, against networkx and by hand."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from plain import plain_home_times, plain_node_times
from towns import line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.pace import PACES, UNREACHED, Pace
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.walk import Walk, ends_of

TEN = Pace("ten", 600.0)  # one metre is one decisecond


def test_nodes_of_a_straight_street_are_as_far_as_their_metres():
    walk = Walk.of(line_town(4), TEN)
    points = standing([0], [0.25], 7.0)
    assert plain_node_times(walk, points, np.zeros(1, np.int32), 1)[:, 0].tolist() == [32, 82, 182, 282]


def test_a_home_on_the_points_own_segment_walks_straight_to_it():
    walk = Walk.of(line_town(2), TEN)
    homes, points = standing([0, 0], [0.9, 0.1], 5.0), standing([0], [0.6], 7.0)
    assert plain_home_times(walk, homes, points, np.zeros(1, np.int32), 1)[:, 0].tolist() == [42, 62]


def test_a_one_way_footway_is_walked_in_its_direction_only():
    walk = Walk.of(line_town(2, mark=[int(Mark.ONE_WAY_FOOT)]), TEN)
    homes, points = standing([0, 0], [0.9, 0.1]), standing([0], [0.6])
    assert plain_home_times(walk, homes, points, np.zeros(1, np.int32), 1)[:, 0].tolist() == [UNREACHED, 50]


def test_a_kind_without_points_and_a_home_on_no_street_are_unreached():
    walk = Walk.of(line_town(3), TEN)
    ds = plain_home_times(walk, standing([0, -1], [0.5, 0.0]), standing([1], [0.5]), np.zeros(1, np.int32), 2)
    assert ds.tolist() == [[100, UNREACHED], [UNREACHED, UNREACHED]]


def test_a_walk_longer_than_can_be_told_apart_is_unreached():
    walk = Walk.of(line_town(3, 33_000.0), TEN)
    ds = plain_node_times(walk, standing([1], [1.0]), np.zeros(1, np.int32), 1)
    assert ds[:, 0].tolist() == [UNREACHED, 33_000, 0]


def test_of_two_parallel_streets_the_shorter_counts():
    streets = town([(0, 0), (100, 0)], [(0, 1), (0, 1), (1, 0)])
    walk = Walk.of(replace(streets, length=np.array([100.0, 150.0, 120.0])), TEN)
    assert plain_node_times(walk, standing([1], [1.0]), np.zeros(1, np.int32), 1)[:, 0].tolist() == [100, 0]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_reference_agrees_with_networkx(seed):
    rng = np.random.default_rng(seed)
    walk = Walk.of(scattered_town(rng, 12, 22), PACES["adult"])
    points, kind = scattered_places(rng, walk.streets, 5), rng.integers(0, 2, 5).astype(np.int32)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(walk.streets.nodes))
    for a, b, out, back in zip(walk.streets.a, walk.streets.b, walk.out, walk.back, strict=True):
        graph.add_edges_from(
            (v, u, {"ds": int(t)}) for u, v, t in ((a, b, out), (b, a, back)) if t != UNREACHED
        )
    ends = ends_of(walk, points)
    for p in np.flatnonzero(points.snapped):
        for at, ds in ((ends.a[p], ends.arrive_a[p]), (ends.b[p], ends.arrive_b[p])):
            if ds != UNREACHED:
                graph.add_edge(("kind", int(kind[p])), int(at), ds=int(ds))
    found = plain_node_times(walk, points, kind, 2)
    for k in range(2):
        far = (
            nx.single_source_dijkstra_path_length(graph, ("kind", k), weight="ds")
            if ("kind", k) in graph
            else {}
        )
        assert found[:, k].tolist() == [far.get(v, UNREACHED) for v in range(walk.streets.nodes)]
