"""The API with a key: its own pace, its scopes, its unit's figures; and marks that spare an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from office import BY, Office
from points import make_item, make_point
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import UnitKind
from yike.core.apikeys import actions
from yike.core.apikeys.models import ApiKey
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.faces.api.v1 import callers
from yike.rooms.circle.actions import NewOffer, offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unasked() -> None:
    """Let every test begin with nobody having asked anything."""
    cache.clear()


def issue(area: Area, *scopes: str, per_minute: int = 600) -> tuple[ApiKey, str]:
    unit = add_unit(BY, kind=UnitKind.PARTNER, name=f"共建单位{area.code}", area=area)
    until = today() + timedelta(days=30)
    return actions.issue(BY, unit, name="网站", scopes=scopes, expires_on=until, per_minute=per_minute)


def asked(path: str, key: str = "", **headers: str) -> Any:
    if key:
        headers["authorization"] = f"Bearer {key}"
    return Client().get(f"/api/v1/{path}", headers=headers)


def test_a_key_asks_at_its_own_pace_and_not_at_that_of_the_address(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "MOST", 1)
    key, text = issue(office.street, "directory", per_minute=3)
    assert [asked("circle/items").status_code for _ in range(2)] == [200, 429]
    assert [asked("circle/items", text).status_code for _ in range(4)] == [200, 200, 200, 429]
    key.refresh_from_db()
    assert key.last_used_on == today()


def test_a_key_opens_what_it_is_for_and_nothing_else(office: Office) -> None:
    make_point(office.first, code="st1")
    _key, text = issue(office.street, "directory")
    paths = ("items", "points", "points/one?code=st1", "points.geojson", "hsds")
    assert [asked(f"circle/{path}", text).status_code for path in paths] == [200] * 5
    for path in ("near?lon=120.6&lat=31.3", "reach?lon=120.6&lat=31.3", "cover?kind=bank&any_hour=true"):
        answer = asked(f"circle/{path}", text)
        assert (answer.status_code, sorted(answer.json())) == (403, ["en", "zh"])
    for path in ("areas", "measures"):
        assert asked(path, text).status_code == 401


def test_a_bad_key_is_refused_and_never_taken_for_nobody(office: Office) -> None:
    key, text = issue(office.street, "directory", "cover")
    actions.revoke(BY, key, reason="换")
    for bad in (text, "nonsense", "yike_22222222_x"):
        for path in ("circle/items", "circle/cover?kind=bank&any_hour=true"):
            answer = asked(path, bad)
            assert (answer.status_code, answer["WWW-Authenticate"], answer.json()["en"]) == (
                401,
                "Bearer",
                "The API key is not valid, or has expired.",
            )


def test_who_tries_keys_is_slowed_and_a_good_one_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "WRONG", 3)
    _key, text = issue(office.street, "directory", "cover")
    paths = ("circle/items", "circle/cover?kind=bank&any_hour=true")
    tried = [asked(paths[n % 2], f"yike_2222222{n}_x") for n in range(5)]
    assert [one.status_code for one in tried] == [401, 401, 401, 429, 429]
    assert tried[-1]["Retry-After"] == str(callers.WINDOW)
    assert asked("circle/items", text).status_code == 200
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").get(
        "/api/v1/circle/items", headers={"authorization": "Bearer yike_22222222_x"}
    )
    assert elsewhere.status_code == 401


@pytest.mark.parametrize("path", ["areas", "measures", "areas/one?code=999999001", "health"])
def test_every_answer_carries_a_mark_and_who_has_it_gets_304(office: Office, path: str) -> None:
    client = Client()
    client.force_login(office.clerk)
    mark = client.get(f"/api/v1/{path}")["ETag"]
    again = client.get(f"/api/v1/{path}", headers={"if-none-match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/api/v1/{path}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_points_mark_changes_with_what_is_offered_there(office: Office) -> None:
    point = make_point(office.first, code="st1")
    mark = asked("circle/points/one?code=st1")["ETag"]
    assert asked("circle/points/one?code=st1", if_none_match=mark).status_code == 304
    offer(BY, NewOffer(point, make_item()))
    assert asked("circle/points/one?code=st1", if_none_match=mark).status_code == 200
