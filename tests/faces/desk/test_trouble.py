"""A full disk, a database that others hold and an oversize body each get a kind page, and nothing is kept."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import Client, RequestFactory, override_settings

from homes import make_homes
from office import BY, make_office
from yike.core.accounts.models import Unit
from yike.core.apikeys.actions import issue
from yike.core.areas.models import AreaQuerySet
from yike.core.record.clock import now, today
from yike.core.record.deed import Gone, deed
from yike.core.record.models import HistoryEntry
from yike.core.residents.actions import places
from yike.core.residents.models import Household
from yike.core.upkeep import failures
from yike.faces.desk.trouble import broken, status_of
from yike.rooms.circle.walking.current import Preparing
from yike.rooms.grid.models import Request


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (IntegrityError("UNIQUE constraint failed: areas_area.code"), 409),
        (IntegrityError('duplicate key value violates unique constraint "household_code"'), 409),
        (IntegrityError("NOT NULL constraint failed: areas_area.code"), 500),
        (IntegrityError("FOREIGN KEY constraint failed"), 500),
        (OperationalError("database is locked"), 503),
        (OperationalError("deadlock detected"), 503),
        (OperationalError("server closed the connection unexpectedly"), 503),
        (OperationalError("database or disk is full"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (DatabaseError("column does not exist"), 500),
        (ValueError("a fault of ours"), 500),
        (Unit.DoesNotExist("a fault of ours"), 500),
        (Gone("accounts.Unit"), 409),
    ],
    ids=str,
)
def test_each_trouble_has_its_page_and_a_fault_of_ours_is_none(error: Exception, status: int) -> None:
    assert status_of(error) == status


def answered(error: Exception) -> HttpResponse:
    """Return what the house answers when ``error`` comes out of a view."""
    try:
        raise error
    except type(error):
        return broken(RequestFactory().get("/desk/"))


def test_the_page_is_kind_in_both_languages_and_says_when_to_try_again() -> None:
    answer = answered(OperationalError("database is locked"))
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert ["现在太忙" in text, "try again in a few seconds" in text] == [True, True]


def test_who_comes_while_the_house_gets_ready_sees_the_page_open_again_by_itself() -> None:
    answer = answered(Preparing())
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "5", "5")
    assert ["正在准备" in text, "opens again by itself" in text] == [True, True]
    try:
        raise Preparing
    except Preparing:
        sent = broken(RequestFactory().post("/desk/"))
    assert (sent.status_code, "Refresh" in sent) == (503, False)  # a form is not sent again by itself
    told = sent.content.decode()
    said = ("没有收下，请过几秒退回再按一次。", "press once more", "自己再打开")
    assert [part in told for part in said] == [True, True, False]


def test_a_fault_of_ours_tells_nothing_of_the_inside() -> None:
    answer = answered(ValueError("secret: the inside"))
    assert (answer.status_code, "inside" in answer.content.decode()) == (500, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "page"),
    [("/on/me/{}/", "GET on:mine"), ("/api/v1/circle/points?q={}", "GET api-v1:points")],
)
def test_a_fault_of_ours_is_kept_under_the_number_that_is_told_and_without_the_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str, page: str
) -> None:
    """Secret links stand in addresses, and where a visitor is."""

    def fail(*_: object, **__: object) -> None:
        raise NameError("no such name")

    monkeypatch.setattr(GZipMiddleware, "process_response", fail)
    with override_settings(YIKE_HOME=tmp_path):
        text = Client(raise_request_exception=False).get(where.format("w" * 43)).content.decode()
        [row] = failures.kept_since(now() - timedelta(minutes=1))
    assert (row.page, row.error) == (page, "NameError: no such name")
    assert f"Number {row.number}." in text
    assert "www" not in (tmp_path / failures.FILE).read_text("utf-8")


@pytest.mark.django_db
def test_whoever_was_slower_is_told_so_whatever_is_unique(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two add one code at a time: neither sees the other's, and the database takes the first."""
    office = make_office()
    taken = make_homes(office).household
    client = Client(raise_request_exception=False)
    client.force_login(office.clerk)
    monkeypatch.setattr(places, "_free_code", lambda code, *_but: code)
    answer = client.post(f"/desk/residents/dwellings/{taken.dwelling_id}/household/", {"code": taken.code})
    text = answer.content.decode()
    assert (answer.status_code, "有人比您快一步" in text, "Somebody was faster" in text) == (409, True, True)
    assert Household.objects.filter(code=taken.code).count() == 1


@pytest.mark.django_db
def test_an_oversize_form_is_told_so_and_not_read() -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "t" * 32
    answer = client.post("/", {"said": "x" * 5_000_000})
    assert (answer.status_code, "内容太大" in answer.content.decode()) == (413, True)


@pytest.mark.django_db
def test_a_program_that_sends_too_much_is_told_so_in_its_own_way() -> None:
    office = make_office()
    until = today() + timedelta(days=30)
    _row, key = issue(BY, office.unit, name="公众号", scopes=("say",), expires_on=until)
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "6f1c2a9e-0b7d-4c3e-9a51-d2f8e4b7a603"}
    answer = Client(raise_request_exception=False).post(
        "/api/v1/grid/requests",
        json.dumps({"words": "x" * 5_000_000}),
        content_type="application/json",
        headers=headers,
    )
    assert (answer.status_code, answer.json(), Request.objects.count()) == (
        413,
        {
            "zh": "内容太大。没有保存。请把文件缩小，或分几次上传。",
            "en": "Too much at once. Nothing was saved. Make the file smaller, or send it in parts.",
        },
        0,
    )


@pytest.mark.django_db
def test_a_program_is_told_of_a_busy_database_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_asked: object, **_more: object) -> None:
        raise OperationalError("database is locked")

    client = Client(raise_request_exception=False)
    client.force_login(make_office().clerk)
    monkeypatch.setattr(AreaQuerySet, "light", busy)
    answer = client.get("/api/v1/areas")
    assert (answer.status_code, answer["Retry-After"], sorted(answer.json())) == (503, "3", ["en", "zh"])


@pytest.mark.django_db
def test_a_question_with_a_nul_in_it_is_refused_before_it_reaches_the_database() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_office().system)
    answers = [
        client.get(f"/desk/{page}/?q=%00&actor=%00") for page in ("accounts", "units", "areas", "outbox")
    ]
    assert [answer.status_code for answer in answers] == [400] * 4
    assert [client.get(f"/on/{page}/%00/").status_code for page in ("s", "a")] == [404, 404]


@pytest.fixture
def held() -> Iterator[None]:
    """Let another process hold the SQLite file for writing, and wait for it only briefly."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the file")
    connection.ensure_connection()
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_while_another_holds_the_database_a_deed_fails_whole_and_reading_goes_on(
    request: pytest.FixtureRequest,
) -> None:
    office = make_office()
    home = make_homes(office).household
    client = Client(raise_request_exception=False)
    client.force_login(office.clerk)
    request.getfixturevalue("held")
    rows, entries = Unit.objects.count(), HistoryEntry.objects.count()
    with pytest.raises(OperationalError), deed(BY, "accounts.unit.add") as d:
        d.add(Unit(kind="department", name="城管中队", area=office.street))
    sent = {"code": "H77"}
    answer = client.post(f"/desk/residents/dwellings/{home.dwelling_id}/household/", sent)
    assert (answer.status_code, answer["Retry-After"], "没有保存" in answer.content.decode()) == (
        503,
        "3",
        True,
    )
    assert (Unit.objects.count(), HistoryEntry.objects.count()) == (rows, entries)
    assert not Household.objects.filter(code="H77").exists()
    assert client.get("/desk/").status_code == 200  # reading goes on while another writes


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_fills_up_in_a_deed_leaves_nothing_half_written() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the limit of pages is SQLite's")
    office = make_office()
    rows, entries = Unit.objects.count(), HistoryEntry.objects.count()
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(OperationalError, match="full"), deed(BY, "accounts.unit.add") as d:
        d.add_many(
            [Unit(kind="department", name=f"第{n}组{'长' * 60}", area=office.street) for n in range(2000)]
        )
    assert (Unit.objects.count(), HistoryEntry.objects.count()) == (rows, entries)
    connections.close_all()


@pytest.mark.django_db
def test_who_changes_what_another_has_just_removed_is_told_so() -> None:
    office = make_office()
    unit = Unit(pk=10**6, name="没有了")
    with pytest.raises(Gone) as caught, deed(BY, "tests.gone") as d:
        d.lock(unit)
    answer = answered(caught.value)
    assert (answer.status_code, "刚被别人删掉" in answer.content.decode()) == (409, True)
    assert office.first.pk
