"""Who opens which page of the demonstration office: sessions made beforehand, pages of every desk."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yike.core.accounts.models import User
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.models import HistoryEntry
from yike.core.residents.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# who is at work at once: twenty people
CLERKS = ("clerk", *(f"clerk{n}" for n in range(2, 8)))
GRIDS = ("grid", *(f"grid{n}" for n in range(2, 7)))
HEADS = ("admin", "leader", "secretary", "secretary2")
OFFICERS = ("system", "security", "audit")


@dataclass(frozen=True)
class Visit:
    """A page by its name; ``sent`` are the fields of a form, where it is asked by one."""

    name: str
    path: str
    sent: dict[str, str] = field(default_factory=dict)


def _to(name: str, route: str, *args: object, query: str = "") -> Visit:
    return Visit(name, reverse(route, args=args) + query)


def _everybody() -> Iterator[Visit]:
    yield _to("today", "desk:today")
    yield _to("my notices", "outbox:notices")


def _residents(person: Person) -> Iterator[Visit]:
    index = "residents:index"
    yield _to("households", index)
    yield _to("households with elders", index, query="?elders=1")
    yield Visit("search: a name", reverse(index), {"q": person.name})
    yield Visit("search: initials", reverse(index), {"q": "zm"})
    yield _to("household", "residents:household", person.household_id)
    yield _to("person", "residents:person", person.pk)


def _areas(area: Area) -> Iterator[Visit]:
    yield _to("areas", "areas:tree")
    yield _to("area", "areas:area", area.pk)
    yield _to("map of areas", "areas:map")
    yield _to("map of areas, shapes", "areas:geojson")


def _figures() -> Iterator[Visit]:
    yield _to("figures", "record:figures")
    yield _to("figure", "record:figure", "residents.registered")


def _of_all(user: User) -> Iterator[Visit]:
    """Yield the pages of whoever works with residents."""
    paths = [path for _role, path in user.held_roles()]
    rows = Person.objects.filter(area__path__startswith=paths[0], state="here").order_by("pk")
    person = rows.select_related("area")[20]
    yield from (*_everybody(), *_residents(person), *_areas(person.area), *_figures())
    yield _to("micro-groups", "almanac:groups")


def _admin() -> Iterator[Visit]:
    street = Area.objects.filter(level=AreaLevel.STREET).get()
    yield from (*_everybody(), *_areas(street), *_figures())
    yield _to("units", "accounts:units")
    yield _to("outbox", "outbox:index")


def _system() -> Iterator[Visit]:
    yield from _everybody()
    yield _to("accounts", "accounts:users")
    yield _to("units", "accounts:units")
    yield _to("channels", "outbox:endpoints")


def _security() -> Iterator[Visit]:
    yield from _everybody()
    yield _to("accounts", "accounts:users")
    yield _to("an account", "accounts:user", User.objects.get(username="clerk").pk)
    yield _to("rights", "accounts:matrix")


def _audit() -> Iterator[Visit]:
    yield from _everybody()
    yield _to("history", "record:history")
    yield _to("history of a person's deeds", "record:history", query="?verb=residents")
    yield _to("a row of history", "record:entry", HistoryEntry.objects.order_by("-pk")[0].pk)
    yield _to("the chain", "record:chain")


def _visits(user: User) -> list[Visit]:
    own = {"admin": _admin, "system": _system, "security": _security, "audit": _audit}
    return list(own[user.username]() if user.username in own else _of_all(user))


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, BACKEND)
    return str(client.session.session_key)


def users() -> list[dict[str, Any]]:
    """Return the twenty with session, token and pages, as the load takes them."""
    people = [User.objects.get(username=name) for name in (*CLERKS, *GRIDS, *HEADS, *OFFICERS)]
    return [
        {
            "session": _session(user),
            "token": secrets.token_hex(16),
            "visits": [asdict(visit) for visit in _visits(user)],
        }
        for user in people
    ]


def queries(plans: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many queries each page makes, by asking it here, the second time."""
    found: dict[str, int] = {}
    for plan in plans:
        client = Client(HTTP_HOST="localhost")
        client.cookies["sessionid"] = plan["session"]
        for visit in plan["visits"]:
            if visit["name"] not in found:
                found[visit["name"]] = _asked(client, visit)
    return found


def _asked(client: Client, visit: dict[str, Any]) -> int:
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.post(visit["path"], visit["sent"]) if visit["sent"] else client.get(visit["path"])
    return len(asked)
