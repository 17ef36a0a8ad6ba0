"""No form of the house is taken without the token of its page; where none is asked for stands here with why."""

from __future__ import annotations

import pytest
from django.test import Client

from architecture.test_guards import API, routes
from faces.test_every_page import ROUTES, addresses
from office import Office
from yike.faces.api.v1 import api

EXEMPT = {
    "open311/v2/requests.<str:form>": "programs without a session post there",
    "on/mail/<str:link>/": "mail programs press it for their reader (RFC 8058): the link is the secret",
}


def test_where_no_token_is_asked_for_is_written_here() -> None:
    bare = {path for path, one in routes() if getattr(one.callback, "csrf_exempt", False)}
    assert {path for path in bare if not path.startswith(API)} == set(EXEMPT)


def test_whatever_the_api_takes_from_a_program_asks_for_its_key_and_for_no_session() -> None:
    """A browser sends its session along wherever it is led; a key it does not."""
    schema = api.get_openapi_schema()["paths"]
    asked = {
        operation["operationId"]: sorted({name for way in operation["security"] for name in way})
        for methods in schema.values()
        for method, operation in methods.items()
        if method != "get"
    }
    assert asked == {"grid_report": ["Key"], "grid_say": ["Key"]}


@pytest.mark.django_db
def test_no_form_is_taken_without_the_token_of_its_page(office: Office) -> None:
    client, taken, asked = Client(enforce_csrf_checks=True, raise_request_exception=False), [], 0
    client.force_login(office.admin)
    for template, names in ROUTES:
        if template not in EXEMPT and not template.startswith(API):
            answer = client.post(addresses(template, names)[0], {"reason": "x"})
            asked += 1
            if (answer.status_code, "nothing was saved" in answer.content.decode()) != (403, True):
                taken.append(f"{answer.status_code} {template}")
    assert taken == []
    assert asked > 300
