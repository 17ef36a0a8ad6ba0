"""Pages of residents: who sees them and who does not, what they do, and how many questions they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from entering import seat
from homes import WANG, Homes, number
from ledgers import saved
from office import BY, Office
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.record.models import HistoryEntry
from yike.core.residents import actions
from yike.core.residents.details import read_details
from yike.core.residents.models import (
    Consent,
    ContactWish,
    Dwelling,
    Helper,
    Household,
    Merge,
    NotTheSame,
    Person,
    Tombstone,
)

pytestmark = pytest.mark.django_db
ROOT = "/desk/residents/"
WHY = {"reason": "来电核实水表情况"}
OFFICERS = ("system", "security", "audit")
EVERYBODY = ("clerk", "admin", "leader", "worker", "colleague", "stranger", "grid_worker", *OFFICERS)
NEAR = {"clerk", "admin", "worker", "colleague"}


@pytest.fixture(autouse=True)
def _without_duties(settings: Settings, tmp_path: Path) -> None:
    settings.YIKE_SECOND_FACTOR = "none"
    settings.YIKE_HOME = tmp_path


@pytest.fixture
def ids(homes: Homes) -> dict[str, int]:
    """Return the numbers that stand in the addresses of pages: everything belongs to the first community."""
    helper = actions.add_helper(BY, homes.wang, kinship="kin", name="王大", phone="15400000088")
    again = actions.add_person(BY, homes.household, read_details("王小明", homes.wang.registered_on))
    other = actions.add_person(BY, homes.household, read_details("王小明", homes.wang.registered_on))
    return {
        "dwelling": homes.household.dwelling_id,
        "household": homes.household.pk,
        "wang": homes.wang.pk,
        "li": homes.li.pk,
        "other": other.pk,
        "helper": helper.pk,
        "consent": Consent.objects.get(person=homes.wang).pk,
        "merge": actions.merge(BY, homes.wang, again).pk,
    }


PAGES: dict[str, set[str]] = {
    "": {*NEAR, "leader", "stranger", "grid_worker"},
    "purposes/": {*NEAR, "leader", "stranger", "grid_worker"},
    "dwellings/new/": {*NEAR, "stranger", "grid_worker"},
    "dwellings/{dwelling}/": {*NEAR, "leader", "grid_worker"},
    "dwellings/{dwelling}/edit/": {*NEAR, "grid_worker"},
    "dwellings/{dwelling}/household/": {*NEAR, "grid_worker"},
    "households/{household}/": {*NEAR, "leader", "grid_worker"},
    "households/{household}/edit/": {*NEAR, "grid_worker"},
    "households/{household}/move/": {*NEAR, "grid_worker"},
    "households/{household}/person/": {*NEAR, "grid_worker"},
    "persons/{wang}/": {*NEAR, "leader", "grid_worker"},
    "persons/{wang}/edit/": {*NEAR, "grid_worker"},
    "persons/{wang}/move/": {*NEAR, "grid_worker"},
    "persons/{wang}/wish/": {*NEAR, "grid_worker"},
    "persons/{wang}/helper/": {*NEAR, "grid_worker"},
    "persons/{wang}/consent/": {*NEAR, "grid_worker"},
    "persons/{wang}/leave/": {*NEAR, "grid_worker"},
    "persons/{wang}/die/": {*NEAR, "grid_worker"},
    "persons/{wang}/read/phone/": {*NEAR, "grid_worker"},
    "persons/{wang}/read/national_id/": {*NEAR, "grid_worker"},
    "persons/{wang}/take-out/": {"clerk", "admin"},
    "persons/{wang}/erase/": {"admin"},
    "helpers/{helper}/read/": {*NEAR, "grid_worker"},
    "helpers/{helper}/remove/": {*NEAR, "grid_worker"},
    "consents/{consent}/withdraw/": {*NEAR, "grid_worker"},
    "duplicates/": {*NEAR, "stranger"},
    "compare/{wang}/{other}/": NEAR,
    "merges/{merge}/undo/": NEAR,
    "import/": {"clerk", "admin"},
    "import/{area}/": {"clerk", "admin"},
    "export/{area}/": NEAR,
}


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_which_page(ids: dict[str, int], office: Office, page: str) -> None:
    path = ROOT + page.format(**ids, area=office.first.pk)
    seen = {name: seat(getattr(office, name)).get(path).status_code for name in EVERYBODY}
    assert {name for name, status in seen.items() if status == 200} == PAGES[page]
    assert set(seen.values()) <= {200, 403, 404}
    assert Client().get(path)["Location"].startswith("/login/?next=")


@pytest.mark.parametrize(
    "page",
    [
        *("dwellings/{n}/", "households/{n}/", "persons/{n}/", "helpers/{n}/read/", "merges/{n}/undo/"),
        *("consents/{n}/withdraw/", "compare/{n}/{n}/", "import/{n}/", "export/{n}/"),
        *("persons/{wang}/read/name/", "persons/{wang}/jump/", "persons/{li}/read/phone/"),
    ],
)
def test_what_is_not_there_is_not_found(ids: dict[str, int], office: Office, page: str) -> None:
    assert seat(office.admin).get(ROOT + page.format(**ids, n=10**9)).status_code == 404


def text(response: Any) -> str:
    """Return what a page says, without marks."""
    inside = re.sub(r"<(script|style|svg)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())


def test_the_list_shows_whole_names_to_who_works_there_and_masks_to_who_leads(
    homes: Homes, office: Office
) -> None:
    worker, leader = (text(seat(user).get(ROOT)) for user in (office.worker, office.leader))
    assert ("王小明" in worker, "梅花新村3幢1单元101室" in worker, "欧阳娜" in worker) == (True, True, False)
    assert ("王小明" in leader, "王*明" in leader, "1单元" in leader, "欧阳*" in leader) == (
        False,
        True,
        False,
        True,
    )


def test_a_person_s_page_holds_no_plain_number(homes: Homes, office: Office) -> None:
    for who in ("clerk", "worker", "leader", "grid_worker"):
        answer = seat(getattr(office, who)).get(f"{ROOT}persons/{homes.wang.pk}/")
        page, plain = answer.content.decode(), [number(*WANG), "15400000001", "1944-02-03"]
        assert [word for word in plain if word in page] == []
        assert ("154****0001" in page, "no-store" in answer["Cache-Control"]) == (True, True)


def test_a_plain_number_is_shown_for_a_minute_once_a_reason_is_given(homes: Homes, office: Office) -> None:
    client, path = seat(office.worker), f"{ROOT}persons/{homes.wang.pk}/read/phone/"
    count = HistoryEntry.objects.count()
    assert "15400000001" not in client.get(path).content.decode()
    refused = client.post(path, {"reason": "看看"})
    assert ("理由太短" in text(refused), HistoryEntry.objects.count()) == (True, count)
    shown = client.post(path, WHY)
    assert ("15400000001" in text(shown), shown["Refresh"], "no-store" in shown["Cache-Control"]) == (
        *(True, f"60; url={ROOT}persons/{homes.wang.pk}/", True),
    )
    assert HistoryEntry.objects.latest("id").reason == WHY["reason"]


def test_an_emergency_reading_says_so_before_and_after(homes: Homes, office: Office) -> None:
    client, path = seat(office.grid_worker), f"{ROOT}persons/{homes.wang.pk}/read/national_id/"
    assert "只有遇到危险才能看" in text(client.get(path))
    assert number(*WANG) in text(client.post(path, WHY))
    assert HistoryEntry.objects.latest("id").verb == "residents.reveal.emergency"


@pytest.mark.parametrize("step", ["read/national_id/", "consent/", "helper/", "leave/", "edit/"])
def test_a_form_about_somebody_says_about_whom(homes: Homes, office: Office, step: str) -> None:
    page = text(seat(office.worker).get(f"{ROOT}persons/{homes.wang.pk}/{step}"))
    assert f" {homes.wang.name} · {homes.wang.household.dwelling} " in page


def test_a_helper_s_number_is_shown_in_the_same_way(ids: dict[str, int], office: Office) -> None:
    assert "15400000088" in text(seat(office.worker).post(f"{ROOT}helpers/{ids['helper']}/read/", WHY))


def test_a_search_finds_and_keeps_the_number_out_of_the_address(homes: Homes, office: Office) -> None:
    client = seat(office.worker)
    asks = {"小明": True, number(*WANG): True, "15400000001": True, "ouyang": False, "欧阳娜": False}
    for asked, found in asks.items():
        page = client.post(ROOT, {"q": asked})
        assert (page.status_code, f"{ROOT}persons/{homes.wang.pk}/" in page.content.decode()) == (200, found)
        assert number(*WANG)[6:14] not in re.sub(r'value="[^"]*"', "", page.content.decode())
    assert "再多写一点" in text(client.post(ROOT, {"q": "w"}))
    assert "没有找到" in text(client.post(ROOT, {"q": "<script>alert(1)</script>"}))


def test_a_script_in_every_field_stays_text(homes: Homes, office: Office) -> None:
    evil = "<script>alert(1)</script>"
    client = seat(office.worker)
    client.post(f"{ROOT}persons/{homes.wang.pk}/edit/", {"name": evil, "relation": "head", "living": ""})
    client.post(f"{ROOT}persons/{homes.wang.pk}/wish/", {"way": "visit", "note": evil})
    client.post(f"{ROOT}persons/{homes.wang.pk}/helper/", {"kinship": "kin", "name": evil, "rank": 1})
    client.post(f"{ROOT}households/{homes.household.pk}/edit/", {"code": evil, "size": 2})
    door = f"dwellings/{homes.household.dwelling_id}/"
    client.post(f"{ROOT}{door}edit/", {"area": homes.wang.area_id, "address": evil, "kind": "flat"})
    assert (Person.objects.get(pk=homes.wang.pk).name, Dwelling.objects.filter(address=evil).count()) == (
        evil,
        1,
    )
    for path in ("", f"persons/{homes.wang.pk}/", f"households/{homes.household.pk}/", door):
        page = client.get(ROOT + path).content.decode()
        assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_from_a_new_dwelling_to_its_first_person(homes: Homes, office: Office) -> None:
    client = seat(office.grid_worker)
    place = {"area": office.grids[0].pk, "address": "桂花弄1号", "room": "201室", "kind": "house"}
    door = client.post(f"{ROOT}dwellings/new/", place)
    dwelling = Dwelling.objects.get(address="桂花弄1号")
    assert (door["Location"], dwelling.room, dwelling.kind) == (
        f"{ROOT}dwellings/{dwelling.pk}/",
        "201",
        "house",
    )
    home = client.post(f"{ROOT}dwellings/{dwelling.pk}/household/", {"code": "H9", "size": 3})
    household = Household.objects.get(code="H9")
    assert home["Location"] == f"{ROOT}households/{household.pk}/person/"
    said = {"name": "赵一", "relation": "head", "national_id": number("1960-01-01"), "phone": "154 0000 0010"}
    assert client.post(home["Location"], said)["Location"] == f"{ROOT}households/{household.pk}/"
    person = Person.objects.get(name="赵一")
    assert (person.birth_year, str(person.phone), person.area) == (1960, "154****0010", office.grids[0])


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"national_id": "123"}, "身份证号应有 18 位"),
        ({"phone": "123"}, "不是电话号码"),
        ({"born": "2999-01-01"}, "在将来"),
        ({"national_id": number(*WANG)}, "这个身份证号已经登记在册"),
        ({"national_id": number("1960-01-01"), "born": "1961-01-01"}, "与身份证号里的"),
        ({"relation": "king"}, "king"),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_nothing_is_kept(
    homes: Homes, office: Office, said: dict[str, str], what: str
) -> None:
    count = Person.objects.count()
    form = {"name": "赵一", "relation": "child", **said}
    page = seat(office.worker).post(f"{ROOT}households/{homes.household.pk}/person/", form)
    assert (page.status_code, what in text(page), Person.objects.count()) == (200, True, count)


def test_a_dwelling_in_a_micro_grid_stays_there_when_it_is_edited(homes: Homes, office: Office) -> None:
    micro = add_area(BY, level=AreaLevel.MICROGRID, code="m1", name="一号楼", parent=office.grids[0])
    home = actions.add_dwelling(BY, area=micro, address="桂花弄9号", kind="flat")
    client, path = seat(office.worker), f"{ROOT}dwellings/{home.pk}/edit/"
    assert f'<option value="{micro.pk}" selected>' in client.get(path).content.decode()
    client.post(path, {"area": micro.pk, "address": "桂花弄10号", "kind": "flat"})
    home.refresh_from_db()
    assert (home.area, home.address) == (micro, "桂花弄10号")


def test_a_known_person_is_edited_without_showing_or_losing_what_is_sealed(
    homes: Homes, office: Office
) -> None:
    client, path = seat(office.worker), f"{ROOT}persons/{homes.wang.pk}/edit/"
    assert "已登记 154****0001，不改就留空。" in client.get(path).content.decode()
    client.post(path, {"name": "王晓明", "relation": "head", "sex": "M", "living": "alone"})
    person = Person.objects.get(pk=homes.wang.pk)
    assert (person.name, person.living, person.phone.reveal()) == ("王晓明", "alone", "+8615400000001")
    client.post(
        path, {"name": "王晓明", "relation": "head", "sex": "M", "living": "alone", "forget": ["phone"]}
    )
    assert Person.objects.get(pk=homes.wang.pk).phone is None


def test_who_may_not_see_how_somebody_lives_cannot_overwrite_it(homes: Homes, office: Office) -> None:
    client = seat(office.worker)  # Chen has not agreed to care
    assert "居住状况" not in text(client.get(f"{ROOT}persons/{homes.chen.pk}/edit/"))
    client.post(f"{ROOT}persons/{homes.chen.pk}/edit/", {"name": "陈阿大", "relation": "head", "living": ""})
    assert Person.objects.get(pk=homes.chen.pk).living == "alone"


def test_moving_leaving_and_coming_back_by_page(homes: Homes, office: Office) -> None:
    client, path = seat(office.clerk), f"{ROOT}persons/{homes.li.pk}/"
    client.post(f"{path}move/", {"household": "竹辉路 25号", "relation": "parent"})
    assert Person.objects.get(pk=homes.li.pk).household == homes.ouyang.household
    client.post(f"{path}move/", {"household": "H001", "relation": "spouse"})
    client.post(f"{path}leave/", {"day": date(2026, 1, 2)})
    assert Person.objects.get(pk=homes.li.pk).state == "moved"
    client.post(f"{path}return/")
    assert Person.objects.get(pk=homes.li.pk).state == "here"
    assert "没有找到这一户" in text(client.post(f"{path}move/", {"household": "天上", "relation": "spouse"}))


def test_a_household_in_another_s_area_is_not_found_for_moving(homes: Homes, office: Office) -> None:
    said = {"household": "H003", "relation": "other"}
    page = seat(office.worker).post(f"{ROOT}persons/{homes.li.pk}/move/", said)
    assert ("没有找到这一户" in text(page), Person.objects.get(pk=homes.li.pk).household) == (
        True,
        homes.household,
    )


def test_a_whole_household_moves_by_page(homes: Homes, office: Office) -> None:
    seat(office.clerk).post(f"{ROOT}households/{homes.household.pk}/move/", {"beside": "H003"})
    assert Household.objects.get(pk=homes.household.pk).dwelling == homes.ouyang.household.dwelling


def test_helpers_and_wishes_by_page(homes: Homes, office: Office) -> None:
    client, path = seat(office.worker), f"{ROOT}persons/{homes.wang.pk}/"
    client.post(f"{path}helper/", {"kinship": "neighbour", "helper": "陈阿大", "rank": 1, "holds_key": "on"})
    helper = Helper.objects.get(person=homes.wang)
    assert (helper.helper, helper.holds_key) == (homes.chen, True)
    assert "没有找到" in text(
        client.post(f"{path}helper/", {"kinship": "kin", "helper": "欧阳娜", "rank": 1})
    )
    client.post(f"{path}wish/", {"way": "phone", "not_before": "09:00", "not_after": "17:00"})
    assert str(ContactWish.objects.get().not_before) == "09:00:00"
    late = {"way": "phone", "not_before": "17:00", "not_after": "09:00"}
    assert "要在“不晚于”之前" in text(client.post(f"{path}wish/", late))
    page = text(client.get(path))
    assert ("陈阿大 邻居" in page, "打电话 · 09:00–17:00" in page) == (True, True)
    client.post(f"{ROOT}helpers/{helper.pk}/remove/")
    assert Helper.objects.count() == 0


def test_agreeing_and_withdrawing_by_page(homes: Homes, office: Office) -> None:
    client, path = seat(office.worker), f"{ROOT}persons/{homes.chen.pk}/"
    assert "独居" not in client.get(path).content.decode()
    client.post(f"{path}consent/", {"purpose": "care", "answer": "yes", "way": "signed", "text_version": "1"})
    assert "独居" in client.get(path).content.decode()
    client.post(f"{ROOT}consents/{Consent.objects.get(person=homes.chen).pk}/withdraw/")
    assert "独居" not in client.get(path).content.decode()
    client.post(
        f"{path}consent/", {"purpose": "contact", "answer": "no", "way": "in_person", "text_version": "1"}
    )
    assert Consent.objects.filter(person=homes.chen, refused=True).count() == 1


def test_two_records_are_compared_merged_and_parted_by_page(homes: Homes, office: Office) -> None:
    day = homes.wang.registered_on
    twin = actions.add_person(BY, homes.household, read_details("王小明", day, phone="15400000001"))
    client = seat(office.worker)
    assert "姓名和电话相同" in text(client.get(f"{ROOT}duplicates/"))
    assert text(client.get(f"{ROOT}compare/{homes.wang.pk}/{twin.pk}/")).count("154****0001") == 2
    client.post(f"{ROOT}merge/{homes.wang.pk}/{twin.pk}/")
    merged = Merge.objects.get()
    assert (merged.person, "已并入" in text(client.get(f"{ROOT}persons/{twin.pk}/"))) == (homes.wang, True)
    client.post(f"{ROOT}merges/{merged.pk}/undo/")
    assert Person.objects.get(pk=twin.pk).state == "here"
    client.post(f"{ROOT}different/{homes.wang.pk}/{twin.pk}/")
    assert (NotTheSame.objects.count(), "没有可能重复的人" in text(client.get(f"{ROOT}duplicates/"))) == (
        1,
        True,
    )
    answer = client.post(f"{ROOT}merge/{homes.wang.pk}/{homes.chen.pk}/", follow=True)
    assert "不能合并" in text(answer)
    assert client.get(f"{ROOT}merge/{homes.wang.pk}/{twin.pk}/").status_code == 405


def test_a_person_is_handed_everything_on_paper_and_as_a_file(homes: Homes, office: Office) -> None:
    client, path = seat(office.clerk), f"{ROOT}persons/{homes.wang.pk}/take-out/"
    page = client.post(path, {**WHY, "as": "page"})
    assert (number(*WANG) in text(page), "no-store" in page["Cache-Control"]) == (True, True)
    file = client.post(path, {**WHY, "as": "json"})
    assert (json.loads(file.content)["本人"]["姓名"], file["Content-Disposition"]) == (
        *("王小明", f'attachment; filename="person-{homes.wang.pk}.json"'),
    )
    assert HistoryEntry.objects.filter(verb="residents.person.export").count() == 2


def test_a_person_is_erased_only_once_the_name_is_typed_again(homes: Homes, office: Office) -> None:
    client, path = seat(office.admin), f"{ROOT}persons/{homes.chen.pk}/erase/"
    assert "姓名不一样" in text(client.post(path, {**WHY, "name": "陈"}))
    assert Tombstone.objects.count() == 0
    client.post(path, {**WHY, "name": "陈阿大"})
    assert (Tombstone.objects.count(), client.get(f"{ROOT}persons/{homes.chen.pk}/").status_code) == (1, 404)


Sheet = Callable[[list[list[Any]]], SimpleUploadedFile]


@pytest.fixture
def upload(tmp_path: Path) -> Sheet:
    def file(rows: list[list[Any]]) -> SimpleUploadedFile:
        return SimpleUploadedFile("台账.xlsx", saved(tmp_path, rows).read_bytes())

    return file


def rows_of(office: Office, **changed: str) -> list[list[Any]]:
    row = {"grid": office.grids[1].code, "name": "赵一", "phone": "15400000010", **changed}
    return [[row["grid"], "桂花弄1号", "", "", "户主", row["name"], "", "", row["phone"], ""]]


def hidden(page: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found if name not in {"csrfmiddlewaretoken", "next"}}


def test_a_ledger_is_looked_at_mended_and_taken_in(homes: Homes, office: Office, upload: Sheet) -> None:
    client, path = seat(office.clerk), f"{ROOT}import/{office.street.pk}/"
    wrong = client.post(path, {"file": upload(rows_of(office, phone="123"))})
    assert ("台账!I2：不是电话号码" in text(wrong), hidden(wrong)) == (True, {})
    good = client.post(path, {"file": upload(rows_of(office))})
    shown = "赵*" in text(good), "台账!F2" in text(good)
    assert (*shown, Person.objects.filter(name="赵一").count()) == (True, True, 0)
    looked = HistoryEntry.objects.filter(verb="residents.ledger.check", actor=office.clerk).order_by("id")
    assert [row.content["note"]["mistakes"] for row in looked] == [1, 0]
    done = client.post(f"{path}confirm/", hidden(good), follow=True)
    assert ("新增 1 人" in text(done), Person.objects.filter(name="赵一").count()) == (True, 1)
    again = client.post(f"{path}confirm/", hidden(good), follow=True)
    assert ("这个文件已经不在了" in text(again), Person.objects.filter(name="赵一").count()) == (True, 1)


def test_nobody_confirms_what_another_looked_at(homes: Homes, office: Office, upload: Sheet) -> None:
    path = f"{ROOT}import/{office.street.pk}/"
    seen = hidden(seat(office.clerk).post(path, {"file": upload(rows_of(office))}))
    other = seat(office.admin).post(f"{path}confirm/", seen, follow=True)
    assert ("这个文件已经不在了" in text(other), Person.objects.filter(name="赵一").count()) == (True, 0)
    forged = seat(office.clerk).post(f"{path}confirm/", {**seen, "fingerprint": "0" * 64}, follow=True)
    assert ("核对以后" in text(forged), Person.objects.filter(name="赵一").count()) == (True, 0)


def test_a_run_that_would_remove_many_says_so_and_only_the_administrator_goes_on(
    homes: Homes, office: Office, upload: Sheet
) -> None:
    path, asked = f"{ROOT}import/{office.street.pk}/", {"leave_missing": "on"}
    for user, says in ((office.clerk, "请街道管理员来导入"), (office.admin, "请写明理由再导入")):
        page = seat(user).post(path, {"file": upload(rows_of(office)), **asked})
        assert says in text(page)
        client, sent = seat(user), {**hidden(page), "leave_missing": "on"}
        assert "超过两成" in text(client.post(f"{path}confirm/", {**sent, "reason": ""}, follow=True))
    page = seat(office.admin).post(path, {"file": upload(rows_of(office)), **asked})
    seat(office.admin).post(f"{path}confirm/", {**hidden(page), "leave_missing": "on", "reason": "整幢拆迁"})
    assert {p.name for p in Person.objects.filter(state="here")} == {"赵一"}


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing", "打不开"),
        ("a.csv", b"PK\x03\x04 nothing", "内容却是 XLSX"),
        ("a.exe", b"MZ", "不认得扩展名"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "找不到表头"),
        ("../../etc/passwd.csv", b"", "空"),
    ],
)
def test_a_file_that_is_no_ledger_is_told_at_the_form(
    homes: Homes, office: Office, name: str, content: bytes, what: str
) -> None:
    page = seat(office.clerk).post(
        f"{ROOT}import/{office.street.pk}/", {"file": SimpleUploadedFile(name, content)}
    )
    assert (page.status_code, what in text(page)) == (200, True)


def test_a_list_is_given_out_with_a_reason_and_plain_only_to_who_may(homes: Homes, office: Office) -> None:
    path, of_area = f"{ROOT}export/{office.first.pk}/", HistoryEntry.objects.filter(model="areas.area")
    assert "不打码" not in text(seat(office.worker).get(path))
    assert "理由太短" in text(seat(office.worker).post(path, {"reason": "要"}))
    file = seat(office.worker).post(path, {**WHY, "plain": "on"})
    assert file["Content-Type"].endswith("sheet")
    assert of_area.latest("id").content["note"]["plain"] is False
    seat(office.admin).post(path, {**WHY, "plain": "on"})
    assert of_area.latest("id").content["note"]["plain"] is True


def test_lists_and_pages_ask_a_fixed_number_of_questions(homes: Homes, office: Office) -> None:
    client = seat(office.clerk)
    paths = ("", f"persons/{homes.wang.pk}/", f"households/{homes.household.pk}/")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as found:
                assert client.get(ROOT + path).status_code == 200
            counts.append(len(found))
        return counts

    asked()
    few = asked()
    for n in range(100):
        dwelling = actions.add_dwelling(BY, area=office.grids[n % 4], address=f"桂花弄{n}号")
        household = actions.add_household(BY, dwelling=dwelling)
        actions.add_person(BY, household, read_details(f"赵{n}", homes.wang.registered_on))
        if n < 20:
            actions.add_person(BY, homes.household, read_details(f"王{n}", homes.wang.registered_on))
            actions.add_helper(BY, homes.wang, kinship="kin", name=f"钱{n}")
    assert (asked(), max(few) < 30) == (few, True)
