"""Pages of the areas in a real Chromium: who looks, where, and how a point is dragged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from browser import browsing
from services import missing
from yike.core import look
from yike.core.accounts.models import User

FOLDER = Path(look.__file__).parent


@contextmanager
def chromium_of(*flags: str) -> Iterator[Browser]:
    """Start Chromium, once the front end is built."""
    if not any((FOLDER / "static/look").glob("*/look.css")):
        missing("The front end", "it was not built: python tools/assets.py")
    with browsing(*flags) as browser:
        yield browser


def opened(browser: Browser, address: str, user: User, path: str, **more: Any) -> Page:
    """Return a page as somebody who has logged in sees it."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", **more)
    context.add_cookies([{"name": n, "value": c.value, "url": address} for n, c in client.cookies.items()])
    page = context.new_page()
    page.goto(f"{address}{path}")
    return page


def on_map(page: Page) -> Locator:
    """Bring the map into view, wait until it is drawn, and return its canvas."""
    page.locator(".map-sheet").scroll_into_view_if_needed()
    page.locator(".map-sheet[data-state=ready]").wait_for()
    return page.locator("canvas.maplibregl-canvas")


def drag(page: Page, point: int, right: int, down: int) -> None:
    """Drag a point of the border by so many pixels."""
    box = page.get_by_role("button", name=f"第 {point} 个点").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def save(page: Page, says: str, key: str = "") -> None:
    """Save the border by mouse, or with a key, and wait for the server's own answer."""
    button = page.get_by_role("button", name="保存", exact=True)
    with page.expect_response("**/border/save/"):
        button.press(key) if key else button.click()
    expect(page.locator(".map-said")).to_contain_text(says)
