"""The patrol in Chromium: the network is cut, the page killed; what was reported arrives once, and only its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from browser import Watch, barriers, browsing, logged_in, serving, woken
from gridcases import jpeg, make_works
from office import Office
from yike.core.accounts.models import User
from yike.rooms.grid.models import Case

pytestmark = [pytest.mark.django_db(transaction=True)]
PLACE: dict[str, Any] = {"longitude": 120.6215, "latitude": 31.3015, "accuracy": 12}

LOOKED = (
    """() => { dispatchEvent(new Event('online')); return new Promise((done) => setTimeout(done, 300)); }"""
)
"""The page looks whether something is left to be sent."""


class Running:
    """A clock that goes on: browsers have their own."""

    def set(self, moment: object) -> None:
        """Leave the time as it is."""


def on_phone(browser: Any, address: str, user: User) -> BrowserContext:
    place = {"geolocation": PLACE, "permissions": ["geolocation"], "is_mobile": True, "has_touch": True}
    return logged_in(browser, address, user, width=360, **place)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/desk/grid/patrol/")
    page.get_by_text("已定位").wait_for()
    return page


def prepared(page: Page) -> None:
    """Wait until the worker has the page and what it is made of."""
    page.evaluate(
        """async () => { await navigator.serviceWorker.ready;
        const loaded = performance.getEntriesByType('resource').map((one) => one.name);
        const parts = [location.href, ...loaded.filter((one) => /[.](js|css)$/.test(one))];
        for (let n = 0; n < 300; n++) {
          const kept = (await (await caches.open('yike-patrol')).keys()).map((one) => one.url);
          if (parts.every((one) => kept.includes(one))) return;
          await new Promise((done) => setTimeout(done, 100)); }
        throw new Error('nothing kept'); }"""
    )


def report(page: Page, photo: Path) -> None:
    page.get_by_role("radio", name="暴露垃圾").check(force=True)
    page.locator("[name=before]").set_input_files(photo)
    page.get_by_role("button", name="上报").click()


def test_a_report_in_a_dead_spot_is_kept_and_sent_once(office: Office, tmp_path: Path) -> None:
    make_works(office, Running())
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    with serving() as address, browsing() as browser:
        context = on_phone(browser, address, office.grid_worker)
        page = opened(context, address)
        watch = Watch(page, address)
        prepared(page)
        found = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        small = page.evaluate(
            """[...document.querySelectorAll('.tile, .thumb .button, summary')]
            .map((one) => one.getBoundingClientRect())
            .filter((r) => r.width && (r.height < 44 || r.width < 44)).length"""
        )
        report(page, photo)
        page.get_by_text("已上报，案件号").wait_for()
        assert (found, wide, small, Case.objects.count()) == ([], 360, 0, 1)
        said = page.locator("[data-kept-said]").inner_text()
        page.evaluate(LOOKED)
        assert page.locator("[data-kept-said]").inner_text() == said  # until there is something else to say
        context.set_offline(True)
        report(page, photo)
        page.get_by_text("这部手机上存着 1 条").wait_for()
        page.close()
        page = context.new_page()
        page.goto(f"{address}/desk/grid/patrol/")
        page.get_by_text("这部手机上存着 1 条").wait_for()
        report(page, photo)
        page.get_by_text("这部手机上存着 2 条").wait_for()
        page.close()
        assert Case.objects.count() == 1
        context.set_offline(False)
        page = context.new_page()
        page.goto(f"{address}/desk/grid/patrol/")
        page.get_by_text("已上报，案件号").wait_for()
        assert (Case.objects.count(), watch.strangers) == (3, [])
        assert len(set(Case.objects.values_list("key", flat=True))) == 3
        page.reload()
        page.wait_for_timeout(1500)
        assert Case.objects.count() == 3
        context.close()


AT_BUTTON = "() => document.activeElement.matches('[data-patrol] button[type=submit]')"
"""Whether the hand stays where it pressed."""
MIXED = """() => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { sent: [
  { number: 'G-2', at: 2 },
  { number: 'G-1', at: 1, to: '/desk/grid/patrol/' },
  { number: 7, at: 4, to: '/desk/almanac/door/1/kept' },
  { number: '', at: 3, to: '/desk/grid/campaigns/points/1/clean/' },
] } }))"""
"""Of a dead spot came reports, a tap at a walking point and somebody at a door, in the order of their keys."""
CAME_BACK = """() => {
  const form = document.querySelector('[data-patrol]');
  const key = form.elements.key.value;
  form.inert = true;
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  return [form.inert, form.elements.key.value !== key]; }"""
"""Whether the form of a page that was left while it was sent is still dead, and whether it has a key of its own."""


def test_what_the_worker_sends_is_told_on_the_page(office: Office, tmp_path: Path) -> None:
    make_works(office, Running())
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    with serving() as address, browsing() as browser:
        context = on_phone(browser, address, office.grid_worker)
        context.add_init_script("SyncManager.prototype.register = async () => {};")  # woken below
        page = opened(context, address)
        prepared(page)
        page.route("**/ready.json", lambda route: route.abort())  # the page itself reaches nobody
        report(page, photo)
        page.get_by_text("这部手机上存着 1 条").wait_for()
        woken(context, page, address)
        page.get_by_text("已上报，案件号").wait_for()
        assert Case.objects.count() == 1
        assert page.evaluate(AT_BUTTON)
        page.evaluate(MIXED)
        page.get_by_text("已上报，案件号 G-2。", exact=True).wait_for()
        assert page.evaluate(CAME_BACK) == [False, True]
        context.close()


def test_on_a_shared_phone_nobody_sees_or_sends_anothers(office: Office, tmp_path: Path) -> None:
    make_works(office, Running())
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    with serving() as address, browsing() as browser:
        context = on_phone(browser, address, office.grid_worker)
        page = opened(context, address)
        prepared(page)
        context.set_offline(True)
        report(page, photo)
        page.get_by_text("这部手机上存着 1 条").wait_for()
        page.close()
        context.set_offline(False)
        other = Client()
        other.force_login(office.colleague)
        mine = context.cookies()
        context.clear_cookies()
        for name, morsel in other.cookies.items():
            context.add_cookies([{"name": name, "value": morsel.value, "url": address}])
        page = opened(context, address)
        page.wait_for_timeout(1500)
        assert (page.locator("[data-kept-note]").is_visible(), Case.objects.count()) == (False, 0)
        page.close()
        context.clear_cookies()
        context.add_cookies(mine)
        page = context.new_page()
        page.goto(f"{address}/desk/grid/patrol/")
        page.get_by_text("已上报，案件号").wait_for()
        case = Case.objects.get()
        assert case.reporter == office.grid_worker
        context.close()
