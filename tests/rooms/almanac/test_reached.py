"""The chain on the map: each stair with where its group stands, a list beside it, within one's areas."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monthly import MACHINE, MORNING, keepers, person, published, spread
from office import BY, Office
from yike.core.areas.actions import draw_area
from yike.core.residents.actions import load_register
from yike.core.residents.queries import places_of
from yike.core.residents.register import DwellingRow
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.models import IssueVersion, Pack
from yike.rooms.almanac.queries.reach import reach

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def square(west: float) -> dict[str, Any]:
    east, south, north = west + 0.01, 31.3, 31.31
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def version(office: Office) -> IssueVersion:
    """Return an issue that three groups got: one has it, one is asked, one of the other community is asked."""
    keepers(office)
    for n, grid in enumerate(office.grids[:3]):
        draw_area(BY, grid, polygon=square(120.60 + n * 0.01))
    rows = [
        DwellingRow(
            f"d{n}", office.grids[n - 1].code, f"梅园{n}幢", "", "", "101", lon=120.595 + n / 100, lat=31.305
        )
        for n in (1, 2)
    ]
    load_register(BY, dwellings=rows, households=[], persons=[])
    made = published(office)
    spread(made)
    cascade.tick(person(office.worker), list(Pack.objects.filter(group__code="WQ001")))
    return made


def spots(answer: Any) -> dict[tuple[float, ...], tuple[str, str]]:
    found = [one for one in answer.json()["features"] if one["properties"]["kind"] == "point"]
    return {
        tuple(one["geometry"]["coordinates"]): (one["properties"]["label"], one["properties"]["tone"])
        for one in found
    }


def test_every_stair_stands_where_the_register_has_it_with_sign_and_tone(
    office: Office, version: IssueVersion, client: Client
) -> None:
    client.force_login(office.clerk)
    page = f"/desk/almanac/issues/{version.issue_id}/"
    answer = client.get(f"{page}map.geojson")
    assert spots(answer) == {(120.605, 31.305): ("✓", "ok"), (120.615, 31.305): ("…", "info")}
    areas = [one["properties"] for one in answer.json()["features"] if one["properties"]["kind"] == "area"]
    assert [(one["label"], one.get("tone", "")) for one in areas] == [
        ("第1网格 1/1", "ok"),
        ("第2网格 0/1", "info"),
        ("第1网格 0/1", "info"),
    ]
    shown = client.get(f"{page}map/")
    assert (shown.context["lost"], answer["Cache-Control"]) == (1, "private, no-store")
    assert [(sign, count) for sign, _tone, _words, count in shown.context["legend"]] == [
        ("○", 0),
        ("…", 2),
        ("!", 0),
        ("✓", 1),
    ]
    assert 'class="dots dots-forwarded"' in shown.text
    assert f'data-geojson="{page}map.geojson" ' in shown.text
    assert 'data-fresh="30"' in shown.text


def test_a_group_that_does_not_answer_is_seen_on_map_and_list(
    office: Office, version: IssueVersion, client: Client, clock: Any
) -> None:
    clock.set(MORNING.replace(day=28))
    cascade.ask_deputies(MACHINE)
    client.force_login(office.clerk)
    answer = client.get(f"/desk/almanac/issues/{version.issue_id}/map.geojson")
    assert spots(answer)[120.615, 31.305] == ("!", "warn")
    html = client.get(f"/desk/almanac/issues/{version.issue_id}/map/").text
    relay = version.relays.get(area=office.first)
    assert f'href="/desk/almanac/relays/{relay.pk}/?state=silent"' in html
    assert 'class="area tone-warn"' in html


def test_each_sees_the_stairs_of_their_own_areas(office: Office, version: IssueVersion) -> None:
    page = f"/desk/almanac/issues/{version.issue_id}/map.geojson"
    seen = {}
    for name in ("colleague", "stranger"):
        one = Client()
        one.force_login(getattr(office, name))
        seen[name] = [stair.name for stair in reach(getattr(office, name), version)[1]]
        assert len(spots(one.get(page))) == {"colleague": 2, "stranger": 0}[name]
    assert seen == {"colleague": ["梅园1幢", "梅园2幢"], "stranger": ["梅园3幢"]}
    assert Client().get(page).status_code == 302
    one = Client()
    one.force_login(office.clerk)
    assert [one.get(f"/desk/almanac/issues/999/{what}").status_code for what in ("map/", "map.geojson")] == [
        404,
        404,
    ]


def test_the_ground_takes_three_questions_and_the_page_is_light(
    office: Office, version: IssueVersion, client: Client
) -> None:
    with CaptureQueriesContext(connection) as asked:
        reach(office.clerk, version)
    ours = [
        one["sql"]
        for one in asked
        if re.search(r'FROM "(almanac_pack|areas_area|residents_dwelling)"', one["sql"])
    ]
    assert len(ours) == 3
    assert places_of([]) == {}
    client.force_login(office.clerk)
    assert len(client.get(f"/desk/almanac/issues/{version.issue_id}/map/").content) < 60_000
