"""API keys: issued and revoked by the system officer, shown once, kept as a digest, good for a while."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from conftest import Clock
from office import BY, EARLY, Office
from yike.core.accounts.actions import add_unit, add_user, close_unit, give_role
from yike.core.accounts.models import Unit, UnitKind, User
from yike.core.apikeys import actions, tokens
from yike.core.apikeys.models import ApiKey, KeyState, Scope
from yike.core.apikeys.queries import key_behind
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
EVERYBODY = ("clerk", "admin", "leader", "worker", "stranger", "grid_worker", "system", "security", "audit")


@pytest.fixture(autouse=True)
def without_duties(settings: Any) -> None:
    """Let officers log in without setting up a second factor first."""
    settings.YIKE_SECOND_FACTOR = "none"


@pytest.fixture
def bank(office: Office) -> Unit:
    return add_unit(BY, kind=UnitKind.PARTNER, name="梅花银行", area=office.street)


def issued(unit: Unit, by: By = BY, **more: Any) -> tuple[ApiKey, str]:
    values = {"name": "官网查找框", "scopes": ["near", "directory"], "expires_on": today() + YEAR} | more
    return actions.issue(by, unit, **values)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_is_kept_is_the_digest_and_no_history_row_holds_text_or_digest(bank: Unit) -> None:
    key, text = issued(bank)
    prefix, mark, secret = text.split("_", 2)
    assert (prefix, mark, key.digest) == ("yike", key.mark, hashlib.sha256(secret.encode()).hexdigest())
    assert key.scopes == ["directory", "near"]
    (entry,) = HistoryEntry.objects.filter(model="apikeys.apikey")
    kept = str(entry.content)
    assert entry.verb == "apikeys.issue"
    assert (secret in kept, key.digest in kept, key.mark in kept) == (False, False, True)


def test_two_keys_are_never_alike_and_a_text_is_found_by_itself_alone(bank: Unit) -> None:
    key, text = issued(bank)
    _other, second = issued(bank)
    assert text != second
    assert key_behind(text) == key
    wrong = [
        text[:-1] + ("a" if text[-1] != "a" else "b"),
        text[5:],
        "",
        "yike_",
        f"yike_{key.mark}_",
        "x" * 5000,
    ]
    mixed = "_".join([*text.split("_")[:2], second.split("_", 2)[2]])
    assert [key_behind(one) for one in (*wrong, mixed, f"yike_\0{key.mark[1:]}_a")] == [None] * 8


def test_a_key_is_good_to_its_last_day_until_it_is_revoked_and_while_the_unit_is_open(
    bank: Unit, clock: Clock
) -> None:
    key, text = issued(bank, expires_on=today() + timedelta(days=3))
    clock.set(timedelta(days=3))
    assert key_behind(text) == key
    clock.set(timedelta(days=4))
    assert (key_behind(text), key.state(today())) == (None, KeyState.EXPIRED)
    other, second = issued(bank)
    actions.revoke(BY, other, reason="换了程序")
    again = actions.revoke(BY, other, reason="再来一次")
    assert (key_behind(second), again.state(today())) == (None, KeyState.REVOKED)
    assert HistoryEntry.objects.filter(verb="apikeys.revoke").count() == 1
    third, last = issued(bank)
    close_unit(BY, bank, reason="不合作了")
    third.refresh_from_db()
    assert (key_behind(last), third.state(today())) == (None, KeyState.CLOSED)


@pytest.mark.parametrize(
    ("more", "english"),
    [
        ({"scopes": []}, "nothing was chosen that it may do"),
        ({"scopes": ["write"]}, "nothing was chosen that it may do"),
        ({"expires_on": date(2020, 1, 1)}, "the last day cannot be"),
        ({"expires_on": date(2199, 1, 1)}, "the last day cannot be"),
        ({"per_minute": 0}, "questions a minute"),
        ({"per_minute": 100_000}, "questions a minute"),
    ],
)
def test_what_cannot_be_is_told(bank: Unit, more: dict[str, Any], english: str) -> None:
    with pytest.raises(Fault, match=english):
        issued(bank, **more)
    assert ApiKey.objects.count() == 0


def test_the_day_of_the_last_use_is_kept_once_a_day_and_leaves_no_history(
    bank: Unit, clock: Clock, django_assert_num_queries: Any
) -> None:
    key, _text = issued(bank)
    before = HistoryEntry.objects.count()
    actions.used(key)
    with django_assert_num_queries(0):
        actions.used(key)
    key.refresh_from_db()
    assert (key.last_used_on, HistoryEntry.objects.count()) == (today(), before)


def test_the_system_officer_alone_issues_and_revokes(office: Office, bank: Unit) -> None:
    for name in EVERYBODY:
        by = By.person(getattr(office, name))
        if name == "system":
            actions.revoke(by, issued(bank, by)[0], reason="试过了")
        else:
            key, _text = issued(bank)
            with pytest.raises(PermissionDenied):
                issued(bank, by)
            with pytest.raises(PermissionDenied):
                actions.revoke(by, key, reason="不该")


def test_officers_see_the_pages_and_nobody_else(office: Office, bank: Unit) -> None:
    key, _text = issued(bank)
    pages = {
        "/desk/api-keys/": {"system", "security", "audit"},
        f"/desk/api-keys/{key.pk}/": {"system", "security", "audit"},
        "/desk/api-keys/new/": {"system"},
        f"/desk/api-keys/{key.pk}/revoke/": {"system"},
    }
    for path, may in pages.items():
        seen = {name for name in EVERYBODY if as_(getattr(office, name)).get(path).status_code == 200}
        assert seen == may, path


def test_an_officer_of_another_community_does_not_find_the_key(office: Office) -> None:
    unit = add_unit(BY, kind=UnitKind.PARTNER, name="梅西超市", area=office.second)
    key, _text = issued(unit)
    near = add_user(BY, username="near", name="近处管", area=office.first)
    give_role(BY, user=near, role=Role.SYSTEM_OFFICER, area=office.first, since=EARLY)
    client = as_(near)
    assert "官网查找框" not in client.get("/desk/api-keys/").content.decode()
    assert [client.get(f"/desk/api-keys/{key.pk}/{end}").status_code for end in ("", "revoke/")] == [404, 404]
    assert "梅西超市" not in client.get("/desk/api-keys/new/").content.decode()


def test_the_text_is_shown_once_and_the_page_of_the_key_tells_its_history(office: Office, bank: Unit) -> None:
    client = as_(office.system)
    form = {
        "name": "查找框",
        "unit": bank.pk,
        "scopes": ["near"],
        "expires_on": today() + YEAR,
        "per_minute": 60,
    }
    answer = client.post("/desk/api-keys/new/", form)
    (text,) = re.findall(r"<code[^>]*data-key>([^<]+)</code>", answer.content.decode())
    assert answer["Cache-Control"].startswith("max-age=0")
    key = key_behind(text)
    assert key is not None
    assert (key.name, key.scopes, key.per_minute) == ("查找框", [Scope.NEAR], 60)
    page = client.get(f"/desk/api-keys/{key.pk}/").content.decode()
    assert (text in page, tokens.parted(text)[1] in page, key.mark in page) == (False, False, True)  # type: ignore[index]
    client.post(f"/desk/api-keys/{key.pk}/revoke/", {"reason": "换了程序"})
    page = client.get(f"/desk/api-keys/{key.pk}/").content.decode()
    assert [word in page for word in ("已作废", "发放接口凭证", "作废接口凭证", "换了程序", "/revoke/")] == [
        *[True] * 4,
        False,
    ]


def test_a_form_with_nothing_in_it_is_told_field_by_field(office: Office, bank: Unit) -> None:
    answer = as_(office.system).post("/desk/api-keys/new/", {"name": "空"})
    assert (answer.status_code, ApiKey.objects.count()) == (200, 0)
    assert answer.content.decode().count('aria-invalid="true"') >= 3
