"""GeoJSON lines: shared vertices join, crossings do not, properties are read as tags."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from osmdraw import degrees
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.streets.read import read_streets

NONE, FOOTWAY, STEPS = Mark(0), Mark.FOOTWAY, Mark.STEPS
Json = dict[str, object]


def feature(properties: Json | None, *places: tuple[float, ...], kind: str = "LineString") -> Json:
    line: object = [[*degrees(place[0], place[1]), *place[2:]] for place in places]
    for _ in range({"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[kind]):
        line = [line]
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": line}}


def write(folder: Path, *features: object, **more: object) -> Path:
    path = folder / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)} | more), "utf-8")
    return path


def read(folder: Path, *features: object) -> Streets:
    return read_streets(write(folder, *features))


def marks(streets: Streets) -> list[Mark]:
    return sorted(Mark(int(mark)) for mark in streets.mark)


def test_lines_meet_where_they_share_a_vertex_to_a_centimetre(tmp_path: Path) -> None:
    streets = read(
        tmp_path,
        feature(None, (0, 0), (50, 0), (100, 0)),
        feature(None, (50, 0.001), (50, 50), kind="MultiLineString"),
    )
    assert (streets.nodes, streets.segments) == (4, 3)


def test_lines_that_cross_without_a_vertex_do_not_meet(tmp_path: Path) -> None:
    streets = read(tmp_path, feature({}, (0, 0), (100, 0)), feature({}, (50, -50), (50, 50)))
    assert (streets.nodes, streets.segments) == (4, 2)


@pytest.mark.parametrize(
    ("properties", "mark"),
    [
        ({}, NONE),
        ({"highway": "footway"}, FOOTWAY),
        ({"道路类型": "steps", "路名": "百步街"}, FOOTWAY | STEPS),
        ({"台阶": "是"}, FOOTWAY | STEPS),
        ({"台阶": "否"}, NONE),
        ({"steps": True}, FOOTWAY | STEPS),
        ({"steps": 0}, NONE),
        ({"steps": 12.0}, FOOTWAY | STEPS),
        ({"桥": 1}, Mark.BRIDGE),
        ({"过街": "是"}, Mark.CROSSING),
        ({"轮椅": "否"}, Mark.NO_WHEELCHAIR),
        ({"fclass": "track_grade2"}, NONE),
        ({"highway": "footway", "other_tags": '"foot"=>"yes","tunnel"=>"yes"'}, FOOTWAY | Mark.TUNNEL),
        ({"foot": "yes", "access": "private"}, NONE),
        ({"name": float("nan"), "access": None}, NONE),
    ],
)
def test_properties_are_read_as_tags_in_chinese_or_english(
    tmp_path: Path, properties: Json, mark: Mark
) -> None:
    assert marks(read(tmp_path, feature(properties, (0, 0), (50, 0)))) == [mark]


@pytest.mark.parametrize(
    "properties",
    [
        {"highway": "motorway"},
        {"通行": "私有"},
        {"步行": "否"},
        {"foot": False},
        {"railway": "rail"},
        {"boundary": "administrative"},
        {"other_tags": '"foot"=>"no"'},
    ],
)
def test_lines_that_are_not_walked_are_left_out_and_counted(tmp_path: Path, properties: Json) -> None:
    streets = read(tmp_path, feature(properties, (0, 0), (50, 0)), feature({}, (0, 9), (50, 9)))
    assert (streets.segments, streets.source.notes) == (1, ("features that are not walked: 1",))


def test_water_lines_and_outlines_are_kept_for_drawing(tmp_path: Path) -> None:
    streets = read(
        tmp_path,
        feature({"highway": "residential"}, (0, 0), (50, 0)),
        feature({"waterway": "canal", "name": "官太尉河"}, (0, 9), (50, 9)),
        feature({"natural": "water"}, (0, 20), (9, 20), (9, 30), (0, 20), kind="Polygon"),
        feature({"natural": "water"}, (0, 40), (9, 40), (9, 50), (0, 40), kind="MultiPolygon"),
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [120, 31]}},
        {"type": "Feature", "properties": {}, "geometry": None},
    )
    water = streets.water
    assert (water.start.tolist(), water.area.tolist()) == ([0, 2, 6, 10], [False, True, True])
    assert (water.name, streets.segments) == (("官太尉河", "", ""), 1)


def test_a_third_coordinate_is_the_height(tmp_path: Path) -> None:
    streets = read(tmp_path, feature({}, (0, 0, 2.5), (50, 0, 4.0), (90, 0)))
    assert streets.height is not None
    np.testing.assert_array_equal(np.sort(streets.height), np.array([2.5, 4.0, np.nan], np.float32))


def test_a_walkers_one_way_against_the_drawing_is_turned_round(tmp_path: Path) -> None:
    streets = read(tmp_path, feature({"highway": "path", "oneway:foot": "-1"}, (0, 0), (50, 0)))
    assert streets.lon[streets.a[0]] > streets.lon[streets.b[0]]


def test_hours_of_a_line_limit_it(tmp_path: Path) -> None:
    streets = read(tmp_path, feature({"开放时间": "06:00-22:00"}, (0, 0), (50, 0)))
    assert streets.gate_hours == ("06:00-22:00",)


@pytest.mark.parametrize(
    ("properties", "attribution"),
    [({"@id": "way/1"}, "© OpenStreetMap contributors, ODbL"), ({"id": 1}, "")],
)
def test_lines_from_openstreetmap_say_so(tmp_path: Path, properties: Json, attribution: str) -> None:
    assert read(tmp_path, feature(properties, (0, 0), (50, 0))).source.attribution == attribution


def test_one_feature_alone_is_a_map(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(feature({}, (0, 0), (50, 0))), "utf-8")
    assert read_streets(path).segments == 1


def test_a_projected_layer_is_refused_by_its_name(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}
    with pytest.raises(Fault) as caught:
        read_streets(write(tmp_path, feature({}, (0, 0), (50, 0)), crs=crs))
    assert caught.value.en == "the coordinates are in urn:ogc:def:crs:EPSG::4549, not degrees"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"])
def test_a_layer_in_degrees_is_read(tmp_path: Path, name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read_streets(write(tmp_path, feature({}, (0, 0), (50, 0)), crs=crs)).segments == 1


@pytest.mark.parametrize(
    ("bad", "row"),
    [
        (7, 2),
        ({"type": "Feature", "properties": [1], "geometry": None}, 2),
        ({"geometry": {"type": "LineString", "coordinates": [[120, "x"]]}}, 2),
        ({"geometry": {"type": "LineString", "coordinates": [[120], [121]]}}, 2),
        ({"geometry": {"type": "LineString", "coordinates": [[120, None], [121, 31]]}}, 2),
        ({"geometry": {"type": "MultiLineString", "coordinates": [5]}}, 2),
        ({"geometry": {"type": "LineString", "coordinates": [[1e400, 31], [121, 31]]}}, 2),
    ],
)
def test_a_broken_feature_is_named_by_its_number(tmp_path: Path, bad: object, row: int) -> None:
    with pytest.raises(Fault) as caught:
        read(tmp_path, feature({}, (0, 0), (50, 0)), bad)
    assert caught.value.where.row == row


@pytest.mark.parametrize("text", ["{", "[]", '{"type":"FeatureCollection"}', '{"features":3}', "[" * 100_000])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(text)
    with pytest.raises(Fault):
        read_streets(path)
