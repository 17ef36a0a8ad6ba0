from __future__ import annotations

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.areas.geometry.drawn import box, geo
from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.geometry.plane import area_m2
from yike.core.areas.geometry.reading import MOST_POINTS, geojson_of, shape_of
from yike.engines.reach.datum import from_wgs84

UNTIMED = settings(deadline=None, derandomize=True)
SQUARE = [[120.62, 31.30], [120.63, 31.30], [120.63, 31.31], [120.62, 31.31], [120.62, 31.30]]
BOW = [[120.62, 31.30], [120.63, 31.31], [120.63, 31.30], [120.62, 31.31], [120.62, 31.30]]


def refusal(geometry: object, datum: str = "wgs84") -> Misdrawn:
    with pytest.raises(Misdrawn) as told:
        shape_of(geometry, datum=datum)
    return told.value


def test_a_square_comes_back_as_it_was_drawn() -> None:
    assert geojson_of(shape_of(geo(SQUARE))) == geo(SQUARE)


def test_a_feature_and_a_collection_of_one_are_opened() -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": geo(SQUARE)}
    collection = {"type": "FeatureCollection", "features": [feature]}
    assert shape_of(feature) == shape_of(collection) == shape_of(geo(SQUARE))


def test_a_ring_drawn_clockwise_is_turned_round() -> None:
    assert geojson_of(shape_of(geo(SQUARE[::-1]))) != geo(SQUARE[::-1])
    assert shape_of(geo(SQUARE[::-1])).exterior.is_ccw


def test_heights_repeated_points_and_too_many_decimals_are_mended() -> None:
    drawn = [[x + 2e-9, y, 3.5] for x, y in SQUARE]
    assert shape_of(geo([drawn[0], *drawn])) == shape_of(geo(SQUARE))


def test_several_parts_and_holes_are_kept() -> None:
    hole = [[120.622, 31.302], [120.624, 31.302], [120.624, 31.304], [120.622, 31.302]]
    other = [[x + 0.02, y] for x, y in SQUARE]
    found = shape_of({"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [other]]})
    assert (found.geom_type, [len(p.interiors) for p in found.geoms]) == ("MultiPolygon", [1, 0])


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_degrees_of_another_datum_are_turned_into_wgs84(datum: str) -> None:
    lon, lat = from_wgs84(*np.array(SQUARE).T, datum)
    found = shape_of(geo(np.column_stack([lon, lat]).tolist()), datum=datum)
    assert np.abs(shapely.get_coordinates(found) - SQUARE).max() < 2e-7


@pytest.mark.parametrize(
    ("geometry", "zh", "en"),
    [
        (None, "没有图形", "there is no geometry"),
        ([], "没有图形", "there is no geometry"),
        ({"type": "FeatureCollection", "features": []}, "里面应当正好有一个图形", None),
        ({"type": "Feature", "geometry": None}, "没有图形", None),
        (
            {"type": "Point", "coordinates": [120, 31]},
            "“Point”不是面，区域要画成一块或几块面",
            '"Point" is no polygon; an area is drawn as one or more polygons',
        ),
        (
            {"type": "Polygon"},
            "第 1 块的第 1 圈不是一串经纬度",
            "ring 1 of polygon 1 is not a list of positions",
        ),
        (geo(SQUARE, [["a", "b"]]), "第 1 块的第 2 圈不是一串经纬度", None),
        (geo([[True, False]] * 4), "第 1 块的第 1 圈不是一串经纬度", None),
        (geo([[math.nan, 31.3], *SQUARE[1:]]), "第 1 块的第 1 圈不是一串经纬度", None),
        (geo([[math.inf, 31.3], *SQUARE[1:]]), "第 1 块的第 1 圈不是一串经纬度", None),
        (geo([[10**400, 31], *SQUARE[1:]]), "第 1 块的第 1 圈不是一串经纬度", None),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [[]]]}, "第 2 块的第 1 圈不是一串经纬度", None),
        (geo(SQUARE[:3]), "第 1 块的第 1 圈只有 3 个点，至少要 4 个（首尾是同一点）", None),
        (
            geo(SQUARE[:4]),
            "第 1 块的第 1 圈没有闭合：最后一点不是第一点",
            "ring 1 of polygon 1 is not closed: its last point is not its first",
        ),
        (geo([SQUARE[0]] * 5), "第 1 块的第 1 圈缩成了一个点或一条线", None),
        (
            geo([[y, x] for x, y in SQUARE]),
            "经纬度颠倒了：31.3, 120.62",
            "longitude and latitude are swapped: 31.3, 120.62",
        ),
        (geo([[0, 0], [0, 1], [1, 1], [0, 0]]), "0, 0 不在中国范围内", "0, 0 lies outside China"),
        (
            geo(
                [[40521000.0, 3463000.0], [40521900.0, 3463000.0], [4e7, 3464000.0], [40521000.0, 3463000.0]]
            ),
            "4.0521e+07, 3.463e+06 是以米计的投影坐标，不是经纬度",
            None,
        ),
    ],
)
def test_what_is_no_polygon_is_told_plainly(geometry: object, zh: str, en: str | None) -> None:
    fault = refusal(geometry)
    assert fault.zh == zh
    assert en in (None, fault.en)


def test_swapped_degrees_of_the_west_are_seen_although_both_orders_are_on_the_globe() -> None:
    urumqi = [[43.8, 87.6], [43.8, 87.61], [43.81, 87.61], [43.8, 87.6]]
    assert refusal(geo(urumqi)).zh == "经纬度颠倒了：43.8, 87.6"


def test_a_crossing_is_told_with_its_sides_and_its_place() -> None:
    fault = refusal(geo(BOW))
    assert fault.zh == "第 1 条边与第 3 条边相交，在中部 120.625000, 31.305000"
    assert fault.en == "side 1 crosses side 3, in the middle part at 120.625000, 31.305000"
    assert fault.at == (120.625, 31.305)


def test_a_spike_that_runs_back_on_itself_is_told_at_its_tip() -> None:
    spike = [*SQUARE[:2], [120.64, 31.30], [120.63, 31.30], *SQUARE[2:]]
    assert refusal(geo(spike)).zh == "第 3 条边沿第 2 条边折了回来，在东南角 120.640000, 31.300000"


@pytest.mark.parametrize(
    ("hole", "zh"),
    [
        (
            [[120.65, 31.30], [120.66, 31.30], [120.66, 31.31], [120.65, 31.30]],
            "有一个洞在外圈以外，在东南角 120.650000, 31.300000",
        ),
        (
            [[120.62, 31.30], [120.625, 31.31], [120.63, 31.30], [120.625, 31.305], [120.62, 31.30]],
            "被洞切成了两半，在北部 120.625000, 31.310000",
        ),
    ],
)
def test_a_hole_in_the_wrong_place_is_told(hole: list[list[float]], zh: str) -> None:
    assert refusal(geo(SQUARE, hole)).zh == zh


def test_parts_that_share_a_border_must_be_one() -> None:
    other = [[x + 0.01, y] for x, y in SQUARE]
    fault = refusal({"type": "MultiPolygon", "coordinates": [[SQUARE], [other]]})
    assert fault.at == (120.63, 31.31)


def test_a_part_inside_another_is_told() -> None:
    inner = [[120.622, 31.302], [120.624, 31.302], [120.624, 31.304], [120.622, 31.302]]
    fault = refusal({"type": "MultiPolygon", "coordinates": [[SQUARE], [inner]]})
    assert fault.zh == "一块落在另一块里面，在西南角 120.622000, 31.302000"


def test_a_speck_is_no_area() -> None:
    speck = [[120.62, 31.30], [120.62001, 31.30], [120.62001, 31.30001], [120.62, 31.30]]
    assert refusal(geo(speck)).zh == "面积只有 0.5 平方米"


def test_a_border_of_too_many_points_is_refused_before_it_is_built() -> None:
    assert refusal(geo([SQUARE[0]] * (MOST_POINTS + 1))).zh == "图形超过 50,000 个点"


def test_a_square_kilometre_measures_a_million_square_metres() -> None:
    assert round(area_m2(box(-500, -500, 500, 500))) == 1_000_000


@UNTIMED
@given(st.integers(3, 60), st.floats(1e-4, 0.05), st.randoms(use_true_random=False))
def test_every_star_comes_back_from_its_own_geojson(points: int, size: float, dice) -> None:
    turns = [2 * math.pi * i / points for i in range(points)]
    ring = [
        [120.6 + size * (r := 0.5 + dice.random() / 2) * math.cos(t), 31.3 + size * r * math.sin(t)]
        for t in turns
    ]
    found = shape_of(geo([*ring, ring[0]]))
    assert shape_of(json.loads(json.dumps(geojson_of(found)))) == found


KEYS = st.sampled_from(["type", "coordinates", "a"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner),
    max_leaves=30,
)


def outcome(geometry: object) -> Misdrawn | None:
    """Return the refusal of a geometry, None where a valid polygon came of it."""
    try:
        found = shape_of(geometry)
    except Misdrawn as fault:
        return fault
    assert found.is_valid
    return None


@UNTIMED
@given(st.sampled_from(["Polygon", "MultiPolygon", "Feature", "Point"]), JSON)
def test_whatever_is_sent_is_read_or_refused_with_words(kind: str, coordinates: object) -> None:
    fault = outcome({"type": kind, "coordinates": coordinates, "geometry": coordinates})
    assert fault is None or "" not in (fault.zh, fault.en, fault.do_zh, fault.do_en)


@UNTIMED
@given(st.lists(st.tuples(st.floats(120.6, 120.7), st.floats(31.2, 31.3)), min_size=4, max_size=9))
def test_a_ring_of_random_points_is_valid_or_refused_at_a_place_within_it(
    ring: list[tuple[float, float]],
) -> None:
    fault = outcome(geo([list(p) for p in [*ring, ring[0]]]))
    assert (
        fault is None
        or fault.at is None
        or shapely.box(120.6, 31.2, 120.7, 31.3).covers(shapely.Point(fault.at))
    )
