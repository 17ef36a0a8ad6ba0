"""The queues of the grid room over the API: of one's scope, without words and names; and cases reported."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from duties import SPOT
from gridcases import Works, make_case, make_works, walk
from office import BY, Office, seen_by
from voices import make_request
from whistling import PLACE, person
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import UnitKind
from yike.core.apikeys.actions import issue
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.faces.api.v1 import work
from yike.rooms.grid.actions import whistles
from yike.rooms.grid.models import Case, WhistleKind

pytestmark = pytest.mark.django_db
UUID = "6f1c2a9e-0b7d-4c3e-9a51-d2f8e4b7a603"


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    cache.clear()
    return make_works(office, clock)


def client_of(area: Area, *scopes: str, **more: Any) -> Client:
    unit = add_unit(BY, kind=UnitKind.PARTNER, name=f"共建单位{area.code}{scopes}", area=area)
    text = issue(BY, unit, name="街道大屏", scopes=scopes, expires_on=today(), **more)[1]
    return Client(headers={"authorization": f"Bearer {text}"})


def lines(client: Client, what: str, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/grid/work/{what}", query).json()["items"]
    return found


def reported(client: Client, sending: str = UUID, **more: Any) -> Any:
    body = {"kind": "SR01", "lon": SPOT[0], "lat": SPOT[1], "text": "垃圾满了"} | more
    headers = {"idempotency-key": sending}
    return client.post(
        "/api/v1/grid/work/cases", json.dumps(body), content_type="application/json", headers=headers
    )


def test_each_sees_the_queue_of_their_scope_and_a_key_that_of_its_units_area(
    office: Office, works: Works
) -> None:
    first = make_request(office.grids[0], "梅巷的秘密", name="林小满", phone="13800138000")
    second = make_request(office.grids[2])
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    told = {
        who: [line["number"] for line in lines(seen_by(getattr(office, who)), "requests")]
        for who in ("worker", "colleague", "clerk", "stranger")
    }
    mine = [first.number]
    assert told == {
        "worker": mine,
        "colleague": mine,
        "clerk": [second.number, first.number],
        "stranger": [second.number],
    }
    street, below = client_of(office.street, "queue"), client_of(office.first, "queue")
    assert [line["number"] for line in lines(street, "requests")] == [second.number, first.number]
    assert [line["number"] for line in lines(below, "requests")] == mine
    assert lines(street, "requests", area=office.second.code)[0]["number"] == second.number
    assert below.get("/api/v1/grid/work/requests", {"area": office.second.code}).status_code == 404
    answer = street.get("/api/v1/grid/work/requests")
    assert answer["Cache-Control"] == "private, no-store"
    for kept in ("秘密", "林小满", "138"):
        assert kept not in answer.content.decode()
    [line] = lines(below, "cases")
    assert {name: line[name] for name in ("number", "state", "kind", "area", "unit", "address")} == {
        "number": case.number,
        "state": "dispatched",
        "kind": "SR01",
        "area": office.grids[0].code,
        "unit": works.cleaners.name,
        "address": "",
    }
    assert lines(seen_by(office.worker), "cases")[0]["address"] == "菜场东门"
    assert line["due_at"].startswith("2026-11-30T")
    assert lines(client_of(office.second, "queue"), "cases") == lines(seen_by(office.stranger), "cases") == []


def test_ended_work_is_told_to_who_asks_for_all(office: Office, works: Works) -> None:
    case = walk(
        office, works, make_case(office, works), "accept", "file", "dispatch", "take", "answer", "verify"
    )
    client = client_of(office.street, "queue")
    assert lines(client, "cases") == []
    assert [line["number"] for line in lines(client, "cases", show="all")] == [case.number]


def test_whistles_are_told_with_who_is_there(office: Office, works: Works) -> None:
    units = [works.cleaners, works.wardens]
    said = {"kind": WhistleKind.EMERGENCY, "area": office.grids[0], "address": "竹行巷", "matter": "水管爆了"}
    row = whistles.make_whistle(BY, **said, units=units, **PLACE)
    client = client_of(office.first, "queue")
    [line] = lines(client, "whistles")
    assert (line["number"], line["called"], line["there"], line["address"]) == (row.number, 2, 0, "")
    assert lines(seen_by(office.worker), "whistles")[0]["address"] == "竹行巷"
    calls = list(row.calls.order_by("pk"))
    assert datetime.fromisoformat(line["due_at"]) == calls[0].due_at
    for call in calls:
        whistles.see_arrived(BY, call)
    assert lines(client, "whistles")[0]["due_at"] is None
    assert lines(seen_by(office.stranger), "whistles") == []


def test_who_may_not_is_told_so(office: Office, works: Works) -> None:
    at = "/api/v1/grid/work/"
    say = client_of(office.street, "say")
    for what in ("requests", "cases", "whistles"):
        codes = [client.get(at + what).status_code for client in (say, seen_by(office.audit), Client())]
        assert codes == [403, 403, 401]
    assert [reported(client).status_code for client in (say, Client(), client_of(office.first, "queue"))] == [
        403,
        401,
        403,
    ]
    assert not Case.objects.exists()


def test_a_key_asks_no_oftener_than_it_may(office: Office, works: Works, monkeypatch: Any) -> None:
    client = client_of(office.street, "queue", per_minute=2)
    codes = [client.get("/api/v1/grid/work/cases").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    monkeypatch.setattr(work, "REPORTS", 1)
    client = client_of(office.street, "report")
    assert [reported(client, f"{n}{UUID}").status_code for n in range(2)] == [201, 429]


def test_a_programme_reports_a_case_once_for_each_sending_in_its_own_area(
    office: Office, works: Works
) -> None:
    client = client_of(office.first, "report")
    answers = [reported(client) for _ in range(2)]
    case = Case.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["number"] for answer in answers} == {case.number}
    assert (case.area, case.source, case.text, case.reporter) == (office.grids[0], "camera", "垃圾满了", None)
    entry = HistoryEntry.objects.filter(verb="grid.case.report").latest("pk")
    assert (entry.actor, entry.actor_name, entry.way) == (None, "街道大屏", "api")
    other = client_of(office.second, "report")
    assert reported(other, f"2{UUID}").status_code == 422
    assert reported(other, f"3{UUID}", lon=None, lat=None).status_code == 422
    assert reported(other, f"4{UUID}", lon=None, lat=None, community=office.second.code).status_code == 201
    assert reported(client, f"5{UUID}", kind="XX").status_code == 422
    assert Case.objects.count() == 2


def test_the_kinds_that_can_be_reported_are_told_with_their_limits(office: Office, works: Works) -> None:
    client = client_of(office.street, "report")
    assert client.get("/api/v1/grid/work/kinds").json() == [
        {"code": "SR01", "name": "暴露垃圾", "group": "市容环境", "limit": 4, "unit": "work_hour"}
    ]


def test_a_key_is_told_of_no_secret_report_and_of_no_whistle_that_has_not_sounded(
    office: Office, works: Works
) -> None:
    make_request(office.grids[0], "车库灌煤气", address="竹行巷12号", kind="report", secret=True)
    said = {"area": office.grids[0], "address": "竹行巷", "matter": "路灯不亮", "units": [works.cleaners]}
    row = whistles.make_whistle(person(office.worker), kind=WhistleKind.DEMAND, **said)
    client = client_of(office.street, "queue")
    asked = {
        what: (lines(client, what), lines(client, what, show="all")) for what in ("requests", "whistles")
    }
    assert asked == {"requests": ([], []), "whistles": ([], [])}
    assert [line["number"] for line in lines(seen_by(office.worker), "whistles")] == [row.number]


def test_an_area_outside_ones_scope_is_answered_like_one_that_there_is_not(
    office: Office, works: Works
) -> None:
    client, street = seen_by(office.worker), office.street.code
    for what in ("requests", "cases", "whistles"):
        at = f"/api/v1/grid/work/{what}"
        codes = (office.first.code, office.second.code, "nothing")
        assert [client.get(at, {"area": code}).status_code for code in codes] == [200, 404, 404]
    row = make_request(office.grids[0])
    assert [line["number"] for line in lines(client, "requests", area=street)] == [row.number]


def test_another_content_is_another_case_and_a_word_that_anybody_guesses_is_refused(
    office: Office, works: Works
) -> None:
    client = client_of(office.first, "report")
    first, second = reported(client), reported(client, text="井盖没了")
    assert first.json()["number"] != second.json()["number"]
    assert Case.objects.count() == 2
    guessed = reported(client, "a" * 16)
    assert (guessed.status_code, "Idempotency-Key" in guessed.content.decode()) == (422, True)
    assert reported(client, community="999").status_code == 422
    assert Case.objects.count() == 2
