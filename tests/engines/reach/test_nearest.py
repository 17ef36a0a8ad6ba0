from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from made_streets import PLAIN, made_town, streets_of
from plain import plain_home_times, plain_node_times
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.walk import Walk


def at(*places: tuple[int, float, float]) -> Anchors:
    segment = np.array([p[0] for p in places], np.int32)
    return Anchors(
        segment,
        np.array([p[1] for p in places], float),
        np.array([p[2] for p in places], float),
        (segment < 0).astype(np.uint8),
    )


@settings(max_examples=150, deadline=None)
@given(made_town())
def test_every_node_agrees_with_a_plain_search(town: tuple) -> None:
    walk, _, points, kind, kinds = town
    expected = plain_node_times(walk, points, kind, kinds)
    np.testing.assert_array_equal(node_times(walk, points, kind, kinds), expected)


@settings(max_examples=150, deadline=None)
@given(made_town())
def test_every_home_agrees_with_a_plain_search(town: tuple) -> None:
    walk, homes, points, kind, kinds = town
    expected = plain_home_times(walk, homes, points, kind, kinds)
    np.testing.assert_array_equal(nearest(walk, homes, points, kind, kinds).ds, expected)


@settings(max_examples=100, deadline=None)
@given(made_town())
def test_the_named_point_is_the_first_of_those_equally_near(town: tuple) -> None:
    walk, homes, points, kind, kinds = town
    got = nearest(walk, homes, points, kind, kinds)
    each = plain_home_times(walk, homes, points, np.arange(len(points)), max(1, len(points)))
    for h in range(len(homes)):
        for k in range(kinds):
            rows = [p for p in range(len(points)) if kind[p] == k and each[h, p] != UNREACHED]
            best = min(rows, key=lambda p: (each[h, p], p), default=-1)
            assert got.point[h, k] == best


def test_walking_to_a_point_uphill_takes_longer_than_back() -> None:
    walk = Walk.of(streets_of(2, [(0, 1, 100.0, 0)], height=[0.0, 10.0]), PLAIN)
    foot, top, one = at((0, 0.0, 0.0)), at((0, 1.0, 0.0)), np.zeros(1, np.int32)
    up, down = nearest(walk, foot, top, one, 1).ds[0, 0], nearest(walk, top, foot, one, 1).ds[0, 0]
    assert (up, down) == (1419, 1000 * np.exp(3.5 * (0.05 - 0.05)))


def test_a_footway_of_one_direction_is_walked_one_way_only() -> None:
    walk = Walk.of(streets_of(2, [(0, 1, 60.0, int(Mark.ONE_WAY_FOOT))]), PLAIN)
    a, b, one = at((0, 0.25, 0.0)), at((0, 0.75, 0.0)), np.zeros(1, np.int32)
    assert nearest(walk, a, b, one, 1).ds.tolist() == [[300]]
    assert nearest(walk, b, a, one, 1).ds.tolist() == [[UNREACHED]]


def test_a_home_and_a_point_on_one_segment_walk_straight_along_it() -> None:
    walk = Walk.of(streets_of(2, [(0, 1, 600.0, 0)]), PLAIN)
    got = nearest(walk, at((0, 0.4, 3.0)), at((0, 0.5, 2.0)), np.zeros(1, np.int32), 1)
    assert (got.ds.tolist(), got.point.tolist()) == ([[600 + 50]], [[0]])


def test_nothing_is_reached_on_a_map_without_streets() -> None:
    walk = Walk.of(streets_of(1, []), PLAIN)
    got = nearest(walk, at((-1, 0.0, 0.0)), at((-1, 0.0, 0.0)), np.zeros(1, np.int32), 2)
    assert (got.ds.tolist(), got.point.tolist()) == ([[UNREACHED] * 2], [[-1, -1]])


def test_more_points_than_one_lane_can_number_are_still_told_apart() -> None:
    walk = Walk.of(streets_of(2, [(0, 1, 1000.0, 0)]), PLAIN)
    along = np.linspace(1.0, 0.0, 70_000)
    many = Anchors(np.zeros(70_000, np.int32), along, np.zeros(70_000), np.zeros(70_000, np.uint8))
    got = nearest(walk, at((0, 0.0, 0.0), (0, 1.0, 0.0)), many, np.zeros(70_000, np.int32), 1)
    first = int(np.flatnonzero(np.rint(along * 10_000) == 0)[0])
    assert (got.ds.tolist(), got.point.tolist()) == ([[0], [0]], [[first], [0]])


def test_a_home_at_the_corner_of_a_shut_street_walks_along_the_open_one() -> None:
    streets = streets_of(3, [(0, 1, 60.0, 0), (1, 2, 60.0, 0)])
    walk = Walk.of(streets, PLAIN, np.array([False, True]))
    for corner in (at((0, 1.0, 5.0)), at((1, 0.0, 5.0))):
        got = nearest(walk, corner, at((1, 1.0, 0.0)), np.zeros(1, np.int32), 1)
        assert got.ds.tolist() == [[650]]
    assert nearest(walk, at((0, 0.9, 5.0)), at((1, 1.0, 0.0)), np.zeros(1, np.int32), 1).ds.tolist() == [
        [UNREACHED]
    ]


def test_a_point_at_the_end_of_a_one_way_footway_is_reached_from_its_own_corner() -> None:
    streets = streets_of(3, [(0, 1, 60.0, int(Mark.ONE_WAY_FOOT)), (1, 2, 60.0, 0)])
    got = nearest(Walk.of(streets, PLAIN), at((1, 1.0, 0.0)), at((0, 1.0, 0.0)), np.zeros(1, np.int32), 1)
    assert got.ds.tolist() == [[600]]
