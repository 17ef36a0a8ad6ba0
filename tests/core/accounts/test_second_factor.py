"""The second factor: set up, asked for, lost, and never in the clear."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from entering import SECRET, arm, code_now, is_in, log_in
from office import BY, PASSWORD, Office
from yike.core.accounts import actions
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.vault.keyring import add_version, create_file

pytestmark = pytest.mark.django_db
SHOWN = r"<code data-secret>(\w+)</code>"


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    """Give the house a key of its own."""
    settings.YIKE_KEYS = ""
    settings.YIKE_KEYS_FILE = tmp_path / "keys"
    create_file(settings.YIKE_KEYS_FILE)


def second(client: Client, code: str) -> Any:
    return client.post("/login/code/", {"code": code})


def test_the_password_alone_opens_nothing_for_who_has_a_second_factor(client: Client, office: Office) -> None:
    arm(office.clerk)
    answer = log_in(client, office.clerk)
    assert (answer["Location"], is_in(client)) == ("/login/code/", False)
    assert client.get("/login/code/").status_code == 200
    assert second(client, code_now())["Location"] == "/desk/"
    assert is_in(client)
    entry = HistoryEntry.objects.get(verb="accounts.login")
    assert json.loads(entry.payload or "")["note"] == {"way": "password+mfa"}


def test_the_page_for_the_code_is_closed_to_who_has_not_given_the_password(
    client: Client, office: Office
) -> None:
    assert client.get("/login/code/")["Location"] == "/login/"
    assert second(client, code_now())["Location"] == "/login/"


def test_a_code_works_once(client: Client, office: Office) -> None:
    arm(office.clerk)
    log_in(client, office.clerk)
    code = code_now()
    second(client, code)
    thief = Client()
    log_in(thief, office.clerk)
    second(thief, code)
    assert (is_in(client), is_in(thief)) == (True, False)


def test_a_code_works_once_whichever_process_hears_it(office: Office) -> None:
    arm(office.clerk)
    code, seen = code_now(), []
    for _ in range(3):
        cache.clear()  # another process, or the same one started again, remembers nothing
        browser = Client()
        log_in(browser, office.clerk)
        second(browser, code)
        seen.append(is_in(browser))
    assert seen == [True, False, False]


def test_an_earlier_code_is_worth_nothing_after_a_later_one(office: Office) -> None:
    arm(office.clerk)
    seen = []
    for steps in (0, -1, 1):
        cache.clear()
        browser = Client()
        log_in(browser, office.clerk)
        second(browser, code_now(steps=steps))
        seen.append(is_in(browser))
    assert seen == [True, False, True]


def test_codes_of_two_people_do_not_spend_each_other(office: Office) -> None:
    arm(office.clerk)
    arm(office.worker)
    for user in (office.clerk, office.worker):
        browser = Client()
        log_in(browser, user)
        second(browser, code_now())
        assert is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_code_at_the_same_moment_one_comes_in(office: Office) -> None:
    arm(office.clerk)
    row, code = Authenticator.objects.get(type="totp"), code_now()
    ready, results = threading.Barrier(4), []

    def spend() -> None:
        try:
            ready.wait(10)
            results.append(actions.spend_code(row, code))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == [False, False, False, True]


def test_a_recovery_code_works_once(client: Client, office: Office) -> None:
    recovery = arm(office.clerk)[0]
    for expected in (True, False):
        browser = Client()
        log_in(browser, office.clerk)
        second(browser, recovery)
        assert is_in(browser) is expected


def test_wrong_codes_count_like_wrong_passwords(client: Client, office: Office) -> None:
    arm(office.clerk)
    log_in(client, office.clerk)
    answers = [second(client, "000000").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert second(client, code_now())["Location"] == "/login/"  # the password has to be given again
    assert log_in(client, office.clerk).status_code == 429
    what = [
        json.loads(e.payload or "")["note"] for e in HistoryEntry.objects.filter(verb="accounts.login.failed")
    ]
    assert what == [{"what": "code"}] * 5


def test_a_lock_from_wrong_passwords_holds_for_the_code_too(client: Client, office: Office) -> None:
    arm(office.clerk)
    log_in(client, office.clerk)
    for _ in range(5):
        log_in(Client(), office.clerk, "wrong-password-1")
    assert second(client, code_now()).status_code == 429
    assert not is_in(client)


def test_a_form_without_a_code_is_asked_for_one(client: Client, office: Office) -> None:
    arm(office.clerk)
    log_in(client, office.clerk)
    assert client.post("/login/code/", {}).status_code == 200


def test_the_secret_is_sealed_at_rest(office: Office) -> None:
    codes = arm(office.clerk)
    kept = json.dumps([row.data for row in Authenticator.objects.all()])
    assert SECRET not in kept
    assert not any(code in kept for code in codes)
    assert re.fullmatch(r"1\.1\.[\w=-]+", Authenticator.objects.get(type="totp").data["secret"])


@pytest.mark.parametrize(
    ("rule", "who", "owes"),
    [
        ("officers", "security", True),
        ("officers", "system", True),
        ("officers", "audit", True),
        ("officers", "admin", True),
        ("officers", "clerk", False),
        ("all", "clerk", True),
        ("none", "security", False),
    ],
)
def test_the_rule_of_the_house_says_who_sets_one_up_at_the_first_log_in(
    client: Client, office: Office, settings: Any, rule: str, who: str, owes: bool
) -> None:
    settings.YIKE_SECOND_FACTOR = rule
    log_in(client, getattr(office, who))
    answer = client.get("/desk/")
    assert answer.status_code == (302 if owes else 200)
    if owes:
        assert answer["Location"] == "/me/second/new/"
        assert client.post("/me/", {"language": "en"})["Location"] == "/me/second/new/"


def test_the_code_that_set_a_second_factor_up_lets_nobody_in_afterwards(
    client: Client, office: Office
) -> None:
    log_in(client, office.system)
    cache.clear()
    secret = re.search(SHOWN, client.get("/me/second/new/").content.decode())
    assert secret is not None
    code = code_now(secret[1])
    client.post("/me/second/new/", {"code": code})
    cache.clear()
    thief = Client()
    log_in(thief, office.system)
    assert second(thief, code).status_code == 200
    assert (is_in(client), is_in(thief)) == (True, False)
    second(thief, code_now(secret[1], steps=1))
    assert is_in(thief), "the next code does"


def _set_up(client: Client) -> list[str]:
    page = client.get("/me/second/new/").content.decode()
    secret = re.search(SHOWN, page)
    assert secret is not None
    assert "data:image/svg+xml;base64," in page
    answer = client.post("/me/second/new/", {"code": code_now(secret[1])})
    assert answer["Location"] == "/me/second/codes/"
    return re.findall(r"<li><code>(\d+)</code></li>", client.get("/me/second/codes/").content.decode())


def test_setting_it_up_shows_a_code_to_scan_and_recovery_codes_once(
    client: Client, office: Office, settings: Any
) -> None:
    settings.YIKE_SECOND_FACTOR = "officers"
    cache.clear()
    log_in(client, office.security)
    codes = _set_up(client)
    assert len(codes) == 10
    assert client.get("/desk/").status_code == 200
    assert codes[0] not in client.get("/me/second/codes/").content.decode()
    assert HistoryEntry.objects.filter(verb="accounts.second_factor", actor=office.security).count() == 1


def test_a_wrong_first_code_sets_nothing_up(client: Client, office: Office) -> None:
    log_in(client, office.clerk)
    client.get("/me/second/new/")
    assert client.post("/me/second/new/", {"code": "123"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_whoever_needs_it_does_not_take_it_off(client: Client, office: Office, settings: Any) -> None:
    settings.YIKE_SECOND_FACTOR = "officers"
    for user, stays in ((office.security, True), (office.clerk, False)):
        arm(user)
        browser = Client()
        log_in(browser, user)
        second(browser, code_now())
        browser.post("/me/second/off/")
        assert Authenticator.objects.filter(user=user).exists() is stays


def test_new_recovery_codes_make_the_old_ones_worthless(client: Client, office: Office) -> None:
    old = arm(office.clerk)[0]
    log_in(client, office.clerk)
    second(client, code_now())
    client.post("/me/second/codes/new/")
    browser = Client()
    log_in(browser, office.clerk)
    second(browser, old)
    assert not is_in(browser)


def test_the_security_officer_clears_it_for_who_lost_the_telephone(client: Client, office: Office) -> None:
    arm(office.clerk)
    officer = Client()
    officer.force_login(office.security)
    officer.post(f"/desk/accounts/{office.clerk.pk}/second/clear/", {"reason": "手机遗失，当面核对"})
    log_in(client, office.clerk)
    assert is_in(client)


def test_nobody_clears_their_own_by_that_way(office: Office) -> None:
    arm(office.security)
    officer = Client()
    officer.force_login(office.security)
    page = officer.post(f"/desk/accounts/{office.security.pk}/second/clear/", {"reason": "方便"})
    assert "不能清除自己的第二道验证" in page.content.decode()
    assert Authenticator.objects.filter(user=office.security).count() == 2


def test_a_password_reset_does_not_open_the_account_to_who_reset_it(client: Client, office: Office) -> None:
    arm(office.security)
    password = actions.reset_password(By.person(User.objects.get(pk=office.system.pk)), office.security)
    assert log_in(client, office.security, password)["Location"] == "/login/code/"
    assert not is_in(client)


def test_the_password_is_asked_for_again_once_some_minutes_have_gone(
    client: Client, office: Office, settings: Any
) -> None:
    log_in(client, office.clerk)
    session = client.session
    session["begun"] -= 301
    session.save()
    answer = client.get("/me/password/")
    assert answer["Location"] == "/login/again/?next=%2Fme%2Fpassword%2F"
    wrong = client.post("/login/again/", {"password": "wrong-password-1", "next": "/me/password/"})
    assert wrong.status_code == 200
    right = client.post("/login/again/", {"password": PASSWORD, "next": "/me/password/"})
    assert right["Location"] == "/me/password/"
    assert client.get("/me/password/").status_code == 200


def test_guessing_the_password_in_a_stolen_session_locks_like_any_other(
    client: Client, office: Office
) -> None:
    log_in(client, office.clerk)
    session = client.session
    session["begun"] -= 301
    session.save()
    answers = [client.post("/login/again/", {"password": f"guess-{n}"}).status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_a_new_key_of_the_office_seals_second_factors_anew(
    client: Client, office: Office, settings: Any
) -> None:
    recovery = arm(office.clerk)
    add_version(settings.YIKE_KEYS_FILE)
    assert actions.reseal_second_factors(BY) == 2
    kept = [
        value for row in Authenticator.objects.all() for value in row.data.values() if isinstance(value, str)
    ]
    assert {value[:4] for value in kept} == {"1.2."}
    assert actions.reseal_second_factors(BY) == 0
    log_in(client, office.clerk)
    second(client, code_now())
    assert is_in(client)
    other = Client()
    log_in(other, office.clerk)
    second(other, recovery[0])
    assert is_in(other)
    with pytest.raises(PermissionDenied):
        actions.reseal_second_factors(By.person(office.security))
