from __future__ import annotations

import csv
import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.sheets import read_table
from yike.engines.sheets.cells import numbers, texts

UNTIMED = settings(deadline=None)  # a busy machine is no failure

TABLE = "编号,名称,经度,纬度,户数\nh1,双塔,120.63,31.3085,35\nh2,网师园,120.628,31.3005,12\n"


def written(tmp_path, content, name="homes.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fault_of(path):
    with pytest.raises(Fault) as caught:
        read_table(path)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_of_an_office_gives_the_same_table(tmp_path, encoding):
    table = read_table(written(tmp_path, TABLE.encode(encoding)))
    assert table.headers == ("编号", "名称", "经度", "纬度", "户数")
    assert table.columns["名称"] == ["双塔", "网师园"]
    assert numbers(table, "经度").tolist() == [120.63, 120.628]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end_gives_the_same_table(tmp_path, delimiter, end):
    content = TABLE.replace(",", delimiter).replace("\n", end)
    table = read_table(written(tmp_path, content))
    assert table.columns["名称"] == ["双塔", "网师园"]
    assert numbers(table, "户数").tolist() == [35.0, 12.0]


def test_hours_with_semicolons_do_not_pass_for_the_separator(tmp_path):
    table = read_table(written(tmp_path, "id,hours\na,Mo 09:00-12:00; Sa off\nb,Tu 10:00-12:00; Su off\n"))
    assert table.columns["hours"] == ["Mo 09:00-12:00; Sa off", "Tu 10:00-12:00; Su off"]


def test_a_quoted_cell_keeps_its_commas_and_line_breaks_and_rows_still_count_as_a_spreadsheet_does(tmp_path):
    table = read_table(written(tmp_path, 'id,name,lon\na,"十梓街,463号\n二楼",120\nb,x,121\n'))
    assert table.columns["name"] == ["十梓街,463号\n二楼", "x"]
    assert table.rows.tolist() == [2, 3]


def test_blank_rows_are_left_out_but_counted(tmp_path):
    table = read_table(written(tmp_path, "id,lon,lat\n\na,1,2\n,,\n  , ,\nb,3,4\n\n"))
    assert table.columns["id"] == ["a", "b"]
    assert table.rows.tolist() == [3, 6]
    assert table.first_row == 3


def test_a_title_above_the_header_is_stepped_over(tmp_path):
    table = read_table(written(tmp_path, "双塔街道住户表,,\n2026年11月,,\n编号,经度,纬度\na,120,31\n"))
    assert table.headers == ("编号", "经度", "纬度")
    assert table.first_row == 4


def test_a_column_without_a_name_is_called_after_its_place_and_dropped_where_empty(tmp_path):
    table = read_table(written(tmp_path, '"",id,lon,\n1,a,120,\n2,b,121,\n'))
    assert table.headers == ("#1", "id", "lon")


def test_trailing_separators_beyond_the_header_are_no_fault(tmp_path):
    table = read_table(written(tmp_path, "id,lon\na,120,,\nb,121\n"))
    assert table.columns == {"id": ["a", "b"], "lon": ["120", "121"]}


@pytest.mark.parametrize("row", ["b,121", "b,121,31,9"])
def test_a_ragged_row_is_named(tmp_path, row):
    fault = fault_of(written(tmp_path, f"id,lon,lat\na,120,31\n{row}\n"))
    assert fault.where.row == 3
    assert fault.en == f"this row has {row.count(',') + 1} cells, the header has 3"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " \n"])
def test_an_empty_file_is_named_as_such(tmp_path, content):
    assert fault_of(written(tmp_path, content)).en == "the file is empty"


def test_a_header_without_rows_is_named_as_such(tmp_path):
    assert fault_of(written(tmp_path, "id,lon,lat\n")).en == "there is a header but no data below it"


def test_data_without_a_header_is_named_as_such(tmp_path):
    fault = fault_of(written(tmp_path, "北寺塔,120.61,31.32\n盘门,120.61,31.28\n"))
    assert fault.zh == "没有表头，第一行就是数据"
    assert fault.where.row == 1


def test_two_columns_of_one_name_are_named(tmp_path):
    fault = fault_of(written(tmp_path, "名称,经度, 名称\na,1,2\n"))
    assert fault.zh == "第 1 列和第 3 列都叫“名称”"


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03" * 9, b"id,lon\n\xff\xff\xff\n", b"\xff\xfeI\x00\xd8"]
)
def test_binary_junk_is_no_text_table(tmp_path, content):
    assert fault_of(written(tmp_path, content)).en == "is not a text table, or is damaged"


def test_an_unpaired_quote_is_named_with_its_row(tmp_path):
    fault = fault_of(written(tmp_path, 'id,name\na,x\nb,"y\nc,z\n'))
    assert fault.where.row == 3
    assert fault.do_zh == '请检查这一行的英文双引号 " 是否成对'


def test_the_quick_way_and_the_careful_way_agree_on_a_real_table(shared_data, tmp_path):
    path = shared_data("br_poa/poa_hexgrid.csv")
    quick = read_table(path)
    quoted = io.StringIO()
    writer = csv.writer(quoted, quoting=csv.QUOTE_ALL)
    writer.writerows(csv.reader(io.StringIO(path.read_text())))
    careful = read_table(written(tmp_path, quoted.getvalue()))
    assert quick.columns == careful.columns
    assert quick.rows.tolist() == careful.rows.tolist()
    assert len(quick) == 1227
    assert numbers(quick, "population").sum() == 812_935


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1
)


@UNTIMED
@given(st.lists(st.tuples(CELL, st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("name", "lon", "lat"), *((a, repr(x), "1") for a, x in rows)])
    table = read_table(path)
    assert texts(table, "name") == [a.strip("\ufeff\u200b \t\r\n\u3000") for a, _ in rows]
    assert np.array_equal(numbers(table, "lon"), np.array([x for _, x in rows]))


@UNTIMED
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_fault(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("junk") / "t.csv"
    path.write_bytes(content)
    with suppress(Fault):
        table = read_table(path)
        assert {len(cells) for cells in table.columns.values()} == {len(table)}
