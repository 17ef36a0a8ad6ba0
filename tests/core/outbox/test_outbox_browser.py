"""In a real Chromium: a robot is kept, its message fails, is looked into, and arrives once the robot is mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from browser import Watch, barriers, browsing, logged_in, serving, through
from office import make_office
from posting import rounds
from vendors import KEY, SECRET, Vendor, dingtalk, ok, served
from yike.core.outbox.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@contextmanager
def robots(settings, **state: object) -> Iterator[Vendor]:
    """Serve 钉钉 on loopback and let the house write there."""
    with served(Vendor(dingtalk, secret=SECRET, **state)) as vendor:
        settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"dingtalk": vendor.url}, True
        yield vendor


def keep_robot(page: Page, vendor: Vendor, secret: str) -> None:
    """Add the robot as a person does, by pasting its address."""
    page.get_by_role("link", name="添加通道").first.click()
    page.get_by_text("钉钉群机器人", exact=True).click()
    page.get_by_label("名称").fill("梅东居民群")
    page.get_by_label("区域").select_option(label="梅东社区")
    page.get_by_label("地址或密钥").fill(f"{vendor.url}/robot/send?access_token={KEY}")
    page.get_by_label("签名密钥").fill(secret)
    assert barriers(page) == []
    through(page.get_by_role("button", name="保存"))


def state_of(page: Page) -> str:
    return page.locator("main table .badge").first.inner_text()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_message_that_fails_is_mended_and_arrives(chrome: Browser, width: int, settings, clock) -> None:
    clock.set(timedelta(0))  # 钉钉 looks at the real time
    office = make_office()
    with serving() as address, robots(settings) as vendor:
        page = logged_in(chrome, address, office.admin, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/outbox/endpoints/")
        assert barriers(page) == []
        keep_robot(page, vendor, "SEC-mistyped")
        through(page.get_by_role("button", name="发一条测试消息"))
        rounds()
        page.reload()
        assert state_of(page) == "搁置"
        assert page.get_by_text("对方不认：签名、关键词或来源地址不符").first.is_visible()
        assert barriers(page) == []

        page.goto(f"{address}/desk/outbox/endpoints/")
        assert page.locator("main table .badge").first.inner_text() == "没发成"
        through(page.get_by_role("link", name="梅东居民群"))
        assert KEY not in page.content()
        page.get_by_label("签名密钥").fill(SECRET)
        through(page.get_by_role("button", name="保存"))
        assert SECRET not in page.content()

        page.goto(f"{address}/desk/outbox/?state=stuck")
        assert barriers(page) == []
        page.locator("main tbody input[type=checkbox]").first.check()
        through(page.get_by_role("button", name="勾选的马上重试"))
        assert page.get_by_text("处理了 1 条。").is_visible()
        rounds()
        page.goto(address + Delivery.objects.get().get_absolute_url())
        assert state_of(page) == "已发"
        assert [body["text"]["content"].partition("\n")[0] for body in vendor.group] == ["测试消息"]
        assert page.locator("main form[action*=deliveries]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (watch.errors, watch.strangers) == ([], [])
        page.context.close()


def test_a_message_that_may_have_arrived_is_asked_about_and_never_repeated_by_itself(
    chrome: Browser, settings, clock
) -> None:
    clock.set(timedelta(0))
    office = make_office()
    with serving() as address, robots(settings, script=["drop", "drop", ok(0)]) as vendor:
        page = logged_in(chrome, address, office.admin).new_page()
        page.goto(f"{address}/desk/outbox/endpoints/")
        keep_robot(page, vendor, SECRET)
        through(page.get_by_role("button", name="发一条测试消息"))
        rounds(3)
        page.reload()
        assert (state_of(page), len(vendor.calls)) == ("不明", 1)
        through(page.get_by_role("button", name="再发一次"))
        rounds(3)
        page.reload()
        assert (state_of(page), len(vendor.calls)) == ("不明", 2)
        assert page.get_by_text("发出后没有等到答复，可能已收到").first.is_visible()
        through(page.get_by_role("button", name="收到了"))
        assert state_of(page) == "已发"
        rounds(2)
        assert len(vendor.calls) == 2
        page.context.close()
