"""The cover board: its numbers are the walking service's, add up, and open their lists, each for who may."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from office import BY, Office, seen_by
from points import make_point
from yike.core.accounts.models import User
from yike.rooms.circle import actions
from yike.rooms.circle.board import asked as board_asked
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.board.tables import Share, summed
from yike.rooms.circle.models import PointKind, ServicePoint

pytestmark = pytest.mark.django_db


def test_an_address_that_makes_no_sense_asks_the_ordinary_question() -> None:
    odd = {"name": "龙", "pace": "飞", "day": "9", "hour": "99", "rules": "x"}
    assert asked(odd) == Asked()
    assert asked({"hour": "-1"}).hour == asked({"hour": "①"}).hour == 10


def test_a_question_comes_back_from_its_own_address() -> None:
    question = Asked("elder", "wheelchair", "5", 19, "gb50180")
    assert asked(dict(parse_qsl(question.query()[1:]))) == question


def test_a_day_asked_for_is_the_next_such_day_at_that_hour() -> None:
    at = Asked(day="5", hour=19).at
    assert at is not None
    assert (at.weekday(), at.hour, at.minute) == (5, 19, 0)
    assert Asked(day="any").at is None


@pytest.mark.parametrize(
    ("present", "day", "hour", "expected"),
    [
        ("10:00", "1", 10, "2026-11-24 10:00"),  # the very minute is still to come
        ("10:01", "1", 10, "2026-12-01 10:00"),
        ("09:59", "1", 10, "2026-11-24 10:00"),
        ("23:59", "1", 0, "2026-12-01 00:00"),
        ("00:00", "1", 0, "2026-11-24 00:00"),
        ("23:59", "0", 9, "2026-11-30 09:00"),
        ("23:59", "2", 0, "2026-11-25 00:00"),
    ],
)
def test_a_day_asked_for_is_never_one_gone_by(
    monkeypatch: pytest.MonkeyPatch, present: str, day: str, hour: int, expected: str
) -> None:
    moment = timezone.make_aware(datetime.fromisoformat(f"2026-11-24 {present}:30"))  # a Tuesday
    monkeypatch.setattr(board_asked, "now", lambda: moment)
    assert str(Asked(day=day, hour=hour).at) == f"{expected}:00"


def test_shares_are_summed_by_their_numbers() -> None:
    assert Share(1, 3).missed == 2
    assert Share(0, 0).percent is None
    assert summed([]).households == Share(0, 0)


def test_without_streets_the_board_says_what_to_do(office: Office) -> None:
    answer = seen_by(office.clerk).get("/desk/circle/board/")
    assert (answer.status_code, "yike circle streets" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("who", ["audit", "system", "security"])
def test_officers_have_no_business_on_the_board(office: Office, who: str) -> None:
    assert seen_by(getattr(office, who)).get("/desk/circle/board/").status_code == 403


ASKED = "?name=service_station&day=any"


def shown(user: User, address: str) -> tuple[int, str]:
    answer = seen_by(user).get(f"/desk/circle/board/{address}")
    return answer.status_code, answer.content.decode()


@pytest.mark.usefixtures("station")
def test_the_board_shows_each_community_and_numbers_that_add_up(office: Office) -> None:
    answer = seen_by(office.clerk).get("/desk/circle/board/" + ASKED)
    lines = [(line.area.name, line.households, line.elders) for line in answer.context["rows"]]
    assert lines == [
        ("梅东社区", Share(2, 2), Share(3, 3)),
        ("梅西社区", Share(1, 1), Share(0, 0)),
    ]
    assert answer.context["sum"].households == Share(3, 3)


@pytest.mark.usefixtures("station")
def test_a_community_worker_sees_the_own_community_and_no_other(office: Office) -> None:
    answer = seen_by(office.stranger).get("/desk/circle/board/" + ASKED)
    assert [line.area for line in answer.context["rows"]] == [office.second]
    assert shown(office.stranger, f"{office.first.pk}/{ASKED}")[0] == 404
    assert shown(office.colleague, f"{office.first.pk}/{ASKED}")[0] == 200
    assert shown(office.grid_worker, ASKED)[0] == 403


def test_a_number_opens_the_buildings_behind_it(office: Office, station: ServicePoint) -> None:
    opened = seen_by(office.worker).get(f"/desk/circle/board/{office.first.pk}/{ASKED}&covered=yes")
    assert [
        (line.building, line.households, line.elders, line.point) for line in opened.context["lines"]
    ] == [("梅花新村3幢", 2, 3, station.name)]
    none = seen_by(office.worker).get(f"/desk/circle/board/{office.first.pk}/{ASKED}&covered=no")
    assert none.context["lines"] == []


def test_a_point_that_pauses_covers_nobody_any_more(office: Office, station: ServicePoint) -> None:
    actions.go(BY, station, "pause", reason="装修")
    answer = seen_by(office.clerk).get("/desk/circle/board/" + ASKED)
    assert answer.context["sum"].households == Share(0, 3)
    assert sum(blind.households for blind in answer.context["blind"]) == 3


@pytest.mark.usefixtures("station")
def test_a_basket_needs_all_its_kinds(office: Office) -> None:
    basket = "?name=daily&day=any"
    assert seen_by(office.clerk).get("/desk/circle/board/" + basket).context["sum"].households == Share(0, 3)
    shown = seen_by(office.clerk).get("/desk/circle/board/" + basket)
    assert sum(one.households for one in shown.context["blind"]) == 3
    assert [one.percent for day, _query in shown.context["week"] for one in day.hours] == [0.0] * 168
    for kind in (PointKind.BANK, PointKind.HEALTH_STATION):
        make_point(office.first, str(kind), kind=kind, lon=120.63, lat=31.3, hours="24/7")
    answer = seen_by(office.clerk).get("/desk/circle/board/" + basket)
    assert (answer.context["sum"].households, answer.context["board"].opened) == (Share(3, 3), 3)
    assert 'aria-label="那时开着的点 3 ' in answer.content.decode()


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize(
    ("rules", "name", "minutes", "said"),
    [
        ("", "service_station", 15.0, ""),
        ("5", "service_station", 5.0, ""),
        ("30", "bank", 30.0, ""),
        ("gb50180", "service_station", 4.5, "来源：城市居住区规划设计标准 GB 50180-2018 附录 C"),
        ("tdt1062", "health_station", 7.5, "来源：社区生活圈规划技术指南 TD/T 1062-2021 附录 A.3"),
        ("tdt1062", "bank", 15.0, "TD/T 1062-2021 附录 A.3 里没有这一类的数，按 15 分钟"),
        ("commerce", "bank", 15.0, "一刻钟便民生活圈 5/8/15 分钟 里没有这一类的数，按 15 分钟"),
    ],
)
def test_a_limit_is_chosen_among_minutes_and_standards_and_says_where_it_is_from(
    office: Office, rules: str, name: str, minutes: float, said: str
) -> None:
    answer = seen_by(office.clerk).get(f"/desk/circle/board/?name={name}&day=any&rules={rules}")
    html = answer.content.decode()
    assert [round(one["minutes"], 1) for one in answer.context["limits"]] == [minutes]
    assert ("来源：" in html or "里没有这一类" in html, said in html) == (bool(said), True)
    assert ("数值未核" in html) == (rules == "gb50180")


def test_the_map_has_communities_with_their_tone_and_the_points(
    office: Office, station: ServicePoint
) -> None:
    features = seen_by(office.clerk).get("/desk/circle/board/map.geojson" + ASKED).json()["features"]
    told = [
        (f["properties"]["kind"], f["properties"]["label"], f["properties"].get("tone")) for f in features
    ]
    assert told == [("area", "梅东社区", "ok"), ("area", "梅西社区", "ok"), ("point", station.name, None)]
