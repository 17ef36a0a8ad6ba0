"""The public door and the desk's pages of requests, as residents, owners, colleagues and strangers open them."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from dues import with_calendar
from office import BY, Office
from voices import WORDS, make_request
from workdays import at
from yike.core.outbox.models import Notice
from yike.core.record.models import HistoryEntry
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.door.links import link_for
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calm(clock: Any) -> None:
    cache.clear()
    with_calendar(clock, at("2026-11-30 Mon 10:00"))


def blank(client: Client) -> dict[str, str]:
    """Return the hidden fields of a fresh form."""
    page = client.get("/say/").content.decode()
    return dict(re.findall(r'<input type="hidden" name="(press)" value="([^"]+)"', page))


def say(client: Client, words: str = WORDS, **more: str) -> Any:
    return client.post("/say/", blank(client) | {"words": words, "kind": "help"} | more)


def user_client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("field", ["category", "community"])
@pytest.mark.parametrize("sent", ["a\0b", "x" * 500, "-1", "9" * 30, "'; --"])
def test_a_choice_that_was_never_offered_is_told_beside_its_field(
    office: Office, field: str, sent: str
) -> None:
    answer = say(Client(), **{field: sent})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Request.objects.count() == 0


def test_one_sentence_is_enough_and_leads_to_a_page_only_its_writer_knows(office: Office) -> None:
    answer = say(Client())
    row = Request.objects.get()
    assert (answer.status_code, row.number, row.words, row.area) == (
        302,
        "Q2026-000001",
        WORDS,
        office.street,
    )
    page = Client().get(answer.url)
    text = page.content.decode()
    assert "登记号 Q2026-000001" in text
    assert 'class="qr"' in text
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "same-origin")
    link = answer.url.split("/")[3]
    assert len(link) == 43
    assert not HistoryEntry.objects.filter(payload__contains=link).exists()


def test_the_button_pressed_twice_registers_once(office: Office) -> None:
    client = Client()
    filled = blank(client) | {"words": WORDS, "kind": "help"}
    first, second = client.post("/say/", filled), client.post("/say/", filled)
    assert (first.url, Request.objects.count()) == (second.url, 1)
    third = client.post("/say/", filled | {"words": "另一件事：井盖响。"})
    assert (third.url != first.url, Request.objects.count()) == (True, 2)


def test_a_telephone_or_a_wish_for_secrecy_added_before_the_second_press_is_kept(office: Office) -> None:
    client = Client()
    filled = blank(client) | {"words": WORDS, "kind": "report"}
    for more in ({}, {"phone": "15400000011"}, {"phone": "15400000011", "secret": "on"}):
        client.post("/say/", filled | more)
    rows = Request.objects.order_by("pk")
    assert [(row.phone is not None, row.secret) for row in rows] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def test_danger_is_answered_with_the_number_to_call_and_registered_all_the_same(office: Office) -> None:
    client = Client()
    text = client.get(say(client, "三楼冒烟，有人晕倒了！").url).content.decode()
    assert [n for n in ("119", "120", "122", "110") if f'href="tel:{n}"' in text] == ["119", "120"]
    assert Request.objects.get().urgent


def test_courts_and_petitions_are_told_where_to_go(office: Office) -> None:
    client = Client()
    text = client.get(say(client, "对法院判决不服，要信访").url).content.decode()
    assert ("打官司、仲裁、复议的事" in text, "信访的事" in text) == (True, True)


def test_numbers_of_persons_are_warned_of_once_and_sent_if_they_must_be(office: Office) -> None:
    client = Client()
    words = "楼上姓王的，身份证11010519491231002X，电话 13800138000，天天吵"
    answer = say(client, words)
    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert "身份证号、电话号码" in answer.content.decode()
    assert 'name="seen" value="personal"' in answer.content.decode()
    assert say(client, words, seen="personal").status_code == 302


@pytest.mark.parametrize("words", ["", "  ", "\0"])
def test_nothing_said_is_asked_for_again(office: Office, words: str) -> None:
    answer = say(Client(), words)
    assert (answer.status_code in {400, 422}, Request.objects.count()) == (True, 0)


def test_a_megabyte_is_refused_kindly_and_emoji_are_kept(office: Office) -> None:
    client = Client()
    assert (say(client, "路" * 350_000).status_code, Request.objects.count()) == (422, 0)
    assert say(client, "𠮷野家门口👨‍👩‍👧，井盖响").status_code == 302
    assert Request.objects.get().words == "𠮷野家门口👨‍👩‍👧，井盖响"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"words": ""}, "请写一两句：在哪里、怎么了。"),
        ({"words": "路" * 2001}, "最多 2000 字，现在有 2001 字。"),
        ({"words": "井盖\0响"}, "里面有看不见的坏字符，请删掉再送。"),
        ({"press": ""}, "这一页没有打开完整，请刷新以后再送。"),
        ({"lon": "东边", "lat": "31.3"}, "经度"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(office: Office, more: dict[str, str], told: str) -> None:
    answer = say(Client(), **more)
    assert (answer.status_code, told in answer.text, Request.objects.count()) == (422, True, 0)


def test_a_wrong_telephone_number_is_said_beside_its_field(office: Office) -> None:
    answer = say(Client(), phone="12")
    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert "不是电话号码" in answer.content.decode()


def test_a_place_outside_the_street_is_refused_with_what_to_do(drawn: Office) -> None:
    answer = say(Client(), lon="121.9", lat="31.3")
    assert (answer.status_code, Request.objects.count()) == (422, 0)
    assert "这个位置不在我们街道" in answer.content.decode()


def test_a_place_inside_finds_its_grid(drawn: Office) -> None:
    say(Client(), lon="120.6205", lat="31.3005")
    assert Request.objects.get().area == drawn.grids[0]


@pytest.fixture
def drawn(office: Office) -> Office:
    from office import square  # noqa: PLC0415
    from yike.core.areas.actions import draw_area  # noqa: PLC0415

    for area, side in ((office.street, 0.02), (office.first, 0.008), (office.grids[0], 0.004)):
        draw_area(BY, area, polygon=square(120.62, 31.3, side))
    return office


def test_who_sends_very_much_is_asked_kindly_to_wait_and_loses_nothing(office: Office) -> None:
    client = Client()
    codes = [say(client, f"第{n}件事").status_code for n in range(10)]
    assert codes == [302] * 8 + [429] * 2
    answer = say(client, "第十一件事")
    assert ("请过 10 分钟再送" in answer.content.decode(), "第十一件事" in answer.content.decode()) == (
        True,
        True,
    )


def test_other_peoples_links_are_not_there_and_cannot_be_tried_through(office: Office) -> None:
    client = Client()
    say(client)
    answers = [client.get(f"/say/q/{link_for(str(n))}/") for n in range(22)]
    assert [one.status_code for one in answers] == [404] * 20 + [429] * 2
    bodies = {one.text.partition("<main")[2] for one in answers[:20]}
    assert len(bodies) == 1
    link = say(client, "我的").url
    assert client.get(link).status_code == 200


def test_who_mistypes_their_link_is_told_how_to_learn_it_all_the_same(office: Office) -> None:
    row = make_request(office.first, link="x" * 43)
    answer = Client().get(f"/say/q/{'x' * 42}y/")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "private, no-store")
    assert ("没有找到这一件" in answer.text, 'href="/say/who/"' in answer.text) == (True, True)
    assert row.number not in answer.text


def test_the_person_adds_a_word_says_it_is_not_solved_and_sees_it_handled_again(office: Office) -> None:
    client = Client()
    page = say(client, phone="13800138000").url
    row = Request.objects.get()
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    assert client.post(f"{page}word/", {"words": "灯在门左边"}).status_code == 302
    actions.sign(BY, row)
    actions.contact(BY, row, words="约好了")
    actions.answer(BY, row, words="已经换灯", result="solved")
    text = client.get(page).content.decode()
    assert ("已经换灯" in text, "约好了" in text, "周社工" in text) == (True, False, False)
    assert client.post(f"{page}unsolved/", {"words": ""}).status_code == 422
    assert client.post(f"{page}unsolved/", {"words": "还是黑的"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.round) == ("handling", 2)
    assert "您说没有解决，这是第二次办理" in client.get(page).content.decode()
    actions.answer(BY, row, words="这回好了", result="solved")
    assert client.post(f"{page}solved/", {"satisfied": "yes"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.solved, row.satisfied) == ("closed", "yes", True)


def test_who_changes_their_mind_takes_it_back(office: Office) -> None:
    client = Client()
    page = say(client).url
    assert client.post(f"{page}withdraw/").status_code == 302
    assert Request.objects.get().state == "withdrawn"
    assert client.post(f"{page}withdraw/").status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("clerk", 200), ("worker", 200), ("colleague", 200), ("leader", 200), ("grid_worker", 200)),
        *(("stranger", 404), ("audit", 403), ("system", 403)),
    ],
)
def test_a_request_is_seen_by_the_staff_of_its_area_alone(office: Office, who: str, status: int) -> None:
    row = make_request(office.grids[0])
    client = user_client(getattr(office, who))
    assert client.get(f"/desk/grid/requests/{row.pk}/").status_code == status
    listed = client.get("/desk/grid/requests/")
    assert (row.number in listed.content.decode()) is (status == 200)


def test_of_a_secret_report_the_office_sees_neither_words_nor_reporter(office: Office) -> None:
    row = make_request(
        office.first, "某店半夜倒油", kind="report", secret=True, name="林小满", phone="13800138000"
    )
    for who, reads, knows in (("colleague", False, False), ("clerk", False, False), ("leader", True, True)):
        client = user_client(getattr(office, who))
        text = client.get(f"/desk/grid/requests/{row.pk}/").content.decode()
        listed = client.get("/desk/grid/requests/").content.decode()
        assert [("某店半夜倒油" in text), ("某店半夜倒油" in listed)] == [reads, reads]
        assert ("138****8000" in text) is knows
        assert client.get(f"/desk/grid/requests/{row.pk}/who/").status_code == (200 if knows else 403)
        found = client.post("/desk/grid/requests/find/", {"q": "倒油"}).content.decode()
        assert (row.number in found) is reads
        called = client.post("/desk/grid/requests/find/", {"q": "138 0013 8000"}).content.decode()
        assert (row.number in called) is knows


def test_reading_who_asks_needs_a_reason_and_is_kept(office: Office) -> None:
    row = make_request(office.first, name="林小满", phone="13800138000")
    client = user_client(office.clerk)
    assert (
        "13800138000"
        not in client.post(f"/desk/grid/requests/{row.pk}/who/", {"reason": "啊"}).content.decode()
    )
    text = client.post(f"/desk/grid/requests/{row.pk}/who/", {"reason": "打电话核实路灯"}).content.decode()
    assert "林小满" in text
    entry = HistoryEntry.objects.filter(verb="grid.request.read").get()
    assert (entry.actor, entry.reason) == (office.clerk, "打电话核实路灯")


def test_the_desk_goes_the_whole_way_by_its_buttons(office: Office) -> None:
    row = make_request(office.first)
    clerk, worker = user_client(office.clerk), user_client(office.worker)
    here = f"/desk/grid/requests/{row.pk}/"
    steps = [
        (clerk, "dispatch", {"unit": str(office.unit.pk)}),
        (worker, "sign", {}),
        (worker, "contact", {"way": "phone", "reached": "on", "words": "约好了"}),
        (worker, "extend", {"amount": "2", "reason": "等配件"}),
        (clerk, "extension", {"agreed": "yes"}),
        (worker, "news", {"words": "配件到了"}),
        (worker, "answer", {"result": "solved", "words": "换好了"}),
        (clerk, "revisit", {"reached": "on", "solved": "yes", "satisfied": "yes"}),
    ]
    for client, verb, filled in steps:
        assert f"/go/{verb}/" in client.get(here).content.decode(), verb
        assert client.get(f"{here}go/{verb}/").status_code == 200
        answer = client.post(f"{here}go/{verb}/", filled)
        assert (verb, answer.status_code) == (verb, 302)
    row.refresh_from_db()
    assert (row.state, row.satisfied, timezone.is_aware(row.closed_at)) == ("closed", True, True)


def test_two_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    row = make_request(office.first)
    here = f"/desk/grid/requests/{row.pk}/go/dispatch/"
    first, second = user_client(office.clerk), user_client(office.admin)
    assert (first.get(here).status_code, second.get(here).status_code) == (200, 200)
    assert first.post(here, {"unit": str(office.unit.pk)}).status_code == 302
    late = second.post(here, {"unit": str(office.unit.pk)})
    assert (late.status_code, "它的状态已经变了" in late.content.decode()) == (422, True)


def test_words_are_looked_for_among_the_latest_and_a_number_in_all(
    client: Client, office: Office, monkeypatch
) -> None:
    rows = [make_request(office.grids[0], f"井盖响了 {n}") for n in range(4)]
    monkeypatch.setattr(import_module("yike.rooms.grid.queries.requests.queue"), "LATEST", 2)
    client.force_login(office.clerk)
    page = client.post("/desk/grid/requests/find/", {"q": "井盖响了"}).content.decode()
    all_found = connection.vendor == "postgresql"  # by an index of all words
    assert [row.number in page for row in rows] == [all_found, all_found, True, True]
    page = client.post("/desk/grid/requests/find/", {"q": rows[0].number.lower()}).content.decode()
    assert [row.number in page for row in rows] == [True, False, False, False]


@pytest.mark.parametrize("kind", ["", "help", "report"])
def test_a_report_marked_secret_at_the_door_is_one_whatever_its_kind_was_left_at(
    office: Office, kind: str
) -> None:
    page = say(Client(), "隔壁饭店夜里倒油污", kind=kind, secret="on", name="李晓禾", phone="13800138000").url
    row = Request.objects.get()
    assert (row.kind, row.secret) == ("report", True)
    assert "保密举报：承办的人看不到您的姓名和电话" in Client().get(page).content.decode()
    text = user_client(office.clerk).get(row.get_absolute_url()).content.decode()
    assert [said in text for said in ("倒油污", "李*禾", "138****8000")] == [False] * 3


def test_not_solved_is_said_no_third_time_and_nobody_presses_without_end(office: Office) -> None:
    client = Client()
    page = say(client).url
    row = Request.objects.get()
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    actions.sign(BY, row)
    actions.contact(BY, row, words="约好了")
    for said in ("换了灯", "又换了灯"):
        actions.answer(BY, row, words=said, result="solved")
        assert client.post(f"{page}unsolved/", {"words": "还是黑的"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.round, row.revisits.count()) == ("closed", 2, 2)
    more = [client.post(f"{page}unsolved/", {"words": "还是黑的"}) for _ in range(19)]
    assert [one.status_code for one in more] == [422] * 18 + [429]
    assert "这件事已经办过两次，街道领导也知道了" in more[0].content.decode()
    assert row.revisits.count() == 2
    assert Notice.objects.filter(message__kind="grid.request.unsolved", user=office.leader).count() == 1
    assert client.get(page).status_code == 200


def test_who_is_refused_is_told_why_though_the_form_is_gone(office: Office) -> None:
    client = Client()
    page = say(client).url
    client.post(f"{page}withdraw/")
    for what, filled in (("withdraw", {}), ("word", {"words": "还有"}), ("unsolved", {"words": "没有"})):
        answer = client.post(f"{page}{what}/", filled)
        assert (answer.status_code, answer.content.decode().count("它的状态已经变了")) == (422, 1)


def test_the_hotlines_own_number_is_found_before_it_is_taken_for_a_telephone(office: Office) -> None:
    order = make_request(office.first, source="hotline", order="20261130000123")
    other = make_request(office.first, phone="13800138000")
    client = user_client(office.clerk)
    for asked, found in (("20261130000123", [True, False]), ("138 0013 8000", [False, True])):
        text = client.post("/desk/grid/requests/find/", {"q": asked}).content.decode()
        assert [row.number in text for row in (order, other)] == found
    hidden = user_client(office.stranger).post("/desk/grid/requests/find/", {"q": "20261130000123"})
    assert order.number not in hidden.content.decode()
