"""The first set-up: only for who can read the machine, only once, never half."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entering import log_in
from office import Office, square
from yike.core.accounts import firstrun
from yike.core.accounts.models import RoleHolding, Unit, User
from yike.core.areas.models import Area
from yike.core.record.models import HistoryEntry

pytestmark = pytest.mark.django_db
PASSWORD = "运河 8 座桥 longmen"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.YIKE_HOME = tmp_path
    return tmp_path


def form(**changed: str) -> dict[str, str]:
    filled = {
        "code": firstrun.setup_code() or "",
        "street": "梅巷街道",
        "street_code": "999999001",
        "name": "冯系统",
        "username": "",
        "password": PASSWORD,
        "again": PASSWORD,
        "security": "陈安全",
        "audit": "褚审计",
        "admin": "孙管理",
    }
    return filled | changed


def test_an_empty_house_sends_everybody_to_its_set_up(client: Client) -> None:
    assert client.get("/login/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200


def test_the_code_lies_in_the_data_folder_for_its_owner_alone(home: Path) -> None:
    code = firstrun.setup_code()
    file = home / firstrun.FILE
    assert code is not None
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", code)
    assert (firstrun.setup_code(), file.read_text().strip()) == (code, code)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_passer_by_without_the_code_gets_nowhere(client: Client) -> None:
    firstrun.setup_code()
    for code in ("", "AAAA-BBBB-CCCC", " ", "null"):
        page = client.post("/setup/", form(code=code) | {"areas": SimpleUploadedFile("a.geojson", b"{")})
        assert (page.status_code, list(page.context["form"].errors)) == (200, ["code"])
    assert not User.objects.exists()
    assert not Area.objects.exists()


def test_with_the_code_the_house_stands_with_different_officers(client: Client, home: Path) -> None:
    answer = client.post("/setup/", form(code=(firstrun.setup_code() or "").lower().replace("-", " ")))
    page = answer.content.decode()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    roles = RoleHolding.objects.values_list("user__username", "role", "area__name")
    assert sorted(roles) == [
        ("chenanquan", "security_officer", "梅巷街道"),
        ("chushenji", "audit_officer", "梅巷街道"),
        ("fengxitong", "system_officer", "梅巷街道"),
        ("sunguanli", "street_admin", "梅巷街道"),
    ]
    passwords = dict(re.findall(r'<code data-password="(\w+)">([\w-]+)</code>', page))
    assert set(passwords) == {"chenanquan", "chushenji", "sunguanli"}
    assert User.objects.get(username="fengxitong").must_change is False
    assert all(User.objects.get(username=u).check_password(p) for u, p in passwords.items())
    assert all(User.objects.get(username=u).must_change for u in passwords)
    assert Unit.objects.get().name == "梅巷街道"
    assert not (home / firstrun.FILE).exists()
    assert {e.actor_name for e in HistoryEntry.objects.all()} == {"首次设置 first set-up"}
    assert {e.address for e in HistoryEntry.objects.all()} == {"127.0.0.1"}


def test_afterwards_the_page_is_gone(client: Client) -> None:
    client.post("/setup/", form())
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", {"code": "AAAA"}).status_code == 404
    assert firstrun.setup_code() is None
    assert log_in(client, "fengxitong", PASSWORD)["Location"] == "/desk/"


def test_a_house_with_people_has_no_set_up(client: Client, office: Office, home: Path) -> None:
    (home / firstrun.FILE).write_text("AAAA-BBBB-CCCC")
    assert client.get("/setup/").status_code == 404
    assert firstrun.is_setup_code("AAAA-BBBB-CCCC") is False


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"street": ""}, "必填"),
        ({"street_code": "12"}, "应当是 9 位数字"),
        ({"password": "short", "again": "short"}, "密码太短"),
        ({"password": "fengxitong1", "again": "fengxitong1", "username": "fengxitong"}, "太像"),
        ({"again": "other"}, "两遍不一样"),
        ({"username": "汉字"}, "登录名要 2 到 40 位"),
        ({"security": ""}, "必填"),
    ],
)
def test_a_mistake_leaves_nothing_and_is_told(client: Client, changed: dict[str, str], error: str) -> None:
    page = client.post("/setup/", form(**changed)).content.decode()
    assert error in page
    assert not User.objects.exists()
    assert not Area.objects.exists()
    assert not HistoryEntry.objects.exists()
    assert firstrun.setup_code() is not None


def test_two_people_of_one_name_get_different_log_in_names(client: Client) -> None:
    client.post("/setup/", form(security="冯系统", audit="", admin=""))
    assert sorted(User.objects.values_list("username", flat=True)) == ["fengxitong", "fengxitong2"]


def test_no_account_is_there_before_anybody_makes_one() -> None:
    assert not User.objects.exists()


def geojson(*features: tuple[str, str, str, dict[str, object]]) -> SimpleUploadedFile:
    rows = [
        {"type": "Feature", "properties": {"级别": level, "代码": code, "名称": name}, "geometry": shape}
        for level, code, name, shape in features
    ]
    text = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False)
    return SimpleUploadedFile("梅巷.geojson", text.encode())


def test_the_areas_come_from_a_file(client: Client) -> None:
    areas = geojson(
        ("社区", "999999001001", "梅东社区", square(120.63, 31.30)),
        ("社区", "999999001002", "梅西社区", square(120.64, 31.30)),
    )
    assert "建好了" in client.post("/setup/", {**form(), "areas": areas}).content.decode()
    assert sorted(Area.objects.values_list("name", "depth")) == [
        ("梅东社区", 2),
        ("梅巷街道", 1),
        ("梅西社区", 2),
    ]
    assert RoleHolding.objects.get(role="system_officer").area.name == "梅巷街道"


@pytest.mark.parametrize(
    ("areas", "error"),
    [
        (SimpleUploadedFile("a.geojson", b"{"), "a.geojson"),
        (SimpleUploadedFile("a.exe", b"MZ"), "a.exe"),
        (geojson(("社区", "111111001001", "梅东社区", square(120.63, 31.30))), "999999001"),
        (
            geojson(
                ("社区", "999999001001", "梅东社区", square(120.63, 31.30)),
                ("社区", "999999001002", "梅西社区", square(120.632, 31.30)),
            ),
            "重叠",
        ),
    ],
    ids=["cut off", "no map", "another subdistrict's code", "overlapping"],
)
def test_a_mistake_in_the_areas_leaves_nothing(client: Client, areas: SimpleUploadedFile, error: str) -> None:
    page = client.post("/setup/", {**form(), "areas": areas}).content.decode()
    assert error in page
    assert not User.objects.exists()
    assert not Area.objects.exists()
