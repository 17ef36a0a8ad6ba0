"""What a first visit of a page really fetches, counted in Chromium: bytes on the wire, fonts told apart."""

from __future__ import annotations

import os
import shutil
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.house.limits import Row, against

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LIMIT_KB, WITH_MAP_KB = 150, 500
MAPS = frozenset({"map of areas", "area"})
SETTLE_MS = 1500  # after the last answer: a map's worker asks for its shapes late


class Scales:
    """Adds up what comes over the wire, by kind of thing."""

    def __init__(self, wire: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.seen: set[str] = set()
        self.bytes: dict[str, float] = defaultdict(float)
        wire.on("Network.responseReceived", self._came)
        wire.on("Network.loadingFinished", self._whole)
        wire.send("Network.enable")

    def _came(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]
        self.seen.add(event["response"]["url"])

    def _whole(self, event: dict[str, Any]) -> None:
        self.bytes[self.kinds.get(event["requestId"], "Other")] += event["encodedDataLength"] / 1000

    def started(self, worker: str) -> None:
        """Add the script of a worker, which Chromium fetches without telling the page's own session."""
        if worker not in self.seen:
            asked = urllib.request.Request(worker, headers={"Accept-Encoding": "br"})  # noqa: S310 - loopback
            with urllib.request.urlopen(asked) as answer:  # noqa: S310
                self.bytes["Worker"] += len(answer.read()) / 1000

    @property
    def slices(self) -> int:
        """How many slices of type came."""
        return sum(url.endswith(".woff2") for url in self.seen)

    @property
    def total(self) -> float:
        """All of it in kB."""
        return sum(self.bytes.values())


def _weighed(browser: Browser, address: str, plan: dict[str, Any], visit: dict[str, Any]) -> Scales:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    cookies = {"sessionid": plan["session"], "csrftoken": plan["token"]}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    scales = Scales(context.new_cdp_session(page))
    page.goto(address + visit["path"], wait_until="networkidle")
    page.wait_for_timeout(SETTLE_MS)
    for script in {worker.url for worker in page.workers}:
        scales.started(script)
    context.close()
    return scales


def _pages(plans: list[dict[str, Any]]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return each page that a browser opens by its address, once, with somebody who may."""
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    nobody = {"session": "none", "token": "none"}
    found["front door"] = nobody, {"path": "/"}
    found["log-in"] = nobody, {"path": "/login/"}
    for plan in plans:
        for visit in plan["visits"]:
            if not visit["sent"] and not visit["name"].endswith("shapes"):
                found.setdefault(visit["name"], (plan, visit))
    return found


def _row(name: str, scales: Scales) -> Row:
    fonts, limit = scales.bytes["Font"], WITH_MAP_KB if name in MAPS else LIMIT_KB
    parts = {"page kB": scales.bytes["Document"], "all but fonts kB": scales.total - fonts, "fonts kB": fonts}
    parts |= {"slices of type": scales.slices}
    held = against(scales.total, limit, "limit kB") | {"kept but for fonts": scales.total - fonts <= limit}
    return {"page": name} | parts | {"all kB": scales.total} | held


def rows(port: int, plans: list[dict[str, Any]]) -> Iterator[Row]:
    """Weigh every page as a first visit, with nothing kept from another; nothing where there is no Chromium."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        yield {"page": "Chromium is not installed on this machine"}
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--use-gl=swiftshader"])
        for name, (plan, visit) in _pages(plans).items():
            yield _row(name, _weighed(browser, f"http://127.0.0.1:{port}", plan, visit))
        browser.close()
