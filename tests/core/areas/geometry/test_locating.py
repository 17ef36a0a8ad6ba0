from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.areas.geometry.drawn import PLANE, box, poly
from yike.core.areas.geometry.locating import CRACK_M, NOWHERE, Locator

UNTIMED = settings(deadline=None, derandomize=True)


def at(*places: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(places, float).T
    return PLANE.lon + x / PLANE.east_m, PLANE.lat + y / PLANE.north_m


def located(shapes: list, *places: tuple[float, float]) -> list[int]:
    return Locator.of(shapes).locate(*at(*places)).tolist()


WEST, EAST = box(0, 0, 100, 100), box(100, 0, 200, 100)


def test_a_point_lies_in_its_area_or_in_none() -> None:
    assert located([WEST, EAST], (50, 50), (150, 50), (250, 50)) == [0, 1, NOWHERE]


def test_a_point_on_a_border_belongs_to_the_first_area_wherever_it_stands_in_the_row_of_points() -> None:
    border = [(100, y) for y in range(0, 101, 10)]
    assert located([WEST, EAST], *border) == [0] * 11
    assert located([EAST, WEST], *border[::-1]) == [0] * 11


def test_a_point_where_areas_overlap_belongs_to_the_first() -> None:
    assert located([box(50, 0, 150, 100), WEST], (75, 50)) == [0]


def test_a_point_in_a_crack_belongs_to_the_nearest() -> None:
    cracked = [WEST, box(100.6, 0, 200, 100)]
    assert located(cracked, (100.2, 50), (100.5, 50), (100.25, 50)) == [0, 1, 0]


def test_a_point_farther_out_than_a_crack_is_nowhere() -> None:
    assert located([WEST], (100 + CRACK_M * 0.9, 50), (100 + CRACK_M * 1.1, 50)) == [0, NOWHERE]


def test_a_hole_is_not_inside() -> None:
    assert located([shapely.difference(WEST, box(40, 40, 60, 60))], (50, 50), (40.2, 50)) == [NOWHERE, 0]


def test_parts_of_one_area_answer_alike() -> None:
    assert located([shapely.union_all([WEST, box(300, 0, 400, 100)]), EAST], (350, 50), (150, 50)) == [0, 1]


def test_what_is_no_place_is_nowhere() -> None:
    lon = np.array([np.nan, 120.63, np.inf, -np.inf, 120.6301])
    lat = np.array([31.3, np.nan, 31.3, 31.3, 31.3001])
    assert Locator.of([WEST]).locate(lon, lat).tolist() == [NOWHERE] * 4 + [0]


@pytest.mark.parametrize("shapes", [[], [WEST]])
def test_no_points_and_no_areas_are_no_trouble(shapes: list) -> None:
    assert Locator.of(shapes).locate(np.empty(0), np.empty(0)).tolist() == []
    assert Locator.of([]).locate(*at((1, 1))).tolist() == [NOWHERE]


def plain(shapes: list, x: float, y: float) -> int:
    """Ask polygon after polygon."""
    point = PLANE.degrees(shapely.Point(x, y))
    return next((i for i, shape in enumerate(shapes) if shapely.covers(shape, point)), NOWHERE)


@UNTIMED
@given(st.integers(0, 2**32 - 1))
def test_it_agrees_with_asking_polygon_after_polygon(seed: int) -> None:
    dice = np.random.default_rng(seed)
    sites = shapely.MultiPoint(dice.uniform(0, 1000, (12, 2)))
    cells = shapely.voronoi_polygons(sites, extend_to=shapely.box(0, 0, 1000, 1000)).geoms
    shapes = [PLANE.degrees(c.intersection(shapely.box(0, 0, 1000, 1000))) for c in cells][:9]
    places = [tuple(p) for p in dice.uniform(-100, 1100, (200, 2))]
    edges = shapely.union_all([PLANE.laid(s).boundary for s in shapes])
    clear = [p for p in places if shapely.distance(edges, shapely.Point(p)) > CRACK_M]
    assert located(shapes, *clear) == [plain(shapes, *p) for p in clear]


@UNTIMED
@given(st.integers(0, 2**32 - 1))
def test_every_point_inside_a_tiled_area_has_exactly_one_grid_even_on_the_inner_borders(seed: int) -> None:
    dice = np.random.default_rng(seed)
    middle = tuple(dice.uniform(20, 80, 2))
    corners = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    grids = [poly(corners[i], corners[(i + 1) % 4], middle) for i in range(4)]
    share = dice.uniform(0, 1, 50)[:, None]
    along = [tuple(p) for p in np.array(corners[0]) * share + np.array(middle) * (1 - share)]
    found = located(grids, *along, *(tuple(p) for p in dice.uniform(0, 100, (50, 2))))
    assert NOWHERE not in found
    assert found[:50] == located(grids, *along)
