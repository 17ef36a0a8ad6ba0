"""Around a request: categories, what may be the same, who has it too, ratings, leavers, lists given out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from dues import with_calendar
from office import BY, Office
from points import make_point
from voices import WORDS, make_request
from workdays import at
from yike.core.accounts.actions import hand_over
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.deadlines.queries import running
from yike.core.record.deed import Deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.circle.actions import rate
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.categories import import_categories, load_sample
from yike.rooms.grid.actions.requests.linking import link_duplicate, link_similar
from yike.rooms.grid.actions.requests.rating import take_rating
from yike.rooms.grid.models import Category, Echo, Request
from yike.rooms.grid.queries.requests.alike import may_be_same
from yike.rooms.grid.sheets.categories import SHEET, plan_categories
from yike.rooms.grid.sheets.reading import read_drafts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calm(clock: Any) -> None:
    cache.clear()
    with_calendar(clock, at("2026-11-30 Mon 10:00"))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "categories.csv"
    path.write_text("\n".join(["代码,名称,上级,时限,时限单位,承办单位,公众可选", *rows]), encoding="utf-8")
    return path


# --- categories ---


def test_the_sample_table_gives_limits_by_category(office: Office) -> None:
    load_sample(BY)
    lamp = Category.objects.get(code="101")
    assert (str(lamp.parent), lamp.public, lamp.limit.amount) == ("公共设施", True, 3)
    assert make_request(office.first, category=lamp).due_at == at("2026-12-03 Thu 17:00")
    assert make_request(office.first).due_at == at("2026-12-07 Mon 17:00")
    plan = load_sample(BY)
    assert (plan.changes, plan.same) == ([], Category.objects.count())


def test_a_street_changes_its_limits_by_a_sheet_and_wrong_cells_are_named(
    office: Office, tmp_path: Path
) -> None:
    load_sample(BY)
    drafts = read_drafts(table(tmp_path, f"101,路灯不亮,100,1,工作日,{office.unit.name},是"), SHEET)
    import_categories(BY, drafts)
    lamp = Category.objects.get(code="101")
    assert (lamp.amount, lamp.unit) == (1, office.unit)
    wrong = table(tmp_path, "101,路灯不亮,100,很快,工作日,,是", "999,新的,888,1,工作日,没有的单位,是")
    with pytest.raises(Fault, match="D2"):
        import_categories(BY, read_drafts(wrong, SHEET))
    assert not Category.objects.filter(code="999").exists()


def test_a_code_that_stands_twice_in_a_table_is_told_at_its_second_cell(
    office: Office, tmp_path: Path
) -> None:
    drafts = read_drafts(table(tmp_path, "701,井盖,,1,工作日,,是", "701,井盖松动,,2,工作日,,是"), SHEET)
    with pytest.raises(Fault) as caught:
        import_categories(BY, drafts)
    assert str(caught.value) == "cell A3: it is the same one as in a row above. Keep one row."
    assert not Category.objects.filter(code="701").exists()


@pytest.mark.parametrize(
    ("there", "rows", "cells"),
    [
        ((), ("701,井盖,701",), "C2"),
        ((), ("701,井盖,702", "702,路牌,701", "703,树,702"), "C2 C3"),
        ((), ("701,井盖,702", "702,路牌,703", "703,树,701"), "C2 C3 C4"),
        (("701,井盖,", "702,路牌,701"), ("701,井盖,702",), "C2"),
        (("701,井盖,", "702,路牌,701"), ("701,井盖,702", "702,路牌,"), ""),
        (("701,井盖,", "702,路牌,701"), ("702,路牌,", "701,井盖,702", "703,树,702"), ""),
    ],
)
def test_no_category_may_stand_below_itself(
    office: Office, tmp_path: Path, there: tuple[str, ...], rows: tuple[str, ...], cells: str
) -> None:
    if there:
        import_categories(BY, read_drafts(table(tmp_path, *(f"{row},,,," for row in there)), SHEET))
    path = table(tmp_path, *(f"{row},,,," for row in rows))
    with path.open("rb") as file:
        page = client_of(office.admin).post(reverse("grid:categories_sheet"), {"file": file})
    plan = plan_categories(read_drafts(path, SHEET))
    assert " ".join(one.spot.cell for one in plan.mistakes) == cells
    said = [one.fault.zh for one in plan.mistakes]
    assert all("这一类就到了自己下面" in one and one in page.content.decode() for one in said)
    before = sorted(Category.objects.values_list("code", "parent__code"), key=str)
    if cells:
        with pytest.raises(Fault, match=f"cell {cells[:2]}: .* would stand below itself"):
            import_categories(BY, read_drafts(path, SHEET))
        assert sorted(Category.objects.values_list("code", "parent__code"), key=str) == before
    else:
        import_categories(BY, read_drafts(path, SHEET))
        assert Category.objects.get(code="701").parent == Category.objects.get(code="702")


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("worker", 403), ("admin", 302)])
def test_who_keeps_the_table_alone_takes_it_in(office: Office, who: str, status: int) -> None:
    client = client_of(getattr(office, who))
    assert client.get("/desk/grid/requests/categories/").status_code == 200
    assert client.post("/desk/grid/requests/categories/sample/").status_code == status
    assert Category.objects.exists() is (status == 302)


def test_who_keeps_one_of_two_streets_alone_leaves_the_table_of_both(office: Office) -> None:
    client = client_of(office.admin)
    page = client.get("/desk/grid/requests/categories/").content.decode()
    add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹桥街道", parent=None)
    assert client.post("/desk/grid/requests/categories/sample/").status_code == 403
    with pytest.raises(PermissionDenied):
        load_sample(By.person(office.admin))
    assert not Category.objects.exists()
    after = client.get("/desk/grid/requests/categories/").content.decode()
    assert ("categories/sample/" in page, "categories/sample/" in after) == (True, False)


# --- what belongs together ---


def test_what_may_be_the_same_is_of_the_same_community_and_says_nearly_the_same(office: Office) -> None:
    first = make_request(office.grids[0], "梅巷3号门口的路灯坏了三天")
    make_request(office.grids[2], "梅巷3号门口的路灯坏了三天")  # another community
    make_request(office.grids[1], "食堂几点开门")
    second = make_request(office.grids[1], "梅巷3号门口路灯坏了好几天，看不见")
    [found] = may_be_same(office.clerk, second)
    assert (found.row, found.metres) == (first, None)
    page = client_of(office.clerk).get(f"/desk/grid/requests/{second.pk}/").content.decode()
    assert ("可能是同一件事" in page, f"/with/{first.pk}/duplicate/" in page) == (True, True)


def test_what_is_of_the_same_category_and_close_by_may_be_the_same_in_other_words(office: Office) -> None:
    load_sample(BY)
    lamp, lid = (Category.objects.get(code=code) for code in ("101", "102"))
    here = {"lon": 120.62, "lat": 31.3}
    north = [here | {"lat": 31.3 + metres / 111_320} for metres in (49, 20, 51)]
    far, near, beyond = (
        make_request(office.grids[0], f"晚上摸黑走路{n}", category=lamp, **at_)
        for n, at_ in zip("甲乙丙", north, strict=True)
    )
    make_request(office.grids[0], "井盖响", category=lid, **here)
    make_request(office.grids[0], "没说在哪里", category=lamp)
    alike = make_request(office.grids[0], "桥头灯杆歪了要倒", category=lamp)
    row = make_request(office.grids[0], "桥头灯杆歪了，要倒", category=lamp, **here)
    found = may_be_same(office.clerk, row)
    assert [one.row for one in found] == [alike, near, far]
    assert [round(one.metres) for one in found[1:] if one.metres] == [20, 49]
    page = client_of(office.clerk).get(row.get_absolute_url()).text
    assert (page.count("同一类，就在旁边"), beyond.number in page) == (2, False)


def test_the_same_matter_is_worked_on_once_and_told_to_both(office: Office) -> None:
    main = make_request(office.first)
    twice = make_request(office.first, link="secret of the second")
    link_duplicate(By.person(office.clerk), twice, main)
    twice.refresh_from_db()
    assert (twice.state, twice.channel) == ("closed", "duplicate")
    actions.dispatch(BY, main, unit=office.unit)
    page = Client().get("/say/q/secret of the second/").content.decode()
    assert ("这件事和别人先说的一起办" in page, office.unit.name in page) == (True, True)
    third = make_request(office.first)
    with pytest.raises(Fault, match="duplicate itself"):
        link_duplicate(BY, third, twice)
    with pytest.raises(Fault, match="with itself"):
        link_similar(BY, third, third)
    third.refresh_from_db()
    assert (third.state, third.links.count()) == ("registered", 0)


@pytest.mark.parametrize("who", ["worker", "stranger", "leader"])
def test_only_who_dispatches_links(office: Office, who: str) -> None:
    one, other = make_request(office.first), make_request(office.first)
    with pytest.raises(PermissionDenied):
        link_similar(By.person(getattr(office, who)), one, other)


def test_who_has_the_same_trouble_says_so_with_one_press_and_reads_no_words(office: Office) -> None:
    load_sample(BY)
    lamp = Category.objects.get(code="101")
    row = make_request(office.grids[0], "林小满家门口路灯坏了", category=lamp)
    make_request(office.first, "有人倒油", category=lamp, kind="report", secret=True)
    client = Client()
    page = client.get("/say/near/", {"community": office.first.pk}).content.decode()
    assert (page.count("我也遇到</button>"), "林小满" in page) == (1, False)
    press = re.findall(r'name="press" value="([^"]+)"', page)[0]
    answers = [client.post(f"/say/near/{row.pk}/", {"press": press}) for _ in range(2)]
    row.refresh_from_db()
    assert (answers[0].url, row.echoes, Echo.objects.count()) == (answers[1].url, 1, 1)
    told = client.get(answers[0].url).content.decode()
    assert ("路灯不亮" in told, "林小满" in told) == (True, False)
    assert client.post("/say/near/987654/", {"press": press}).status_code == 404
    assert client.get("/say/e/nobody/").status_code == 404


# --- other ways in and out ---


def test_a_bad_rating_becomes_a_request_once_and_reading_its_number_is_kept(office: Office) -> None:
    rating = rate(BY, make_point(office.first), grade=1, words="等了两小时", phone="13800138000")
    client = client_of(office.worker)
    assert rating.number in client.get("/desk/grid/requests/ratings/").content.decode()
    for _ in range(2):
        client.post(f"/desk/grid/requests/ratings/{rating.pk}/")
    row = Request.objects.get()
    assert (row.source, row.rating, str(row.phone), "等了两小时" in row.words) == (
        *("rating", rating, "138****8000"),
        True,
    )
    assert take_rating(By.person(office.worker), rating) == row
    assert HistoryEntry.objects.filter(verb="circle.rating.phone", actor=office.worker).exists()
    assert client_of(office.stranger).post(f"/desk/grid/requests/ratings/{rating.pk}/").status_code == 404


def test_what_a_leaver_works_on_passes_to_the_successor_with_its_deadlines(office: Office) -> None:
    row = make_request(office.first)
    actions.dispatch(BY, row, unit=office.unit, owner=office.worker)
    hand_over(By.person(office.admin), office.worker, to=office.colleague, reason="调走")
    row.refresh_from_db()
    assert (row.owner, {one.owner for one in running(row.of)}) == (office.colleague, {office.colleague})


def test_a_list_given_out_is_masked_marked_and_kept(office: Office, tmp_path: Path) -> None:
    make_request(office.first, "=1+1 路灯", name="林小满", phone="13800138000")
    make_request(office.first, "半夜倒油", kind="report", secret=True, name="王大树")
    client = client_of(office.clerk)
    assert client.post("/desk/grid/requests/export/?show=all", {"reason": "啊"}).status_code == 200
    answer = client.post("/desk/grid/requests/export/?show=all", {"reason": "周例会用的清单"})
    path = tmp_path / "requests.xlsx"
    path.write_bytes(answer.content)
    [cells] = named_sheets(path).values()
    head = cells[1]
    rows = [dict(zip(head, row, strict=True)) for row in cells[2:]]
    assert "钱窗口" in str(cells[0][0])
    assert [row["说了什么"] for row in rows] == ["", "'=1+1 路灯"]
    assert [(row["姓名"], row["电话"]) for row in rows] == [("", ""), ("林*满", "138****8000")]
    entry = HistoryEntry.objects.filter(verb="grid.requests.export").get()
    assert (entry.actor, entry.reason) == (office.clerk, "周例会用的清单")


def test_facts_are_evidence_each_with_its_request(office: Office) -> None:
    row = make_request(office.first, WORDS)
    [fact] = Fact.objects.filter(measure="grid.requests")
    assert (fact.source_model, fact.source_pk, fact.area) == ("grid.request", str(row.pk), office.first)


# --- put right ---


def test_what_is_taken_out_of_the_words_is_kept_nowhere(office: Office) -> None:
    row = make_request(office.street, "楼上王大树家漏水，他电话 13900139000")
    client = client_of(office.clerk)
    here = f"/desk/grid/requests/{row.pk}/change/"
    filled = {"words": "楼上漏水", "kind": "complaint", "area": str(office.grids[0].pk), "address": "梅巷3号"}
    assert client.post(here, filled | {"reason": ""}).status_code == 422
    assert client.post(here, filled | {"reason": "删去别人的电话"}).status_code == 302
    row.refresh_from_db()
    assert (row.words, row.kind, row.area) == ("楼上漏水", "complaint", office.grids[0])
    assert not HistoryEntry.objects.filter(payload__contains="13900139000").exists()
    assert {one.area_id for one in running(row.of)} == {office.grids[0].pk}
    sums: dict[int, int] = {}
    for area, n in Fact.objects.filter(measure="grid.requests").values_list("area", "quantity"):
        sums[area] = sums.get(area, 0) + int(n)
    assert sums == {office.street.pk: 0, office.grids[0].pk: 1}


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("worker", 403), ("leader", 403), ("stranger", 403)]
)
def test_only_who_dispatches_puts_right(office: Office, who: str, status: int) -> None:
    row = make_request(office.first)
    assert client_of(getattr(office, who)).get(f"/desk/grid/requests/{row.pk}/change/").status_code == status


def test_the_map_shows_what_the_reader_may_see(office: Office) -> None:
    mine = make_request(office.first, lon=120.62, lat=31.3)
    make_request(office.second, lon=120.63, lat=31.3)
    make_request(office.first)
    told = client_of(office.worker).get("/desk/grid/requests/map.geojson").json()
    points = [one["properties"]["label"] for one in told["features"] if one["properties"]["kind"] == "point"]
    assert points == [mine.number]
    assert client_of(office.worker).get("/desk/grid/requests/map/").status_code == 200


def test_the_map_does_not_tell_where_a_secret_report_is_from(office: Office) -> None:
    secret = make_request(office.first, lon=120.62, lat=31.3, kind="report", secret=True)
    plain = make_request(office.first, lon=120.63, lat=31.3)
    for who, seen in (("worker", [plain]), ("clerk", [plain]), ("leader", [plain, secret])):
        told = client_of(getattr(office, who)).get("/desk/grid/requests/map.geojson").json()
        points = [one["properties"] for one in told["features"] if one["properties"]["kind"] == "point"]
        assert sorted(one["label"] for one in points) == sorted(row.number for row in seen)


def test_a_closed_request_is_no_longer_worked_on_for_another_one(office: Office) -> None:
    done = make_request(office.first)
    actions.answer_now(BY, done, words="昨天换好了", result="solved")
    actions.confirm(BY, done)
    later = make_request(office.first)
    page = client_of(office.clerk).get(later.get_absolute_url()).content.decode()
    here = f"/with/{done.pk}/"
    assert (f"{here}similar/" in page, f"{here}duplicate/" in page) == (True, False)
    with pytest.raises(Fault, match="not worked on any more"):
        link_duplicate(By.person(office.clerk), later, done)
    later.refresh_from_db()
    assert (later.state, later.links.count()) == ("registered", 0)
    assert link_similar(By.person(office.clerk), later, done).kind == "similar"


def test_two_presses_at_once_lead_to_the_same_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    row = make_request(office.first)
    lock, presses = Deed.lock, iter([True])

    def pressed_meanwhile(d: Deed, obj: Any) -> Any:
        if next(presses, False):  # the other press is done while this one waits for the row
            actions.echo(BY, row, link="one and the same")
        return lock(d, obj)

    monkeypatch.setattr(Deed, "lock", pressed_meanwhile)
    mine = actions.echo(BY, row, link="one and the same")
    row.refresh_from_db()
    assert (mine, row.echoes) == (Echo.objects.get(), 1)
