"""The water of the streets file: who stands in it, and what of it a map shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from doorstep import HERE, furnish, streets
from homes import Homes
from office import BY, Office, square
from points import make_point
from yike.core.areas.actions import draw_area
from yike.core.look.drawing import COLOURS
from yike.core.rights.by import By
from yike.engines.reach.streets.model import Water
from yike.rooms.circle import standing
from yike.rooms.circle.actions.plans import add_plan
from yike.rooms.circle.planning.paper import Paper
from yike.rooms.circle.queries.streets import footing
from yike.rooms.circle.walking.waters import Waters

POND = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
BROOK = [(5.0, 0.0), (9.0, 4.0)]
BOW = [
    (10.0, 0.0),
    (12.0, 2.0),
    (12.0, 0.0),
    (10.0, 2.0),
    (10.0, 0.0),
]  # crosses itself, as careless files do


def water(*drawn: tuple[list[tuple[float, float]], bool, str]) -> Water:
    corners = np.array([corner for line, *_ in drawn for corner in line], float).reshape(-1, 2)
    start = np.concatenate(([0], np.cumsum([len(line) for line, *_ in drawn]))).astype(np.int32)
    area = np.array([closed for _, closed, _ in drawn], np.bool_)
    return Water(corners[:, 0], corners[:, 1], start, area, tuple(name for *_, name in drawn))


ALL = Waters.of(water((POND, True, "荷花塘"), (BROOK, False, "里河"), (BOW, True, "")))


@given(st.floats(-1, 13), st.floats(-1, 5))
def test_who_stands_between_banks_stands_in_water_and_nobody_else(x: float, y: float) -> None:
    pond = 0 <= x <= 4 and 0 <= y <= 4
    bow = shapely.make_valid(shapely.Polygon(BOW)).intersects(shapely.Point(x, y))
    assert ALL.wet(x, y) == (pond or bow)


def test_a_line_has_no_banks_and_no_water_is_nowhere() -> None:
    assert not ALL.wet(7.0, 2.0)
    nothing = Waters.of(Water())
    assert (nothing.wet(1.0, 1.0), nothing.features((0.0, 0.0, 9.0, 9.0))) == (False, [])


def test_a_map_shows_what_lies_in_its_box_cut_at_the_edge_and_names_it_once() -> None:
    features = ALL.features((2.0, 1.0, 7.0, 3.0))
    told = [(one["geometry"]["type"], one["properties"].get("label")) for one in features]
    assert told == [("Polygon", "荷花塘"), ("LineString", "里河")]
    assert shapely.geometry.shape(features[0]["geometry"]).bounds == (2.0, 1.0, 4.0, 3.0)
    comb = [
        (0.0, 0.0),
        (9.0, 0.0),
        (9.0, 4.0),
        (6.0, 4.0),
        (6.0, 1.0),
        (3.0, 1.0),
        (3.0, 4.0),
        (0.0, 4.0),
        (0.0, 0.0),
    ]
    parts = Waters.of(water((comb, True, "两汊"))).features((0.0, 2.0, 9.0, 4.0))
    assert [(one["geometry"]["type"], one["properties"].get("label")) for one in parts] == [
        ("Polygon", "两汊"),
        ("Polygon", None),
    ]


@pytest.fixture
def walked(tmp_path: Path, settings: LazySettings, office: Office) -> Office:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    draw_area(BY, office.first, polygon=square(HERE[0] - 0.01, HERE[1] - 0.01, 0.02))
    return office


def canal() -> tuple[float, float]:
    """Return a place in the water, as far from every bank as there is."""
    shapes = standing.town().ground.waters.shapes
    inside = shapely.maximum_inscribed_circle(max(shapes, key=lambda one: one.area))
    return inside.coords[0][0], inside.coords[0][1]


@pytest.mark.django_db
def test_a_point_in_a_canal_of_the_sketch_is_told_to_be_in_the_water(walked: Office, client: Client) -> None:
    lon, lat = canal()
    found = footing(lon, lat)
    assert found is not None
    assert (found.wet, found.banks, found.metres > 10.0) == (True, True, True)
    client.force_login(walked.clerk)
    sent = {
        "name": "新站",
        "kind": "bank",
        "address": "梅巷2号",
        "datum": "wgs84",
        "lon": str(lon),
        "lat": str(lat),
    }
    answer = client.post(reverse("circle:add_point"), sent)
    assert "在水里，离最近的街道" in answer.content.decode()
    kept = client.post(reverse("circle:add_point"), sent | {"place": "typed", "area": walked.first.pk})
    assert kept.status_code == 302


@pytest.mark.django_db
def test_the_maps_of_desk_and_door_draw_the_water_of_the_streets(walked: Office, client: Client) -> None:
    item = furnish(walked)
    point = make_point(walked.first, lon=HERE[0], lat=HERE[1])
    client.force_login(walked.clerk)
    here = f"?where={HERE[0]},{HERE[1]}&i={item.pk}"
    for address in (
        reverse("circle:point_map", args=[point.pk]),
        reverse("circle:keep_map"),
        reverse("near:ground"),
        reverse("near:way", args=[point.code]) + here,
    ):
        features = json.loads(client.get(address).content)["features"]
        kinds = {one["geometry"]["type"] for one in features if one["properties"].get("kind") == "water"}
        assert kinds == {"Polygon"}, address
    assert "官太尉河" in client.get(reverse("circle:point", args=[point.pk])).content.decode()


@pytest.mark.django_db
def test_the_maps_of_board_and_plan_draw_it_too_without_script_and_on_paper(
    walked: Office, homes: Homes, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = add_plan(By.person(walked.clerk), walked.street, name="东移")
    drawn: list[str] = []
    monkeypatch.setattr(Paper, "pdf", lambda paper: drawn.append(paper.drawing) or b"%PDF")
    client.force_login(walked.clerk)
    for route, key in (("board", []), ("plan", [plan.pk])):
        features = json.loads(client.get(reverse(f"circle:{route}_map", args=key)).content)["features"]
        kinds = {one["geometry"]["type"] for one in features if one["properties"].get("kind") == "water"}
        page = client.get(reverse(f"circle:{route}", args=key)).content.decode()
        paper = client.get(reverse(f"circle:{route}_paper", args=key))
        assert (kinds, 'class="water"' in page, paper.status_code) == ({"Polygon"}, True, 200)
    assert [COLOURS["water"] in one for one in drawn] == [True, True]
    assert 'class="water"' in client.get(reverse("near:map")).content.decode()
