"""How long a session lasts, how many there are, and what a stolen one is worth."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from conftest import Clock
from entering import is_in, log_in
from office import BY, Office
from yike.core.accounts import actions
from yike.core.accounts.entrance.middleware import ClientAddress
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NEW = "四季 roses 27 蓝"


def thief_of(client: Client) -> Client:
    """Return another browser with the same session cookie."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return thief


def test_a_stolen_cookie_works_until_log_out_and_not_after(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    thief = thief_of(client)
    assert is_in(thief)
    client.post("/logout/")
    assert not is_in(thief)


def test_a_stolen_cookie_is_worth_nothing_after_a_change_of_password(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    elsewhere = Client()
    log_in(elsewhere, office.clerk)
    thief = thief_of(client)
    answer = client.post("/me/password/", {"password": NEW, "again": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert (is_in(client), is_in(thief), is_in(elsewhere)) == (True, False, False)
    assert UserSession.objects.get().session_key == client.session.session_key


def test_a_reset_by_the_officer_ends_all_sessions(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    actions.reset_password(By.person(office.system), office.clerk)
    assert not is_in(client)


def test_a_closed_account_is_out_at_once(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    actions.close_account(BY, office.clerk, reason="离岗")
    assert not is_in(client)
    assert not UserSession.objects.filter(user=office.clerk).exists()


def test_a_role_that_asks_for_a_second_factor_ends_sessions(client: Client, office: Office) -> None:
    somebody = actions.add_user(
        BY, username="extra", name="新人", unit=office.unit, password="Crabapple-4-tests"
    )
    log_in(client, somebody)
    actions.give_role(BY, user=somebody, role=Role.AUDIT_OFFICER, area=office.street)
    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_without_a_page_ends_a_session(
    client: Client, office: Office, clock: Clock, minutes: int, stays: bool
) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    clock.set(NINE + timedelta(minutes=minutes))
    assert is_in(client) is stays


def test_whoever_keeps_working_stays_in_but_not_beyond_twelve_hours(
    client: Client, office: Office, clock: Clock
) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    seen = []
    for step in range(1, 32):
        clock.set(NINE + timedelta(minutes=25 * step))
        seen.append(is_in(client))
    assert seen == [True] * 28 + [False] * 3  # 28 × 25 minutes are 11 hours 40


def test_the_page_says_why_it_asks_again(client: Client, office: Office, clock: Clock) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    clock.set(NINE + timedelta(hours=1))
    answer = client.get("/desk/units/", follow=True)
    assert answer.redirect_chain == [("/login/?next=/desk/units/", 302)]
    assert "您离开超过 30 分钟，已自动退出。" in answer.content.decode()


def test_a_part_of_a_page_sends_the_whole_page_to_the_log_in(
    client: Client, office: Office, clock: Clock
) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    clock.set(NINE + timedelta(hours=1))
    answer = client.get("/desk/units/", HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login/?next=/desk/units/")


def test_a_clock_put_back_neither_ends_nor_immortalises_a_session(
    client: Client, office: Office, clock: Clock
) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    clock.set(NINE - timedelta(hours=3))
    assert is_in(client)
    clock.set(NINE - timedelta(hours=2))
    assert not is_in(client)  # an hour without a page, by the clock that now is


def test_a_page_view_writes_its_moment_at_most_once_a_minute(
    client: Client, office: Office, clock: Clock, django_assert_num_queries: Any
) -> None:
    clock.set(NINE)
    log_in(client, office.clerk)
    clock.set(NINE + timedelta(seconds=50))
    client.get("/me/sessions/")
    assert client.session["seen"] == int(NINE.timestamp())
    clock.set(NINE + timedelta(seconds=61))
    client.get("/me/sessions/")
    assert client.session["seen"] == int(NINE.timestamp()) + 61


def test_the_newest_log_ins_win_beyond_the_limit(office: Office) -> None:
    browsers = [Client(HTTP_USER_AGENT=f"browser {n}") for n in range(settings.YIKE_SESSIONS + 1)]
    for browser in browsers:
        log_in(browser, office.clerk)
    assert [is_in(browser) for browser in browsers] == [False] + [True] * settings.YIKE_SESSIONS
    assert HistoryEntry.objects.filter(verb="accounts.session.end").count() == 1


def test_one_ends_ones_own_sessions_from_the_list(client: Client, office: Office) -> None:
    other = Client()
    log_in(client, office.clerk)
    log_in(other, office.clerk)
    found = UserSession.objects.get(session_key=other.session.session_key)
    assert client.get("/me/sessions/").content.decode().count('/end/"') == 2  # the other one, and all
    client.post(f"/me/sessions/{found.pk}/end/")
    assert (is_in(client), is_in(other)) == (True, False)


def test_all_others_end_at_once(client: Client, office: Office) -> None:
    others = [Client(), Client()]
    for browser in (*others, client):
        log_in(browser, office.clerk)
    client.post("/me/sessions/others/end/")
    assert [is_in(browser) for browser in (*others, client)] == [False, False, True]


def test_nobody_ends_another_ones_session(client: Client, office: Office) -> None:
    other = Client()
    log_in(other, office.worker)
    log_in(client, office.clerk)
    found = UserSession.objects.get(user=office.worker)
    assert client.post(f"/me/sessions/{found.pk}/end/").status_code == 404
    assert is_in(other)


def test_the_security_officer_ends_somebodys_sessions_with_a_reason(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    officer = Client()
    officer.force_login(office.security)
    officer.post(f"/desk/accounts/{office.clerk.pk}/sessions/end/", {"reason": "手机遗失"})
    assert not is_in(client)
    entry = HistoryEntry.objects.get(verb="accounts.session.end")
    assert (entry.actor, entry.reason) == (User.objects.get(pk=office.security.pk), "手机遗失")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.9.9.9", "127.0.0.1"),
        (1, "10.9.9.9", "10.9.9.9"),
        (1, "1.2.3.4, 10.9.9.9", "10.9.9.9"),  # the client wrote the first itself
        (2, "1.2.3.4, 10.9.9.9, 10.0.0.2", "10.9.9.9"),
        (2, "10.9.9.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_behind_proxies_only_what_they_saw_counts(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.YIKE_PROXIES = proxies
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(page)(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded))
    assert seen == [address]
