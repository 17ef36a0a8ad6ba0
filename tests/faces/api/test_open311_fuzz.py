"""Open311, whatever is asked or said: the answer is as its description has it, in both formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring as parsed

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from dues import with_calendar
from office import BY, Office
from voices import make_request
from workdays import at
from yike.config.wsgi import application
from yike.core.look import often
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.models import Category, Request

DESCRIBED = Path(__file__).resolve().parents[3] / "docs" / "api" / "open311.json"
schema = schemathesis.openapi.from_dict(json.loads(DESCRIBED.read_text(encoding="utf-8")))
schema.app = application
pytestmark = pytest.mark.django_db
"""No schema says which codes there are; an address that only reads asks for a token where something is sent."""
EXCLUDED = [positive_data_acceptance, unsupported_method]


@pytest.fixture
def said(office: Office, clock: Any) -> Iterator[Request]:
    """Return one public request; the calls leave the test's own transaction open."""
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    load_sample(BY)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_request(office.grids[0], "路灯坏了", category=Category.objects.get(code="101"))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_or_said_the_answer_is_as_described(case: schemathesis.Case, said: Request) -> None:
    often.forget()
    before = Request.objects.count()
    answer = case.call(headers={"Accept-Encoding": "identity"})
    case.validate_response(answer, excluded_checks=EXCLUDED)
    assert Request.objects.count() - before == (answer.status_code == 201)
    if answer.headers["content-type"][0].startswith("text/xml"):
        assert parsed(answer.content).tag  # noqa: S314 - our own answer
