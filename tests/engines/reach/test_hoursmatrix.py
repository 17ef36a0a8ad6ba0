"""Cover through the week."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from plain import plain_home_times
from towns import line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.cover import shares, within
from yike.engines.reach.hoursmatrix import distinct_columns, gate_states, hours_matrix, lanes_of
from yike.engines.reach.pace import Pace
from yike.engines.reach.walk import Walk

TEN = Pace("ten", 600.0)  # one metre is one decisecond
OFFICE = np.array([hour // 24 < 5 and 9 <= hour % 24 < 17 for hour in range(168)])
ALWAYS, NEVER = np.ones(168, bool), np.zeros(168, bool)


def week_of(streets, homes, points, kind, kinds, open_week, limit=250, **more):
    weights = more.pop("weights", {"w": np.ones(len(homes))})
    walk = more.pop("walk", None) or Walk.of(streets, TEN)
    names = tuple(f"kind {k}" for k in range(kinds))
    kind = np.asarray(kind, np.int32)
    return hours_matrix(
        walk, homes, points, kind, names, [limit] * kinds, weights, np.array(open_week), **more
    )


def test_office_hours_are_covered_and_the_night_is_not():
    homes = standing([0, 9], [0.0, 1.0])
    points = standing([1, 8], [0.0, 1.0])
    found = week_of(line_town(11), homes, points, [0, 0], 1, [OFFICE, ALWAYS])
    assert found.share[0, :, :, 0].reshape(168).tolist() == np.where(OFFICE, 1.0, 0.5).tolist()
    assert found.open_points.reshape(168).tolist() == np.where(OFFICE, 2, 1).tolist()
    assert found.week_share[:, 0].tolist() == [40 / 168, 1.0]
    assert found.week.tolist() == [[(40 + 128 * 0.5) / 168]]
    assert (found.lanes, found.gates, found.searches) == (2, 1, 0)


def test_points_open_alike_cost_one_lane_and_a_shut_kind_none():
    points = standing([1, 2, 3], [0.0, 0.0, 0.0])
    found = week_of(line_town(5), standing([0], [0.0]), points, [0, 0, 2], 3, [ALWAYS, ALWAYS, NEVER])
    assert found.lanes == 1
    assert found.share[:, 0, 0, 0].tolist() == [1.0, 0.0, 0.0]
    assert found.open_points[:, 0, 0].tolist() == [2, 0, 0]


def test_nothing_open_all_week_asks_nothing():
    found = week_of(line_town(5), standing([0], [0.0]), standing([1], [0.0]), [0], 1, [NEVER])
    assert (found.lanes, found.week_share.tolist()) == (0, [[0.0]])


def test_a_weight_of_nobody_has_no_share_at_any_hour():
    found = week_of(
        line_town(5), standing([0], [0.0]), standing([1], [0.0]), [0], 1, [OFFICE],
        weights={"w": np.ones(1), "elders": np.zeros(1)},
    )  # fmt: skip
    assert np.isnan(found.share[..., 1]).all()
    assert found.share[0, 0, 9, 0] == 1.0


def test_a_gate_shut_at_night_puts_the_far_side_out_of_reach():
    streets = line_town(5, hours=[-1, 0, -1, -1], gate_hours=["Mo-Fr 09:00-17:00"])
    homes, points = standing([0, 3], [0.0, 0.0]), standing([2], [0.5])
    found = week_of(streets, homes, points, [0], 1, [ALWAYS], gate_week=OFFICE[None])
    assert found.share[0, :, :, 0].reshape(168).tolist() == np.where(OFFICE, 1.0, 0.5).tolist()
    assert (found.lanes, found.gates, found.searches) == (1, 2, 1)


def test_gates_that_never_change_are_one_state():
    streets = line_town(3, hours=[0, -1], gate_hours=["24/7"])
    (state,) = gate_states(streets, ALWAYS[None])
    assert state.open_now is not None
    assert state.open_now.tolist() == [True, True]
    assert state.hours.tolist() == list(range(168))
    assert gate_states(line_town(3), None)[0].open_now is None


def test_a_gate_beside_the_shortest_way_asks_for_no_other_search():
    streets = town(
        [(0, 0), (100, 0), (200, 0), (100, 400)], [(0, 1), (1, 2), (0, 3), (3, 2)], hours=[-1, -1, 0, -1],
        gate_hours=["Mo-Fr 09:00-17:00"],
    )  # fmt: skip
    homes, points = standing([0, 2], [0.5, 0.2]), standing([1], [1.0])
    found = week_of(streets, homes, points, [0], 1, [ALWAYS], 300, gate_week=OFFICE[None])
    assert found.week_share[:, 0].tolist() == [1.0, 40 / 168]
    assert (found.gates, found.searches) == (2, 0)


def test_the_gates_of_the_walk_given_do_not_matter():
    streets = line_town(5, hours=[-1, 0, -1, -1], gate_hours=["Mo-Fr 09:00-17:00"])
    homes, points = standing([0, 3, 1], [0.0, 0.0, 0.5]), standing([2], [0.5])
    question = (streets, homes, points, [0], 1, [ALWAYS])
    day = week_of(*question, gate_week=OFFICE[None])
    shut = Walk.of(streets, TEN, np.array([True, False, True, True]))
    night = week_of(*question, gate_week=OFFICE[None], walk=shut)
    assert np.array_equal(day.share, night.share)
    assert day.week_share.tolist() == night.week_share.tolist() == [[40 / 168], [1.0], [40 / 168]]


def test_distinct_columns_are_found_once_and_no_rows_are_one_state():
    first, same = distinct_columns(np.array([[1, 0, 1], [0, 1, 0]], bool))
    assert sorted(first.tolist()) == [0, 1]
    assert first[same].tolist() == [0, 1, 0]
    assert distinct_columns(np.zeros((0, 3), bool))[1].tolist() == [0, 0, 0]


def test_lanes_repeat_the_rows_of_points_open_in_several_states():
    lanes = lanes_of(np.array([0, 1, 0], np.int32), 2, np.array([[1, 1], [1, 0], [0, 1]], bool))
    assert sorted(zip(lanes.lane.tolist(), lanes.rows.tolist(), strict=True)) == sorted(
        (int(lanes.at[k, hour]), row) for k, hour, row in ((0, 0, 0), (0, 1, 0), (0, 1, 2), (1, 0, 1))
    )
    assert lanes.at[1, 1] == -1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_hour_equals_a_search_among_what_is_open_in_that_hour(seed):
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 12, 22)
    gates = rng.integers(-1, 2, streets.segments).astype(np.int32)
    streets = type(streets)(**{**vars(streets), "hours": gates, "gate_hours": ("a", "b")})
    homes, points = scattered_places(rng, streets, 15), scattered_places(rng, streets, 6)
    kind = rng.integers(0, 2, 6).astype(np.int32)
    patterns = np.array([OFFICE, ALWAYS, NEVER, ~OFFICE])
    open_week, gate_week = patterns[rng.integers(0, 4, 6)], patterns[rng.integers(0, 4, 2)]
    weights = {"w": rng.integers(0, 9, 15).astype(float)}
    walk = Walk.of(streets, TEN, (gates < 0) | (rng.random(2) < 0.5)[np.maximum(gates, 0)])
    more = {"weights": weights, "gate_week": gate_week, "walk": walk}
    found = week_of(streets, homes, points, kind, 2, open_week, 400, **more)
    in_reach = np.zeros((15, 2))
    held_in: dict[bool, np.ndarray] = {}
    for hour in range(168):
        if bool(OFFICE[hour]) not in held_in:
            walk = Walk.of(streets, TEN, (gates < 0) | gate_week[np.maximum(gates, 0), hour])
            rows = np.flatnonzero(open_week[:, hour])
            there = standing(points.segment[rows], points.along[rows], points.access[rows])
            held_in[bool(OFFICE[hour])] = within(
                plain_home_times(walk, homes, there, kind[rows], 2), [400, 400]
            )
        held = held_in[bool(OFFICE[hour])]
        in_reach += held
        assert np.array_equal(
            found.share[:, hour // 24, hour % 24], shares(held, weights).share, equal_nan=True
        )
    assert np.allclose(found.week_share, in_reach / 168, rtol=0, atol=1e-12)
