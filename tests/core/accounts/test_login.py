"""Coming in: name and password, what history keeps, and what is not told to strangers."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from entering import is_in, log_in
from office import BY, PASSWORD, Office
from yike.core.accounts import actions
from yike.core.accounts.entrance.guessing import pause
from yike.core.accounts.entrance.lockout import locked_names
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry

pytestmark = pytest.mark.django_db


def verbs() -> list[tuple[str, str]]:
    rows = HistoryEntry.objects.filter(verb__startswith="accounts.log").order_by("id")
    return [(row.verb, row.actor_name) for row in rows]


def fail(client: Client, user: User | str, times: int) -> Any:
    answers = [log_in(client, user, "wrong-password-1") for _ in range(times)]
    return answers[-1]


def test_name_and_password_open_the_desk(client: Client, office: Office) -> None:
    assert client.get("/login/").status_code == 200
    answer = log_in(client, office.clerk)
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/desk/", True)
    assert verbs() == [("accounts.login", "钱窗口")]
    assert User.objects.get(pk=office.clerk.pk).last_login is not None


@pytest.mark.parametrize("typed", ["CLERK", " clerk ", "ｃｌｅｒｋ", "Clerk"])
def test_the_name_is_understood_however_it_is_typed(client: Client, office: Office, typed: str) -> None:
    log_in(client, typed)
    assert is_in(client)


@pytest.mark.parametrize(
    ("next_page", "leads"),
    [
        ("/desk/units/", "/desk/units/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_after_log_in_one_comes_to_the_page_asked_for_only_if_it_is_ours(
    client: Client, office: Office, next_page: str, leads: str
) -> None:
    answer = client.post("/login/", {"login": "clerk", "password": PASSWORD, "next": next_page})
    assert answer["Location"] == leads


def test_a_stranger_is_sent_to_log_in_and_back(client: Client, office: Office) -> None:
    answer = client.get("/desk/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/desk/accounts/")


def without_tokens(answer: Any, typed: str = "") -> str:
    """Return a page without what differs from one request to the next, and without what was typed."""
    page = re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())
    return page.replace(f'value="{typed}"', "")


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: Client, office: Office) -> None:
    known, unknown = log_in(client, "clerk", "wrong-password-1"), log_in(client, "nobody", "wrong-password-1")
    assert without_tokens(known, "clerk") == without_tokens(unknown, "nobody")
    assert (known.status_code, unknown.status_code) == (200, 200)


def test_a_failure_is_kept_without_the_password_and_without_an_unknown_name(
    client: Client, office: Office
) -> None:
    log_in(client, "clerk", "wrong-password-1")
    log_in(client, "MyPassword2026!", "wrong-password-1")
    entries = HistoryEntry.objects.filter(verb="accounts.login.failed").order_by("id")
    notes = [json.loads(entry.payload or "")["note"] for entry in entries]
    assert [(e.actor_name, e.subject, n["what"]) for e, n in zip(entries, notes, strict=True)] == [
        ("钱窗口", f"accounts.user:{office.clerk.pk}", "password"),
        (notes[1]["mark"], "accounts.user:0", "unknown"),
    ]
    kept = "".join([*(e.payload or "" for e in entries), *(e.actor_name for e in entries)])
    kept += "".join(str(row) for row in AccessAttempt.objects.values_list())
    assert "MyPassword2026!".lower() not in kept.lower()
    assert "wrong-password-1" not in kept


def test_after_five_failures_the_right_password_is_refused_too(client: Client, office: Office) -> None:
    answer = fail(client, office.clerk, settings.AXES_FAILURE_LIMIT)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    refused = log_in(client, office.clerk)
    assert (refused.status_code, is_in(client)) == (429, False)
    assert "15 分钟后" in refused.content.decode()
    assert [verb for verb, _ in verbs()] == ["accounts.login.failed"] * 5 + ["accounts.login.locked"]


def test_a_lock_for_an_unknown_name_looks_the_same(client: Client, office: Office) -> None:
    known = fail(client, office.clerk, 5)
    unknown = fail(client, "nobody", 5)
    assert (known.status_code, unknown.status_code) == (429, 429)
    assert without_tokens(known) == without_tokens(unknown)


def test_a_lock_holds_only_for_the_address_it_came_from(client: Client, office: Office) -> None:
    fail(client, office.clerk, 5)
    elsewhere = Client(REMOTE_ADDR="10.1.1.9")
    log_in(elsewhere, office.clerk)
    assert is_in(elsewhere)


def drum(user: User | str, failures: int, *, net: str = "10.9", each: int = 4) -> Any:
    """Guess one name from many addresses, so seldom from each that none is locked; return the last answer."""
    for n in range(failures):
        answer = fail(Client(REMOTE_ADDR=f"{net}.0.{n // each}"), user, 1)
    return answer


def test_one_name_guessed_from_many_addresses_pauses_for_strange_ones_a_little_longer_each_time(
    office: Office,
) -> None:
    assert drum(office.clerk, 19).status_code == 200
    waits = []
    for n in range(6):
        answer = fail(Client(REMOTE_ADDR=f"10.8.0.{n}"), office.clerk, 1)
        waits.append((answer.status_code, answer["Retry-After"]))
        strange = Client(REMOTE_ADDR="10.7.0.1")
        assert (log_in(strange, office.clerk).status_code, is_in(strange)) == (429, False)
        _wait(int(answer["Retry-After"]))
    assert waits == [(429, f"{minutes * 60}") for minutes in (1, 2, 4, 8, 15, 15)]
    log_in(strange, office.clerk)
    assert is_in(strange)


def _wait(seconds: int) -> None:
    """Let so much time go by since the failures: they lie that much further back, the newest most of all."""
    last = AccessAttempt.objects.latest("attempt_time")
    AccessAttempt.objects.filter(pk=last.pk).update(
        attempt_time=last.attempt_time - timedelta(seconds=seconds)
    )
    AccessAttempt.objects.exclude(pk=last.pk).update(attempt_time=timezone.now() - timedelta(minutes=14))


def test_whoever_drums_at_a_name_keeps_its_owner_out_neither_of_the_office_nor_of_home(
    client: Client, office: Office
) -> None:
    log_in(client, office.security)
    client.post("/logout/")
    assert drum(office.security, 30).status_code == 429
    assert AccessAttempt.objects.aggregate(n=Sum("failures_since_start"))["n"] == 20  # the rest was not heard
    assert log_in(client, office.security).status_code == 302
    away = Client(REMOTE_ADDR="10.7.0.1")
    assert log_in(away, office.security).status_code == 429


def test_a_machine_that_changes_its_address_within_its_network_stays_known(office: Office) -> None:
    """IPv6 hands out a new one every day; the first half stays."""
    log_in(Client(REMOTE_ADDR="2001:db8:1:2::10"), office.clerk)
    assert drum(office.clerk, 30).status_code == 429
    assert log_in(Client(REMOTE_ADDR="2001:db8:1:2:aaaa::1"), office.clerk).status_code == 302
    assert log_in(Client(REMOTE_ADDR="2001:db8:1:3::10"), office.clerk).status_code == 429


def test_at_the_owner_s_own_address_the_lock_by_address_still_holds(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    client.post("/logout/")
    drum(office.clerk, 30)
    answer = fail(client, office.clerk, 5)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")


def test_failures_at_the_owner_s_own_addresses_are_not_counted_against_the_name(office: Office) -> None:
    for n in range(8):
        own = Client(REMOTE_ADDR=f"10.6.0.{n}")
        log_in(own, office.clerk)
        own.post("/logout/")
        fail(own, office.clerk, 3)
    strange = Client(REMOTE_ADDR="10.7.0.1")
    assert fail(strange, office.clerk, 1).status_code == 200


def test_a_pause_for_an_unknown_name_looks_the_same(office: Office) -> None:
    known, unknown = drum(office.clerk, 20), drum("nobody", 20, net="10.5")
    assert (known.status_code, unknown.status_code) == (429, 429)
    assert without_tokens(known) == without_tokens(unknown)


def test_the_security_officer_sees_a_name_that_waits_and_lets_it_in_at_once(office: Office) -> None:
    drum(office.clerk, 20)
    assert locked_names() == {"clerk"}
    actions.unlock(BY, office.clerk)
    strange = Client(REMOTE_ADDR="10.7.0.1")
    log_in(strange, office.clerk)
    assert (locked_names(), is_in(strange)) == (set(), True)


def test_a_pause_never_lasts_longer_than_the_lock_of_one_address() -> None:
    assert [pause(n) for n in (0, 19, 20, 21, 60)] == [
        timedelta(minutes=minutes) for minutes in (0, 0, 1, 2, 15)
    ]


def test_knocking_during_a_lock_neither_prolongs_it_nor_fills_history(client: Client, office: Office) -> None:
    fail(client, office.clerk, 5)
    before, rows = AccessAttempt.objects.get(), HistoryEntry.objects.count()
    fail(client, office.clerk, 3)
    after = AccessAttempt.objects.get()
    assert (after.attempt_time, after.failures_since_start) == (before.attempt_time, 5)
    assert HistoryEntry.objects.count() == rows


def test_after_the_pause_it_may_be_tried_again(client: Client, office: Office) -> None:
    fail(client, office.clerk, 5)
    past = timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1)
    AccessAttempt.objects.update(attempt_time=past)
    log_in(client, office.clerk)
    assert is_in(client)


def test_the_security_officer_unlocks_at_once(client: Client, office: Office) -> None:
    fail(client, office.clerk, 5)
    officer = Client()
    officer.force_login(office.security)
    answer = officer.post(f"/desk/accounts/{office.clerk.pk}/unlock/")
    assert answer.status_code == 302
    log_in(client, office.clerk)
    assert is_in(client)
    assert HistoryEntry.objects.filter(verb="accounts.unlock", actor=office.security).count() == 1


def test_a_success_forgets_earlier_failures(client: Client, office: Office) -> None:
    for _ in range(3):
        fail(client, office.clerk, 4)
        log_in(client, office.clerk)
        assert is_in(client)
        client.post("/logout/")


def test_a_closed_account_is_told_only_to_who_knows_its_password(client: Client, office: Office) -> None:
    actions.close_account(BY, office.clerk, reason="离岗")
    told = client.post("/login/", {"login": "clerk", "password": PASSWORD}, follow=True)
    assert "这个账号已停用" in told.content.decode()
    untold = client.post("/login/", {"login": "clerk", "password": "wrong-password-1"}, follow=True)
    assert "这个账号已停用" not in untold.content.decode()
    assert not is_in(client)


def test_going_out_asks_for_a_post_and_is_kept(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    assert (client.get("/logout/").status_code, is_in(client)) == (405, True)
    client.post("/logout/")
    assert (is_in(client), verbs()[-1]) == (False, ("accounts.logout", "钱窗口"))


def test_logging_in_and_out_needs_the_token_of_the_form(office: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, office.clerk).status_code == 403
    assert strict.post("/logout/").status_code == 403


def test_nobody_signs_up_and_no_mail_finds_a_password(client: Client, office: Office) -> None:
    for path in ("/signup/", "/accounts/signup/", "/password/reset/", "/login/password/reset/", "/email/"):
        assert client.get(path).status_code == 404


def test_a_session_is_new_after_log_in_so_that_a_planted_one_is_worth_nothing(
    client: Client, office: Office
) -> None:
    client.get("/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    log_in(client, office.clerk)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_machine_that_tries_many_names_is_slowed_down(
    client: Client, office: Office, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    cache.clear()
    answers = [log_in(client, f"name{n}", "wrong-password-1").status_code for n in range(5)]
    cache.clear()
    assert answers == [200, 200, 200, 429, 429]
