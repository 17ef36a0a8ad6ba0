"""Every answer tells browsers what they may do: nothing inline, nothing from elsewhere, no frame, no cache."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory

from office import Office
from yike.core.look.middleware import Headers

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("address", ["/", "/nowhere/"])
def test_the_content_policy_allows_ourselves_only(address: str) -> None:
    policy = Client().get(address)["Content-Security-Policy"]
    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == POLICY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_other_headers_are_as_strict(name: str, value: str) -> None:
    assert Client().get("/")[name] == value


def test_devices_stay_shut_but_for_the_place_a_grid_worker_may_give() -> None:
    parts = dict(part.strip().split("=", 1) for part in Client().get("/")["Permissions-Policy"].split(","))
    assert {name for name, value in parts.items() if value != "()"} == {"geolocation"}
    assert parts["geolocation"] == "(self)"


def test_pages_of_people_logged_in_stay_out_of_every_cache(office: Office) -> None:
    staff = Client()
    staff.force_login(office.clerk)
    assert staff.get("/desk/")["Cache-Control"] == "private, no-store"
    assert Client().get("/").get("Cache-Control") is None


WORD = "0123456789abcdef"


@pytest.mark.parametrize(
    ("method", "word", "how", "told"),
    [
        ("post", WORD, "attachment; filename=a.xlsx", {f"file-{WORD}": ("1", 60, "Lax", True)}),
        ("post", WORD, "inline; filename=a.pdf", {}),
        ("post", WORD, "", {}),
        ("post", "", "attachment; filename=a.xlsx", {}),
        ("post", "a=1; b", "attachment; filename=a.xlsx", {}),
        ("get", WORD, "attachment; filename=a.xlsx", {}),
    ],
)
def test_a_file_in_answer_to_a_form_says_to_the_page_that_it_has_come(
    settings: Any, method: str, word: str, how: str, told: dict[str, Any]
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    request = getattr(RequestFactory(), method)("/", {"sent-as": word})
    request.user = AnonymousUser()
    answer = Headers(lambda _: HttpResponse(headers={"Content-Disposition": how} if how else {}))(request)
    found = {
        name: (one.value, one["max-age"], one["samesite"], one["secure"])
        for name, one in answer.cookies.items()  # type: ignore[attr-defined]
    }
    assert found == told
