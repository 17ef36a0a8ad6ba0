"""In a real Chromium: a clerk edits a point, prints its sign, later finds it stale; a bank keeps its own hours."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from banker import make_banker
from browser import Watch, barriers, browsing, logged_in, serving, through
from office import BY, make_office, square
from points import make_item, make_offer, make_point
from yike.core.areas.actions import draw_area
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.rooms.circle import actions
from yike.rooms.circle.models import ServicePoint, SignPrint

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("YIKE_SHOTS")  # a folder to keep pictures in, for looking at


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it, and see that nobody is kept out."""
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert barriers(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_clerk_edits_prints_and_later_finds_the_stale_sign(chrome: Browser, width: int) -> None:
    office = make_office()
    draw_area(BY, office.first, polygon=square(120.618, 31.298))
    point = make_point(office.first, checked_on=today())
    item = make_item()
    with serving() as address:
        page = logged_in(chrome, address, office.clerk, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/circle/points/")
        shoot(page, "points")
        through(page.get_by_role("link", name=point.name))
        _edit(page)
        _offer(page, item.name)
        _print(page)
        sign = SignPrint.objects.get()
        page.goto(f"{address}/desk/circle/points/{point.pk}/hours/")
        page.get_by_label("开放时间").fill("周一至周五 8:30-17:00")
        through(page.get_by_role("button", name="保存"))
        page.goto(f"{address}/desk/")
        through(page.get_by_role("link", name="过时的门牌告示 1 批").first)
        shoot(page, "signs")
        through(page.get_by_role("link", name=point.name))
        expect(page.get_by_text("印好以后改了：开放时间。").first).to_be_visible()
        shoot(page, "point-stale")
        through(page.get_by_role("button", name="已撤下"))
        expect(page.get_by_text("已记下：这批告示撤下了。")).to_be_visible()
        assert SignPrint.objects.get(pk=sign.pk).taken_down_on == today()
        assert (watch.errors, watch.strangers) == ([], [])


def _edit(page: Page) -> None:
    """Change the telephone, press the map for the entrance, by keyboard save."""
    through(page.get_by_role("link", name="修改", exact=True))
    page.get_by_label("电话").fill("0512-65221234")
    live = page.locator(".map-sheet[data-set]")
    live.scroll_into_view_if_needed()
    expect(page.locator(".map-sheet[data-state=ready]")).to_be_visible(timeout=20_000)
    before = page.get_by_label("经度").input_value()
    box = live.bounding_box() or {}
    live.click(position={"x": box["width"] / 2 + 20, "y": box["height"] / 2 - 20})
    assert page.get_by_label("经度").input_value() != before
    shoot(page, "edit")
    page.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存。")).to_be_visible()
    found = ServicePoint.objects.get()
    assert (found.phone, found.placed) == ("0512-65221234", 2)


def _offer(page: Page, item: str) -> None:
    through(page.get_by_role("link", name="登记一件"))
    page.get_by_label("事项").select_option(label=item)
    page.locator("#id_place").fill("2 号窗口")
    shoot(page, "offer")
    through(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("cell", name="2 号窗口")).to_be_visible()


def _print(page: Page) -> None:
    through(page.get_by_role("link", name="打印门牌告示"))
    page.get_by_label("贴在哪里").fill("北门")
    through(page.get_by_role("button", name="排版"))
    expect(page.locator(".sheet-paper svg.qr")).to_be_visible()
    shoot(page, "sign")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_hidden()
    assert page.locator(".sheet-name").is_visible()
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1  # one sheet of A4
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "sign-print.png", full_page=True)
    page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_bank_keeps_its_own_hours_and_nothing_else(chrome: Browser, width: int) -> None:
    office = make_office()
    point = make_point(office.first, "银行梅巷支行", kind="bank", checked_on=today())
    make_point(office.first, "别家网点")
    bank = make_banker(office, point)
    with serving() as address:
        page = logged_in(chrome, address, bank, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/circle/points/")
        expect(page.get_by_text("别家网点")).to_have_count(0)
        through(page.get_by_role("link", name=point.name))
        shoot(page, "bank")
        assert page.get_by_role("link", name="修改", exact=True).count() == 0
        through(page.get_by_role("link", name="改时间"))
        page.get_by_label("开放时间").fill("有空就开")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        shoot(page, "bank-wrong")
        page.get_by_label("开放时间").fill("周一至周五 9:00-12:00，13:00-16:30")
        page.keyboard.press("Enter")
        expect(page.get_by_text("已保存。")).to_be_visible()
        through(page.get_by_role("link", name="登记例外时间"))
        page.get_by_label("从", exact=True).fill(str(today()))
        page.get_by_label("原因").fill("盘点")
        through(page.get_by_role("button", name="保存"))
        expect(page.get_by_text("盘点").first).to_be_visible()
        for closed in (f"points/{point.pk}/change/", "items/", "signs/", "ratings/", "files/"):
            assert page.goto(f"{address}/desk/circle/{closed}").status == 403
        assert watch.strangers == []
    assert ServicePoint.objects.get(pk=point.pk).hours == "周一至周五 9:00-12:00，13:00-16:30"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_stands_in_anybodys_way_on_the_other_pages(chrome: Browser, width: int) -> None:
    office = make_office()
    offered = make_offer(office)
    point, item = offered.point.pk, offered.item_id
    words = "排队两小时，窗口没有人"
    rating = actions.rate(By(None, "居民"), offered.point, grade=1, words=words, phone="13800138000").pk
    with serving() as address:
        page = logged_in(chrome, address, office.clerk, width).new_page()
        watch = Watch(page, address)
        for name, path in {
            "items": "items/",
            "item": f"items/{item}/",
            "item-form": f"items/{item}/change/",
            "pause": f"points/{point}/go/pause/",
            "days": f"points/{point}/days/",
            "photo": f"points/{point}/photo/",
            "ratings": "ratings/",
            "rating": f"ratings/{rating}/",
            "mistaken": f"ratings/{rating}/go/mistaken/",
            "phone": f"ratings/{rating}/phone/",
            "files": "files/",
        }.items():
            page.goto(f"{address}/desk/circle/{path}")
            shoot(page, name)
        content = "站点编号,名称,地址,经度\n,新站,梅巷2号,很东\n".encode()
        page.locator("input[type=file]").set_input_files(
            [{"name": "a.csv", "mimeType": "text/csv", "buffer": content}]
        )
        through(page.get_by_role("button", name="看一遍"))
        expect(page.get_by_text("D2 格")).to_be_visible()
        shoot(page, "plan")
        assert (watch.errors, watch.strangers) == ([], [])
