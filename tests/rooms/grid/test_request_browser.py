"""Whole journeys in Chromium: somebody speaks and reopens; the hotline's sheet in, answered, out; an audit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import Watch, barriers, browsing, logged_in, serving, through
from office import BY, Office, make_office
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", "locale": "zh-CN"}
SMALL = """() => [...document.querySelectorAll(
    '.button, summary, .tile, .choice, select, textarea, ' +
    'input:not([type=hidden], [type=checkbox], [type=radio])')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 80))"""
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def office(db: None) -> Office:
    made = make_office()
    seed_year(BY, today().year)
    load_sample(BY)
    return made


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    with serving() as served:
        yield served


def well(page: Page, width: int = 360) -> None:
    """Nothing stands in anybody's way, nothing is too small for a thumb, nothing is wider than the phone."""
    assert (barriers(page), page.evaluate(SMALL), page.evaluate(WIDE)) == ([], [], width)


def step(page: Page, button: str, **filled: str) -> None:
    """Press a button of a request's page, fill in what it asks for, and press it there."""
    through(page.get_by_role("link", name=button, exact=True))
    for label, words in filled.items():
        page.get_by_label(label).fill(words)
    through(page.locator("form.form").get_by_role("button", name=button, exact=True))


def answered(page: Page, words: str) -> None:
    step(page, "签收")
    step(page, "已联系诉求人", 说了什么="约好下午去看")
    through(page.get_by_role("link", name="答复", exact=True))
    page.get_by_label("已解决").check()
    page.get_by_label("答复的话").fill(words)
    through(page.locator("form.form").get_by_role("button", name="答复", exact=True))


def dispatched(page: Page) -> None:
    through(page.get_by_role("link", name="派单", exact=True))
    page.get_by_label("交给哪个单位").select_option(label="梅巷街道办事处")
    through(page.locator("form.form").get_by_role("button", name="派单", exact=True))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_speaks_hears_back_and_reopens(
    chrome: Browser, address: str, office: Office, scripts: bool
) -> None:
    context: BrowserContext = chrome.new_context(**PHONE, java_script_enabled=scripts)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address)
    through(page.get_by_role("link", name="说一说").first)
    if scripts:
        well(page)
    page.get_by_label("说说是什么事").fill("梅巷3号门口的路灯坏了三天")
    page.get_by_label("哪个社区").select_option(label="梅东社区")
    page.locator("summary").get_by_text("怎么联系您").click()
    page.get_by_label("您的电话").fill("138 0013 8000")
    through(page.get_by_role("button", name="送出"))
    page.wait_for_url("**/say/q/*/")
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.get_by_text("在找该谁办")).to_be_visible()
    if scripts:
        well(page)
    row = Request.objects.get()
    desk = logged_in(chrome, address, office.clerk)
    work = desk.new_page()
    work.goto(f"{address}/desk/grid/requests/{row.pk}/")
    assert barriers(work) == []
    dispatched(work)
    hand = logged_in(chrome, address, office.worker)
    there = hand.new_page()
    there.goto(f"{address}/desk/grid/requests/?show=mine")
    assert barriers(there) == []
    through(there.get_by_role("link", name=row.number))
    answered(there, "路灯换好了")
    page.reload()
    expect(page.get_by_text("路灯换好了", exact=True)).to_be_visible()
    page.locator("summary").get_by_text("没有解决，请再办一次").click()
    page.get_by_label("还差什么").fill("还是不亮")
    through(page.get_by_role("button", name="没有解决"))
    expect(page.get_by_text("这是第二次办理")).to_be_visible()
    there.reload()
    expect(there.locator(".badge", has_text="二次办理")).to_be_visible()
    if scripts:
        well(page)
    assert (watch.errors, watch.strangers) == ([], [])
    for one in (context, desk, hand):
        one.close()


def orders() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["本单编码", "市民怎么说", "社区"])
        page.write_row(1, 0, ["SZ-1", "井盖响，晚上睡不着", "梅东社区"])
    return out.getvalue()


def test_a_hotline_sheet_comes_in_is_answered_and_goes_out(
    chrome: Browser, address: str, office: Office, tmp_path: Path
) -> None:
    context = logged_in(chrome, address, office.clerk)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/desk/grid/requests/hotline/")
    assert barriers(page) == []
    file: Any = {"name": "orders.xlsx", "mimeType": "application/octet-stream", "buffer": orders()}
    page.get_by_label("文件").set_input_files(file)
    through(page.get_by_role("button", name="看一遍"))
    expect(page.get_by_role("heading", name="每一列是什么")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("工单号").select_option(label="本单编码")
    page.get_by_label("诉求内容").select_option(label="市民怎么说")
    through(page.get_by_role("button", name="就这样看一遍"))
    page.get_by_label("理由").fill("12345 转办")
    through(page.get_by_role("button", name="导入", exact=True))
    page.wait_for_url("**/requests/")
    through(page.get_by_role("link", name="Q").first)
    dispatched(page)
    answered(page, "井盖垫好了")
    page.goto(f"{address}/desk/grid/requests/hotline/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出答复").click()
    path = tmp_path / "replies.xlsx"
    waiting.value.save_as(path)
    expect(page.locator("form[data-sent]")).to_have_count(0)
    with page.expect_download():  # the page stayed: its button works once more
        page.get_by_role("button", name="导出答复").click()
    [cells] = named_sheets(path).values()
    assert [cells[1][0], cells[1][4]] == ["SZ-1", "井盖垫好了"]
    assert (watch.errors, watch.strangers) == ([], [])
    context.close()


def test_the_audit_officer_follows_one_request_from_end_to_end(
    chrome: Browser, address: str, office: Office
) -> None:
    context = logged_in(chrome, address, office.clerk)
    page = context.new_page()
    page.goto(f"{address}/desk/grid/requests/take/")
    assert barriers(page) == []
    page.get_by_label("说了什么").fill("楼道堆物")
    page.get_by_label("诉求人电话").fill("13800138000")
    through(page.get_by_role("button", name="登记", exact=True))
    page.wait_for_url("**/requests/*/")
    dispatched(page)
    answered(page, "清走了")
    through(page.get_by_role("link", name="看姓名电话"))
    page.get_by_label("为什么要看").fill("打电话回访居民")
    through(page.get_by_role("button", name="看姓名电话"))
    expect(page.get_by_role("link", name="13800138000")).to_be_visible()
    row = Request.objects.get()
    audit = logged_in(chrome, address, office.audit)
    look = audit.new_page()
    look.goto(f"{address}/desk/record/?subject=grid.request:{row.pk}")
    told = look.locator("main").inner_text()
    steps = ("登记诉求", "派单", "签收", "已联系诉求人", "答复", "查看诉求人")
    assert [name for name in steps if name not in told] == []
    assert "13800138000" not in told
    assert "楼道堆物" not in told
    for one in (context, audit):
        one.close()
