"""The desk's pages of the circle room: who comes in where, and what one form after the other does."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from office import BY, Office
from points import make_item, make_offer, make_point
from workdays import at
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.models import (
    HoursException,
    PointItem,
    PointPhoto,
    PointState,
    Rating,
    ServiceItem,
    ServicePoint,
    SignPrint,
)

pytestmark = pytest.mark.django_db
VISITOR = By(None, "居民", "web")
SEEN, SHUT, AWAY = 200, 403, 404


def page(name: str, *args: Any) -> str:
    return reverse(f"circle:{name}", args=args)


def status(client: Client, user: User, address: str) -> int:
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(address).status_code


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    out.seek(0)
    out.name = "door.png"
    return out


@pytest.fixture
def clerk(client: Client, office: Office) -> Client:
    client.force_login(office.clerk)
    return client


def said(point: ServicePoint, **other: Any) -> dict[str, Any]:
    """Return what the form of a point sends when nothing is touched, but for ``other``."""
    sent = {
        "name": point.name,
        "kind": point.kind,
        "address": point.address,
        "lon": str(point.lon),
        "lat": str(point.lat),
        "datum": "wgs84",
        "area": point.area_id,
        "hours": point.hours,
        "keeps_holidays": "on" if point.keeps_holidays else "",
    }
    return sent | other


# --- the list ---------------------------------------------------------------------------------------------


def names(client: Client, **asked: Any) -> list[str]:
    return sorted(row["point"].name for row in client.get(page("points"), asked).context["rows"])


def test_the_list_is_searched_and_narrowed_down(clerk: Client, office: Office) -> None:
    make_point(office.first, "梅东站", checked_on=today())
    make_point(office.second, "梅西站", checked_on=today() - timedelta(days=91), code="abc234")
    paused = make_point(office.first, "银行", kind="bank", checked_on=today())
    actions.go(BY, paused, "pause", reason="装修", back_on=today())
    make_point(office.first, "关了的", state=PointState.CLOSED)
    assert names(clerk) == ["梅东站", "梅西站", "银行"]
    assert names(clerk, q="ABC234") == ["梅西站"]
    assert names(clerk, q="梅巷1号", kind="bank") == ["银行"]
    assert names(clerk, state="closed") == ["关了的"]
    assert names(clerk, area=office.second.pk) == ["梅西站"]
    assert names(clerk, look="stale") == ["梅西站"]
    assert names(clerk, q="没有这样的", kind="nonsense", area="x", look="y", page="z") == []


def test_what_is_due_has_a_list_each(clerk: Client, office: Office, clock: Any) -> None:
    late = make_point(office.first, "该恢复了")
    actions.go(BY, late, "pause", reason="装修", back_on=today())
    make_point(office.first, "协议到期", agreement_until=today() + timedelta(days=30), checked_on=today())
    make_point(office.first, "协议还早", agreement_until=today() + timedelta(days=32), checked_on=today())
    make_point(office.first, "市集", kind="event", last_day=today(), checked_on=today())
    clock.set(timedelta(days=1))
    assert names(clerk, look="late") == ["该恢复了"]
    assert names(clerk, look="ending") == ["协议到期"]
    assert names(clerk, look="over") == ["市集"]


def test_the_list_asks_as_often_for_forty_points_as_for_two(clerk: Client, office: Office) -> None:
    host = make_point(office.first)
    make_point(office.first, "第二处", host=host)
    few = _count(clerk)
    for n in range(38):
        point = make_point(office.first, f"第{n}处", host=host)
        actions.add_exception(BY, point, since=today(), until=today(), reason="停电")
    assert _count(clerk) == few


def _count(client: Client) -> int:
    client.get(page("points"))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page("points")).status_code == SEEN
    return len(seen)


def test_today_is_told_in_words_with_the_lunch_break_and_the_reason_of_an_odd_day(
    clerk: Client, office: Office, clock: Any
) -> None:
    clock.set(at("2027-03-03 Wed 10:00"))
    point = make_point(office.first)
    row = clerk.get(page("point", point.pk)).context["today"]
    assert (row.words, row.break_words, row.open_now) == ("9:00–12:00、13:30–17:00", "午休 12:00–13:30", True)
    actions.add_exception(BY, point, since=today(), until=today(), hours="每天 9:00-9:30", reason="停电")
    row = clerk.get(page("point", point.pk)).context["today"]
    assert (row.words, row.break_words, row.open_now, row.why) == ("9:00–9:30", "", False, "停电")


# --- keeping a point --------------------------------------------------------------------------------------


def test_one_form_changes_all_of_a_point_and_nothing_where_nothing_was_touched(
    clerk: Client, office: Office
) -> None:
    point = make_point(office.first)
    entries = HistoryEntry.objects.count()
    assert clerk.post(page("change_point", point.pk), said(point)).status_code == 302
    assert HistoryEntry.objects.count() == entries
    other = said(
        point,
        name="新名字",
        hours="每天 8:00-20:00",
        features=["ramp", "seats"],
        devices=" 社保机 \n\n 打印机 ",
    )
    assert clerk.post(page("change_point", point.pk), other).status_code == 302
    point.refresh_from_db()
    assert (point.name, point.hours, point.features) == ("新名字", "每天 8:00-20:00", ["ramp", "seats"])
    assert (point.device_list, point.placed) == (["社保机", "打印机"], 1)


def test_hours_nobody_can_read_are_told_at_their_field_and_nothing_else_is_kept(
    clerk: Client, office: Office
) -> None:
    point = make_point(office.first)
    answer = clerk.post(page("change_point", point.pk), said(point, name="别的", hours="有空就开"))
    assert "有空就开" in answer.context["form"].errors["hours"][0]
    assert ServicePoint.objects.get().name == point.name


def test_a_point_is_added_in_preparation_and_opened(clerk: Client, office: Office) -> None:
    sent = {
        "name": "新站",
        "kind": "service_station",
        "address": "梅巷2号",
        "lon": "120.62, 31.30",
        "lat": "",
        "datum": "wgs84",
        "area": office.first.pk,
        "hours": "周一至周五 9:00-17:00",
    }
    assert clerk.post(page("add_point"), sent).status_code == 302
    point = ServicePoint.objects.get()
    assert (point.lon, point.lat, point.state, point.keeps_holidays) == (120.62, 31.3, "preparing", False)
    assert clerk.post(page("go", point.pk, "open")).status_code == 302
    assert ServicePoint.objects.get().state == "open"
    assert clerk.get(page("go", point.pk, "nonsense")).status_code == AWAY


def test_a_pause_without_a_reason_is_asked_for_one(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    assert "reason" in clerk.post(page("go", point.pk, "pause"), {}).context["form"].errors
    sent = {"reason": "内部装修", "back_on": str(today() - timedelta(days=1))}
    assert "back_on" in clerk.post(page("go", point.pk, "pause"), sent).context["form"].errors
    assert clerk.post(page("go", point.pk, "pause"), sent | {"back_on": str(today())}).status_code == 302
    assert "内部装修" in clerk.get(page("point", point.pk)).content.decode()


def test_an_exception_of_one_day_needs_one_date_and_is_taken_back(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    sent = {"since": str(today()), "until": "", "hours": "9:00-11:00", "reason": "停电"}
    assert clerk.post(page("exception", point.pk), sent).status_code == 302
    row = HoursException.objects.get()
    assert (row.since, row.until, row.hours) == (today(), today(), "每天 9:00-11:00")
    wrong = sent | {"until": str(today() - timedelta(days=2))}
    assert "until" in clerk.post(page("exception", point.pk), wrong).context["form"].errors
    clerk.post(page("drop_exception", point.pk, row.pk))
    assert HoursException.objects.count() == 0


def test_days_that_are_over_are_not_listed_any_more(clerk: Client, office: Office, clock: Any) -> None:
    point = make_point(office.first)
    actions.add_exception(BY, point, since=today(), until=today(), reason="停电")
    assert len(clerk.get(page("point", point.pk)).context["exceptions"]) == 1
    clock.set(timedelta(days=1))
    assert len(clerk.get(page("point", point.pk)).context["exceptions"]) == 0


def test_an_exception_of_another_point_is_not_taken_back_here(clerk: Client, office: Office) -> None:
    point, other = make_point(office.first), make_point(office.first, "别处")
    row = actions.add_exception(BY, other, since=today(), until=today(), reason="停电")
    assert clerk.post(page("drop_exception", point.pk, row.pk)).status_code == AWAY


def test_a_photo_is_kept_bare_and_asked_for_once(clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    assert clerk.post(page("keep_photo", point.pk), {"file": picture()}).status_code == 302
    assert bytes(PointPhoto.objects.get().jpeg)[:3] == b"\xff\xd8\xff"
    first = clerk.get(page("photo", point.pk))
    again = clerk.get(page("photo", point.pk), headers={"if-none-match": first["ETag"]})
    assert (first["Content-Type"], again.status_code, first["Cache-Control"]) == (
        "image/jpeg",
        304,
        "private, no-cache",
    )
    text = io.BytesIO(b"<svg onload=alert(1)>")
    text.name = "door.jpg"
    assert "file" in clerk.post(page("keep_photo", point.pk), {"file": text}).context["form"].errors
    clerk.post(page("drop_photo", point.pk))
    assert clerk.get(page("photo", point.pk)).status_code == AWAY


def test_the_photo_is_not_given_away_by_its_mark(client: Client, clerk: Client, office: Office) -> None:
    point = make_point(office.first)
    actions.keep_photo(BY, point, content=picture().read())
    mark = clerk.get(page("photo", point.pk))["ETag"]
    client.force_login(office.stranger)
    assert client.get(page("photo", point.pk), headers={"if-none-match": mark}).status_code == AWAY


def test_an_offer_is_registered_changed_and_withdrawn(clerk: Client, office: Office) -> None:
    point, item = make_point(office.first), make_item()
    sent = {"item": item.pk, "mode": "window", "place": "2 号窗口", "hours": ""}
    assert clerk.post(page("offer", point.pk), sent).status_code == 302
    row = PointItem.objects.get()
    form = clerk.get(page("offer", point.pk), {"offer": row.pk}).context["form"]
    assert form["place"].value() == "2 号窗口"
    assert "hours" in clerk.post(page("offer", point.pk), sent | {"hours": "随缘"}).context["form"].errors
    clerk.post(page("offer", point.pk), sent | {"place": "3 号窗口"})
    assert PointItem.objects.get().place == "3 号窗口"
    clerk.post(page("withdraw", point.pk, row.pk))
    assert PointItem.objects.count() == 0


# --- items ------------------------------------------------------------------------------------------------


def rows(*materials: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {"materials-TOTAL_FORMS": len(materials), "materials-INITIAL_FORMS": 0}
    for n, one in enumerate(materials):
        plain = {"form": "original", "copies": "1", "required": "on", "note": "", "ORDER": str(n + 1)}
        sent |= {f"materials-{n}-{name}": value for name, value in (plain | one).items()}
    return sent


ITEM = {
    "name": "居住证申领",
    "code": "JZZ",
    "type": "confirmation",
    "level": "community",
    "everyday": "暂住证\n\n居住证",
    "in_use": "on",
}


def test_an_item_is_written_with_its_numbered_materials_and_put_in_order(clerk: Client) -> None:
    brought = rows(
        {"name": "照片", "ORDER": "2"}, {"name": ""}, {"name": "身份证", "ORDER": "1", "given_back": "on"}
    )
    assert clerk.post(page("add_item"), ITEM | brought).status_code == 302
    item = ServiceItem.objects.get()
    assert item.everyday_list == ["暂住证", "居住证"]
    assert list(item.materials.values_list("name", "given_back")) == [("身份证", True), ("照片", False)]
    entries = HistoryEntry.objects.count()
    same = rows({"name": "身份证", "given_back": "on"}, {"name": "照片"})
    assert clerk.post(page("change_item", item.pk), ITEM | same).status_code == 302
    assert HistoryEntry.objects.count() == entries
    clerk.post(page("change_item", item.pk), ITEM | rows({"name": "照片"}, {"name": ""}))
    assert list(item.materials.values_list("name", flat=True)) == ["照片"]


def test_a_code_that_is_taken_is_told_at_its_field(clerk: Client) -> None:
    make_item()
    assert "code" in clerk.post(page("add_item"), ITEM | rows({"name": "照片"})).context["form"].errors


def test_an_item_nobody_offers_is_marked_and_one_out_of_use_is_found_where_asked_for(
    clerk: Client, office: Office
) -> None:
    offered = make_offer(office)
    gone = make_item("OLD", "旧事项", in_use=False)
    found = clerk.get(page("items"), {"q": "暂住"}).context["page"]
    assert [(item.name, item.points) for item in found] == [(offered.item.name, 1)]
    found = clerk.get(page("items"), {"gone": "1"}).context["page"]
    assert [item.pk for item in found] == [offered.item_id, gone.pk]


# --- signs ------------------------------------------------------------------------------------------------


def test_a_sign_is_printed_goes_stale_when_the_point_changes_and_is_taken_down(
    clerk: Client, office: Office
) -> None:
    point = make_offer(office).point
    answer = clerk.post(page("new_sign", point.pk), {"copies": "2", "where": "北门"})
    sign = SignPrint.objects.get()
    assert answer["Location"] == page("sign", sign.pk)
    sheet = clerk.get(page("sign", sign.pk)).content.decode()
    assert [word in sheet for word in (point.name, sign.number, "<svg", "居住证申领")] == [True] * 4
    assert clerk.get(page("signs")).context["stale"] == 0
    actions.set_hours(BY, point, hours="每天 9:00-16:00")
    assert clerk.get(page("signs")).context["stale"] == 1
    assert clerk.get(page("sign", sign.pk)).context["sign"].changed == ("hours",)
    clerk.post(page("take_down", sign.pk))
    assert (clerk.get(page("signs")).context["stale"], SignPrint.objects.get().taken_down_on) == (0, today())


# --- ratings ----------------------------------------------------------------------------------------------


def test_a_bad_rating_is_taken_through_its_flow_on_the_pages(clerk: Client, office: Office) -> None:
    row = actions.rate(VISITOR, make_point(office.first), grade=2, words="排队两小时", phone="13800138000")
    shown = clerk.get(page("rating", row.pk)).content.decode()
    assert [word in shown for word in ("排队两小时", "138****8000", "13800138000", row.link)] == [
        *(True, True, False, False)
    ]
    clerk.post(page("go_rating", row.pk, "verify"))
    clerk.post(page("go_rating", row.pk, "mend"))
    assert "answer" in clerk.post(page("go_rating", row.pk, "mended"), {}).context["form"].errors
    clerk.post(page("go_rating", row.pk, "mended"), {"answer": "加了一个窗口"})
    clerk.post(page("go_rating", row.pk, "close"))
    assert (Rating.objects.get().state, Rating.objects.get().answer) == ("closed", "加了一个窗口")
    assert clerk.post(page("go_rating", row.pk, "verify")).status_code == SEEN
    assert clerk.get(page("go_rating", row.pk, "nonsense")).status_code == AWAY


def test_the_number_is_shown_once_with_a_reason_and_kept_by_no_browser(clerk: Client, office: Office) -> None:
    row = actions.rate(VISITOR, make_point(office.first), grade=2, phone="13800138000")
    assert "13800138000" not in clerk.post(page("rating_phone", row.pk), {"reason": "看"}).content.decode()
    answer = clerk.post(page("rating_phone", row.pk), {"reason": "联系评价人核实"})
    assert "13800138000" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_each_date_of_a_rating_shows_its_arithmetic(clerk: Client, office: Office) -> None:
    row = actions.rate(VISITOR, make_point(office.first), grade=1)
    told = clerk.get(page("rating", row.pk)).context["duties"]
    assert [bool(re.search(r"月\d+日", duty["why"])) for duty in told] == [True, True]


@pytest.mark.parametrize("name", ["points", "items", "signs", "ratings", "exchange"])
def test_all_of_it_stands_under_one_heading_of_the_navigation(clerk: Client, name: str) -> None:
    shown = clerk.get(page(name)).content.decode()
    assert re.findall(r'<a href="([^"]*)"[^>]*aria-current="page"', shown)[:1] == [page("points")]
