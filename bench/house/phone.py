"""A slow phone: Chromium with a quarter of the processor, 1.6 Mbit/s and 150 ms to the server and back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from bench.house.limits import Row, against
from bench.house.weights import CHROMIUM, LIMIT_KB, WITH_MAP_KB, Scales

SLOWER, BITS, ROUND_TRIP_MS = 4, 1_600_000, 150
LIMIT_S, VISITS = 3.0, 5
SETTLE_MS = 3000
# a page is usable once it is drawn and its own scripts have run: then its search box and links do what they say
USABLE = """() => {
  const drawn = performance.getEntriesByName("first-contentful-paint")[0];
  const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  return drawn && ready ? Math.max(drawn.startTime, ready) / 1000 : 0;
}"""


def _visit(browser: Browser, url: str) -> tuple[float, float]:
    """Return the seconds until a page is usable at a first visit, and the kB that came for it."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 360, "height": 740}, is_mobile=True, bypass_csp=True
    )
    page = context.new_page()
    wire = context.new_cdp_session(page)
    scales = Scales(wire)
    speed = {"downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8, "latency": ROUND_TRIP_MS}
    wire.send("Network.emulateNetworkConditions", {"offline": False} | speed)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    for script in {worker.url for worker in page.workers}:
        scales.started(script)
    usable = float(page.evaluate(USABLE))
    context.close()
    return usable, scales.total


def rows(port: int, pages: dict[str, tuple[str, bool]]) -> Iterator[Row]:
    """Visit pages, each name with its path and whether it has a map, always as at the first time."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        yield {"page": "Chromium is not installed on this machine"}
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--use-gl=swiftshader"])
        for name, (where, has_map) in pages.items():
            visits = sorted(_visit(browser, f"http://127.0.0.1:{port}{where}") for _ in range(VISITS))
            usable, weight = visits[VISITS // 2][0], max(kb for _, kb in visits)
            told = {"page": name, "usable s": usable, "slowest s": visits[-1][0]}
            held: Row = {} if has_map else against(usable, LIMIT_S, "limit s")
            limit = WITH_MAP_KB if has_map else LIMIT_KB
            yield told | held | {"all kB": weight, "limit kB": limit, "weight kept": weight <= limit}
        browser.close()
