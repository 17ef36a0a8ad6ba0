"""Take pictures of the main pages of a running demonstration into ``shots/``, to look at with one's own eyes.

Each page at 360, 768 and 1440 px, in normal and large type; the living page also in dark and in English. Start the
demonstration first (``make demo``), then ``make shots`` in another window; PORT or ADDRESS where it is elsewhere.

Usage: python tools/shots.py [--address http://127.0.0.1:8000] [--only name ...]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from yike.demonstration.accounts import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "shots"
WIDTHS = (360, 768, 1440)
TYPES = ("normal", "large")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Shot:
    """One page: its name, where it is, who looks (None: anybody), and a link to follow from there ("": none)."""

    name: str
    address: str
    account: str | None = None
    follow: str = ""


FIRST_ROW = ".table tbody th a, .table tbody td a"
PAGES = (
    Shot("front", "/"),
    Shot("login", "/login/"),
    Shot("missing", "/nowhere/"),
    Shot("style", "/style/"),
    Shot("today-clerk", "/desk/", "clerk"),
    Shot("today-grid", "/desk/", "grid"),
    Shot("today-leader", "/desk/", "leader"),
    Shot("households", "/desk/residents/", "clerk"),
    Shot("household", "/desk/residents/", "clerk", FIRST_ROW),
    Shot("areas", "/desk/areas/", "clerk"),
    Shot("area", "/desk/areas/", "clerk", FIRST_ROW),
    Shot("groups", "/desk/almanac/groups/", "secretary"),
    Shot("figures", "/desk/record/figures/", "leader"),
    Shot("messages", "/desk/outbox/", "admin"),
    Shot("map", "/desk/areas/map/", "clerk"),
    Shot("reckon", "/desk/calendar/reckon/", "clerk"),
    Shot("hours", "/desk/calendar/hours/", "clerk"),
    Shot("calendar", "/desk/calendar/", "clerk"),
    Shot("account", "/me/", "clerk"),
)
CIRCLE = (
    Shot("find", "/find/"),
    Shot("find-map", "/find/map/"),
    Shot("found", "/find/?q=居住证"),
    Shot("point", "/find/?q=居住证", None, "main a[href^='/p/st']"),
    Shot("item", "/find/?q=居住证", None, "main a[href^='/i/']"),
    Shot("points", "/desk/circle/points/", "clerk"),
    Shot("point-desk", "/desk/circle/points/", "clerk", FIRST_ROW),
    Shot("items", "/desk/circle/items/", "clerk"),
    Shot("board", "/desk/circle/board/", "leader"),
    Shot("leader", "/desk/circle/leader/", "leader"),
    Shot("plans", "/desk/circle/plans/", "leader"),
    Shot("ratings", "/desk/circle/ratings/", "clerk"),
)
GRID = (
    Shot("say", "/say/"),
    Shot("who", "/say/who/"),
    Shot("requests", "/desk/grid/requests/", "clerk"),
    Shot("request", "/desk/grid/requests/", "clerk", FIRST_ROW),
    Shot("duties", "/desk/grid/duties/", "clerk"),
    Shot("duty-map", "/desk/grid/duties/map/", "clerk"),
    Shot("notices", "/desk/grid/notices/", "clerk"),
    Shot("notice", "/desk/grid/notices/", "clerk", FIRST_ROW),
    Shot("cases", "/desk/grid/cases/", "clerk"),
    Shot("patrol", "/desk/grid/patrol/", "grid"),
    Shot("whistles", "/desk/grid/whistles/", "clerk"),
    Shot("whistle", "/desk/grid/whistles/", "clerk", FIRST_ROW),
    Shot("campaigns", "/desk/grid/campaigns/", "clerk"),
    Shot("grid-board", "/desk/grid/board/", "leader"),
)
ALMANAC = (
    Shot("on", "/on/"),
    Shot("on-month", "/on/?span=month"),
    Shot("on-activity", "/on/?span=month", None, "main a[href^='/on/a/']"),
    Shot("on-issue", "/on/", None, "a[href^='/on/issues/']"),
    Shot("activities", "/desk/almanac/activities/", "clerk"),
    Shot("activity", "/desk/almanac/activities/", "clerk", FIRST_ROW),
    Shot("issues", "/desk/almanac/issues/", "clerk"),
    Shot("issue", "/desk/almanac/issues/", "clerk", FIRST_ROW),
    Shot("mine", "/desk/almanac/mine/", "owner"),
    Shot("agreements", "/desk/almanac/agreements/", "clerk"),
    Shot("numbers", "/desk/almanac/numbers/", "leader"),
)
OFFICERS = (
    Shot("endpoints", "/desk/outbox/endpoints/", "admin"),
    Shot("own-activities", "/desk/almanac/own/", "grid"),
    Shot("own-notices", "/desk/outbox/notices/", "clerk"),
    Shot("units", "/desk/units/", "admin"),
    Shot("users", "/desk/accounts/", "security"),
    Shot("matrix", "/desk/accounts/rights/", "security"),
    Shot("apikeys", "/desk/api-keys/", "security"),
    Shot("keys", "/desk/keys/", "security"),
    Shot("history", "/desk/record/", "audit"),
)
EVERYTHING = (*PAGES, *CIRCLE, *GRID, *ALMANAC, *OFFICERS)


def chromium() -> str:
    """Return the path of a Chromium, or stop with a line that says what to do."""
    for name in CHROMIUM:
        if path := shutil.which(name):
            return path
    sys.exit(
        "没有 Chromium：请先装系统的 chromium。There is no Chromium: install the system's chromium first."
    )


def log_in(context: BrowserContext, address: str, account: str) -> None:
    """Log in through the page, as a person does."""
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.locator("main input[type=text]").first.fill(account)
    page.locator("main input[type=password]").first.fill(PASSWORD)
    page.locator("main button.button-main").first.click()
    page.wait_for_load_state()
    if "/login" in page.url:
        sys.exit(f"{account} 登录不了。{account} cannot log in.")
    page.close()


def settled(page: Page) -> None:
    """Wait until type and map are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    sheet = page.locator("[data-geojson]")
    if sheet.count():
        sheet.first.scroll_into_view_if_needed()
        page.locator("[data-state]").first.wait_for(timeout=20_000)
        page.evaluate("window.scrollTo(0, 0)")


def follow(page: Page, shot: Shot) -> None:
    """Open the first page a list leads to, though its link be folded away; say where there is none."""
    links = page.locator(shot.follow)
    if links.count():
        page.goto(urljoin(page.url, links.first.get_attribute("href") or ""))
    else:
        print(f"{shot.name}: {shot.address} 没有可打开的一条 / leads nowhere")  # noqa: T201


def take(context: BrowserContext, address: str, shot: Shot, width: int, mode: str) -> None:
    """Open a page and keep its picture, whole; say where it scrolls sideways."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    ending = f"{width}-{mode}"
    page.goto(f"{address}{shot.address}")
    if shot.follow:
        follow(page, shot)
    settled(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.screenshot(path=TARGET / f"{shot.name}-{ending}.png", full_page=True)
    print(f"{shot.name}-{ending}" + (f"  横向溢出 / too wide by {wide} px" if wide > 0 else ""))  # noqa: T201
    page.close()


def modes(name: str) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Yield how a page is looked at: a name, cookies, and what the browser says of itself."""
    for kind in TYPES:
        yield kind, {"look": f"{kind}.light"}, {"locale": "zh-CN"}
    if name == "style":
        yield "dark", {"look": "normal.dark"}, {"locale": "zh-CN"}
    if name in {"style", "login", "today-clerk", "household"}:
        yield "english", {"language": "en"}, {"locale": "en-GB"}


def series(browser: Browser, address: str, shots: list[Shot]) -> None:
    """Take every picture of these pages; one log-in for each account and mode."""
    for shot in shots:
        for mode, cookies, more in modes(shot.name):
            context = browser.new_context(reduced_motion="reduce", **more)  # type: ignore[arg-type]
            context.add_cookies(
                [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
            )
            if shot.account:
                _as_before(context, browser, address, shot.account)
            for width in WIDTHS:
                take(context, address, shot, width, mode)
            context.close()


_SESSIONS: dict[str, list[dict[str, object]]] = {}


def _as_before(context: BrowserContext, browser: Browser, address: str, account: str) -> None:
    """Give a context the session of an account, logging in the first time."""
    if account not in _SESSIONS:
        visitor = browser.new_context(locale="zh-CN")
        log_in(visitor, address, account)
        _SESSIONS[account] = [
            dict(one) for one in visitor.cookies() if one["name"] in {"sessionid", "csrftoken"}
        ]
        visitor.close()
    context.add_cookies(_SESSIONS[account])  # type: ignore[arg-type]


def main() -> None:
    """Take the pictures asked for."""
    parser = argparse.ArgumentParser(
        description="Take pictures of the main pages of a running demonstration."
    )
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--address", default=os.environ.get("ADDRESS") or f"http://127.0.0.1:{port}")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    asked = parser.parse_args()
    TARGET.mkdir(exist_ok=True)
    wanted = [shot for shot in EVERYTHING if not asked.only or shot.name in asked.only]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium())
        try:
            series(browser, asked.address.rstrip("/"), wanted)
        except Error as error:
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
            sys.exit(f"{asked.address} 没有应答：请先 make demo。Nothing answers there: run make demo first.")


if __name__ == "__main__":
    main()
