"""The office's own log-in service (OpenID Connect), played by a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from entering import arm, code_now, is_in
from office import BY, Office
from openid import Service, provider
from yike.core.accounts import actions
from yike.core.accounts.models import FirstEntry, User
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with provider(settings) as server:
        yield server


def come(client: Client, service: Service, **said: str) -> Any:
    """Go to the service and come back with its answer, following to the page one ends on."""
    sent = client.post("/login/with/office/", {"process": "login", "next": "/desk/units/"})
    address = urlsplit(sent["Location"])
    assert f"{address.scheme}://{address.netloc}" == service.address
    asked = parse_qs(address.query)
    assert asked["code_challenge_method"] == ["S256"]
    service.challenge = asked["code_challenge"][0]
    back = {"code": "c", "state": asked["state"][0], **said}
    return client.get("/login/with/office/back/", {k: v for k, v in back.items() if v}, follow=True)


def with_identifier(office: Office, identifier: str = Service.sub) -> User:
    return actions.change_account(BY, office.clerk, identifier=identifier)


@pytest.mark.usefixtures("office")
def test_only_the_page_of_log_in_may_send_a_form_to_the_service(client: Client, service: Service) -> None:
    def sends_to(path: str) -> str:
        told = client.get(path).headers["Content-Security-Policy"].split("; ")
        return next(one for one in told if one.startswith("form-action"))

    assert (sends_to("/login/"), sends_to("/")) == (
        f"form-action 'self' {service.address}",
        "form-action 'self'",
    )


def test_who_has_the_identifier_comes_in(client: Client, office: Office, service: Service) -> None:
    with_identifier(office)
    assert "用统一身份认证登录" in client.get("/login/").content.decode()
    answer = come(client, service)
    assert (answer.redirect_chain[-1][0], is_in(client)) == ("/desk/units/", True)
    entry = HistoryEntry.objects.get(verb="accounts.login")
    assert (entry.actor, json.loads(entry.payload or "")["note"]) == (office.clerk, {"way": "socialaccount"})
    kept = User.objects.get(pk=office.clerk.pk)
    assert (kept.name, kept.email, SocialAccount.objects.count()) == ("钱窗口", "", 0)


def test_an_officer_who_writes_their_own_identifier_comes_in_without_any_power(
    client: Client, office: Office, service: Service
) -> None:
    actions.change_account(By.person(office.system), office.clerk, identifier=Service.sub)
    come(client, service)
    assert [client.get(path).status_code for path in ("/desk/", "/desk/residents/")] == [200, 403]
    entry = FirstEntry.objects.get(user=office.clerk)
    assert (entry.issued_by, entry.used_from, entry.by_service) == (office.system, "127.0.0.1", True)
    actions.confirm_entry(By.person(office.security), office.clerk)
    assert client.get("/desk/residents/").status_code == 200


def test_who_has_no_account_is_refused_and_none_is_made(
    client: Client, office: Office, service: Service
) -> None:
    people = User.objects.count()
    page = come(client, service).content.decode()
    assert "这里没有您的账号" in page
    assert (User.objects.count(), is_in(client)) == (people, False)
    entry = HistoryEntry.objects.get(verb="accounts.login.failed")
    assert service.sub not in (entry.payload or "") + entry.actor_name


def test_a_closed_account_stays_closed(client: Client, office: Office, service: Service) -> None:
    with_identifier(office)
    actions.close_account(BY, office.clerk, reason="离岗")
    assert "这个账号已停用" in come(client, service).content.decode()
    assert not is_in(client)


def test_the_second_factor_is_asked_for_all_the_same(
    client: Client, office: Office, service: Service
) -> None:
    arm(with_identifier(office))
    assert come(client, service).redirect_chain[-1][0] == "/login/code/"
    assert not is_in(client)
    client.post("/login/code/", {"code": code_now()})
    assert is_in(client)


def test_a_one_time_password_need_not_be_changed_by_who_never_used_it(
    client: Client, office: Office, service: Service
) -> None:
    with_identifier(office)
    actions.reset_password(BY, office.clerk)
    assert come(client, service).redirect_chain[-1][0] == "/desk/units/"


def test_a_forged_answer_leads_nowhere(client: Client, office: Office, service: Service) -> None:
    with_identifier(office)
    page = come(client, service, state="forged")
    assert "统一身份验证没有完成" in page.content.decode()
    assert not is_in(client)


def test_a_code_the_service_did_not_give_leads_nowhere(
    client: Client, office: Office, service: Service
) -> None:
    with_identifier(office)
    assert "统一身份验证没有完成" in come(client, service, code="guessed").content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("said", [{"error": "access_denied", "code": ""}, {"code": ""}])
def test_a_cancelled_log_in_comes_back_with_a_word(
    client: Client, office: Office, service: Service, said: dict[str, str]
) -> None:
    page = come(client, service, **said)
    assert "统一身份验证没有完成" in page.content.decode()


def test_a_service_that_fails_comes_back_with_a_word(
    client: Client, office: Office, service: Service
) -> None:
    with_identifier(office)
    service.broken = True
    assert "统一身份验证没有完成" in come(client, service).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"exp": 1},
        {"sub": "somebody-else"},
    ],
)
def test_an_id_token_for_another_house_or_person_opens_nothing(
    client: Client, office: Office, service: Service, claims: dict[str, Any]
) -> None:
    """Its audience, issuer and end are looked at, and that it names whom the service tells of (OIDC Core 5.3.2).

    Its signature is not: it comes from the service itself, over TLS (OIDC Core 3.1.3.7, 6). django-allauth sends no
    nonce to compare; PKCE and the state bind the answer to the question, as the tests above and below have it.
    """
    with_identifier(office)
    service.claims = claims
    assert "统一身份验证没有完成" in come(client, service).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.", "\u4e00"])
def test_an_id_token_that_is_none_opens_nothing(
    client: Client, office: Office, service: Service, token: str
) -> None:
    with_identifier(office)
    service.token = token
    assert "统一身份验证没有完成" in come(client, service).content.decode()
    assert not is_in(client)


def test_a_service_that_sends_no_id_token_is_asked_who_comes_all_the_same(
    client: Client, office: Office, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_identifier(office)
    monkeypatch.setattr(Service, "id_token", lambda _self: "")
    come(client, service)
    assert is_in(client)


def test_without_a_service_its_routes_are_not_there(client: Client, office: Office) -> None:
    assert client.post("/login/with/office/").status_code == 404
    assert client.get("/login/with/office/").status_code == 405
    assert client.get("/login/with/office/back/?code=c&state=s").status_code == 404
    assert "统一身份认证" not in client.get("/login/").content.decode()


def test_one_identifier_belongs_to_one_account(office: Office) -> None:
    with_identifier(office)
    with pytest.raises(Exception, match="is taken"):
        actions.change_account(BY, office.worker, identifier=Service.sub)
