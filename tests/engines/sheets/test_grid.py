"""A sheet cell by cell, with the names its spreadsheet gives them."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from yike.engines.faults import Fault
from yike.engines.sheets.grid import Grid, read_grid


def test_cells_stand_where_they_stand_with_blank_rows_and_merged_ranges(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet["B3"], sheet["B4"] = "姓名", "张三"
    sheet.merge_cells("B4:B5")
    book.save(tmp_path / "a.xlsx")
    grid = read_grid(tmp_path / "a.xlsx")
    assert (grid.name, grid.rows[2], grid.rows[3], grid.merged) == (
        *("台账", ["", "姓名"], ["", "张三"], (((3, 1), (4, 1)),)),
    )
    assert grid.address(3, 1) == "台账!B4"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Sheet1", "Sheet1!AB7"),
        ("台账", "台账!AB7"),
        ("2026 年", "'2026 年'!AB7"),
        ("a-b", "'a-b'!AB7"),
        ("", "AB7"),
    ],
)
def test_a_cell_is_named_as_its_spreadsheet_does(name: str, address: str) -> None:
    assert Grid("f", name, []).address(6, 27) == address


def test_formulas_without_an_answer_and_errors_are_told_from_empty_cells(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("other", 'a "&" b'):
            sheet = book.add_worksheet(name)
        sheet.write_string("A1", "姓名")
        sheet.write_formula("A2", '="张"&"三"', None, "张三")
        sheet.write_formula("B2", "=1+1", None, "")
        sheet.write_formula("C2", "=NA()", None, "#N/A")
        sheet.write_formula("D2", "=1+1", None, 2)
    grid = read_grid(tmp_path / "a.xlsx")
    assert (grid.rows[1], grid.hollow) == (["张三", "", "", 2.0], {"B2": "formula", "C2": "error"})
    assert (grid.hollow_at(1, 1), grid.hollow_at(1, 3)) == ("formula", "")


def test_a_workbook_whose_program_reckons_nothing_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "="])
    book.active.append(["=A1", '=IF(A1="","",A1)'])
    book.save(tmp_path / "a.xlsx")
    assert read_grid(tmp_path / "a.xlsx").hollow == {"A2": "formula", "B2": "formula"}


def test_a_formula_that_answers_with_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.save(tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as old, ZipFile(tmp_path / "b.xlsx", "w") as new:
        for item in old.infolist():
            text = old.read(item)
            answer = b'<c r="B1" t="str"><f>IF(1,"")</f><v></v></c></row>'
            new.writestr(item, text.replace(b"</row>", answer))
    assert (read_grid(tmp_path / "b.xlsx").rows, read_grid(tmp_path / "b.xlsx").hollow) == ([["x", ""]], {})


def test_a_text_has_rows_and_plain_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,电话\n张三,1\n\n李四,2\n".encode("gb18030"))
    grid = read_grid(tmp_path / "a.csv")
    assert (grid.rows, grid.name, grid.address(3, 1)) == (
        [["姓名", "电话"], ["张三", "1"], [], ["李四", "2"]],
        "",
        "B4",
    )


@pytest.mark.parametrize(
    ("name", "content", "en"),
    [
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "GeoJSON holds no sheet"),
        ("a.xlsx", b"PK\x03\x04 nothing", "cannot be opened"),
        ("a.xlsx", b"just text", "cannot be opened"),
        ("a.csv", b"PK\x03\x04 nothing", "inside it is XLSX"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b" \n ", "the file is empty"),
        ("a.exe", b"MZ", "is not known"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, name: str, content: bytes, en: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Fault, match=en):
        read_grid(tmp_path / name)
