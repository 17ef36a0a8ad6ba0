from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.areas.exchange.files import xlsx
from core.areas.places import again, at, draw_office, rect
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.areas.actions import add_area, close_area, describe_area, draw_area
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.models import HistoryEntry

pytestmark = pytest.mark.django_db


def seen_by(user: User, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def pages(area: Area) -> list[str]:
    return [f"/desk/areas/{area.pk}/{rest}" for rest in ("", "map.geojson", "areas.xlsx", "areas.geojson")]


def keeping(area: Area) -> list[str]:
    ways = ("add", "describe", "code", "move", "close", "reopen", "border", "import")
    return [*(f"/desk/areas/{area.pk}/{way}/" for way in ways), f"/desk/areas/{area.pk}/border.geojson"]


# --- owner, colleague, stranger ---------------------------------------------------------------------------


def test_who_works_in_a_community_sees_it_and_its_grids_and_a_stranger_does_not(office: Office) -> None:
    draw_office(office)
    for area in (office.first, office.grids[0]):
        for page in pages(area):
            assert [seen_by(who).get(page).status_code for who in (office.worker, office.colleague)] == [
                200,
                200,
            ]
            assert seen_by(office.stranger).get(page).status_code == 404


def test_nobody_who_is_not_logged_in_sees_anything(office: Office) -> None:
    for page in (
        "/desk/areas/",
        "/desk/areas/map/",
        "/desk/areas/problems/",
        *pages(office.first),
        *keeping(office.first),
    ):
        answer = Client().get(page)
        assert (answer.status_code, answer["Location"].startswith("/login/")) == (302, True), page


def test_only_the_administrator_keeps_areas(office: Office) -> None:
    draw_office(office)
    for page in keeping(office.grids[0]):
        wanted = 404 if page.endswith("add/") and False else 200
        assert seen_by(office.admin).get(page).status_code == wanted, page
        for who in (office.worker, office.clerk, office.stranger, office.audit):
            assert seen_by(who).get(page).status_code == 403, page


def test_an_administrator_of_one_street_finds_no_area_of_another(office: Office) -> None:
    other = add_area(BY, level=AreaLevel.STREET, code="999999002", name="柳巷街道", parent=None)
    for page in (*pages(other), *keeping(other)):
        assert seen_by(office.admin).get(page).status_code == 404, page
    save = f"/desk/areas/{office.grids[0].pk}/border/save/"
    sent = {"borders": json.dumps({str(other.pk): rect(0, 0, 9, 9)})}
    assert seen_by(office.admin).post(save, sent).status_code == 404
    assert again(other).polygon is None


def test_a_number_too_large_for_any_area_is_not_found(office: Office) -> None:
    assert seen_by(office.admin).get(f"/desk/areas/{10**30}/").status_code == 404


# --- look -------------------------------------------------------------------------------------------------


def test_the_tree_sums_up_the_grids_and_shows_what_one_may_see(office: Office) -> None:
    for grid, households in zip(office.grids, (300, 310, 320, 330), strict=True):
        describe_area(BY, grid, name=grid.name, kind="basic", households=households, persons=None)
    shown = text(seen_by(office.clerk).get("/desk/areas/"))
    assert "梅巷街道 街道 999999001 4 1,260" in shown
    assert "梅东社区 社区 999999001001 2 610" in shown
    assert "第1网格" not in shown
    own = text(seen_by(office.worker).get("/desk/areas/"))
    assert ("梅西社区" in own, "第1网格 网格 999999001001001 1 300" in own) == (False, True)


def test_the_tree_is_searched_by_name_and_by_the_beginning_of_a_code(office: Office) -> None:
    client = seen_by(office.clerk)
    assert "找到 2 个" in text(client.get("/desk/areas/", {"q": "第1"}))
    assert "找到 3 个" in text(client.get("/desk/areas/", {"q": "999999001002"}))
    assert "没有找到" in text(seen_by(office.worker).get("/desk/areas/", {"q": "梅西"}))


def test_an_area_shows_numbers_children_neighbours_and_history(office: Office) -> None:
    draw_office(office)
    describe_area(BY, office.first, name="梅东社区", kind="", households=650, persons=1600)
    shown = text(seen_by(office.clerk).get(f"/desk/areas/{office.first.pk}/"))
    for said in (
        "梅东社区",
        "社区 · 999999001001",
        "户数（区域资料） 650",
        "人数（区域资料） 1,600",
        "面积 4.0 公顷",
        "第1网格",
        "梅西社区",
        "画区域边界",
    ):
        assert said in shown, said
    beside = text(seen_by(office.clerk).get(f"/desk/areas/{office.grids[0].pk}/"))
    assert beside.index("相邻") < beside.index("999999001001002") < beside.index("999999001002001")


def test_names_outside_ones_areas_are_shown_and_lead_nowhere(office: Office) -> None:
    draw_office(office)
    page = seen_by(office.worker).get(f"/desk/areas/{office.first.pk}/").content.decode()
    assert "梅巷街道" in page
    assert "梅西社区" in page
    assert f"/desk/areas/{office.street.pk}/" not in page
    assert f"/desk/areas/{office.second.pk}/" not in page


def test_problems_lead_to_their_place(office: Office) -> None:
    draw_office(office)
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 80))
    describe_area(BY, office.grids[1], name="第2网格", kind="basic", households=520, persons=None)
    page = seen_by(office.admin).get("/desk/areas/problems/")
    shown = text(page)
    assert "缺口 梅东社区有 4,000 平方米没有划进下一级" in shown
    assert "大小 第2网格有 520 户，超过 500 户" in shown
    assert f"/desk/areas/{office.grids[0].pk}/border/?at=" in page.content.decode()
    assert "没有问题" in text(seen_by(office.stranger).get("/desk/areas/problems/"))


def test_who_may_not_draw_is_led_to_the_area_itself(office: Office) -> None:
    draw_office(office)
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 80))
    page = seen_by(office.worker).get("/desk/areas/problems/").content.decode()
    assert ("/border/" in page, f'href="/desk/areas/{office.grids[0].pk}/"' in page) == (False, True)


def test_the_map_is_a_list_and_a_drawing_whose_shapes_are_links(office: Office) -> None:
    draw_office(office)
    page = seen_by(office.clerk).get("/desk/areas/map/?level=grid").content.decode()
    links = re.findall(r'<a href="(/desk/areas/\d+/)"><path class="area" d="M[\d Z]+"><title>', page)
    assert links == [f"/desk/areas/{grid.pk}/" for grid in office.grids]
    assert page.count("第1网格</a></li>") == 2


def test_a_name_with_script_in_it_stays_text_everywhere(office: Office) -> None:
    draw_office(office)
    evil = '"><script>alert(1)</script>'
    describe_area(BY, office.first, name=evil, kind="", households=1, persons=None)
    client = seen_by(office.admin)
    for page in (
        "/desk/areas/",
        "/desk/areas/map/",
        "/desk/areas/?q=script",
        *pages(office.first)[:1],
        *keeping(office.first)[:-1],
    ):
        assert "<script>alert" not in client.get(page).content.decode(), page


def test_english_pages_are_english(office: Office) -> None:
    draw_office(office)
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 80))
    client = seen_by(office.clerk, "en")
    assert "4,000 m² of 梅东社区 belong to no area below it" in text(client.get("/desk/areas/problems/"))
    assert "community · 999999001001" in text(client.get(f"/desk/areas/{office.first.pk}/")).lower()


# --- the map's data ---------------------------------------------------------------------------------------


def test_geojson_holds_what_one_may_see_and_is_not_sent_twice(office: Office) -> None:
    draw_office(office)
    client = seen_by(office.worker)
    answer = client.get("/desk/areas/map.geojson?level=grid")
    labels = [f["properties"]["label"] for f in answer.json()["features"]]
    assert (labels, answer["Cache-Control"]) == (["第1网格", "第2网格"], "private, no-cache")
    again_asked = client.get("/desk/areas/map.geojson?level=grid", headers={"if-none-match": answer["ETag"]})
    assert (again_asked.status_code, again_asked.content) == (304, b"")
    stranger = seen_by(office.stranger).get(
        "/desk/areas/map.geojson?level=grid", headers={"if-none-match": answer["ETag"]}
    )
    assert (stranger.status_code, stranger["ETag"] != answer["ETag"]) == (200, True)
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 80))
    assert (
        client.get(
            "/desk/areas/map.geojson?level=grid", headers={"if-none-match": answer["ETag"]}
        ).status_code
        == 200
    )


def test_the_borders_around_are_drawn_where_several_meet(office: Office) -> None:
    draw_office(office)
    answer = seen_by(office.clerk).get("/desk/areas/map.geojson?level=grid").json()["features"]
    assert [f["properties"]["kind"] for f in answer] == ["area"] * 4 + ["border"] * 2
    page = seen_by(office.clerk).get("/desk/areas/map/?level=grid").content.decode()
    assert page.count('<path class="border"') == 2
    own = seen_by(office.worker).get("/desk/areas/map.geojson?level=grid").json()["features"]
    assert [f["properties"]["kind"] for f in own] == ["area"] * 2


def test_geojson_of_an_area_holds_its_children_inside_its_border(office: Office) -> None:
    draw_office(office)
    features = seen_by(office.worker).get(f"/desk/areas/{office.first.pk}/map.geojson").json()["features"]
    assert [(f["properties"]["label"], f["properties"].get("current")) for f in features] == [
        ("", True),
        ("第1网格", None),
        ("第2网格", None),
    ]


# --- keep -------------------------------------------------------------------------------------------------


def test_a_grid_is_added_with_the_next_code_offered(office: Office) -> None:
    client = seen_by(office.admin)
    page = f"/desk/areas/{office.first.pk}/add/"
    assert 'value="999999001001003"' in client.get(page).content.decode()
    answer = client.post(
        page, {"name": "新网格", "code": "999999001001003", "kind": "basic", "households": "310"}
    )
    new = Area.objects.get(code="999999001001003")
    assert (answer["Location"], new.households) == (f"/desk/areas/{new.pk}/", 310)


def test_a_fault_stays_on_the_form_with_what_was_typed(office: Office) -> None:
    page = f"/desk/areas/{office.first.pk}/add/"
    shown = seen_by(office.admin).post(page, {"name": "第1网格", "code": "g9", "kind": "basic"})
    assert shown.status_code == 200
    assert "旁边已经有一个“第1网格”。请改一个名称。" in text(shown)
    assert 'value="g9"' in shown.content.decode()


@pytest.mark.parametrize(
    ("way", "sent", "verb"),
    [
        (
            "describe",
            {"name": "桥头", "kind": "dedicated", "households": "", "persons": "9"},
            "areas.describe",
        ),
        ("code", {"code": "g-9", "reason": "换号"}, "areas.recode"),
        ("close", {"reason": "拆迁"}, "areas.close"),
    ],
)
def test_each_form_does_its_deed_and_says_so(
    office: Office, way: str, sent: dict[str, str], verb: str
) -> None:
    answer = seen_by(office.admin).post(f"/desk/areas/{office.grids[0].pk}/{way}/", sent, follow=True)
    assert answer.redirect_chain == [(f"/desk/areas/{office.grids[0].pk}/", 302)]
    entry = HistoryEntry.objects.order_by("-id")[0]
    assert (entry.verb, entry.actor, entry.way) == (verb, office.admin, "web")


def test_a_grid_is_moved_and_a_closed_one_reopened(office: Office) -> None:
    client = seen_by(office.admin)
    client.post(f"/desk/areas/{office.grids[0].pk}/describe/", {"name": "桥头", "kind": "basic"})
    client.post(f"/desk/areas/{office.grids[0].pk}/move/", {"parent": office.second.pk, "reason": "平网立格"})
    assert again(office.grids[0]).parent_path == again(office.second).path
    close_area(BY, office.grids[0], reason="x")
    client.post(f"/desk/areas/{office.grids[0].pk}/reopen/", {"reason": "弄错了"})
    assert not again(office.grids[0]).closed


def test_a_reason_is_asked_for(office: Office) -> None:
    seen_by(office.admin).post(f"/desk/areas/{office.grids[0].pk}/close/", {"reason": " "})
    assert not again(office.grids[0]).closed


def test_nothing_is_kept_without_the_token_of_the_page(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.admin)
    answer = client.post(f"/desk/areas/{office.grids[0].pk}/close/", {"reason": "x"})
    assert (answer.status_code, again(office.grids[0]).closed) == (403, False)


# --- draw -------------------------------------------------------------------------------------------------


def test_a_border_is_kept_as_text_and_as_a_file(office: Office) -> None:
    draw_office(office)
    client, page = seen_by(office.admin), f"/desk/areas/{office.grids[0].pk}/border/"
    client.post(page, {"text": json.dumps(rect(0, 0, 200, 90)), "datum": "wgs84", "reason": ""})
    assert again(office.grids[0]).polygon == rect(0, 0, 200, 90)
    file = SimpleUploadedFile("b.geojson", json.dumps(rect(0, 0, 200, 95)).encode())
    client.post(page, {"text": "", "file": file, "datum": "wgs84"})
    assert again(office.grids[0]).polygon == rect(0, 0, 200, 95)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ("{", "这不是 GeoJSON"),
        ("[" * 100_000, "这不是 GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "“Point”不是面"),
    ],
)
def test_a_text_that_is_no_border_is_told(office: Office, sent: str, says: str) -> None:
    draw_office(office)
    page = f"/desk/areas/{office.grids[0].pk}/border/"
    assert says in text(seen_by(office.admin).post(page, {"text": sent, "datum": "wgs84"}))
    assert again(office.grids[0]).polygon == rect(0, 0, 200, 100)


def test_the_map_saves_and_answers_with_the_fault_and_its_place(office: Office) -> None:
    draw_office(office)
    client, save = seen_by(office.admin), f"/desk/areas/{office.grids[0].pk}/border/save/"
    one, two = str(office.grids[0].pk), str(office.grids[1].pk)
    over = client.post(save, {"borders": json.dumps({one: rect(0, 0, 200, 120)})})
    assert (over.status_code, over.json()["said"]) == (
        422,
        "第1网格与第2网格重叠 4,000 平方米。请在地图上挪开边界再保存。",
    )
    assert over.json()["at"] == pytest.approx(at(100, 110), abs=1e-4)
    both = client.post(
        save, {"borders": json.dumps({one: rect(0, 0, 200, 120), two: rect(0, 120, 200, 200)})}
    )
    assert (both.status_code, both.json()["said"]) == (200, "边界已保存。")
    assert again(office.grids[1]).polygon == rect(0, 120, 200, 200)


@pytest.mark.parametrize("sent", ["", "[]", "{}", "null", '{"a": {}}', '{"1": null}', "x", '"s"'])
def test_what_is_no_borders_is_refused_in_words(office: Office, sent: str) -> None:
    answer = seen_by(office.admin).post(f"/desk/areas/{office.grids[0].pk}/border/save/", {"borders": sent})
    assert (answer.status_code, answer.json()["said"]) == (422, "没有收到边界。请重新打开这一页再画。")


# --- import and export ------------------------------------------------------------------------------------


def uploaded(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(token|seen|datum|complete)" value="([^"]*)"', page))


def test_a_file_is_looked_at_mended_and_then_imported(office: Office, tmp_path: Path) -> None:
    client, page = seen_by(office.admin), f"/desk/areas/{office.street.pk}/import/"
    wrong = xlsx(tmp_path, ["网格", "999999001001003", "新网格", None, None, "三百"])
    shown = client.post(page, {"file": uploaded(wrong), "datum": "wgs84"})
    assert "F2 格：“三百”不是个数。" in text(shown)
    assert hidden(shown.content.decode()) == {}
    right = xlsx(tmp_path, ["网格", "999999001001003", "新网格", None, None, 300])
    shown = client.post(page, {"file": uploaded(right), "datum": "wgs84"})
    assert not Area.objects.filter(code="999999001001003").exists()
    fields = hidden(shown.content.decode())
    done = client.post(f"{page}confirm/", {**fields, "reason": "年度核对"}, follow=True)
    assert "已导入：新增 1，修改 0，关闭 0。" in text(done)
    assert Area.objects.get(code="999999001001003").households == 300
    twice = client.post(f"{page}confirm/", {**fields, "reason": "再来"}, follow=True)
    assert "这个文件已经不在了" in text(twice)


def test_what_was_not_looked_at_is_not_imported(office: Office, tmp_path: Path) -> None:
    client, page = seen_by(office.admin), f"/desk/areas/{office.street.pk}/import/"
    right = xlsx(tmp_path, ["网格", "999999001001003", "新网格", None, None, 300])
    fields = hidden(client.post(page, {"file": uploaded(right), "datum": "wgs84"}).content.decode())
    for change in ({"complete": "on"}, {"datum": "gcj02"}):
        other = client.post(f"{page}confirm/", {**fields, **change, "reason": "年度核对"}, follow=True)
        assert "这个文件已经不在了" in text(other)
    add_area(BY, level=AreaLevel.GRID, code="999999001001009", name="刚加的网格", parent=office.first)
    late = client.post(f"{page}confirm/", {**fields, "reason": "年度核对"}, follow=True)
    assert "核对以后，辖区有了变化" in text(late)
    assert not Area.objects.filter(code="999999001001003").exists()


def test_a_token_of_somebody_else_or_for_another_area_opens_nothing(office: Office, tmp_path: Path) -> None:
    page = f"/desk/areas/{office.street.pk}/import/"
    right = xlsx(tmp_path, ["网格", "999999001001003", "新网格", None, None, 300])
    fields = hidden(
        seen_by(office.admin).post(page, {"file": uploaded(right), "datum": "wgs84"}).content.decode()
    )
    elsewhere = f"/desk/areas/{office.first.pk}/import/confirm/"
    assert "这个文件已经不在了" in text(
        seen_by(office.admin).post(elsewhere, {**fields, "reason": "x"}, follow=True)
    )
    assert seen_by(office.worker).post(f"{page}confirm/", {**fields, "reason": "x"}).status_code == 403
    assert not Area.objects.filter(code="999999001001003").exists()


def test_a_file_that_lies_is_told_under_its_own_name(office: Office) -> None:
    lie = SimpleUploadedFile("网格表.xlsx", b"{}")
    answer = seen_by(office.admin).post(
        f"/desk/areas/{office.street.pk}/import/", {"file": lie, "datum": "wgs84"}
    )
    assert "网格表.xlsx：扩展名是 .xlsx，内容却是 GeoJSON。" in text(answer)


def test_files_go_out_under_the_code_of_the_area(office: Office) -> None:
    draw_office(office)
    answer = seen_by(office.worker).get(f"/desk/areas/{office.first.pk}/areas.geojson")
    assert answer["Content-Disposition"] == 'attachment; filename="areas-999999001001.geojson"'
    assert len(answer.json()["features"]) == 3
    assert (
        seen_by(office.worker).get(f"/desk/areas/{office.first.pk}/areas.geojson?datum=x").status_code == 404
    )


# --- how much it costs ------------------------------------------------------------------------------------


def many(office: Office, count: int) -> None:
    for n in range(count):
        x = n * 10
        add_area(
            BY,
            level=AreaLevel.MICROGRID,
            code=f"m-{n}",
            name=f"楼{n}",
            parent=office.grids[0],
            polygon=rect(x, 0, x + 10, 50),
        )


@pytest.mark.parametrize(
    "address",
    [
        "/desk/areas/",
        "/desk/areas/?q=楼",
        "/desk/areas/problems/",
        "/desk/areas/map/?level=microgrid",
        "/desk/areas/map.geojson?level=microgrid",
        "/desk/areas/{}/",
        "/desk/areas/{}/map.geojson",
        "/desk/areas/{}/areas.geojson",
    ],
)
def test_a_page_costs_as_many_queries_for_one_area_as_for_twenty(
    office: Office, address: str, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    draw_office(office)
    client, page = seen_by(office.clerk), address.format(office.grids[0].pk)
    many(office, 1)
    client.get(page)
    one = queries_of(lambda: client.get(page))
    Area.objects.get(code="m-0")
    for n in range(1, 20):
        add_area(
            BY,
            level=AreaLevel.MICROGRID,
            code=f"m-{n}",
            name=f"楼{n}",
            parent=office.grids[0],
            polygon=rect(n * 10, 0, n * 10 + 10, 50),
        )
    client.get(page)
    assert queries_of(lambda: client.get(page)) == one <= 18
