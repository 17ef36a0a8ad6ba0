from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from conftest import Clock
from core.areas.exchange.files import drafts, geojson, mistakes
from core.areas.places import again, draw_office, rect
from office import BY, Office
from yike.core.areas import needs
from yike.core.areas.actions import add_area, close_area, import_areas, reopen_area
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.lately import closed_lately
from yike.core.areas.exchange.planning import plan_import
from yike.core.areas.exchange.reading import read_drafts
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.counting import how_many
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
COMMUNITY = "999999001001"


def whole_tree() -> list[tuple[str, str, str, int | None]]:
    return [(a.path, a.code, a.name, a.households) for a in Area.objects.all()]


def told(found: object, office: Office, **how: object) -> list[tuple[str, str]]:
    return mistakes(plan_import(found, office.street, **how))  # type: ignore[arg-type]


# --- what it does -----------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_done_and_does_nothing(office: Office, tmp_path: Path) -> None:
    before = whole_tree()
    found = drafts(
        tmp_path,
        ["网格", f"{COMMUNITY}001", "桥头网格", None, None, 320],
        ["网格", f"{COMMUNITY}002", "第2网格"],
        ["网格", f"{COMMUNITY}003", "新网格"],
    )
    plan = plan_import(found, office.street)
    assert [n.name for n in plan.adds] == ["新网格"]
    assert [(n.code[-3:], n.differences()) for n in plan.changes] == [
        ("001", {"name": ("第1网格", "桥头网格"), "households": (None, 320)})
    ]
    assert (plan.same, plan.moves, plan.closings, plan.ready) == (1, [], [], True)
    assert whole_tree() == before


def test_an_import_adds_whole_branches_in_any_order_of_rows(office: Office, tmp_path: Path) -> None:
    found = drafts(
        tmp_path,
        ["微网格", "m-1", "一号楼", "999999001003001"],
        ["网格", "999999001003001", "第1网格", None, None, 310],
        ["社区", "999999001003", "梅南社区"],
    )
    import_areas(BY, found, within=office.street)
    south = Area.objects.get(code="999999001003")
    assert [(a.code, a.kind, a.numchild) for a in Area.objects.within(south)] == [
        ("999999001003", "", 1),
        ("999999001003001", "basic", 1),
        ("m-1", "micro", 0),
    ]
    assert again(office.street).numchild == 3
    assert Area.objects.find_problems() == ([], [], [], [], [])
    added = HistoryEntry.objects.filter(verb="areas.import")
    assert (added.count(), added.values("deed").distinct().count()) == (3, 1)
    assert int(how_many("areas.grids", since=today(), until=today()).total) == 5


def test_an_import_changes_moves_and_closes_what_is_there(office: Office, tmp_path: Path) -> None:
    found = drafts(
        tmp_path,
        ["网格", f"{COMMUNITY}001", "桥头网格", "梅西社区", "专属", 320, 800],
        ["网格", f"{COMMUNITY}002", "第2网格"],
        ["网格", "999999001002001", "第1网格"],
        ["网格", "999999001002002", "第2网格"],
        ["网格", "w-9", "第9网格", COMMUNITY],
    )
    plan = import_areas(BY, found, within=office.street, complete=True)
    moved = again(office.grids[0])
    assert (moved.name, moved.kind, moved.households, moved.persons) == ("桥头网格", "dedicated", 320, 800)
    assert moved.parent_path == again(office.second).path
    assert (len(plan.adds), len(plan.changes), len(plan.moves), plan.same) == (1, 1, 1, 3)
    assert Area.objects.find_problems() == ([], [], [], [], [])


def test_the_same_file_twice_changes_nothing_the_second_time(office: Office, tmp_path: Path) -> None:
    found = drafts(tmp_path, ["网格", f"{COMMUNITY}003", "新网格", None, "基础", 310, 700])
    import_areas(BY, found, within=office.street)
    entries, tree = HistoryEntry.objects.count(), whole_tree()
    assert import_areas(BY, found, within=office.street).empty
    assert (HistoryEntry.objects.count(), whole_tree()) == (entries, tree)


def test_polygons_come_with_features_and_areas_without_codes_are_told_by_name(
    office: Office, tmp_path: Path
) -> None:
    path = geojson(
        tmp_path,
        ({"名称": "梅东社区"}, rect(0, 0, 200, 200)),
        ({"名称": "梅西社区", "户数": 700}, rect(200, 0, 400, 200)),
    )
    import_areas(BY, read_drafts(path), within=office.street)
    assert again(office.first).polygon == rect(0, 0, 200, 200)
    assert (again(office.second).polygon, again(office.second).households) == (rect(200, 0, 400, 200), 700)


def test_a_whole_office_comes_from_one_file_into_an_empty_house(tmp_path: Path, db: None) -> None:
    found = drafts(
        tmp_path,
        ["市", "9905", "苏州市"],
        ["区", "990508", "姑苏区"],
        ["街道", "990508001000", "双塔街道"],
        ["社区", "990508001001", "锦帆路社区"],
        ["网格", "990508001001001", "第1网格"],
    )
    import_areas(BY, found, within=None)
    assert [(a.level, a.depth) for a in Area.objects.all()] == [
        ("city", 1),
        ("district", 2),
        ("street", 3),
        ("community", 4),
        ("grid", 5),
    ]


# --- what stands against it -------------------------------------------------------------------------------


def test_a_code_twice_in_the_file_names_both_cells(office: Office, tmp_path: Path) -> None:
    found = drafts(tmp_path, ["网格", "w-1", "甲", COMMUNITY], ["网格", "w-1", "乙", COMMUNITY])
    assert told(found, office) == [("B3 格", "代码在文件里出现两次，另一处是B2 格")]


def test_rows_without_a_parent_are_told(office: Office, tmp_path: Path) -> None:
    found = drafts(
        tmp_path,
        ["网格", "w-1", "甲"],
        ["网格", "w-2", "乙", "999999001009"],
        ["微网格", "m-1", "楼", COMMUNITY],
        [None, "x", "丙"],
    )
    assert told(found, office) == [
        ("A5 格", "看不出是哪一级"),
        ("D2 格", "找不到上级"),
        ("D3 格", "找不到上级“999999001009”"),
        ("D4 格", "微网格的上级应当是网格"),
    ]


def test_codes_of_areas_elsewhere_or_closed_are_told(office: Office, tmp_path: Path) -> None:
    close_area(BY, office.grids[3], reason="x")
    found = drafts(
        tmp_path,
        ["网格", "999999001002001", "甲", COMMUNITY],
        ["网格", "999999001002002", "乙", COMMUNITY],
        ["社区", f"{COMMUNITY}001", "丙"],
    )
    assert mistakes(plan_import(found, office.first)) == [
        ("A4 格", "“第1网格”现在是网格，级别不能改"),
        ("B2 格", "代码 999999001002001 是“第1网格”的，它不在这次导入的范围内"),
        ("B3 格", "代码 999999001002002 是“第2网格”的，它已经关闭"),
    ]


def test_names_that_would_meet_are_told_also_with_areas_not_in_the_file(
    office: Office, tmp_path: Path
) -> None:
    found = drafts(
        tmp_path,
        ["网格", "w-1", "甲", COMMUNITY],
        ["网格", "w-2", "甲", COMMUNITY],
        ["网格", "w-3", "第1网格", COMMUNITY],
        ["网格", "w-4", None, COMMUNITY],
    )
    assert told(found, office) == [
        ("C5 格", "名称要有 1 到 60 个字"),
        ("C3 格", "同一个上级下面有两个“甲”"),
        ("C4 格", "同一个上级下面有两个“第1网格”"),
    ]


def test_two_areas_may_swap_their_names(office: Office, tmp_path: Path) -> None:
    found = drafts(tmp_path, ["网格", f"{COMMUNITY}001", "第2网格"], ["网格", f"{COMMUNITY}002", "第1网格"])
    import_areas(BY, found, within=office.street)
    assert [again(g).name for g in office.grids[:2]] == ["第2网格", "第1网格"]


def test_borders_are_checked_as_they_will_stand_together(office: Office, tmp_path: Path) -> None:
    draw_office(office)
    shifted = geojson(
        tmp_path,
        ({"代码": f"{COMMUNITY}001"}, rect(0, 0, 200, 120)),
        ({"代码": f"{COMMUNITY}002"}, rect(0, 120, 200, 200)),
    )
    assert plan_import(read_drafts(shifted), office.street).ready
    over = geojson(tmp_path, ({"代码": f"{COMMUNITY}002"}, rect(0, 90, 210, 190)))
    plan = plan_import(read_drafts(over), office.street)
    assert mistakes(plan) == [
        ("第 1 个要素", "第1网格与第2网格重叠 2,000 平方米"),
        ("第 1 个要素", "第2网格有 1,000 平方米在梅东社区以外"),
    ]
    assert [w.zh for w in plan.warnings] == ["梅东社区有 2,000 平方米没有划进下一级"]


def test_a_file_that_leaves_out_over_a_fifth_is_refused(office: Office, tmp_path: Path) -> None:
    found = drafts(tmp_path, *(["网格", g.code, g.name] for g in office.grids[:3]))
    plan = plan_import(found, office.street, complete=True)
    assert plan.refusal is not None
    assert plan.refusal.zh == "文件里没有的有 1 个，超过现有 4 个的两成"
    assert plan_import(found, office.street).ready


def test_a_file_that_leaves_out_a_fifth_closes_it(office: Office, tmp_path: Path) -> None:
    fifth = add_area(BY, level=AreaLevel.GRID, code="w-5", name="第5网格", parent=office.second)
    found = drafts(tmp_path, *(["网格", g.code, g.name] for g in office.grids))
    import_areas(BY, found, within=office.street, complete=True)
    assert (again(fifth).closed, Area.objects.open().filter(level="grid").count()) == (True, 4)
    assert int(how_many("areas.grids", since=today(), until=today()).total) == 4


def test_several_files_of_a_day_do_not_close_over_a_fifth_together(
    office: Office, tmp_path: Path, clock: Clock
) -> None:
    clock.set(datetime(2026, 11, 26, 9, tzinfo=UTC))
    more = [
        add_area(BY, level=AreaLevel.GRID, code=f"w-{n}", name=f"第{n}网格", parent=office.second)
        for n in range(5, 11)
    ]
    ten = [*office.grids, *more]

    def without(count: int) -> Drafts:
        return drafts(tmp_path, *(["网格", g.code, g.name] for g in ten[: 10 - count]))

    import_areas(BY, without(1), within=office.street, complete=True)
    import_areas(BY, without(2), within=office.street, complete=True)
    plan = plan_import(without(3), office.street, complete=True)
    assert plan.refusal is not None
    assert (plan.refusal.zh, plan.refusal.en) == (
        "文件里没有的有 1 个，加上一天内导入时已关闭的 2 个，超过现有 8 个的两成",
        "1 of 8 areas are missing in the file, with 2 that imports closed within a day, over a fifth",
    )
    with pytest.raises(Fault):
        import_areas(BY, without(3), within=office.street, complete=True)
    assert plan_import(without(2), office.street, complete=True).ready, "what closes nothing is no matter"
    clock.set(datetime(2026, 11, 27, 10, tzinfo=UTC))
    import_areas(BY, without(3), within=office.street, complete=True)
    assert [again(g).closed for g in ten] == [False] * 7 + [True] * 3


def test_what_was_closed_by_hand_or_elsewhere_or_opened_again_does_not_count(
    office: Office, tmp_path: Path
) -> None:
    fifth, sixth = (
        add_area(BY, level=AreaLevel.GRID, code=f"w-{n}", name=f"第{n}网格", parent=office.second)
        for n in (5, 6)
    )
    import_areas(
        *(BY, drafts(tmp_path, *(["网格", g.code, g.name] for g in (*office.grids, sixth)))),
        within=office.street,
        complete=True,
    )
    levels = {AreaLevel.GRID}
    assert [closed_lately(place, levels) for place in (office.street, office.first, None)] == [1, 0, 1]
    assert closed_lately(office.street, {AreaLevel.COMMUNITY}) == 0
    close_area(BY, again(sixth), reason="并格")
    reopen_area(BY, again(fifth), reason="关错了")
    assert closed_lately(office.street, levels) == 0


def test_an_import_closes_nothing_that_is_still_needed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifth = add_area(BY, level=AreaLevel.GRID, code="w-5", name="第5网格", parent=office.second)
    lived_in = Fault("还有住户", "people live there", do_zh="请先迁出", do_en="Move them first")
    monkeypatch.setattr(needs, "_CHECKS", [lambda area: lived_in if area == fifth else None])
    found = drafts(tmp_path, *(["网格", g.code, g.name] for g in office.grids))
    assert plan_import(found, office.street, complete=True).refusal is lived_in
    with pytest.raises(Fault):
        import_areas(BY, found, within=office.street, complete=True)
    assert not again(fifth).closed


def test_a_community_left_out_while_its_grids_stay_is_refused(office: Office, tmp_path: Path) -> None:
    for n in range(3, 8):
        add_area(
            BY, level=AreaLevel.COMMUNITY, code=f"99999900100{n}", name=f"梅{n}社区", parent=office.street
        )
    rows = [
        ["社区", a.code, a.name] for a in Area.objects.filter(level="community").exclude(pk=office.first.pk)
    ]
    plan = plan_import(drafts(tmp_path, *rows), office.street, complete=True)
    assert plan.refusal is not None
    assert plan.refusal.zh == "文件里没有“梅东社区”，但“第1网格”还在它下面"


def test_one_mistake_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    entries, tree = HistoryEntry.objects.count(), whole_tree()
    found = drafts(tmp_path, ["网格", f"{COMMUNITY}003", "好网格"], ["网格", "w-1", "甲"])
    with pytest.raises(Fault) as refused:
        import_areas(BY, found, within=office.street)
    assert refused.value.zh == "D3 格：找不到上级"
    assert (HistoryEntry.objects.count(), whole_tree()) == (entries, tree)


def test_a_failure_in_the_middle_of_writing_leaves_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, tree = HistoryEntry.objects.count(), whole_tree()
    found = drafts(tmp_path, ["社区", "999999001003", "梅南社区"], ["网格", "999999001003001", "甲"])
    steps = []

    def full_disk(*told: object) -> None:
        steps.append(told)
        if len(steps) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("yike.core.areas.actions.importing.counted", full_disk)
    with pytest.raises(OSError, match="No space"):
        import_areas(BY, found, within=office.street)
    assert (HistoryEntry.objects.count(), whole_tree()) == (entries, tree)


@pytest.mark.parametrize("who", ["clerk", "worker", "leader", "system"])
def test_only_the_administrator_imports(office: Office, tmp_path: Path, who: str) -> None:
    found = drafts(tmp_path, ["网格", f"{COMMUNITY}003", "甲"])
    with pytest.raises(PermissionDenied):
        import_areas(By.person(getattr(office, who)), found, within=office.street)
    import_areas(By.person(office.admin), found, within=office.street)
    with pytest.raises(PermissionDenied):
        import_areas(By.person(office.admin), found, within=None)


def test_an_import_costs_as_many_queries_for_a_hundred_areas_as_for_ten(
    office: Office, tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    rows = [["网格", f"{COMMUNITY}{n:03}", f"新{n}"] for n in range(100, 200)]
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        import_areas(BY, drafts(tmp_path, *rows), within=office.street)
    assert Area.objects.filter(level="grid").count() == 104
