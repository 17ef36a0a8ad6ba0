from __future__ import annotations

import json

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.reach.datum import from_wgs84
from yike.engines.reach.hours import Hours
from yike.engines.reach.places import read_homes, read_points, redeclared

UNTIMED = settings(deadline=None)  # a busy machine is no failure

HOMES = "编号,社区,经度,纬度,户数,老人\na,大公园,120.63,31.31,35,12\nb,定慧寺巷,120.64,31.30,20,\n"
POINTS = "编号,名称,类型,经度,纬度,开放时间\n1,双塔,便民,120.63,31.31,工作日9:00-17:00\n2,横街,助餐,120.64,31.30,\n"


def written(tmp_path, content, name="table.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def homes_fault(tmp_path, content, **columns):
    with pytest.raises(Fault) as caught:
        read_homes(written(tmp_path, content), **columns)
    return caught.value


def points_fault(tmp_path, content, **columns):
    with pytest.raises(Fault) as caught:
        read_points(written(tmp_path, content), **columns)
    return caught.value


# --- homes ------------------------------------------------------------------------------------------------


def test_homes_are_found_by_their_chinese_headers(tmp_path):
    homes = read_homes(written(tmp_path, HOMES), weights=["户数", "elders"])
    assert homes.id == ("a", "b")
    assert homes.area == ("大公园", "定慧寺巷")
    assert (homes.lon.tolist(), homes.lat.tolist()) == ([120.63, 120.64], [31.31, 31.30])
    assert {name: w.tolist() for name, w in homes.weights.items()} == {"户数": [35, 20], "elders": [12, 0]}


def test_an_empty_weight_counts_nothing_and_is_noted(tmp_path):
    homes = read_homes(written(tmp_path, HOMES), weights=["老人"])
    assert homes.origin.notes == (("“老人”有 1 格是空的，按 0 计", '"老人" has 1 empty cells, counted as 0'),)


def test_without_weights_every_row_counts_once(tmp_path):
    assert {k: w.tolist() for k, w in read_homes(written(tmp_path, HOMES)).weights.items()} == {
        "homes": [1, 1]
    }


def test_columns_may_be_named_outright(tmp_path):
    content = "门牌,片,横,纵,x,y,id\nd1,甲,120.63,31.31,1,2,9\n"
    columns = {"id_column": "门牌", "area": "片", "lon": "横", "lat": "纵"}
    homes = read_homes(written(tmp_path, content), **columns)
    assert (homes.id, homes.area, homes.lon.tolist(), homes.lat.tolist()) == (
        ("d1",),
        ("甲",),
        [120.63],
        [31.31],
    )


def test_without_ids_the_row_numbers_of_the_spreadsheet_serve(tmp_path):
    assert read_homes(written(tmp_path, "lon,lat\n1,2\n\n3,4\n")).id == ("2", "4")


def test_an_empty_id_is_the_row_with_a_mark(tmp_path):
    assert read_homes(written(tmp_path, "id,lon,lat\n3,1,2\n,3,4\n")).id == ("3", "#3")


def test_an_id_there_twice_is_named_with_both_rows(tmp_path):
    fault = homes_fault(tmp_path, "id,lon,lat\na,1,2\nb,1,2\na,3,4\n")
    assert fault.zh == "编号“a”在第 2 行和第 4 行重复"
    assert fault.where.row == 4


@pytest.mark.parametrize("cell", ["-3", "NaN", "-0.5"])
def test_a_weight_that_is_no_count_is_named_with_its_row(tmp_path, cell):
    fault = homes_fault(tmp_path, f"id,lon,lat,pop\na,1,2,3\nb,1,2,{cell}\n", weights=["pop"])
    assert fault.en == f'"{cell}" cannot be a count: it must be 0 or more'
    assert (fault.where.row, fault.where.column) == (3, "pop")


def test_an_unknown_weight_lists_the_columns_there_are(tmp_path):
    fault = homes_fault(tmp_path, "id,lon,lat,population\na,1,2,3\n", weights=["populatoin"])
    assert fault.do_en.startswith("The columns are: population,")


def test_a_column_area_that_holds_sizes_names_no_area(tmp_path):
    content = "id,lon,lat,AREA\na,1,2,0.48\nb,1,3,0.47\n"
    assert read_homes(written(tmp_path, content)).area == ("", "")
    assert read_homes(written(tmp_path, content), area="AREA").area == ("0.48", "0.47")


# --- where ------------------------------------------------------------------------------------------------


def test_a_row_without_coordinates_stays_and_is_noted(tmp_path):
    homes = read_homes(written(tmp_path, "id,lon,lat\na,120,31\nb,,\nc,120,\nd,0,0\n"))
    assert np.isnan(homes.lon).tolist() == [False, True, True, True]
    assert np.isnan(homes.lat).tolist() == [False, True, True, True]
    assert homes.origin.notes == (
        ("3 行没有坐标（如第 3 行）", "3 rows have no coordinates (such as row 3)"),
    )


def test_words_for_a_coordinate_are_named_with_their_row(tmp_path):
    fault = homes_fault(tmp_path, "id,lon,lat\na,120,31\nb,120°37′,31\n")
    assert (fault.zh, fault.where.row, fault.where.column) == ("“120°37′”不是数字", 3, "lon")


def test_swapped_and_projected_columns_are_refused(tmp_path):
    assert homes_fault(tmp_path, "lon,lat\n31.3,120.6\n").zh == "纬度是 120.6，经纬度颠倒了"
    assert homes_fault(tmp_path, "x,y\n500123.5,3464000.2\n").en.endswith("in metres, not degrees")


def test_a_table_without_coordinates_lists_its_columns(tmp_path):
    fault = homes_fault(tmp_path, "编号,地址\na,十梓街463号\n")
    assert fault.zh == "没有经度、纬度两列"
    assert fault.do_zh.endswith("表里有这些列：编号、地址")


@pytest.mark.parametrize("cell", ['"120.63,31.31"', '"120.63，31.31"', "120.63 31.31", "(120.63;31.31)"])
def test_both_coordinates_may_stand_in_one_cell(tmp_path, cell):
    homes = read_homes(written(tmp_path, f"编号,坐标\na,{cell}\nb,\n"))
    assert (homes.lon[0], homes.lat[0]) == (120.63, 31.31)
    assert np.isnan(homes.lon[1])


def test_one_cell_with_something_else_is_named(tmp_path):
    fault = homes_fault(tmp_path, "编号,坐标\na,十梓街\n")
    assert (fault.zh, fault.where.row) == ("“十梓街”不是“经度,纬度”", 2)


# --- datum ------------------------------------------------------------------------------------------------

GCJ = [float(x[0]) for x in from_wgs84(np.array([120.63]), np.array([31.31]), "gcj02")]
BD = [float(x[0]) for x in from_wgs84(np.array([120.63]), np.array([31.31]), "bd09")]


def here(homes):
    return [round(x, 8) for x in (*homes.lon.tolist(), *homes.lat.tolist())]


def test_a_declared_datum_is_converted(tmp_path):
    path = written(tmp_path, f"lon,lat\n{GCJ[0]!r},{GCJ[1]!r}\n")
    homes = read_homes(path, datum="高德")
    assert here(homes) == [120.63, 31.31]
    assert homes.origin.datum == "gcj02"


def test_a_header_may_declare_the_datum(tmp_path):
    homes = read_homes(written(tmp_path, f"经度（BD-09）,纬度（BD-09）\n{BD[0]!r},{BD[1]!r}\n"))
    assert (here(homes), homes.origin.datum) == ([120.63, 31.31], "bd09")


def test_a_column_may_declare_the_datum_row_by_row(tmp_path):
    rows = [(*GCJ, "火星"), (*BD, "百度"), (120.63, 31.31, ""), (120.63, 31.31, "CGCS2000")]
    content = "lon,lat,坐标系\n" + "".join(f"{x!r},{y!r},{d}\n" for x, y, d in rows)
    homes = read_homes(written(tmp_path, content))
    assert here(homes) == [120.63] * 4 + [31.31] * 4
    assert homes.origin.datum == "bd09、cgcs2000、gcj02"


def test_the_callers_datum_wins_over_the_table(tmp_path):
    content = f"lon,lat,坐标系\n{GCJ[0]!r},{GCJ[1]!r},百度\n"
    assert here(read_homes(written(tmp_path, content), datum="gcj02")) == [120.63, 31.31]


def test_an_unknown_datum_is_named_with_its_row(tmp_path):
    fault = homes_fault(tmp_path, "lon,lat,坐标系\n1,2,wgs84\n1,2,上海城建\n")
    assert (fault.zh, fault.where.row) == ("不认得坐标系“上海城建”", 3)


def test_places_of_no_declared_datum_can_be_read_again_in_another(tmp_path):
    homes = read_homes(written(tmp_path, f"lon,lat\n{GCJ[0]!r},{GCJ[1]!r}\n"))
    assert homes.origin.datum is None
    again = redeclared(homes, "gcj02")
    assert (here(again), again.origin.datum) == ([120.63, 31.31], "gcj02")


# --- points -----------------------------------------------------------------------------------------------


def test_points_are_found_by_their_chinese_headers(tmp_path):
    points = read_points(written(tmp_path, POINTS))
    assert (points.id, points.name, points.kinds) == (("1", "2"), ("双塔", "横街"), ("便民", "助餐"))
    assert points.kind.tolist() == [0, 1]
    assert points.hours == (Hours.parse("工作日9:00-17:00"), None)


def test_a_row_is_a_point_of_every_kind_it_counts(tmp_path):
    content = "id,lon,lat,schools,clinics\na,1,2,2,0\nb,3,4,,1\nc,5,6,1,1\nd,7,8,0,0\n"
    points = read_points(written(tmp_path, content), kinds=["schools", "clinics"])
    assert points.id == ("a", "c", "b", "c")
    assert points.kind.tolist() == [0, 0, 1, 1]
    assert points.lon.tolist() == [1.0, 5.0, 3.0, 5.0]
    assert points.origin.rows.tolist() == [2, 4, 3, 4]


def test_a_kind_that_no_row_counts_is_still_a_kind(tmp_path):
    points = read_points(written(tmp_path, "id,lon,lat,a,b\nx,1,2,1,0\n"), kinds=["a", "b"])
    assert (points.kinds, points.kind.tolist()) == (("a", "b"), [0])


def test_one_place_may_offer_two_kinds_in_two_rows_but_not_one_kind_twice(tmp_path):
    two = "id,kind,lon,lat\na,bank,1,2\na,post,1,2\n"
    assert read_points(written(tmp_path, two), kind="kind").kinds == ("bank", "post")
    fault = points_fault(tmp_path, two.replace("post", "bank"), kind="kind")
    assert fault.en == 'the id "a" stands in rows 2 and 3'


def test_an_empty_kind_is_named_with_its_row(tmp_path):
    fault = points_fault(tmp_path, "id,kind,lon,lat\na,bank,1,2\nb, ,1,2\n")
    assert (fault.zh, fault.where.row, fault.where.column) == ("没有写类别", 3, "kind")


def test_points_without_a_kind_are_of_one_kind(tmp_path):
    points = read_points(written(tmp_path, "id,lon,lat\na,1,2\n"))
    assert (points.kinds, points.kind.tolist(), points.name) == (("points",), [0], ("a",))


def test_hours_that_cannot_be_are_named_with_file_row_and_column(tmp_path):
    content = POINTS.replace("31.30,\n", "31.30,9:00-25:00\n")
    fault = points_fault(tmp_path, content)
    assert fault.text("zh").endswith(
        "table.csv，第 3 行，“开放时间”列：没有“25:00”这个时刻。"
        "请改正：小时 0 到 24，分钟两位 00 到 59，24:00 只能作结束。"
    )


@pytest.mark.parametrize("cell", ["", "-", "无", "不详", "unknown"])
def test_hours_not_known_are_none(tmp_path, cell):
    points = read_points(written(tmp_path, f"id,lon,lat,hours\na,1,2,{cell}\n"))
    assert points.hours == (None,)


def test_points_come_from_geojson_and_workbooks_alike(tmp_path):
    properties = {"编号": "1", "名称": "双塔", "类型": "便民", "开放时间": "工作日9:00-17:00"}
    geometry = {"type": "Point", "coordinates": [120.63, 31.31]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    layer = written(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature]}), "p.geojson")
    book = openpyxl.Workbook()
    book.active.append([*properties, "经度", "纬度"])
    book.active.append([1, *list(properties.values())[1:], 120.63, 31.31])
    book.save(tmp_path / "p.xlsx")
    table = written(tmp_path, POINTS.rsplit("\n", 2)[0] + "\n", "p.csv")
    read = [read_points(path) for path in (layer, tmp_path / "p.xlsx", table)]
    for points in read:
        assert (points.id, points.name, points.kinds) == (("1",), ("双塔",), ("便民",))
        assert (points.lon.tolist(), points.lat.tolist()) == ([120.63], [31.31])
        assert points.hours == read[0].hours


# --- real tables ------------------------------------------------------------------------------------------


def test_porto_alegre_has_its_people_schools_and_clinics(shared_data):
    path = shared_data("br_poa/poa_hexgrid.csv")
    homes = read_homes(path, weights=["population"])
    assert len(homes.id) == 1227
    assert homes.weights["population"].sum() == 812_935
    points = read_points(path, kinds=["schools", "healthcare"])
    assert np.bincount(points.kind).tolist() == [177, 117]


def test_san_francisco_has_its_published_people(shared_data):
    path = shared_data("ref_spopt_locate/SF_demand_205_centroid_uniform_weight.csv")
    homes = read_homes(path, weights=["POP2000"])
    assert homes.weights["POP2000"].sum() == 955_113
    assert homes.id[0] == "06081602900"


def test_the_anchors_of_suzhou_say_their_datum_in_the_header(shared_data):
    homes = read_homes(shared_data("cn_suzhou/osm_anchor_points_wgs84.csv"))
    assert homes.origin.datum == "wgs84"
    assert homes.lon[0] == 120.6154018


def test_a_list_of_names_without_coordinates_says_what_is_missing(shared_data):
    with pytest.raises(Fault) as caught:
        read_points(shared_data("cn_suzhou/gusu_health_stations_names.csv"))
    assert caught.value.do_en.endswith("the columns are: subdistrict, name, kind")


# --- properties -------------------------------------------------------------------------------------------

ROW = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 10**6))


@UNTIMED
@given(st.lists(ROW, min_size=1, max_size=12))
def test_what_a_table_says_is_what_is_read(tmp_path_factory, rows):
    content = "lon,lat,n\n" + "".join(f"{x!r},{y!r},{n}\n" for x, y, n in rows)
    homes = read_homes(written(tmp_path_factory.mktemp("homes"), content), weights=["n"])
    nowhere = [x == 0 and y == 0 for x, y, _ in rows]
    assert np.isnan(homes.lon).tolist() == nowhere
    assert homes.lon[~np.array(nowhere)].tolist() == [x for x, y, _ in rows if x or y]
    assert homes.weights["n"].tolist() == [n for *_, n in rows]
