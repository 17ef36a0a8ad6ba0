"""The way to a point where the browser draws no maps: the server's drawing stands in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, expect

from browser import Watch, browsing, serving
from doorstep import HERE, furnish, streets
from office import make_office
from yike.rooms.circle.models import ServicePoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing("--disable-3d-apis") as browser:
        yield browser


def test_without_webgl_the_way_is_drawn_by_the_server_and_told_in_words(
    chrome: Browser, tmp_path: Path, settings: LazySettings
) -> None:
    shutil.copytree(streets() / "circle", tmp_path / "circle")
    settings.YIKE_HOME = tmp_path
    furnish(make_office(), hours="24小时")
    point = ServicePoint.objects.get(name="远")
    with serving() as address:
        page = chrome.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN").new_page()
        watch = Watch(page, address)
        page.goto(f"{address}/p/{point.code}/?where={HERE[0]},{HERE[1]}")
        page.locator("[data-geojson]").scroll_into_view_if_needed()
        expect(page.locator(".map-sheet svg").first).to_be_visible()
        expect(page.locator("ol.way li").last).to_contain_text("到达")
        assert page.locator("canvas").count() == 0
        assert watch.strangers == []
        page.context.close()
