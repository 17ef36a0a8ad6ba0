"""The living page in a real Chromium: open to everybody, by keyboard alone, without script, within the house."""
# ruff: noqa: E501 - scripts that run in the page

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from browser import ASK, AXE, LEVELS, Watch, browsing, serving, through
from services import chromium, missing
from yike.core import look

BUILT = Path(look.__file__).parent / "static/look"
WIDTHS = (360, 1440)
MODES = ("light", "dark", "large", "en")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not any(BUILT.glob("*/look.css")):
        missing("The front end", "it was not built: python tools/assets.py")
    with override_settings(YIKE_DEMONSTRATION=True), serving() as served:
        yield served


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def opened(chrome: Browser, address: str, width: int = 1440, mode: str = "light", **more: Any) -> Page:
    """Return a page of a fresh visitor; ``mode``: light, dark, large or en."""
    context = chrome.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if mode == "dark" else "light",
        locale="en-GB" if mode == "en" else "zh-CN",
        reduced_motion="reduce",
        **more,
    )
    if mode == "large":
        context.add_cookies([{"name": "look", "value": "large.auto", "url": address}])
    page = context.new_page()
    page.goto(f"{address}/style/")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_in_anybodys_way(chrome: Browser, address: str, mode: str) -> None:
    page = opened(chrome, address, mode=mode)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong = page.evaluate(ASK, LEVELS)
        found += [f"{width} {one['id']}: {node['target']}" for one in wrong for node in one["nodes"]]
    page.context.close()
    assert found == []


@pytest.mark.parametrize("mode", MODES)
def test_no_page_scrolls_sideways(chrome: Browser, address: str, mode: str) -> None:
    page = opened(chrome, address, mode=mode)
    widths = (320, 360, 768, 1024, 1440)
    wide = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
    page.context.close()
    assert wide == list(widths)


@pytest.mark.parametrize("mode", ["light", "large"])
def test_what_can_be_pressed_is_as_large_as_a_thumb(chrome: Browser, address: str, mode: str) -> None:
    page = opened(chrome, address, 360, mode)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
             '.button, summary, .nav a, .pager a, .tabs a, .choice, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])')]
           .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.9)
           .map(one => one.outerHTML.slice(0, 80))"""
    )
    page.context.close()
    assert small == []


def test_no_request_leaves_the_house_and_nothing_is_refused(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    watch = Watch(page, address)
    page.reload()
    page.locator("[data-geojson]").scroll_into_view_if_needed()
    page.locator("[data-state=ready]").wait_for()
    errors, strangers = watch.errors, watch.strangers
    page.context.close()
    assert (errors, strangers) == ([], [])


STEP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const outline = [one, '::after'].some((x, i) => getComputedStyle(one, i ? x : null).outlineStyle !== 'none');
  return [one.tagName + ' ' + (one.id || one.name || one.textContent.trim().slice(0, 12)), outline, box.height > 0];
}"""


def walk(page: Page, most: int = 200) -> list[tuple[str, bool, bool]]:
    """Return every stop of the Tab key: what it is, whether it is framed, whether it is visible."""
    stops: list[tuple[str, bool, bool]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = tuple(page.evaluate(STEP))
        if stop[0].startswith("BODY"):
            break
        stops.append(stop)  # type: ignore[arg-type]
    return stops


def test_the_tab_key_reaches_everything_and_shows_where_it_is(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    page.evaluate("document.activeElement.blur()")
    reachable = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
             .filter(one => one.offsetParent && !one.disabled && one.type !== 'hidden' && !one.closest('details:not([open]) > div'))
             .filter(one => one.type !== 'radio' || one === document.querySelector(`[name="${one.name}"]`)).length"""
    )
    page.evaluate(
        "window.scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )
    stops = walk(page)
    page.context.close()
    assert stops[0][0].startswith("A 跳到正文")
    assert [stop for stop in stops if not (stop[1] and stop[2])] == []
    assert len(stops) >= reachable


def test_the_first_stop_leads_past_the_menus(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    page.evaluate("document.activeElement.blur()")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.context.close()


def test_mistakes_are_read_first_and_lead_to_their_field(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    expect(page.locator("[data-errors]")).to_be_focused()
    page.locator("[data-errors] a").first.click()
    expect(page.locator("#id_wrong-name")).to_be_focused()
    page.context.close()


def test_a_dialog_opens_by_key_holds_its_page_and_gives_the_place_back(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    link = page.locator("a[data-dialog]")
    link.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] h1").wait_for()
    title = page.locator("dialog[open] h1").inner_text()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    back = page.evaluate("document.activeElement.hasAttribute('data-dialog')")
    page.context.close()
    assert (title, back, page.url) == ("结束这件事？", True, f"{address}/style/")


def test_a_link_pressed_twice_opens_one_dialog(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "() => { const link = document.querySelector('a[data-dialog]'); link.click(); link.click(); }"
    )
    page.locator("dialog[open] h1").wait_for()
    page.context.close()
    assert [url for url in asked if not url.endswith(".woff2")] == [f"{address}/style/ask/"]


SLOW = """() => {
  const link = document.querySelector('a[data-dialog]');
  const slow = link.cloneNode(true);
  slow.href += '?slow';
  link.after(slow);
  slow.click();
  link.click(); }"""


def test_another_link_opens_its_dialog_though_the_first_is_never_answered(
    chrome: Browser, address: str
) -> None:
    page = opened(chrome, address)
    page.route("**/style/ask/?slow", lambda _route: None)
    page.evaluate(SLOW)
    page.locator("dialog[open] h1").wait_for()
    left = (page.locator("dialog").count(), page.url)
    page.context.close()
    assert left == (1, f"{address}/style/")


OPENED = {
    "a[data-dialog]": "dialog[open] h1",
    ".masthead summary": ".masthead .sheet",
    ".fold summary": ".fold > div",
}


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_in_anybodys_way_either_in_what_opens(chrome: Browser, address: str, mode: str) -> None:
    page = opened(chrome, address, 360, mode)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found, wide = [], []
    for pressed, shown in OPENED.items():
        page.locator(pressed).first.press("Enter")
        page.locator(shown).first.wait_for()
        wrong = page.evaluate(ASK, LEVELS)
        found += [f"{pressed} {one['id']}: {node['html'][:120]}" for one in wrong for node in one["nodes"]]
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
        page.keyboard.press("Escape")
    page.context.close()
    assert (found, wide) == ([], [360] * 3)


def test_the_menu_closes_with_escape_and_gives_the_place_back(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    page.locator(".masthead summary").first.focus()
    page.keyboard.press("Enter")
    shown = page.locator(".masthead .sheet").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    hidden = page.locator(".masthead .sheet").first.is_hidden()
    where = page.evaluate("document.activeElement.tagName")
    page.context.close()
    assert (shown, hidden, where) == (True, True, "SUMMARY")


def test_all_works_without_script(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, 360, java_script_enabled=False)
    page.locator(".masthead summary").first.click()
    through(page.get_by_role("button", name="大字"))
    large = page.locator("html").get_attribute("data-type")
    page.locator(".masthead summary").first.click()
    through(page.get_by_role("button", name="English"))
    title = page.locator("h1").inner_text()
    page.locator("a[data-dialog]").click()
    page.locator("h1", has_text="Close this case?").wait_for()
    url = page.url
    page.context.close()
    assert (large, title, url) == ("large", "Style", f"{address}/style/ask/")


def test_the_map_is_drawn_and_a_place_on_it_opens_its_page(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    sheet = page.locator("[data-geojson]")
    sheet.scroll_into_view_if_needed()
    page.locator("[data-state=ready]").wait_for()
    box = sheet.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.2)
    page.wait_for_url("**/style/#map")
    page.context.close()


def test_without_webgl_the_servers_drawing_stays_and_nothing_fails(chrome: Browser, address: str) -> None:
    plain = chrome.browser_type.launch(executable_path=chromium(), args=["--disable-3d-apis"])
    page = plain.new_page()
    watch = Watch(page, address)
    page.goto(f"{address}/style/")
    page.locator("[data-geojson]").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    state = page.locator("[data-geojson]").get_attribute("data-state")
    plain.close()
    assert (state, watch.errors) == (None, [])


def test_paper_shows_the_page_and_not_the_controls(chrome: Browser, address: str) -> None:
    page = opened(chrome, address)
    page.emulate_media(media="print")
    shown = {
        name: page.locator(name).first.is_visible()
        for name in (".table", ".figures", ".nav", ".button", ".menus")
    }
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.context.close()
    assert shown == {".table": True, ".figures": True, ".nav": False, ".button": False, ".menus": False}
    assert ground == "rgb(255, 255, 255)"


def weighed(page: Page, address: str, fragment: str = "") -> tuple[dict[str, int], int]:
    """Return bytes on the wire of a page's first visit by kind, the map's worker too, and how many slices of type came."""
    arrived: list[Request] = []
    page.context.on("requestfinished", lambda request: arrived.append(request))  # noqa: PLW0108 - a built-in cannot listen
    page.goto(f"{address}{fragment}")
    page.wait_for_load_state("networkidle")
    sheet = page.locator("[data-geojson]")
    if sheet.count():
        sheet.scroll_into_view_if_needed()
        page.locator("[data-state=ready]").wait_for()
        page.wait_for_load_state("networkidle")
    # Sizes are asked once all has come: a question put while events still arrive is answered too late.
    came = {request.url: request.sizes()["responseBodySize"] for request in arrived}
    sizes = {"type": 0, "map": 0, "page": 0}
    for url, size in came.items():
        name = url.rsplit("/look/")[-1]
        sizes["type" if name.endswith(".woff2") else "map" if "map" in name else "page"] += size
    if sheet.count() and not any(
        url.endswith("worker.mjs") for url in came
    ):  # some versions of Chromium tell nobody of it
        sizes["map"] += next(BUILT.glob("*/maplibre-*/maplibre-gl-worker.mjs.br")).stat().st_size
    return sizes, sum(url.endswith(".woff2") for url in came)


def test_a_page_with_a_map_is_light_with_all_its_type(chrome: Browser, address: str) -> None:
    page = chrome.new_context(locale="zh-CN").new_page()
    sizes, _ = weighed(page, address, "/style/")
    page.context.close()
    assert sizes["map"] > 100_000, sizes  # it came
    assert sum(sizes.values()) <= 500_000, sizes
    assert sizes["type"] > 5_000, sizes


@pytest.mark.parametrize("path", ["/login/", "/style/ask/"])
def test_a_page_without_a_map_is_light_with_all_its_type(chrome: Browser, address: str, path: str) -> None:
    page = chrome.new_context(locale="zh-CN").new_page()
    sizes, slices = weighed(page, address, path)
    page.context.close()
    assert sizes["map"] == 0, sizes
    assert 5_000 < sum(sizes.values()) <= 150_000, sizes  # an empty house has little to say at the door
    assert 1 <= slices <= 20


WRITTEN = """async (text) => {
  document.body.replaceChildren(text);
  document.body.getBoundingClientRect(); // set: only now are the slices of type asked for
  await document.fonts.ready;
  await new Promise(requestAnimationFrame); }"""


def ink(page: Page, text: str) -> int:
    """Return how many pixels of a page that says this alone are darker than its paper."""
    page.evaluate(WRITTEN, text)
    drawn = Image.open(BytesIO(page.screenshot())).convert("L")
    return sum(drawn.histogram()[:128])


def test_a_rare_character_of_a_name_is_never_left_out_unseen(chrome: Browser, address: str) -> None:
    for mode in ("light", "en"):
        page = opened(chrome, address, width=360, mode=mode)
        assert (ink(page, "𠮷") > 20, ink(page, "吉") > 20, ink(page, " ")) == (True, True, 0)
        page.context.close()
