"""While the town of a demonstration is drawn, people come in and look on; what they would write is put off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from office import PASSWORD, make_office
from yike.core.accounts.models import Unit
from yike.demonstration import drawing
from yike.demonstration.drawing import Drawing

GROUPS = Drawing("微网群", "Micro-groups", founded=True)


@pytest.fixture
def half(settings: Any, tmp_path: Path) -> Path:
    """Let the town of a demonstration be half drawn."""
    settings.YIKE_DEMONSTRATION, settings.YIKE_HOME, settings.YIKE_SECOND_FACTOR = True, tmp_path, "none"
    drawing.tell(tmp_path, GROUPS)
    return tmp_path


def banner(client: Client, language: str) -> list[str]:
    """Return the paragraphs over the log-in page."""
    page = client.get("/login/", headers={"accept-language": language}).content.decode()
    told = re.search(r'<aside class="demo-banner".*?</aside>', page, re.DOTALL)
    return re.findall("<p>(.*?)</p>", told[0]) if told else []


@pytest.mark.django_db
def test_each_page_says_what_is_being_drawn_until_the_town_is_whole(half: Path) -> None:
    make_office()  # else the first one to come is led to the set-up
    client = Client()
    assert banner(client, "zh-hans") == [
        "这是演示：人名、住址和数字都是编的。",
        "街道还在画（微网群），先看看，画完就能改。",
    ]
    assert banner(client, "en")[1:] == [
        "The town is still being drawn (Micro-groups): look around; changes wait until it is whole."
    ]
    drawing.end(half)
    assert banner(client, "zh-hans") == ["这是演示：人名、住址和数字都是编的。"]


@pytest.mark.django_db
def test_somebody_logs_in_looks_chooses_a_language_and_leaves_but_writes_nothing_yet(half: Path) -> None:
    office = make_office()
    client = Client()
    answer = client.post("/login/", {"login": office.admin.username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/units/").status_code == 200
    assert client.post("/look/language/", {"language": "en", "next": "/desk/"}).status_code == 302
    before = Unit.objects.count()
    refused = client.post("/desk/units/new/", {"name": "新单位", "kind": "partner"})
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "The town of the demonstration is still being drawn" in refused.content.decode()
    assert Unit.objects.count() == before
    drawing.end(half)
    assert client.post("/desk/units/new/", {}).status_code == 200
    assert client.post("/logout/").status_code == 302


ZH = "演示街道还在画。没有收下。头一次打开要画几分钟，画完就能改；请先到处看看。"
EN = (
    "The town of the demonstration is still being drawn. Nothing was taken in. "
    "The first time it takes some minutes, then changes are welcome; look around meanwhile."
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/open311/v2/requests.json", [{"code": 503, "description": f"{ZH} {EN}"}]),
        ("/api/v1/grid/requests", {"zh": ZH, "en": EN}),
    ],
)
def test_a_program_is_told_in_its_own_way_to_come_again(half: Path, path: str, said: object) -> None:
    answer = Client().post(path, {"description": "路灯不亮"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json() == said


@pytest.mark.django_db
@pytest.mark.parametrize("demonstration", [True, False])
def test_neither_a_whole_town_nor_an_office_puts_anybody_off(
    settings: Any, tmp_path: Path, demonstration: bool
) -> None:
    settings.YIKE_DEMONSTRATION, settings.YIKE_HOME = demonstration, tmp_path
    if not demonstration:
        drawing.tell(tmp_path, GROUPS)  # left by somebody: it is nothing to an office
    office, client = make_office(), Client()
    client.force_login(office.admin)
    assert client.post("/desk/units/new/", {}).status_code == 200
