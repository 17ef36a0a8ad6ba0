"""Every address of a row opens to whom it belongs, to nobody of another street, and asks others to log in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from everything import Everything, make_everything
from office import Office, seen_by
from openings import EXEMPT, OPENS, WORDS

BEHIND_THE_DOOR = ("desk/", "me/")
OPEN = {200, 302, 422}  # a page, a way on, or a form that says what is lacking
LOG_IN = "/login/"


def named(resolver: URLResolver, path: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Give the path and the full name of every route."""
    for one in resolver.url_patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from named(one, here, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            yield here, ":".join((*spaces, one.name or here))


def of_a_row() -> list[str]:
    """Return the names of the routes behind the log-in that ask for something by an argument."""
    return sorted(
        {name for path, name in named(get_resolver()) if "<" in path and path.startswith(BEHIND_THE_DOOR)}
    )


def address(route: str, rows: dict[str, Any]) -> str:
    """Return the address of a route with the rows that the table names."""
    _owner, names = OPENS[route]
    return reverse(route, kwargs={key: one if key in WORDS else rows[one].pk for key, one in names.items()})


def asked(client: Client, method: str, where: str) -> int:
    """Return what somebody is answered, 401 who is led to log in; all that it did is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(where)
        transaction.set_rollback(True)
    if answer.streaming:
        list(answer)  # a file is closed when it has been read
    return 401 if answer.status_code == 302 and answer["Location"].startswith(LOG_IN) else answer.status_code


def opened(client: Client, where: str) -> int:
    """Return how a page answers, or a button where there is no page."""
    status = asked(client, "get", where)
    return asked(client, "post", where) if status == 405 else status


def tried(client: Client, where: str) -> set[int]:
    """Return how both are answered; that a page or a button is not there is no answer."""
    return {asked(client, method, where) for method in ("get", "post")} - {405}


def test_every_address_of_a_row_stands_in_the_table_or_says_why_not() -> None:
    known = sorted([*OPENS, *EXEMPT])
    there = of_a_row()
    assert (sorted(set(there) - set(known)), sorted(set(known) - set(there))) == ([], [])
    assert there == known


@pytest.fixture
def everything(office: Office, clock: Any) -> Everything:
    """Return one row of every kind; on SQLite alone: who may see what is the same elsewhere."""
    if connection.vendor != "sqlite":
        pytest.skip("asked on SQLite")
    return make_everything(office, clock)


@pytest.mark.django_db
def test_a_row_opens_to_its_people_and_to_nobody_of_another_street(everything: Everything) -> None:
    near = {name: seen_by(user) for name, user in everything.people.items()}
    far = {name: seen_by(user) for name, user in everything.strangers.items()}
    nobody, shut, leaking, unasked = Client(), {}, {}, {}
    for route, (owner, _names) in OPENS.items():
        where = address(route, everything.rows)
        if (status := opened(near[owner], where)) not in OPEN:
            shut[route] = (owner, status)
        if (answers := tried(far[owner], where)) != {404}:
            leaking[route] = (owner, answers)
        if (answers := tried(nobody, where)) != {401}:
            unasked[route] = answers
    assert (shut, leaking, unasked) == ({}, {}, {})
