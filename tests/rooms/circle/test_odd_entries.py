"""What people enter by mistake on the desk: each gets a useful answer at its field, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from filled import filled
from office import BY, Office
from points import make_item, make_point
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.rooms.circle import actions
from yike.rooms.circle.models import HoursException, ServiceItem, ServicePoint

pytestmark = pytest.mark.django_db
LONG, EMOJI = "字" * 10_000, "😀👵🏻🏮"
AGAIN, DONE = 200, 302


@pytest.fixture
def clerk(client: Client, office: Office) -> Client:
    client.force_login(office.clerk)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"circle:{name}", args=args)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("hours", "每天 9:00-9:00", "结束早于开始"),
        ("hours", "9点到5点", "下午请写 17:00"),
        ("hours", "每天 25:00-26:00", "没有“25:00”这个时刻"),
        ("hours", EMOJI, "看不懂开放时间"),
        ("hours", LONG, "200"),
        ("name", LONG, "60"),
        ("name", "", "必填"),
        ("note", LONG, "200"),
        ("devices", LONG, "1000"),
        ("lon", EMOJI, "看不出是经度和纬度"),
        ("lon", LONG, "60"),
        ("lon", "31.3 31.3 31.3", "看不出是经度和纬度"),
        ("kind", "飞机场", "选择"),
        ("datum", "月球", "选择"),
        ("host", "99999", "选择"),
        ("agreement_until", "二月三十", "日期"),
        ("features", ["jacuzzi"], "选择"),
    ],
)
def test_a_point_with_something_odd_is_not_saved_and_its_field_says_why(
    clerk: Client, office: Office, field: str, value: Any, said: str
) -> None:
    point = make_point(office.first)
    address = page("change_point", point.pk)
    before = HistoryEntry.objects.count()
    answer = clerk.post(address, filled(clerk, address) | {field: value})
    assert answer.status_code == AGAIN
    assert said in " ".join(answer.context["form"].errors[field])
    assert HistoryEntry.objects.count() == before


@pytest.mark.parametrize("field", ["name", "note", "contact", "entrance", "address"])
def test_emoji_and_signs_are_kept_as_they_were_written_and_shown_as_text(
    clerk: Client, office: Office, field: str
) -> None:
    point = make_point(office.first)
    address = page("change_point", point.pk)
    said = f"{EMOJI}<b>&\u202e'\""
    assert clerk.post(address, filled(clerk, address) | {field: said}).status_code == DONE
    assert getattr(ServicePoint.objects.get(pk=point.pk), field) == said
    assert "<b>&" not in clerk.get(page("point", point.pk)).content.decode()


@pytest.mark.parametrize("hours", ["周六 22:00-2:00", "周六 22:00-次日2:00", "周六 22:00 - 次日 2:00"])
def test_hours_that_cross_midnight_are_understood_and_open_after_it(
    clerk: Client, office: Office, hours: str
) -> None:
    point = make_point(office.first)
    address = page("hours", point.pk)
    sent = filled(clerk, address) | {"hours": hours}
    assert list(clerk.post(address, sent).context["form"].errors) == [
        "night"
    ]  # nobody looks for a station then
    assert clerk.post(address, sent | {"night": "on"}).status_code == DONE
    assert "周六 22:00–2:00" in clerk.get(page("point", point.pk)).content.decode()


def test_days_the_wrong_way_round_are_told_at_their_field(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    address = page("exception", point.pk)
    sent = {"since": "2027-02-03", "until": "2027-02-01", "hours": "", "reason": "盘点"}
    assert "请把两个日期对调" in clerk.post(address, sent).content.decode()
    assert "hours" in clerk.post(address, sent | {"until": "", "hours": EMOJI}).context["form"].errors
    assert HoursException.objects.count() == 0
    address = page("change_point", point.pk)
    sent = filled(clerk, address) | {"first_day": "2027-02-03", "last_day": "2027-02-01"}
    assert clerk.post(address, sent).context["form"].errors["last_day"] == ["结束早于开始，请对调"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", LONG),
        ("name_en", LONG),
        ("plain", LONG),
        ("everyday", LONG),
        ("legal_days", "-1"),
        ("promised_days", "很快"),
        ("online_url", "javascript:alert(1)"),
        ("type", "x"),
        ("source_date", "昨天"),
    ],
)
def test_an_item_with_something_odd_is_not_saved_and_its_field_says_so(
    clerk: Client, field: str, value: str
) -> None:
    item = make_item()
    address = page("change_item", item.pk)
    before = HistoryEntry.objects.count()
    answer = clerk.post(address, filled(clerk, address) | {field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (AGAIN, [field])
    assert HistoryEntry.objects.count() == before


def test_materials_with_something_odd_are_told_in_their_row_and_too_many_are_refused(clerk: Client) -> None:
    item = make_item()
    address = page("change_item", item.pk)
    sent = filled(clerk, address)
    answer = clerk.post(address, sent | {"materials-0-copies": "0", "materials-1-name": LONG})
    assert [list(row) for row in answer.context["rows"].errors[:2]] == [["copies"], ["name"]]
    assert clerk.post(address, sent | {"materials-TOTAL_FORMS": "9" * 6}).status_code == AGAIN
    assert [row.name for row in ServiceItem.objects.get(pk=item.pk).materials.all()] == ["身份证", "居住证明"]


@pytest.mark.parametrize("name", ["points", "items"])
@pytest.mark.parametrize("asked", [EMOJI, LONG, "\u202e", "' OR 1=1 --", "%", "_"])
def test_a_search_of_anything_is_answered(clerk: Client, office: Office, name: str, asked: str) -> None:
    make_point(office.first, checked_on=today())
    make_item()
    assert clerk.get(page(name), {"q": asked}).status_code == AGAIN
    odd = {"kind": asked, "state": asked, "area": asked, "look": asked, "level": asked, "page": asked}
    assert clerk.get(page(name), odd).status_code == AGAIN


def test_an_item_that_no_point_offers_says_so_to_clerk_and_resident(clerk: Client) -> None:
    item = make_item()
    actions.change_item(BY, item, plain="住满半年可以办")
    assert "现在没有站点登记办这件事" in Client().get(f"/i/{item.pk}/").content.decode()
    assert clerk.get(page("item", item.pk)).status_code == AGAIN
