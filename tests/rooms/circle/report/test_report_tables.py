"""Tables and layers: what is written is what the survey holds, and nothing in it runs."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import shapely
from python_calamine import CalamineWorkbook

from made_survey import FORMULA_ID, MADE, ODD_NAME, made_survey
from yike.engines.reach.pace import UNREACHED
from yike.rooms.circle.report import geojson, tables, write_report
from yike.rooms.circle.report.words import Words
from yike.rooms.circle.report.workbook import sheets


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    write_report(made_survey(), out, "zh-hans", made=MADE)
    return out


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def features(path):
    whole = json.loads(path.read_text("utf-8"))
    assert (set(whole), whole["type"]) == ({"type", "features"}, "FeatureCollection")
    assert all(set(f) == {"type", "geometry", "properties"} for f in whole["features"])
    return whole["features"]


def cell(value):
    """Return what a workbook gives back: nothing is empty text, whole numbers are floats."""
    return (
        ""
        if value is None
        else float(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else value
    )


def test_the_workbook_opened_again_equals_the_tables(folder):
    book = CalamineWorkbook.from_path(str(folder / "cover.xlsx"))
    made = sheets(made_survey(), Words("zh"), tables.home_table(made_survey()))
    assert book.sheet_names == [name for name, _, _ in made]
    for name, headers, rows in made:
        found = book.get_sheet_by_name(name).to_python()
        assert found == [[*headers], *[[cell(v) for v in row] for row in rows]]


def test_texts_that_look_like_formulas_stay_texts_in_the_workbook(folder):
    homes = CalamineWorkbook.from_path(str(folder / "cover.xlsx")).get_sheet_by_name("住址").to_python()
    assert homes[1][0] == FORMULA_ID == "=1+1"


def test_texts_that_look_like_formulas_are_marked_in_csv(folder):
    assert rows_of(folder / "homes.csv")[0]["id"] == "'=1+1"
    assert [tables.safe(v) for v in ("=a", "+1", "-1", "@x", "\tb", "里河", "", None, -1.5)] == [
        "'=a", "'+1", "'-1", "'@x", "'\tb", "里河", "", None, -1.5,
    ]  # fmt: skip


def test_cover_csv_holds_every_share(folder):
    survey = made_survey()
    found = {(row["kind"], row["weight"]): row["share"] for row in rows_of(folder / "cover.csv")}
    for k, kind in enumerate(survey.kinds):
        for w, weight in enumerate(survey.cover.weights):
            assert float(found[kind, weight]) == round(survey.cover.share[k, w], 6)
    assert len(found) == (len(survey.kinds) + 1) * 2


def test_homes_csv_holds_minutes_and_leaves_the_unreached_empty(folder):
    survey, rows = made_survey(), rows_of(folder / "homes.csv")
    assert len(rows) == len(survey.homes.id)
    for k, kind in enumerate(survey.kinds):
        for ds, point, row in zip(survey.home_ds[:, k], survey.reach.point[:, k], rows, strict=True):
            never = ds == UNREACHED
            assert row[f"{kind} min"] == ("" if never else f"{round(int(ds) / 600, 3)}")
            assert row[f"{kind} point"] == ("" if never else tables.safe(survey.points.id[point]))


def test_homes_layer_has_every_home_and_null_where_nothing_is_reached(folder):
    survey, found = made_survey(), features(folder / "homes.geojson")
    assert [f["properties"]["id"] for f in found] == list(survey.homes.id)
    assert found[-1]["geometry"] is None
    assert found[-2]["geometry"]["coordinates"] == [
        round(float(survey.homes.lon[-2]), 6),
        round(float(survey.homes.lat[-2]), 6),
    ]
    minutes = [f["properties"]["clinic min"] for f in found]
    assert [m is None for m in minutes] == (survey.home_ds[:, 1] == UNREACHED).tolist()


def test_gap_layer_has_valid_shapes_with_outer_rings_anticlockwise(folder):
    survey, found = made_survey(), features(folder / "gaps.geojson")
    assert len(found) == len(survey.gaps) > 0
    for feature in found:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        rings = [polygon.exterior.is_ccw for polygon in shapely.get_parts(shape)]
        assert all(rings)
    assert [f["properties"]["homes"] for f in found] == [len(gap.homes) for gap in survey.gaps]


def test_point_layer_tells_kind_name_and_whether_it_is_open(folder):
    found = [f["properties"] for f in features(folder / "points.geojson")]
    assert found[2] == {"id": "@p3", "name": ODD_NAME, "kind": "clinic", "open": True, "on_street": True}
    assert [p["on_street"] for p in found] == [True, True, True, False]


def test_what_stands_on_no_street_is_listed_with_row_and_reason():
    headers, rows = tables.lost_table(made_survey(), "en")
    assert headers == ["what", "row", "id", "why", "reason"]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("home", "h61", "outside"),
        ("home", "h62", "no_coordinate"),
        ("point", "p4", "outside"),
    ]


def test_the_week_has_a_row_for_every_kind_weight_and_day():
    survey = made_survey()
    headers, rows = tables.hours_table(survey)
    assert (len(headers), len(rows)) == (27, 2 * 2 * 7)
    assert rows[0][3:] == [round(float(v), 6) for v in survey.hours.share[0, 0, :, 0]]


def test_a_point_without_coordinates_has_no_geometry():
    assert geojson.point_geometry(float("nan"), 31.0) is None
    assert geojson.point_geometry(120.123456789, 31.0) == {"type": "Point", "coordinates": [120.123457, 31.0]}


def test_whole_weights_are_whole_numbers_and_halves_stay():
    assert [tables.count(v) for v in (3.0, 2.5, np.float64(7))] == [3, 2.5, 7]
    assert isinstance(tables.count(3.0), int)
