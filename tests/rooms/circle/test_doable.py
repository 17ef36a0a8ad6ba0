"""事项可办率 by the formula of the standard: on the board, for leaders, over the API, and kept by the month."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from homes import Homes
from office import BY, Office, seen_by
from points import make_item, make_point
from yike.core.record.models import Fact
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer
from yike.rooms.circle.actions.cover import keep_cover_monthly
from yike.rooms.circle.board.doable import BANDS, Doable, band

pytestmark = pytest.mark.django_db
ASKED = "?name=service_station&day=any"


@pytest.fixture
def two_of_four(office: Office, homes: Homes, installed: Path, settings: LazySettings) -> None:
    """Let a station at everybody's door offer two of the four items in use, one of them in the evening only."""
    settings.YIKE_HOME = installed
    station = make_point(office.first, lon=120.63, lat=31.3, hours="每天 0:00-24:00", keeps_holidays=False)
    items = [make_item(f"X{number}", f"事情{number}") for number in range(4)]
    actions.offer(BY, NewOffer(station, items[0]))
    actions.offer(BY, NewOffer(station, items[1], hours="每天 18:00-20:00"))


@pytest.mark.usefixtures("two_of_four")
def test_the_board_tells_the_doable_items_over_the_whole_catalogue_at_any_hour(office: Office) -> None:
    client = seen_by(office.clerk)
    for when, share in (("&day=any", 0.5), ("&day=2&hour=10", 0.25), ("&day=2&hour=19", 0.5)):
        shown = client.get(f"/desk/circle/board/?name=service_station{when}")
        assert shown.context["doable"] == Doable(4, share, share)
        assert f"{100 * share:.1f}%" in shown.content.decode()


@pytest.mark.usefixtures("two_of_four")
def test_who_lives_elsewhere_plays_no_part(office: Office) -> None:
    shown = seen_by(office.stranger).get("/desk/circle/board/" + ASKED)
    assert shown.context["doable"] == Doable(4, 0.5, None)
    assert seen_by(office.grid_worker).get("/desk/circle/board/" + ASKED).status_code == 403


@pytest.mark.usefixtures("two_of_four")
def test_leaders_callers_and_months_are_told_the_same(office: Office) -> None:
    assert seen_by(office.leader).get("/desk/circle/leader/").context["doable"].households == 0.5
    path = "/api/v1/circle/cover?kind=service_station&any_hour=true"
    assert [line["items_doable"] for line in seen_by(office.clerk).get(path).json()] == [0.5, 0.5]
    keep_cover_monthly()
    kept = Fact.objects.filter(measure="circle.doable.households").order_by("area_id")
    assert [(fact.area_id, int(fact.quantity)) for fact in kept] == [
        (office.first.pk, 1),
        (office.second.pk, 0),
    ]


def test_a_catalogue_without_items_has_no_rate(
    office: Office, homes: Homes, installed: Path, settings: LazySettings
) -> None:
    settings.YIKE_HOME = installed
    assert seen_by(office.clerk).get("/desk/circle/board/" + ASKED).context["doable"] == Doable(0, None, None)


def test_the_share_left_out_is_graded_as_peers_do() -> None:
    found = [(share, str(BANDS[band(share)])) for share in (0.0, 9.9, 10.0, 24.9, 25.0, 100.0)]
    assert found == [
        (0.0, "良好"),
        (9.9, "良好"),
        (10.0, "一般"),
        (24.9, "一般"),
        (25.0, "待改善"),
        (100.0, "待改善"),
    ]
