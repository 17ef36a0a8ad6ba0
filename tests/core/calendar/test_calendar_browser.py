"""In a real Chromium: a year is laid down, one day of it is mended by hand, the year is checked and published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser import Watch, barriers, browsing, logged_in, serving
from office import make_office
from yike.core.calendar.models import CalendarDay, CalendarYear, YearState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def fits(page: Page) -> bool:
    """Return whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_make_up_day_is_entered_and_the_year_published(chrome: Browser, width: int) -> None:
    office = make_office()
    with serving() as address:
        page = logged_in(chrome, address, office.admin, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/calendar/")
        page.get_by_label("年份").fill("2026")
        page.get_by_role("button", name="建立").click()
        page.get_by_role("heading", name="2026 年工作日历", level=1).wait_for()
        assert (barriers(page), fits(page)) == ([], True)
        page.goto(f"{address}/desk/calendar/2026/2026-11-28/")
        assert (barriers(page), fits(page)) == ([], True)
        page.get_by_text("调休上班", exact=True).click()
        page.get_by_label("名称").fill("补班")
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(f"{address}/desk/calendar/2026/")
        assert page.locator("tr", has_text="补班").locator("th").inner_text().startswith("11月28日 ")
        page.get_by_label("对照的通知").fill("国办发明电〔2025〕7号")
        page.get_by_role("button", name="已对照通知核对").click()
        page.get_by_text("已核对，从现在起按它计算。").wait_for()
        assert "国办发明电〔2025〕7号" in page.locator("main").inner_text()
        assert (barriers(page), fits(page)) == ([], True)
        assert (watch.errors, watch.strangers) == ([], [])
        page.context.close()
    assert CalendarYear.objects.get(year=2026).state == YearState.CHECKED
    day = CalendarDay.objects.get(day="2026-11-28")
    assert (day.kind, day.name) == ("work", "补班")
