"""Passwords: strong enough, changed at the first log-in, reset only by an officer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from conftest import Clock
from entering import is_in, log_in
from office import BY, PASSWORD, Office
from yike.config import settings as real
from yike.core.accounts import actions
from yike.core.accounts.models import User
from yike.core.accounts.names import pinyin, read_username, username_for
from yike.core.accounts.passwords import check_new_password, one_time_password
from yike.core.record.base import OutsideTheDoor
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
GOOD = "运河 8 座桥 longmen"


@pytest.mark.parametrize(
    ("password", "zh", "en"),
    [
        ("short-1", "密码太短，至少 10 位", "the password is too short: at least 10 characters"),
        ("password123", "这个密码太常见，谁都会先试它", "the password is too common: it is tried first"),
        (
            "qianchuang2",
            "密码和您的姓名、登录名或手机太像",
            "the password is too much like the name, log-in name or telephone",
        ),
        (
            "1234509876",
            "这个密码太常见，谁都会先试它；密码全是数字",
            "the password is too common: it is tried first; the password is digits only",
        ),
        (PASSWORD, "新密码和现在的一样", "the new password is the present one"),
    ],
)
def test_a_weak_password_is_told_in_both_languages(office: Office, password: str, zh: str, en: str) -> None:
    user = User(username="qianchuangkou", name="钱窗口")
    user.set_password(PASSWORD)
    with pytest.raises(Fault) as caught:
        check_new_password(user, password)
    assert (caught.value.zh, caught.value.en) == (zh, en)


def test_a_good_one_in_chinese_is_welcome(office: Office) -> None:
    check_new_password(office.clerk, GOOD)


def test_real_use_hashes_with_argon2() -> None:
    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_one_time_passwords_are_strong_and_easy_to_read() -> None:
    many = {one_time_password() for _ in range(200)}
    assert len(many) == 200
    assert {(len(p), p.count("-"), not set(p) & set("il1o0")) for p in many} == {(14, 2, True)}
    check_new_password(User(username="a1", name="人"), next(iter(many)))


def test_the_officer_opens_an_account_with_a_one_time_password(client: Client, office: Office) -> None:
    user, password = actions.open_account(By.person(office.system), name="欧阳静", unit=office.unit)
    assert (user.username, user.must_change, user.check_password(password)) == ("ouyangjing", True, True)
    log_in(client, user, password)
    assert client.get("/desk/")["Location"] == "/me/password/"
    page = client.get("/me/password/").content.decode()
    assert "请换成只有您知道的" in page
    client.post("/me/password/", {"password": GOOD, "again": GOOD})
    assert client.get("/desk/").status_code == 200
    fresh = Client()
    assert log_in(fresh, user, password).status_code == 200
    log_in(fresh, user, GOOD)
    assert fresh.get("/desk/").status_code == 200


def test_what_is_owed_waits_behind_no_other_page(client: Client, office: Office) -> None:
    user, password = actions.open_account(By.person(office.system), name="欧阳静", unit=office.unit)
    log_in(client, user, password)
    answers = {path: client.get(path) for path in ("/desk/", "/me/", "/desk/units/", "/me/sessions/")}
    assert {a.headers.get("Location") for a in answers.values()} == {"/me/password/"}
    assert client.get("/").status_code == 200
    assert client.post("/logout/").status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "error"),
    [(GOOD, GOOD + "x", "两遍不一样"), ("short", "short", "密码太短"), ("", "", "必填")],
)
def test_a_new_password_that_will_not_do_is_told_at_the_form(
    client: Client, office: Office, password: str, again: str, error: str
) -> None:
    log_in(client, office.clerk)
    answer = client.post("/me/password/", {"password": password, "again": again})
    assert (answer.status_code, error in answer.content.decode()) == (200, True)
    assert User.objects.get(pk=office.clerk.pk).check_password(PASSWORD)


@pytest.mark.parametrize(("days", "old", "owes"), [(90, 91, True), (90, 89, False), (0, 4000, False)])
def test_an_old_password_has_to_be_changed_where_the_house_says_so(
    client: Client, office: Office, clock: Clock, settings: Any, days: int, old: int, owes: bool
) -> None:
    settings.YIKE_PASSWORD_DAYS = days
    noon = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    clock.set(noon - timedelta(days=old))
    somebody = actions.add_user(
        BY, username="extra", name="新人", unit=office.unit, password=PASSWORD, must_change=False
    )
    clock.set(noon)
    log_in(client, somebody)
    assert client.get("/desk/").status_code == (302 if owes else 200)


def test_a_change_is_kept_without_its_value(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    client.post("/me/password/", {"password": GOOD, "again": GOOD})
    entry = HistoryEntry.objects.filter(verb="accounts.password.change").order_by("id")[0]
    fresh = User.objects.get(pk=office.clerk.pk)
    assert (entry.actor, fresh.password in (entry.payload or ""), "●" in (entry.payload or "")) == (
        fresh,
        False,
        True,
    )


def test_logging_in_may_write_its_own_two_fields_and_nothing_else(office: Office) -> None:
    user = User.objects.get(pk=office.clerk.pk)
    rows = HistoryEntry.objects.count()
    user.save(update_fields=["last_login"])
    assert HistoryEntry.objects.count() == rows
    user.set_password(GOOD)
    user.save(update_fields=["password"])
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert (HistoryEntry.objects.count(), entry.verb) == (rows + 1, "accounts.password.rehash")
    for fields in (["name"], ["password", "name"], None, []):
        with pytest.raises(OutsideTheDoor):
            user.save(update_fields=fields) if fields != [] else user.save()


def test_an_outdated_hash_is_renewed_at_log_in(client: Client, office: Office, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    log_in(client, office.clerk)
    assert is_in(client)
    assert identify_hasher(User.objects.get(pk=office.clerk.pk).password).algorithm == "argon2"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("欧阳静", "ouyangjing"),
        ("吕绿", "lvlv"),
        ("Müller 王", "mullerwang"),
        ("重庆", "chongqing"),
        ("", ""),
    ],
)
def test_a_log_in_name_is_the_pinyin(name: str, plain: str) -> None:
    assert pinyin(name).replace("ü", "u") == plain


def test_a_taken_name_is_numbered() -> None:
    taken = {"wangfang", "wangfang2"}
    assert (username_for("王芳", taken), username_for("王芳", set()), username_for("！", set())) == (
        "wangfang3",
        "wangfang",
        "user",
    )


@pytest.mark.parametrize("typed", ["a", "-a", "有汉字", "a b", "x" * 41, "", "a/b", "<script>"])
def test_odd_log_in_names_are_refused(typed: str) -> None:
    with pytest.raises(Fault, match="2 to 40 characters"):
        read_username(typed)
