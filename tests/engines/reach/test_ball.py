from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from made_streets import PLAIN, made_anchors, made_town, streets_of
from plain import plain_home_times, plain_node_times
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.ball import Balls, catchment, count_within, k_nearest
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.walk import Walk


def each_time(walk: Walk, homes: Anchors, points: Anchors) -> np.ndarray:
    return plain_home_times(walk, homes, points, np.arange(len(points)), len(points))


@settings(max_examples=150, deadline=None)
@given(made_town(), st.integers(0, 30_000))
def test_a_catchment_holds_exactly_the_homes_in_time(town: tuple, limit: int) -> None:
    walk, homes, points, _, _ = town
    got, expected = catchment(walk, homes, points, limit), each_time(walk, homes, points)
    for p in range(len(points)):
        span = slice(got.start[p], got.start[p + 1])
        found = dict(zip(got.item[span].tolist(), got.ds[span].tolist(), strict=True))
        assert len(found) == span.stop - span.start
        assert found == {h: int(expected[h, p]) for h in range(len(homes)) if expected[h, p] <= limit}


@settings(max_examples=100, deadline=None)
@given(made_town(), st.integers(0, 30_000))
def test_every_home_counts_the_points_in_time(town: tuple, limit: int) -> None:
    walk, homes, points, kind, kinds = town
    within = each_time(walk, homes, points) <= limit
    expected = np.stack([within[:, kind == k].sum(1) for k in range(kinds)], 1)
    np.testing.assert_array_equal(count_within(walk, homes, points, kind, kinds, limit), expected)


@settings(max_examples=100, deadline=None)
@given(made_town(), st.integers(0, 30_000))
def test_every_node_counts_the_points_in_time(town: tuple, limit: int) -> None:
    walk, _, points, _, _ = town
    if not walk.streets.segments:
        return
    got = Balls.around(walk, points).counts(limit, np.zeros(len(points), np.int32), 1)[0]
    times = plain_node_times(walk, points, np.arange(len(points)), len(points))
    np.testing.assert_array_equal(got[walk.hierarchy.place], (times <= limit).sum(1))


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_no_points_and_no_homes_are_fine(data: st.DataObject) -> None:
    walk = Walk.of(streets_of(3, [(0, 1, 10.0, 0), (1, 2, 10.0, 0)]), PLAIN)
    homes = data.draw(made_anchors(walk.streets))
    none = Anchors(np.zeros(0, np.int32), np.zeros(0), np.zeros(0), np.zeros(0, np.uint8))
    assert catchment(walk, homes, none, 600).start.tolist() == [0]
    assert catchment(walk, none, homes, 600).item.tolist() == []


@settings(max_examples=100, deadline=None)
@given(made_town(), st.integers(1, 4))
def test_the_k_nearest_points_come_in_order_of_time_then_row(town: tuple, k: int) -> None:
    walk, homes, points, _, _ = town
    got, times = k_nearest(walk, homes, points, k), each_time(walk, homes, points)
    for h in range(len(homes)):
        best = sorted((int(t), p) for p, t in enumerate(times[h]) if t != UNREACHED)[:k]
        best += [(UNREACHED, -1)] * (k - len(best))
        assert list(zip(got[1][h].tolist(), got[0][h].tolist(), strict=True)) == best
