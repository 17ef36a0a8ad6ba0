"""One question, four ways: the engine, the pages, the API and the command say the same, cell by cell."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from conftest import Clock
from heard import Yike
from homes import Homes
from office import BY, Office, seen_by
from points import make_item, make_point
from yike.core.residents.actions import load_register
from yike.core.residents.register import DwellingRow, HouseholdRow, PersonRow
from yike.engines.reach.path import path
from yike.faces.cli import office as cli_office
from yike.rooms.circle import actions, standing
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import asked as board_asked
from yike.rooms.circle.door import words
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.answers import whole_minutes
from yike.rooms.circle.walking.asks import Wish
from yike.rooms.circle.walking.ground import install_streets

pytestmark = pytest.mark.django_db
LON, LAT, WHEN = 120.63, 31.3, "2026-11-24T10:00"
AT = datetime.fromisoformat(WHEN)
ALL_DAY = {"hours": "每天 0:00-24:00", "keeps_holidays": False}


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("same")
    install_streets(sketch_files().streets, home)
    return home


@pytest.fixture
def circle(
    office: Office,
    homes: Homes,
    streets: Path,
    clock: Clock,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """Return the office with five points of three kinds, two of them shut in the morning; commands are at home.

    It is the evening before, when one of the two is open: a page that does not hear what it is asked is found out.
    """
    clock.set(datetime.fromisoformat("2026-11-23T19:00+08:00"))
    settings.YIKE_HOME = streets
    _move_in(office)
    item = make_item()
    stations = [
        ("st1", 120.634, "service_station", ALL_DAY),
        ("st2", 120.627, "service_station", ALL_DAY),
        ("st3", 120.631, "service_station", {"hours": "每天 18:00-20:00"}),
        ("bk1", 120.629, "bank", ALL_DAY),
        ("hs1", 120.652, "health_station", ALL_DAY),
    ]
    for code, lon, kind, more in stations:
        point = make_point(office.first, f"站{code}", code=code, lon=lon, lat=LAT, kind=kind, **more)
        actions.offer(BY, actions.NewOffer(point, item))
    monkeypatch.setattr(cli_office, "open_office", lambda: None)  # it is open, on the database of the tests
    standing.town(30.0)
    before = translation.get_language()
    yield office
    translation.activate(before)


def _move_in(office: Office) -> None:
    """Let 40 couples of elders move in, along a street that leads away from the stations."""
    count = range(40)
    load_register(
        BY,
        dwellings=[
            DwellingRow(
                f"d{n}", office.grids[n % 4].code, f"长街{n}号", "", "", "", lon=120.62 + n / 2e3, lat=LAT
            )
            for n in count
        ],
        households=[HouseholdRow(f"H{n}", f"d{n}", f"H1{n:02}", 2) for n in count],
        persons=[
            PersonRow(f"p{n}{one}", f"H{n}", f"老{n}{one}", born=date(1944, 5, 6))
            for n in count
            for one in "ab"
        ],
    )


def commanded(yike: Yike, *words_: object) -> Any:
    heard = yike("ask", *words_, "--json")
    assert heard.code == 0, heard.err
    return json.loads(heard.out)


def by_api(path_: str, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/api/v1/circle/{path_}").json()


@pytest.mark.parametrize("pace", ["adult", "elder", "wheelchair"])
def test_the_nearest_are_the_same_four_ways(circle: Office, yike: Yike, pace: str) -> None:
    town = standing.town()
    item = ServicePoint.objects.get(code="st1").offers.get().item
    near = town.nearest(Wish(LON, LAT, AT, pace, item.pk, count=5))
    codes = dict(ServicePoint.objects.values_list("pk", "code"))
    engine = [(codes[one.id], one.ds / 10, round(one.metres)) for one in near.found]
    walk, door = town.ground.walk(pace), town.ground.stand(pace, np.array([LON]), np.array([LAT]))
    for code, seconds, _metres in engine:
        point = ServicePoint.objects.get(code=code)
        way = path(walk, door, town.ground.stand(pace, np.array([point.lon]), np.array([point.lat])))
        assert way is not None
        assert way.ds / 10 == seconds, code
    assert len(engine) == 4

    api = by_api(f"near?lon={LON}&lat={LAT}&item=JZZ&at={WHEN}&pace={pace}")
    assert [(one["code"], one["seconds"], one["metres"]) for one in api["open"]] == engine
    told = commanded(
        yike,
        "nearest",
        "--from",
        f"{LON},{LAT}",
        "--item",
        "JZZ",
        "--at",
        WHEN.replace("T", " "),
        "--pace",
        pace,
    )
    for part in ("open", "later"):
        names = ("code", "name", "seconds", "metres", "closes", "opens")
        assert [[one[name] for name in names] for one in told[part]] == [
            [one[name] for name in names] for one in api[part]
        ]
    assert [one["code"] for one in told["later"]] == ["st3"]

    with translation.override("zh-hans"):
        page = Client().get(
            reverse("near:item", args=[item.pk]),
            {"where": f"{LON},{LAT}", "when": WHEN, "pace": pace, "open": "1"},
        )
        shown = re.findall(
            r'class="name" href="/p/(\w+)/[^>]*>[^<]*</a><span class="far"><b>([^<]*)</b><span>([^<]*)</span>',
            page.content.decode(),
        )
        assert shown == [
            (codes[one.id], words.minutes(whole_minutes(one.ds)), words.metres(one.metres))
            for one in near.found
        ]


def test_the_ground_reached_is_the_same_three_ways(circle: Office, yike: Yike) -> None:
    (ground,) = standing.town().grounds(Wish(LON, LAT, AT, "elder"), (7.0,))
    api = by_api(f"reach?lon={LON}&lat={LAT}&minutes=7&at={WHEN}&pace=elder")
    told = commanded(
        yike,
        "reach",
        "--from",
        f"{LON},{LAT}",
        "--minutes",
        7,
        "--at",
        WHEN.replace("T", " "),
        "--pace",
        "elder",
    )
    assert api == told
    assert api["geometry"] == json.loads(json.dumps(ground.__geo_interface__))
    assert ground.area > 0


@pytest.mark.parametrize(
    ("name", "day", "hour", "rules"),
    [
        ("service_station", "any", 10, ""),
        ("service_station", "1", 3, ""),
        ("bank", "5", 20, "5"),
        ("daily", "2", 9, "gb50180"),
    ],
)
def test_cover_is_the_same_four_ways(
    circle: Office, yike: Yike, name: str, day: str, hour: int, rules: str
) -> None:
    town = standing.town()
    said = board_asked({"name": name, "pace": "elder", "day": day, "hour": str(hour), "rules": rules})
    areas = tables.communities(circle.leader)
    lines = tables.lines(town.board(said.question), name, areas, frozenset())
    numbers = ("total_told", "covered_told")
    engine = [
        (
            line.area and line.area.code,
            *(getattr(one, of) for one in (line.households, line.elders) for of in numbers),
        )
        for line in lines
    ]
    assert any(number for row in engine for number in row[1:]), "numbers that may be told"
    cells = ("code", "households", "households_covered", "elders", "elders_covered")

    what = "basket" if name == "daily" else "kind"
    when = "any_hour=true" if day == "any" else f"weekday={day}&hour={hour}"
    api = by_api(
        f"cover?{what}={name}&pace=elder&{when}" + (f"&ruleset={rules}" if rules else ""),
        seen_by(circle.leader),
    )
    assert [tuple(one[cell] for cell in cells) for one in api] == engine
    words_ = ["cover", "--name", name, "--pace", "elder", "--day", day, "--hour", hour]
    told = commanded(yike, *words_, *(["--rules", rules] if rules else []))["communities"]
    assert [tuple(one[cell] for cell in cells) for one in told] == engine

    with translation.override("zh-hans"):
        page = seen_by(circle.leader).get(reverse("circle:board") + said.query())
        row = r'<th role="rowheader" scope="row"><a [^>]*>([^<]*)</a></th>(.*?)</tr>'
        rows = re.findall(row, page.content.decode(), re.S)
        shown = {
            place: re.findall(r'<span class="soft">(.*?)/(.*?)</span>', html.unescape(rest))
            for place, rest in rows
            if "<strong>" in rest
        }
        assert shown == {
            line.area.name: [(one.covered_text, one.total_text) for one in (line.households, line.elders)]
            for line in lines
            if line.area
        }


def test_what_nobody_can_ask_is_told_by_the_command(circle: Office, yike: Yike) -> None:
    for wrong in (
        ("nearest", "--from", f"{LON},{LAT}", "--item", "none"),
        ("nearest", "--from", f"{LON},{LAT}", "--kind", "castle"),
        ("cover", "--name", "castle"),
        ("cover", "--within", "000"),
    ):
        heard = yike("ask", *wrong)
        assert heard.code != 0
        assert "Traceback" not in heard.err
        assert heard.err.strip()


def test_the_command_speaks_to_people_too(circle: Office, yike: Yike) -> None:
    heard = yike("ask", "nearest", "--from", f"{LON},{LAT}", "--at", WHEN.replace("T", " "), "--count", 1)
    assert (heard.code, "站bk1" in heard.out) == (0, True)
    heard = yike("ask", "cover", "--day", "any", lang="en")
    assert (heard.code, circle.first.name in heard.out, "households" in heard.out) == (0, True, True)


def test_where_all_is_shut_the_command_says_so_and_what_opens_first(circle: Office, yike: Yike) -> None:
    for code in ("st1", "st2"):
        actions.set_hours(BY, ServicePoint.objects.get(code=code), hours="每天 19:00-20:00")
    standing.town(30.0)
    words = ("ask", "nearest", "--from", f"{LON},{LAT}", "--at", WHEN.replace("T", " "), "--kind")
    heard = yike(*words, "service_station")
    said = heard.out.strip()
    assert said.startswith("那时没有开着的站点。近处最早再开的是站st3：2026-11-24 18:00 开门，走 ")
    assert said.endswith(" 分钟。")
    english = yike(*words, "service_station", lang="en").out
    assert "Of the near ones 站st3 opens first: 2026-11-24 18:00" in english
    assert yike(*words, "post_office").out.strip() == "没有合要求的站点。"


def test_far_from_all_streets_the_command_never_calls_it_a_walk(circle: Office, yike: Yike) -> None:
    far = ("ask", "nearest", "--from", f"{LON},{LAT + 0.02}", "--at", WHEN.replace("T", " "), "--kind")
    assert "直线估算" in yike(*far, "bank").out
    for code in ("st1", "st2"):
        actions.set_hours(BY, ServicePoint.objects.get(code=code), hours="每天 19:00-20:00")
    standing.town(30.0)
    said = yike(*far, "service_station").out
    assert ["开门，按直线估算约 " in said, "走 " in said] == [True, False]
    english = yike(*far, "service_station", lang="en").out
    assert ["estimated along a straight line" in english, "walk" in english] == [True, False]
