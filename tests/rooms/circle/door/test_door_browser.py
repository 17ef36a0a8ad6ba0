"""Residents at the door in a real Chromium at 360 px: finding and walking there, with and without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import Hands, Watch, barriers, browsing, serving, through
from doorstep import HERE, furnish, streets
from homes import make_homes
from office import BY, make_office
from yike.rooms.circle import actions
from yike.rooms.circle.models import Rating, ServiceItem, ServicePoint

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", "locale": "zh-CN"}
PLACE = f"{HERE[0]},{HERE[1]}"
SMALL = """() => [...document.querySelectorAll(
    '.button, summary, .tile, .found .name, .choice, select, textarea, ' +
    'input:not([type=hidden], [type=checkbox], [type=radio])')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 80))"""
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def item(db: None, tmp_path: Path, settings: LazySettings) -> ServiceItem:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    office = make_office()
    make_homes(office)
    return furnish(office, hours="24小时")


@pytest.fixture
def address(item: ServiceItem) -> Iterator[str]:
    with serving() as served:
        yield served


@pytest.fixture
def in_the_morning(item: ServiceItem) -> Iterator[str]:
    """Serve the house at ten in the morning: in the evening another point is open, and nearer."""
    ten = timezone.localtime().replace(hour=10, minute=0)
    with serving(Hands(ten)) as served:
        yield served


def phone(chrome: Browser, address: str, *, large: bool = False, **more: Any) -> BrowserContext:
    context = chrome.new_context(**(PHONE | more))
    if large:
        context.add_cookies([{"name": "look", "value": "large.light", "url": address}])
    return context


def well(page: Page) -> None:
    """Nothing stands in anybody's way, nothing is too small for a thumb, nothing is wider than the phone."""
    assert (barriers(page), page.evaluate(SMALL), page.evaluate(WIDE)) == ([], [], 360)


def test_a_resident_finds_and_walks_there(chrome: Browser, in_the_morning: str, item: ServiceItem) -> None:
    address = in_the_morning
    at = {"latitude": HERE[1], "longitude": HERE[0]}
    context = phone(chrome, address, geolocation=at, permissions=["geolocation"])
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address)
    well(page)
    page.get_by_label("我要办……").press_sequentially("暂住", delay=20)
    expect(page.locator("#suggested a").first).to_contain_text("居住证申领")
    well(page)
    through(page.get_by_role("button", name="查找"))
    page.get_by_role("button", name="用手机定位").click()
    page.wait_for_url("**where=120.63100%2C31.30500")
    well(page)
    expect(page.locator(".answers .found .name")).to_have_text("近")
    through(page.get_by_role("link", name="居住证申领"))
    well(page)
    expect(page.locator(".found .name").first).to_have_text("近")
    expect(page.locator(".found .far b").first).to_have_text(re.compile(r"^走 \d 分钟$"))
    expect(page.get_by_text("身份证", exact=True)).to_be_visible()
    through(page.locator(".found .name").first)
    well(page)
    expect(page.locator("ol.way li").last).to_contain_text("到达")
    assert page.get_by_role("link", name="打电话").get_attribute("href") == "tel:0512-00000001"
    page.locator("[data-geojson]").scroll_into_view_if_needed()
    page.locator("[data-state=ready]").wait_for()
    assert (watch.errors, watch.strangers) == ([], [])
    context.close()


def test_the_same_in_large_type_without_scripts(chrome: Browser, address: str, item: ServiceItem) -> None:
    context = phone(chrome, address, large=True, java_script_enabled=False)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address)
    page.get_by_label("我要办……").fill("zanzhuzheng")
    through(page.get_by_role("button", name="查找"))
    through(page.get_by_role("link", name="居住证申领"))
    page.get_by_label("写地址").fill("梅花新村3幢")
    through(page.get_by_role("button", name="从这里走"))
    assert [page.locator(".found .name").nth(n).inner_text() for n in range(2)] != ["", ""]
    page.locator("details.from > summary").click()
    page.locator("summary").get_by_text("什么时候去，怎么走").click()
    page.get_by_label("怎么走", exact=True).select_option(label="老人慢走")
    through(page.get_by_role("button", name="就这样找"))
    expect(page.locator("details.from > summary")).to_contain_text("从梅花新村3幢出发 · 老人慢走 · 现在")
    through(page.locator(".found .name").first)
    expect(page.locator("ol.way li").last).to_contain_text("到达")
    expect(page.locator(".map-sheet svg").first).to_be_visible()
    assert page.locator(".map-sheet svg path[stroke='#a8213a']").count() == 1
    assert page.get_by_role("button", name="用手机定位").count() == 0  # what needs a script is not offered
    assert page.evaluate(WIDE) == 360
    assert (watch.errors, watch.strangers) == ([], [])
    context.close()


def test_every_page_in_large_type_is_in_nobodys_way(chrome: Browser, address: str, item: ServiceItem) -> None:
    code = ServicePoint.objects.get(name="近").code
    row = actions.rate(BY, ServicePoint.objects.get(name="近"), grade=2, words="慢")
    context = phone(chrome, address, large=True)
    page = context.new_page()
    for path in (
        "/",
        "/find/",
        "/find/?q=%F0%9F%98%80",
        f"/find/?q=jzz&where={PLACE}",
        f"/i/{item.pk}/",
        f"/home/?where={PLACE}",
        "/p/",
        f"/p/{code}/?where={PLACE}",
        f"/p/{code}/rate/",
        "/p/nobody/",
        f"/r/{row.link}/",
        "/find/map/",
    ):
        page.goto(address + path)
        well(page)
    context.close()


def test_a_denied_position_is_no_dead_end(chrome: Browser, address: str, item: ServiceItem) -> None:
    context = phone(chrome, address, permissions=[])
    page = context.new_page()
    page.goto(f"{address}/i/{item.pk}/")
    page.get_by_role("button", name="用手机定位").click()
    expect(page.get_by_text("手机没有允许用位置。没关系，写地址或选社区也一样。")).to_be_visible()
    page.locator("summary").get_by_text("选社区").click()
    through(page.get_by_role("link", name="梅东社区"))
    expect(page.locator("details.from > summary")).to_contain_text("从梅东社区出发（按社区中间算）")
    context.close()


def test_a_place_is_kept_on_the_phone_when_asked_for_and_forgotten_when_asked_for(
    chrome: Browser, address: str, item: ServiceItem
) -> None:
    context = phone(chrome, address)
    page = context.new_page()
    page.goto(f"{address}/i/{item.pk}/?where={PLACE}")
    page.locator("details.from > summary").click()
    page.get_by_role("button", name="在这台手机上记住这个位置").click()
    page.goto(f"{address}/i/{item.pk}/")
    page.get_by_role("link", name="用上次的位置：地图上的一点").click()
    page.wait_for_url("**where=120.63100%2C31.30500")
    page.locator("details.from > summary").click()
    page.get_by_role("button", name="忘掉记住的位置").click()
    page.goto(f"{address}/i/{item.pk}/")
    expect(page.locator("[data-kept]")).to_be_hidden()
    kept = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    assert [value for value in kept.values() if "120.63" in value] == []
    context.close()


def test_pressing_the_map_leads_back_with_that_place(
    chrome: Browser, address: str, item: ServiceItem
) -> None:
    context = phone(chrome, address)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/i/{item.pk}/?pace=elder")
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda asked: sizes.update({asked.url: asked.sizes()["responseBodySize"]}))
    through(page.get_by_role("link", name="在地图上点"))
    page.locator("[data-state=ready]").wait_for()
    assert 5_000 < sizes[f"{address}/find/streets.geojson"] < 50_000
    assert sum(size for url, size in sizes.items() if not url.endswith(".woff2")) <= 400_000
    page.locator("canvas").click(position={"x": 150, "y": 150})
    page.wait_for_url(re.compile(rf"/i/{item.pk}/\?pace=elder&where=120\.6\d+%2C31\.3\d+$"))
    assert (watch.errors, watch.strangers) == ([], [])
    context.close()


def test_where_the_map_cannot_be_fetched_the_drawing_stays(
    chrome: Browser, address: str, item: ServiceItem
) -> None:
    context = phone(chrome, address)
    page = context.new_page()
    page.route("**/way.geojson*", lambda route: route.abort())
    page.goto(f"{address}/p/{ServicePoint.objects.get(name='远').code}/?where={PLACE}")
    page.locator("[data-geojson]").scroll_into_view_if_needed()
    page.locator("[data-state=drawing]").wait_for()
    expect(page.locator(".map-sheet svg").first).to_be_visible()
    expect(page.locator("ol.way li").last).to_contain_text("到达")
    context.close()


def test_a_visitor_rates_and_reads_the_page_again(chrome: Browser, address: str, item: ServiceItem) -> None:
    context = phone(chrome, address)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/p/{ServicePoint.objects.get(name='近').code}/")
    through(page.get_by_role("link", name="评价一下"))
    page.get_by_role("button", name="送出评价").click()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_label("说说情况").fill("等了一个小时")
    through(page.get_by_role("button", name="送出评价"))
    well(page)
    page.get_by_label("再说一句").fill("后来好了")
    through(page.get_by_role("button", name="送出", exact=True))
    expect(page.get_by_text("后来好了")).to_be_visible()
    row = Rating.objects.get()
    assert (row.grade, row.words, row.afterthought) == (2, "等了一个小时", "后来好了")
    assert (watch.errors, watch.strangers) == ([], [])
    context.close()


def test_home_is_one_sheet_of_a4_however_many_points(
    chrome: Browser, address: str, item: ServiceItem
) -> None:
    many = [
        actions.NewPoint(
            "other", f"很长很长的名字的站点第{n}号服务点", ServicePoint.objects.first().area, "梅巷1号",
            HERE[0] + n / 40_000, HERE[1], "每天 9:00-17:00", more={"state": "open", "phone": f"0512-{n:08}"},
        )
        for n in range(40)
    ]  # fmt: skip
    points = actions.add_points(BY, many)
    things = actions.add_items(
        BY, [actions.NewItem(f"T{n}", f"一件名字不短的事情之{n}", "convenience", "street") for n in range(9)]
    )
    actions.add_offers(BY, [actions.NewOffer(point, thing) for point in points for thing in things])
    context = phone(chrome, address)
    page = context.new_page()
    for large in (False, True):
        if large:
            context.add_cookies([{"name": "look", "value": "large.light", "url": address}])
        page.goto(f"{address}/home/?where={PLACE}")
        assert page.locator("tbody tr").count() == 18
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert page.locator("tbody a[href='tel:0512-00000001']").inner_text() == "0512-00000001"
    page.set_viewport_size({"width": 690, "height": 1000})
    page.emulate_media(media="print")
    wide = "cells => cells.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    assert page.locator("thead th").evaluate_all(wide) == []  # no head runs into the next one
    context.close()


@pytest.mark.parametrize("path", ["/", "/find/", "/find/?q=jzz", "/p/", "/home/", "item", "point"])
def test_a_page_without_its_map_weighs_little(
    chrome: Browser, address: str, item: ServiceItem, path: str
) -> None:
    """What a phone with Chinese type of its own fetches at a first visit, in bytes on the wire."""
    named = {"item": f"/i/{item.pk}/", "point": f"/p/{ServicePoint.objects.get(name='近').code}/"}
    context = phone(chrome, address)
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda asked: sizes.update({asked.url: asked.sizes()["responseBodySize"]}))
    page.goto(address + named.get(path, path))
    page.wait_for_load_state("networkidle")
    context.close()
    own = {url: size for url, size in sizes.items() if not url.endswith(".woff2")}
    assert sum(own.values()) <= 60_000, own
