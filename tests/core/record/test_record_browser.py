"""The audit officer reads the chain in a real Chromium, and sees at once that somebody wrote past the house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser

from browser import Watch, barriers, browsing, logged_in, serving, through
from office import make_office
from yike.core.record.actions import seal_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.mark.parametrize("width", [360, 1440])
def test_the_audit_officer_follows_the_history_and_finds_the_tampering(chrome: Browser, width: int) -> None:
    office = make_office()
    seal_all()
    with serving() as address:
        page = logged_in(chrome, address, office.audit, width).new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/desk/record/")
        assert barriers(page) == []
        for asked in ("accounts", "accounts.unit.add"):  # first the part of the house, then the deed
            page.get_by_label("做了什么").select_option(asked)
            through(page.get_by_role("button", name="查找"))
        through(page.locator("tbody a").first)
        assert page.locator("td").get_by_text("梅巷街道办事处").count() == 1
        assert barriers(page) == []
        page.goto(f"{address}/desk/record/chain/")
        through(page.get_by_role("button", name="核对全部封条"))
        page.get_by_role("heading", name="完好").wait_for()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE record_historyentry SET actor_name = '别人' WHERE verb = 'accounts.unit.add'"
            )
        through(page.get_by_role("button", name="核对全部封条"))
        page.get_by_role("heading", name="有改动").wait_for()
        assert page.locator(".note li").all_inner_texts() == ["第 1 号封条 · 有记录被改过"]
        assert barriers(page) == []
        assert (watch.errors, watch.strangers) == ([], [])
        page.context.close()
