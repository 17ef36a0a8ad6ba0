"""The desk's and residents' pages of activities: who opens what, forms that keep what was written, moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gathering import fresh, hour, opened, person, planned
from office import BY, Office, seen_by
from points import make_point
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.venues import Venue

S = ActivityState
pytestmark = pytest.mark.django_db
LIST = "/desk/almanac/activities/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def page(row: Activity, more: str = "") -> str:
    return f"{LIST}{row.pk}/{more}"


def filled(office: Office, **other: Any) -> dict[str, Any]:
    return {
        "title": "梅东便民市集",
        "kind": "market",
        "strand": "service",
        "starts_at": "2026-12-05T09:00",
        "ends_at": "2026-12-05T11:00",
        "area": office.first.pk,
        "place": "梅东广场",
        "hosts": [office.unit.pk],
        "signup": "none",
        "audience": ["elders"],
    } | other


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("worker", [200, 200, 200]),
        ("colleague", [200, 200, 200]),
        ("leader", [200, 200, 403]),
        ("grid_worker", [200, 200, 403]),
        ("system", [403, 403, 403]),
    ],
)
def test_each_person_opens_what_is_theirs(office: Office, who: str, codes: list[int]) -> None:
    row, client = planned(office), seen_by(getattr(office, who))
    assert [client.get(one).status_code for one in (LIST, page(row), page(row, "change/"))] == codes


def test_the_list_has_tabs_and_a_search(office: Office) -> None:
    row, client = planned(office), seen_by(office.worker)
    found = {
        query: list(client.get(LIST + query).context["page"])
        for query in ("", "?show=mine", "?show=all", "?q=梅东广场", "?q=nothing", "?q=" + row.code.lower())
    }
    assert found == {
        "": [row],
        "?show=mine": [row],
        "?show=all": [row],
        "?q=梅东广场": [row],
        "?q=nothing": [],
        "?q=" + row.code.lower(): [row],
    }
    assert list(seen_by(office.leader).get(LIST + "?show=mine").context["page"]) == []
    actions.ask(person(office.worker), row)
    assert list(seen_by(office.leader).get(LIST + "?show=mine").context["page"]) == [row]


def test_the_list_asks_a_fixed_number_of_questions(office: Office, django_assert_num_queries: Any) -> None:
    client = seen_by(office.worker)
    planned(office)
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    for _ in range(3):
        planned(office)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_neither_the_list_nor_the_public_page_joins_the_people_whom_it_does_not_show(office: Office) -> None:
    row, client = opened(office, leader=office.worker), seen_by(office.worker)
    for path in (LIST, f"/on/a/{row.code}/"):
        with CaptureQueriesContext(connection) as found:
            assert row.title in client.get(path).text
        asked = [one["sql"] for one in found if 'FROM "almanac_activity"' in one["sql"]]
        assert (len(asked) > 0, [one for one in asked if 'JOIN "accounts_user"' in one]) == (True, [])


def test_after_days_on_which_nothing_is_the_first_thing_to_come_is_shown(office: Office) -> None:
    def shown(path: str) -> str | None:
        found = Client().get(path).context["next"]
        return found and found[0].title

    assert shown("/on/") is None
    opened(
        office, title="很远的事", starts_at=hour("09:00", "2027-03-01"), ends_at=hour("11:00", "2027-03-01")
    )
    row = opened(office, title="周一的事")
    gone = opened(office, title="取消的事", starts_at=row.starts_at - timedelta(hours=1))
    actions.cancel(BY, gone, reason="下雨")
    assert shown("/on/") == "周一的事"
    page = Client().get("/on/")
    assert ("最近的一件" in page.text, f'href="/on/{page.context["next"][1]}"' in page.text) == (True, True)
    there = Client().get(f"/on/{page.context['next'][1]}")
    assert (there.context["next"], "周一的事" in there.text) == (None, True)


def test_an_activity_is_planned_on_one_page(office: Office) -> None:
    client = seen_by(office.worker)
    assert client.get(LIST + "new/").context["form"].initial["hosts"] == [office.unit.pk]  # one's own unit
    answer = client.post(LIST + "new/", filled(office, capacity="40", signup="open"))
    row = Activity.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page(row))
    assert (row.title, row.starts_at, row.audience, row.capacity, row.made_by) == (
        "梅东便民市集",
        hour("09:00", "2026-12-05"),
        ["elders"],
        40,
        office.worker,
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_at": "2026-12-05T08:00"}, "ends_at"),
        ({"starts_at": "2026-02-31T09:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00", "ends_at": "2026-12-05T11:00"}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at"),
        ({"hosts": ["99999999999999999999999"]}, "hosts"),
        ({"area": "x"}, "area"),
        ({"title": "长" * 61}, "title"),
        ({"expected": "5000"}, "permit"),
    ],
    ids=[
        "it ends before it begins",
        "31 February",
        "the first year",
        "the last year",
        "a host there is not",
        "no area",
        "a long title",
        "a crowd without a permit",
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_written_stays(
    office: Office, wrong: dict[str, Any], field: str
) -> None:
    answer = seen_by(office.worker).post(LIST + "new/", filled(office, **wrong))
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["place"].value()) == (200, [field], "梅东广场")
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("begins", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-02-31T09:00"])
def test_a_year_at_the_end_of_time_is_refused_on_holding_it_again_too(office: Office, begins: str) -> None:
    row = planned(office)
    answer = seen_by(office.worker).post(f"{LIST}{row.pk}/again/", {"starts_at": begins})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["starts_at"])
    assert Activity.objects.count() == 1


def test_a_room_that_is_taken_is_told_on_the_form(office: Office) -> None:
    hall = actions.add_venue(BY, area=office.first, name="邻里之家", address="梅巷1号")
    client = seen_by(office.worker)
    client.post(LIST + "new/", filled(office, venue=hall.pk))
    answer = client.post(LIST + "new/", filled(office, venue=hall.pk))
    assert answer.context["form"].non_field_errors() == [
        "“邻里之家”那时有活动“梅东便民市集”（2026-12-05 09:00–11:00）。请换时间、换场地或换房间。"
    ]


def test_it_is_changed_by_whoever_may(office: Office) -> None:
    row, client = planned(office), seen_by(office.colleague)
    first = client.get(page(row, "change/")).context["form"]
    assert (first["title"].value(), first["hosts"].value()) == ("梅东便民市集", [office.unit.pk])
    client.post(page(row, "change/"), filled(office, title="年货市集"))
    assert fresh(row).title == "年货市集"


@pytest.mark.parametrize(
    ("who", "verb", "code"),
    [
        ("worker", "ask", 200),
        ("leader", "ask", 404),
        ("worker", "cancel", 200),
        ("worker", "fly", 404),
        ("stranger", "ask", 200),  # of a unit that holds it
        ("grid_worker", "ask", 404),
    ],
)
def test_each_goes_the_arrows_that_are_theirs(office: Office, who: str, verb: str, code: int) -> None:
    row = planned(office)
    assert seen_by(getattr(office, who)).get(page(row, f"go/{verb}/")).status_code == code


def test_moves_ask_for_what_they_need(office: Office) -> None:
    row = opened(office)
    client = seen_by(office.worker)
    empty = client.post(page(row, "go/cancel/"), {"reason": ""})
    assert list(empty.context["form"].errors) == ["reason"]
    client.post(page(row, "go/cancel/"), {"reason": "下雨"})
    assert fresh(row).state == S.CANCELLED
    assert client.post(page(row, "go/begin/")).status_code == 200
    assert fresh(row).state == S.CANCELLED


def test_the_page_warns_who_waits_for_approval_and_of_clashes(office: Office) -> None:
    row = actions.plan_activity(person(office.admin), _of(office))
    planned(office, title="同一时间的")
    actions.ask(person(office.admin), row)
    shown = seen_by(office.admin).get(page(row)).context
    assert (shown["waits_for_another"], [one.title for one in shown["clashes"]]) == (True, ["同一时间的"])
    assert [one.verb for one in shown["arrows"]] == ["cancel"]


def _of(office: Office) -> Any:
    from gathering import market  # noqa: PLC0415 - used once

    return market(office)


def test_places_are_listed_added_and_changed(office: Office) -> None:
    client = seen_by(office.worker)
    said = {"area": office.first.pk, "name": "邻里之家", "room": "", "address": "梅巷1号", "active": "on"}
    client.post("/desk/almanac/venues/new/", said)
    [venue] = Venue.objects.all()
    again = client.post("/desk/almanac/venues/new/", said)
    assert "已经有了" in again.context["form"].non_field_errors()[0]
    client.post(f"/desk/almanac/venues/{venue.pk}/", said | {"seats": "60"})
    assert (fresh(venue).seats, list(client.get("/desk/almanac/venues/").context["page"])) == (60, [venue])
    assert seen_by(office.stranger).get(f"/desk/almanac/venues/{venue.pk}/").status_code == 404


def test_a_place_belongs_to_the_service_point_whose_code_is_given(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = make_point(office.first)
    client, page = seen_by(office.worker), "/desk/almanac/venues/new/"
    said = {"area": office.first.pk, "name": "邻里之家", "address": "梅巷1号", "active": "on"}
    wrong = client.post(page, said | {"point": "nope"})
    assert wrong.context["form"].errors["point"] == ["没有这个编号的站点。"]
    client.post(page, said | {"point": point.code.upper()})
    [venue] = Venue.objects.all()
    assert (venue.point_id, venue.where) == (point.pk, point.pk)
    assert client.get(f"/desk/almanac/venues/{venue.pk}/").context["form"].initial["point"] == point.code
    spot = {"lon": "120.62", "lat": "31.3", "point": ""}
    client.post(f"/desk/almanac/venues/{venue.pk}/", said | spot)
    assert (fresh(venue).point_id, fresh(venue).where) == (None, (120.62, 31.3))


def test_residents_read_the_page_once_it_is_approved(office: Office, client: Client) -> None:
    row = planned(office, title_en="Market")
    assert client.get(f"/on/a/{row.code}/").status_code == 404
    actions.ask(BY, row)
    actions.approve(BY, row)
    answer = client.get(f"/on/a/{row.code}/")
    assert (answer.status_code, answer.context["activity"]) == (200, row)
    assert "<h1>Market</h1>" in client.get(f"/on/a/{row.code}/", headers={"accept-language": "en"}).text
    actions.cancel(BY, row, reason="台风")
    assert "台风" in client.get(f"/on/a/{row.code}/").text
