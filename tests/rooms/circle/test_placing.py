"""Where somebody says a point is: swapped and shifted coordinates are found out, odd ones may be kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from office import BY, Office, square
from points import make_point
from yike.core.areas.actions import draw_area
from yike.engines.faults import Fault
from yike.engines.reach.datum import from_wgs84
from yike.rooms.circle import placing
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.queries.streets import Footing

pytestmark = pytest.mark.django_db
DOOR = (120.621, 31.301)


@pytest.fixture
def drawn(office: Office) -> Office:
    """Return the office with the borders of its first community, 400 m wide."""
    draw_area(BY, office.first, polygon=square(120.619, 31.299))
    return office


def shown(lon: float, lat: float, datum: str) -> tuple[float, float]:
    x, y = from_wgs84(np.array([lon]), np.array([lat]), datum)
    return round(float(x[0]), 6), round(float(y[0]), 6)


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        ("120.6275", "31.3006", (120.6275, 31.3006)),
        ("120.6275, 31.3006", "", (120.6275, 31.3006)),
        ("（120.6275，31.3006）", "", (120.6275, 31.3006)),
        ("120.6275°E", "31.3006°N", (120.6275, 31.3006)),
    ],
)
def test_numbers_are_read_as_people_paste_them(lon: str, lat: str, found: tuple[float, float]) -> None:
    assert placing.degrees(lon, lat) == found


@pytest.mark.parametrize(
    ("lon", "lat"), [("", ""), ("东经", "北纬"), ("120.6", ""), ("1 2 3", ""), ("500", "31")]
)
def test_what_is_no_place_is_refused(lon: str, lat: str) -> None:
    with pytest.raises(Fault):
        placing.degrees(lon, lat)


def test_a_place_in_a_community_is_taken_as_it_is(drawn: Office) -> None:
    place = placing.placed(*DOOR)
    assert (place.typed.area, place.doubtful) == (drawn.first, False)


def test_a_swapped_place_is_offered_the_right_way_round(drawn: Office) -> None:
    place = placing.placed(DOOR[1], DOOR[0])
    assert [(one.how, one.lon, one.lat, one.area) for one in place.others] == [
        ("swapped", *DOOR, drawn.first)
    ]


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_shifted_place_is_offered_where_it_lies_in_a_community(drawn: Office, datum: str) -> None:
    place = placing.placed(*shown(*DOOR, datum))
    assert place.typed.area is None
    mended = place.read_as(datum)
    assert (round(mended.lon, 5), round(mended.lat, 5), mended.area) == (*DOOR, drawn.first)
    told = placing.placed(*shown(*DOOR, datum), datum)
    assert (told.typed.area, told.doubtful) == (drawn.first, False)


def test_a_place_far_from_every_street_is_doubtful_and_a_reading_beside_one_is_offered(
    drawn: Office, monkeypatch: Any
) -> None:
    near = DOOR[0] - 0.002

    def beside(lon: float, _lat: float) -> Footing:
        return Footing(4.0 if lon < near else 90.0, wet=False, banks=False)

    monkeypatch.setattr(placing, "footing", beside)
    draw_area(BY, drawn.first, polygon=square(120.61, 31.29, 0.02))
    place = placing.placed(*DOOR)
    assert (place.typed.far, place.doubtful) == (True, True)
    assert {one.how for one in place.others} == {"gcj02", "bd09"}


@pytest.mark.parametrize(
    ("metres", "wet", "banks", "said"),
    [
        (30.0, True, True, "在水里，离最近的街道 30 米"),
        (6.0, True, True, None),  # on a bridge
        (90.0, False, True, "离最近的街道 90 米，可能在院墙里"),
        (90.0, False, False, "离最近的街道 90 米，可能在河里或院墙里"),
        (30.0, False, True, None),
    ],
)
def test_a_place_in_the_water_is_told_from_one_behind_a_wall(
    drawn: Office, client: Client, monkeypatch: Any, metres: float, wet: bool, banks: bool, said: str | None
) -> None:
    monkeypatch.setattr(placing, "footing", lambda _lon, _lat: Footing(metres, wet=wet, banks=banks))
    client.force_login(drawn.clerk)
    answer = client.post(reverse("circle:add_point"), sent(drawn, *DOOR))
    assert (answer.status_code == 302) == (said is None)
    if said:
        assert f"；{said}" in answer.content.decode()


def sent(office: Office, lon: float, lat: float, **more: Any) -> dict[str, Any]:
    plain = {"name": "新站", "kind": "bank", "address": "梅巷2号", "datum": "wgs84", "hours": ""}
    return plain | {"lon": str(lon), "lat": str(lat)} | more


def test_the_form_asks_what_is_meant_and_takes_the_answer(drawn: Office, client: Client) -> None:
    client.force_login(drawn.clerk)
    address = reverse("circle:add_point")
    asked = client.post(address, sent(drawn, DOOR[1], DOOR[0]))
    assert "经纬度填反了" in asked.content.decode()
    assert client.post(address, sent(drawn, DOOR[1], DOOR[0], place="swapped")).status_code == 302
    point = ServicePoint.objects.get()
    assert (point.lon, point.lat, point.area) == (*DOOR, drawn.first)


def test_an_odd_place_may_be_kept_but_its_area_is_asked_for(drawn: Office, client: Client) -> None:
    client.force_login(drawn.clerk)
    address = reverse("circle:add_point")
    far = sent(drawn, 120.7, 31.4)
    assert list(client.post(address, far).context["form"].errors) == ["area"]
    assert client.post(address, far | {"area": drawn.second.pk}).status_code == 302
    assert (ServicePoint.objects.get().lon, ServicePoint.objects.get().area) == (120.7, drawn.second)


def test_a_place_in_somebody_elses_community_is_not_taken(drawn: Office, client: Client) -> None:
    client.force_login(drawn.stranger)
    form = client.post(reverse("circle:add_point"), sent(drawn, *DOOR)).context["form"]
    assert form.errors["area"] == ["位置在梅东社区，不归您维护"]
    assert ServicePoint.objects.count() == 0


def test_a_point_moved_to_another_community_goes_into_its_area(drawn: Office, client: Client) -> None:
    draw_area(BY, drawn.second, polygon=square(120.63, 31.30))
    point = make_point(drawn.first, lon=DOOR[0], lat=DOOR[1])
    client.force_login(drawn.clerk)
    address = reverse("circle:change_point", args=[point.pk])
    assert client.get(address).context["form"]["area"].value() is None
    moved = sent(drawn, 120.632, 31.302, hours=point.hours, keeps_holidays="on")
    assert client.post(address, moved).status_code == 302
    assert (ServicePoint.objects.get().area, ServicePoint.objects.get().placed) == (drawn.second, 2)
    lost = sent(drawn, 120.9, 31.302, hours=point.hours, keeps_holidays="on")
    assert list(client.post(address, lost).context["form"].errors) == ["area"]
