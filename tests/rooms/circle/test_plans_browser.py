"""In a real Chromium: a planner tries steps on the map and takes a proposal; a leader opens figures to lists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browser import Watch, barriers, browsing, logged_in, serving, through
from homes import make_homes
from office import BY, Office, make_office, square
from points import make_point
from yike.core.areas.actions import draw_area
from yike.core.rights.by import By
from yike.rooms.circle.actions.cover import keep_cover_monthly
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step
from yike.rooms.circle.models.plans import Plan, PlanStep

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("YIKE_SHOTS")  # a folder to keep pictures in, for looking at

TRY = "**/try.json*"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def office(installed: Path, settings: LazySettings) -> Office:
    """Return an office with homes, borders and one station at their door, always open."""
    settings.YIKE_HOME = installed
    office = make_office()
    make_homes(office)
    draw_area(BY, office.first, polygon=square(120.625, 31.297))
    draw_area(BY, office.second, polygon=square(120.635, 31.297))
    make_point(office.first, lon=120.63, lat=31.3, hours="每天 0:00-24:00", keeps_holidays=False)
    return office


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it, and see that nobody is kept out."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []


def ready(page: Page) -> None:
    page.locator(".map-sheet").scroll_into_view_if_needed()
    expect(page.locator(".map-sheet[data-state=ready]")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_planner_tries_steps_on_the_map_by_hand_and_by_keys_and_keeps_one(
    chrome: Browser, office: Office, width: int
) -> None:
    with serving() as address:
        page = logged_in(chrome, address, office.worker, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/circle/plans/")
        page.get_by_role("link", name="新建方案").first.click()
        page.get_by_label("名称").fill("东移")
        through(page.get_by_role("button", name="保存"))
        ready(page)
        handle = page.get_by_role("button", name=re.compile("^梅东便民服务站：拖动"))
        said = page.locator(".map-said")
        handle.focus()
        page.keyboard.press("Delete")
        expect(said).to_have_text("一共多得到 0 户、0 位老人，失去 2 户、3 位老人。")
        shoot(page, "plan-close")
        page.keyboard.press("Escape")
        expect(said).to_have_text("")
        handle.focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(said).to_have_text("谁也不多得到，谁也不失去。")
        assert page.get_by_label("做什么").input_value() == "move"
        page.get_by_role("button", name="放回去").click()
        _drag(page, handle)
        expect(page.get_by_label("做什么")).to_have_value("move")
        page.keyboard.press("Escape")
        _put_back_while_asked(page, handle)
        page.get_by_label("做什么").select_option("add")
        sheet = page.locator(".map-sheet").bounding_box() or {}
        page.locator(".map-sheet").click(position={"x": sheet["width"] / 3, "y": sheet["height"] / 2})
        expect(said).to_have_text("谁也不多得到，谁也不失去。")
        assert PlanStep.objects.count() == 0  # nothing is kept until it is said
        through(page.locator(".map-tools").get_by_role("button", name="加这一步"))
        expect(page.get_by_text("已加一步。")).to_be_visible()
        assert list(PlanStep.objects.values_list("step", "kind")) == [("add", "service_station")]
        ready(page)
        shoot(page, "plan-step")
        through(page.get_by_role("button", name="撤销最后一步"))
        expect(page.get_by_text("已撤销最后一步。")).to_be_visible()
        assert (PlanStep.objects.count(), watch.errors, watch.strangers) == (0, [], [])


def _put_back_while_asked(page: Page, handle: Locator) -> None:
    """Close a point, move it, put it back while the first answer is on its way: nothing more is asked."""
    held: list[Route] = []
    page.route(TRY, lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot listen
    handle.focus()
    with page.expect_request(TRY):
        page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    page.unroute(TRY)
    assert len(held) == 1


def _drag(page: Page, handle: object) -> None:
    box = handle.bounding_box() or {}  # type: ignore[attr-defined]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 10, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_planner_takes_a_proposal_into_a_plan_and_compares(
    chrome: Browser, office: Office, width: int
) -> None:
    other = add_plan(By.person(office.clerk), office.street, name="撤掉")
    with serving() as address:
        page = logged_in(chrome, address, office.clerk, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/circle/plans/")
        page.get_by_role("link", name="选址建议").click()
        page.get_by_label("增设什么").select_option("bank")
        expect(page.get_by_label("要让多少人走得到")).to_be_hidden()
        page.get_by_label(re.compile("最少几个点")).check()
        expect(page.get_by_label("几个", exact=True)).to_be_hidden()
        page.get_by_label("要让多少人走得到").select_option("100")
        page.get_by_role("button", name="算一算").click()
        expect(page.get_by_text("已证明最优")).to_be_visible()
        ready(page)
        shoot(page, "sites")
        through(page.get_by_role("button", name="放进方案，看谁多得到"))
        expect(page.get_by_text("已放进方案。")).to_be_visible()
        made = Plan.objects.latest("pk")
        assert list(made.steps.values_list("step", "kind")) == [("add", "bank")]
        ready(page)
        expect(page.locator(".figure").first).to_contain_text("3")
        page.goto(f"{address}/desk/circle/plans/")
        page.get_by_label("方案一").select_option(str(made.pk))
        page.get_by_label("方案二").select_option(str(other.pk))
        through(page.get_by_role("button", name="比较"))
        shoot(page, "beside")
        assert (watch.errors, watch.strangers) == ([], [])


def test_a_planner_without_scripts_does_the_same_by_forms(chrome: Browser, office: Office) -> None:
    plan = add_plan(By.person(office.worker), office.first, name="东移")
    add_step(By.person(office.colleague), plan, NewStep("add", kind="bank", lon=120.63, lat=31.3))
    with serving() as address:
        page = logged_in(chrome, address, office.worker, 360, java_script_enabled=False).new_page()
        page.goto(f"{address}{plan.get_absolute_url()}")
        page.get_by_label("做什么").select_option("close")
        page.get_by_label("哪个站点").select_option(label="梅东便民服务站")
        through(page.get_by_role("button", name="加这一步").last)
        assert plan.steps.count() == 2
        expect(page.locator(".map-drawing .dots-lost")).to_have_count(1)
        through(page.get_by_role("button", name="撤销最后一步"))
        through(page.get_by_role("link", name=f"撤销{office.colleague}加的最后一步"))
        expect(page.get_by_text(f"是{office.colleague}在")).to_be_visible()
        through(page.get_by_role("button", name="撤销", exact=True))
        assert plan.steps.count() == 0


def test_an_hour_is_asked_for_with_a_weekday_only_and_no_script_is_needed(
    chrome: Browser, office: Office
) -> None:
    with serving() as address:
        page = logged_in(chrome, address, office.leader, 360, java_script_enabled=False).new_page()
        page.goto(f"{address}/desk/circle/board/")
        hour, seen = page.get_by_label("几点"), {}
        for day in ("", "1", "any", "6"):
            page.get_by_label("哪天").select_option(day)
            seen[day] = hour.is_visible()
        assert seen == {"": False, "1": True, "any": False, "6": True}


@pytest.mark.parametrize("width", [360, 1280])
def test_a_leader_opens_each_figure_to_its_list_and_prints_one_sheet(
    chrome: Browser, office: Office, width: int
) -> None:
    keep_cover_monthly()
    with serving() as address:
        page = logged_in(chrome, address, office.leader, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/circle/leader/")
        shoot(page, "leader")
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert len(sheets) == 1  # one sheet of A4
        through(page.locator(".bars a").first)
        expect(page.locator("main")).to_contain_text("<5")  # few people: told roughly, with its records
        page.go_back()
        through(page.get_by_role("link", name="看依据"))
        expect(page.locator("main a[href^='/desk/circle/points/']")).to_have_count(1)
        page.go_back()
        through(page.locator(".figure a").first)
        expect(page.get_by_role("heading", level=1)).to_have_text("全部社区 · 便民服务站")
        expect(page.get_by_role("row", name=re.compile("梅花新村3幢"))).to_contain_text("<5")
        shoot(page, "leader-behind")
        through(page.get_by_role("navigation", name="所在位置").get_by_role("link", name="覆盖"))
        ready(page)
        shoot(page, "leader-board")
        through(page.locator(".heat a").nth(34))
        expect(page.get_by_role("row", name=re.compile("梅花新村3幢"))).to_contain_text("<5")
        assert (watch.errors, watch.strangers) == ([], [])
