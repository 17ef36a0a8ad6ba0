"""A ledger is read as offices write it, and every mistake is told with the name of its cell."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homes import number
from ledgers import TODAY, grid_of
from yike.core.residents.ledger.cells import read_date, readers, text_of
from yike.core.residents.ledger.columns import NAMES, Columns, find_columns, role_of
from yike.core.residents.ledger.reading import Ledger, Mistakes, read_ledger
from yike.engines.faults import Fault
from yike.engines.sheets.grid import Grid

WANG = number("1944-02-03")


def ledger(folder: Path, rows: list[list[Any]], **how: Any) -> Ledger:
    return read_ledger(grid_of(folder, rows, **how), TODAY)


def mistakes(found: Ledger) -> list[tuple[str, str]]:
    return [(m.cell, m.fault.zh) for m in found.mistakes.told]


def test_a_row_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    found = ledger(
        tmp_path, [["g1", "桂花弄1号", "201室", "H1", "户主", "王小明", WANG, None, "15400000001", "独居"]]
    )
    (row,) = found.rows
    assert (mistakes(found), row.row, row.key, row.place) == (
        *([], 1, "桂花弄1号|||201"),
        {"grid": "g1", "address": "桂花弄1号", "room": "201", "code": "H1", "building": "", "unit": ""},
    )
    d = row.details
    assert d is not None
    assert (d.name, d.relation, d.sex, d.national_id, d.born, d.phone, d.living) == (
        *("王小明", "head", "M", WANG, date(1944, 2, 3), "+8615400000001", "alone"),
    )
    assert row.said == {"relation", "name", "national_id", "sex", "born", "phone", "living"}


@pytest.mark.parametrize(
    ("column", "cell", "address", "zh"),
    [
        (6, "11010519491231002", "台账!G2", "身份证号应有 18 位，这里是 17 位，或夹有别的字符"),
        (6, 1.10105194912310e17, "台账!G2", "号码被表格软件改成了科学计数，后几位已经丢失"),
        (6, "110105491231002", "台账!G2", "这是 15 位的旧号码，2013 年起已经停用"),
        (7, "1944.02", "台账!H2", "不是完整的日期"),
        (7, "2027-01-01", "台账!H2", "出生日期 2027-01-01 在将来或太早"),
        (7, 45000.5, "台账!H2", "不是完整的日期"),
        (8, "1380013800", "台账!I2", "不是电话号码：位数不对，或缺少区号"),
        (4, "表叔", "台账!E2", "不认得“表叔”"),
        (9, "高龄", "台账!J2", "不认得“高龄”"),
        (5, "王" * 61, "台账!F2", "太长了：有 61 个字，最多 60 个"),
        (5, "", "台账!F2", "没有姓名"),
        (1, "", "台账!B2", "没有地址"),
        (1, "弄" * 121, "台账!B2", "太长了：有 121 个字，最多 120 个"),
        (6, "=A1", "台账!G2", "公式还没有算出结果"),
        (6, "#N/A", "台账!G2", "公式出错了（如 #N/A）"),
    ],
)
def test_a_mistake_is_told_with_its_cell(
    tmp_path: Path, column: int, cell: Any, address: str, zh: str
) -> None:
    row: list[Any] = ["g1", "桂花弄1号", "201", "H1", "户主", "王小明", "", "", "", ""]
    row[column] = cell
    found = ledger(tmp_path, [row])
    assert (mistakes(found), found.rows) == ([(address, zh)], [])


def test_what_contradicts_the_identity_number_is_told_at_its_own_cell(tmp_path: Path) -> None:
    row = ["g1", "桂花弄1号", "", "", "户主", "王小明", WANG, date(1950, 1, 1), "", ""]
    assert mistakes(ledger(tmp_path, [row])) == [("台账!H2", "出生日期与身份证号里的不一样")]


def test_mistakes_of_many_rows_are_all_counted_and_the_first_are_told(tmp_path: Path) -> None:
    found = ledger(tmp_path, [["g", "路1号", "", "", "", f"张{n}", "1", "", "", ""] for n in range(300)])
    assert (found.mistakes.count, len(found.mistakes.told), found.rows) == (300, 200, [])


def test_a_household_written_once_in_merged_cells_speaks_for_all_its_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["g1", "桂花弄1号", 201, 7, "户主", "王小明"]]
    rows += [["", "", "", "", "配偶", "李秀英"], ["", "", "", "", "子", "王大"]]
    found = ledger(tmp_path, rows, merges=["A2:A4", "B2:B4", "C2:C4", "D2:D4"])
    assert [(row.key, row.home) for row in found.rows] == [("桂花弄1号|||201", "#7")] * 3


def test_the_row_of_the_head_speaks_for_the_rows_below(tmp_path: Path) -> None:
    rows = [["g1", "桂花弄1号", "", "", "户主", "王小明"]]
    rows += [["", "", "", "", "配偶", "李秀英"], ["", "", "", "", "", "张三"]]
    found = ledger(tmp_path, rows)
    assert ([row.key for row in found.rows], mistakes(found)) == (
        ["桂花弄1号|||"] * 2,
        [("台账!B4", "没有地址")],
    )


def test_a_dwelling_nobody_lives_in_is_a_row_without_a_person(tmp_path: Path) -> None:
    found = ledger(tmp_path, [["g1", "桂花弄1号", "202"], [None, None, None], ["g1", "桂花弄1号", "203"]])
    assert [(row.key, row.details) for row in found.rows] == [
        ("桂花弄1号|||202", None),
        ("桂花弄1号|||203", None),
    ]


def test_titles_notes_and_two_rows_of_merged_headers_are_understood(tmp_path: Path) -> None:
    rows = [
        ["梅东社区人口台账（2026 年）"],
        ["户", None, None, "人", None, "备注", "星座"],
        ["住址（必填）", "房号", "户籍号", "姓名", "联系方式"],
        ["桂花弄1号", 201, "H1", "王小明", "15400000001", "好", "狮子座"],
    ]
    merges = ["A1:G1", "A2:C2", "D2:E2", "F2:F3", "G2:G3"]
    found = ledger(tmp_path, rows, merges=merges, header=None)
    assert (found.columns.first, found.columns.place, found.columns.unknown) == (
        *(3, {"address": 0, "room": 1, "code": 2, "name": 3, "phone": 4}, ("星座",)),
    )
    assert [row.details and row.details.phone for row in found.rows] == ["+8615400000001"]


def test_a_header_whose_parts_are_merged_downwards_ends_below_them(tmp_path: Path) -> None:
    rows = [
        ["姓名", "地址", "证件", None],
        [None, None, "身份证号", "手机"],
        ["王小明", "桂花弄1号", WANG, ""],
    ]
    found = ledger(tmp_path, rows, merges=["A1:A2", "B1:B2", "C1:D1"], header=None)
    assert (found.columns.place, [row.row for row in found.rows]) == (
        {"name": 0, "address": 1, "national_id": 2, "phone": 3},
        [2],
    )


@pytest.mark.parametrize(
    ("rows", "zh"),
    [
        ([["甲", "乙"], ["1", "2"]], "前 20 行里找不到表头"),
        ([["姓名", "手机"], ["王", "1"]], "台账!A1 这一行表头里没有“地址”列"),
        ([["姓名", "地址", "手机", "联系电话"]], "台账!C1 和 台账!D1 都是“联系电话”"),
        ([["姓名", "地址"]], "只有表头，没有数据"),
    ],
)
def test_a_sheet_that_is_no_ledger_is_refused(tmp_path: Path, rows: list[list[str]], zh: str) -> None:
    with pytest.raises(Fault) as caught:
        ledger(tmp_path, rows, header=None)
    assert caught.value.zh == zh


def test_too_many_rows_are_refused_before_any_is_read() -> None:
    rows: list[list[object]] = [["姓名", "地址"], *[["王", "路"]] * 200_001]
    with pytest.raises(Fault, match="at most 200000 fit"):
        read_ledger(Grid("f", "s", rows), TODAY)


def test_every_header_is_known_in_both_languages_and_means_one_thing() -> None:
    words = [word for names in NAMES.values() for word in names]
    assert len(words) == len(set(words))
    assert [
        role for role, names in NAMES.items() if role_of(names[0]) != role or not names[-1].isascii()
    ] == []
    assert [role_of(text) for text in ("Full Name", "ID number", "姓　名", "手机（必填）", "电话*")] == [
        *("name", "national_id", "name", "phone", None)
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1944-02-03", date(1944, 2, 3)),
        ("1944/2/3", date(1944, 2, 3)),
        ("1944.02.03", date(1944, 2, 3)),
        ("1944年2月3日", date(1944, 2, 3)),
        ("19440203", date(1944, 2, 3)),
        ("１９４４-０２-０３", date(1944, 2, 3)),
        ("1944-02-03T00:00:00", date(1944, 2, 3)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["1944", "1944-02", "1944-02-30", "昨天", "1944-02-03 12:30", "44-2-3"])
def test_half_a_date_is_no_date(text: str) -> None:
    with pytest.raises(Fault, match="not a whole date"):
        read_date(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" 王 ", "王"),
        (101.0, "101"),
        (15400000001.0, "15400000001"),
        (1.1010519491231e17, "1.1010519491231E+17"),
        ("'=1+1", "=1+1"),
        ("'王", "'王"),
        ("无", ""),
        ("—", ""),
        (date(1944, 2, 3), "1944-02-03"),
        (datetime(1944, 2, 3), "1944-02-03T00:00:00"),
        (True, "True"),
    ],
)
def test_cells_become_text(cell: object, text: str) -> None:
    assert text_of(cell) == text


ANYTHING = st.one_of(
    st.none(), st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(),
    st.sampled_from(["户主", "配偶", "桂花弄1号", WANG, "15400000001", "独居", "<b>", "𠮷䶮", "👨‍👩‍👧", "\x00"]),
)  # fmt: skip


@given(st.lists(st.lists(ANYTHING, max_size=14), max_size=12))
def test_whatever_stands_in_the_cells_rows_are_read_or_told_never_both(cells: list[list[object]]) -> None:
    roles = ("name", "address", "relation", "code", "national_id", "born", "phone", "living", "room", "size")
    found = Ledger(Grid("f", "s", []), Columns({}, 0, ()), [], Mistakes())
    with suppress(Fault):  # where no row says anything
        found = read_ledger(Grid("f", "s", [[NAMES[role][0] for role in roles], *cells]), TODAY)
    told = {int("".join(c for c in m.cell if c.isdigit())) - 1 for m in found.mistakes.told}
    assert {row.row for row in found.rows} & told == set()
    assert all(row.key and (row.details is None or row.details.name) for row in found.rows)


def test_every_column_has_a_reader() -> None:
    assert readers(TODAY).keys() == NAMES.keys()
    assert find_columns(Grid("f", "", [["姓名", "地址"]])).place == {"name": 0, "address": 1}
