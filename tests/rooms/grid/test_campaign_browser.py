"""Walking points in Chromium on a phone: one tap each, a find with a photo, and a stairwell without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser import Watch, barriers, browsing, logged_in, serving, woken
from campaigning import running
from gridcases import jpeg, make_works
from office import Office
from yike.rooms.grid.models import CampaignFinding, CampaignPoint

pytestmark = [pytest.mark.django_db(transaction=True)]
SMALL = """[...document.querySelectorAll('.tile, .thumb .button, summary, a.next, .buttons .button')]
    .map((one) => one.getBoundingClientRect()).filter((r) => r.width && (r.height < 44 || r.width < 44)).length"""
KEPT = """async () => { await navigator.serviceWorker.ready;
    for (let n = 0; n < 150; n++) { const cache = await caches.open('yike-patrol');
      const keys = (await cache.keys()).map((one) => new URL(one.url).pathname);
      if (keys.filter((one) => one.endsWith('/find/')).length >= COUNT) return;
      await new Promise((done) => setTimeout(done, 100)); }
    throw new Error('nothing kept'); }"""


class Running:
    """A clock that goes on: browsers have their own."""

    def set(self, moment: object) -> None:
        """Leave the time as it is."""


def looked_at(page: Page) -> tuple[list[str], int, int]:
    """Return what stands in the way on a page, how wide it is, and how many targets are too small."""
    return barriers(page), page.evaluate("document.documentElement.scrollWidth"), page.evaluate(SMALL)


def states() -> dict[str, str]:
    return dict(CampaignPoint.objects.values_list("name", "state"))


def test_points_are_walked_with_one_thumb_and_without_network(
    office: Office, tmp_path: Path, clock: Any
) -> None:
    works = make_works(office, Running())
    _campaign, team, points = running(office, "一号", "二号", "三号", "四号")
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    with serving() as address, browsing() as browser:
        more = {"is_mobile": True, "has_touch": True}
        context = logged_in(browser, address, office.colleague, width=360, **more)
        page = context.new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/grid/campaigns/walk/")
        assert looked_at(page) == ([], 360, 0)
        page.evaluate(KEPT.replace("COUNT", "4"))
        page.get_by_role("link", name="下一个：").click()
        page.get_by_role("button", name="没问题").wait_for()
        assert looked_at(page) == ([], 360, 0)
        page.get_by_role("button", name="没问题").click()
        page.get_by_text("还有 3 个点").wait_for()
        assert states() == {"一号": "clean", "二号": "ahead", "三号": "ahead", "四号": "ahead"}
        page.goto(f"{address}{points[1].get_absolute_url()}find/")
        assert looked_at(page) == ([], 360, 0)
        found(page, photo)
        page.get_by_text("还有 2 个点").wait_for()
        assert CampaignFinding.objects.get().case.kind == works.kind
        context.set_offline(True)
        page.goto(f"{address}{points[2].get_absolute_url()}")
        page.get_by_role("button", name="没问题").click()
        page.get_by_text("这部手机上存着 1 条").wait_for()
        page.get_by_role("link", name="下一个：四号").wait_for()
        page.goto(f"{address}{points[3].get_absolute_url()}find/")
        found(page, photo)
        page.wait_for_url(f"**{team.get_absolute_url()}")  # the page of the find has told of two before
        page.get_by_text("这部手机上存着 2 条").wait_for()
        assert states()["三号"] == "ahead"
        context.set_offline(False)  # the page sends them and comes anew by itself
        page.get_by_text("都走完了").wait_for()
        assert states() == {"一号": "clean", "二号": "found", "三号": "clean", "四号": "found"}
        assert (CampaignFinding.objects.count(), watch.strangers) == (2, [])
        context.close()


def test_what_is_being_written_stays_when_an_earlier_tap_is_sent(office: Office) -> None:
    make_works(office, Running())
    _campaign, team, points = running(office, "一号", "二号")
    with serving() as address, browsing() as browser:
        context = logged_in(browser, address, office.colleague, width=360, is_mobile=True, has_touch=True)
        page = context.new_page()
        page.goto(f"{address}{team.get_absolute_url()}")
        page.evaluate(KEPT.replace("COUNT", "2"))
        context.set_offline(True)
        page.goto(f"{address}{points[0].get_absolute_url()}")
        page.get_by_role("button", name="没问题").click()
        page.get_by_text("这部手机上存着 1 条").wait_for()
        page.goto(f"{address}{points[1].get_absolute_url()}")
        page.get_by_text("没走成？说一下原因").click()
        page.get_by_label("别的原因").fill("门锁着，敲了三次")
        with page.expect_response("**/clean/"):
            context.set_offline(False)
        page.evaluate(
            "() => new Promise((done) => setTimeout(done, 500))"
        )  # a page that came anew has no such fold open
        written = page.get_by_label("别的原因")
        assert (written.is_visible(), written.input_value()) == (True, "门锁着，敲了三次")
        assert states() == {"一号": "clean", "二号": "ahead"}
        written.fill("")
        written.blur()
        written.wait_for(state="hidden")  # now it comes anew
        context.close()


def test_a_tap_that_the_worker_sent_is_shown_as_walked(office: Office) -> None:
    make_works(office, Running())
    _campaign, team, points = running(office, "一号", "二号")
    with serving() as address, browsing() as browser:
        context = logged_in(browser, address, office.colleague, width=360, is_mobile=True, has_touch=True)
        page = context.new_page()
        page.goto(f"{address}{team.get_absolute_url()}")
        page.evaluate(KEPT.replace("COUNT", "2"))
        page.route("**/ready.json", lambda route: route.abort())  # the page itself reaches nobody
        page.goto(f"{address}{points[0].get_absolute_url()}")
        page.get_by_role("button", name="没问题").click()
        page.get_by_text("这部手机上存着 1 条").wait_for()
        woken(context, page, address)
        page.get_by_text("还有 1 个点").wait_for()
        assert states() == {"一号": "clean", "二号": "ahead"}
        context.close()


def found(page: Page, photo: Path) -> None:
    page.get_by_role("radio", name="暴露垃圾").check(force=True)
    page.locator("[name=before]").set_input_files(photo)
    page.get_by_role("button", name="上报").click()
