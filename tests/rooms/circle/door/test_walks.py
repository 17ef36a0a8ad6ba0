"""Walks at the door are those of the engine, cell by cell; the way there is told in words and drawn as a line."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from conftest import Clock
from doorstep import HERE, furnish, streets
from office import BY, Office
from points import make_point
from yike.rooms.circle import actions, standing
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.door import answers, words
from yike.rooms.circle.models import ServiceItem, ServicePoint
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.walking.asks import PACES, Wish

pytestmark = pytest.mark.django_db
TUESDAY_AT_TEN = datetime(2026, 11, 24, 2, tzinfo=UTC)  # in Shanghai
AT = datetime(2026, 11, 24, 10)
ROW = re.compile(
    r'<a class="name"[^>]*>([^<]*)</a>(?:<span class="far"><b>([^<]*)</b><span>([^<]*)</span></span>)?'
)


@pytest.fixture
def walked(tmp_path: Path, settings: LazySettings, clock: Clock) -> None:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    clock.set(TUESDAY_AT_TEN)


@pytest.fixture
def item(walked: None, office: Office) -> ServiceItem:
    return furnish(office)


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("pace", PACES)
def test_minutes_metres_and_order_are_those_of_the_engine(item: ServiceItem, pace: str) -> None:
    near = standing.town().nearest(Wish(*HERE, at=AT, pace=pace, item=item.pk, count=9, later=9))
    names = dict(ServicePoint.objects.values_list("pk", "name"))
    told = [
        (names[one.id], words.minutes(one.minutes), words.metres(one.metres))
        for one in (*near.found, *near.later, *near.paused)
    ]
    assert len(told) == 5
    html = page(f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}&pace={pace}")
    assert ROW.findall(html) == told
    assert "直线" not in html


def test_a_slower_pace_takes_longer(item: ServiceItem) -> None:
    def first(pace: str) -> int:
        found = ROW.findall(page(f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}&pace={pace}"))
        return int(re.findall(r"\d+", {name: far for name, far, _ in found}["更远"])[0])

    assert first("brisk") < first("adult") < first("pram") < first("elder")


def test_the_way_is_told_street_by_street_and_drawn(item: ServiceItem) -> None:
    point = ServicePoint.objects.get(name="远")
    asked = f"?where={HERE[0]},{HERE[1]}"
    html = page(f"/p/{point.code}/{asked}")
    path = standing.town().way(Wish(*HERE, at=AT), point.pk)
    assert path is not None
    assert re.findall(
        r"<li>([^<]*)</li>", html.partition('<ol class="way">')[2].partition("</ol>")[0]
    ) == list(path.lines("zh"))
    told = json.loads(page(f"/p/{point.code}/way.geojson{asked}"))
    way = [one for one in told["features"] if one["properties"]["kind"] == "way"]
    assert len(way) == 1
    line = way[0]["geometry"]["coordinates"]
    assert (line[0], line[-1]) == ([*HERE], [point.lon, point.lat])
    assert len(line) == len(path.lon) + 2
    assert 'stroke="#a8213a"' in html  # the drawing for browsers without WebGL has the red line too


def test_home_holds_only_what_the_engine_reaches_in_a_quarter_of_an_hour(item: ServiceItem) -> None:
    wish = Wish(*HERE, at=AT, minutes=15, count=99, later=99)
    near = standing.town().nearest(wish)
    names = dict(ServicePoint.objects.values_list("pk", "name"))
    html = page(f"/home/?where={HERE[0]},{HERE[1]}")
    rows = re.findall(r'<a href="/p/\w+/[^"]*" rel="nofollow">([^<]*)</a>', html.partition("<tbody")[2])
    found = sorted((*near.found, *near.later, *near.paused), key=lambda one: one.ds)
    assert rows == [names[one.id] for one in found]
    assert "15 分钟以内" in html


def test_a_place_on_no_street_is_given_straight_lines_and_told_so(item: ServiceItem) -> None:
    html = page(f"/i/{item.pk}/?where=121.5,31.2")
    assert "下面是直线距离" in html
    assert {far for _name, _far, far in ROW.findall(html)} == {"直线"}
    point = ServicePoint.objects.get(name="近")
    assert "走多少分钟算不出来" in page(f"/p/{point.code}/?where=121.5,31.2")


def test_an_office_without_streets_gives_straight_lines_and_says_so(
    item: ServiceItem, tmp_path: Path, settings: LazySettings
) -> None:
    settings.YIKE_HOME = tmp_path / "empty"
    standing.forget()
    html = page(f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}")
    assert "没有这里的街道图，下面是直线距离" in html
    assert len(ROW.findall(html)) == 5


def test_streets_still_being_loaded_are_said_to_come_soon(
    item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def preparing() -> object:
        raise standing.Preparing

    monkeypatch.setattr(standing, "town", preparing)
    assert "步行时间正在准备" in page(f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}")
    point = ServicePoint.objects.get(name="近")
    assert "步行时间正在准备" in page(f"/p/{point.code}/?where={HERE[0]},{HERE[1]}")


def test_filters_hold_for_walks_too(office: Office, item: ServiceItem) -> None:
    lift = make_point(
        office.first, "有电梯", lon=120.6301, lat=31.304, features=["lift"], hours="每天 9:00-17:00"
    )
    actions.offer(BY, NewOffer(lift, item, "self_service"))
    asked = f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}"
    for more in ("&need=lift", "&mode=self_service"):
        assert [name for name, *_ in ROW.findall(page(asked + more))] == ["有电梯"]
    assert "没有合适的地方" in page(asked + "&need=glasses")


def test_of_many_points_the_nearest_are_told_and_the_rest_where_they_are_asked_for(
    item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}"
    assert "看更远的地方" not in page(asked)
    monkeypatch.setattr(answers, "FIRST", 2)
    html = page(asked)
    assert [name for name, *_ in ROW.findall(html)] == ["近", "远"]
    (more,) = re.findall(r'href="([^"]*more=1)"', html)
    monkeypatch.setattr(answers, "MOST", 3)
    for address in (more.replace("&amp;", "&"), f"{asked}&sort=late"):
        html = page(address)
        assert ([name for name, *_ in ROW.findall(html)], "看更远的地方" in html) == (
            ["近", "远", "更远"],
            False,
        )
        assert "这里只列最近的" in html


def test_a_point_that_has_just_closed_is_never_told_though_the_shelf_is_not_read_anew_yet(
    item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"/i/{item.pk}/?where={HERE[0]},{HERE[1]}"
    assert next(name for name, *_ in ROW.findall(page(asked))) == "近"
    held, town = shelf._held.get(), standing.town()
    actions.go(BY, ServicePoint.objects.get(name="近"), "close", reason="搬走了")
    actions.go(BY, ServicePoint.objects.get(name="远"), "pause", reason="修门")
    monkeypatch.setattr(
        standing, "town", lambda *_: town
    )  # both as they are while the new ones are being made
    monkeypatch.setattr(shelf.Current, "fresh", lambda _self: None)
    html = page(asked)
    assert [name for name, *_ in ROW.findall(html)] == ["更远", "晚上", "暂停", "远"]
    assert (html.count("暂停"), held is None) == (3, False)


def test_all_points_are_listed_by_their_walk(office: Office, item: ServiceItem) -> None:
    for n in range(answers.MOST):
        make_point(office.first, f"第{n}处", lon=120.6301 + n / 20_000, lat=31.304)
    rows = ROW.findall(page(f"/p/?where={HERE[0]},{HERE[1]}"))
    assert len(rows) == answers.MOST + 5
    assert [row for row in rows if not row[1].startswith("走 ")] == []
