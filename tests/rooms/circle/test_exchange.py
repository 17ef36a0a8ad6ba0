"""Files of the directory: what goes out comes in again, and what is wrong is told by its cell."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from office import BY, Office, square
from points import make_item, make_offer, make_point
from yike.core.areas.actions import draw_area
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.reach.datum import FROM_WGS84
from yike.rooms.circle import actions, sketch
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.columns import SHEETS
from yike.rooms.circle.exchange.planning import Plan, plan_import
from yike.rooms.circle.exchange.rows import read_drafts
from yike.rooms.circle.exchange.standing import rows_of, standing
from yike.rooms.circle.exchange.writing import csv_file, geojson_file, workbook
from yike.rooms.circle.models import PointItem, PointState, ServiceItem, ServicePoint

pytestmark = pytest.mark.django_db
File = Callable[[str, bytes], Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def book(**sheets: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return out.getvalue()


def planned(path: Path, **how: Any) -> Plan:
    return plan_import(read_drafts(path), standing(None), **how)


def told(plan: Plan) -> list[str]:
    return [mistake.text("zh").split("，")[0] for mistake in plan.mistakes]


HEADER = ["站点编号", "名称", "类型", "地址", "经度", "纬度", "所在区域"]


# --- out and in again -------------------------------------------------------------------------------------

WORDS = st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x9FFF), max_size=12)
NEEDED = WORDS.filter(bool)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=NEEDED,
    note=WORDS,
    lines=st.lists(NEEDED, max_size=3),
    lon=st.floats(120.5, 120.7),
    features=st.sets(st.sampled_from(["ramp", "lift", "seats"])),
    state=st.sampled_from(["preparing", "trial", "open", "paused"]),
    last=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    days=st.none() | st.integers(0, 99),
    special=st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 5), st.booleans()), max_size=3),
    checked=st.none() | st.integers(0, 400),
    english=st.booleans(),
)
def test_what_goes_out_comes_in_again_and_changes_nothing(
    office: Office,
    name: str,
    note: str,
    lines: list[str],
    lon: float,
    features: set[str],
    state: str,
    last: date | None,
    days: int | None,
    special: list[tuple[int, int, bool]],
    checked: int | None,
    english: bool,
) -> None:
    host = make_point(office.first)
    more = {"note": note, "devices": "\n".join(lines), "features": sorted(features), "last_day": last}
    more = {
        name: sorted(value, key=["ramp", "lift", "seats"].index) if name == "features" else value
        for name, value in more.items()
    }
    more["checked_on"] = None if checked is None else today() - timedelta(days=checked)
    point = make_point(office.second, name, lon=lon, host=host, state=state, keeper=office.clerk, **more)
    for start, length, shut in special:
        since = today() + timedelta(days=start)
        until, hours = since + timedelta(days=length), "" if shut else "每天 9:00-11:30"
        actions.add_exception(BY, point, since=since, until=until, hours=hours, reason=name)
    item = make_item(f"X{ServiceItem.objects.count()}", name, legal_days=days, fee=note)
    actions.offer(BY, actions.NewOffer(point, item, more={"note": note, "last_day": last}))
    rows, language = rows_of(None), "en" if english else "zh"
    made = {
        "all.xlsx": workbook(rows, language=language),
        "points.geojson": geojson_file(rows, language=language),
    }
    made |= {f"{sheet.role}.csv": csv_file(sheet, rows[sheet.role], language=language) for sheet in SHEETS}
    with tempfile.TemporaryDirectory() as folder:
        for file_name, content in made.items():
            path = Path(folder) / file_name
            path.write_bytes(content)
            plan = planned(path, datum="wgs84", complete=True)
            assert (told(plan), plan.notes, plan.refusal, plan.empty) == ([], [], None, True), file_name
            assert (plan.same > 0) == (file_name != "exceptions.csv" or bool(rows["exceptions"]))


def test_a_file_builds_the_directory_from_nothing(office: Office, file: File) -> None:
    make_offer(office)
    content = workbook(rows_of(None))
    before = [[str(list(sheet)) for sheet in _table(content)]]
    for row in PointItem.objects.all():
        actions.withdraw(BY, row)
    emptied = file("all.xlsx", content)
    plan = actions.import_directory(BY, read_drafts(emptied), reason="重建")
    assert (plan.added, plan.changed) == (1, 0)
    assert [[str(list(sheet)) for sheet in _table(workbook(rows_of(None)))]] == before


def _table(content: bytes) -> list[list[tuple[Any, ...]]]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(content))]


def test_new_points_items_and_offers_of_one_file_refer_to_each_other(office: Office, file: File) -> None:
    content = book(
        站点=[
            [*HEADER, "设在哪个站点里", "开放时间"],
            ["in1", "里面", "就业服务站", "梅巷1号", 120.62, 31.3, "梅东社区", "out1", "每天 9:00-16:00"],
            ["out1", "外面", "公益空间", "梅巷1号", 120.62, 31.3, "梅东社区", "", ""],
        ],
        事项=[["事项编码", "名称", "类型", "层级"], ["A1", "求职登记", "公共服务", "社区"]],
        材料=[["事项编码", "次序", "材料"], ["A1", 2, "照片"], ["A1", 1, "身份证"]],
        办理点=[["站点编号", "事项编码", "方式"], ["IN1", "A1", "自助办理"]],
    )
    plan = actions.import_directory(BY, read_drafts(file("new.xlsx", content)), reason="建库")
    inner = ServicePoint.objects.get(code="in1")
    assert (plan.added, inner.host and inner.host.code, inner.state) == (4, "out1", "preparing")
    offered = PointItem.objects.get()
    assert (offered.point, offered.mode) == (inner, "self_service")
    assert list(ServiceItem.objects.get().materials.values_list("name", flat=True)) == ["身份证", "照片"]


def test_the_bundled_list_of_points_is_taken_in_as_it_is(office: Office) -> None:
    draw_area(BY, office.first, polygon=square(120.58, 31.26, 0.1))
    path = Path(sketch.__file__).parent / "data" / "points.csv"
    plan = actions.import_directory(BY, read_drafts(path), datum="wgs84", reason="建库")
    assert (plan.added, ServicePoint.objects.count()) == (114, 114)
    inner = ServicePoint.objects.get(code="st002")
    assert (inner.kind, inner.host and inner.host.code, inner.area) == ("self_service", "st001", office.first)


# --- what is wrong ----------------------------------------------------------------------------------------


def test_every_mistake_is_told_by_its_cell(office: Office, file: File) -> None:
    content = book(
        站点=[
            [*HEADER, "开放时间", "节假日休息"],
            ["a1", "甲", "银行网点", "梅巷", 120.62, 31.3, "梅东社区", "有空就开", "是"],
            ["a2", "乙", "飞机场", "梅巷", 120.62, "三十一", "梅东社区", "", "也许"],
            ["a3", "", "银行网点", "梅巷", 31.3, 120.62, "没有的社区", "", "是"],
            ["a4", "丁", "银行网点", "梅巷", 120.62, 31.3, "没有的社区", "", "是"],
            ["a5", "戊", "银行网点", "梅巷", 120.62, 31.3, "梅东社区", "", "是"],
            ["A5", "己", "银行网点", "梅巷", 120.62, 31.3, "梅东社区", "", "是"],
        ],
        办理点=[["站点编号", "事项编码", "方式"], ["a5", "没有", "窗口办理"]],
    )
    plan = planned(file("wrong.xlsx", content))
    cells = [mistake.spot.cell for mistake in plan.mistakes]
    assert cells == [
        "站点!H2",
        "站点!C3",
        "站点!F3",
        "站点!I3",
        "站点!B4",
        "站点!F4",
        "站点!G5",
        "站点!A7",
        "办理点!B2",
    ]
    with pytest.raises(Fault):
        actions.import_directory(BY, read_drafts(file("wrong2.xlsx", content)))
    assert ServicePoint.objects.count() == 0


def test_swapped_columns_are_found_out(office: Office, file: File) -> None:
    rows = "站点编号,名称,类型,地址,经度,纬度,所在区域\na1,甲,银行网点,梅巷,31.3,89.9,梅东社区\n"
    assert told(planned(file("a.csv", rows.encode())))[0].startswith("E2 格：经度和纬度填反了")


def test_a_code_of_a_closed_point_is_not_taken_over(office: Office, file: File) -> None:
    make_point(office.first, state=PointState.CLOSED, code="gone22")
    rows = "站点编号,名称\ngone22,别的\n"
    assert [m.spot.cell for m in planned(file("a.csv", rows.encode())).mistakes] == ["A2"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing inside"),
        ("a.xlsx", b"%PDF-1.7"),
        ("a.geojson", b"{]"),
        ("a.csv", "姓名,电话\n张三,1\n".encode()),
        ("a.txt", b"x"),
    ],
)
def test_files_that_lie_or_say_nothing_are_refused(file: File, name: str, content: bytes) -> None:
    with pytest.raises(Fault):
        read_drafts(file(name, content))


def test_no_text_goes_out_as_a_formula_and_it_comes_in_as_it_was(office: Office, file: File) -> None:
    point = make_point(office.first, "=cmd|'/c calc'!A1", note="'+86")
    for name, content in (("a.csv", csv_file(SHEETS[0], [point])), ("a.xlsx", workbook(rows_of(None)))):
        path = file(name, content)
        assert planned(path, datum="wgs84").empty
    shown = load_workbook(file("b.xlsx", workbook(rows_of(None))))["站点"]["B2"]
    assert (shown.data_type, shown.value) == ("s", "'=cmd|'/c calc'!A1")
    assert "'=cmd" in csv_file(SHEETS[0], [point]).decode()


# --- datum, guard, rights ---------------------------------------------------------------------------------


def test_places_of_another_datum_are_found_out_converted_and_that_is_said(office: Office, file: File) -> None:
    draw_area(BY, office.first, polygon=square(120.62, 31.30, 0.004))
    places = [(120.6202 + n * 0.0004, 31.3002 + n * 0.0004) for n in range(9)]
    x, y = FROM_WGS84["gcj02"](np.array([p[0] for p in places]), np.array([p[1] for p in places]))
    rows = [[f"p{n}", f"站{n}", "银行网点", "梅巷", float(x[n]), float(y[n]), ""] for n in range(9)]
    plan = planned(file("gcj.xlsx", book(站点=[HEADER, *rows])))
    converted = "坐标看起来是高德、腾讯（GCJ-02）的，已换算"
    assert [fault.zh for fault in plan.notes] == [converted, faults.unwalked().zh]
    assert [(round(c.values["lon"], 6), round(c.values["lat"], 6)) for c in plan.points] == [
        (round(a, 6), round(b, 6)) for a, b in places
    ]
    assert {change.values["area"] for change in plan.points} == {office.first}
    assert [
        note.zh for note in planned(file("kept.xlsx", book(站点=[HEADER, *rows])), datum="wgs84").notes
    ] == [faults.unwalked().zh]


@pytest.mark.parametrize(
    ("points", "items", "offers", "refused"),
    [
        (8, 8, 8, ""),
        (7, 10, 10, "“站点”里没有的有 3 条，超过现有 10 条的两成"),
        (10, 7, 10, "“事项”里没有的有 3 条，超过现有 10 条的两成"),
        (10, 10, 7, "“办理点”里没有的有 3 条，超过现有 10 条的两成"),
        (0, 10, 10, "“站点”里没有的有 10 条，超过现有 10 条的两成"),
    ],
)
def test_a_file_that_leaves_out_over_a_fifth_of_any_sheet_is_refused(
    office: Office, file: File, points: int, items: int, offers: int, refused: str
) -> None:
    for n in range(10):
        actions.offer(
            BY, actions.NewOffer(make_point(office.first, f"站{n}", code=f"p{n}"), make_item(f"I{n}"))
        )
    rows = rows_of(None)
    kept = {
        "points": rows["points"][:points],
        "items": rows["items"][:items],
        "offers": rows["offers"][:offers],
    }
    plan = planned(file("part.xlsx", workbook(rows | kept)), complete=True, datum="wgs84")
    assert (plan.refusal.zh if plan.refusal else "", plan.gone) == (refused, 30 - points - items - offers)


def test_what_is_missing_is_closed_shelved_and_withdrawn_with_history(office: Office, file: File) -> None:
    points = [make_point(office.first, f"站{n}", code=f"p{n}") for n in range(6)]
    rows = rows_of(None)
    content = csv_file(SHEETS[0], rows["points"][:5])
    actions.import_directory(BY, read_drafts(file("five.csv", content)), complete=True, reason="年度清理")
    gone = ServicePoint.objects.get(code="p5")
    assert (gone.state, gone.state_reason, len(points)) == ("closed", "年度清理", 6)
    assert HistoryEntry.objects.filter(verb="circle.import", object_pk=str(gone.pk)).count() == 1


def test_only_the_street_exchanges_files_and_a_plan_of_yesterday_is_not_done(
    office: Office, file: File
) -> None:
    point = make_point(office.first, code="p1")
    content = csv_file(SHEETS[0], [point]).replace(point.name.encode(), "新名字".encode())
    drafts = read_drafts(file("a.csv", content))
    for user in (office.worker, office.leader, office.grid_worker):
        with pytest.raises(PermissionDenied):
            actions.import_directory(By.person(user), drafts)
    seen = plan_import(drafts, standing(office.clerk)).fingerprint()
    actions.change_point(BY, point, phone="0512-65221234")
    with pytest.raises(Fault):
        actions.import_directory(By.person(office.clerk), drafts, seen=seen)
    assert ServicePoint.objects.get().name == point.name


def test_a_point_moved_by_a_file_makes_its_signs_stale_and_its_state_is_left_alone(
    office: Office, file: File
) -> None:
    point = make_point(office.first, code="p1")
    rows = f"站点编号,经度,状态\np1,{point.lon + 0.001},关闭\n"
    plan = actions.import_directory(BY, read_drafts(file("a.csv", rows.encode())), datum="wgs84")
    moved = ServicePoint.objects.get()
    assert (moved.placed, moved.state) == (2, "open")
    assert [fault.zh.split("，")[0] for fault in plan.notes] == [
        "C2 格：“梅东便民服务站”的状态不从文件改",
        faults.unwalked().zh.split("，")[0],
    ]


# --- the pages --------------------------------------------------------------------------------------------


def page(name: str, *args: str) -> str:
    return reverse(f"circle:{name}", args=args)


def test_a_file_is_looked_at_and_then_done_on_the_pages(client: Client, office: Office) -> None:
    point = make_offer(office).point
    client.force_login(office.clerk)
    content = client.get(page("export", "points", "csv")).content.replace(
        point.name.encode(), "新名字".encode()
    )
    upload = io.BytesIO(content)
    upload.name = "points.csv"
    shown = client.post(page("exchange"), {"file": upload, "datum": ""})
    assert (shown.context["plan"].changed, ServicePoint.objects.get().name) == (1, point.name)
    sent = dict(shown.context["form"].initial) | {"reason": "改名"}
    sent["complete"] = ""
    assert client.post(page("confirm"), sent | {"datum": "gcj02"}).status_code == 302
    assert ServicePoint.objects.get().name == point.name  # looked at otherwise: it does not open
    assert client.post(page("confirm"), sent)["Location"] == page("points")
    assert ServicePoint.objects.get().name == "新名字"


@pytest.mark.parametrize("who", ["worker", "leader", "audit", "stranger"])
def test_nobody_else_takes_the_files(client: Client, office: Office, who: str) -> None:
    client.force_login(getattr(office, who))
    addresses = [page("exchange"), page("export", "all", "xlsx"), page("export", "points", "geojson")]
    assert [client.get(address).status_code for address in addresses] == [403] * 3
    assert client.post(page("confirm"), {}).status_code == 403


def test_the_files_are_what_they_are_called(client: Client, office: Office) -> None:
    make_offer(office)
    client.force_login(office.clerk)
    found = json.loads(client.get(page("export", "points", "geojson")).content)
    assert [one["properties"]["名称"] for one in found["features"]] == ["梅东便民服务站"]
    names = load_workbook(io.BytesIO(client.get(page("export", "all", "xlsx")).content)).sheetnames
    assert names == ["站点", "事项", "材料", "办理点", "例外时间"]
