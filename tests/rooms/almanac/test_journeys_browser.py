"""Whole journeys in Chromium: a market, a grandmother's place, a contest, a monthly calendar, a keeper's tap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import Hands, Watch, barriers, browsing, logged_in, serving, through
from gathering import fresh, opened, person
from monthly import MACHINE, keepers, published, spread
from office import Office, make_office
from yike.core.accounts.models import User
from yike.core.outbox.models import Message
from yike.core.record.clock import moved_to
from yike.core.record.counting import how_many
from yike.rooms.almanac.actions import cascade, signups
from yike.rooms.almanac.models import Pack, Receipt, Relay
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = timezone.make_aware(datetime(2026, 11, 27, 9, 0))
WIDE = "document.documentElement.scrollWidth"
SMALL = """() => [...document.querySelectorAll(
    '.button, summary, .tile, .choice, .tab, select, textarea:not([readonly]), ' +
    'input:not([type=hidden], [type=checkbox], [type=radio])')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML.slice(0, 80))"""


@dataclass
class House:
    """A served house whose clock stands where a test puts it, and the browser in front of it."""

    chrome: Browser
    hands: Hands
    address: str
    watched: list[Watch] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def desk(self, user: User, width: int = 1280, **more: Any) -> Page:
        """Return a page on which somebody has logged in now."""
        with moved_to(self.hands.at):
            context = logged_in(self.chrome, self.address, user, width, **more)
        return self._page(context)

    def phone(self, *, scripts: bool = True) -> Page:
        """Return a page on a phone of somebody without an account."""
        looks: Any = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
        looks |= {"reduced_motion": "reduce", "locale": "zh-CN", "java_script_enabled": scripts}
        return self._page(self.chrome.new_context(**looks))

    def at(self, moment: datetime) -> None:
        """Put the clock; who has logged in goes on."""
        self.hands.at = moment

    def _page(self, context: BrowserContext) -> Page:
        context.clock.set_fixed_time(self.hands.at)
        page = context.new_page()
        self.contexts.append(context)
        self.watched.append(Watch(page, self.address))
        return page


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def small(db: None) -> Office:
    """Return the small office, laid before the clock is moved."""
    return make_office()


@pytest.fixture
def house(small: Office, chrome: Browser, clock: Any) -> Iterator[House]:
    """Serve on one morning; afterwards, no page has had an error (but a form sent back) or asked another house."""
    clock.set(MORNING)
    hands = Hands(MORNING)
    with serving(hands) as address:
        made = House(chrome, hands, address)
        yield made
        for context in made.contexts:
            context.close()
    errors = [said for one in made.watched for said in one.errors if "status of 422" not in said]
    assert (errors, [url for one in made.watched for url in one.strangers]) == ([], [])


def well(page: Page) -> None:
    """Nothing stands in anybody's way, and nothing runs over."""
    assert (barriers(page), page.evaluate(WIDE)) == ([], (page.viewport_size or {})["width"])


def handy(page: Page) -> None:
    """The same, on a phone: nothing is too small for a thumb."""
    well(page)
    assert page.evaluate(SMALL) == []


def press(page: Page, name: str) -> None:
    through(page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    through(page.get_by_role("link", name=name, exact=True))


def step(page: Page, name: str, **filled: str) -> None:
    """Follow a button of a page, fill in what it asks for, and press it there."""
    follow(page, name)
    for label, words in filled.items():
        page.get_by_label(label).fill(words)
    through(page.locator("form.form").get_by_role("button", name=name, exact=True))
    expect(page.locator("form.form")).to_have_count(0)


def total(measure: str) -> int:
    """Return how many the facts of the year say."""
    return int(how_many(measure, since=date(2026, 1, 1), until=date(2026, 12, 31)).total)


def by_keys(page: Page, name: str, most: int = 60) -> None:
    """Go to a button or link with the tabulator alone, and press Enter there."""
    for _n in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"not reached with the keyboard: {name}")


def test_a_clerk_plans_a_market_to_its_summary(house: House, small: Office) -> None:
    desk = house.desk(small.clerk)
    desk.goto(f"{house.address}/desk/almanac/activities/")
    well(desk)
    _planned(desk)
    step(desk, "送审")
    leader = house.desk(small.leader, 360, is_mobile=True, has_touch=True)
    leader.goto(f"{house.address}/desk/almanac/activities/?show=mine")
    well(leader)
    follow(leader, "梅东便民市集")
    well(leader)
    step(leader, "同意")
    row = Activity.objects.get()
    neighbour = house.phone()
    neighbour.goto(f"{house.address}/on/")
    follow(neighbour, "梅东便民市集")
    handy(neighbour)
    house.at(row.starts_at)
    _held(house.desk(small.clerk), house.address, row)
    neighbour.reload()
    expect(neighbour.get_by_text("活动已经结束")).to_be_visible()
    told = [total(f"almanac.{name}") for name in ("activities", "visits.counted")]
    assert (fresh(row).state, told) == ("archived", [1, 86])


def _planned(desk: Page) -> None:
    """Plan it: type what is needed, save with the keyboard."""
    follow(desk, "策划活动")
    well(desk)
    desk.get_by_label("名称", exact=True).fill("梅东便民市集")
    desk.get_by_label("类型").select_option("market")
    desk.get_by_label("开始", exact=True).fill("2026-11-28T09:00")
    desk.get_by_label("结束", exact=True).fill("2026-11-28T08:00")
    desk.get_by_label("谁的活动").select_option(label="梅东社区")
    desk.get_by_label("集合地点").fill("梅东广场")
    desk.get_by_role("group", name="主办单位").get_by_label("梅巷街道办事处").check(force=True)
    press(desk, "保存")
    expect(desk.locator(".field-wrong")).to_have_count(1)  # it ends before it begins
    well(desk)
    desk.get_by_label("结束", exact=True).fill("2026-11-28T11:00")
    by_keys(desk, "保存")
    expect(desk.get_by_role("heading", name="梅东便民市集")).to_be_visible()
    well(desk)


def _held(desk: Page, address: str, row: Activity) -> None:
    """On the day: begin, count heads at the door, end, sum up."""
    desk.goto(f"{address}/desk/almanac/activities/{row.pk}/")
    step(desk, "开始了")
    follow(desk, "门口签到")
    desk.get_by_label("现场有多少人").fill("86")
    desk.get_by_role("button", name="记下").click()
    expect(desk.locator(".figures", has_text="86")).to_be_visible()
    well(desk)
    desk.goto(f"{address}/desk/almanac/activities/{row.pk}/")
    step(desk, "结束了")
    step(desk, "总结归档", 办得怎么样="磨刀最受欢迎，老人来了六十多位")
    expect(desk.get_by_text("磨刀最受欢迎，老人来了六十多位").first).to_be_visible()
    well(desk)


def test_a_helper_signs_grandmother_up_on_a_phone_without_javascript(house: House, small: Office) -> None:
    row = opened(small, title="长者体检", signup="open", capacity=1, age_from=60)
    first = signups.sign_up(person(small.clerk), row, Wish(name="李大力", phone="13800000001", age=70))
    phone = house.phone(scripts=False)
    phone.goto(f"{house.address}/on/?span=month")
    follow(phone, "长者体检")
    phone.get_by_label("来的人的姓名").fill("张秀英")
    phone.get_by_label("年龄").fill("9")
    press(phone, "报名")
    expect(phone.locator(".field-wrong")).to_have_count(2)  # too young, and no telephone: both at once
    phone.get_by_label("电话", exact=True).fill("138 0013 8000")
    phone.get_by_label("年龄").fill("79")
    phone.get_by_label("您是替别人报名吗").fill("孙女小张")
    press(phone, "报名")
    expect(phone.get_by_role("heading", name="候补第 1 位")).to_be_visible()
    expect(phone.locator("svg.qr")).to_be_visible()
    signups.cancel_signup(person(small.clerk), first)
    phone.reload()
    expect(phone.get_by_role("heading", name="报上了")).to_be_visible()
    again = house.phone()
    for place in (f"{house.address}/on/", f"{house.address}/on/a/{row.code}/", phone.url):
        again.goto(place)
        handy(again)
    press(phone, "我不来了，让给别人")
    expect(phone.get_by_role("heading", name="您不来了")).to_be_visible()
    rows = Registration.objects.order_by("number")
    told = [(one.state, one.way, one.helper.reveal() if one.helper else "") for one in rows]
    assert told == [("cancelled", "web", ""), ("cancelled", "helper", "孙女小张")]


def test_a_contest_from_the_draw_to_the_reveal(house: House, small: Office) -> None:
    row = opened(small, kind="contest", title="农耕操比赛")
    desk = house.desk(small.worker)
    desk.goto(f"{house.address}/desk/almanac/activities/{row.pk}/")
    links = _entered(desk, row, small)
    for link, points in zip(links, (("9", "8", "7"), ("8", "9", "7"), ("9", "8", "6")), strict=True):
        _judged(house.phone(), link, points)
    desk.reload()
    well(desk)
    step(desk, "统分")
    expect(desk.get_by_text("公布以前，分数谁也看不到。")).to_be_visible()
    leader = house.desk(small.leader)
    leader.goto(desk.url)
    press(leader, "复核无误，公布")
    expect(leader.get_by_role("heading", name="成绩")).to_be_visible()
    well(leader)
    desk.reload()
    follow(desk, "揭晓")
    seen = []
    for n in range(1, 4):
        by_keys(desk, "揭晓下一名")
        expect(desk.locator("[data-place]")).to_have_count(n)
        seen.append(desk.locator("[data-place]").first.inner_text().split())
    well(desk)
    assert [(place, name) for place, name, _score in seen] == [("3", "丙队"), ("2", "乙队"), ("1", "甲队")]


def _entered(desk: Page, row: Activity, small: Office) -> list[str]:
    """Write the rules, enter three teams, draw, name three judges, begin; return the judges' addresses."""
    follow(desk, "比赛")
    well(desk)
    desk.get_by_label("评分项").fill("动作 60 10\n队形 40")
    desk.get_by_label("去掉几个最高分").fill("0")
    desk.get_by_label("去掉几个最低分").fill("0")
    press(desk, "保存")
    for name in ("甲队", "乙队", "丙队"):
        follow(desk, "登记队伍")
        desk.get_by_label("队名").fill(name)
        desk.get_by_label("几个人").fill("8")
        press(desk, "登记")
        expect(desk.get_by_role("rowheader", name=name)).to_be_visible()
    step(desk, "抽签", 抽签词="五谷丰登")
    links = []
    for n in range(1, 4):
        follow(desk, "加评委" if n == 1 else "再加一位")
        desk.get_by_label("评委姓名").fill(f"评委{n}")
        press(desk, "加上")
        expect(desk.locator("svg.qr")).to_be_visible()
        links.append(desk.locator("main .small").inner_text())
    well(desk)
    follow(desk, "返回")
    step(desk, "开始打分")
    return links


def _judged(phone: Page, link: str, points: tuple[str, str, str]) -> None:
    """Give 甲, 乙 and 丙 their points for both criteria."""
    phone.goto(link)
    if "6" in points:  # one phone is looked at: they are all alike
        handy(phone)
    for name, given in zip(("甲队", "乙队", "丙队"), points, strict=True):
        through(phone.locator("li", has_text=name).get_by_role("link", name="打分"))
        phone.get_by_label("动作").fill("11" if given == "6" else given)
        phone.get_by_label("队形").fill(given)
        press(phone, "交分")
        if given == "6":  # eleven of ten
            expect(phone.locator(".field-wrong, [role=alert]").first).to_be_visible()
            handy(phone)
            phone.get_by_label("动作").fill(given)
            press(phone, "交分")
        expect(phone.locator("li", has_text=name).get_by_text("已打分")).to_be_visible()


def test_a_calendar_from_gathering_to_the_last_receipt(house: House, small: Office) -> None:
    groups = keepers(small)
    opened(
        small,
        title="板凳会议",
        starts_at=MORNING + timedelta(days=8),
        ends_at=MORNING + timedelta(days=8, hours=2),
    )
    clerk = house.desk(small.clerk)
    clerk.goto(f"{house.address}/desk/almanac/issues/")
    well(clerk)
    _gathered(clerk)
    _proofed(clerk)
    _looked_over(house, small, clerk)
    chain = _sent(clerk)
    keeper = house.phone()
    for owner in groups.owners[:2]:
        link = cascade.link_of(MACHINE, owner)
        keeper.goto(f"{house.address}{reverse('on:keeper', args=[link])}")
        press(keeper, "已转发")
        expect(keeper.get_by_role("heading", name="都转好了，谢谢您")).to_be_visible()
    worker = house.desk(small.stranger, 360, is_mobile=True, has_touch=True)  # telephoned the third, of 梅西
    worker.goto(chain)
    follow(worker, "梅西社区")
    well(worker)
    worker.get_by_role("checkbox").check(force=True)
    press(worker, "勾选的群已经转发")
    expect(worker.get_by_text("全部转发了")).to_be_visible()
    clerk.reload()
    expect(clerk.locator("main")).to_contain_text("24")
    well(clerk)
    assert sorted(Pack.objects.values_list("group__code", "receipt")) == [
        ("WQ001", Receipt.TAP),
        ("WQ002", Receipt.TAP),
        ("WQ003", Receipt.STAFF),
    ]
    assert (Relay.objects.filter(done_at=None).count(), total("almanac.groups_reached")) == (0, 3)


def _gathered(clerk: Page) -> None:
    """Begin the issue of December: the activity is in by itself; write a notice whose weekday is wrong."""
    follow(clerk, "编下个月的月历")
    expect(clerk.get_by_label("哪个月")).to_have_value("2026-12")
    press(clerk, "开始征集")
    expect(clerk.get_by_role("heading", name="板凳会议")).to_be_visible()
    follow(clerk, "写一条")
    well(clerk)
    clerk.get_by_label("什么事").fill("12月5日周日便民市集")
    clerk.get_by_label("日期").fill("2026-12-05")
    clerk.get_by_label("几点开始").fill("09:00")
    clerk.get_by_label("地点").fill("梅东广场")
    press(clerk, "写上")
    expect(clerk.get_by_role("heading", name="12月5日周日便民市集")).to_be_visible()


def _proofed(clerk: Page) -> None:
    """What is wrong keeps it from the first look until it is mended."""
    step(clerk, "征集完了，开始校对")
    expect(clerk.get_by_text("1 条要改好才能送审")).to_be_visible()
    well(clerk)
    follow(clerk, "修改：12月5日周日便民市集")
    clerk.get_by_label("什么事").fill("便民市集：磨刀、缝补")
    press(clerk, "保存")
    expect(clerk.get_by_text("1 条要改好才能送审")).to_have_count(0)
    step(clerk, "校对完了，送初审")


def _looked_over(house: House, small: Office, clerk: Page) -> None:
    """Three people look at it, each on the page of the issue."""
    step(clerk, "初审通过")
    for user, name in ((small.admin, "复审通过"), (small.leader, "签发")):
        page = house.desk(user)
        page.goto(clerk.url)
        step(page, name)
    clerk.reload()


def _sent(clerk: Page) -> str:
    """Publish it; return the address of the page that shows how far it is."""
    step(clerk, "发布并分发")
    well(clerk)
    poster = clerk.get_by_role("link", name="海报 A4").get_attribute("href") or ""
    assert clerk.request.get(f"{clerk.url.partition('/desk/')[0]}{poster}").body()[:5] == b"%PDF-"
    follow(clerk, "看转到哪里")
    expect(clerk.get_by_role("rowheader")).to_have_count(2)
    return clerk.url


def test_a_keeper_forwards_with_one_tap(house: House, small: Office) -> None:
    groups = keepers(small)
    spread(published(small))
    link = cascade.link_of(MACHINE, groups.owners[0])
    phone = house.phone()
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.address)
    phone.goto(f"{house.address}{reverse('on:keeper', args=[link])}")
    handy(phone)
    text = phone.get_by_label("要转发的文字").input_value()
    phone.get_by_role("button", name="第一步：复制文字").click()
    expect(phone.get_by_text("已复制，去群里粘贴")).to_be_visible()
    copied = phone.evaluate("navigator.clipboard.readText()")
    phone.locator("summary").get_by_text("邻居有话问？").click()
    phone.get_by_label("邻居问了什么").fill("下雨还办吗？")
    handy(phone)
    by_keys(phone, "已转发")
    expect(phone.get_by_role("heading", name="都转好了，谢谢您")).to_be_visible()
    handy(phone)
    assert copied == text
    assert list(Pack.objects.exclude(forwarded_at=None).values_list("group__code", "receipt")) == [
        ("WQ001", Receipt.TAP)
    ]


def test_a_reader_says_yes_by_the_letters_link_and_leaves_by_the_other(
    house: House, small: Office, settings: Any
) -> None:
    settings.YIKE_EMAIL_URL = "smtp://127.0.0.1:9"
    page = house.phone()
    page.goto(f"{house.address}/on/mail/")
    page.get_by_label("邮箱").fill("wang@example.org")
    press(page, "订阅")
    expect(page.get_by_role("heading", name="请看一下邮箱")).to_be_visible()
    handy(page)
    letter = Message.objects.get(kind="almanac.mail.ask").body
    yes, leave = re.findall(r"http://\S+?(/on/mail/\S+)", letter)
    page.goto(house.address + yes)
    press(page, "确认")
    expect(page.get_by_role("heading", name="订上了")).to_be_visible()
    handy(page)
    page.goto(house.address + leave)
    press(page, "退订，删除我的邮箱")
    expect(page.get_by_role("heading", name="已经退订")).to_be_visible()
    handy(page)
