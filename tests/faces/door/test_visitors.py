"""The demonstration shows its accounts where one logs in; real use shows none."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yike.demonstration.accounts import ACCOUNTS, PASSWORD

pytestmark = pytest.mark.usefixtures("office")  # without an office, the first page is set-up


def shown(page: str) -> list[str]:
    return [account.username for account in ACCOUNTS if f'name="login" value="{account.username}"' in page]


def test_a_visitor_of_the_demonstration_chooses_who_to_be(settings: Any) -> None:
    settings.YIKE_DEMONSTRATION = True
    page = Client().get("/login/").content.decode()
    assert shown(page) == [account.username for account in ACCOUNTS]
    assert ACCOUNTS[0].zh in page


def test_a_reader_of_english_is_told_in_english(settings: Any) -> None:
    settings.YIKE_DEMONSTRATION = True
    page = Client().get("/login/", headers={"accept-language": "en"}).content.decode()
    assert (ACCOUNTS[0].en in page, ACCOUNTS[0].zh in page) == (True, False)


def test_real_use_shows_neither_names_nor_the_password(settings: Any) -> None:
    settings.YIKE_DEMONSTRATION = False
    page = Client().get("/login/").content.decode()
    assert (shown(page), PASSWORD in page) == ([], False)
