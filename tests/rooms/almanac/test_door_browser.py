"""The door in Chromium: two phones without network let people in; joined again, everybody is in once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from browser import browsing, logged_in, serving
from gathering import opened
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.record.clock import now
from yike.rooms.almanac.actions import signups
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, Seen
from yike.rooms.almanac.signing import Wish

pytestmark = [pytest.mark.django_db(transaction=True)]


LINK = "w" * 43
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  await window.asking;
  return (window.picture = document.createElement('canvas').captureStream());
};
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ['qr_code']; }
  async detect() { return (window.shown ?? []).splice(0, 1).map((rawValue) => ({ rawValue })); }
};
"""
"""A camera before which codes are held by setting ``window.shown``: Chromium on Linux reads none.

It opens once ``window.asking`` is answered, as where a phone asks whether it may.
"""


LETTERS = """async () => {
  const font = '1em ' + getComputedStyle(document.querySelector('[data-kept-said]')).fontFamily;
  const text = Object.values(JSON.parse(document.querySelector('[data-door]').dataset.words)).join('');
  await document.fonts.load(font, text).catch(() => null);
  return document.fonts.check(font, text); }
"""
"""Whether every letter of what the script says can be drawn."""
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const { fontFamily } = getComputedStyle(document.querySelector('[data-door-list]'));
  const words = Object.values(JSON.parse(document.querySelector('[data-door]').dataset.words)).join('');
  const drawn = () => [400, 700].every((weight) => document.fonts.check(`${weight} 1em ${fontFamily}`, words));
  for (let n = 0; n < 200; n++) {
    const kept = (await (await caches.open('yike-door')).keys()).map((one) => one.url);
    const loaded = performance.getEntriesByType('resource').map((one) => one.name);
    const parts = loaded.filter((one) => /[.](js|css|woff2)$/.test(one));
    if (kept.length > parts.length && drawn() && parts.every((one) => kept.includes(one))) return;
    await new Promise((done) => setTimeout(done, 100)); }
  throw new Error('nothing kept'); }
"""
"""Waits until the page can be opened without network: its parts are kept, and every letter it may need has come."""


def at_door(browser: Any, address: str, user: User, row: Activity) -> tuple[BrowserContext, Page]:
    context = logged_in(browser, address, user, width=360, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(CAMERA)
    page.goto(f"{address}/desk/almanac/door/{row.pk}/")
    page.evaluate(KEPT)
    return context, page


def scan(page: Page, *codes: str, said: str) -> None:
    """Hold codes before the camera, and wait until this is said of the last one."""
    page.get_by_role("button", name="扫对方手机上的码").click()
    page.evaluate("(codes) => { window.shown = codes; }", codes)
    page.locator("[data-scan-said]").get_by_text(said, exact=True).wait_for()
    page.get_by_role("button", name="不扫了").click()


def let_in(page: Page, word: str) -> None:
    page.locator("#q").fill(word)
    page.locator("[data-door-list] li").get_by_role("button", name="签到", exact=True).click()


QUICK = """() => {
  const field = document.querySelector('#q');
  const type = (text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); };
  type('zxm');
  document.querySelector('[data-door-list] button').click();
  type('2'); }"""
"""A hand that has typed the next number before the phone has kept whom it let in."""


def test_what_a_quick_hand_types_meanwhile_stays(office: Office) -> None:
    start = now() + timedelta(hours=1)
    row = opened(office, signup="open", starts_at=start, ends_at=start + timedelta(hours=2))
    for n, name in enumerate(("张小梅", "李大力", "王芳")):
        signups.sign_up(BY, row, Wish(name=name, phone=f"1380000000{n}", link="", press=f"p{n}"))
    with serving() as address, browsing() as browser:
        _context, page = at_door(browser, address, office.worker, row)
        page.evaluate(QUICK)
        page.get_by_text("都已发出。").wait_for()
        assert page.locator("#q").input_value() == "2"
        assert page.locator("[data-door-list] h2").all_inner_texts() == ["002 李*力"]
    assert list(Registration.objects.exclude(came_at=None).values_list("number", flat=True)) == [1]


WALK = """() => {
  const form = document.querySelector('[data-door-walk]');
  const press = () => form.querySelector('button').click();
  const write = (name) => { form.elements.name.value = name; };
  write('赵一');
  press();
  press();
  write('钱二'); }"""
"""A hand that presses twice and has written the next name before the phone has kept the first."""
UNKEPT = (
    "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
)
"""A phone that has no room left."""
CLOSED = """() => !document.querySelector('[data-scan] video').srcObject
  && window.picture?.getTracks().every((one) => one.readyState === 'ended')"""


def test_a_quick_hand_at_the_door_enters_nobody_twice_and_loses_nothing(office: Office) -> None:
    start = now() + timedelta(hours=1)
    row = opened(office, signup="open", starts_at=start, ends_at=start + timedelta(hours=2))
    with serving() as address, browsing() as browser:
        _context, page = at_door(browser, address, office.worker, row)
        page.evaluate(WALK)
        sent = page.get_by_text("都已发出。")
        sent.wait_for()
        assert page.locator("[data-door-walk] [name=name]").input_value() == "钱二"
        page.evaluate(
            "() => dispatchEvent(new Event('online'))"
        )  # looks whether something is left to be sent
        page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        assert sent.is_visible()
        page.evaluate("() => { window.asking = new Promise((done) => { window.allow = done; }); }")
        page.get_by_role("button", name="扫对方手机上的码").click()
        page.get_by_role("button", name="不扫了").click()
        page.evaluate("() => window.allow()")
        page.wait_for_function(CLOSED)
        page.route("**/ready.json", lambda _route: None)  # a network that never answers
        page.evaluate("() => document.querySelector('[data-door-walk] button').click()")
        page.get_by_text("这部手机上存着 1 条").wait_for()  # said before the server answers
    assert [one.name.reveal() for one in Registration.objects.all()] == ["赵一"]


def test_who_could_not_be_kept_is_not_shown_as_there(office: Office) -> None:
    start = now() + timedelta(hours=1)
    row = opened(office, signup="open", starts_at=start, ends_at=start + timedelta(hours=2))
    signups.sign_up(BY, row, Wish(name="张小梅", phone="13800000000", link="", press="p0"))
    with serving() as address, browsing() as browser:
        context, page = at_door(browser, address, office.worker, row)
        context.set_offline(True)
        page.evaluate(UNKEPT)
        let_in(page, "zxm")
        page.locator("[data-kept-said]").get_by_text("没有记下来").wait_for()
        assert page.locator("[data-door-list] h2").all_inner_texts() == ["001 张*梅"]


def test_two_phones_without_network_join_without_loss_or_double(office: Office) -> None:
    start = now() + timedelta(hours=1)
    row = opened(office, signup="open", starts_at=start, ends_at=start + timedelta(hours=2))
    for n, name in enumerate(("张小梅", "李大力", "王芳")):
        signups.sign_up(
            BY, row, Wish(name=name, phone=f"1380000000{n}", link=LINK if n == 2 else "", press=f"p{n}")
        )
    with serving() as address, browsing() as browser:
        first, one = at_door(browser, address, office.worker, row)
        second, two = at_door(browser, address, office.colleague, row)
        for context, page in ((first, one), (second, two)):
            context.set_offline(True)
            page.reload()  # opened in a dead spot
            assert page.evaluate(LETTERS)
        let_in(one, "zxm")
        let_in(one, "2")
        let_in(two, "zxm")
        scan(two, f"{address}/on/me/{'x' * 43}/", said="这个码不在名单里，请报号或报名字。")
        scan(two, f"{address}/on/me/{LINK}/", said="003 王* 签到了。")
        for page in (one, two):
            page.get_by_text("这部手机上存着 2 条").wait_for()
        assert Registration.objects.exclude(came_at=None).count() == 0
        for context, page in ((first, one), (second, two)):
            context.set_offline(False)
            page.get_by_text("都已发出。").wait_for()
    came = Registration.objects.exclude(came_at=None).order_by("number").values_list("number", "came")
    assert list(came) == [(1, 1), (2, 1), (3, 1)]
    assert Registration.objects.get(number=3).seen == Seen.LINK
