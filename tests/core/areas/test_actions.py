from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.areas.places import again, at, draw_office, rect
from office import BY, Office
from yike.core.areas import needs
from yike.core.areas.actions import (
    add_area,
    close_area,
    describe_area,
    draw_area,
    draw_areas,
    move_area,
    recode_area,
    rename_area,
    reopen_area,
)
from yike.core.areas.geometry.datumfit import shifted
from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.geometry.reading import geojson_of, shape_of
from yike.core.areas.models import Area, AreaKind, AreaLevel
from yike.core.areas.queries import version
from yike.core.record.clock import today
from yike.core.record.counting import how_many
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db


def told(deed: Callable[[], object]) -> Fault:
    with pytest.raises(Fault) as refused:
        deed()
    return refused.value


def last() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-id")[0]


def payload() -> dict[str, dict[str, object]]:
    return json.loads(last().payload or "")


def grids_standing() -> int:
    return int(how_many("areas.grids", since=date(2000, 1, 1), until=today()).total)


def problems_of_the_tree() -> tuple[list[int], ...]:
    return Area.objects.find_problems()


# --- add --------------------------------------------------------------------------------------------------


def test_an_area_is_added_below_its_parent_with_border_box_and_history(office: Office) -> None:
    grid = add_area(
        BY,
        level=AreaLevel.GRID,
        code=" 9990 01 ",
        name=" 桥头 网格 ",
        parent=office.first,
        polygon=rect(0, 0, 100, 100),
        households=320,
    )
    found = again(grid)
    assert (found.code, found.name, found.kind, found.households) == ("999001", "桥头 网格", "basic", 320)
    assert found.parent_path == again(office.first).path
    assert found.box == pytest.approx((*at(0, 0), *at(100, 100)))
    assert (last().verb, payload()["after"]["name"]) == ("areas.add", "桥头 网格")
    assert problems_of_the_tree() == ([], [], [], [], [])


def test_a_micro_grid_is_micro_and_a_community_has_no_kind(office: Office) -> None:
    micro = add_area(BY, level=AreaLevel.MICROGRID, code="m1", name="一号楼", parent=office.grids[0])
    assert (micro.kind, office.first.kind) == (AreaKind.MICRO, "")


def test_every_grid_added_and_closed_is_counted(office: Office) -> None:
    assert grids_standing() == 4
    close_area(BY, office.grids[0], reason="合并")
    assert grids_standing() == 3
    reopen_area(BY, office.grids[0], reason="弄错了")
    assert grids_standing() == 4


@pytest.mark.parametrize(
    ("code", "name", "zh"),
    [
        ("999999001001", "新网格", "代码 999999001001 已经是“梅东社区”的"),
        ("g 1!", "新网格", "“g1!”不能作网格代码"),
        ("g1", "  ", "名称要有 1 到 60 个字"),
        ("g1", "名" * 61, "名称要有 1 到 60 个字"),
        ("g1", "第1网格", "旁边已经有一个“第1网格”"),
    ],
)
def test_what_cannot_be_added_is_told_and_nothing_is_written(
    office: Office, code: str, name: str, zh: str
) -> None:
    rows, entries = Area.objects.count(), HistoryEntry.objects.count()
    fault = told(lambda: add_area(BY, level=AreaLevel.GRID, code=code, name=name, parent=office.first))
    assert (fault.zh, Area.objects.count(), HistoryEntry.objects.count()) == (zh, rows, entries)


def test_an_area_in_the_wrong_place_is_refused(office: Office) -> None:
    fault = told(lambda: add_area(BY, level=AreaLevel.GRID, code="g1", name="甲", parent=office.street))
    assert fault.zh == "网格的上级应当是社区"


def test_an_area_cannot_be_added_below_a_closed_one(office: Office) -> None:
    close_area(BY, office.grids[0], reason="合并")
    fault = told(
        lambda: add_area(BY, level=AreaLevel.MICROGRID, code="m1", name="楼", parent=office.grids[0])
    )
    assert fault.zh == "“第1网格”已经关闭"


def test_a_new_area_over_its_neighbour_or_beyond_its_parent_is_refused_with_the_place(office: Office) -> None:
    draw_office(office)
    over = told(
        lambda: add_area(
            BY, level=AreaLevel.GRID, code="g9", name="新", parent=office.first, polygon=rect(0, 0, 50, 50)
        )
    )
    assert isinstance(over, Misdrawn)
    assert (over.zh, over.at) == ("新与第1网格重叠 2,500 平方米", pytest.approx(at(25, 25), abs=1e-6))
    out = told(
        lambda: add_area(
            BY,
            level=AreaLevel.MICROGRID,
            code="m",
            name="楼",
            parent=office.grids[0],
            polygon=rect(150, 0, 250, 90),
        )
    )
    assert out.zh == "楼有 4,499 平方米在第1网格以外"


def test_a_dedicated_grid_may_lie_over_basic_ones_but_not_over_another_dedicated_one(office: Office) -> None:
    draw_office(office)

    def add(code: str) -> Area:
        return add_area(
            BY,
            level=AreaLevel.GRID,
            code=code,
            name=f"商场{code}",
            parent=office.first,
            kind="dedicated",
            polygon=rect(50, 50, 150, 150),
        )

    assert add("d1").kind == AreaKind.DEDICATED
    assert told(lambda: add("d2")).zh == "商场d2与商场d1重叠 10,000 平方米"


# --- who may ----------------------------------------------------------------------------------------------


def everything(office: Office, by: By) -> list[Callable[[], object]]:
    grid = office.grids[0]
    return [
        lambda: add_area(by, level=AreaLevel.GRID, code="g9", name="新", parent=office.first),
        lambda: rename_area(by, grid, name="新"),
        lambda: recode_area(by, grid, code="g9"),
        lambda: describe_area(by, grid, name="新", kind="basic", households=1, persons=2),
        lambda: draw_area(by, grid, polygon=None),
        lambda: move_area(by, grid, parent=office.second),
        lambda: close_area(by, grid, reason="x"),
        lambda: reopen_area(by, grid, reason="x"),
    ]


@pytest.mark.parametrize("who", ["clerk", "leader", "worker", "stranger", "grid_worker", "system", "audit"])
def test_only_the_administrator_of_the_street_keeps_its_areas(office: Office, who: str) -> None:
    entries = HistoryEntry.objects.count()
    for deed in everything(office, By.person(getattr(office, who))):
        with pytest.raises(PermissionDenied):
            deed()
    assert HistoryEntry.objects.count() == entries


def test_the_administrator_may_do_it_and_history_says_who(office: Office) -> None:
    rename_area(By.person(office.admin), office.grids[0], name="桥头网格", reason="居民代表会议")
    assert (again(office.grids[0]).name, last().actor, last().actor_name) == (
        "桥头网格",
        office.admin,
        "孙管理",
    )
    assert payload() == {
        "before": {"name": "第1网格"},
        "after": {"name": "桥头网格"},
        "reason": "居民代表会议",
    }


def test_nobody_from_the_web_plants_an_area_at_the_top(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        add_area(
            By.person(office.admin), level=AreaLevel.STREET, code="999999002", name="另一街道", parent=None
        )


# --- keep -------------------------------------------------------------------------------------------------


def test_numbers_and_kind_are_said_anew(office: Office) -> None:
    describe_area(BY, office.grids[0], name="第1网格", kind="dedicated", households=410, persons=None)
    found = again(office.grids[0])
    assert (found.kind, found.households, found.persons) == ("dedicated", 410, None)
    assert payload()["before"] == {"kind": "basic", "households": None}


def test_saying_the_same_again_writes_nothing(office: Office) -> None:
    entries, stamp = HistoryEntry.objects.count(), version()
    rename_area(BY, office.grids[0], name="第1网格")
    assert (HistoryEntry.objects.count(), version()) == (entries, stamp)


def test_a_community_with_a_new_code_takes_its_grids_along(office: Office) -> None:
    recode_area(BY, office.first, code="999999001009")
    codes = [again(area).code for area in (office.first, *office.grids)]
    assert codes == [
        "999999001009",
        "999999001009001",
        "999999001009002",
        "999999001002001",
        "999999001002002",
    ]
    assert HistoryEntry.objects.filter(verb="areas.recode").count() == 3


def test_a_new_code_that_would_collide_below_changes_nothing(office: Office) -> None:
    add_area(BY, level=AreaLevel.GRID, code="999999001009002", name="怪", parent=office.second)
    fault = told(lambda: recode_area(BY, office.first, code="999999001009"))
    assert fault.zh == "代码 999999001009002 已经是“怪”的"
    assert again(office.grids[0]).code == "999999001001001"


def test_a_community_cannot_take_a_code_of_another_street(office: Office) -> None:
    fault = told(lambda: recode_area(BY, office.first, code="999999002001"))
    assert fault.zh == "代码 999999002001 不以上级代码 999999001 开头"


# --- draw -------------------------------------------------------------------------------------------------


def test_a_border_over_the_neighbour_is_refused_and_a_corrected_one_is_kept(office: Office) -> None:
    draw_office(office)
    fault = told(lambda: draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 120)))
    assert (fault.zh, fault.en) == (
        "第1网格与第2网格重叠 4,000 平方米",
        "第1网格 and 第2网格 overlap by 4,000 m²",
    )
    assert again(office.grids[0]).polygon == rect(0, 0, 200, 100)
    draw_area(BY, office.grids[0], polygon=rect(0, 0, 200, 90))
    assert again(office.grids[0]).polygon == rect(0, 0, 200, 90)


def test_neighbours_whose_common_border_moves_are_drawn_together(office: Office) -> None:
    draw_office(office)
    one, two, *_ = office.grids
    draw_areas(BY, {one: rect(0, 0, 200, 120), two: rect(0, 120, 200, 200)}, reason="以河为界")
    assert [again(a).polygon for a in (one, two)] == [rect(0, 0, 200, 120), rect(0, 120, 200, 200)]
    assert HistoryEntry.objects.filter(verb="areas.draw", deed=last().deed).count() == 2


def test_a_parent_cannot_shrink_below_its_children(office: Office) -> None:
    draw_office(office)
    fault = told(lambda: draw_area(BY, office.first, polygon=rect(0, 0, 200, 150)))
    assert fault.zh == "第2网格有 9,999 平方米在梅东社区以外"


@pytest.mark.parametrize(("datum", "name"), [("gcj02", "GCJ-02（高德、腾讯）"), ("bd09", "BD-09（百度）")])
def test_a_border_from_a_commercial_map_is_recognised(office: Office, datum: str, name: str) -> None:
    draw_area(BY, office.street, polygon=rect(-500, -500, 900, 900))
    drawn = geojson_of(shifted(shape_of(rect(-450, -450, 850, 850)), datum))
    fault = told(lambda: draw_area(BY, office.first, polygon=drawn))
    assert fault.zh.endswith(f"平方米在梅巷街道以外；像是按 {name}画的")
    assert draw_area(BY, office.first, polygon=drawn, datum=datum).polygon is not None


def test_a_border_can_be_taken_away(office: Office) -> None:
    draw_office(office)
    draw_area(BY, office.grids[0], polygon=None)
    found = again(office.grids[0])
    assert (found.polygon, found.box) == (None, None)
    assert Area.objects.filter(pk=found.pk, polygon__isnull=True).exists()


def test_a_crossed_border_is_refused_before_anything_is_compared(office: Office) -> None:
    draw_office(office)
    [a, b, c, d] = [list(at(*p)) for p in ((0, 0), (200, 100), (200, 0), (0, 100))]
    bow = {"type": "Polygon", "coordinates": [[a, b, c, d, a]]}
    assert told(lambda: draw_area(BY, office.grids[0], polygon=bow)).zh.startswith("第 1 条边与第 3 条边相交")


def test_every_change_of_an_area_changes_the_version_and_no_two_versions_are_alike(office: Office) -> None:
    seen = [version()]
    for name in ("甲", "乙", "甲"):
        rename_area(BY, office.grids[0], name=name)
        seen.append(version())
    assert len(set(seen)) == 4
    assert seen == sorted(seen)


# --- move -------------------------------------------------------------------------------------------------


def test_a_grid_moves_to_another_community_with_what_is_below_it(office: Office) -> None:
    micro = add_area(BY, level=AreaLevel.MICROGRID, code="m1", name="一号楼", parent=office.grids[0])
    rename_area(BY, office.grids[0], name="桥头网格")
    before = version()
    moved = move_area(BY, office.grids[0], parent=office.second, code="999999001002003", reason="平网立格")
    assert again(moved).parent_path == again(office.second).path
    assert again(micro).path.startswith(again(moved).path)
    assert again(moved).code == "999999001002003"
    assert version() > before
    assert problems_of_the_tree() == ([], [], [], [], [])
    notes = HistoryEntry.objects.filter(verb="areas.move", payload__contains='"note"')
    assert [json.loads(e.payload or "")["note"] for e in notes] == [
        {"moved": {"from": "梅东社区 999999001001", "to": "梅西社区 999999001002"}}
    ]


def test_a_grid_cannot_move_where_its_name_is_taken_or_its_ground_does_not_lie(office: Office) -> None:
    draw_office(office)
    assert told(lambda: move_area(BY, office.grids[0], parent=office.second)).zh == "旁边已经有一个“第1网格”"
    rename_area(BY, office.grids[0], name="桥头网格")
    fault = told(lambda: move_area(BY, office.grids[0], parent=office.second))
    assert fault.zh == "桥头网格有 20,000 平方米在梅西社区以外"
    assert again(office.grids[0]).parent_path == again(office.first).path
    assert problems_of_the_tree() == ([], [], [], [], [])


def test_a_community_cannot_move_below_a_community(office: Office) -> None:
    assert told(lambda: move_area(BY, office.first, parent=office.second)).zh == "社区的上级应当是街道"


# --- close ------------------------------------------------------------------------------------------------


def test_an_area_with_open_areas_below_cannot_close(office: Office) -> None:
    assert told(lambda: close_area(BY, office.first, reason="x")).zh == "“梅东社区”下面还有 2 个区域"


def test_a_closed_area_stays_with_its_code_and_gives_its_name_and_ground_free(office: Office) -> None:
    draw_office(office)
    close_area(BY, office.grids[0], reason="拆迁")
    assert again(office.grids[0]).closed_on == today()
    assert (
        told(
            lambda: add_area(
                BY, level=AreaLevel.GRID, code=office.grids[0].code, name="新", parent=office.first
            )
        ).zh
        == "代码 999999001001001 已经是“第1网格”的"
    )
    new = add_area(
        BY, level=AreaLevel.GRID, code="g9", name="第1网格", parent=office.first, polygon=rect(0, 0, 200, 100)
    )
    assert told(lambda: reopen_area(BY, office.grids[0], reason="x")).zh == "旁边已经有一个“第1网格”"
    rename_area(BY, new, name="新网格")
    assert told(lambda: reopen_area(BY, office.grids[0], reason="x")).zh.startswith("第1网格与新网格重叠")


def test_a_closed_area_is_not_drawn_and_not_closed_again(office: Office) -> None:
    close_area(BY, office.grids[0], reason="拆迁")
    assert told(lambda: draw_area(BY, office.grids[0], polygon=None)).zh == "“第1网格”已经关闭"
    assert told(lambda: close_area(BY, office.grids[0], reason="x")).zh == "“第1网格”已经关闭"


def test_a_higher_app_can_keep_an_area_from_closing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lived_in = Fault("还有住户", "people live there", do_zh="请先迁出", do_en="Move them first")
    monkeypatch.setattr(needs, "_CHECKS", [lambda area: lived_in if area == office.grids[0] else None])
    assert told(lambda: close_area(BY, office.grids[0], reason="x")) is lived_in
    assert close_area(BY, office.grids[1], reason="x").closed
