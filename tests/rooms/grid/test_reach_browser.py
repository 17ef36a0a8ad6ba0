"""On a phone held in one hand: what a page is for lies at the thumb, hides nothing, and is not printed."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser import barriers, browsing, logged_in, serving, through
from duties import SPOT
from gridcases import Works, make_case, make_works, walk
from office import BY, Office, make_office
from voices import make_request
from whistling import Crew, blow, person
from yike.core.accounts.models import User
from yike.core.calendar.actions import seed_year
from yike.core.record.clock import today
from yike.rooms.grid.actions import requests as actions

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 640}
BAR = """() => {
  const one = document.querySelector('.reach .button-main'), r = one.getBoundingClientRect();
  const met = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  return {act: one.textContent.trim(), low: r.top >= innerHeight / 2 && r.bottom <= innerHeight,
    large: r.width >= 44 && r.height >= 44, free: one.contains(met), moved: scrollY};
}"""
HIDDEN = """() => {
  const bar = document.querySelector('.reach'), found = [];
  for (const one of document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')) {
    if (!one.checkVisibility() || bar.contains(one)) continue;
    one.focus();
    const r = one.getBoundingClientRect();
    if (r.bottom > bar.getBoundingClientRect().top + 0.5) found.push(one.outerHTML.slice(0, 90));
  }
  scrollTo(0, document.documentElement.scrollHeight);
  const last = document.querySelector('.foot').getBoundingClientRect().bottom;
  if (last > bar.getBoundingClientRect().top + 0.5) found.push('the foot of the page');
  return found;
}"""
Scene = tuple[Office, Works, str]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    office = make_office()
    works = make_works(office, SimpleNamespace(set=lambda _moment: None))
    for year in {today().year, today().year + 1} - {2026}:
        seed_year(BY, year)
    with serving() as address:
        yield office, works, address


def phone(chrome: Browser, address: str, user: User, path: str, **more: Any) -> Page:
    context = logged_in(chrome, address, user, **({"viewport": PHONE} | more))
    page = context.new_page()
    page.goto(f"{address}/desk/{path}")
    return page


def pages(office: Office, works: Works) -> dict[str, tuple[User, str]]:
    """Return whose page is where, by what it is for."""
    row = make_request(office.grids[0], lon=SPOT[0], lat=SPOT[1])
    actions.dispatch(person(office.clerk), row, unit=office.unit, owner=office.worker)
    case = walk(office, works, make_case(office, works), "accept", "file", "dispatch")
    crew = Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)
    whistle = blow(office, crew)
    return {
        "签收": (office.worker, f"grid/requests/{row.pk}/"),
        "签收，开始处置": (works.cleaner, f"grid/cases/{case.pk}/"),
        "签收 ": (works.warden, f"grid/whistles/{whistle.pk}/"),
        "补审核": (office.leader, f"grid/whistles/{whistle.pk}/"),
        "先办：我要办的诉求": (office.worker, ""),
        "补齐第1网格的公示": (office.worker, "grid/notices/"),
    }


def test_what_a_page_is_for_lies_at_the_thumb_and_hides_nothing(chrome: Browser, scene: Scene) -> None:
    office, works, address = scene
    found, wanted = {}, {}
    for act, (user, path) in pages(office, works).items():
        page = phone(chrome, address, user, path)
        seen = (page.evaluate(BAR), page.evaluate("document.documentElement.scrollWidth"))
        page.emulate_media(media="print")
        printed = page.locator(".reach").is_visible() and page.locator(".reach .button-main").is_visible()
        page.emulate_media(media="screen")
        found[act] = (*seen, page.evaluate(HIDDEN), barriers(page), printed)
        bar = {"act": act.strip(), "low": True, "large": True, "free": True, "moved": 0}
        wanted[act] = (bar, PHONE["width"], [], [], False)
        page.context.close()
    assert found == wanted


def test_the_act_at_the_thumb_works_without_a_script_and_stays_in_place_in_a_low_window(
    chrome: Browser, scene: Scene
) -> None:
    office, works, address = scene
    crew = Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)
    path = f"grid/whistles/{blow(office, crew).pk}/"
    page = phone(chrome, address, works.warden, path, java_script_enabled=False)
    for act in ("签收", "出发"):
        through(page.locator(".reach").get_by_role("button", name=act, exact=True))
    page.locator(".reach").get_by_role("link", name="到了", exact=True).click()
    page.wait_for_url("**/arrive/")
    page.context.close()
    low = phone(chrome, address, works.cleaner, path, viewport={"width": 600, "height": 320})
    wide = phone(chrome, address, works.cleaner, path, viewport={"width": 1280, "height": 800})
    shown = "getComputedStyle(document.querySelector('.reach')).display"
    assert [one.evaluate(shown) for one in (low, wide)] == ["contents", "contents"]
    for one in (low, wide):
        one.context.close()
