"""Hours that reach into the night where nobody opens at night are asked about, in forms and in files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office import BY, Office
from points import OFFICE_HOURS, make_item, make_point
from yike.core.record.clock import today
from yike.engines.faults import Fault
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import read_drafts
from yike.rooms.circle.exchange.standing import standing
from yike.rooms.circle.models import HoursException, PointItem, ServicePoint
from yike.rooms.circle.nights import at_night, stretch_words

pytestmark = pytest.mark.django_db
SLIP = "周一至周五 17:00-9:00"
ASKED = "写的是 17:00 到第二天 9:00。白天的时间请写成 9:00-17:00；夜里真的开，就打勾再保存"


@pytest.mark.parametrize(
    ("hours", "kind", "found"),
    [
        (SLIP, "bank", (1020, 1980)),
        (SLIP, "self_service", None),
        (SLIP, "event", None),
        (SLIP, "other", None),
        ("周一至周五 9:00-12:00，1:30-5:00", "service_station", (90, 300)),
        ("每天 5:00-24:00", "post_office", None),
        ("每天 4:59-8:00", "post_office", (299, 480)),
        ("24/7", "legal", None),
        ("每天 0:00-24:00", "bank", None),
        ("周一至周五 9:00-17:00；7月 20:00-2:00", "bank", (1200, 1560)),
        ("", "bank", None),
    ],
)
def test_a_night_is_told_from_a_day_by_hours_and_kind(
    hours: str, kind: str, found: tuple[int, int] | None
) -> None:
    assert at_night(hours, kind) == found


def test_a_stretch_is_told_in_both_languages() -> None:
    assert stretch_words((1020, 1980), "zh") == "17:00 到第二天 9:00"
    assert stretch_words((1020, 1980), "en") == "17:00 to 9:00 of the next day"
    assert (stretch_words((90, 300), "zh"), stretch_words((90, 300), "en")) == (
        "1:30 到 5:00",
        "1:30 to 5:00",
    )


# --- forms ------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(client: Client, office: Office) -> Client:
    client.force_login(office.clerk)
    return client


@pytest.fixture
def bank(office: Office) -> ServicePoint:
    return make_point(office.first, "枕河银行", kind="bank", code="bank1")


def ticked(client: Client, view: str, point: ServicePoint, sent: dict[str, Any]) -> tuple[list[str], bool]:
    """Return what a form asks about the night, and whether it is sent with the tick at last."""
    address = reverse(f"circle:{view}", args=[point.pk])
    asked = client.post(address, sent)
    form = asked.context["form"]
    assert 'type="checkbox" name="night"' in asked.content.decode()
    return list(form.errors.get("night", [])), client.post(address, sent | {"night": "on"}).status_code == 302


def test_the_week_of_a_bank_is_not_taken_over_night_unless_somebody_says_so(
    clerk: Client, bank: ServicePoint
) -> None:
    assert ticked(clerk, "hours", bank, {"hours": SLIP}) == ([ASKED], True)
    bank.refresh_from_db()
    assert bank.hours == SLIP


def test_without_the_tick_nothing_is_written_and_hours_by_day_need_none(
    clerk: Client, bank: ServicePoint
) -> None:
    address = reverse("circle:hours", args=[bank.pk])
    assert 'type="checkbox" name="night"' not in clerk.get(address).content.decode()
    assert clerk.post(address, {"hours": SLIP}).status_code == 200
    bank.refresh_from_db()
    assert bank.hours == OFFICE_HOURS
    assert clerk.post(address, {"hours": "每天 9:00-17:00"}).status_code == 302


def test_hours_at_night_that_were_agreed_to_are_not_asked_about_again(
    clerk: Client, bank: ServicePoint
) -> None:
    actions.set_hours(BY, bank, hours=SLIP)
    sent = {"hours": SLIP, "keeps_holidays": "on"}
    assert clerk.post(reverse("circle:hours", args=[bank.pk]), sent).status_code == 302


def test_the_form_of_a_whole_point_asks_and_asks_anew_where_the_kind_is_changed(
    clerk: Client, office: Office, bank: ServicePoint
) -> None:
    sent = {
        "name": bank.name,
        "kind": "other",
        "address": bank.address,
        "hours": SLIP,
        "area": office.first.pk,
    }
    place = {"lon": "120.62", "lat": "31.3", "datum": "wgs84", "place": "typed"}
    address = reverse("circle:change_point", args=[bank.pk])
    assert clerk.post(address, sent | place).status_code == 302
    assert ticked(clerk, "change_point", bank, sent | place | {"kind": "bank"}) == ([ASKED], True)


def test_a_point_that_becomes_a_bank_is_asked_about_the_nights_of_its_offers_and_exceptions(
    clerk: Client, office: Office
) -> None:
    point = make_point(office.first, "枕河自助区", kind="self_service", code="self1")
    actions.offer(BY, NewOffer(point, make_item(), "self_service", SLIP))
    over = make_item("GQ", "过期的事")
    yesterday = {"last_day": today() - timedelta(days=1)}
    actions.offer(BY, NewOffer(point, over, "self_service", SLIP, yesterday))
    actions.add_exception(BY, point, since=today(), until=today(), hours="每天 20:00-2:00", reason="夜市")
    actions.add_exception(BY, point, since=today(), until=today(), reason="停电")
    sent = {"name": point.name, "address": point.address, "hours": OFFICE_HOURS, "area": office.first.pk}
    sent |= {"lon": "120.62", "lat": "31.3", "datum": "wgs84", "place": "typed"}
    address = reverse("circle:change_point", args=[point.pk])
    assert clerk.post(address, sent | {"kind": "event"}).status_code == 302
    assert ticked(clerk, "change_point", point, sent | {"kind": "bank"}) == (
        [
            "换成这个类型以后，“居住证申领”写的是 17:00 到第二天 9:00。夜里真的开，就打勾再保存；写错了请先去改",
            "换成这个类型以后，“夜市”写的是 20:00 到第二天 2:00。夜里真的开，就打勾再保存；写错了请先去改",
        ],
        True,
    )
    assert clerk.post(address, sent | {"kind": "post_office"}).status_code == 302


def test_an_exception_and_an_offer_ask_too(clerk: Client, bank: ServicePoint) -> None:
    sent = {"since": str(today()), "hours": "17:00-9:00", "reason": "结账"}
    assert ticked(clerk, "exception", bank, sent) == ([ASKED], True)
    assert HoursException.objects.get().hours == "每天 17:00-9:00"
    sent = {"item": str(make_item().pk), "mode": "window", "hours": SLIP}
    assert ticked(clerk, "offer", bank, sent) == ([ASKED], True)
    assert PointItem.objects.get().hours == SLIP


# --- files ------------------------------------------------------------------------------------------------


def planned(folder: Path, *lines: str) -> Plan:
    path = folder / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return plan_import(read_drafts(path), standing(None))


def test_a_file_tells_hours_at_night_by_their_cells(bank: ServicePoint, tmp_path: Path) -> None:
    (doubt,) = planned(tmp_path, "站点编号,开放时间", f"bank1,{SLIP}").doubts
    assert doubt.text("zh") == "B2 格：17:00 到第二天 9:00，夜里也开。请核对；白天的时间写成 9:00-17:00。"
    assert doubt.text("en").startswith("cell B2: 17:00 to 9:00 of the next day: it would be open at night")
    assert planned(tmp_path, "站点编号,类型,开放时间", f"bank1,自助区,{SLIP}").doubts == []


def test_a_file_asks_about_new_points_offers_and_exceptions_but_not_about_what_is_there(
    office: Office, bank: ServicePoint, tmp_path: Path
) -> None:
    make_item()
    head = "站点编号,名称,类型,地址,经度,纬度,所在区域,开放时间"
    new = planned(tmp_path, head, f"n1,新行,银行网点,梅巷9号,120.7,31.3,梅东社区,{SLIP}")
    assert [doubt.spot.cell for doubt in new.doubts] == ["H2"]
    offers = planned(
        tmp_path, "站点编号,事项编码,方式,办理时间", f"bank1,JZZ,窗口办理,{SLIP}", f"no,JZZ,窗口办理,{SLIP}"
    )
    assert ([one.spot.cell for one in offers.doubts], len(offers.mistakes)) == (["D2"], 1)
    day = today() + timedelta(days=3)
    special = planned(tmp_path, "站点编号,从,这几天的时间,原因", f"bank1,{day},17:00-9:00,结账")
    assert [one.spot.cell for one in special.doubts] == ["C2"]
    actions.set_hours(BY, bank, hours=SLIP)
    assert planned(tmp_path, "站点编号,名称,开放时间", f"bank1,枕河银行二,{SLIP}").doubts == []


def test_a_file_with_hours_at_night_is_written_on_a_yes_only(bank: ServicePoint, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"站点编号,开放时间\nbank1,{SLIP}", encoding="utf-8")
    with pytest.raises(Fault, match="1 cells are in doubt"):
        actions.import_directory(BY, read_drafts(path), reason="夜里")
    actions.import_directory(BY, read_drafts(path), reason="夜里", sure=True)
    bank.refresh_from_db()
    assert bank.hours == SLIP
