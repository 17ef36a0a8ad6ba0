"""The way in words, and the plain search beneath it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plain import plain_home_times, plain_node_times
from towns import line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.legs import Turn, turn_of, whole_metres
from yike.engines.reach.nearest import nearest
from yike.engines.reach.pace import UNREACHED, Pace
from yike.engines.reach.path import Path, metres_in, path
from yike.engines.reach.singlesource import leaving, spread, times_from, times_to
from yike.engines.reach.streets.model import Mark, Streets, metres_between
from yike.engines.reach.walk import Walk, ends_of

TEN = Pace("ten", 600.0)  # one metre is one decisecond
ONE = np.zeros(1, np.int32)


def row(anchors: Anchors, i: int) -> Anchors:
    return Anchors(
        anchors.segment[i : i + 1],
        anchors.along[i : i + 1],
        anchors.access[i : i + 1],
        anchors.why[i : i + 1],
    )


def found(streets: Streets, home: Anchors, point: Anchors, pace: Pace = TEN) -> Path:
    way = path(Walk.of(streets, pace), home, point)
    assert way is not None
    return way


def bends(corners: list[tuple[float, float]], names: list[str], **more: object) -> Path:
    """The way along one bent line from its first to its last corner."""
    streets = town(corners, [(i, i + 1) for i in range(len(corners) - 1)], names=names, **more)  # type: ignore[arg-type]
    return found(streets, standing([0], [0.0]), standing([len(corners) - 2], [1.0]))


def test_one_street_is_one_leg_with_its_direction() -> None:
    way = found(line_town(6, names=["十梓街"] * 5), standing([0], [0.5]), standing([4], [0.5]))
    (leg,) = way.legs
    assert (leg.name, leg.turn, leg.metres, leg.ds, way.ds) == ("十梓街", Turn.START, 400.0, 400, 400)
    assert way.lines("zh") == ("沿十梓街向东走 400 米", "到达：共 400 米，约 0.7 分钟")
    assert way.lines("en") == ("Walk east along 十梓街, 400 m", "Arrive: 400 m, about 0.7 min")


def test_turns_are_told_by_name_and_side() -> None:
    corners = [(0, 0), (0, 200), (100, 200), (100, 100), (200, 0)]
    way = bends([(float(x), float(y)) for x, y in corners], ["北街", "东街", "南街", "斜街"])
    assert [(leg.name, leg.turn) for leg in way.legs] == [
        ("北街", Turn.START),
        ("东街", Turn.RIGHT),
        ("南街", Turn.RIGHT),
        ("斜街", Turn.SLIGHT_LEFT),
    ]
    assert way.lines("zh")[:3] == ("沿北街向北走 200 米", "右转，沿东街走 100 米", "右转，沿南街走 100 米")
    assert way.lines("en")[3] == "Bear left onto 斜街, 140 m"


def test_the_degrees_of_every_turn() -> None:
    told = {
        -180: Turn.BACK,
        -140: Turn.SHARP_LEFT,
        -90: Turn.LEFT,
        -30: Turn.SLIGHT_LEFT,
        0: Turn.STRAIGHT,
        19: Turn.STRAIGHT,
        30: Turn.SLIGHT_RIGHT,
        90: Turn.RIGHT,
        140: Turn.SHARP_RIGHT,
        170: Turn.BACK,
    }
    assert {degrees: turn_of(degrees) for degrees in told} == told


def test_metres_are_rounded_as_people_say_them() -> None:
    assert [whole_metres(m) for m in (0.4, 7.2, 49.4, 54.0, 56.0, 1234.0)] == [0, 7, 49, 50, 60, 1230]


def test_bridges_steps_and_gates_are_told_and_name_what_has_no_name() -> None:
    way = bends(
        [(0.0, 0.0), (100.0, 0.0), (130.0, 0.0), (200.0, 0.0), (220.0, 0.0), (300.0, 0.0), (340.0, 0.0)],
        ["河街", "河街", "河街", "", "", "园路"],
        mark=[0, Mark.BRIDGE, Mark.GATE, Mark.STEPS, Mark.FOOTWAY, Mark.BRIDGE | Mark.STEPS],
    )
    assert way.lines("zh")[:-1] == (
        "沿河街向东走 200 米，过桥，过门",
        "直行，沿台阶走 20 米",
        "直行，沿小路走 80 米",
        "直行，沿园路走 40 米，过桥，走台阶",
    )
    assert way.lines("en")[1:4] == (
        "Continue straight onto steps, 20 m",
        "Continue straight onto a footway, 80 m",
        "Continue straight onto 园路, 40 m, over a bridge, by steps",
    )


def test_a_short_nameless_link_is_told_with_the_street_it_leads_to() -> None:
    way = bends([(0.0, 0.0), (200.0, 0.0), (200.0, 8.0), (200.0, 200.0)], ["东街", "", "北街"])
    assert [(leg.name, leg.turn, round(leg.metres)) for leg in way.legs] == [
        ("东街", Turn.START, 200),
        ("北街", Turn.LEFT, 200),
    ]


def test_a_few_metres_before_the_corner_of_the_same_street_are_no_leg_of_their_own() -> None:
    corners = [(0, 0), (200, 0), (200, 4), (120, 4), (200, 60)]
    offset = town(corners, [(0, 1), (1, 2), (2, 3), (2, 4)], names=["东街", "莫邪路", "莫邪路", "莫邪路"])
    way = found(offset, standing([0], [0.0]), standing([2], [1.0]))
    assert [(leg.name, leg.turn, round(leg.metres)) for leg in way.legs] == [
        ("东街", Turn.START, 200),
        ("莫邪路", Turn.BACK, 84),
    ]


def test_a_street_that_bends_stays_one_leg_but_a_sharp_bend_at_a_junction_is_told() -> None:
    corners = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]
    assert [leg.name for leg in bends(corners, ["弯街", "弯街"]).legs] == ["弯街"]
    junction = town([*corners, (200, 0)], [(0, 1), (1, 2), (1, 3)], names=["弯街"] * 3)
    way = found(junction, standing([0], [0.0]), standing([1], [1.0]))
    assert [(leg.name, leg.turn) for leg in way.legs] == [("弯街", Turn.START), ("弯街", Turn.LEFT)]


def test_access_legs_are_walked_told_and_counted() -> None:
    way = found(line_town(3), standing([0], [0.0], 30.0), standing([1], [0.5], 12.0))
    assert (way.ds, way.metres, way.access_m) == (192, 192.0, (30.0, 12.0))
    assert way.lines("zh")[0] == "先走 30 米到街上"
    assert way.lines("en")[-2:] == ("Leave the street for 12 m", "Arrive: 190 m, about 0.3 min")


def test_neighbours_on_one_segment_walk_straight_along_it() -> None:
    way = found(line_town(2), standing([0], [0.9], 3.0), standing([0], [0.3], 4.0))
    assert (way.ds, len(way.legs), round(way.metres, 6)) == (67, 1, 67.0)
    here = found(line_town(2), standing([0], [0.5]), standing([0], [0.5]))
    assert (here.ds, here.metres) == (0, 0.0)


def test_against_a_one_way_footway_neighbours_must_go_around() -> None:
    square = town(
        [(0, 0), (100, 0), (100, 100), (0, 100)],
        [(0, 1), (1, 2), (2, 3), (3, 0)],
        mark=[Mark.ONE_WAY_FOOT, 0, 0, 0],
    )
    way = found(square, standing([0], [0.9]), standing([0], [0.3]))
    assert (way.ds, way.metres) == (340, pytest.approx(340.0))


def test_there_is_no_way_to_an_island_or_from_a_home_on_no_street() -> None:
    streets = town([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (2, 3)])
    walk = Walk.of(streets, TEN)
    assert path(walk, standing([0], [0.5]), standing([1], [0.5])) is None
    assert path(walk, standing([-1], [0.0]), standing([1], [0.5])) is None
    assert path(walk, standing([0], [0.5]), standing([-1], [0.0])) is None


def test_a_walk_of_more_than_109_minutes_is_no_way() -> None:
    long = Walk.of(line_town(3, 40_000.0), TEN)
    assert path(long, standing([0], [0.0]), standing([1], [1.0])) is None
    assert path(long, standing([0], [0.5]), standing([1], [0.5])) is not None


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_the_time_of_every_way_is_that_of_the_plain_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 14, 24)
    walk = Walk.of(streets, Pace("some", float(rng.integers(40, 900))))
    homes, points = scattered_places(rng, streets, 6), scattered_places(rng, streets, 3)
    times = plain_home_times(walk, homes, points, np.arange(3, dtype=np.int32), 3)
    for h in range(6):
        for p in range(3):
            way = path(walk, row(homes, h), row(points, p))
            assert (UNREACHED if way is None else way.ds) == times[h, p]
            if way is not None:
                assert_whole(walk, way, row(homes, h), row(points, p))


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_time_of_every_way_is_that_of_the_engine(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 12, 18)
    walk = Walk.of(streets, Pace("some", float(rng.integers(40, 900))))
    homes, points = scattered_places(rng, streets, 5), scattered_places(rng, streets, 3)
    times = nearest(walk, homes, points, np.arange(3, dtype=np.int32), 3).ds
    ways = [[path(walk, row(homes, h), row(points, p)) for p in range(3)] for h in range(5)]
    assert [[UNREACHED if way is None else way.ds for way in line] for line in ways] == times.tolist()


def assert_whole(walk: Walk, way: Path, home: Anchors, point: Anchors) -> None:
    """The legs add up, hang together, and lead from one place to the other."""
    s = walk.streets
    assert sum(leg.ds for leg in way.legs) == way.ds
    assert way.metres == pytest.approx(sum(leg.metres for leg in way.legs) + sum(way.access_m))
    on_foot = metres_between(way.lon[:-1], way.lat[:-1], way.lon[1:], way.lat[1:]).sum()
    assert on_foot == pytest.approx(way.metres - sum(way.access_m), rel=1e-3, abs=1e-3)
    for place, at in ((home, 0), (point, -1)):
        a, b = s.a[place.segment[0]], s.b[place.segment[0]]
        assert way.lon[at] == pytest.approx(s.lon[a] + place.along[0] * (s.lon[b] - s.lon[a]), abs=1e-12)
    for one, two in pairwise(way.legs):
        assert (one.lon[-1], one.lat[-1]) == (two.lon[0], two.lat[0])
    assert all(len(way.lines(language)) > len(way.legs) for language in ("zh", "en"))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_times_to_a_place_are_those_of_the_plain_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 20, 30)
    walk = Walk.of(streets, TEN)
    places = scattered_places(rng, streets, 3)
    plain = plain_node_times(walk, places, np.zeros(3, np.int32), 1)[:, 0]
    assert np.array_equal(times_to(walk, places), plain)
    short = times_to(walk, places, limit_ds=500)
    assert np.array_equal(short, np.where(plain <= 500, plain, UNREACHED))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_times_from_a_place_are_times_to_it_with_every_street_turned_round(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 20, 30)
    walk = Walk.of(streets, TEN)
    turned = Walk(streets, TEN, walk.back, walk.out)
    places = scattered_places(rng, streets, 2)
    assert np.array_equal(times_from(walk, places), times_to(turned, places))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_the_metres_of_many_ways_come_from_one_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 12, 20)
    walk = Walk.of(streets, TEN)
    home, points = scattered_places(rng, streets, 1), scattered_places(rng, streets, 8)
    metres = metres_in(walk, home, points, spread(walk, leaving(ends_of(walk, home))))
    for i in range(len(points)):
        way = path(walk, home, row(points, i))
        assert np.isnan(metres[i]) if way is None else metres[i] == pytest.approx(way.metres, abs=1e-9)


def test_times_on_streets_without_any_segment_are_all_unreached() -> None:
    walk = Walk.of(town([(0, 0), (5, 5)], []), TEN)
    assert times_from(walk, standing([-1], [0.0])).tolist() == [UNREACHED, UNREACHED]
