"""Appearance and language are chosen without an account; the living page is there in a demonstration only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from yike.core.look.appearance import Appearance


def test_the_size_of_type_is_kept_and_the_theme_stays() -> None:
    visitor = Client()
    visitor.cookies["look"] = "normal.dark"
    answer = visitor.post("/look/appearance/", {"type": "large", "next": "/?q=1"})
    assert (answer.status_code, answer.url, visitor.cookies["look"].value) == (302, "/?q=1", "large.dark")


def test_large_type_shows_on_the_next_page() -> None:
    visitor = Client()
    visitor.post("/look/appearance/", {"type": "large"})
    visitor.post("/look/appearance/", {"theme": "dark"})
    page = visitor.get("/").content.decode()
    assert '<html lang="zh-hans" data-type="large" data-theme="dark"' in page


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_elsewhere(away: str) -> None:
    answer = Client().post("/look/appearance/", {"type": "large", "next": away})
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("cookie", ["", "huge.pink", "..", "large", ".dark.dark", "large.dark.large"])
def test_what_a_cookie_says_wrongly_counts_as_not_said(cookie: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["look"] = cookie
    size = "large" if cookie.startswith("large") else "normal"
    assert Appearance.of(request) == Appearance(size, "auto")


@pytest.mark.parametrize("address", ["/look/appearance/", "/look/language/"])
def test_choosing_is_a_post_with_its_token(address: str) -> None:
    assert Client().get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address, {"type": "large"}).status_code == 403


def test_the_language_is_kept() -> None:
    visitor = Client()
    visitor.post("/look/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in visitor.get("/").content.decode()


def test_the_language_of_the_browser_counts_where_none_was_chosen() -> None:
    assert (
        '<html lang="en"' in Client().get("/", headers={"accept-language": "en-GB,en;q=0.9"}).content.decode()
    )


@pytest.mark.parametrize("address", ["/style/", "/style/ask/", "/style/town.geojson"])
def test_the_living_page_is_there_in_a_demonstration_only(settings: Any, address: str) -> None:
    settings.YIKE_DEMONSTRATION = False
    assert Client().get(address).status_code == 404
    settings.YIKE_DEMONSTRATION = True
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize(("shown", "times"), [(True, 1), (False, 0)])
def test_every_page_of_a_demonstration_says_so(settings: Any, shown: bool, times: int) -> None:
    settings.YIKE_DEMONSTRATION = shown
    assert Client().get("/").content.decode().count("这是演示：") == times


def test_the_windows_title_is_the_pages(settings: Any) -> None:
    settings.YIKE_DEMONSTRATION = True
    assert "<title>版式 · 一刻</title>" in Client().get("/style/").content.decode()
