from __future__ import annotations

import zipfile
from datetime import datetime

import openpyxl
import pytest

from yike.engines.faults import Fault
from yike.engines.sheets import read_table, workbook
from yike.engines.sheets.cells import numbers, texts
from yike.engines.sheets.table import column_letters


def saved(tmp_path, fill, name="homes.xlsx"):
    book = openpyxl.Workbook()
    fill(book)
    book.save(tmp_path / name)
    return tmp_path / name


def sheet_of(*rows):
    def fill(book):
        for row in rows:
            book.active.append(row)

    return fill


def fault_of(path):
    with pytest.raises(Fault) as caught:
        read_table(path)
    return caught.value


def test_numbers_text_and_dates_come_as_they_are(tmp_path):
    when = datetime(2026, 11, 25, 10, 0)
    path = saved(tmp_path, sheet_of(["编号", "经度", "纬度", "日期"], [320508021017, 120.63, 31, when]))
    table = read_table(path)
    assert table.headers == ("编号", "经度", "纬度", "日期")
    assert texts(table, "编号") == ["320508021017"]
    assert numbers(table, "纬度").tolist() == [31.0]
    assert table.columns["日期"] == [when]


def test_titles_and_blank_rows_leave_the_row_numbers_of_the_spreadsheet(tmp_path):
    rows = [["双塔街道住户表"], [], ["编号", "经度", "纬度"], ["a", 120, 31], [], ["b", 121, 32]]
    table = read_table(saved(tmp_path, sheet_of(*rows)))
    assert texts(table, "编号") == ["a", "b"]
    assert table.rows.tolist() == [4, 6]


def test_the_first_visible_sheet_with_something_in_it_is_read(tmp_path):
    def fill(book):
        hidden = book.create_sheet("字典", 0)
        hidden.append(["id", "lon", "lat"])
        hidden.append(["hidden", 0, 0])
        hidden.sheet_state = "hidden"
        full = book.create_sheet("住户")
        full.append(["id", "lon", "lat"])
        full.append(["a", 120, 31])

    assert texts(read_table(saved(tmp_path, fill)), "id") == ["a"]


def test_text_in_merged_cells_fills_down_but_numbers_count_once(tmp_path):
    def fill(book):
        for row in [["社区", "户数", "id"], ["大公园", 40, "a"], [None, None, "b"], [None, None, "c"]]:
            book.active.append(row)
        book.active.merge_cells("A2:A4")
        book.active.merge_cells("B2:B4")

    table = read_table(saved(tmp_path, fill))
    assert texts(table, "社区") == ["大公园"] * 3
    assert texts(table, "户数") == ["40", "", ""]


def test_an_empty_workbook_is_named_as_such(tmp_path):
    assert fault_of(saved(tmp_path, sheet_of())).en == "the file is empty"


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_fills_the_memory(tmp_path):
    def fill(book):
        book.active.append(["id", "lon", "lat"])
        book.active["XFD1048576"] = 1

    assert fault_of(saved(tmp_path, fill)).zh == "工作簿展开后太大，或者很远的地方有零星格子"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = saved(tmp_path, sheet_of(["id", "lon", "lat"], ["a", 1, 2]))
    monkeypatch.setattr(workbook, "MOST_BYTES", 1000)
    assert fault_of(path).zh == "工作簿展开后太大，或者很远的地方有零星格子"


@pytest.mark.parametrize("keep", [30, 400, 3000])
def test_a_truncated_workbook_is_named_as_such(tmp_path, keep):
    path = saved(tmp_path, sheet_of(["id", "lon", "lat"], ["a", 1, 2]))
    path.write_bytes(path.read_bytes()[:keep])
    assert fault_of(path).en == "the workbook cannot be opened; it may be incomplete or damaged"


def test_a_zip_that_is_no_workbook_is_named_as_such(tmp_path):
    path = tmp_path / "homes.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert fault_of(path).en == "the workbook cannot be opened; it may be incomplete or damaged"


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_may_need_much_room_to_unpack_is_not_unpacked(tmp_path, monkeypatch, way):
    path, opened = tmp_path / "dear.xlsx", []
    good = saved(tmp_path, sheet_of(["id", "lon", "lat"], ["a", 1, 2]))
    with zipfile.ZipFile(good) as plain, zipfile.ZipFile(path, "w", way) as dear:
        for name in plain.namelist():
            dear.writestr(name, plain.read(name))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *said, **_more: opened.append(said))
    assert fault_of(path).en == "the workbook cannot be opened; it may be incomplete or damaged"
    assert (workbook.weighs_much(path, 10**6, 10**6), opened) == (False, [])


def test_a_workbook_with_a_password_says_so(tmp_path):
    path = tmp_path / "homes.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 500
        + "EncryptedPackage".encode("utf-16-le")
        + b"\x00" * 500
    )
    assert fault_of(path).zh == "工作簿有打开密码"


def test_an_old_workbook_that_is_none_is_named_as_such(tmp_path):
    path = tmp_path / "homes.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert fault_of(path).en == "the workbook cannot be opened; it may be incomplete or damaged"


def test_a_cell_is_named_as_the_spreadsheet_names_it_past_titles_and_unnamed_columns(tmp_path):
    rows = [["2026 年网格表"], [], ["代码", None, "名称"], ["1", None, "甲"], [], ["2", None, "乙"]]
    table = read_table(saved(tmp_path, sheet_of(*rows)))
    assert [table.cell_of("代码", 0), table.cell_of("名称", 1)] == ["A4", "C6"]


@pytest.mark.parametrize(
    ("place", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_are_lettered_as_in_a_spreadsheet(place, letters):
    assert column_letters(place) == letters
