"""The area map where there is no WebGL, or no script at all: the drawing and the text stand in."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from browser import serving
from core.areas.onscreen import chromium_of, opened
from core.areas.places import again, draw_office, rect
from office import Office, make_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_of("--disable-3d-apis") as browser:
        yield browser


@pytest.fixture
def drawn(db: None) -> Office:
    return draw_office(make_office())


@pytest.fixture
def address(drawn: Office) -> Iterator[str]:
    with serving() as served:
        yield served


def test_without_webgl_the_drawing_stands_in_and_its_shapes_are_links(
    chrome: Browser, address: str, drawn: Office
) -> None:
    page = opened(chrome, address, drawn.clerk, "/desk/areas/map/?level=grid")
    shape = page.locator(".map-drawing a").nth(2)
    expect(shape).to_be_visible()
    assert page.locator("canvas").count() == 0
    shape.click()
    page.wait_for_url(f"**/desk/areas/{drawn.grids[2].pk}/")
    page.context.close()


def test_without_scripts_areas_are_looked_at_and_drawn_all_the_same(
    chrome: Browser, address: str, drawn: Office
) -> None:
    page = opened(chrome, address, drawn.admin, "/desk/areas/map/?level=grid", java_script_enabled=False)
    page.locator(".map-drawing a").first.click()
    page.wait_for_url(f"**/desk/areas/{drawn.grids[0].pk}/")
    page.get_by_role("link", name="改边界").click()
    expect(page.locator(".map-tools")).to_be_hidden()
    page.locator("textarea").fill(json.dumps(rect(0, 0, 200, 120)))
    page.get_by_role("button", name="保存边界").click()
    expect(page.locator("[data-errors]")).to_contain_text("第1网格与第2网格重叠")
    page.locator("textarea").fill(json.dumps(rect(0, 0, 200, 90)))
    page.get_by_role("button", name="保存边界").click()
    page.wait_for_url(f"**/desk/areas/{drawn.grids[0].pk}/")
    assert again(drawn.grids[0]).polygon == rect(0, 0, 200, 90)
    page.context.close()
