from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.sheets.headers import SYNONYMS, datum_word, find_column, find_lon_lat, find_role, role_of

UNTIMED = settings(deadline=None)  # a busy machine is no failure


@pytest.mark.parametrize(
    ("header", "role", "datum"),
    [
        ("经度", "lon", None),
        ("\ufeff Longitude ", "lon", None),
        ("ＬＮＧ", "lon", None),
        ("经度（度）", "lon", None),
        ("经度(GCJ-02)", "lon", "gcj02"),
        ("lat_bd09", "lat", "bd09"),
        ("lat_wgs84", "lat", "wgs84"),
        ("纬度（高德）", "lat", "gcj02"),
        ("纬 度", "lat", None),
        ("Opening Hours", "hours", None),
        ("opening_hours", "hours", None),
        ("65岁及以上", "elders", None),
        ("户数（户）", "households", None),
        ("坐标系", "datum", None),
        ("经纬度", "lonlat", None),
        ("x_min", None, None),
        ("name_en", None, None),
        ("", None, None),
    ],
)
def test_headers_are_known_however_they_are_typed(header, role, datum):
    assert role_of(header) == (role, datum)


def test_no_name_means_two_things():
    every = [name for names in SYNONYMS.values() for name in names]
    assert len(every) == len(set(every))


def test_the_more_telling_header_wins():
    assert find_role(["序号", "名称", "编号"], "id") == "编号"
    assert find_role(["名称"], "id") is None


def test_longitude_and_latitude_come_from_the_same_datum_and_wgs84_wins():
    headers = ["lon_gcj02", "lat_gcj02", "lat_wgs84", "lon_wgs84"]
    assert find_lon_lat(headers) == ("lon_wgs84", "lat_wgs84", "wgs84")
    assert find_lon_lat(headers[:3]) == ("lon_gcj02", "lat_gcj02", "gcj02")
    assert find_lon_lat(["lon", "lat_gcj02"]) is None


@pytest.mark.parametrize(
    ("word", "datum"),
    [
        ("WGS-84", "wgs84"),
        ("EPSG:4490", "cgcs2000"),
        ("火星坐标系", "gcj02"),
        ("百度", "bd09"),
        ("上海城建", None),
    ],
)
def test_a_datum_is_known_by_its_many_names(word, datum):
    assert datum_word(word) == datum


@pytest.mark.parametrize(("name", "found"), [("户数", "户数"), ("households", "户数"), ("Kind ", "kind")])
def test_a_column_is_found_as_written_as_typed_or_by_its_meaning(name, found):
    assert find_column(name, ["编号", "户数", "kind"]) == found


def test_an_unknown_column_lists_what_there_is_closest_first():
    with pytest.raises(Fault) as caught:
        find_column("populaton", ["id", "lon", "population"], file="homes.csv")
    fault = caught.value
    assert (
        fault.text("en") == 'homes.csv: there is no column "populaton". The columns are: population, lon, id.'
    )
    assert fault.text("zh") == "homes.csv：没有“populaton”这一列。表里有这些列：population、lon、id。"


@UNTIMED
@given(st.text())
def test_any_text_has_at_most_one_role(header):
    role, datum = role_of(header)
    assert role is None or role in SYNONYMS
    assert datum is None or role is not None
