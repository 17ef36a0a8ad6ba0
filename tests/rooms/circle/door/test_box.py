"""The box of a street's own web site: it tells the nearest, only the sites named may hold it, it keeps nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from conftest import Clock
from office import BY, Office
from points import make_item, make_point
from yike.rooms.circle import actions, standing
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.walking.asks import Wish


def policy(client: Client) -> str:
    answer = client.get("/find/box/")
    assert (answer.status_code, "X-Frame-Options" in answer, dict(answer.cookies)) == (200, False, {})
    return next(part.strip() for part in answer["Content-Security-Policy"].split(";") if "frame-anc" in part)


@pytest.mark.django_db
def test_only_the_sites_named_may_hold_the_box(settings: LazySettings) -> None:
    assert policy(Client()) == "frame-ancestors 'none'"
    settings.YIKE_EMBED_ON = ["https://www.example.gov.cn"]
    assert policy(Client()) == "frame-ancestors https://www.example.gov.cn"


@pytest.mark.django_db
def test_every_other_page_stays_out_of_frames(settings: LazySettings) -> None:
    settings.YIKE_EMBED_ON = ["https://www.example.gov.cn"]
    answer = Client().get("/find/")
    assert (answer["X-Frame-Options"], "frame-ancestors 'none'" in answer["Content-Security-Policy"]) == (
        "DENY",
        True,
    )


# --- the nearest ------------------------------------------------------------------------------------------

HERE = "120.63,31.3"
TUESDAY_AT_TEN = datetime(2026, 10, 13, 2, tzinfo=UTC)  # in Shanghai


@pytest.fixture
def points(clock: Clock, station: ServicePoint) -> ServicePoint:
    """Return the station at the door; further points lie along the street, one of them shut."""
    clock.set(TUESDAY_AT_TEN)
    item, more = make_item(), {"hours": "每天 0:00-24:00", "keeps_holidays": False}
    for code, lon in (("bk1", 120.634), ("bk2", 120.627), ("bk3", 120.638), ("bk4", 120.642)):
        point = make_point(station.area, f"银行{code}", code=code, lon=lon, lat=31.3, kind="bank", **more)
        if code != "bk2":
            actions.offer(BY, actions.NewOffer(point, item))
    shut = {"hours": "每天 19:00-20:00"}
    make_point(station.area, "晚上开", code="ev1", lon=120.6301, lat=31.3, kind="legal", **shut)
    standing.town(30.0)
    return station


def told(query: str) -> list[str]:
    answer = Client().get(f"/find/box/?{query}")
    assert (answer.status_code, dict(answer.cookies), "X-Frame-Options" in answer) == (200, {}, False)
    return re.findall(r'class="name" href="/p/(\w+)/', answer.content.decode())


def test_the_box_tells_the_three_nearest_that_are_open(points: ServicePoint) -> None:
    near = standing.town().nearest(Wish(120.63, 31.3, datetime(2026, 10, 13, 10), count=3))
    codes = dict(ServicePoint.objects.values_list("pk", "code"))
    assert told(f"where={HERE}") == [codes[one.id] for one in near.found]
    assert told(f"where={HERE}&kind=bank")[0] in {"bk1", "bk2"}
    assert set(told(f"where={HERE}&kind=bank")) == {"bk1", "bk2", "bk3"}
    assert told(f"where={HERE}&item=JZZ") == ["bk1", "bk3", "bk4"]
    assert told(f"where={HERE}&kind=legal") == ["ev1"]


def test_without_a_place_the_box_asks_for_one_and_keeps_what_the_site_chose(points: ServicePoint) -> None:
    assert told("kind=bank") == []
    html = Client().get("/find/box/?kind=bank&pace=elder").content.decode()
    form = re.search(r'<form class="row-form".*?</form>', html, re.S)
    assert form
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    assert (hidden, 'target="_self"' in form[0], "<script>" in html) == (
        {"kind": "bank", "pace": "elder"},
        True,
        False,
    )
    assert 'data-locate="/find/box/?' in html
    assert '<base target="_blank">' in html  # no other page may stand in a frame


@pytest.mark.parametrize("where", ["梅东社区", "银行bk1", "梅"])
def test_an_address_a_community_or_a_name_is_enough(points: ServicePoint, office: Office, where: str) -> None:
    html = Client().get("/find/box/", {"where": where, "kind": "bank"}).content.decode()
    found = re.findall(r'class="name" href="/p/(\w+)/', html)
    maybe = re.findall(r'class="tile" target="_self"', html)
    assert bool(found) != bool(maybe), where


@pytest.mark.parametrize("query", ["kind=castle", "item=none", "where=" + "x" * 999])
@pytest.mark.django_db
def test_what_nobody_knows_narrows_nothing(query: str) -> None:
    assert told(query) == []


def test_where_somebody_stands_is_kept_by_nobody(points: ServicePoint) -> None:
    answer = Client().get(f"/find/box/?where={HERE}")
    assert answer["Cache-Control"] == "private, no-store"
