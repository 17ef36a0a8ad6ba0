from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import shapely
import xlsxwriter

from core.areas.exchange.files import HEAD, drafts, geojson, mistakes, xlsx
from core.areas.places import rect
from yike.core.areas.exchange.reading import read_drafts
from yike.core.areas.geometry.datumfit import shifted
from yike.core.areas.geometry.reading import geojson_of, shape_of
from yike.core.areas.models import AreaLevel
from yike.engines.faults import Fault


def told(path: Path) -> str:
    with pytest.raises(Fault) as refused:
        read_drafts(path)
    return refused.value.zh


def test_a_row_says_all_there_is_to_say(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, ["网格", "w-1", " 桥头 ", "990508001002", "专属", 320, "1,0"[:1]]).rows
    assert (draft.level, draft.code, draft.name, draft.parent) == (
        AreaLevel.GRID,
        "w-1",
        "桥头",
        "990508001002",
    )
    assert (draft.kind, draft.households, draft.persons, draft.shape) == ("dedicated", 320, 1, None)
    assert (draft.spot("name").cell, draft.spot("shape").cell) == ("C2", "A2")


def test_what_a_row_leaves_empty_is_not_said(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, [None, "w-1", "桥头"]).rows
    assert (draft.level, draft.parent, draft.kind, draft.households) == (None, None, None, None)


def test_codes_typed_as_numbers_and_filled_with_zeros_are_understood(tmp_path: Path) -> None:
    rows = drafts(
        tmp_path, ["街道", 990508001000, "甲"], ["社区", 990508001002, "乙"], [None, 990508001002003, "丙"]
    ).rows
    assert [row.code for row in rows] == ["990508001", "990508001002", "990508001002003"]


def test_every_mistake_is_told_with_its_cell(tmp_path: Path) -> None:
    found = drafts(
        tmp_path,
        ["小区", "1", "甲", None, None, "三百", -1],
        ["网格", 990508001002003001, "乙", None, "商业", 1.5, None],
        ["网格", "w", "丙"],
    )
    assert mistakes(found) == [
        ("A2 格", "不认得级别“小区”"),
        ("F2 格", "“三百”不是个数"),
        ("G2 格", "“-1”不是个数"),
        ("B3 格", "长代码被表格软件改成了数字，后几位已经丢失"),
        ("E3 格", "不认得类型“商业”"),
        ("F3 格", "“1.5”不是个数"),
    ]
    assert [row.name for row in found.rows] == ["丙"]
    assert found.mistakes[0].text("en") == (
        'cell A2: the level "小区" is not known. Use one of: city, district, street, community, grid, microgrid, '
        "subdistrict."
    )


def test_a_list_of_grids_with_a_column_of_communities_takes_those_for_parents(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, ["梅东社区", "第1网格", 300], head=["社区", "网格", "户数"]).rows
    assert (draft.parent, draft.name, draft.households) == ("梅东社区", "第1网格", 300)


def test_english_headers_and_words_are_understood(tmp_path: Path) -> None:
    head = ["level", "code", "name", "parent", "kind", "households", "persons"]
    [draft] = drafts(tmp_path, ["microgrid", "m", "Stair 1", "w", "micro", 9, 20], head=head).rows
    assert (draft.level, draft.kind, draft.parent) == (AreaLevel.MICROGRID, "micro", "w")


def test_titles_above_the_header_and_merged_cells_shift_nothing(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "areas.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:G1", "梅巷街道网格一览表（2026 年 11 月）")
        for column, name in enumerate(HEAD):
            sheet.write(2, column, name)
        sheet.write_row(3, 0, ["网格", "w-1", "桥头"])
        sheet.merge_range("D4:D5", "990508001002")
        sheet.write_row(4, 0, ["网格", "w-2", "桥尾"])
        sheet.write_formula("F4", "=300+20", None, 320)
        sheet.write(4, 5, "x")
    found = read_drafts(tmp_path / "areas.xlsx")
    [draft] = found.rows
    assert (draft.parent, draft.households, draft.spot("parent").cell) == ("990508001002", 320, "D4")
    assert mistakes(found) == [("F5 格", "“x”不是个数")]


def test_features_bring_their_polygons_and_are_told_by_their_number(tmp_path: Path) -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[120.62, 31.3], [120.63, 31.31], [120.63, 31.3], [120.62, 31.31], [120.62, 31.3]]],
    }
    found = read_drafts(
        geojson(
            tmp_path,
            ({"代码": "w-1", "名称": "甲"}, rect(0, 0, 90, 90)),
            ({"代码": "w-2", "名称": "乙"}, None),
            ({"代码": "w-3", "名称": "丙"}, bow),
            ({"代码": "w-4", "名称": "丁"}, {"type": "Point", "coordinates": [120.62, 31.3]}),
        )
    )
    assert [(row.code, row.shape is None) for row in found.rows] == [("w-1", False), ("w-2", True)]
    assert mistakes(found) == [
        ("第 3 个要素", "第 1 条边与第 3 条边相交，在中部 120.625000, 31.305000"),
        ("第 4 个要素", "“Point”不是面，区域要画成一块或几块面"),
    ]


def test_polygons_in_another_datum_are_turned(tmp_path: Path) -> None:
    here = shape_of(rect(0, 0, 90, 90))
    path = geojson(tmp_path, ({"代码": "w", "名称": "甲"}, geojson_of(shifted(here, "gcj02"))))
    [draft] = read_drafts(path, datum="gcj02").rows
    assert shapely.equals_exact(draft.shape, here, 2e-7)


def test_a_file_that_lies_about_its_type_is_refused(tmp_path: Path) -> None:
    book = xlsx(tmp_path, ["网格", "w", "甲"])
    shutil.copy(book, tmp_path / "areas.geojson")
    shutil.copy(book, tmp_path / "areas.csv")
    (tmp_path / "fake.xlsx").write_text('{"type": "FeatureCollection", "features": []}')
    (tmp_path / "virus.exe").write_bytes(b"MZ")
    assert told(tmp_path / "areas.geojson") == "扩展名是 .geojson，内容却是 XLSX"
    assert told(tmp_path / "areas.csv") == "扩展名是 .csv，内容却是 XLSX"
    assert told(tmp_path / "fake.xlsx") == "扩展名是 .xlsx，内容却是 GeoJSON"
    assert told(tmp_path / "virus.exe") == "不认得扩展名“.exe”"


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path, ["张三", 3], head=["负责人", "件数"])
    assert told(path) == "没有“代码”列，也没有“名称”列"


def test_a_workbook_of_a_hundred_thousand_rows_is_refused_in_words(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "areas.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for row in range(1, 100_001):
            sheet.write_row(row, 0, ["网格", f"w-{row}", f"第{row}网格"])
    assert told(tmp_path / "areas.xlsx") == "有 100,000 行，一次最多导入 20,000 行"
