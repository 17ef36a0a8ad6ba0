"""Every route carries a guard, and of django-allauth's routes only those are open that the house needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from yike.core.rights.right import Right
from yike.faces.api.v1 import api

API = "api/v1/"
PUBLIC_API = {
    "health",
    "item",
    "items",
    "points",
    "point",
    "points_geojson",
    "near",
    "around",
    "reach",
    "hsds",
}
PUBLIC_API |= {"grid_categories", "grid_request_told"}  # the latter asks for the secret of the one request


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the path and the pattern of every route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path, pattern


def guard_of(pattern: URLPattern) -> Any:
    """Return the mark of a view, or None."""
    return getattr(pattern.callback, "guard", None)


def test_there_are_routes_at_all() -> None:
    assert {"desk/", "login/", "desk/accounts/<int:pk>/", "setup/"} <= {path for path, _ in routes()}


def test_every_route_is_guarded() -> None:
    bare = [path for path, pattern in routes() if guard_of(pattern) is None and not path.startswith(API)]
    assert bare == []


def test_every_operation_of_the_api_asks_for_a_log_in() -> None:
    """The framework makes its views; what it asks for stands with each operation. Its description is public."""
    schema = api.get_openapi_schema()["paths"]
    operations = [operation for methods in schema.values() for operation in methods.values()]
    assert {op["operationId"] for op in operations if not op.get("security")} == PUBLIC_API
    ours = {path for path, _ in routes() if path.startswith(API)}
    described = {API + path.removeprefix("/api/v1/") for path in schema}
    assert {path.replace("<int:", "{").replace(">", "}").replace("<", "{") for path in ours} - described == {
        "api/v1/",
        "api/v1/openapi.json",
    }


def test_a_guard_is_a_right_a_log_in_or_a_reason_why_anybody_may_come() -> None:
    odd = [
        path
        for path, pattern in routes()
        if (guard := guard_of(pattern)) is not None
        and not isinstance(guard, Right)
        and guard != "logged in"
        and not (isinstance(guard, str) and guard.startswith("public: ") and len(guard) > 20)
    ]
    assert odd == []


def test_below_the_desk_nothing_is_public() -> None:
    open_ones = [
        path
        for path, pattern in routes()
        if path.startswith("desk/") and str(guard_of(pattern)).startswith("public")
    ]
    assert open_ones == []


def test_of_django_allauth_only_what_the_house_needs_is_open() -> None:
    names = {
        pattern.name: path
        for path, pattern in routes()
        if (pattern.name or "").startswith(("account_", "mfa_", "openid_", "socialaccount_", "usersessions_"))
    }
    assert names == {
        "account_login": "login/",
        "account_reauthenticate": "login/again/",
        "mfa_authenticate": "login/code/",
        "mfa_index": "me/second/",
        "mfa_activate_totp": "me/second/new/",
        "mfa_deactivate_totp": "me/second/off/",
        "mfa_view_recovery_codes": "me/second/codes/",
        "mfa_generate_recovery_codes": "me/second/codes/new/",
        "openid_connect_login": "login/with/<slug:provider_id>/",
        "openid_connect_callback": "login/with/<slug:provider_id>/back/",
    }
