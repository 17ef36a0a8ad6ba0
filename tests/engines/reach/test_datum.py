from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yike.engines.faults import Fault
from yike.engines.reach.datum import (
    check_degrees,
    check_near,
    datum_named,
    detect,
    from_wgs84,
    in_china,
    to_wgs84,
)
from yike.engines.reach.streets.model import metres_between
from yike.engines.sheets import read_table
from yike.engines.sheets.cells import numbers

UNTIMED = settings(deadline=None)  # a busy machine is no failure

NAMES = ("wgs84", "cgcs2000", "gcj02", "bd09")
LON = st.floats(73.0, 137.0)
LAT = st.floats(2.0, 55.0)


def degrees(*values):
    return np.array(values, np.float64)


def apart(a, b):
    return float(np.max(metres_between(*a, *b)))


# --- the formulas -----------------------------------------------------------------------------------------


def test_the_shift_at_suzhou_is_the_one_known():
    lon, lat = from_wgs84(degrees(120.63), degrees(31.31), "gcj02")
    assert (round(lon[0] - 120.63, 5), round(lat[0] - 31.31, 5)) == (0.00419, -0.00216)


def test_the_shift_at_beijing_is_the_one_in_public_use():
    gcj = from_wgs84(degrees(116.404), degrees(39.915), "gcj02")
    assert [round(float(x[0]), 6) for x in gcj] == [116.410244, 39.916404]
    bd = from_wgs84(degrees(116.404), degrees(39.915), "bd09")
    assert [round(float(x[0]), 6) for x in bd] == [116.416627, 39.9227]


@UNTIMED
@given(arrays(np.float64, 20, elements=LON), arrays(np.float64, 20, elements=LAT), st.sampled_from(NAMES))
def test_a_round_trip_ends_where_it_began(lon, lat, datum):
    there_and_back = to_wgs84(*from_wgs84(lon, lat, datum), datum)
    assert apart(there_and_back, (lon, lat)) < 0.001
    back_and_there = from_wgs84(*to_wgs84(lon, lat, datum), datum)
    assert apart(back_and_there, (lon, lat)) < 0.001


@UNTIMED
@given(LON, LAT)
def test_the_shift_in_china_is_some_hundred_metres(lon, lat):
    here = degrees(lon), degrees(lat)
    assert apart(from_wgs84(*here, "gcj02"), here) < 800.0
    assert 700.0 < apart(from_wgs84(*here, "bd09"), from_wgs84(*here, "gcj02")) < 1100.0


@UNTIMED
@given(st.floats(-180, 70) | st.floats(140, 180), st.floats(-89, 89))
def test_outside_china_only_bd09_shifts(lon, lat):
    here = degrees(lon), degrees(lat)
    assert not in_china(*here).any()
    assert np.array_equal(from_wgs84(*here, "gcj02"), here)
    assert np.array_equal(to_wgs84(*here, "gcj02"), here)
    assert apart(to_wgs84(*from_wgs84(*here, "bd09"), "bd09"), here) < 0.001


def test_the_poles_are_left_alone():
    poles = degrees(0.0, 120.0, 120.0), degrees(90.0, -90.0, 89.999)
    assert np.array_equal(to_wgs84(*poles, "gcj02"), poles)


def test_wgs84_and_cgcs2000_are_one_here_and_inputs_are_left_alone():
    lon, lat = degrees(120.0, np.nan), degrees(31.0, 5.0)
    x, y = to_wgs84(lon, lat, "CGCS2000")
    assert x is not lon
    assert np.array_equal(x, degrees(120.0, np.nan), equal_nan=True)
    assert np.array_equal(y, degrees(31.0, np.nan), equal_nan=True)
    assert lat.tolist() == [31.0, 5.0]


@pytest.mark.parametrize("datum", NAMES)
def test_no_coordinate_stays_none_and_any_shape_is_kept(datum):
    lon = np.full((2, 3), 120.6)
    lon[0, 0] = np.nan
    lon[1, 1] = np.inf
    x, y = to_wgs84(lon, np.full((2, 3), 31.3), datum)
    assert x.shape == y.shape == (2, 3)
    assert np.isnan(x).tolist() == [[True, False, False], [False, True, False]]
    assert to_wgs84(np.empty(0), np.empty(0), datum)[0].tolist() == []


def test_real_anchors_of_suzhou_come_back_from_every_datum(shared_data):
    table = read_table(shared_data("cn_suzhou/osm_anchor_points_wgs84.csv"))
    here = numbers(table, "lon_wgs84"), numbers(table, "lat_wgs84")
    for datum in NAMES:
        assert apart(to_wgs84(*from_wgs84(*here, datum), datum), here) < 0.001
    shift = metres_between(*here, *from_wgs84(*here, "gcj02"))
    assert (float(shift.min()) > 440.0, float(shift.max()) < 480.0) == (True, True)


def test_an_unknown_datum_lists_those_known():
    assert datum_named("高德") == "gcj02"
    with pytest.raises(Fault) as caught:
        datum_named("上海城建", file="a.csv", row=3, column="坐标系")
    assert caught.value.do_en == "Use one of: wgs84, cgcs2000, gcj02, bd09"
    assert caught.value.where.row == 3


# --- guessing the datum -----------------------------------------------------------------------------------


def shanghai(shared_data):
    root = ET.parse(shared_data("cn_shanghai/shanghai_renmin_square.osm")).getroot()  # noqa: S314 - our own file
    nodes = [(float(n.get("lon")), float(n.get("lat"))) for n in root.iter("node")]
    return np.array(nodes).T


def doors_by(streets, count=200):
    """Places a few metres beside street nodes, none near the edge of the map."""
    rng = np.random.default_rng(7)
    lon, lat = streets[:, rng.choice(streets.shape[1], count, replace=False)]
    return lon + rng.normal(0, 6e-5, count), lat + rng.normal(0, 6e-5, count)


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_doors_on_real_streets_tell_their_datum(shared_data, datum):
    streets = shanghai(shared_data)
    guess = detect(*from_wgs84(*doors_by(streets), datum), *streets)
    assert (guess.datum, guess.clear, guess.places) == (datum, True, 200)
    assert guess.median_m[datum] < 10.0


def test_places_strewn_anywhere_are_not_guessed(shared_data):
    streets = shanghai(shared_data)
    rng = np.random.default_rng(7)
    lon = rng.uniform(streets[0].min(), streets[0].max(), 500)
    lat = rng.uniform(streets[1].min(), streets[1].max(), 500)
    guess = detect(lon, lat, *streets)
    assert (guess.datum, guess.clear) == ("wgs84", False)


def test_a_handful_of_places_or_no_streets_are_not_guessed(shared_data):
    streets = shanghai(shared_data)
    few = from_wgs84(*doors_by(streets, 5), "gcj02")
    assert detect(*few, *streets).clear is False
    assert detect(*doors_by(streets), np.empty(0), np.empty(0)).clear is False
    assert detect(np.full(50, np.nan), np.full(50, np.nan), *streets).places == 0


def test_outside_china_nothing_is_guessed(shared_data):
    streets = shanghai(shared_data) - np.array([[100.0], [0.0]])
    assert detect(*doors_by(streets), *streets).clear is False


def test_what_was_assumed_holds_where_nothing_is_clear(shared_data):
    streets = shanghai(shared_data)
    assert detect(*doors_by(streets, 5), *streets, assumed="cgcs2000").datum == "cgcs2000"
    assert detect(*doors_by(streets), *streets, assumed="cgcs2000").datum == "cgcs2000"


# --- coordinates that cannot be right ---------------------------------------------------------------------


def degrees_fault(lon, lat, first=2):
    with pytest.raises(Fault) as caught:
        check_degrees(degrees(*lon), degrees(*lat), rows=np.arange(first, first + len(lon)), file="homes.csv")
    return caught.value


def test_good_degrees_and_gaps_pass():
    lon, lat = degrees(120.6, np.nan, -180.0), degrees(31.3, 31.0, 90.0)
    assert check_degrees(lon, lat, rows=np.arange(3)) is None


def test_swapped_columns_are_named():
    fault = degrees_fault([31.3, 31.4], [120.6, 120.7])
    assert fault.zh == "纬度是 120.6，经纬度颠倒了"
    assert fault.do_en.startswith("Swap the names of the longitude and latitude columns")
    assert fault.where.row == 2


def test_a_single_swapped_row_is_to_be_swapped_alone():
    fault = degrees_fault([120.6, 31.3, np.nan], [31.3, 120.6, np.nan])
    assert fault.do_en == "Swap longitude and latitude in this row"
    assert fault.where.row == 3


def test_a_projection_in_metres_is_named():
    fault = degrees_fault([13428000.0, 13428100.0], [3672000.0, 3672100.5])
    assert fault.en == "1.3428e+07, 3.672e+06 are projected coordinates in metres, not degrees"


@pytest.mark.parametrize("scale", [100_000, 1_000_000, 10_000_000])
def test_degrees_kept_as_whole_numbers_are_named_with_their_scale(scale):
    fault = degrees_fault([round(120.63 * scale)], [round(31.31 * scale)])
    assert fault.do_en == f"Divide both columns by {scale:,}"


def test_one_wrong_row_among_good_ones_is_named():
    fault = degrees_fault([120.6, 1206.0, 120.6], [31.3, 31.3, 31.3])
    assert fault.en == "1206, 31.3 is not on the globe"
    assert fault.where.row == 3


def near(lon, lat, streets=((120.60, 120.65), (31.28, 31.32))):
    check_near(
        degrees(*lon), degrees(*lat), *map(np.array, streets), rows=np.arange(2, 2 + len(lon)), file="h.csv"
    )


def test_places_on_and_beside_the_map_pass_and_so_does_a_single_stray():
    near([120.62, 120.7, 121.0, np.nan], [31.3, 31.3, 31.3, 31.3])
    near([120.62, 120.63, 87.6], [31.3, 31.3, 43.8])
    near([], [])
    near([np.nan], [np.nan])
    near([120.62], [31.3], ((), ()))


def test_places_of_another_city_are_refused_with_the_distance():
    with pytest.raises(Fault) as caught:
        near([120.62, 116.40, 116.41], [31.30, 39.9, 39.91])
    assert caught.value.where.row == 3
    assert caught.value.en.startswith("the places lie 1,0")


def test_swapped_columns_are_told_from_another_city():
    poa = (-51.26, -51.14), (-30.11, -29.99)
    with pytest.raises(Fault) as caught:
        near([-30.05, -30.06], [-51.2, -51.21], poa)
    assert caught.value.en == "longitude and latitude are swapped"
    assert caught.value.where.row == 2
