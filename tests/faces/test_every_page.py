"""Every page of the house, opened by everybody: it answers, says no script it was given, and never breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from office import BY, Office
from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.record.actions import seal_all
from yike.core.record.deed import deed

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
PEOPLE = ("clerk", "admin", "leader", "worker", "stranger", "grid_worker", "system", "security", "audit")
KIND = {200, 302, 400, 401, 403, 404, 405, 422}
WORDS = {
    "code": "accounts.users",
    "kind": "households",
    "name": "x",
    "year": "2026",
    "form": "json",
    "verb": "sign",
    "what": "word",
    "token": "x",
    "key": "x",
}
# the first page counts what is wrong with borders, once after each change of them
MAPS = frozenset(
    {
        "desk/",
        "desk/grid/requests/map/",
        "desk/grid/requests/map.geojson",
        "desk/areas/map/",
        "desk/areas/map.geojson",
        "desk/circle/points/ground.geojson",
    }
    | {"desk/grid/duties/map/", "desk/grid/duties/map.geojson"}
    | {"desk/grid/cases/map/", "desk/grid/cases/map.geojson"}
    | {"find/map/", "find/map.geojson"}
    | {"find/"}  # reads the middle of each community once for an edition of the directory
)
Route = tuple[str, tuple[str, ...]]


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[Route]:
    """Give every route as a template with its parameters."""
    for one in resolver.url_patterns:
        if not isinstance(one.pattern, RoutePattern):
            continue
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, address)
        elif isinstance(one, URLPattern):
            yield address, tuple(one.pattern.converters)


ROUTES = sorted(routes(get_resolver()))


@cache
def numbers(app: str) -> list[int]:
    """Return a few numbers that rows of an app's models have; asked once in a test, not for every route."""
    found = {
        int(pk)
        for model in apps.get_app_config(app).get_models()
        for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)[:2]
        if str(pk).isdecimal()
    }
    return sorted(found)[:4] or [1]


def addresses(template: str, names: tuple[str, ...]) -> list[str]:
    """Return the addresses to try for a route: with numbers of real rows, and with one that nobody has."""
    parts = template.split("/")
    app = next((part for part in parts if part in {c.label for c in apps.get_app_configs()}), "areas")
    tries = [*numbers(app), 987654321] if names else [0]
    filled = []
    for number in tries:
        address = template
        for name in names:
            [token] = re.findall(rf"<\w+:{name}>", template)
            word = str(number) if token.startswith("<int:") else WORDS.get(name, str(number))
            address = address.replace(token, word)
        filled.append("/" + address)
    return list(dict.fromkeys(filled))


@pytest.fixture(autouse=True)
def _anew() -> None:
    numbers.cache_clear()


@pytest.fixture
def hostile(office: Office) -> Office:
    """Return the office after somebody has written a script wherever a name can be written."""
    with deed(BY, "areas.rename") as d:
        for area in Area.objects.all():
            d.change(area, name=SCRIPT)
    with deed(BY, "accounts.unit.change") as d:
        for number, unit in enumerate(Unit.objects.all()):
            d.change(unit, name=f"{SCRIPT}{number}")
    with deed(BY, "accounts.user.change") as d:
        for user in User.objects.all():
            d.change(user, name=SCRIPT)
    seal_all()
    return office


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_breaks_and_none_says_a_script_it_was_given(hostile: Office, who: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(getattr(hostile, who))
    broken, scripted, opened = [], [], 0
    for template, names in ROUTES:
        if "logout" in template:
            continue
        for address in addresses(template, names):
            answer = client.get(address)
            opened += answer.status_code == 200
            broken += [f"{answer.status_code} {address}"] if answer.status_code not in KIND else []
            if not answer.streaming and SCRIPT in answer.content.decode(errors="replace"):
                scripted += [address] if "html" in answer["Content-Type"] else []
    assert (broken, scripted) == ([], [])
    assert opened > 4


def test_a_stranger_to_the_house_opens_only_what_is_public(hostile: Office) -> None:
    client = Client(raise_request_exception=False)
    opened = sorted(
        template
        for template, names in ROUTES
        if any(client.get(address).status_code == 200 for address in addresses(template, names))
    )
    assert [one for one in opened if one.startswith("desk/")] == []


def test_no_page_is_changed_by_a_get(hostile: Office) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(hostile.admin)
    kept = {m._meta.label: m._base_manager.count() for m in apps.get_models()}
    for template, names in ROUTES:
        if "logout" not in template:
            client.get(addresses(template, names)[0])
    after = {m._meta.label: m._base_manager.count() for m in apps.get_models()}
    grown = {label: after[label] - kept[label] for label in kept if after[label] != kept[label]}
    assert set(grown) <= {"sessions.Session", "usersessions.UserSession"}


def test_only_pages_with_a_map_read_borders(office: Office) -> None:
    drawn = set()
    for who in ("admin", "clerk", "worker", "system", "audit"):
        client = Client()
        client.force_login(getattr(office, who))
        for template, names in ROUTES:
            with CaptureQueriesContext(connection) as asked:
                if not names and "logout" not in template:
                    client.get(f"/{template}")
                    drawn |= {template for query in asked if '"polygon"' in query["sql"]}
    assert drawn == MAPS
