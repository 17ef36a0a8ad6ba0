"""The prepared streets on maps: a line each, within a budget, the same for everybody, and in the drawing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from doorstep import HERE, streets
from homes import Homes
from office import BY, Office, square
from points import make_point
from yike.core.areas.actions import draw_area
from yike.core.rights.by import By
from yike.engines.reach.streets.model import Streets
from yike.rooms.circle.actions.plans import add_plan
from yike.rooms.circle.walking.streetlines import StreetLines

CHUNK = 0.002  # degrees, some two hundred metres


def made(*drawn: tuple[str, list[tuple[float, float]]]) -> Streets:
    """Return streets of named lines ("" is no name), each bend a node."""
    corners = np.array([corner for _, line in drawn for corner in line])
    steps, names = [], tuple(sorted({name for name, _ in drawn if name}))
    first = 0
    for name, line in drawn:
        row = names.index(name) if name else -1
        steps += [(first + n, first + n + 1, row) for n in range(len(line) - 1)]
        first += len(line)
    a, b, name_row = np.array(steps, np.int32).T
    return Streets(
        corners[:, 0],
        corners[:, 1],
        a,
        b,
        np.hypot(*(corners[b] - corners[a]).T) * 111_195.0,
        np.zeros(len(a), np.uint16),
        name_row,
        names,
        np.arange(len(corners)),
    )


LONG = [(0.0, 0.0), (CHUNK, 0.0), (2 * CHUNK, 0.0)]
LANE = [(0.0, CHUNK), (0.0, CHUNK + 0.0005)]
PATH = [(CHUNK, CHUNK), (3 * CHUNK, CHUNK)]
ALL = made(("十梓街", LONG), ("梅巷", LANE), ("", PATH))


def test_a_street_is_one_line_straight_where_it_is_straight_and_named_where_there_is_room() -> None:
    told = [(one["properties"], one["geometry"]["coordinates"]) for one in StreetLines.of(ALL).features()]
    assert told == [
        ({"kind": "street", "label": "十梓街"}, [[[0.0, 0.0], [2 * CHUNK, 0.0]]]),
        (
            {"kind": "street"},
            [[[0.0, CHUNK], [0.0, CHUNK + 0.0005]], [[CHUNK, CHUNK], [3 * CHUNK, CHUNK]]],
        ),
    ]


def test_a_drawing_has_no_names_and_only_what_lies_in_its_box() -> None:
    shown = StreetLines.of(ALL).features((-1.0, -1.0, CHUNK, CHUNK / 2), named=0)
    assert [(one["properties"], one["geometry"]["coordinates"]) for one in shown] == [
        ({"kind": "street"}, [[[0.0, 0.0], [CHUNK, 0.0]]])
    ]


def test_of_too_many_the_shortest_without_a_name_go_first() -> None:
    assert (StreetLines.of(ALL, 6).whole, StreetLines.of(ALL, 6).names) == (True, ("十梓街", "梅巷", ""))
    assert (StreetLines.of(ALL, 5).whole, StreetLines.of(ALL, 5).names) == (False, ("十梓街", "梅巷"))
    assert (StreetLines.of(ALL, 3).whole, StreetLines.of(ALL, 3).names) == (False, ("十梓街",))


def test_no_streets_are_no_lines() -> None:
    nothing = StreetLines.of(
        Streets(
            *(np.empty(0),) * 2,
            *(np.empty(0, np.int32),) * 2,
            np.empty(0),
            *(np.empty(0, int),) * 2,
            (),
            np.empty(0, int),
        )
    )
    assert (nothing.features(), nothing.whole) == ([], True)


@pytest.fixture
def walked(tmp_path: Path, settings: LazySettings, office: Office) -> Office:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    draw_area(BY, office.first, polygon=square(HERE[0] - 0.01, HERE[1] - 0.01, 0.02))
    return office


@pytest.mark.django_db
def test_the_streets_are_for_everybody_and_asked_for_again_only_when_others_are_prepared(
    walked: Office, client: Client
) -> None:
    answer = client.get(reverse("near:streets"))
    told = json.loads(answer.content)["features"]
    assert {one["properties"]["kind"] for one in told} == {"street"}
    assert sum("label" in one["properties"] for one in told) == 12
    assert len(answer.content) < 130_000
    bare = json.loads(client.get(reverse("near:streets") + "?names=no").content)["features"]
    assert [one["properties"] for one in bare] == [{"kind": "street"}]
    again = client.get(reverse("near:streets"), headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_without_streets_the_map_has_none_and_nobody_keeps_that(office: Office, client: Client) -> None:
    answer = client.get(reverse("near:streets"))
    assert (json.loads(answer.content)["features"], answer.headers["Cache-Control"]) == ([], "no-store")


@pytest.mark.django_db
def test_every_map_of_the_room_lies_on_the_streets_and_so_does_its_drawing(
    walked: Office, homes: Homes, client: Client
) -> None:
    point = make_point(walked.first, lon=HERE[0], lat=HERE[1])
    plan = add_plan(By.person(walked.clerk), walked.street, name="东移")
    asked, drawn = f'data-streets="{reverse("near:streets")}', 'class="street" d="M'
    chooser = client.get(reverse("near:map")).content.decode()
    assert (asked in chooser, drawn in chooser) == (True, True)
    client.force_login(walked.clerk)
    for address in (reverse("circle:board"), plan.get_absolute_url()):
        page = client.get(address).content.decode()
        assert (address, asked in page, drawn in page) == (address, True, True)
    for address in (reverse("circle:sites") + "?kind=bank&add=1", point.get_absolute_url()):
        page = client.get(address).content.decode()
        assert (address, asked in page, page.count('stroke="#d9d2c3"')) == (address, True, 1)
    assert asked in client.get(reverse("circle:add_point")).content.decode()
