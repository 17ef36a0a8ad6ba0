"""The pages of duties: who sees and keeps what, sheets looked at before they count, what anybody may know."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duties import SPOT, draw, make_place, make_unit
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions import duties as actions
from yike.rooms.grid.actions.duty_sheets import import_duties
from yike.rooms.grid.models import Duty, DutyPlace, PlaceKind
from yike.rooms.grid.queries import duties as queries
from yike.rooms.grid.sheets.duties import SHEET, plan_duties
from yike.rooms.grid.sheets.reading import Drafts, read_drafts

pytestmark = pytest.mark.django_db
HEAD = ("编号", "类型", "点位", "所在网格", "经度", "纬度", "走向", "责任单位", "组长", "队员", "从", "到")


def inside(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def xlsx(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (head, *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(name: str, unit: str, **more: Any) -> tuple[Any, ...]:
    said = {"点位": name, "责任单位": unit, "类型": "点位"} | more
    return tuple(said.get(column) for column in HEAD)


def drafts(tmp_path: Any, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Drafts:
    path = tmp_path / "duties.xlsx"
    path.write_bytes(xlsx(*rows, head=head))
    return read_drafts(path, SHEET)


def test_owner_and_colleague_see_a_place_and_a_stranger_does_not(office: Office) -> None:
    place = make_place(office, unit=make_unit(office))
    seen = {
        name: inside(getattr(office, name)).get(f"/desk/grid/duties/{place.pk}/").status_code
        for name in ("worker", "colleague", "grid_worker", "leader", "stranger", "audit")
    }
    assert seen == {
        "worker": 200,
        "colleague": 200,
        "grid_worker": 200,
        "leader": 200,
        "stranger": 404,
        "audit": 403,
    }
    for part in (
        "change",
        "give",
        "drop",
        f"terms/{Duty.objects.get().pk}",
        f"terms/{Duty.objects.get().pk}/end",
    ):
        got = {
            name: inside(getattr(office, name)).get(f"/desk/grid/duties/{place.pk}/{part}/").status_code
            for name in ("worker", "grid_worker", "stranger")
        }
        assert got == {"worker": 200, "grid_worker": 403, "stranger": 404}


def test_a_place_is_added_with_its_unit_found_by_where_it_lies(office: Office) -> None:
    draw(office)
    unit, client = make_unit(office), inside(office.worker)
    said = {"kind": "point", "name": "菜场东门", "lon": str(SPOT[0]), "lat": str(SPOT[1])}
    said |= {"unit": str(unit.pk), "members": "甲、乙", "since": str(today())}
    answer = client.post("/desk/grid/duties/new/", said)
    place = DutyPlace.objects.get()
    assert answer["Location"] == f"/desk/grid/duties/{place.pk}/"
    assert (place.area, Duty.objects.get().unit, Duty.objects.get().members) == (
        office.grids[0],
        unit,
        ["甲", "乙"],
    )
    page = client.get(answer["Location"]).content.decode()
    assert "梅巷环卫所" in page
    answer = client.post("/desk/grid/duties/new/", said | {"lon": "120.7", "lat": "31.4"})
    assert "按位置找不到网格" in answer.content.decode()
    answer = client.post("/desk/grid/duties/new/", said | {"lon": "120.629"})
    assert "不归您维护" in answer.content.decode()
    answer = client.post("/desk/grid/duties/new/", said | {"lat": ""})
    assert "经度和纬度要么都填" in answer.content.decode()
    assert DutyPlace.objects.count() == 1


def test_each_form_does_what_it_says(office: Office) -> None:
    unit, other = make_unit(office), make_unit(office, "梅巷城管队")
    place = make_place(office, unit=unit, since=today() - timedelta(days=3))
    client, at = inside(office.worker), f"/desk/grid/duties/{place.pk}"
    duty = Duty.objects.get()
    client.post(f"{at}/terms/{duty.pk}/", {"unit": str(unit.pk), "members": "丙"})
    client.post(f"{at}/give/", {"unit": str(other.pk), "since": str(today())})
    second = Duty.objects.get(unit=other)
    client.post(f"{at}/terms/{second.pk}/end/", {"last": str(today()), "reason": "到期"})
    client.post(f"{at}/drop/", {"reason": "拆了"})
    assert DutyPlace.objects.get().dropped_on == today()
    client.post(f"{at}/take-up/")
    place.refresh_from_db()
    assert place.dropped_on is None
    rows = [(d.unit.name, d.members, d.until) for d in Duty.objects.order_by("since")]
    assert rows == [("梅巷环卫所", ["丙"], today() - timedelta(days=1)), ("梅巷城管队", [], today())]


def test_lists_and_maps_show_what_is_asked_for(office: Office) -> None:
    draw(office)
    unit = make_unit(office)
    make_place(office, unit=unit)
    make_place(office, "河埠头")
    line = ((120.6205, 31.303), (120.6235, 31.303))
    make_place(office, "梅巷河岸", kind="stretch", line=line, lon=None, lat=None, unit=unit)
    client = inside(office.worker)
    page = client.get("/desk/grid/duties/").content.decode()
    assert [name in page for name in ("菜场东门", "河埠头", "梅巷河岸", "1 个点没有人包干")] == [True] * 4
    page = client.get("/desk/grid/duties/?look=orphans").content.decode()
    assert [name in page for name in ("菜场东门", "河埠头")] == [False, True]
    page = client.get(f"/desk/grid/duties/?unit={unit.pk}&kind=stretch&q=河").content.decode()
    assert [name in page for name in ("菜场东门", "梅巷河岸")] == [False, True]
    drawn = client.get("/desk/grid/duties/map.geojson").json()["features"]
    told = sorted((f["properties"]["kind"], f["properties"].get("tone", "")) for f in drawn)
    assert told == [*[("area", "")] * 2, ("point", "ok"), ("point", "stop"), ("way", "ok")]
    assert client.get("/desk/grid/duties/map/").status_code == 200


# --- sheets ---


def test_a_sheet_is_looked_at_and_then_taken_in_whole(office: Office, tmp_path: Any) -> None:
    draw(office)
    make_unit(office)
    content = xlsx(
        row("菜场东门", "梅巷环卫所", 经度=SPOT[0], 纬度=SPOT[1], 组长="周社工", 队员="甲、乙"),
        row(
            "梅巷河岸",
            "梅巷环卫所",
            类型="路段",
            走向="120.6205 31.303; 120.6235 31.303",
            到=date(2027, 6, 30),
        ),
    )
    client = inside(office.clerk)
    upload = SimpleUploadedFile("包干.xlsx", content)
    page = client.post("/desk/grid/duties/sheet/", {"file": upload})
    assert (page.context["counts"], DutyPlace.objects.count()) == ((2, 0, 0, 0), 0)
    said = {name: page.context["form"].initial[name] for name in ("token", "seen")}
    client.post("/desk/grid/duties/sheet/confirm/", said | {"reason": "街道会议"})
    found = [(p.name, p.kind, p.area.name, queries.duty_now(p)) for p in DutyPlace.objects.order_by("pk")]
    told = [(name, kind, area, d.leader and d.leader.name, d.members) for name, kind, area, d in found if d]
    assert told == [
        ("菜场东门", PlaceKind.POINT, "第1网格", "周社工", ["甲", "乙"]),
        ("梅巷河岸", PlaceKind.STRETCH, "第1网格", None, []),
    ]


def test_what_is_given_out_comes_back_as_no_change(office: Office, tmp_path: Any) -> None:
    unit = make_unit(office)
    make_place(office, unit=unit, leader=office.worker)
    make_place(office, "=SUM(1)", unit=unit)
    line = ((120.6205123, 31.303), (120.6235, 31.303))
    make_place(office, "河岸", kind="stretch", line=line, lon=None, lat=None, unit=unit)
    answer = inside(office.clerk).get("/desk/grid/duties/duties.xlsx")
    path = tmp_path / "out.xlsx"
    path.write_bytes(answer.content)
    plan = plan_duties(read_drafts(path, SHEET), office.clerk, complete=True)
    assert ([m.text("en") for m in plan.mistakes], plan.empty, plan.same) == ([], True, 3)


def test_mistakes_are_told_by_cell_and_nothing_is_written(office: Office, tmp_path: Any) -> None:
    draw(office)
    make_unit(office)
    found = drafts(
        tmp_path,
        row("甲", "没有的单位", 所在网格="第1网格"),
        row("乙", "梅巷环卫所", 经度=120.7, 纬度=31.4),
        row("丙", "梅巷环卫所", 所在网格="999999001001001", 组长="查无此人"),
        row("丁", "梅巷环卫所", 所在网格="999999001001001", 走向="120.6"),
        row("戊", "梅巷环卫所", 所在网格="999999001001001", 从=date(2027, 1, 2), 到=date(2027, 1, 1)),
        row("己", "梅巷环卫所", 所在网格="999999001001001", 类型="星星"),
        row("庚", "", 所在网格="999999001001001"),
        row("辛", "梅巷环卫所", 所在网格="999999001001001"),
        row("辛", "梅巷环卫所", 所在网格="999999001001001"),
    )
    plan = plan_duties(found, office.clerk)
    told = sorted((m.spot.cell.rsplit("!", 1)[-1], m.fault.en.split('"')[0].strip()) for m in plan.mistakes)
    assert told == [
        ("B7", "the entry"),
        ("C10", "it is the same one as in a row above"),
        ("D2", "more than one grid or community is called"),
        ("D3", "it is not known in which grid it lies"),
        ("G5", "the entry"),
        ("H2", "there is no unit"),
        ("H8", "this cell must not be empty"),
        ("I4", "there is no person"),
        ("L6", "it ends before it begins"),
    ]
    with pytest.raises(Fault):
        import_duties(By.person(office.clerk), found)
    assert DutyPlace.objects.count() == 0


def test_a_sheet_that_leaves_out_over_a_fifth_is_refused(office: Office, tmp_path: Any) -> None:
    unit = make_unit(office)
    for n in range(10):
        make_place(office, f"点{n}", unit=unit)
    rows = [row(f"点{n}", "梅巷环卫所", 所在网格="999999001001001") for n in range(7)]
    plan = plan_duties(drafts(tmp_path, *rows), office.clerk, complete=True)
    assert plan.refusal is not None
    rows += [row("点7", "梅巷环卫所", 所在网格="999999001001001")]
    found = drafts(tmp_path, *rows)
    plan = import_duties(By.person(office.clerk), found, complete=True, reason="核对")
    assert sorted(place.name for place in plan.gone) == ["点8", "点9"]
    assert DutyPlace.objects.filter(dropped_on=today()).count() == 2


def test_a_sheet_hands_places_on_and_corrects_who_leads(office: Office, tmp_path: Any) -> None:
    unit = make_unit(office)
    make_unit(office, "梅巷城管队")
    place = make_place(office, unit=unit, since=today() - timedelta(days=9))
    found = drafts(
        tmp_path, row("菜场东门", "梅巷环卫所", 编号=place.code, 所在网格="梅东社区第1网格", 组长="worker")
    )
    import_duties(By.person(office.clerk), found)
    [duty] = Duty.objects.all()
    assert duty.leader == office.worker
    found = drafts(tmp_path, row("菜场东门", "梅巷城管队", 编号=place.code))
    import_duties(By.person(office.clerk), found)
    rows = [(d.unit.name, d.since, d.until) for d in Duty.objects.order_by("since")]
    assert rows == [
        ("梅巷环卫所", today() - timedelta(days=9), today() - timedelta(days=1)),
        ("梅巷城管队", today(), None),
    ]


def test_what_changed_since_the_look_is_not_overwritten(office: Office, tmp_path: Any) -> None:
    unit = make_unit(office)
    place = make_place(office, unit=unit)
    found = drafts(tmp_path, row("菜场西门", "梅巷环卫所", 编号=place.code))
    seen = plan_duties(found, office.clerk).fingerprint()
    actions.change_place(BY, place, name="菜场西门")
    with pytest.raises(Fault, match="has changed since"):
        import_duties(By.person(office.clerk), found, seen=seen)


@pytest.mark.parametrize(
    ("name", "content"), [("x.xlsx", b"PK\x03\x04no"), ("x.csv", b"\xff\xfe\x00"), ("x.xlsx", b"")]
)
def test_a_file_that_is_none_is_told(office: Office, name: str, content: bytes) -> None:
    page = inside(office.clerk).post("/desk/grid/duties/sheet/", {"file": SimpleUploadedFile(name, content)})
    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)


def test_sheets_are_taken_in_by_the_street_only(office: Office) -> None:
    asked = [
        inside(getattr(office, who)).get("/desk/grid/duties/sheet/").status_code
        for who in ("clerk", "worker")
    ]
    assert asked == [200, 403]


def test_a_long_list_comes_in_pages_for_a_phone_and_whole_as_a_workbook(office: Office) -> None:
    unit = make_unit(office)
    for n in range(21):
        make_place(office, f"点{n:02}", unit=unit)
    make_place(office, "巷口一段", unit=unit, kind="stretch")
    client = inside(office.worker)
    first, second = [client.get(f"/desk/grid/duties/?kind=point&page={n}") for n in (1, 2)]
    assert [len(one.context["rows"]) for one in (first, second)] == [20, 1]
    assert ("?kind=point&amp;page=2" in first.text, "第 1–20 条，共 21 条" in first.text) == (True, True)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/desk/grid/duties/duties.xlsx?kind=point").content))
    names = [
        cell.value for row in sheet.active.iter_rows() for cell in row if str(cell.value).startswith("点0")
    ]
    assert len(names) == 10


def test_notices_lie_folded_by_community_and_the_next_one_to_complete_is_named(office: Office) -> None:
    actions.post_notice(BY, office.street, worker=None, phone="", supervision="0512-12345")
    actions.post_notice(BY, office.grids[0], worker=office.grid_worker, phone="0512-1", supervision="")
    shown = inside(office.clerk).get("/desk/grid/notices/")
    groups = [(one.area, len(one.rows), one.lacking) for one in shown.context["groups"]]
    assert groups == [(office.first, 2, 1), (office.second, 2, 2)]
    assert (shown.context["next"], shown.context["street"]) == (office.grids[1], office.street)
    assert shown.text.count('<details class="fold">') == 2
    one = inside(office.worker).get("/desk/grid/notices/")
    assert (one.text.count('<details class="fold" open>'), one.context["street"]) == (1, None)
    reader = inside(office.grid_worker).get("/desk/grid/notices/")
    assert (reader.context["next"], [group.kept for group in reader.context["groups"]]) == (None, [False])


# --- what anybody may know ---


def test_anybody_finds_the_grid_its_worker_and_whom_to_complain_to(office: Office) -> None:
    draw(office)
    actions.post_notice(BY, office.street, worker=None, phone="", supervision="0512-12345")
    make_place(office, unit=make_unit(office))
    client = inside(office.worker)
    at = f"/desk/grid/notices/{office.grids[0].pk}/"
    client.post(at, {"worker": str(office.grid_worker.pk), "phone": "0512-00000001", "supervision": ""})
    assert "齐全" in client.get("/desk/grid/notices/").content.decode()
    assert inside(office.stranger).get(at).status_code == 404
    anybody = Client()
    assert "第1网格" in anybody.get("/say/who/").content.decode()
    page = anybody.get(f"/grid/{office.grids[0].code}/").content.decode()
    told = ("王网格", "0512-00000001", "0512-12345", "菜场东门", "梅巷环卫所", "梅东社区")
    assert [word in page for word in told] == [True] * len(told)
    assert anybody.get(f"/grid/{office.first.code}/").status_code == 404
    assert anybody.get("/grid/none/").status_code == 404
