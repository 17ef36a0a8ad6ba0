"""Two at once: a form that was opened before a colleague's change keeps that change, and tells where both meet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filled import controls, filled
from office import BY, Office
from points import make_item, make_offer, make_point
from yike.core.areas.models import Area
from yike.core.record.models import HistoryEntry
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewMaterial, NewOffer
from yike.rooms.circle.models import PointItem, ServiceItem, ServicePoint

pytestmark = pytest.mark.django_db
SAVED = 302


def page(name: str, *args: Any) -> str:
    return reverse(f"circle:{name}", args=args)


@pytest.fixture
def clerk(client: Client, office: Office) -> Client:
    client.force_login(office.clerk)
    return client


def test_a_colleagues_change_of_other_fields_survives_a_form_opened_before_it(
    clerk: Client, office: Office
) -> None:
    point = make_point(office.first, phone="0512-1", note="旧的提示", features=["ramp"])
    address = page("change_point", point.pk)
    mine = filled(clerk, address)
    actions.change_point(BY, point, phone="0512-2", lon=120.63, features=["ramp", "lift"])
    actions.set_hours(BY, point, hours="每天 8:00-20:00")
    answer = clerk.post(address, mine | {"note": "新的提示"}, follow=True)
    found = ServicePoint.objects.get(pk=point.pk)
    assert (found.note, found.phone, found.lon, found.features, found.hours) == (
        *("新的提示", "0512-2", 120.63, ["ramp", "lift"], "每天 8:00-20:00"),
    )
    entry = HistoryEntry.objects.filter(subject=point.recorded_subject()).latest("pk")
    assert sorted(entry.content["after"]) == ["note"]
    assert "别人刚改的也保留了：" in answer.content.decode()


def test_a_field_that_both_changed_is_told_with_both_values_and_written_when_sent_again(
    clerk: Client, office: Office
) -> None:
    point = make_point(office.first, phone="0512-1")
    address = page("change_point", point.pk)
    mine = filled(clerk, address) | {"phone": "0512-3", "note": "我的提示"}
    actions.change_point(BY, point, phone="0512-2", contact="李主任")
    shown = clerk.post(address, mine).content.decode()
    found = ServicePoint.objects.get(pk=point.pk)
    assert (found.phone, found.note, found.contact) == ("0512-2", "", "李主任")
    assert "“0512-2”" in shown
    again = controls(shown)
    assert (again["phone"], again["contact"]) == ("0512-3", "李主任")
    assert clerk.post(address, again).status_code == SAVED
    found = ServicePoint.objects.get(pk=point.pk)
    assert (found.phone, found.note, found.contact) == ("0512-3", "我的提示", "李主任")


def test_a_place_that_both_moved_is_never_made_of_both(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    address = page("change_point", point.pk)
    mine = filled(clerk, address) | {"lon": "120.621"}
    actions.change_point(BY, point, lat=31.301)
    assert clerk.post(address, mine).status_code == 200
    found = ServicePoint.objects.get(pk=point.pk)
    assert (found.lon, found.lat) == (120.62, 31.301)


def test_hours_set_by_the_partner_meanwhile_are_told(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    address = page("hours", point.pk)
    mine = filled(clerk, address)
    actions.set_hours(BY, point, hours="每天 8:00-20:00", keeps_holidays=False)
    assert clerk.post(address, mine).status_code == SAVED  # nothing was changed here
    assert ServicePoint.objects.get(pk=point.pk).hours == "每天 8:00-20:00"
    shown = clerk.post(address, mine | {"hours": "每天 9:00-10:00"}).content.decode()
    assert "“每天 8:00-20:00”" in shown
    found = ServicePoint.objects.get(pk=point.pk)
    assert (found.hours, found.keeps_holidays) == ("每天 8:00-20:00", False)


def test_an_item_keeps_a_colleagues_fee_and_materials(clerk: Client, office: Office) -> None:
    item = make_item()
    address = page("change_item", item.pk)
    mine = filled(clerk, address)
    actions.change_item(BY, item, fee="5 元", materials=[NewMaterial("户口簿")])
    assert clerk.post(address, mine | {"plain": "住满半年可以办"}).status_code == SAVED
    found = ServiceItem.objects.get(pk=item.pk)
    assert (found.fee, found.plain) == ("5 元", "住满半年可以办")
    assert [row.name for row in found.materials.all()] == ["户口簿"]


def test_materials_that_both_changed_are_told_and_written_when_sent_again(clerk: Client) -> None:
    item = make_item()
    address = page("change_item", item.pk)
    mine = filled(clerk, address) | {"materials-0-name": "护照"}
    actions.change_item(BY, item, materials=[NewMaterial("户口簿")])
    shown = clerk.post(address, mine).content.decode()
    assert "有人刚把材料改成了：户口簿。" in shown
    assert [row.name for row in item.materials.all()] == ["户口簿"]
    assert clerk.post(address, controls(shown)).status_code == SAVED
    assert [row.name for row in item.materials.all()] == ["护照", "居住证明"]


def test_an_offer_keeps_what_a_colleague_said_of_its_window(clerk: Client, office: Office) -> None:
    offer = make_offer(office)
    address = f"{page('offer', offer.point.pk)}?offer={offer.pk}"
    mine = filled(clerk, address)
    actions.offer(BY, NewOffer(offer.point, offer.item, offer.mode, "", {"place": "2 号窗口"}))
    assert clerk.post(address, mine | {"note": "先取号"}).status_code == SAVED
    found = PointItem.objects.get(pk=offer.pk)
    assert (found.place, found.note) == ("2 号窗口", "先取号")


def test_an_area_keeps_a_colleagues_numbers(client: Client, office: Office) -> None:
    client.force_login(office.admin)
    area = office.first
    address = reverse("areas:describe", args=[area.pk])
    mine = filled(client, address)
    assert client.post(address, mine | {"households": "120"}).status_code == SAVED
    assert client.post(address, mine | {"persons": "300"}).status_code == SAVED
    found = Area.objects.get(pk=area.pk)
    assert (found.households, found.persons) == (120, 300)
