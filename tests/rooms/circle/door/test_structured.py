"""The block of data of a point's page, parsed as a search engine does: services on offer, events of some days."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from conftest import Clock
from office import BY, Office
from points import make_item, make_point
from yike.rooms.circle import actions
from yike.rooms.circle.models import ServicePoint

pytestmark = pytest.mark.django_db
MONDAY_AT_TEN = datetime(2026, 10, 12, 2, tzinfo=UTC)  # in Shanghai


@pytest.fixture(autouse=True)
def _monday(clock: Clock) -> None:
    clock.set(MONDAY_AT_TEN)


def block(point: ServicePoint) -> Any:
    html = Client().get(f"/p/{point.code}/").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    return json.loads(found)


def test_what_is_done_at_a_point_is_offered_as_government_services(office: Office) -> None:
    point = make_point(office.first)
    item = make_item(fee="工本费 20 元", online_url="https://www.example.gov.cn/jzz")
    actions.change_item(BY, item, plain="外地人领的证 </script>")
    own = {"place": "3号窗口", "hours": "周三 14:00-16:00", "last_day": date(2026, 12, 31)}
    actions.offer(BY, actions.NewOffer(point, item, more=own))
    actions.offer(BY, actions.NewOffer(point, make_item("LNK", "老年人优待证")))
    told = block(point)
    first, second = sorted(
        told["hasOfferCatalog"]["itemListElement"], key=lambda one: one["itemOffered"]["identifier"]
    )
    assert [one["itemOffered"]["@type"] for one in (first, second)] == ["GovernmentService"] * 2
    assert (first["@type"], first["description"], first["validThrough"]) == (
        "Offer",
        "3号窗口；工本费 20 元",
        "2026-12-31",
    )
    service = first["itemOffered"]
    assert (service["name"], service["description"], service["provider"]) == (
        "居住证申领",
        "外地人领的证 </script>",
        {"@id": told["@id"]},
    )
    assert service["availableChannel"]["serviceUrl"] == "https://www.example.gov.cn/jzz"
    (hours,) = service["hoursAvailable"]
    assert (hours["dayOfWeek"], hours["opens"], hours["closes"], hours["validThrough"]) == (
        *(["https://schema.org/Wednesday"], "14:00", "16:00", "2026-12-31"),
    )
    assert "hoursAvailable" not in second["itemOffered"]
    assert "event" not in told


def test_a_temporary_point_is_an_event_at_each_of_its_times(office: Office) -> None:
    days = {"first_day": date(2026, 10, 11), "last_day": date(2026, 10, 14), "keeps_holidays": False}
    point = make_point(office.first, "便民集市", kind="event", hours="每天 13:00-17:00", **days)
    wednesday = date(2026, 10, 14)
    actions.add_exception(BY, point, since=wednesday, until=wednesday, hours="9:00-11:30", reason="提早")
    found = block(point)["event"]
    assert [(one["@type"], one["startDate"], one["endDate"]) for one in found] == [
        ("Event", "2026-10-12T13:00:00+08:00", "2026-10-12T17:00:00+08:00"),
        ("Event", "2026-10-13T13:00:00+08:00", "2026-10-13T17:00:00+08:00"),
        ("Event", "2026-10-14T09:00:00+08:00", "2026-10-14T11:30:00+08:00"),
    ]
    for one in found:
        begin, end = (datetime.fromisoformat(one[name]) for name in ("startDate", "endDate"))
        assert begin < end
        assert one["location"] == {"@type": "Place", "name": "便民集市", "address": "梅巷1号"}


def test_a_point_that_does_not_serve_offers_nothing(office: Office) -> None:
    days = {"first_day": date(2026, 10, 11), "last_day": date(2026, 10, 14), "keeps_holidays": False}
    point = make_point(office.first, kind="event", hours="每天 13:00-17:00", **days)
    actions.offer(BY, actions.NewOffer(point, make_item()))
    actions.go(BY, point, "pause", reason="下雨")
    assert {"event", "hasOfferCatalog"}.isdisjoint(block(point))
