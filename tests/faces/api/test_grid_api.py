"""The grid room over the API: said once for each sending, told by number and secret alone, counted with records."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from duties import fresh
from office import BY, Office, seen_by, square
from voices import make_request
from whistling import person
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import UnitKind
from yike.core.apikeys.actions import issue
from yike.core.areas.actions import draw_area
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.faces.api.v1 import callers, grid
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.actions.requests.linking import link_duplicate
from yike.rooms.grid.models import Category, Request, RequestKind, Source

pytestmark = pytest.mark.django_db
UUID = "6f1c2a9e-0b7d-4c3e-9a51-d2f8e4b7a603"
LINK = "x" * 43


@pytest.fixture(autouse=True)
def _unasked() -> None:
    """Let every test begin with nobody having asked anything."""
    cache.clear()


def key_of(area: Area, *scopes: str) -> str:
    unit = add_unit(BY, kind=UnitKind.PARTNER, name=f"共建单位{area.code}", area=area)
    until = today() + timedelta(days=30)
    return issue(BY, unit, name="街道公众号", scopes=scopes, expires_on=until)[1]


def asked(path: str, key: str = "", **headers: str) -> Any:
    if key:
        headers["authorization"] = f"Bearer {key}"
    return Client().get(f"/api/v1/grid/{path}", headers=headers)


def told(row: Request | str, link: str, key: str = "") -> Any:
    number = row if isinstance(row, str) else row.number
    return asked(f"requests/one?number={number}", key, **{"x-request-token": link})


def said(key: str, sending: str = UUID, **more: Any) -> Any:
    body = {"words": "桥头路灯不亮", "category": "101"} | more
    headers = {"authorization": f"Bearer {key}", "idempotency-key": sending}
    return Client().post(
        "/api/v1/grid/requests", json.dumps(body), content_type="application/json", headers=headers
    )


# --- how a request goes ---


def test_whoever_has_number_and_secret_is_told_what_the_secret_page_says(office: Office) -> None:
    row = make_request(office.grids[0], link=LINK, name="林小满", phone="13800138000")
    clerk = person(office.clerk)
    actions.dispatch(clerk, row, unit=office.unit, owner=office.clerk)
    actions.sign(clerk, row)
    actions.contact(clerk, row, words="已联系，明天来修", way="phone")
    actions.answer(clerk, row, words="换了灯泡", result="solved")
    answer = told(row, LINK)
    body = answer.json()
    assert answer["Cache-Control"] == "private, no-store"
    assert {name: body[name] for name in ("number", "state", "unit", "round", "answer", "may_reopen")} == {
        "number": row.number,
        "state": "answered",
        "unit": office.unit.name,
        "round": 1,
        "answer": "换了灯泡",
        "may_reopen": True,
    }
    assert [one["what"] for one in body["passages"]][-2:] == [f"交给{office.unit.name}办", "收到您说的了"]
    for kept in ("林小满", "13800138000", "138****", office.clerk.name):
        assert kept not in answer.content.decode()
    assert set(body) == {
        *("number", "state", "unit", "reply_by", "due_at", "round", "echoes", "words", "address", "answer"),
        *("may_reopen", "instead", "passages"),
    }


def test_what_stays_in_the_office_is_not_told(office: Office) -> None:
    row = make_request(office.grids[0], link=LINK)
    clerk = person(office.clerk)
    actions.dispatch(clerk, row, unit=office.unit, owner=office.clerk)
    actions.sign(clerk, row)
    actions.contact(clerk, row, words="电话关机", reached=False)
    (reply,) = row.replies.all()
    shown = [one["words"] for one in told(row, LINK).json()["passages"] if one["words"]]
    assert shown == ([] if reply.internal else ["电话关机"])


def test_a_wrong_number_or_secret_is_not_there(office: Office) -> None:
    row = make_request(office.grids[0], link=LINK)
    other = make_request(office.grids[0], link="y" * 43)
    answers = [told(row, "z" * 43), told(other, LINK), told("Q2026-999999", LINK), told(row, "y" * 43)]
    assert [one.status_code for one in answers] == [404] * 4
    assert len({one.content for one in answers}) == 1
    assert told(row, LINK).status_code == told(row.number.lower(), LINK).status_code == 200
    assert asked(f"requests/one?number={row.number}").status_code == 422


def test_a_secret_report_is_told_on_its_own_page_alone(office: Office) -> None:
    row = make_request(office.grids[0], link=LINK, secret=True)
    assert told(row, LINK).status_code == 404
    assert told(row, LINK, key_of(office.street, "say")).status_code == 404
    assert Client().get(f"/say/q/{LINK}/").status_code == 200


def test_who_tries_one_secret_after_another_is_held_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "GUESSES", 2)
    row = make_request(office.grids[0], link=LINK)
    tried = [told(row, f"{n}" * 43) for n in range(4)]
    assert [one.status_code for one in tried] == [404, 404, 429, 429]
    assert (tried[-1]["Retry-After"], tried[-1].json()["en"]) == (
        "600",
        "Too many questions. Ask again in 10 minutes.",
    )
    assert told(row, LINK).status_code == 200


def test_a_duplicate_tells_how_it_goes_with_the_other(office: Office) -> None:
    main = make_request(office.grids[0], "先说的")
    row = make_request(office.grids[0], "后说的", link=LINK)
    actions.dispatch(person(office.clerk), main, unit=office.unit)
    link_duplicate(person(office.clerk), row, main)
    main.refresh_from_db()
    due = told(row, LINK).json()["instead"]
    assert (due["state"], due["unit"]) == (main.state, office.unit.name)


# --- saying something for somebody ---


@pytest.fixture
def categories(office: Office) -> None:
    load_sample(BY)


@pytest.mark.usefixtures("categories")
def test_what_is_said_is_registered_once_for_each_sending_and_content(office: Office) -> None:
    key, other = key_of(office.street, "say"), key_of(office.first, "say")
    first, again = (said(key, phone="138 0013 8000", address="桥头") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    row = Request.objects.get()
    assert (row.category.code, row.source, row.kind, str(row.phone), row.address) == (
        "101",
        Source.DOOR,
        RequestKind.HELP,
        "138****8000",
        "桥头",
    )
    body = first.json()
    assert (body["number"], body["url"]) == (row.number, f"http://testserver/say/q/{body['token']}/")
    assert told(row, body["token"]).json()["words"] == "桥头路灯不亮"
    assert said(other, phone="138 0013 8000", address="桥头").json()["token"] != body["token"]
    assert said(key, phone="139 0013 9000", address="桥头").json()["token"] != body["token"]
    assert Request.objects.count() == 3
    entry = HistoryEntry.objects.filter(verb="grid.request.take").first()
    assert (entry.actor, entry.actor_name, entry.way) == (None, "街道公众号", "api")


@pytest.mark.usefixtures("categories")
def test_the_area_follows_from_the_place_or_the_community(office: Office) -> None:
    key = key_of(office.street, "say")
    draw_area(BY, fresh(office.grids[2]), polygon=square(120.62, 31.3))
    said(key, lon=120.621, lat=31.301)
    said(key, community=office.first.code)
    said(key, words="不知道在哪里")
    assert list(Request.objects.order_by("pk").values_list("area__code", flat=True)) == [
        office.grids[2].code,
        office.first.code,
        office.street.code,
    ]


@pytest.mark.usefixtures("categories")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"category": "100"}, "没有这个公众可选的类别"),
        ({"community": "no-such"}, "没有这个社区"),
        ({"lon": 120.6}, "位置只有经度或只有纬度"),
        ({"lon": 1.0, "lat": 1.0}, "这个位置不在我们街道"),
        ({"phone": "12"}, "电话"),
        ({"words": " \n\t "}, "什么也没有写"),
        ({"words": "字" * 2001}, "words"),
        ({"kind": "report"}, "kind"),
        ({"words": "他的身份证号是 11010519491231002X"}, "里面像是有身份证号"),
        ({"sending": "0" * 40}, "Idempotency-Key"),
        ({"sending": "short"}, "Idempotency-Key"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_kept(
    office: Office, more: dict[str, Any], told: str
) -> None:
    draw_area(BY, fresh(office.grids[2]), polygon=square(120.62, 31.3))
    answer = said(key_of(office.street, "say"), **more)
    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert told in answer.json()["zh"]
    assert len(answer.json()["en"]) > 10


def test_a_body_that_is_no_json_is_told(office: Office) -> None:
    headers = {"authorization": f"Bearer {key_of(office.street, 'say')}", "idempotency-key": UUID}
    answer = Client().post("/api/v1/grid/requests", "路灯", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()) == (
        400,
        {"zh": "内容不是 JSON。", "en": "The body is no JSON."},
    )


@pytest.mark.usefixtures("categories")
def test_numbers_that_are_meant_are_kept_and_danger_is_told_at_once(office: Office) -> None:
    key = key_of(office.street, "say")
    answer = said(key, words="楼道着火了，打 13800138000", numbers_meant=True)
    assert (answer.status_code, answer.json()["calls"]) == (201, ["119"])
    assert Request.objects.get().urgent is True


@pytest.mark.usefixtures("categories")
def test_only_a_key_for_it_says_something_and_only_so_often(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [said("nonsense").status_code, said(key_of(office.street, "directory", "board")).status_code] == [
        401,
        403,
    ]
    client = Client()
    client.force_login(office.clerk)
    assert client.post("/api/v1/grid/requests", "{}", content_type="application/json").status_code == 401
    monkeypatch.setattr(grid, "SAYS", 2)
    key = key_of(office.first, "say")
    answers = [said(key, words=f"路灯 {n}") for n in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert (answers[2]["Retry-After"], Request.objects.count()) == ("600", 2)


# --- categories ---


@pytest.mark.usefixtures("categories")
def test_public_categories_are_told_to_all_and_unchanged_cost_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asked("categories")
    rows = Category.objects.filter(public=True)
    assert [one["code"] for one in answer.json()] == [row.code for row in rows]
    first = rows[0]
    assert answer.json()[0] == {
        "code": first.code,
        "name": first.name,
        "name_en": first.name_en,
        "group": first.parent.name,
        "limit": first.limit.amount,
        "unit": first.limit.unit.value,
    }
    again = asked("categories", **{"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with deed(BY, "grid.categories.keep") as d:
        d.change(d.lock(first), public=False)
    assert asked("categories", **{"if-none-match": answer["ETag"]}).status_code == 200
    monkeypatch.setattr(callers, "MOST", 3)
    assert [asked("categories").status_code for _ in range(2)] == [429, 429]


# --- the board ---


def counted(area: Area, row: Request, **quantities: int) -> None:
    with deed(BY, "test.count") as d:
        for code, n in quantities.items():
            d.fact(f"grid.requests.{code}", n, area=area, source=row)


def board(client: Client, **query: str) -> Any:
    day = today().isoformat()
    return client.get("/api/v1/grid/board", {"since": day, "until": day} | query)


def test_the_board_tells_exact_counts_with_their_records(office: Office) -> None:
    row = make_request(office.grids[0])
    counted(office.grids[0], row, revisited=12, satisfied=9)
    counted(office.grids[2], row, revisited=3, satisfied=1)
    answer = board(seen_by(office.clerk)).json()
    satisfied = next(one for one in answer["indicators"] if one["code"] == "satisfied")
    records = satisfied.pop("records")
    assert (satisfied.pop("rate"), satisfied) == (
        "66.67",
        {
            "code": "satisfied",
            "zh": "满意率",
            "en": "Content",
            "formula_zh": "回访说满意的 ÷ 有效回访",
            "formula_en": satisfied["formula_en"],
            "part": 10,
            "whole": 15,
        },
    )
    assert [one["measure"] for one in records] == ["grid.requests.satisfied", "grid.requests.revisited"]
    page = seen_by(office.clerk).get(records[0]["url"])
    assert (page.status_code, page.content.decode().count(row.get_absolute_url())) == (200, 2)
    below = {
        area["code"]: next(one for one in area["shares"] if one["code"] == "satisfied")
        for area in answer["areas"]
    }
    assert below == {
        office.first.code: {"code": "satisfied", "part": 9, "whole": 12, "rate": "75.00", "rank": None},
        office.second.code: {"code": "satisfied", "part": 1, "whole": 3, "rate": None, "rank": None},
    }


def test_a_key_counts_the_area_of_its_unit_and_nothing_beside_it(office: Office) -> None:
    row = make_request(office.grids[0])
    counted(office.grids[0], row, revisited=2)
    counted(office.grids[2], row, revisited=5)
    client = Client(headers={"authorization": f"Bearer {key_of(office.first, 'board')}"})
    answer = board(client).json()
    assert answer["area"] == office.first.code
    assert [one["whole"] for one in answer["indicators"] if one["code"] == "solved"] == [2]
    assert [board(client, area=area.code).status_code for area in (office.grids[0], office.second)] == [
        200,
        404,
    ]
    other = Client(headers={"authorization": f"Bearer {key_of(office.street, 'say', 'cover')}"})
    assert [board(other).status_code, board(Client()).status_code] == [403, 401]


def test_people_count_their_own_areas(office: Office) -> None:
    assert board(seen_by(office.stranger)).json()["area"] == office.second.code
    assert board(seen_by(office.stranger), area=office.first.code).status_code == 404
    assert board(seen_by(office.audit)).status_code == 403


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-11-03", "2026-11-02", "结束的日子在开始之前。请把 since 和 until 对调。"),
        ("1999-01-01", "2026-11-02", "这些年份没有数字。请给 2000 到 2199 年之间的日子。"),
        ("2026-11-02", "9999-12-31", "这些年份没有数字。请给 2000 到 2199 年之间的日子。"),
    ],
)
def test_days_that_cannot_be_are_told(office: Office, since: str, until: str, said: str) -> None:
    answer = board(seen_by(office.clerk), since=since, until=until)
    assert (answer.status_code, answer.json()["zh"]) == (422, said)
