"""The hotline's sheets: orders in once each, by whatever their columns are called; answers out once each."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dues import with_calendar
from office import BY, Office
from workdays import at
from yike.core.deadlines.queries import running
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.models import ColumnName, Request
from yike.rooms.grid.sheets import hotline
from yike.rooms.grid.sheets.reading import headers_of

pytestmark = pytest.mark.django_db
HERE = "/desk/grid/requests/hotline/"
HEAD = ["工单号", "诉求内容", "诉求类型", "地点", "社区", "来电号码", "派单时间", "办理时限"]
ROWS = [
    [
        "SZ-1",
        "路灯不亮",
        "求助",
        "梅巷3号",
        "梅东社区",
        "138 0013 8000",
        "2026-11-30 08:00",
        "2026-12-03 17:00",
    ],
    ["SZ-2", "=1+1 楼道堆物", "投诉", "梅巷5号", "梅西社区", "匿名", "", ""],
]


def book(head: list[str], rows: list[list[str]], name: str = "orders.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as made:
        page = made.add_worksheet()
        for number, row in enumerate([head, *rows]):
            page.write_row(number, 0, row)
    return SimpleUploadedFile(name, out.getvalue())


def hidden(answer: Any) -> dict[str, str]:
    return dict(
        re.findall(
            r'<input type="hidden" name="(token|seen|complete)" value="([^"]*)"', answer.content.decode()
        )
    )


@pytest.fixture
def client(office: Office, clock: Any) -> Client:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    client = Client()
    client.force_login(office.clerk)
    return client


def taken_in(client: Client, file: SimpleUploadedFile) -> Any:
    looked = client.post(HERE, {"file": file})
    return client.post(f"{HERE}confirm/", hidden(looked) | {"reason": "12345 转办"})


def test_orders_are_looked_at_first_then_registered_once(client: Client, office: Office) -> None:
    looked = client.post(HERE, {"file": book(HEAD, ROWS)})
    assert (looked.status_code, Request.objects.count()) == (200, 0)
    done = client.post(f"{HERE}confirm/", hidden(looked) | {"reason": "12345 转办"})
    assert done.url == "/desk/grid/requests/"
    told = list(
        Request.objects.order_by("order").values_list("order", "number", "source", "area__name", "kind")
    )
    assert told == [
        ("SZ-1", "Q2026-000001", "hotline", "梅东社区", "help"),
        ("SZ-2", "Q2026-000002", "hotline", "梅西社区", "complaint"),
    ]
    first = Request.objects.get(order="SZ-1")
    assert (first.due_at, first.received_at, str(first.phone)) == (
        *(at("2026-12-03 Thu 17:00"), at("2026-11-30 Mon 08:00")),
        "138****8000",
    )
    again = client.post(HERE, {"file": book(HEAD, [*ROWS, ["SZ-3", "井盖响", "求助", "", "", "", "", ""]])})
    assert "SZ-3" in again.content.decode()
    client.post(f"{HERE}confirm/", hidden(again) | {"reason": "12345 转办"})
    assert Request.objects.count() == 3


def test_an_order_whose_caller_is_to_be_kept_secret_is_a_secret_report(
    client: Client, office: Office
) -> None:
    said = ("是", "保密", "否", "公开", "")
    rows = [[f"SZ-{n}", "夜里倒油污", "投诉", one, "王女士", "13800138000"] for n, one in enumerate(said)]
    taken_in(client, book(["工单号", "诉求内容", "诉求类型", "是否保密", "姓名", "电话"], rows))
    told = list(Request.objects.order_by("order").values_list("secret", "kind"))
    assert told == [(True, "report")] * 2 + [(False, "complaint")] * 3
    row = Request.objects.get(order="SZ-0")
    page = client.get(row.get_absolute_url()).text
    assert ("夜里倒油污" in page, "138****8000" in page) == (False, False)
    unclear = client.post(HERE, {"file": book(["工单号", "诉求内容", "保密"], [["SZ-9", "灯", "看情况"]])})
    assert ("C2" in unclear.text, Request.objects.filter(order="SZ-9").exists()) == (True, False)


def test_moved_columns_are_found_and_renamed_ones_asked_for_once(client: Client) -> None:
    order = [3, 1, 0, 2, 4, 5, 6, 7]
    moved = [HEAD[n] for n in order], [[row[n] for n in order] for row in ROWS]
    assert taken_in(client, book(*moved)).status_code == 302
    assert Request.objects.count() == 2
    renamed = ["本单编码", "市民怎么说", *HEAD[2:]]
    rows = [["SZ-8", *ROWS[0][1:]]]
    asked = client.post(HERE, {"file": book(renamed, rows)})
    assert "每一列是什么" in asked.content.decode()
    assert client.post(f"{HERE}columns/", hidden(asked) | {"order": ""}).status_code == 200
    said = {"order": "本单编码", "words": "市民怎么说", "phone": "来电号码"}
    looked = client.post(f"{HERE}columns/", hidden(asked) | said)
    client.post(f"{HERE}confirm/", hidden(looked) | {"reason": "12345 转办"})
    assert Request.objects.filter(order="SZ-8").count() == 1
    assert sorted(ColumnName.objects.values_list("role", "name")) == [
        ("order", "本单编码"),
        ("words", "市民怎么说"),
    ]
    assert taken_in(client, book(renamed, [["SZ-9", *ROWS[0][1:]]])).status_code == 302
    assert Request.objects.filter(order="SZ-9").count() == 1


@pytest.mark.parametrize("head", [HEAD, ["单号", "说的话", *HEAD[2:]]])
def test_a_title_above_the_columns_is_passed_over(client: Client, head: list[str]) -> None:
    file = book(["12345 热线转办单"], [[], head, ROWS[0]])
    answer = client.post(HERE, {"file": file})
    if head != HEAD:
        page = answer.text
        assert ("单号" in page, "12345 热线转办单" in page) == (True, False)
        token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        answer = client.post(f"{HERE}columns/", {"token": token, "order": "单号", "words": "说的话"})
    assert "SZ-1" in answer.text
    client.post(f"{HERE}confirm/", hidden(answer) | {"reason": "12345 转办"})
    assert list(Request.objects.values_list("order", "words")) == [("SZ-1", "路灯不亮")]


def test_wrong_cells_are_named_and_nothing_is_written(client: Client) -> None:
    bad = [["SZ-1", "路灯不亮", "求助", "", "", "12", "昨天", ""], ["", "没有号", "", "", "", "", "", ""]]
    text = client.post(HERE, {"file": book(HEAD, bad)}).content.decode()
    assert [cell for cell in ("F2 格", "G2 格", "A3 格") if cell in text] == ["F2 格", "G2 格", "A3 格"]
    assert ("confirm/" in text, Request.objects.count()) == (False, 0)


@pytest.mark.parametrize(
    ("name", "content"), [("orders.xlsx", b"PK\x03\x04 no book"), ("a.xlsx", b""), ("x.txt", b"1")]
)
def test_what_is_no_sheet_is_said_kindly(client: Client, name: str, content: bytes) -> None:
    answer = client.post(HERE, {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, Request.objects.count()) == (200, 0)


def test_answers_are_given_back_once_and_no_cell_is_a_formula(
    client: Client, office: Office, tmp_path: Any
) -> None:
    taken_in(client, book(HEAD, ROWS))
    row = Request.objects.get(order="SZ-2")
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    actions.sign(BY, row)
    actions.contact(BY, row, words="去看了")
    actions.answer(BY, row, words="=HYPERLINK(1) 清走了", result="solved")
    path = tmp_path / "out.xlsx"
    path.write_bytes(client.post(f"{HERE}replies/").content)
    [cells] = named_sheets(path).values()
    assert cells[1][:2] == ["SZ-2", "Q2026-000002"]
    assert cells[1][4] == "'=HYPERLINK(1) 清走了"
    path.write_bytes(client.post(f"{HERE}replies/").content)
    [cells] = named_sheets(path).values()
    assert len(cells) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("worker", 403), ("leader", 403), ("audit", 403), ("admin", 200)]
)
def test_only_who_exchanges_opens_the_page(office: Office, who: str, status: int) -> None:
    client = Client()
    client.force_login(getattr(office, who))
    assert client.get(HERE).status_code == status


def order(number: str, received: Any, until: Any) -> list[Any]:
    return [number, "路灯不亮", "求助", "", "", "", received, until]


def test_a_limit_that_is_a_day_alone_lasts_until_its_end(client: Client) -> None:
    assert "办理时限只写日期的，算到当天 24:00" in client.get(HERE).content.decode()
    rows = [order("SZ-1", "2026-11-30", "2026-12-03"), order("SZ-2", "2026-11-30", "2026/12/03 15:00")]
    file = SimpleUploadedFile("a.csv", "\n".join(",".join(row) for row in [HEAD, *rows]).encode())
    assert taken_in(client, file).status_code == 302
    moments = Request.objects.order_by("order").values_list("received_at", "due_at")
    day = at("2026-11-30 Mon 00:00")
    assert list(moments) == [(day, at("2026-12-03 Thu 23:59")), (day, at("2026-12-03 Thu 15:00"))]


def test_a_cell_that_is_a_day_in_the_sheet_is_one_too() -> None:
    end = at("2026-12-03 Thu 23:59")
    assert [hotline.limit(cell) for cell in (datetime(2026, 12, 3), date(2026, 12, 3), None)] == [
        end,
        end,
        None,
    ]
    assert hotline.moment(datetime(2026, 12, 3)) == at("2026-12-03 Thu 00:00")
    assert hotline.limit(datetime(2026, 12, 3, 9, 30)) == at("2026-12-03 Thu 09:30")


def test_an_order_whose_own_limit_has_passed_is_late_and_gets_no_fresh_days(client: Client) -> None:
    rows = [order("SZ-1", "2026-11-20", "2026-11-23"), order("SZ-2", "", "2026-11-27 12:00")]
    assert taken_in(client, book(HEAD, rows)).status_code == 302
    first, second = Request.objects.order_by("order")
    assert (first.due_at, second.due_at) == (at("2026-11-23 Mon 23:59"), at("2026-11-27 Fri 12:00"))
    for row in (first, second):
        [own] = [one for one in running(row.of) if one.kind == "grid.request.answer"]
        assert (own.due_at, own.passed()) == (row.due_at, True)


@pytest.mark.parametrize(
    ("received", "until", "cell", "told"),
    [
        ("2026-11-20", "2027-03-01", "H3", "离派单超过 69 天"),
        ("2026-08-01", "2026-12-01", "H3", "离派单超过 69 天"),
        ("2026-11-20", "2026-11-19", "H3", "不晚于派单时间"),
        ("0001-01-01", "", "G3", "年份不对"),
        ("2026-11-20", "9999-12-31", "H3", "年份不对"),
        ("2026-11-20", "2026-02-31", "H3", "不是时间"),
    ],
)
def test_a_limit_that_cannot_be_is_told_at_its_cell(
    client: Client, received: str, until: str, cell: str, told: str
) -> None:
    rows = [order("SZ-1", "2026-11-30", "2026-12-01"), order("SZ-2", received, until)]
    text = client.post(HERE, {"file": book(HEAD, rows)}).content.decode()
    assert re.findall(r"(\w\d+) 格", text) == [cell]
    assert (told in text, "confirm/" in text, Request.objects.count()) == (True, False, 0)


def test_a_caller_below_an_unknown_header_is_not_taken_for_the_names_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("热线工单\n甲,乙\n张小梅,15400000011,路灯不亮,梅巷1号", encoding="utf-8")
    assert headers_of(path, hotline.sheet()) == ["甲", "乙"]
