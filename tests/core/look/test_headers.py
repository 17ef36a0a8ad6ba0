"""Every answer tells browsers what they may do: nothing inline, nothing from elsewhere, no frame, no cache."""

from __future__ import annotations

import pytest
from django.test import Client

from office import Office

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
