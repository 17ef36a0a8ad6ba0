"""The circle over the API: public, the same as the pages and the engine, unchanged answers cost nothing."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from shapely.geometry import shape

from homes import Homes
from office import BY, Office, seen_by
from points import make_item, make_point
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import UnitKind
from yike.core.apikeys.actions import issue
from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.faces.api.v1 import callers, circle
from yike.rooms.circle import actions, standing
from yike.rooms.circle.actions import NewMaterial, NewOffer
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import asked as reading_asked
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.surveys.bands import draw_bands
from yike.rooms.circle.surveys.request import Request
from yike.rooms.circle.walking.asks import Wish
from yike.rooms.circle.walking.ground import install_streets

pytestmark = pytest.mark.django_db
HERE = "lon=120.63&lat=31.3"


@pytest.fixture(scope="session")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the streets of the sketch, on which the small office stands."""
    home = tmp_path_factory.mktemp("api")
    install_streets(sketch_files().streets, home)
    return home


@pytest.fixture(autouse=True)
def _unasked() -> None:
    """Let every test begin with nobody having asked anything."""
    cache.clear()


@pytest.fixture
def station(office: Office, homes: Homes, streets: Path, settings: LazySettings) -> ServicePoint:
    """Return the one station, open all day, which offers the residence permit."""
    settings.YIKE_HOME = streets
    more: dict[str, Any] = {"hours": "每天 0:00-24:00", "keeps_holidays": False, "features": ["ramp"]}
    point = make_point(office.first, code="st1", lon=120.631, lat=31.3, phone="0512-00000000", **more)
    actions.offer(BY, actions.NewOffer(point, make_item()))
    return point


def asked(path: str, **headers: str) -> Any:
    return Client().get(f"/api/v1/circle/{path}", headers=headers)


@pytest.mark.usefixtures("station")
def test_anybody_reads_the_directory_and_nobody_what_is_in_preparation(office: Office) -> None:
    make_point(office.first, "筹备中", state="preparing", code="st2")
    assert [line["code"] for line in asked("points").json()["items"]] == ["st1"]
    assert [line["code"] for line in asked("items").json()["items"]] == ["JZZ"]
    assert asked("points/one?code=st2").status_code == 404
    whole = asked("points/one?code=ST1").json()
    assert (whole["features"], whole["offers"]) == (
        ["ramp"],
        [OFFER],
    )


OFFER = {
    "item": "JZZ",
    "name": "居住证申领",
    "mode": "window",
    "mode_name": "窗口办理",
    "place": "",
    "hours": "",
    "hours_text": "",
    "first_day": None,
    "last_day": None,
    "note": "",
    "fee": "",
    "legal_days": None,
    "promised_days": None,
    "online_url": "",
}


def test_a_point_is_told_whole(station: ServicePoint) -> None:
    centre = make_point(station.area, "便民中心", code="st0", kind="service_centre")
    more: dict[str, Any] = {"host": station, "devices": "自助机\n老花镜", "entrance": "北门", "note": "带伞"}
    machine = make_point(station.area, "自助机", code="st9", kind="self_service", **more)
    actions.change_point(BY, station, host=centre)
    since = today() + timedelta(days=3)
    days = {"since": since, "until": since + timedelta(days=1)}
    actions.add_exception(BY, station, **days, hours="9:00-11:00", reason="盘点")
    actions.add_exception(BY, machine, **days, hours="", reason="检修")
    window = {"place": "3号窗口", "hours": "周三 14:00-16:00", "note": "取号", "last_day": since}
    item = make_item("LNK", "老年人优待证", fee="免费", legal_days=20, promised_days=5)
    actions.offer(BY, actions.NewOffer(machine, item, more=window))
    told, inner = (asked(f"points/one?code={code}").json() for code in ("st1", "st9"))
    assert told["host"] == {"code": "st0", "name": "便民中心", "kind": "service_centre"}
    assert told["inside"] == [{"code": "st9", "name": "自助机", "kind": "self_service"}]
    assert (told["area"], told["area_name"]) == (station.area.code, station.area.name)
    (away,) = told["exceptions"]
    assert away == {
        "since": since.isoformat(),
        "until": (since + timedelta(days=1)).isoformat(),
        "hours": "9:00-11:00",
        "hours_text": "每天 9:00–11:00",
        "reason": "盘点",
    }
    assert [(one["hours"], one["hours_text"]) for one in inner["exceptions"]] == [("", "")]
    plain = ("devices", "entrance", "note", "keeps_holidays", "inside", "state_reason")
    assert [inner[name] for name in plain] == [["自助机", "老花镜"], "北门", "带伞", True, [], ""]
    (offer,) = inner["offers"]
    assert offer == OFFER | window | {
        "item": "LNK",
        "name": "老年人优待证",
        "last_day": since.isoformat(),
        "hours_text": "周三 14:00–16:00",
        "fee": "免费",
        "legal_days": 20,
        "promised_days": 5,
    }


def test_a_host_that_residents_do_not_find_is_not_told(station: ServicePoint) -> None:
    hidden = make_point(station.area, "筹备中的楼", code="st0", state="preparing")
    actions.change_point(BY, station, host=hidden)
    assert asked("points/one?code=st1").json()["host"] is None
    assert "筹备中的楼" not in asked("hsds").content.decode()


def test_an_item_is_told_whole(station: ServicePoint) -> None:
    item = station.offers.get().item
    actions.change_item(BY, item, basis="居住证暂行条例", source_date=today(), legal_days=15, fee="不收费")
    told = asked("items/one?code=JZZ").json()
    names = ("everyday", "basis", "source_date", "legal_days", "fee")
    assert [told[name] for name in names] == [
        *(["暂住证"], "居住证暂行条例", today().isoformat(), 15, "不收费"),
    ]


def test_what_can_be_done_around_is_what_the_engine_says(station: ServicePoint) -> None:
    far = make_point(station.area, "远", code="st2", lon=120.641, lat=31.3, hours="每天 0:00-24:00")
    actions.offer(BY, actions.NewOffer(far, make_item("LNK", "老年人优待证")))
    shut = make_point(station.area, "夜里开", code="st3", lon=120.631, lat=31.3, hours="每天 20:00-21:00")
    actions.offer(BY, actions.NewOffer(shut, make_item("YBD", "医保登记")))
    told = asked(f"around?{HERE}&at=2026-11-24T10:00&minutes=12&pace=elder").json()
    at = datetime(2026, 11, 24, 10)
    found = standing.town(9.0).around(Wish(120.63, 31.3, at, "elder"), 12.0)
    points = {point.pk: point.code for point in (station, far, shut)}
    for name, lines in (("here", found.items), ("farther", found.farther), ("closed", found.shut)):
        assert [(one["point"], one["seconds"], one["metres"]) for one in told[name]] == [
            (points[one.found.id], one.found.ds / 10, round(one.found.metres)) for one in lines
        ]
    assert [[one["item"] for one in told[name]] for name in ("here", "farther", "closed")] == [
        *(["JZZ"], ["LNK"], ["YBD"]),
    ]
    assert told["closed"][0]["opens"] == "2026-11-24T20:00:00"
    assert (told["offered"], told["minutes"], told["walked"]) == (3, 12.0, True)
    assert asked(f"around?{HERE}")["Cache-Control"] == "private, no-store"
    assert asked(f"around?{HERE}&minutes=90").status_code == 422


@pytest.mark.usefixtures("station")
def test_nobody_is_sent_farther_than_asked(station: ServicePoint) -> None:
    make_point(station.area, "远", code="st2", lon=120.651, lat=31.3, hours="每天 0:00-24:00")
    codes = [
        [one["code"] for one in asked(f"near?{HERE}&at=2026-11-24T10:00{end}").json()["open"]]
        for end in ("", "&minutes=10")
    ]
    assert codes == [["st1", "st2"], ["st1"]]


def test_hsds_has_other_days_hosts_devices_and_limits(station: ServicePoint) -> None:
    centre = make_point(station.area, "便民中心", code="st0")
    actions.change_point(BY, station, host=centre, devices="叫号机")
    actions.change_item(BY, station.offers.get().item, promised_days=5)
    since = today() + timedelta(days=3)
    actions.add_exception(BY, station, since=since, until=since, hours="9:00-11:00", reason="盘点")
    actions.add_exception(
        BY, station, since=since + timedelta(1), until=since + timedelta(1), hours="", reason="休"
    )
    (service,) = asked("hsds").json()["contents"]
    (place,) = service["service_at_locations"]

    def values(thing: dict[str, Any]) -> list[tuple[str, str]]:
        return [(one["taxonomy_term"]["name"], one["value"]) for one in thing["attributes"]]

    assert (values(service), values(place["location"])) == (
        [("promised_days", "5")],
        [("host", "st0"), ("device", "叫号机")],
    )
    special = [one for one in place["schedules"] if one["freq"] == "DAILY"]
    assert [(one["valid_from"], one.get("opens_at"), one["notes"]) for one in special] == [
        (since.isoformat(), "09:00", "盘点"),
        ((since + timedelta(days=1)).isoformat(), None, "休"),
    ]


def test_hsds_tells_for_each_day_the_hours_that_hold_on_it_and_no_others(station: ServicePoint) -> None:
    row = station.offers.get()
    actions.offer(BY, NewOffer(station, row.item, row.mode, hours="每天 9:00-11:00"))
    day = today() + timedelta(days=3)
    for first, last, hours in (
        (0, 6, ""),
        (2, 2, "8:00-20:00"),
        (5, 8, "10:00-12:00"),
        (8, 9, "14:00-16:00"),
    ):
        actions.add_exception(
            BY,
            station,
            since=day + timedelta(days=first),
            until=day + timedelta(days=last),
            hours=hours,
            reason="换",
        )
    (service,) = asked("hsds").json()["contents"]
    rows = [one for one in service["service_at_locations"][0]["schedules"] if one["freq"] == "DAILY"]
    told = [(one["valid_from"], one["valid_to"], one.get("opens_at"), one.get("closes_at")) for one in rows]
    assert told == [
        (str(day + timedelta(days=first)), str(day + timedelta(days=last)), opens, closes)
        for first, last, opens, closes in (
            (0, 1, None, None),
            (2, 2, "09:00", "11:00"),
            (3, 4, None, None),
            (5, 7, "10:00", "11:00"),
            (8, 9, None, None),
        )
    ]
    assert len({one["id"] for one in rows}) == len(rows)


@pytest.mark.parametrize(
    ("ask", "board"),
    [
        ("kind=service_station&any_hour=true", "name=service_station&day=any"),
        ("basket=daily&weekday=1&hour=10&pace=elder", "name=daily&day=1&hour=10&pace=elder"),
        ("kind=bank&weekday=5&hour=20&ruleset=5", "name=bank&day=5&hour=20&rules=5"),
        ("basket=elder&any_hour=true&ruleset=gb50180", "name=elder&day=any&rules=gb50180"),
    ],
)
def test_cover_answers_what_the_board_asks(
    office: Office, station: ServicePoint, ask: str, board: str
) -> None:
    make_point(station.area, "银行", code="st5", kind="bank", lon=120.632, lat=31.3, hours="每天 9:00-21:00")
    make_point(station.area, "卫生", code="st6", kind="health_station", lon=120.632, lat=31.3)
    client = seen_by(office.leader)
    standing.town(9.0)
    told = client.get(f"/api/v1/circle/cover?{ask}").json()
    said = reading_asked(dict(part.split("=") for part in board.split("&")))
    communities = tables.communities(office.leader)
    lines = tables.lines(
        standing.town().board(said.question),
        said.name,
        communities,
        tables.plainly(office.leader, communities),
    )
    expected = [
        (
            line.area.code,
            *(part for one in (line.households, line.elders) for part in (one.total_told, one.covered_told)),
        )
        for line in lines
        if line.area
    ]
    names = ("code", "households", "households_covered", "elders", "elders_covered")
    assert [tuple(one[name] for name in names) for one in told] == expected
    assert expected


def test_cover_is_asked_about_one_thing(office: Office, station: ServicePoint) -> None:
    client = seen_by(office.leader)
    for wrong in (
        "",
        "kind=bank&basket=daily",
        "kind=bank&weekday=7",
        "kind=bank&hour=24",
        "kind=bank&ruleset=x",
    ):
        assert client.get(f"/api/v1/circle/cover?{wrong}").status_code == 422, wrong


def test_names_and_words_come_in_the_language_that_is_asked_for(station: ServicePoint) -> None:
    item = station.offers.get().item
    brought = [NewMaterial("身份证", name_en="Identity card"), NewMaterial("照片")]
    actions.change_item(BY, item, name_en="Residence permit", plain="外地人领的证", materials=brought)
    told: dict[str, list[Any]] = {}
    for words, ask in (("zh", {}), ("en", {"accept_language": "en"}), ("en", {})):
        end = "&lang=en" if words == "en" and not ask else ""
        one = asked(f"items/one?code=JZZ{end}", **ask).json()
        point = asked(f"points/one?code=st1{end}", **ask).json()
        (near,) = asked(f"near?{HERE}&item=JZZ{end}", **ask).json()["open"]
        (line,) = asked(f"items?limit=5{end}", **ask).json()["items"]
        (shown,) = asked(f"points.geojson?x=1{end}", **ask).json()["features"]
        found = [one["name"], line["name"], one["plain"], *(each["name"] for each in one["materials"])]
        found += [point[name] for name in ("kind_name", "state_name", "feature_names", "hours_text")]
        found += [point["offers"][0]["name"], near["kind_name"], shown["properties"]["state_name"]]
        assert told.setdefault(words, found) == found
    assert told["zh"][:5] == ["居住证申领", "居住证申领", "外地人领的证", "身份证", "照片"]
    assert told["en"][:5] == ["Residence permit", "Residence permit", "外地人领的证", "Identity card", "照片"]
    assert [one for one in map(str, told["en"][5:]) if not one.isascii()] == []
    assert [one for one in map(str, told["zh"][5:]) if one.isascii()] == []


def test_an_answer_in_one_language_is_none_for_the_other(station: ServicePoint) -> None:
    answer = asked("points?lang=en")
    assert (answer["Content-Language"], "Accept-Language" in answer["Vary"]) == ("en", True)
    assert asked("points?lang=en", if_none_match=answer["ETag"]).status_code == 304
    assert asked("points?lang=zh", if_none_match=answer["ETag"]).status_code == 200
    assert asked("points?lang=fr").status_code == 422
    assert asked("items/one?code=none").status_code == 404


def test_near_by_is_what_the_engine_says_to_the_decisecond(station: ServicePoint) -> None:
    told = asked(f"near?{HERE}&item=JZZ&pace=elder&at=2026-11-24T10:00").json()
    wish = Wish(120.63, 31.3, circle._moment(None), "elder")
    (found,) = standing.town().nearest(wish).found
    assert [(line["code"], line["seconds"], line["metres"]) for line in told["open"]] == [
        ("st1", found.ds / 10, round(found.metres))
    ]
    assert (told["walked"], told["on_street"], told["later"]) == (True, True, [])


@pytest.mark.usefixtures("station")
def test_an_item_nobody_knows_and_a_year_without_calendar_are_told(office: Office) -> None:
    assert asked(f"near?{HERE}&item=none").status_code == 404
    for year in ("0001", "1999", "2200", "9999"):
        answer = asked(f"near?{HERE}&at={year}-01-01T00:00:00Z")
        assert (answer.status_code, sorted(answer.json())) == (422, ["en", "zh"])


@pytest.mark.usefixtures("station")
def test_the_ground_reached_is_a_polygon_around_the_position() -> None:
    feature = asked(f"reach?{HERE}&minutes=5").json()
    assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "MultiPolygon")
    assert asked(f"reach?{HERE}&minutes=0").status_code == 422


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize(("pace", "minutes"), [("elder", 5), ("adult", 15)])
def test_the_ground_reached_is_the_engines_and_the_commands(pace: str, minutes: int) -> None:
    told = asked(f"reach?{HERE}&minutes={minutes}&pace={pace}&at=2026-11-24T10:00").json()
    command = draw_bands(Request(streets=sketch_files().streets, pace=pace), (120.63, 31.3), (minutes,))
    assert shape(told["geometry"]) == command.areas[0]
    assert not command.areas[0].is_empty


def test_what_is_unchanged_is_not_sent_again_until_the_directory_changes(station: ServicePoint) -> None:
    mark = asked("points.geojson")["ETag"]
    assert asked("points.geojson", if_none_match=mark).status_code == 304
    actions.set_hours(BY, station, hours="每天 8:00-18:00")
    assert asked("points.geojson", if_none_match=mark).status_code == 200


@pytest.mark.usefixtures("station")
def test_cover_is_for_those_who_plan_and_only_of_their_communities(office: Office) -> None:
    path = "/api/v1/circle/cover?kind=service_station&any_hour=true"
    assert Client().get(path).status_code == 401

    def codes(user: Any) -> list[tuple[str, int, int]]:
        client = Client()
        client.force_login(user)
        return [(line["code"], line["elders"], line["elders_covered"]) for line in client.get(path).json()]

    assert codes(office.worker) == [(office.first.code, 3, 3)]
    assert codes(office.stranger) == [(office.second.code, 0, 0)]
    assert codes(office.audit) == []


@pytest.mark.usefixtures("station")
def test_a_key_reads_the_cover_of_its_own_units_area(office: Office) -> None:
    path = "cover?kind=service_station&any_hour=true"

    def told(area: Area) -> list[tuple[str, object, object]]:
        unit = add_unit(BY, kind=UnitKind.PARTNER, name=f"单位{area.code}", area=area)
        until = today() + timedelta(days=9)
        _key, text = issue(BY, unit, name="大屏", scopes=["cover"], expires_on=until)
        lines = asked(path, authorization=f"Bearer {text}").json()
        return [(line["code"], line["elders"], line["elders_covered"]) for line in lines]

    assert told(office.first) == [(office.first.code, None, None)]  # three elders: too few to be told
    assert told(office.street) == [(office.first.code, None, None), (office.second.code, 0, 0)]
    assert told(office.grids[0]) == []


def test_what_has_closed_a_moment_ago_is_not_told_though_the_walks_are_those_of_before(
    station: ServicePoint, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_point(office.first, "别处", code="st2", lon=120.632, hours="每天 0:00-24:00")
    path = f"near?{HERE}&at=2026-11-24T10:00"
    before = standing.town()
    assert [line["code"] for line in asked(path).json()["open"]] == ["st1", "st2"]
    monkeypatch.setattr(standing, "town", lambda *_: before)
    actions.go(BY, station, "pause", reason="修门")
    actions.set_hours(BY, other, hours="每天 18:00-20:00")
    told = asked(path).json()
    assert (told["open"], [(line["code"], line["opens"]) for line in told["later"]]) == (
        [],
        [("st2", "2026-11-24T18:00:00")],
    )
    monkeypatch.setattr(shelf.Current, "fresh", lambda _self: None)  # nor while the lists are read anew
    assert asked(path).json() == told


@pytest.mark.usefixtures("station")
def test_who_asks_too_much_without_an_account_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "MOST", 2)
    assert [asked("items").status_code for _ in range(2)] == [200, 200]
    refused = asked("items")
    assert (refused.status_code, refused["Retry-After"], sorted(refused.json())) == (429, "60", ["en", "zh"])


@pytest.mark.usefixtures("station")
def test_hsds_has_every_item_with_its_places_hours_and_papers() -> None:
    told = asked("hsds").json()
    (service,) = told["contents"]
    (place,) = service["service_at_locations"]
    assert (told["total_items"], service["name"], service["organization"]["name"]) == (
        1,
        "居住证申领",
        "梅巷街道",
    )
    assert [one["document"] for one in service["required_documents"]] == ["身份证", "居住证明"]
    assert (place["location"]["name"], place["location"]["latitude"]) == ("梅东便民服务站", 31.3)
    assert [(one["byday"], one["opens_at"], one["closes_at"]) for one in place["schedules"]] == [
        ("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")
    ]
    assert uuid.UUID(service["id"]) != uuid.UUID(place["id"])


def test_hsds_says_from_when_until_when_a_point_and_an_offer_are_there(station: ServicePoint) -> None:
    actions.change_point(BY, station, last_day=today() + timedelta(days=9))
    days = {"first_day": today(), "last_day": today() + timedelta(days=20)}
    actions.offer(BY, actions.NewOffer(station, make_item("LNK", "老年人优待证"), more=days))
    told = [one for one in asked("hsds").json()["contents"] if one["name"] == "老年人优待证"]
    ((schedule,),) = [one["schedules"] for one in told[0]["service_at_locations"]]
    assert (schedule["valid_from"], schedule["valid_to"]) == (
        today().isoformat(),
        (today() + timedelta(days=9)).isoformat(),
    )


@pytest.mark.usefixtures("station")
def test_what_went_wrong_has_no_mark_and_where_somebody_stands_is_kept_by_nobody() -> None:
    assert "ETag" not in asked("points?limit=0")
    assert asked(f"near?{HERE}")["Cache-Control"] == "private, no-store"
    assert asked(f"reach?{HERE}")["Cache-Control"] == "private, no-store"


def test_a_point_checked_today_is_sent_again(station: ServicePoint) -> None:
    other = make_point(station.area, "另一个", code="st2")
    for point in (station, other):
        mark = asked("points")["ETag"]
        assert asked("points", if_none_match=mark).status_code == 304
        actions.check_point(BY, point)
        assert asked("points", if_none_match=mark).status_code == 200
