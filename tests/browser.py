"""The real server in this process and a real Chromium in front of it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from playwright.sync_api import Error as PageError

from services import chromium
from yike.core import look
from yike.core.accounts.models import User
from yike.core.record.clock import moved_to

AXE = Path(look.__file__).parent / "frontend/node_modules/axe-core/axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# every rule is asked; what passes is neither described nor carried out of the browser
ASK = """levels => axe.run(document, {runOnly: levels, resultTypes: ["violations"]})
    .then(found => found.violations)"""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def handle(self) -> None:
        """Serve one request; close the thread's database connections as a real server does."""
        with contextlib.suppress(ConnectionError):
            super().handle()
        connections.close_all()


class Threaded(ThreadingMixIn, WSGIServer):
    """Answers several at once, as browsers ask."""

    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error."""


class Hands:
    """The hands of the clock by which a house is served: each request is answered at ``at``, in any thread."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._house = get_wsgi_application()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request."""
        with moved_to(self.at):
            return self._house(environ, start_response)


@contextlib.contextmanager
def serving(house: Any = None) -> Iterator[str]:
    """Serve the whole house, or one with ``Hands``, on loopback; yield its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, house or get_wsgi_application(), Threaded, Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def browsing(*flags: str) -> Iterator[Browser]:
    """Start Chromium. While it is open, the test's own thread may ask the database all the same."""
    path = chromium()
    with mock.patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(flags))
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Notes what must not happen while pages are looked at: errors, and requests that leave the house."""

    def __init__(self, page: Page, address: str) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda asked: self._asked(asked.url, address))

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.strangers.append(url)


def logged_in(browser: Browser, address: str, user: User, width: int = 1440, **more: Any) -> BrowserContext:
    """Return a browser in which ``user`` has logged in already."""
    looks = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce", "locale": "zh-CN"}
    context = browser.new_context(**(looks | more))
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return context


def through(door: Locator, how: str = "click") -> None:
    """Press a link or button that leads to another page, and wait until that page has come.

    A press alone waits at most until that page begins: what is asked right after it may cross with what comes.
    """
    door.evaluate("one => { one.ownerDocument.documentElement.dataset.left = 'yes'; }")
    door.click() if how == "click" else door.press(how)
    door.page.locator("html:not([data-left])").wait_for(state="attached")
    door.page.wait_for_load_state()


def barriers(page: Page) -> list[str]:
    """Return what stands in anybody's way on a page, as axe-core finds it: rule and first element.

    A page that is left for the next one while it is looked at cannot be judged: the next one is.
    """
    for left in (2, 1, 0):
        page.wait_for_load_state()
        try:
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(ASK, LEVELS)
            break
        except PageError:
            if not left:
                raise
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def woken(context: BrowserContext, page: Page, address: str) -> None:
    """Wake the worker of the patrol as the system does once there is network again."""
    wire = context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    for _again in range(200):
        if known:
            break
        page.wait_for_timeout(50)
    which = {"origin": address, "registrationId": known[0]["registrationId"]}
    wire.send("ServiceWorker.dispatchSyncEvent", which | {"tag": "patrol", "lastChance": False})
