"""The API: within one's areas, described as it is, and never in pieces whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from duties import fresh
from office import BY, Office, seen_by, square
from yike.config.wsgi import application
from yike.core.accounts.models import User
from yike.core.apikeys.actions import issue
from yike.core.areas.actions import draw_area
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.measures import Measure, register
from yike.faces.api.v1 import api, grid

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.json"
BIRDS = register(Measure("tests.birds", "鸟", "birds", "只", "birds"))
pytestmark = pytest.mark.django_db


def draw(area: Area, lon: float) -> None:
    draw_area(BY, fresh(area), polygon=square(lon, 31.3))


def test_the_committed_description_is_what_is_served() -> None:
    served = json.loads(json.dumps(api.get_openapi_schema()))
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == served


def test_strangers_are_told_that_the_house_answers_and_nothing_else(office: Office) -> None:
    client = Client()
    assert client.get("/api/v1/health").json() == {"status": "ok"}
    for path in ("areas", "areas/one?code=999999001", "areas/at?lon=120.6&lat=31.3", "measures"):
        assert client.get(f"/api/v1/{path}").status_code == 401


def codes(user: User, query: str = "") -> list[str]:
    return [line["code"] for line in seen_by(user).get(f"/api/v1/areas{query}").json()["items"]]


def test_areas_are_listed_within_ones_own(office: Office) -> None:
    assert codes(office.worker) == ["999999001001", "999999001001001", "999999001001002"]
    assert codes(office.stranger, "?level=grid") == ["999999001002001", "999999001002002"]
    assert codes(office.clerk, "?level=community&limit=1&offset=1") == ["999999001002"]


def test_one_area_comes_with_its_border_and_what_is_around_it(office: Office) -> None:
    draw(office.grids[0], 120.6)
    found = seen_by(office.worker).get("/api/v1/areas/one?code=999999001001001").json()
    assert found["polygon"] == square(120.6, 31.3)
    assert found["around"][-2:] == ["999999001", "999999001001"]


def test_somebody_elses_area_looks_as_if_it_were_not_there(office: Office) -> None:
    answers = [
        seen_by(office.stranger).get(f"/api/v1/areas/one?code={code}")
        for code in ("999999001001001", "no-such-code")
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def how_many(user: User, **asked: str) -> tuple[int, object]:
    day = today().isoformat()
    query = {"measure": "tests.birds", "area": "999999001001", "since": day, "until": day} | asked
    answer = seen_by(user).get("/api/v1/measures/how-many", query)
    return answer.status_code, answer.json()


def test_how_many_gives_the_number_its_parts_and_how_many_facts_prove_it(office: Office) -> None:
    with deed(BY, "tests.count") as d:
        d.fact("tests.birds", 4, area=office.grids[0], source=office.grids[0])
        d.fact("tests.birds", 2, area=office.grids[2], source=office.grids[2])
    status, body = how_many(office.worker, split="area")
    assert isinstance(body, dict)
    assert (status, float(body["total"]), body["facts"]) == (200, 4, 1)
    assert [(p["key"], float(p["quantity"])) for p in body["parts"]] == [("第1网格", 4)]


def test_what_cannot_be_counted_is_told_in_both_languages(office: Office) -> None:
    assert how_many(office.stranger)[0] == 404
    assert how_many(office.worker, measure="no.such")[0] == 404
    assert how_many(office.audit)[0] == 403
    status, body = how_many(office.worker, since="2026-11-03", until="2026-11-02")
    assert (status, body) == (
        422,
        {
            "zh": "结束的日子在开始之前。请把 since 和 until 对调。",
            "en": "the last day is before the first. Swap since and until.",
        },
    )


def test_a_point_is_in_one_area_of_ones_own(office: Office) -> None:
    draw(office.grids[0], 120.6)
    draw(office.grids[2], 120.7)
    at = "/api/v1/areas/at?lat=31.302&lon="
    assert seen_by(office.worker).get(f"{at}120.602").json()["code"] == office.grids[0].code
    assert seen_by(office.worker).get(f"{at}120.702").status_code == 404
    assert seen_by(office.worker).get(f"{at}0").status_code == 404


def without_login() -> dict[str, object]:
    """Return the description without its log-in: the fuzzing is logged in all the time."""
    described = json.loads(json.dumps(api.get_openapi_schema()))
    for path in described["paths"].values():
        for operation in path.values():
            operation.pop("security", None)
    return described


schema = schemathesis.openapi.from_dict(without_login())
schema.app = application


@pytest.fixture
def cookies(office: Office) -> Iterator[dict[str, str]]:
    """Return the session of the clerk; requests leave the test's own transaction open."""
    client = seen_by(office.clerk)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {name: morsel.value for name, morsel in client.cookies.items()}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_as_described(
    case: schemathesis.Case, cookies: dict[str, str]
) -> None:
    excluded = [positive_data_acceptance]  # no schema can say that one day must not be after another
    case.call_and_validate(cookies=cookies, headers={"Accept-Encoding": "identity"}, excluded_checks=excluded)


def test_a_nul_in_an_address_is_told_in_both_languages() -> None:
    answer = Client().get("/api/v1/areas?level=%00")
    assert (answer.status_code, sorted(answer.json())) == (400, ["en", "zh"])


@pytest.fixture
def shown(office: Office, cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the header of a key that may say something and count, as often as it likes."""
    assert cookies
    monkeypatch.setattr(grid, "SAYS", 10_000)
    monkeypatch.setattr(grid, "GUESSES", 10_000)
    until = today() + timedelta(days=30)
    scopes = ("say", "board")
    _key, text = issue(BY, office.unit, name="公众号", scopes=scopes, expires_on=until, per_minute=6000)
    return {"Authorization": f"Bearer {text}", "Accept-Encoding": "identity"}


@schema.include(path_regex="^/api/v1/grid/").parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_a_programme_with_a_key_asks_or_says_the_answer_is_as_described(
    case: schemathesis.Case, shown: dict[str, str]
) -> None:
    excluded = [positive_data_acceptance]  # no schema can say which number goes with which secret
    case.call_and_validate(headers=shown, excluded_checks=excluded)
