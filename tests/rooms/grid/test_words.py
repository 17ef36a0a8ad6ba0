"""Requests found by what they say: the same on both databases, and on PostgreSQL however long ago it was."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from office import BY, Office
from voices import make_request
from yike.rooms.grid.actions.requests.correcting import correct
from yike.rooms.grid.models import Case, Request
from yike.rooms.grid.queries.places import Place
from yike.rooms.grid.queries.requests import Wanted, find_words, queue
from yike.rooms.grid.wordindex import CASES, REQUESTS

pytestmark = pytest.mark.django_db
INDEXED = connection.vendor == "postgresql"


def found(office: Office, text: str, who: str = "clerk") -> list[str]:
    return [row.words for row in find_words(getattr(office, who), text, 50)]


def listed(office: Office, text: str) -> list[str]:
    return [row.words for row in queue(office.clerk, Wanted(show="all", text=text))]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("路灯", ["桥头路灯不亮", "路灯坏了"]),
        ("路灯坏", ["路灯坏了"]),
        ("灯", ["桥头路灯不亮", "路灯坏了"]),
        ("灯路", []),
        ("坏路灯", []),
        ("WiFi", ["大厅 wifi 连不上"]),
        ("wifi 连", ["大厅 wifi 连不上"]),
        ("𠮷家", ["𠮷家弄口 🚧 挡路"]),
        ("🚧", ["𠮷家弄口 🚧 挡路"]),
        ("100%", ["漏水 100% 是楼上"]),
        ("漏_", []),
        ("竹行巷", ["大厅 wifi 连不上"]),
    ],
)
def test_any_two_characters_are_found_in_what_was_said_and_where(
    office: Office, text: str, rows: list[str]
) -> None:
    for words, address in (
        ("路灯坏了", "梅巷3号"),
        ("桥头路灯不亮", "梅巷4号"),
        ("大厅 wifi 连不上", "竹行巷"),
        ("𠮷家弄口 🚧 挡路", ""),
        ("漏水 100% 是楼上", "坏"),
    ):
        make_request(office.grids[0], words, address=address)
    assert found(office, text) == listed(office, text) == rows


def test_what_a_secret_report_says_is_found_by_few(office: Office) -> None:
    make_request(office.grids[0], "有人夜里卖烟花", secret=True)
    assert {who: len(found(office, "烟花", who)) for who in ("clerk", "worker", "leader", "stranger")} == {
        "clerk": 0,
        "worker": 0,
        "leader": 1,
        "stranger": 0,
    }


def test_what_is_corrected_is_not_found_any_more(office: Office) -> None:
    row = make_request(office.grids[0], "烟花很吵")
    correct(
        BY,
        row,
        words="夜里很吵",
        kind="help",
        category=None,
        place=Place(office.grids[0]),
        urgent=False,
        reason="删去",
    )
    assert (found(office, "烟花"), found(office, "夜里")) == ([], ["夜里很吵"])


def test_where_there_is_an_index_all_are_found_and_else_the_latest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        make_request(office.grids[0], f"路灯坏了 {n}")
    lists = import_module("yike.rooms.grid.queries.requests.queue")
    monkeypatch.setattr(lists, "LATEST", 2)
    latest = ["路灯坏了 3", "路灯坏了 2"]
    assert listed(office, "路灯") == found(office, "灯") == latest
    assert found(office, "路灯") == ([*latest, "路灯坏了 1", "路灯坏了 0"] if INDEXED else latest)
    monkeypatch.setattr(lists, "COMMON", 3)  # four are common then
    assert found(office, "路灯") == latest
    monkeypatch.setattr(lists, "COMMON", 4)
    client = Client()
    client.force_login(office.clerk)
    page = client.post("/desk/grid/requests/find/", {"q": "路灯坏"}).content.decode()
    assert page.count("路灯坏了") == (4 if INDEXED else 2)


@pytest.mark.skipif(not INDEXED, reason="pairs are indexed on PostgreSQL")
def test_a_rare_word_is_read_from_the_index(office: Office) -> None:
    make_request(office.grids[0], "路灯坏了")
    with connection.cursor() as cursor:
        cursor.execute("SELECT yike_pairs('路灯坏'), yike_pairs('灯'), yike_pairs('')")
        assert [sorted(one) for one in cursor.fetchone()] == [["灯坏", "路灯"], [], []]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    for rows, said in ((Request.objects, REQUESTS), (Case.objects, CASES)):
        assert said.name in rows.filter(said.may_hold("路灯")).order_by().explain()
