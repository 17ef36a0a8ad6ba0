"""Open311 GeoReport v2: read and create for public categories; words and persons are told to nobody."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import fromstring as parsed

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client

from dues import with_calendar
from office import BY, Office
from voices import make_request
from workdays import at
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.models import Category, Photo, Request

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"


@pytest.fixture
def client(office: Office, clock: Any) -> Client:
    cache.clear()
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    load_sample(BY)
    return Client()


def lamp() -> Category:
    return Category.objects.get(code="101")


def test_discovery_and_services_are_given_in_both_formats(client: Client) -> None:
    told = client.get(f"{ROOT}/discovery.json").json()
    assert told["endpoints"][0]["url"] == f"http://testserver{ROOT}"
    assert list(told) == ["changeset", "contact", "key_service", "endpoints"]
    codes = [one["service_code"] for one in client.get(f"{ROOT}/services.json").json()]
    assert codes == list(Category.objects.filter(public=True).values_list("code", flat=True))
    tree = parsed(client.get(f"{ROOT}/services.xml").content)  # noqa: S314 - our own answer
    assert [one.findtext("service_code") for one in tree.findall("service")] == codes
    assert client.get(f"{ROOT}/services/101.json").json() == {"service_code": "101", "attributes": []}
    assert [client.get(f"{ROOT}/{name}").status_code for name in ("services/100.json", "services.csv")] == [
        404,
        404,
    ]


def test_only_public_requests_are_told_and_never_what_was_said(client: Client, office: Office) -> None:
    shown = make_request(
        office.grids[0], "林小满家门口路灯坏了", category=lamp(), name="林小满", lon=120.62345, lat=31.30123
    )
    make_request(office.first, "没有类别")
    make_request(office.first, "举报", category=lamp(), kind="report", secret=True)
    answer = client.get(f"{ROOT}/requests.json")
    [row] = answer.json()
    assert (row["service_request_id"], row["status"], row["lat"], row["long"]) == (
        shown.number,
        "open",
        31.301,
        120.623,
    )
    assert "林小满" not in answer.content.decode()
    assert list(row) == [
        *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
        *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime"),
        *("expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url"),
    ]
    assert client.get(f"{ROOT}/requests/{shown.number}.json").json() == [row]
    assert client.get(f"{ROOT}/requests/Q2026-000002.json").status_code == 404
    assert client.get(f"{ROOT}/requests.json", {"status": "closed"}).json() == []
    assert client.get(f"{ROOT}/requests.json", {"service_code": "102"}).json() == []


def test_a_request_is_made_once_and_leads_to_its_secret_page(client: Client) -> None:
    said = {
        "service_code": "101",
        "description": "桥头路灯不亮",
        "address_string": "桥头",
        "phone": "13800138000",
    }
    key = {"Idempotency-Key": "6f1c2a9e-0b7d-4c3e-9a51-d2f8e4b7a603"}
    first, second = (client.post(f"{ROOT}/requests.json", said, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    row = Request.objects.get()
    assert (row.number, row.category.code, str(row.phone)) == ("Q2026-000001", "101", "138****8000")
    assert client.get(first.json()[0]["status_url"]).status_code == 200


def test_two_persons_who_say_the_same_get_a_secret_page_each(client: Client) -> None:
    said = {"service_code": "101", "description": "路灯不亮", "device_id": "android", "press": "x"}
    key = {"Idempotency-Key": "6f1c2a9e-0b7d-4c3e-9a51-d2f8e4b7a603"}
    sent = [
        client.post(f"{ROOT}/requests.json", said | {"phone": phone}, headers=headers)
        for phone, headers in (
            *(("13800138000", {}), ("13900139000", {}), ("13800138000", {})),
            *(("13800138000", key), ("13900139000", key)),
        )
    ]
    assert [one.status_code for one in sent] == [201] * 5
    assert len({one.json()[0]["status_url"] for one in sent}) == Request.objects.count() == 5


@pytest.mark.parametrize("key", ["android", "x" * 15, "0" * 40, "ab" * 101])
def test_a_word_that_others_may_share_is_refused(client: Client, key: str) -> None:
    said = {"service_code": "101", "description": "路灯不亮"}
    answer = client.post(f"{ROOT}/requests.json", said, headers={"Idempotency-Key": key})
    assert (answer.status_code, Request.objects.count()) == (400, 0)
    assert answer.json()[0]["description"].startswith("Idempotency-Key: 16 to 200 random characters")


@pytest.mark.parametrize(
    ("lon", "lat", "told"),
    [
        ("nan", "nan", "no point on earth"),
        ("inf", "31.3", "no point on earth"),
        ("120.6", "1e400", "no point on earth"),
        ("999", "31.3", "no point on earth"),
        ("120.6", "500", "no point on earth"),
        ("120.6", "", "not both"),
        ("", "31.3", "not both"),
        ("east", "31.3", "numbers of degrees"),
    ],
)
def test_a_place_that_is_none_is_refused_and_nothing_kept(
    client: Client, lon: str, lat: str, told: str
) -> None:
    said = {"service_code": "101", "description": "路灯不亮", "long": lon, "lat": lat}
    answer = client.post(f"{ROOT}/requests.json", said, headers={"Accept-Language": "en"})
    assert (answer.status_code, Request.objects.count()) == (400, 0)
    assert told in answer.json()[0]["description"]


def test_a_day_that_is_none_is_said_and_never_passed_over(client: Client, office: Office) -> None:
    make_request(office.first, category=lamp())
    for name in ("start_date", "end_date"):
        for bad in (
            *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "2026-02-31"),
            *("2026-02-31T00:00:00Z", "2026-13-40T00:00:00Z", "yesterday", "1"),
        ):
            cache.clear()
            answer = client.get(f"{ROOT}/requests.json", {name: bad})
            said = f"{name} is no date of the years 1970 to 2199: write it like 2026-11-30T09:30:00+08:00"
            assert (answer.status_code, answer.json()[0]["description"]) == (400, said)
    for good in ("2026-11-30T09:00:00+08:00", "2026-11-30", "2026-11-30T01:00:00Z"):
        assert len(client.get(f"{ROOT}/requests.json", {"start_date": good}).json()) == 1
    bare = client.get(f"{ROOT}/requests.json?start_date=2026-11-30T09:00:00+08:00")  # a + not written as %2B
    assert len(bare.json()) == 1


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"service_code": "100", "description": "x"},
        {"service_code": "101"},
        {"service_code": "101", "description": "灯", "lat": "north", "long": "1"},
        {"service_code": "101", "description": "灯", "phone": "12"},
        {"service_code": "101\0", "description": "灯"},
        {"service_code": "101", "description": "灯", "phone": "13800138000\0"},
        {"service_code": "101", "description": "灯", "last_name": "\0"},
        {"service_code": "101", "description": "灯\0"},
    ],
)
def test_what_cannot_be_used_is_said_in_the_standards_form(client: Client, said: dict[str, str]) -> None:
    answer = client.post(f"{ROOT}/requests.xml", said)
    assert (answer.status_code, Request.objects.count()) == (400, 0)
    assert parsed(answer.content).findtext("error/code") == "400"  # noqa: S314 - our own answer


@pytest.mark.parametrize(
    ("more", "notice"),
    [
        ({}, ""),
        ({"media_url": " "}, ""),
        ({"media_url": "https://x.example/a.jpg"}, "media_url"),
        ({"media_url": "https://x.example/a.jpg", "email": "x@example.org"}, "media_url, email"),
        ({"media": SimpleUploadedFile("a.jpg", b"x")}, "media"),
    ],
)
def test_what_is_not_kept_is_said_and_the_words_are_taken(
    client: Client, more: dict[str, Any], notice: str
) -> None:
    said = {"service_code": "101", "description": "路灯不亮"}
    answer = client.post(f"{ROOT}/requests.json", said | more)
    told = f"没有收下，联系电话请用 phone Not kept, to be called use phone: {notice}" if notice else ""
    assert (answer.status_code, answer.json()[0]["service_notice"]) == (201, told)
    assert (Request.objects.get().words, Photo.objects.count()) == ("路灯不亮", 0)


def test_what_is_asked_for_wrongly_is_never_passed_over(client: Client, office: Office) -> None:
    make_request(office.first, category=lamp())

    def asked(**said: str) -> Any:
        answer = client.get(f"{ROOT}/requests.json", said)
        return len(answer.json()) if answer.status_code == 200 else answer.json()[0]["description"]

    states = ("open", "closed", "open,closed", "", "Open", "open,shut")
    wrong = "status is open, closed, or both with a comma between"
    assert [asked(status=one) for one in states] == [1, 0, 1, 1, wrong, wrong]
    for name, right in (("service_code", "101"), ("service_request_id", "Q2026-000001")):
        assert asked(**{name: f"x, {right}"}) == 1
        assert asked(**{name: ",".join("x" * 51)}) == f"{name}: at most 50 at once"
        assert asked(**{name: ",".join([*"x" * 49, right])}) == 1


def test_a_method_that_is_none_here_is_refused_with_those_that_are(client: Client) -> None:
    answer = client.delete(f"{ROOT}/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert client.put(f"{ROOT}/services.json")["Allow"] == "GET, HEAD"
    assert client.head(f"{ROOT}/requests.json").status_code == 200


def test_what_is_not_there_is_told_to_programmes_in_their_own_way(client: Client) -> None:
    for path in ("services/路灯.json", "requests/a b.json", "requests/1.2.json"):
        answer = client.get(f"{ROOT}/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json; charset=utf-8")


def test_no_sign_that_xml_does_not_know_gets_into_an_answer(client: Client) -> None:
    models.QuerySet(Category).filter(code="101").update(name="灯\x0b\ufffe𠮷&<")
    tree = parsed(client.get(f"{ROOT}/services.xml").content)  # noqa: S314 - our own answer
    assert "灯𠮷&<" in [one.findtext("service_name") for one in tree.findall("service")]


def test_what_does_not_get_as_far_is_told_in_the_standards_form(client: Client) -> None:
    said = "地址里有空字符（%00）。请去掉再试。 The address has a NUL (%00) in it. Take it out and try again."
    told = client.get(f"{ROOT}/requests.json?status=%00").json()
    assert told == [{"code": 400, "description": said}]
    tree = parsed(client.get(f"{ROOT}/requests.xml?status=%00").content)  # noqa: S314 - our own answer
    assert tree.findtext("error/description") == said


def test_danger_is_answered_with_the_number_to_call(client: Client) -> None:
    answer = client.post(f"{ROOT}/requests.json", {"service_code": "102", "description": "井口冒烟"})
    assert "119" in answer.json()[0]["service_notice"]


def test_who_asks_very_much_is_slowed_down(client: Client) -> None:
    said = {"service_code": "101"}
    codes = [
        client.post(f"{ROOT}/requests.json", said | {"description": f"第{n}盏灯"}).status_code
        for n in range(9)
    ]
    assert codes == [201] * 8 + [429]
