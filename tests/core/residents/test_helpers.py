"""Who helps whom, on the person's page: to whoever looks after people, and to whoever notes it down."""

from __future__ import annotations

import re
from html import unescape

import pytest
from pytest_django.fixtures import Settings

from entering import seat
from homes import Homes
from office import BY, Office
from yike.core.residents import actions

pytestmark = pytest.mark.django_db
ROOT = "/desk/residents/"


@pytest.fixture(autouse=True)
def _without_duties(settings: Settings) -> None:
    settings.YIKE_SECOND_FACTOR = "none"


def helpers_section(page: str) -> str:
    found = re.findall(r"<h2>帮手</h2>(.*?)</section>", page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def test_who_may_note_a_helper_sees_on_the_page_whom_they_noted(homes: Homes, office: Office) -> None:
    client, path = seat(office.clerk), f"{ROOT}persons/{homes.wang.pk}/"
    before = helpers_section(client.get(path).content.decode())
    sent = {"kinship": "kin", "name": "王大明", "phone": "15400000088", "rank": 1}
    after = helpers_section(client.post(f"{path}helper/", sent, follow=True).content.decode())
    assert (before, after) == ("还没有登记帮手。 添加帮手", "王 王*明 亲属 去掉 添加帮手")
    near = helpers_section(seat(office.worker).get(path).content.decode())
    assert near == "王 王大明 亲属 154****0088 查看电话 去掉 添加帮手"
    assert helpers_section(seat(office.leader).get(path).content.decode()) == ""


def test_where_nobody_may_use_them_helpers_are_noted_and_not_shown(homes: Homes, office: Office) -> None:
    actions.add_helper(BY, homes.chen, kinship="kin", name="陈小二", phone="15400000088")
    hidden = "本人没有同意用于关爱探访：帮手可以登记，但不显示。 添加帮手"
    for who in (office.clerk, office.worker, office.admin):
        page = seat(who).get(f"{ROOT}persons/{homes.chen.pk}/").content.decode()
        assert helpers_section(page) == hidden
