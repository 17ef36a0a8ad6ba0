"""The area map in a real Chromium: look, open, correct, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from browser import ASK, Watch, serving
from core.areas.exchange.files import xlsx
from core.areas.onscreen import FOLDER, chromium_of, drag, on_map, opened, save
from core.areas.places import again, draw_office, rect
from office import BY, Office, make_office
from yike.core.areas.actions import draw_area
from yike.core.areas.models import Area

pytestmark = pytest.mark.django_db(transaction=True)
AXE = FOLDER / "frontend/node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_of() as browser:
        yield browser


@pytest.fixture
def drawn(db: None) -> Office:
    return draw_office(make_office())


@pytest.fixture
def address(drawn: Office) -> Iterator[str]:
    with serving() as served:
        yield served


def test_the_map_is_drawn_from_our_own_data_and_a_press_opens_the_area(
    chrome: Browser, address: str, drawn: Office
) -> None:
    page = opened(chrome, address, drawn.clerk, "/desk/areas/")
    watch = Watch(page, address)
    page.goto(f"{address}/desk/areas/map/?level=grid")
    canvas = on_map(page)
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] / 2 - 60, "y": box["height"] / 2 + 60})
    page.wait_for_url(f"**/desk/areas/{drawn.grids[0].pk}/")
    assert page.locator("h1").inner_text() == "第1网格"
    on_map(page)
    assert (watch.errors, watch.strangers) == ([], [])
    page.context.close()


def test_a_point_dragged_over_the_neighbour_is_refused_and_the_corrected_border_kept(
    chrome: Browser, address: str, drawn: Office
) -> None:
    one = drawn.grids[0]
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{one.pk}/border/")
    on_map(page)
    page.get_by_label("相邻区域的同一点一起动").uncheck()
    drag(page, 3, 40, -60)
    save(page, "第1网格与第2网格重叠")
    expect(page.locator(".map-spot")).to_be_visible()
    assert again(one).polygon == rect(0, 0, 200, 100)
    page.get_by_role("button", name="撤销一步").click()
    on_map(page)
    drag(page, 3, 60, 60)
    save(page, "边界已保存。")
    kept = again(one).polygon
    assert kept != rect(0, 0, 200, 100)
    assert page.locator("textarea").input_value() == json.dumps(kept, separators=(",", ":"))
    page.context.close()


def test_what_is_moved_while_a_border_is_being_saved_is_not_taken_for_saved(
    chrome: Browser, address: str, drawn: Office
) -> None:
    one = drawn.grids[0]
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{one.pk}/border/")
    on_map(page)
    point = page.get_by_role("button", name="第 3 个点")
    point.press("Shift+ArrowDown")
    held: list[Route] = []
    page.route("**/border/save/", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot listen
    button = page.get_by_role("button", name="保存", exact=True)
    button.click()
    point.press("Shift+ArrowDown")
    held[0].continue_()
    page.unroute("**/border/save/")
    expect(page.locator(".map-said")).to_contain_text("边界已保存。")
    first = again(one).polygon
    assert first != rect(0, 0, 200, 100)
    for _ in range(2):
        page.get_by_role("button", name="撤销一步").click()
    expect(button).to_be_enabled()  # what was sent is undone here, but stands there
    save(page, "边界已保存。")
    expect(button).to_be_disabled()
    assert again(one).polygon == rect(0, 0, 200, 100)
    page.context.close()


def test_a_common_corner_moves_for_both(chrome: Browser, address: str, drawn: Office) -> None:
    one, two, *_ = drawn.grids
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{one.pk}/border/")
    on_map(page)
    drag(page, 3, 50, -40)
    save(page, "边界已保存。")
    corners = [again(area).polygon["coordinates"][0] for area in (one, two)]
    moved = [c for c in corners[0] if c not in rect(0, 0, 200, 100)["coordinates"][0]]  # type: ignore[index]
    assert len(moved) >= 1
    assert moved[0] in corners[1]
    page.context.close()


def test_a_border_is_corrected_with_the_keyboard_alone(chrome: Browser, address: str, drawn: Office) -> None:
    one = drawn.grids[0]
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{one.pk}/border/")
    on_map(page)
    page.get_by_role("button", name="在这里加一个点").first.press("Enter")
    point = page.get_by_role("button", name="第 2 个点")
    point.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "第 2 个点"
    save(page, "边界已保存。", "Enter")
    assert len(again(one).polygon["coordinates"][0]) == 6
    page.get_by_role("button", name="第 2 个点").focus()
    page.keyboard.press("Delete")
    save(page, "边界已保存。", "Enter")
    assert len(again(one).polygon["coordinates"][0]) == 5
    page.context.close()


def test_an_area_without_a_border_gets_one(chrome: Browser, address: str, drawn: Office) -> None:
    one = drawn.grids[0]
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{one.pk}/border/")
    page.locator("textarea").fill("")
    page.get_by_role("button", name="保存边界").click()
    page.wait_for_url(f"**/desk/areas/{one.pk}/")
    assert again(one).polygon is None
    page.goto(f"{address}/desk/areas/{one.pk}/border/")
    on_map(page)
    page.get_by_role("button", name="画一块").click()
    expect(page.get_by_role("button", name="第 4 个点")).to_be_visible()
    save(page, "平方米")
    page.context.close()


def test_a_problem_leads_to_its_place_on_the_map(chrome: Browser, address: str, drawn: Office) -> None:

    draw_area(BY, drawn.grids[0], polygon=rect(0, 0, 200, 80))
    page = opened(chrome, address, drawn.admin, "/desk/areas/problems/")
    page.get_by_role("link", name="没有划进下一级").click()
    on_map(page)
    expect(page.locator(".map-spot")).to_be_in_viewport()
    page.context.close()


def test_a_file_with_mistakes_is_mended_and_imported(
    chrome: Browser, address: str, drawn: Office, tmp_path: Path
) -> None:
    page = opened(chrome, address, drawn.admin, f"/desk/areas/{drawn.street.pk}/import/")
    page.locator("input[type=file]").set_input_files(
        xlsx(tmp_path, ["网格", "w-1", "新网格", None, None, "三百"])
    )
    page.get_by_role("button", name="看一遍").click()
    expect(page.locator("main")).to_contain_text("F2 格：“三百”不是个数")
    page.get_by_role("link", name="换一个文件").click()
    right = xlsx(tmp_path, ["网格", "w-1", "新网格", "999999001001", None, 300])
    page.locator("input[type=file]").set_input_files(right)
    page.get_by_role("button", name="看一遍").click()
    page.get_by_label("理由").fill("年度核对")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("main")).to_contain_text("已导入：新增 1，修改 0，关闭 0。")
    assert Area.objects.get(code="w-1").households == 300
    page.context.close()


def test_a_printed_map_is_the_drawing(chrome: Browser, address: str, drawn: Office) -> None:
    page = opened(chrome, address, drawn.clerk, "/desk/areas/map/?level=grid")
    on_map(page)
    expect(page.locator(".map-drawing")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".map-drawing")).to_be_visible()
    expect(page.locator(".map-live")).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_in_anybodys_way(chrome: Browser, address: str, drawn: Office, width: int) -> None:
    grid = drawn.grids[0].pk
    page = opened(chrome, address, drawn.admin, "/desk/areas/", bypass_csp=True)
    found = []
    for path in ("", "map/", "problems/", f"{grid}/", f"{grid}/border/", f"{grid}/add/", f"{grid}/import/"):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/desk/areas/{path}")
        if page.locator(".map-sheet").count():
            on_map(page)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        wrong = page.evaluate(ASK, LEVELS)
        found += [f"{path} {one['id']}: {node['target']}" for one in wrong for node in one["nodes"]]
        found += [path] if page.evaluate("document.documentElement.scrollWidth") > width else []
    page.context.close()
    assert found == []
