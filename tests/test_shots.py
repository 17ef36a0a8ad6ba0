"""What ``make shots`` looks at: every section of the desk, at three widths and in two sizes of type."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Route

from browser import browsing
from test_assets import tool
from yike.demonstration.accounts import ACCOUNTS
from yike.faces.desk.nav import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
shots = tool("shots")


def leads_somewhere(address: str) -> bool:
    try:
        return bool(resolve(urlsplit(address).path))
    except Resolver404:
        return False


def test_every_section_of_the_desk_is_pictured() -> None:
    pictured = {urlsplit(shot.address).path for shot in shots.EVERYTHING}
    assert [section.route for section in SECTIONS if reverse(section.route) not in pictured] == []


def test_every_picture_is_of_a_page_there_is_seen_by_somebody_there_is() -> None:
    names = [shot.name for shot in shots.EVERYTHING]
    assert len(names) == len(set(names))
    lost = [shot.name for shot in shots.EVERYTHING if not leads_somewhere(shot.address)]
    assert lost == ["missing"]  # the page for an address that leads nowhere
    accounts = {account.username for account in ACCOUNTS}
    assert {shot.account for shot in shots.EVERYTHING} - {None} - accounts == set()


def test_each_page_is_pictured_at_three_widths_in_normal_and_large_type() -> None:
    assert shots.WIDTHS == (360, 768, 1440)
    looks = [[cookies["look"] for _, cookies, _ in shots.modes(name)] for name in ("front", "map")]
    assert looks == [["normal.light", "large.light"]] * 2


PAGES = {
    "/list/": "<details><table class=table><tbody><tr><th><a href=../row/7/>7</a></table></details>",
    "/row/7/": "<title>7</title>",
    "/empty/": "<title>none</title>",
}


def test_the_first_of_a_list_is_pictured_though_folded_away_and_a_list_of_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shots, "TARGET", tmp_path)
    opened = []
    with browsing() as chrome:
        context = chrome.new_context()

        def answer(route: Route) -> None:
            opened.append(urlsplit(route.request.url).path)
            route.fulfill(content_type="text/html", body=PAGES[opened[-1]])

        context.route("**/*", answer)
        for name in ("list", "empty"):
            shot = shots.Shot(name, f"/{name}/", None, shots.FIRST_ROW)
            shots.take(context, "http://yike.test", shot, 360, "normal")
    assert opened == ["/list/", "/row/7/", "/empty/"]
    assert {path.name for path in tmp_path.iterdir()} == {"list-360-normal.png", "empty-360-normal.png"}
    said = "empty: /empty/ 没有可打开的一条 / leads nowhere"
    assert capsys.readouterr().out.splitlines() == ["list-360-normal", said, "empty-360-normal"]


def test_pictures_go_where_git_does_not_look() -> None:
    picture = shots.TARGET / "front-360-normal.png"
    seen = subprocess.run(["git", "check-ignore", "-q", picture], cwd=ROOT, check=False)
    assert seen.returncode == 0
