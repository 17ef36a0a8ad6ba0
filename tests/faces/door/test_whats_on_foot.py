"""What is on, the nearest on foot first: the almanac asks, the circle's town answers through the door."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings
from django.test import Client

from doorstep import HERE, streets
from gathering import hour, opened
from made_survey import made_streets
from office import BY, Office
from points import make_point
from towns import SOUTH, WEST
from walkers import place, town_of
from yike.faces.door import walks
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.nearness import minutes_to, point_of
from yike.rooms.circle import standing
from yike.rooms.circle.walking.answers import whole_minutes
from yike.rooms.circle.walking.asks import Wish
from yike.rooms.circle.walking.town import Town

CORNER = (WEST, SOUTH)


def spot(x: float, y: float = 0.0) -> tuple[float, float]:
    """Return a spot at metres east and north of the town's corner."""
    found = place(0, x, y)
    return found.lon, found.lat


def walked(town: Town | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "walking", lambda: SimpleNamespace(town=town))


def test_spots_and_points_open_or_not_are_walked_to_along_the_streets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = town_of([place(5, 900, 0), place(7, 400, 0, serving=False)], streets=made_streets())
    walked(town, monkeypatch)
    told = minutes_to(CORNER, [5, None, 7, spot(900), spot(400), spot(100_000), 99, 5])
    assert told == [14, None, 6, 14, 6, None, None, 14]


def test_the_minutes_to_a_spot_are_those_to_a_point_that_stands_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corners = [(x, y) for x in range(0, 2000, 330) for y in range(0, 2000, 330)]
    town = town_of([place(n, x, y) for n, (x, y) in enumerate(corners, 1)])
    walked(town, monkeypatch)
    near = town.nearest(Wish(*spot(740, 510), None, count=len(corners), later=0))
    by_point = {one.id: whole_minutes(one.ds) for one in near.found}
    told = minutes_to(spot(740, 510), [spot(x, y) for x, y in corners])
    assert told == [by_point.get(n) for n in range(1, len(corners) + 1)]
    assert len({one for one in told if one is not None}) > 5


def test_a_straight_line_and_no_town_are_no_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    walked(town_of([place(5, 900, 0)]), monkeypatch)
    assert minutes_to(spot(100_000), [5, spot(900)]) == [None, None]
    walked(None, monkeypatch)
    assert minutes_to(CORNER, [5]) == [None]


def test_nobody_is_asked_where_no_place_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    walked(town_of([place(5, 900, 0)]), monkeypatch)
    assert minutes_to(CORNER, [None, None]) == [None, None]


@pytest.mark.django_db
def test_a_point_is_found_by_the_code_residents_know(office: Office) -> None:
    point = make_point(office.first)
    assert (point_of(point.code), point_of("nope")) == (point.pk, None)


@pytest.mark.django_db
def test_the_page_says_how_far_each_place_is_and_puts_the_nearest_first(
    office: Office, clock: Any, tmp_path: Path, settings: LazySettings
) -> None:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    clock.set(hour("08:00"))
    lon, lat = HERE
    point = make_point(office.first, lon=lon + 0.006, lat=lat)
    far = {"name": "远处的站点", "address": "梅巷9号", "point_id": point.pk}
    near = {"name": "门口的广场", "address": "梅巷1号", "lon": lon + 0.001, "lat": lat}
    start = hour("09:00", "2026-11-28")
    for told in (far, near):
        venue = activities.add_venue(BY, area=office.first, **told)
        more = {"venue": venue, "place": "", "starts_at": start, "ends_at": start + timedelta(hours=1)}
        opened(office, title=told["name"], **more)
    opened(office, title="不知道在哪", starts_at=start, ends_at=start + timedelta(hours=1))
    town = standing.town()
    times = town.times_to(Wish(*HERE), np.array([lon + 0.001, lon + 0.006]), np.array([lat, lat]))
    minutes = [str(whole_minutes(ds)) for ds in times.tolist()]
    html = Client().get(f"/on/?day=2026-11-28&span=day&where={lon},{lat}").text
    titles = re.findall(r'<h3><a href="/on/a/[^"]*">([^<]*)</a>', html)
    assert titles == ["门口的广场", "远处的站点", "不知道在哪"]
    assert re.findall(r"走过去 (\d+) 分钟", html) == minutes
    assert int(minutes[0]) < int(minutes[1])
