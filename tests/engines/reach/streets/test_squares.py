"""Squares are crossed in straight lines between their entrances, inside the outline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from osmdraw import hours_of, osm_streets, pairs
from yike.engines.reach.streets.drawn import Nodes
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.streets.squares import MOST_CORNERS, Area, closed_rings, cross_square, on_the_way

ROAD, SQUARE = {"highway": "residential"}, {"highway": "pedestrian", "area": "yes", "name": "观前"}
NONE, ACROSS = Mark(0), Mark.SQUARE | Mark.FOOTWAY
CORNERS = {1: (0.0, 0.0), 2: (60.0, 0.0), 3: (60.0, 60.0), 4: (0.0, 60.0)}
OUTSIDE = {5: (-50.0, 0.0), 6: (60.0, 120.0), 7: (120.0, 0.0)}
NODES = CORNERS | OUTSIDE


def test_two_streets_that_end_at_a_square_are_joined_across_it(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, NODES, [([1, 2, 3, 4, 1], SQUARE), ([5, 1], ROAD), ([3, 6], ROAD)])
    assert pairs(streets) == {(1, 5): NONE, (3, 6): NONE, (1, 3): ACROSS}
    across = int(np.flatnonzero(streets.mark == int(ACROSS))[0])
    np.testing.assert_allclose(streets.length[across], 60 * 2**0.5, rtol=1e-4)
    assert streets.names[streets.name[across]] == "观前"
    assert streets.source.notes == ("squares: 1", "lines across squares: 1")


def test_a_square_that_only_one_street_touches_adds_nothing(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, NODES, [([1, 2, 3, 4, 1], SQUARE), ([5, 1], ROAD)])
    assert pairs(streets) == {(1, 5): NONE}


def test_a_place_of_that_name_is_a_square_without_more_tags(tmp_path: Path) -> None:
    ways = [([1, 2, 3, 4, 1], {"place": "square"}), ([5, 1], ROAD), ([3, 6], ROAD)]
    assert pairs(osm_streets(tmp_path, NODES, ways))[1, 3] == ACROSS


def test_a_square_with_hours_is_crossed_within_them(tmp_path: Path) -> None:
    ways = [([1, 2, 3, 4, 1], SQUARE | {"opening_hours": "06:00-22:00"}), ([5, 1], ROAD), ([3, 6], ROAD)]
    assert hours_of(osm_streets(tmp_path, NODES, ways)) == {(1, 3): "06:00-22:00"}


def test_a_private_square_is_not_crossed(tmp_path: Path) -> None:
    ways = [([1, 2, 3, 4, 1], SQUARE | {"access": "private"}), ([5, 1], ROAD), ([3, 6], ROAD)]
    assert pairs(osm_streets(tmp_path, NODES, ways)) == {(1, 5): NONE, (3, 6): NONE}


def test_a_way_round_the_inner_corner_is_found_and_no_line_leaves_the_square(tmp_path: Path) -> None:
    bent = {1: (0.0, 0.0), 2: (90.0, 0.0), 3: (90.0, 30.0), 4: (30.0, 30.0), 8: (30.0, 90.0), 9: (0.0, 90.0)}
    ways = [([1, 2, 3, 4, 8, 9, 1], SQUARE), ([7, 3], ROAD), ([6, 8], ROAD)]
    assert pairs(osm_streets(tmp_path, bent | OUTSIDE, ways)) == {
        (3, 7): NONE,
        (6, 8): NONE,
        (3, 4): ACROSS,
        (4, 8): ACROSS,
    }


def test_a_pond_in_the_middle_is_walked_round(tmp_path: Path) -> None:
    pond = {11: (20.0, 20.0), 12: (40.0, 20.0), 13: (40.0, 40.0), 14: (20.0, 40.0)}
    ways = [([1, 2, 3, 4, 1], {}), ([11, 12, 13, 14, 11], {}), ([5, 1], ROAD), ([3, 6], ROAD)]
    relation = ([(1, "outer"), (2, "inner")], {"type": "multipolygon", "highway": "pedestrian"})
    found = pairs(osm_streets(tmp_path, NODES | pond, ways, [relation]))
    across = {pair for pair, mark in found.items() if mark == ACROSS}
    assert across == {(1, 12), (3, 12), (1, 14), (3, 14)} | {(11, 12), (12, 13), (13, 14), (11, 14)}


def test_two_squares_side_by_side_lead_from_street_to_street(tmp_path: Path) -> None:
    nodes = NODES | {8: (120.0, 60.0)}
    ways = [([1, 2, 3, 4, 1], SQUARE), ([2, 7, 8, 3, 2], SQUARE), ([5, 1], ROAD), ([6, 8], ROAD)]
    found = pairs(osm_streets(tmp_path, nodes, ways))
    assert {pair for pair, mark in found.items() if mark == ACROSS} == {
        (1, 2),
        (1, 3),
        (2, 3),
        (2, 8),
        (3, 8),
    }


def test_squares_that_no_street_touches_are_islands_and_left_out(tmp_path: Path) -> None:
    nodes = CORNERS | {7: (120.0, 0.0), 8: (120.0, 60.0), 20: (0.0, 500.0), 21: (50.0, 500.0)}
    ways = [([1, 2, 3, 4, 1], SQUARE), ([2, 7, 8, 3, 2], SQUARE), ([20, 21], ROAD)]
    assert pairs(osm_streets(tmp_path, nodes, ways)) == {(20, 21): NONE}


def test_a_square_whose_outline_misses_a_node_is_left_out(tmp_path: Path) -> None:
    ways = [([1, 2, 3, 99, 1], SQUARE), ([5, 1], ROAD), ([3, 6], ROAD)]
    assert pairs(osm_streets(tmp_path, NODES, ways)) == {(1, 5): NONE, (3, 6): NONE}


def test_a_square_with_very_many_entrances_is_crossed_through_its_middle(tmp_path: Path) -> None:
    count = MOST_CORNERS + 2
    turn = np.arange(count) * 2 * np.pi / count
    ring = {n + 1: (100 * np.cos(t), 100 * np.sin(t)) for n, t in enumerate(turn)}
    spokes = {n + 100: (200 * np.cos(t), 200 * np.sin(t)) for n, t in enumerate(turn)}
    ways = [([*ring, 1], SQUARE), *(([n, n + 99], ROAD) for n in ring)]
    found = pairs(osm_streets(tmp_path, ring | spokes, ways))
    across = [pair for pair, mark in found.items() if mark == ACROSS]
    assert len(across) == 2 * count
    assert sorted(b for a, b in across if a == -1) == sorted(ring)


def test_rings_join_ways_in_any_direction_and_open_rests_are_dropped() -> None:
    rings = closed_rings([[1, 2, 3], [5, 4, 3], [5, 1], [7, 8], [9, 10, 11, 9]])
    assert rings == [[9, 10, 11], [1, 2, 3, 4, 5]]


def test_no_square_is_on_the_way_where_there_is_none() -> None:
    assert on_the_way([], np.ones(3, bool)).tolist() == []


@given(st.lists(st.floats(20.0, 100.0), min_size=5, max_size=20), st.data())
@settings(max_examples=40, deadline=None)
def test_ways_across_a_square_are_the_shortest_that_stay_inside(
    radii: list[float], data: st.DataObject
) -> None:
    """Against all visible pairs of corners, without any of the short cuts of the reader."""
    turn = np.arange(len(radii)) * 2 * np.pi / len(radii)
    x, y = np.array(radii) * np.cos(turn) * 1e-5, np.array(radii) * np.sin(turn) * 1e-5
    nodes = Nodes(np.arange(len(x)), x, y)
    joins = np.zeros(len(x), bool)
    joins[data.draw(st.lists(st.integers(0, len(x) - 1), min_size=2, unique=True))] = True
    area = Area(np.arange(len(x), dtype=np.int32))
    lines, _ = cross_square(area, joins, nodes, len(nodes))
    inside = shapely.Polygon(np.column_stack((x, y))).buffer(1e-7)
    corners = list(zip(x, y, strict=True))
    couples = [(i, j) for i in range(len(x)) for j in range(i)]
    every = [(i, j) for i, j in couples if inside.covers(shapely.LineString([corners[i], corners[j]]))]
    ends = np.flatnonzero(joins)
    np.testing.assert_allclose(distances(x, y, lines)[ends][:, ends], distances(x, y, every)[ends][:, ends])


def distances(x: np.ndarray, y: np.ndarray, lines: object) -> np.ndarray:
    d = np.full((len(x), len(x)), np.inf)
    np.fill_diagonal(d, 0.0)
    for i, j in np.asarray(lines, int).reshape(-1, 2):
        d[i, j] = d[j, i] = np.hypot(x[i] - x[j], y[i] - y[j])
    for k in range(len(x)):
        d = np.minimum(d, d[:, k, None] + d[None, k, :])
    return d
