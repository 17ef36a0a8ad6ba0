"""A ledger is looked at first and then taken in whole; nothing is written otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Clock
from homes import CHEN, OUYANG, WANG, Homes, number
from ledgers import HEADER, grid_of
from office import BY, Office
from yike.core.record.clock import now
from yike.core.record.models import Fact, HistoryEntry
from yike.core.record.queries import timeline
from yike.core.record.words import told
from yike.core.residents import actions
from yike.core.residents.actions import exporting
from yike.core.residents.models import Dwelling, Household, Person, SearchKey
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.sheets.grid import Grid

pytestmark = pytest.mark.django_db
MODELS = (Dwelling, Household, Person, SearchKey, HistoryEntry, Fact)


@pytest.fixture(autouse=True)
def _on_a_thursday(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 2, tzinfo=UTC))


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


def standing(office: Office) -> list[list[Any]]:
    """Return the rows of a ledger that says what the small register says."""
    one, three = office.grids[0].code, office.grids[2].code
    return [
        [one, "梅花新村3幢1单元", "101", "H001", "户主", "王小明", number(*WANG), "", "15400000001", ""],
        [one, "梅花新村3幢1单元", "101", "H001", "配偶", "李秀英", "", "1947-05-06", "", ""],
        [one, "梅花新村3幢1单元", "102", "", "户主", "陈阿大", number(*CHEN), "", "0512-00001234", "独居"],
        [three, "竹辉路25号", "", "H003", "户主", "欧阳娜", number(*OUYANG), "", "15400000004", ""],
    ]


@pytest.fixture
def rows(homes: Homes, office: Office) -> list[list[Any]]:
    found = standing(office)
    for row in found[:3]:
        row[1] = "梅花新村3幢"
        row.insert(2, "1")
    found[3].insert(2, "")
    return found


HEAD = (*HEADER[:2], "单元", *HEADER[2:])


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[list[list[Any]]], Grid]:
    return lambda rows: grid_of(tmp_path, rows, header=HEAD)


Rows = list[list[Any]]
Sheet = Callable[[Rows], Grid]


def test_the_register_s_own_ledger_changes_nothing(rows: Rows, sheet: Sheet, office: Office) -> None:
    before = counts()
    plan = actions.check_ledger(BY, sheet(rows), area=office.street)
    assert (plan.counts(), plan.mistakes.count, counts()) == (
        {
            **dict.fromkeys(("new_dwellings", "new_households", "new_persons"), 0),
            **dict.fromkeys(
                ("changed_dwellings", "changed_households", "changed_persons", "missing_persons"), 0
            ),
            "rows": 4,
            "unchanged_persons": 4,
        },
        0,
        before,
    )
    actions.import_ledger(BY, sheet(rows), area=office.street, fingerprint=plan.fingerprint())
    assert counts() == [*before[:4], before[4] + 1, before[5]]


def test_new_households_and_persons_are_registered(rows: Rows, sheet: Sheet, office: Office) -> None:
    grid = office.grids[1].code
    rows += [
        [grid, "桂花弄1号", "", "", "", "户主", "赵一", number("1960-01-01"), "", "15400000010", ""],
        ["", "", "", "", "", "配偶", "钱二", "", "1962-02-02", "", ""],
        [grid, "桂花弄2号", "", "", "", "", "", "", "", "", ""],
    ]
    plan = actions.import_ledger(BY, sheet(rows), area=office.street)
    told = plan.counts()
    assert (told["new_dwellings"], told["new_households"], told["new_persons"]) == (2, 2, 2)
    zhao, qian = Person.objects.get(name="赵一"), Person.objects.get(name="钱二")
    assert (zhao.household, zhao.area, qian.relation) == (qian.household, office.grids[1], "spouse")
    assert (zhao.national_id.reveal(), qian.birth_date.reveal()) == (number("1960-01-01"), "1962-02-02")
    assert SearchKey.objects.filter(person=zhao, key="zhaoyi", area=office.grids[1]).exists()
    assert Fact.objects.filter(measure="residents.registered", subject=zhao.recorded_subject()).count() == 1
    entry = HistoryEntry.objects.filter(model="areas.area").latest("id")
    assert (entry.verb, entry.content["note"]["new_persons"]) == ("residents.ledger.import", 2)


def test_what_the_file_says_otherwise_is_changed_and_what_it_does_not_say_stays(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    rows[0][9] = "15400000099"
    rows[1][5], rows[1][8] = "其他", ""
    plan = actions.import_ledger(BY, sheet(rows), area=office.street)
    assert [(one.standing and one.standing.name, one.changes) for one in plan.changed] == [
        ("王小明", ("phone",)),
        ("李秀英", ("relation",)),
    ]
    wang, li = (Person.objects.get(pk=p.pk) for p in (homes.wang, homes.li))
    assert (wang.phone.reveal(), li.relation, li.birth_date.reveal()) == (
        "+8615400000099",
        "other",
        "1947-05-06",
    )
    actions.import_ledger(BY, sheet(rows), area=office.street)
    assert actions.check_ledger(BY, sheet(rows), area=office.street).counts()["changed_persons"] == 0


def test_a_person_found_by_number_moves_and_comes_back(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    actions.leave(BY, homes.chen, day=date(2026, 11, 1))
    rows[2] = [office.grids[3].code, "桂花弄3号", "", "", "", "户主", "陈阿大", number(*CHEN), "", "", ""]
    actions.import_ledger(BY, sheet(rows), area=office.street)
    chen = Person.objects.get(pk=homes.chen.pk)
    assert (chen.state, chen.left_on, chen.area, chen.household.dwelling.address) == (
        *("here", None, office.grids[3], "桂花弄3号"),
    )
    assert set(SearchKey.objects.filter(person=chen).values_list("area", flat=True)) == {office.grids[3].pk}


def test_a_household_known_by_number_moves_with_everybody(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    for row in rows[:2]:
        row[:4] = [office.grids[1].code, "桂花弄9号", "", ""]
    actions.import_ledger(BY, sheet(rows), area=office.street)
    household = Household.objects.get(code="H001")
    assert (household.dwelling.address, household.area) == ("桂花弄9号", office.grids[1])
    assert [p.area for p in household.persons.all()] == [office.grids[1]] * 2


def test_a_dwelling_corrected_to_another_grid_takes_everybody_along(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    rows[3][0] = office.grids[3].code
    plan = actions.import_ledger(BY, sheet(rows), area=office.street)
    assert plan.counts()["changed_dwellings"] == 1
    assert Person.objects.get(pk=homes.ouyang.pk).area == office.grids[3]


def test_who_is_not_in_the_file_stays_unless_asked_to_leave(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    plan = actions.import_ledger(BY, sheet(rows[:3]), area=office.street)
    assert ([p.name for p in plan.missing], Person.objects.get(pk=homes.ouyang.pk).state) == (
        ["欧阳娜"],
        "here",
    )


def test_a_run_that_would_remove_over_a_fifth_is_refused_and_writes_nothing(
    rows: Rows, sheet: Sheet, office: Office
) -> None:
    before, by = counts(), By.person(office.clerk)
    with pytest.raises(Fault) as caught:
        actions.import_ledger(
            by, sheet(rows[:3]), area=office.street, leave_missing=True, reason="册子以文件为准"
        )
    assert caught.value.zh == "这次导入要把 4 人中的 1 人按迁出处理，超过两成，没有导入"
    with pytest.raises(Fault, match="over a fifth"):
        actions.import_ledger(
            By.person(office.admin), sheet(rows[:3]), area=office.street, leave_missing=True
        )
    assert counts() == before


def test_the_administrator_may_remove_many_with_a_reason_that_is_kept(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    by = By.person(office.admin)
    actions.import_ledger(by, sheet(rows[:3]), area=office.street, leave_missing=True, reason="整幢拆迁")
    ouyang = Person.objects.get(pk=homes.ouyang.pk)
    assert (ouyang.state, ouyang.left_on, ouyang.household.left_on) == (
        "moved",
        date(2026, 11, 26),
        date(2026, 11, 26),
    )
    assert Fact.objects.filter(measure="residents.left", subject=ouyang.recorded_subject()).count() == 1
    assert {e.reason for e in HistoryEntry.objects.filter(verb="residents.ledger.import")} == {"整幢拆迁"}


def test_up_to_a_fifth_may_leave_without_a_reason(rows: Rows, sheet: Sheet, office: Office) -> None:
    rows += [[office.grids[1].code, f"桂花弄{n}号", *[""] * 3, "户主", f"赵{n}", *[""] * 4] for n in range(6)]
    actions.import_ledger(BY, sheet(rows), area=office.street)
    plan = actions.import_ledger(
        By.person(office.clerk), sheet(rows[:8]), area=office.street, leave_missing=True
    )
    assert (plan.here, len(plan.missing)) == (10, 2)
    assert Person.objects.filter(state="moved").count() == 2


def test_a_fifth_stays_a_fifth_however_many_files_it_comes_in(
    rows: Rows, sheet: Sheet, office: Office, clock: Clock
) -> None:
    rows += [[office.grids[1].code, f"桂花弄{n}号", *[""] * 3, "户主", f"赵{n}", *[""] * 4] for n in range(6)]
    actions.import_ledger(BY, sheet(rows), area=office.street)
    by = By.person(office.clerk)
    actions.import_ledger(by, sheet(rows[:9]), area=office.street, leave_missing=True)
    second = actions.check_ledger(by, sheet(rows[:8]), area=office.street)
    assert (second.here, len(second.missing), second.gone, second.removes_many) == (9, 1, 1, False)
    actions.import_ledger(by, sheet(rows[:8]), area=office.street, leave_missing=True)
    with pytest.raises(Fault, match="1 of 8 persons away, with 2 of the last day, over a fifth"):
        actions.import_ledger(by, sheet(rows[:7]), area=office.street, leave_missing=True)
    gone = actions.check_ledger(BY, sheet(rows[:1]), area=office.grids[0]).gone
    assert gone == 0, "what left another grid is no matter of this one"
    clock.set(now() + timedelta(hours=25))
    actions.import_ledger(by, sheet(rows[:7]), area=office.street, leave_missing=True)
    assert Person.objects.filter(state="moved").count() == 3


def test_only_what_was_looked_at_is_taken_in(rows: Rows, sheet: Sheet, homes: Homes, office: Office) -> None:
    rows[0][9] = "15400000099"
    seen = actions.check_ledger(BY, sheet(rows), area=office.street).fingerprint()
    rows[0][9] = "15400000098"
    actions.edit_person(BY, homes.li, phone="15400000055")
    rows[1][9] = "15400000054"
    before = counts()
    with pytest.raises(Fault, match="has changed since it was checked"):
        actions.import_ledger(BY, sheet(rows), area=office.street, fingerprint=seen)
    assert counts() == before


def test_a_correction_made_meanwhile_is_not_written_over(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    rows[0][9] = "15400000099"
    seen = actions.check_ledger(BY, sheet(rows), area=office.street).fingerprint()
    actions.edit_person(BY, homes.wang, phone="15400000077")
    with pytest.raises(Fault, match="has changed since it was checked"):
        actions.import_ledger(BY, sheet(rows), area=office.street, fingerprint=seen)
    assert Person.objects.get(pk=homes.wang.pk).phone.reveal() == "+8615400000077"


@pytest.mark.parametrize(
    ("change", "cell", "zh"),
    [
        ({(2, 0): "没有这网格"}, "台账!A4", "看不出在哪个网格，或网格不在导入的区域里"),
        ({(3, 0): "没有这网格", (3, 1): "新路1号"}, "台账!A5", "看不出在哪个网格，或网格不在导入的区域里"),
        ({(1, 7): "王"}, "台账!H3", "身份证号应有 18 位，这里是 1 位，或夹有别的字符"),
        ({(1, 7): number(*CHEN), (1, 8): ""}, "台账!H4", "和 台账!H3 是同一个号码"),
        ({(1, 5): "户主"}, "台账!F3", "这一户已经有户主了"),
        ({(0, 7): number("1950-05-05")}, "台账!H2", "这一户同名的人登记的是另一个号码"),
        (
            {(0, 7): "", (1, 6): "王小明", (1, 7): number(*WANG), (1, 8): ""},
            "台账!G3",
            "和 台账!G2 是同一个人",
        ),
    ],
)
def test_a_mistake_found_against_the_register_names_its_cell_and_nothing_is_written(
    rows: list[list[Any]],
    sheet: Sheet,
    office: Office,
    change: dict[tuple[int, int], Any],
    cell: str,
    zh: str,
) -> None:
    for (row, column), value in change.items():
        rows[row][column] = value
    before = counts()
    plan = actions.check_ledger(BY, sheet(rows), area=office.street)
    assert (plan.mistakes.told[0].cell, plan.mistakes.told[0].fault.zh) == (cell, zh)
    with pytest.raises(Fault, match="mistakes; the first"):
        actions.import_ledger(BY, sheet(rows), area=office.street)
    assert counts() == before


def test_what_lies_outside_the_area_imported_into_is_not_touched(
    rows: Rows, sheet: Sheet, homes: Homes, office: Office
) -> None:
    rows[3][0] = ""
    plan = actions.check_ledger(BY, sheet(rows), area=office.first)
    assert [(m.cell, m.fault.zh) for m in plan.mistakes.told] == [("台账!B5", "这处房屋登记在导入区域以外")]
    rows[3][1], rows[3][4] = "桂花弄1号", ""
    plan = actions.check_ledger(BY, sheet(rows), area=office.first)
    assert [(m.cell, m.fault.zh) for m in plan.mistakes.told] == [("台账!H5", "这个人登记在导入区域以外")]


def test_somebody_registered_as_dead_is_told(rows: Rows, sheet: Sheet, homes: Homes, office: Office) -> None:
    actions.die(BY, homes.chen, day=date(2026, 11, 1))
    plan = actions.check_ledger(BY, sheet(rows), area=office.street)
    assert [(m.cell, m.fault.zh) for m in plan.mistakes.told] == [("台账!G4", "这个人已登记去世")]


def test_grids_are_told_by_name_with_their_community_or_by_coordinates_alone(
    homes: Homes, office: Office, tmp_path: Path
) -> None:
    header = ("社区", "网格", "地址", "姓名")
    named = [["梅西社区", "第1网格", "新路1号", "张三"], ["", "第1网格", "新路2号", "李四"]]
    plan = actions.check_ledger(BY, grid_of(tmp_path, named, header=header), area=office.street)
    assert [area for _, area in plan.doors.values()] == [office.grids[2].pk]
    assert [m.cell for m in plan.mistakes.told] == ["台账!B3"]


@pytest.mark.parametrize(
    "who", ["leader", "worker", "grid_worker", "stranger", "system", "security", "audit"]
)
def test_who_may_not_import_neither_looks_nor_writes(
    rows: Rows, sheet: Sheet, office: Office, who: str
) -> None:
    by = By.person(getattr(office, who))
    for act in (actions.check_ledger, actions.import_ledger):
        with pytest.raises(PermissionDenied):
            act(by, sheet(rows), area=office.street)


def test_a_failure_on_the_way_leaves_nothing(
    rows: Rows, sheet: Sheet, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows += [
        [office.grids[1].code, f"桂花弄{n}号", "", "", "", "户主", f"赵{n}", "", "", "", ""] for n in range(5)
    ]
    before = counts()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("yike.core.residents.actions.importing._Writer._settle", full)
    with pytest.raises(OSError, match="No space"):
        actions.import_ledger(BY, sheet(rows), area=office.street)
    assert counts() == before


def cells(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_list_is_given_out_masked_with_who_when_and_why(homes: Homes, office: Office) -> None:
    content = actions.export_list(By.person(office.worker), area=office.first, reason="入户核对水表")
    mark, header, *body = cells(content)
    assert (
        mark[0]
        == "梅东社区 · 周社工 于 2026-11-26 10:00 导出 · 事由：入户核对水表 · 仅限本事由使用，用后删除"
    )
    assert (header[8], [row[8] for row in body]) == ("姓名", ["王*明", "李*英", "陈*大"])
    assert [row[10] for row in body] == [
        f"329901********{number(*WANG)[-4:]}",
        None,
        f"329901********{number(*CHEN)[-4:]}",
    ]
    assert {tuple(row[3:5]) for row in body} == {(None, None)}
    (entry,) = HistoryEntry.objects.filter(verb="residents.list.export")
    assert (entry.reason, entry.content["note"]) == ("入户核对水表", {"persons": 3, "plain": False})


def test_a_plain_list_needs_its_own_right_and_is_counted_person_by_person(
    homes: Homes, office: Office
) -> None:
    for who in (office.worker, office.clerk, office.leader, office.system):
        with pytest.raises(PermissionDenied):
            actions.export_list(By.person(who), area=office.first, reason="入户核对水表", plain=True)
    content = actions.export_list(
        By.person(office.admin), area=office.first, reason="入户核对水表", plain=True
    )
    assert [row[10] for row in cells(content)[2:]] == [number(*WANG), None, number(*CHEN)]
    assert [row[12] for row in cells(content)[2:]] == ["15400000001", None, "0512-00001234"]
    fact = Fact.objects.latest("id")
    assert (fact.measure, fact.quantity) == ("residents.revealed", 3)


def test_whoever_stands_in_a_plain_list_finds_in_their_own_timeline_who_took_it_and_why(
    homes: Homes, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        exporting, "AT_ONCE", 2
    )  # the rows of several pieces are kept, and those of a last short one
    actions.export_list(By.person(office.admin), area=office.first, reason="入户核对水表", plain=True)
    for person, read in ((homes.wang, True), (homes.li, True), (homes.chen, True), (homes.ouyang, False)):
        kept = [one for one in timeline(person.recorded_subject()) if one.verb == "residents.list.export"]
        assert [(one.actor_id, one.reason, one.content["note"]) for one in kept] == (
            [(office.admin.pk, "入户核对水表", {"read": "list"})] if read else []
        )
    (line,) = told(timeline(homes.wang.recorded_subject())[:1], whole=True)
    assert line.notes == (("看了什么", "名单上的一行，不打码"),)


def test_a_plain_list_leaves_out_what_rests_on_a_consent_nobody_gave(homes: Homes, office: Office) -> None:
    def living() -> list[Any]:
        content = actions.export_list(BY, area=office.first, reason="核对老人", plain=True)
        return [row[13] for row in cells(content)[2:]]

    assert living() == [None, None, None]
    actions.record_consent(BY, homes.chen, purpose="care", way="signed")
    assert living() == [None, None, "独居"]


def test_no_cell_given_out_is_a_formula_and_taking_it_in_drops_the_escape(
    homes: Homes, office: Office
) -> None:
    actions.edit_person(BY, homes.li, name="=cmd|' /C calc'!A1")
    content = actions.export_list(BY, area=office.first, reason="@事由核对", plain=True)
    found = cells(content)
    assert found[3][8] == "'=cmd|' /C calc'!A1"
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    plan = actions.check_ledger(
        BY, Grid("f", "s", [[c or "" for c in row] for row in found]), area=office.street
    )
    assert (plan.mistakes.count, plan.counts()["unchanged_persons"]) == (0, 3)


NAMES = st.text(alphabet="王李张赵小明三四五𠮷䶮=+-@'<>&", min_size=1, max_size=5)
BORN = st.one_of(st.none(), st.dates(date(1930, 1, 1), date(2010, 1, 1)))
PERSONS = st.lists(st.tuples(NAMES, st.integers(0, 3), st.booleans(), BORN), max_size=8)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(persons=PERSONS, again=PERSONS)
def test_whatever_is_taken_in_and_given_out_plain_is_unchanged_when_taken_in_again(
    office: Office, persons: list[Any], again: list[Any]
) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        for people in (persons, again):
            rows = [_row(n, office, *one) for n, one in enumerate(people)]
            grid = Grid("f", "s", [list(HEAD), *rows])
            try:
                actions.import_ledger(BY, grid, area=office.street)
            except Fault:
                continue
            assert actions.check_ledger(BY, grid, area=office.street).counts()["changed_persons"] == 0
        out = cells(actions.export_list(BY, area=office.street, reason="核对册子", plain=True))
        if len(out) > 2:
            plan = actions.check_ledger(BY, Grid("f", "s", out), area=office.street)
            told = plan.counts()
            assert (plan.mistakes.told, told["unchanged_persons"], told["missing_persons"]) == (
                *([], Person.objects.filter(state="here").count(), 0),
            )
        transaction.savepoint_rollback(point)


def _row(order: int, office: Office, name: str, door: int, numbered: bool, born: date | None) -> list[Any]:
    head = "户主" if order % 3 == 0 else "其他"
    text = number(f"{born}", order) if numbered and born else ""
    code = f"H{door}-{order // 3}"
    return [
        office.grids[door].code,
        f"桂花弄{door}号",
        "",
        "",
        code,
        head,
        f"{name}{order}",
        text,
        born or "",
        "",
        "",
    ]
