"""The page in a real browser: nothing leaves, nothing overflows, the switch works without script, print is A4."""

from __future__ import annotations

import pytest

from browser import browsing
from made_survey import MADE, made_survey
from yike.rooms.circle.report import write_report


@pytest.fixture(scope="module")
def browser():
    with browsing() as chromium:
        yield chromium


@pytest.fixture(scope="module", params=["zh", "en"])
def address(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("page")
    return write_report(made_survey(), out, request.param, made=MADE)[0].as_uri()


def opened(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    return context, page, asked


def test_no_request_leaves_the_page(browser, address):
    context, _, asked = opened(browser, address, 1440)
    assert [url for url in asked if not url.startswith(("data:font/woff", address))] == []
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_the_page_never_scrolls_sideways(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_the_switch_between_maps_works_without_script(browser, address):
    context, page, _ = opened(browser, address, 768)
    assert [page.locator(f"#p{i}").is_visible() for i in range(3)] == [True, False, False]
    page.locator("label[for=m2]").click()
    assert [page.locator(f"#p{i}").is_visible() for i in range(3)] == [False, False, True]
    context.close()


def test_every_map_is_printed_on_a4(browser, address):
    context, page, _ = opened(browser, address, 768)
    page.emulate_media(media="print")
    assert [page.locator(f"#p{i}").is_visible() for i in range(3)] == [True, True, True]
    paper = page.pdf(prefer_css_page_size=True)
    assert paper[:5] == b"%PDF-"
    assert b"/MediaBox [0 0 594.9" in paper or b"/MediaBox [0 0 595" in paper
    context.close()


def test_large_names_replace_small_ones_on_a_phone(browser, address):
    for width, many in ((360, "none"), (1440, "inline")):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(address)
        script = "getComputedStyle(document.querySelector('#p0 .names.many')).display"
        assert page.evaluate(script) == many
        context.close()


def test_streets_beyond_the_limit_are_double_lines_in_print_only(browser, address):
    context, page, _ = opened(browser, address, 768)
    cores = page.locator("#p0 .streets .core")
    assert cores.count() > 0
    for medium, shown in (("screen", "none"), ("print", "inline")):
        page.emulate_media(media=medium)
        assert cores.first.evaluate("e => getComputedStyle(e).display") == shown
    context.close()
