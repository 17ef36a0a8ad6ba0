"""Points of files that lie oddly are told by cell and taken on a yes; areas follow places; no ring of hosts."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from office import BY, EARLY, PASSWORD, Office, seen_by, square
from points import make_point
from yike.core.accounts.actions import add_user, give_role
from yike.core.areas.actions import draw_area
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.engines.reach.datum import from_wgs84
from yike.rooms.circle import actions, placing
from yike.rooms.circle.exchange import faults, placed
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import Drafts, read_drafts
from yike.rooms.circle.exchange.standing import standing
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.queries.streets import Footing
from yike.rooms.circle.walking.ground import open_ground

pytestmark = pytest.mark.django_db
HEADER = ["站点编号", "名称", "类型", "地址", "经度", "纬度"]
HERE, NEXT = (120.62, 31.3), (120.63, 31.3)


@pytest.fixture
def drawn(office: Office) -> Office:
    """Return the office with its two communities side by side, 800 m wide, at the places of the sketch."""
    draw_area(BY, office.first, polygon=square(120.616, 31.296, 0.008))
    draw_area(BY, office.second, polygon=square(120.626, 31.296, 0.008))
    return office


def content(form: str, rows: list[list[Any]], header: list[str]) -> bytes:
    """Return rows of points as a file of a form."""
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        return out.getvalue().encode()
    if form == "xlsx":
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
            page = book.add_worksheet("站点")
            for number, row in enumerate([header, *rows]):
                page.write_row(number, 0, row)
        return made.getvalue()
    features = []
    for row in rows:
        said = dict(zip(header, row, strict=True))
        place = {"type": "Point", "coordinates": [said.pop("经度"), said.pop("纬度")]}
        features.append({"type": "Feature", "properties": said, "geometry": place})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def drafts(folder: Path, rows: list[list[Any]], header: list[str] = HEADER, form: str = "csv") -> Drafts:
    path = folder / f"points.{form}"
    path.write_bytes(content(form, rows, header))
    return read_drafts(path)


def planned(found: Drafts, **how: Any) -> Plan:
    return plan_import(found, standing(None), **how)


def row(code: str, lon: float, lat: float, name: str = "", kind: str = "银行网点") -> list[Any]:
    return [code, name or code, kind, "梅巷", lon, lat]


FORMS = {
    "csv": lambda n: f"E{n + 2} 格",
    "xlsx": lambda n: f"站点!E{n + 2} 格",
    "geojson": lambda n: f"第 {n + 1} 个要素",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("drawn")
def test_each_odd_place_is_told_by_its_cell_and_written_on_a_yes_alone(tmp_path: Path, form: str) -> None:
    header = [*HEADER, "所在区域"]
    rows = [
        [*row("a", *HERE), "梅东社区"],
        [*row("b", 121.47, 31.23), "梅东社区"],  # another city
        [*row("c", HERE[0], HERE[1] + 0.0001, "同一处"), "梅东社区"],
    ]
    found = drafts(tmp_path, rows, header, form)
    plan = planned(found, datum="wgs84")
    told = [re.split("[，。]", doubt.text("zh"))[0] for doubt in plan.doubts]
    assert told == [
        f"{FORMS[form](1)}：离本街道 79.9 公里",
        f"{FORMS[form](2)}：和同类站点“a”只隔 11 米",
    ]
    assert (plan.ready, plan.mistakes) == (True, [])
    with pytest.raises(Fault, match="2 cells are in doubt"):
        actions.import_directory(BY, found, datum="wgs84", reason="建库")
    assert ServicePoint.objects.count() == 0
    actions.import_directory(BY, found, datum="wgs84", reason="建库", sure=True)
    assert ServicePoint.objects.count() == 3


@pytest.mark.usefixtures("drawn")
def test_a_place_that_fits_nowhere_however_it_is_read_is_to_be_checked(tmp_path: Path) -> None:
    x, y = from_wgs84(np.array([HERE[0]]), np.array([HERE[1]]), "gcj02")
    lon, lat = float(x[0]) + 0.03, float(y[0])  # still a kilometre out, whatever it is read as
    header, rest = (
        [*HEADER, "所在区域"],
        [[*row(str(n), 120.62 + n / 2e3, 31.3), "梅东社区"] for n in range(7)],
    )
    (doubt,) = planned(drafts(tmp_path, [*rest, [*row("a", lon, lat), "梅东社区"]], header)).doubts
    assert (doubt.spot.cell, doubt.fault.do_zh) == ("E9", "请核对经度和纬度")
    (doubt,) = planned(drafts(tmp_path, [[*row("a", 31.3001, 71.9), "梅东社区"]], header)).doubts
    assert doubt.fault.do_en == "Check longitude and latitude"


def test_the_river_and_the_field_are_told_as_such(
    drawn: Office, tmp_path: Path, installed: Path, settings: LazySettings
) -> None:
    settings.YIKE_HOME = installed
    ground = open_ground(installed)
    streets, waters = ground.streets, ground.waters
    wide = max((shape for shape in waters.shapes if shape.area), key=lambda shape: shape.area)
    inside = wide.representative_point()
    field = float(streets.lon.max()) + 0.004, float(streets.lat.mean())
    header = [*HEADER, "所在区域"]
    rows = [[*row(str(n), *at), "梅东社区"] for n, at in enumerate([(inside.x, inside.y), field])]
    plan = planned(drafts(tmp_path, rows, header), datum="wgs84")
    expected = [placing.placed(*at, "wgs84").typed for at in ((inside.x, inside.y), field)]
    assert [one.far for one in expected] == [True, True]
    lon, lat = np.array([(inside.x, inside.y), field]).T
    outside = placed._out(lon, lat, standing(None)) > placed.OUT
    said = [doubt.fault.zh for doubt in plan.doubts]
    assert len(said) == 2
    for text, far, words in zip(said, outside, ("位置在水里", "离最近的路有"), strict=True):
        assert text.startswith("离本街道" if far else words)


def test_a_place_shifted_into_a_field_is_told_with_the_community_it_means(
    drawn: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, y = from_wgs84(np.array([HERE[0]]), np.array([HERE[1]]), "gcj02")
    far = {"typed": 400.0, "gcj02": 3.0}

    def footings(lon: Any, _lat: Any) -> Any:
        return np.where(lon == x[0], 400.0, 3.0), np.zeros(len(lon), np.bool_)

    monkeypatch.setattr(placed, "footings", footings)

    def footing(lon: float, _lat: float) -> Footing:
        return Footing(far["gcj02" if abs(lon - HERE[0]) < 1e-5 else "typed"], wet=False, banks=True)

    monkeypatch.setattr(placing, "footing", footing)
    rows = [row(str(n), 120.6165 + n / 2e3, 31.2965) for n in range(7)]
    rows += [row("a", float(x[0]), float(y[0]))]
    (doubt,) = planned(
        drafts(tmp_path, [[*one, drawn.first.code] for one in rows], [*HEADER, "所在区域"])
    ).doubts
    assert doubt.fault.zh == "离最近的路有 400 米或更远"
    assert doubt.fault.do_zh == "当作高德、腾讯坐标就在梅东社区，请核对"


def test_only_new_and_moved_rows_are_judged(drawn: Office, tmp_path: Path) -> None:
    make_point(drawn.first, "很远", lon=121.47, lat=31.23, code="far1")
    make_point(drawn.first, "很远二", lon=121.47, lat=31.23, code="far2")
    same = [["far1", "改名", 121.47, 31.23], ["far2", "很远二", 121.48, 31.23]]
    plan = planned(drafts(tmp_path, same, ["站点编号", "名称", "经度", "纬度"]), datum="wgs84")
    assert [doubt.spot.cell for doubt in plan.doubts] == ["C3"]


def test_a_row_moved_over_a_border_changes_its_community_and_one_named_elsewhere_stays(
    drawn: Office, tmp_path: Path
) -> None:
    make_point(drawn.first, lon=HERE[0], lat=HERE[1], code="follows")
    make_point(drawn.second, "在东办公", lon=HERE[0] + 0.002, lat=HERE[1], code="stays", kind="bank")
    header = ["站点编号", "所在区域", "经度", "纬度"]
    rows = [
        ["follows", drawn.first.code, *NEXT],
        ["stays", drawn.second.code, HERE[0] + 0.001, HERE[1]],
    ]
    plan = actions.import_directory(BY, drafts(tmp_path, rows, header), datum="wgs84", reason="搬迁")
    assert (plan.changed, plan.doubts) == (2, [])
    areas = {point.code: point.area for point in ServicePoint.objects.select_related("area")}
    assert areas == {"follows": drawn.second, "stays": drawn.second}


def test_new_rows_without_an_area_get_that_of_their_place(drawn: Office, tmp_path: Path) -> None:
    plan = planned(drafts(tmp_path, [row("a", *HERE), row("b", *NEXT)]), datum="wgs84")
    assert [one.values["area"] for one in plan.points] == [drawn.first, drawn.second]


@pytest.fixture
def half(drawn: Office) -> Any:
    """Return a clerk who keeps the first community alone."""
    unit = drawn.clerk.unit
    user = add_user(BY, username="half", name="冯半边", unit=unit, password=PASSWORD)
    give_role(BY, user=user, role=Role.CLERK, area=drawn.first, since=EARLY)
    return user


def test_a_place_in_a_community_that_the_clerk_does_not_keep_is_told_by_its_cell(
    drawn: Office, half: Any, tmp_path: Path
) -> None:
    make_point(drawn.first, lon=HERE[0], lat=HERE[1], code="moves")
    make_point(drawn.first, "在外", lon=NEXT[0], lat=NEXT[1], code="outside", kind="bank")
    rows = [row("moves", *NEXT), row("new", *NEXT, kind="公益空间"), row("outside", NEXT[0], NEXT[1] + 0.001)]
    found = drafts(tmp_path, rows)
    plan = plan_import(found, standing(half), datum="wgs84")
    told = [(one.spot.cell, one.fault.zh) for one in plan.mistakes]
    assert told == [(cell, f"位置在{drawn.second.name}，不归您维护") for cell in ("E2", "E3")]
    with pytest.raises(Fault, match="cell E2: the place lies in 梅西社区"):
        actions.import_directory(By.person(half), found, datum="wgs84", reason="搬迁")
    places = {one.code: (one.lon, one.area) for one in ServicePoint.objects.select_related("area")}
    assert places == {"moves": (HERE[0], drawn.first), "outside": (NEXT[0], drawn.first)}
    assert planned(found, datum="wgs84").mistakes == []  # who keeps both may move it


def test_without_streets_the_plan_says_what_nobody_looked_at(
    drawn: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placed, "footings", lambda _lon, _lat: None)
    plan = planned(drafts(tmp_path, [row("a", *HERE)]), datum="wgs84")
    assert [note.zh for note in plan.notes] == [faults.unwalked().zh]
    dry = np.zeros(1), np.zeros(1, np.bool_)
    monkeypatch.setattr(placed, "footings", lambda _lon, _lat: dry)
    assert planned(drafts(tmp_path, [row("a", *HERE)]), datum="wgs84").notes == []
    monkeypatch.setattr(placed, "footings", lambda _lon, _lat: None)
    make_point(drawn.first, lon=HERE[0], lat=HERE[1], code="stands")
    still = drafts(tmp_path, [["stands", "改名"]], ["站点编号", "名称"])
    assert planned(still).notes == []  # nothing moves: nothing was to be looked at


def test_the_page_says_that_streets_are_not_there_yet(drawn: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placed, "footings", lambda _lon, _lat: None)
    words = looked_at(seen_by(drawn.clerk), [row("a", *HERE)]).content.decode()
    assert faults.unwalked().zh in words


@pytest.mark.parametrize("form", FORMS)
def test_rings_of_hosts_over_file_and_directory_are_refused_by_cell(
    office: Office, tmp_path: Path, form: str
) -> None:
    inner = make_point(office.first, "里", code="in")
    make_point(office.first, "中", code="mid", host=inner)
    header = [*HEADER, "设在"]
    rows = [[*row("in", 120.62, 31.3, "里", "便民服务站"), "new"], [*row("new", 120.65, 31.3), "mid"]]
    plan = planned(drafts(tmp_path, rows, header, form), datum="wgs84")
    cell = {"csv": ["G2", "G3"], "xlsx": ["站点!G2", "站点!G3"], "geojson": ["", ""]}[form]
    rings = [one for one in plan.mistakes if one.fault.zh.startswith("不能设在它自己里面")]
    assert [one.spot.cell for one in rings] == cell
    assert [one.spot.feature for one in rings] == ([1, 2] if form == "geojson" else [0, 0])


def test_inside_out_is_no_ring(office: Office, tmp_path: Path) -> None:
    outer = make_point(office.first, "外", code="out")
    make_point(office.first, "里", code="in", host=outer)
    found = drafts(tmp_path, [["out", "in"], ["in", ""]], ["站点编号", "设在"])
    actions.import_directory(BY, found, reason="调整")
    hosts = {point.code: point.host and point.host.code for point in ServicePoint.objects.all()}
    assert hosts == {"out": "in", "in": None}


def test_a_new_point_that_does_not_serve_says_why_and_when_it_is_back(drawn: Office, tmp_path: Path) -> None:
    back = today() + timedelta(days=30)
    header = [*HEADER, "状态", "状态说明", "预计恢复日期"]
    rows = [
        [*row("a", *HERE), "暂停", "装修", str(back)],
        [*row("b", *HERE, "", "公益空间"), "暂停", "", ""],
        [*row("c", *HERE, "", "就业服务站"), "关闭", "", ""],
        [*row("d", *HERE, "", "便民服务站"), "暂停", "装修", str(today() - timedelta(days=1))],
    ]
    plan = planned(drafts(tmp_path, rows, header), datum="wgs84")
    assert [one.spot.cell for one in plan.mistakes] == ["H3", "H4"]
    late = plan.points[-1]  # as a house gives out what is not back yet
    assert (late.values["state"], late.values.get("back_on")) == ("paused", None)
    actions.import_directory(BY, drafts(tmp_path, rows[:1], header), datum="wgs84", reason="建库")
    point = ServicePoint.objects.get()
    assert (point.state, point.state_reason, point.back_on) == ("paused", "装修", back)


def test_a_thousand_points_on_one_spot_are_told_one_by_one_and_quickly_forgotten(
    drawn: Office, tmp_path: Path
) -> None:
    rows = [row(f"p{n}", *HERE) for n in range(1000)]
    plan = planned(drafts(tmp_path, rows), datum="wgs84")
    assert [one.spot.cell for one in plan.doubts] == [f"E{n}" for n in range(3, 1002)]


# --- the page ---------------------------------------------------------------------------------------------


def looked_at(client: Client, rows: list[list[Any]]) -> Any:
    upload = io.BytesIO(content("csv", rows, HEADER))
    upload.name = "points.csv"
    return client.post(reverse("circle:exchange"), {"file": upload, "datum": "wgs84"})


def test_the_page_asks_for_a_tick_and_keeps_the_file_until_it_has_it(drawn: Office) -> None:
    client = seen_by(drawn.clerk)
    shown = looked_at(client, [row("a", *HERE), row("b", HERE[0], HERE[1] + 0.0001)])
    words = shown.content.decode()
    assert ('type="checkbox" name="sure"' in words, "E3 格：和同类站点“a”只隔 11 米" in words) == (True, True)
    sent = {name: value or "" for name, value in shown.context["form"].initial.items()} | {"reason": "建库"}
    again = client.post(reverse("circle:confirm"), sent)
    assert (again.status_code, ServicePoint.objects.count()) == (200, 0)
    assert "1 处有疑问，还没有确认" in again.content.decode()
    without = client.post(reverse("circle:confirm"), sent | {"reason": "", "sure": "on"})
    assert (without.status_code, ServicePoint.objects.count()) == (200, 0)
    done = client.post(reverse("circle:confirm"), sent | {"sure": "on"})
    assert (done["Location"], ServicePoint.objects.count()) == (reverse("circle:points"), 2)


def test_a_file_without_doubts_has_no_tick(drawn: Office) -> None:
    client = seen_by(drawn.clerk)
    shown = looked_at(client, [row("a", *HERE)])
    assert 'type="checkbox"' not in shown.content.decode()
    sent = {name: value or "" for name, value in shown.context["form"].initial.items()} | {"reason": "建库"}
    assert client.post(reverse("circle:confirm"), sent)["Location"] == reverse("circle:points")
    stranger = seen_by(drawn.stranger)
    assert stranger.post(reverse("circle:confirm"), sent).status_code == 403
