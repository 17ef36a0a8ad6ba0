"""In a real Chromium, on a phone: a leader whistles, two units arrive, one refuses; nobody is kept out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from browser import barriers, browsing, logged_in, serving, through
from office import BY, EARLY, PASSWORD, Office, make_office
from whistling import Crew, make_crew
from yike.core.accounts.actions import add_user, give_role
from yike.core.rights.roles import Role
from yike.rooms.grid.models import Whistle, WhistleCall, WhistleState

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("YIKE_SHOTS")  # a folder to keep pictures in, for looking at
PHONE = 360
HERE = {"longitude": 120.0012, "latitude": 31.0011}


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it; see that nobody is kept out and nothing runs over."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def press(page: Page, name: str) -> None:
    through(page.get_by_role("button", name=name, exact=True))


def test_a_leader_whistles_two_units_arrive_and_one_refuses(chrome: Browser) -> None:
    office = make_office()
    crew = make_crew(office)
    lamp = add_user(BY, username="lamp", name="韩路灯", unit=crew.mute, password=PASSWORD)
    give_role(BY, user=lamp, role=Role.LIAISON, area=office.street, since=EARLY)
    with serving() as address:
        leader = _on_phone(chrome, address, office.leader)
        whistle = _blown(leader, address, crew, office)
        plumber, officer, lamps = (
            _on_phone(chrome, address, user) for user in (crew.plumber, crew.officer, lamp)
        )
        for page in (plumber, officer, lamps):
            page.goto(f"{address}/desk/grid/whistles/")
            through(page.get_by_role("link", name=whistle.number))
        _comes_by_code(plumber, whistle)
        _comes_by_position(officer, address)
        _refuses(lamps)
        _ruled_and_planned(leader, address, whistle, crew)
        for page in (leader, plumber, officer, lamps):
            page.context.close()
    rows = WhistleCall.objects.values_list("unit__name", "state", "proof")
    assert sorted(rows) == [
        ("梅巷城管中队", "arrived", "position"),
        ("梅巷水务站", "arrived", "code"),
        ("梅巷路灯所", "excused", ""),
    ]
    assert Whistle.objects.get().state == WhistleState.HANDLING


def _on_phone(chrome: Browser, address: str, user: object) -> Page:
    context = logged_in(chrome, address, user, PHONE)  # type: ignore[arg-type]
    context.grant_permissions(["geolocation"], origin=address)
    context.set_geolocation(HERE)  # type: ignore[arg-type]
    return context.new_page()


def _blown(page: Page, address: str, crew: Crew, office: Office) -> Whistle:
    page.goto(f"{address}/desk/grid/whistles/")
    shoot(page, "whistles-none")
    through(page.get_by_role("link", name="吹哨", exact=True))
    page.get_by_role("button", name="我就在现场，用手机定位").click()
    expect(page.get_by_text("已记下您现在的位置")).to_be_visible()
    shoot(page, "whistle-form")
    page.get_by_label("应急哨").check(force=True)
    page.get_by_label("什么事").fill("自来水管爆了，水漫到路上")
    page.get_by_label("在哪里").fill("竹行巷 12 号门口")
    for unit in (crew.water, crew.patrol, crew.mute):
        page.get_by_label(unit.name).check(force=True)
    page.get_by_label("哪个社区、网格").select_option(str(office.grids[0].pk))
    press(page, "吹哨")
    expect(page.get_by_text("各单位已通知")).to_be_visible()
    whistle: Whistle = Whistle.objects.get()
    expect(page.get_by_text(f"到场码 {whistle.code}")).to_be_visible()
    shoot(page, "whistle-blown")
    return whistle


def _comes_by_code(page: Page, whistle: Whistle) -> None:
    press(page, "签收")
    press(page, "出发")
    expect(page.get_by_role("link", name="到了", exact=True)).to_be_visible()
    shoot(page, "whistle-on-the-way")
    through(page.get_by_role("link", name="到了", exact=True))
    page.get_by_label("到场码").fill(whistle.code)
    shoot(page, "whistle-arrive")
    press(page, "到了")
    expect(page.get_by_text("（到场码）")).to_be_visible()


def _comes_by_position(page: Page, address: str) -> None:
    through(page.get_by_role("link", name="到了", exact=True))
    page.get_by_role("button", name="用手机定位报到").click()
    expect(page.get_by_text("手机已经知道您在哪里")).to_be_visible()
    press(page, "到了")
    expect(page.get_by_text("（手机定位）")).to_be_visible()


def _refuses(page: Page) -> None:
    through(page.get_by_role("link", name="来不了", exact=True))
    page.get_by_label("理由").fill("这里没有路灯")
    press(page, "来不了")
    expect(page.get_by_text("来不了：这里没有路灯")).to_be_visible()


def _ruled_and_planned(page: Page, address: str, whistle: Whistle, crew: Crew) -> None:
    page.goto(f"{address}/desk/grid/whistles/")
    through(page.get_by_role("link", name=whistle.number))
    through(page.get_by_role("link", name="裁定：可以不来"))
    page.get_by_label("理由").fill("属实")
    press(page, "裁定：可以不来")
    expect(page.get_by_text("不用来：属实")).to_be_visible()
    through(page.get_by_role("link", name="商定办法"))
    page.get_by_label("商定的办法").fill("水务换管，城管围挡")
    page.get_by_label("措施 1：哪个单位").select_option(label=crew.water.name)
    page.get_by_label("措施 1：做什么").fill("换水管")
    tomorrow = timezone.localdate(whistle.made_at) + timedelta(days=1)  # today's evening may be over
    page.get_by_label("措施 1：哪天前").fill(tomorrow.isoformat())
    shoot(page, "whistle-plan")
    press(page, "商定办法")
    expect(page.get_by_role("heading", name="商定的办法")).to_be_visible()
    shoot(page, "whistle-handling")
