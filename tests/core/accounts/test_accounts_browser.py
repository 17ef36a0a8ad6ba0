"""Coming into the house in a real Chromium: first start, second factor, lockout, theft, large type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from browser import Watch, barriers, browsing, logged_in, serving, through
from entering import code_now
from office import BY, PASSWORD, Office, make_office
from openid import provider
from yike.core.accounts import actions, firstrun
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "运河 8 座桥 longmen"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Path) -> None:
    settings.YIKE_HOME = tmp_path
    settings.YIKE_SECOND_FACTOR = "officers"
    cache.clear()


def stranger(chrome: Browser, width: int = 1440) -> Page:
    looks = {"viewport": {"width": width, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce"}
    return chrome.new_context(**looks).new_page()


def log_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/login/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    through(page.get_by_role("button", name="登录", exact=True))


def choose_password(page: Page) -> None:
    expect(page.get_by_role("heading", name="换密码")).to_be_visible()
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再填一遍").fill(OWN)
    through(page.get_by_role("button", name="换成新密码"))


def set_up_second(page: Page) -> tuple[str, list[str]]:
    """Set a second factor up as its page says; return the secret and the recovery codes."""
    expect(page.get_by_role("heading", name="设置第二道验证")).to_be_visible()
    page.wait_for_load_state()  # with its picture
    assert page.locator("img.code").evaluate("image => image.complete && image.naturalWidth > 0")
    assert barriers(page) == []
    page.get_by_text("扫不了？手工输入密钥").click()
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("动态码").fill(code_now(secret))
    through(page.get_by_role("button", name="核对并启用"))
    codes = page.locator("[data-codes] code").all_inner_texts()
    assert barriers(page) == []
    through(page.get_by_role("link", name="我抄好了"))
    return secret, codes


@pytest.mark.parametrize("width", [360, 1440])
def test_from_an_empty_house_to_two_officers_at_work(chrome: Browser, width: int) -> None:
    with serving() as address:
        page = stranger(chrome, width)
        watch = Watch(page, address)
        page.goto(address)
        through(page.get_by_role("main").get_by_role("link", name="工作人员登录"))
        expect(page.get_by_role("heading", name="首次设置")).to_be_visible()
        assert barriers(page) == []
        page.get_by_label("设置码").fill("AAAA-AAAA-AAAA")
        page.get_by_label("街道名称").fill("梅巷街道")
        page.get_by_label("街道代码").fill("999999001")
        page.get_by_label("您的姓名（系统管理员）").fill("冯系统")
        page.get_by_label("您的密码").fill(OWN)
        page.get_by_label("再填一遍").fill(OWN)
        page.get_by_label("安全管理员姓名").fill("陈安全")
        through(page.get_by_role("button", name="建立"))
        expect(page.get_by_text("设置码不对").first).to_be_visible()
        assert barriers(page) == []
        page.get_by_label("设置码").fill(firstrun.setup_code() or "")
        page.get_by_label("您的密码").fill(OWN)
        page.get_by_label("再填一遍").fill(OWN)
        through(page.get_by_role("button", name="建立"))
        one_time = page.locator("[data-password=chenanquan]").inner_text()
        assert barriers(page) == []
        page.goto(f"{address}/setup/")
        expect(page.get_by_role("heading", name="没有这一页")).to_be_visible()

        log_in(page, address, "fengxitong", OWN)
        set_up_second(page)
        expect(page.get_by_role("heading", name="今天")).to_be_visible()

        officer = stranger(chrome, width)
        log_in(officer, address, "chenanquan", one_time)
        choose_password(officer)
        set_up_second(officer)
        officer.get_by_role("heading", name="今天").wait_for()
        assert watch.strangers == []
        assert [error for error in watch.errors if "404" not in error] == []
        page.context.close()
        officer.context.close()


def test_the_code_of_the_telephone_lets_in_and_a_recovery_code_does_once(chrome: Browser) -> None:
    office = make_office()
    with serving() as address:
        page = stranger(chrome)
        log_in(page, address, "clerk", PASSWORD)
        page.goto(f"{address}/me/second/")
        through(page.get_by_role("link", name="现在设置"))
        secret, codes = set_up_second(page)
        assert len(codes) == 10
        for code, opens in (
            (code_now(secret, 1), True),
            (codes[0], True),
            (codes[0], False),
            ("000000", False),
        ):
            again = stranger(chrome, 360)
            log_in(again, address, "clerk", PASSWORD)
            expect(again.get_by_role("heading", name="动态码")).to_be_visible()
            assert barriers(again) == []
            again.get_by_label("动态码").fill(code)
            through(again.get_by_role("button", name="登录", exact=True))
            expect(again.get_by_role("heading", name="今天" if opens else "动态码")).to_be_visible()
            again.context.close()
        page.context.close()
        assert User.objects.get(pk=office.clerk.pk).last_login is not None


def test_after_five_wrong_passwords_the_page_says_when_to_try_again(chrome: Browser) -> None:
    make_office()
    with serving() as address:
        page = stranger(chrome, 360)
        for _ in range(5):
            log_in(page, address, "clerk", "wrong-password-1")
        expect(page.get_by_role("heading", name="先歇一歇")).to_be_visible()
        assert re.search(r"请在 15 分钟后（\d\d:\d\d）再试", page.get_by_role("main").inner_text())
        assert barriers(page) == []
        log_in(page, address, "clerk", PASSWORD)
        expect(page.get_by_role("heading", name="先歇一歇")).to_be_visible()
        page.context.close()


def test_a_stolen_session_ends_with_the_log_out_of_its_owner(chrome: Browser) -> None:
    office = make_office()
    with serving() as address:
        page = stranger(chrome)
        log_in(page, address, "clerk", PASSWORD)
        page.get_by_role("heading", name="今天").wait_for()
        [cookie] = [c for c in page.context.cookies() if c["name"] == real.SESSION_COOKIE_NAME]
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
        thief = stranger(chrome)
        thief.context.add_cookies([cookie])
        thief.goto(f"{address}/me/")
        expect(thief.get_by_role("heading", name="我的账号")).to_be_visible()
        page.get_by_text(office.clerk.name).first.click()
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_text("您已退出。")).to_be_visible()
        thief.goto(f"{address}/me/")
        expect(thief.get_by_role("heading", name="登录")).to_be_visible()
        page.context.close()
        thief.context.close()


def test_large_type_is_kept_for_the_person_on_any_device(chrome: Browser) -> None:
    make_office()
    with serving() as address:
        page = stranger(chrome, 360)
        log_in(page, address, "clerk", PASSWORD)
        page.goto(f"{address}/me/")
        page.get_by_role("main").get_by_text("大字", exact=True).click()
        through(page.get_by_role("button", name="保存"))
        expect(page.locator("html")).to_have_attribute("data-type", "large")
        assert barriers(page) == []
        page.context.close()
        other = stranger(chrome, 360)
        log_in(other, address, "clerk", PASSWORD)
        expect(other.get_by_role("heading", name="今天")).to_be_visible()
        expect(other.locator("html")).to_have_attribute("data-type", "large")
        other.context.close()


def furnished() -> Office:
    """Return the office with something on every page."""
    office, day = make_office(), today()
    actions.set_deputy(
        BY, principal=office.leader, deputy=office.clerk, since=day, until=day, reason="外出培训"
    )
    somebody = actions.add_user(BY, username="extra", name="欧阳静", unit=office.unit)
    actions.propose_role(
        By.person(office.admin), user=somebody, role=Role.CLERK, area=office.street, reason="窗口缺人"
    )
    actions.add_unit(BY, kind="enterprise", name="海棠里公司", area=office.first, code="91350100M000100Y43")
    return office


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_of_accounts_stands_in_anybodys_way(chrome: Browser, width: int, settings: Any) -> None:
    settings.YIKE_SECOND_FACTOR = "none"
    office = furnished()
    clerk, role, unit = office.clerk.pk, office.clerk.roles.get().pk, office.unit.pk
    pages = {
        "security": [
            "/desk/",
            "/desk/accounts/",
            f"/desk/accounts/{clerk}/",
            f"/desk/accounts/{clerk}/roles/give/",
            f"/desk/accounts/roles/{role}/end/",
            "/desk/accounts/proposals/",
            "/desk/accounts/rights/",
        ],
        "admin": [
            "/desk/",
            "/desk/units/",
            f"/desk/units/{unit}/",
            "/desk/units/new/",
            f"/desk/accounts/{clerk}/leave/",
            f"/desk/accounts/{clerk}/deputy/",
        ],
        "system": ["/desk/accounts/new/", f"/desk/accounts/{clerk}/password/"],
        "clerk": ["/desk/", "/me/", "/me/sessions/", "/me/second/", "/me/deputy/", "/login/again/"],
    }
    with serving() as address:
        found: dict[str, list[str]] = {}
        for name, paths in pages.items():
            page = logged_in(chrome, address, getattr(office, name), width).new_page()
            watch = Watch(page, address)
            for path in paths:
                page.goto(address + path)
                wide = page.evaluate("document.documentElement.scrollWidth") > width
                found[f"{name} {path}"] = [*barriers(page), *(["too wide"] if wide else []), *watch.errors]
                watch.errors.clear()
            assert watch.strangers == []
            page.context.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the control with this id or text has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.id, document.activeElement.innerText]")
        if wanted in here:
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def test_a_keyboard_alone_opens_an_account(chrome: Browser, settings: Any) -> None:
    settings.YIKE_SECOND_FACTOR = "none"
    office = make_office()
    with serving() as address:
        page = logged_in(chrome, address, office.system).new_page()
        page.goto(f"{address}/desk/accounts/new/")
        page.get_by_label("姓名").focus()
        page.keyboard.type("欧阳静")
        tab_to(page, "id_unit")
        page.keyboard.press("ArrowDown")
        tab_to(page, "开户")
        page.keyboard.press("Enter")
        expect(page.locator("[data-password]")).to_be_visible()
        page.context.close()
    assert User.objects.get(username="ouyangjing").unit == office.unit


def test_the_button_of_the_offices_own_log_in_service_leads_there(chrome: Browser, settings: Any) -> None:
    make_office()
    with provider(settings) as service, serving() as address:
        page = stranger(chrome, 360)
        page.goto(f"{address}/login/")
        page.get_by_role("button", name="用统一身份认证登录").click()
        page.wait_for_url(lambda url: url.startswith(f"{service.address}/authorize?"))
