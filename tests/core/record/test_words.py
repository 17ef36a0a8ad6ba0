"""The history in words: names, yes and no, choices, dates, in the reader's language, and masked where need be."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from entering import seat
from homes import Homes
from office import BY, EARLY, Office
from posting import robot
from yike.core.accounts.actions import add_unit, change_unit, give_role, set_deputy
from yike.core.areas.actions import draw_area, rename_area
from yike.core.outbox.actions import change_endpoint
from yike.core.outbox.worker import Worker
from yike.core.record.base import Recorded
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.record.payload import _hides, _kept
from yike.core.record.words import Told, told
from yike.core.residents import actions as residents
from yike.core.rights.by import By
from yike.core.rights.roles import Role

pytestmark = pytest.mark.django_db


def last(verb: str) -> HistoryEntry:
    return HistoryEntry.objects.filter(verb=verb).latest("id")


def words(verb: str, language: str = "zh-hans") -> Told:
    with translation.override(language):
        [one] = told([last(verb)], whole=True)
        return one


def changes(verb: str, language: str = "zh-hans") -> dict[str, tuple[str, str]]:
    return {name: (before, after) for name, before, after in words(verb, language).changes}


def row(office: Office, entry: HistoryEntry, language: str = "zh-hans") -> str:
    client = seat(office.audit)
    client.cookies["language"] = language
    page = client.get(f"/desk/record/{entry.pk}/").content.decode()
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_role_is_told_by_names_of_person_area_and_role(office: Office) -> None:
    give_role(BY, user=office.worker, role=Role.CLERK, area=office.first, since=EARLY)
    found = changes("accounts.role.give")
    assert [found[label][1] for label in ("人", "区域", "角色")] == [
        "周社工",
        "梅东社区",
        "便民中心窗口",
    ]
    assert words("accounts.role.give").about == "任职 周社工"


def test_a_unit_is_told_with_its_area_its_liaison_and_yes_or_no_in_two_languages(office: Office) -> None:
    unit = add_unit(BY, kind="partner", name="梅园书店", area=office.second)
    zh, en = changes("accounts.unit.add"), changes("accounts.unit.add", "en")
    assert (zh["所在区域"], zh["在用"]) == (("—", "梅西社区"), ("—", "是"))
    assert (en["Area"], en["In use"]) == (("—", "梅西社区"), ("—", "Yes"))
    change_unit(BY, unit, liaison=office.worker)
    assert changes("accounts.unit.change") == {"联络员": ("—", "周社工")}


def test_a_border_is_told_by_its_size_and_days_as_days(office: Office) -> None:
    ring = [[120.60, 31.30], [120.61, 31.30], [120.61, 31.31], [120.60, 31.31], [120.60, 31.30]]
    draw_area(BY, office.first, polygon={"type": "Polygon", "coordinates": [ring]})
    assert list(changes("areas.draw").values()) == [("—", "5 个点的边界")]
    assert list(changes("areas.draw", "en").values()) == [("—", "a border of 5 points")]
    set_deputy(
        BY, principal=office.worker, deputy=office.colleague, since=today(), until=today(), reason="外出"
    )
    assert str(today()) in {after for _before, after in changes("accounts.deputy.set").values()}


def test_an_endpoint_is_told_with_its_channel_in_words_and_never_with_its_key(office: Office) -> None:
    point = robot(office)
    change_endpoint(BY, point, enabled=False)
    made = changes("outbox.endpoint.add")
    assert made["通道"] == ("—", "企业微信群机器人")
    assert made["地址或密钥"] == ("—", "●")
    assert changes("outbox.endpoint.change")["在用"] == ("是", "否")


def test_the_worker_is_called_by_what_it_is_and_its_process_stands_in_the_detail(office: Office) -> None:
    Worker((), name="desk-pc:4711").round()
    beat = last("outbox.beat")
    assert (beat.actor_name, beat.address) == ("发件程序", "desk-pc:4711")
    assert "谁 发件程序" in row(office, beat)
    assert "进程 desk-pc:4711" in row(office, beat)
    assert "Who Sending program" in row(office, beat, "en")
    page = seat(office.audit).get("/desk/record/", {"verb": "outbox.beat"}).content.decode()
    assert re.findall(r"<td[^>]*>(发件程序)</td>", page) == ["发件程序"]


def test_who_reads_the_history_reads_no_resident(homes: Homes, office: Office) -> None:
    residents.add_helper(BY, homes.wang, kinship="kin", name="王大明", phone="15400000088")
    for verb in ("residents.helper.add", "residents.register.load"):
        for entry in HistoryEntry.objects.filter(verb=verb):
            said = row(office, entry)
            secrets = [homes.wang.name, "王大明", "15400000088", *re.findall(r"独居|孤寡", said)]
            assert [secret for secret in secrets if secret in said] == []
    helper = changes("residents.helper.add")
    assert (helper["姓名"], helper["帮谁"]) == (("—", "王*明"), ("—", "王*明"))


def test_a_reading_is_told_in_words(homes: Homes, office: Office) -> None:
    by = By.person(office.worker)
    residents.reveal(by, homes.wang, "phone", reason="来电核实水表情况")
    assert dict(words("residents.reveal").notes) == {"看了什么": "电话", "用途": "办事"}
    assert dict(words("residents.reveal", "en").notes) == {
        "Read": "Telephone",
        "Purpose": "Service",
    }


def test_the_list_names_what_each_row_is_about(office: Office) -> None:
    rename_area(BY, office.grids[0], name="海棠网格")
    page = seat(office.audit).get("/desk/record/", {"verb": "areas.rename"}).content.decode()
    assert "区域 海棠网格" in page
    assert f"区域 {office.grids[0].pk}<" not in page


def test_what_is_there_no_more_keeps_its_number(office: Office) -> None:
    with deed(BY, "tests.gone") as d:
        d.note(type(office.unit)(pk=987654, area=office.street), seen="yes")
    assert words("tests.gone").about == "单位 987654"


def test_a_page_asks_the_same_however_many_rows_it_names(office: Office) -> None:
    client, costs, n = seat(office.audit), [], 0
    for many in (1, 40):
        for _ in range(many):
            add_unit(BY, kind="partner", name=f"伙伴{(n := n + 1)}", area=office.grids[n % 4])
        pk = last("accounts.unit.add").pk
        for address in ("/desk/record/?verb=accounts.unit.add", f"/desk/record/{pk}/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            costs.append(len(asked))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 10


def shown(model: type[Model]) -> list[Any]:
    """Return the fields whose values history shows."""
    return [field for field in _kept(model) if not _hides(model, field)]


def test_every_shown_field_and_every_kind_of_row_has_a_name_in_two_languages() -> None:
    kept = [model for model in apps.get_models() if issubclass(model, Recorded)]
    nameless = []
    for language, han in (("zh-hans", True), ("en", False)):
        with translation.override(language):
            names = [(model._meta.label, str(model._meta.verbose_name)) for model in kept]
            names += [(str(field), str(field.verbose_name)) for model in kept for field in shown(model)]
            nameless += [where for where, name in names if bool(re.search(r"[\u4e00-\u9fff]", name)) != han]
    assert nameless == []
