from __future__ import annotations

import json
import sqlite3
import struct
import sys
from contextlib import closing, suppress

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow.parquet import write_table

from yike.engines.faults import Fault
from yike.engines.sheets import read_table
from yike.engines.sheets.cells import numbers, texts
from yike.engines.sheets.features import properties_of, read_features

UNTIMED = settings(deadline=None)  # a busy machine is no failure

SQUARE = shapely.box(120.0, 31.0, 120.2, 31.2)
HORSESHOE = shapely.Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])


def fault_of(path):
    with pytest.raises(Fault) as caught:
        read_table(path)
    return caught.value


def feature(geometry, **properties):
    shape = None if geometry is None else json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(tmp_path, found, name="points.geojson"):
    path = tmp_path / name
    path.write_text(found if isinstance(found, str) else json.dumps(found), encoding="utf-8")
    return path


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


def geopackage(tmp_path, geometries, *, srs=4326, envelope=0, empty_first=False):
    path = tmp_path / "points.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        base.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)")
        for name in (["leer"] if empty_first else []) + ['站点 "甲"']:
            quoted = '"' + name.replace('"', '""') + '"'
            base.execute(f"CREATE TABLE {quoted} (fid INTEGER PRIMARY KEY, geom BLOB, 名称 TEXT)")
            base.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", [name])
            base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", [name, srs])
        for i, geometry in enumerate(geometries):
            blob = geometry if isinstance(geometry, bytes | None) else gpkg_blob(geometry, envelope)
            base.execute(f"INSERT INTO {quoted} (geom, 名称) VALUES (?, ?)", [blob, f"p{i}"])  # noqa: S608
        base.commit()
    return path


def gpkg_blob(geometry, envelope):
    size = (0, 32, 48, 48, 64)[envelope]
    return (
        b"GP\x00"
        + bytes([1 | envelope << 1])
        + struct.pack("<i", 4326)
        + b"\x00" * size
        + shapely.to_wkb(geometry)
    )


# --- GeoJSON ----------------------------------------------------------------------------------------------


def test_points_lines_and_areas_each_stand_for_one_place(tmp_path):
    line = shapely.LineString([(1, 1), (2, 2), (3, 1)])
    features = [
        feature(shapely.Point(120.5, 31.5), 名称="甲"),
        feature(line),
        feature(SQUARE),
        feature(HORSESHOE),
    ]
    table = read_table(geojson(tmp_path, collection(*features)))
    assert table.columns["名称"] == ["甲", None, None, None]
    assert (table.lon[0], table.lat[0]) == (120.5, 31.5)
    assert shapely.intersects_xy(line, table.lon[1], table.lat[1])
    assert shapely.contains_xy(SQUARE, table.lon[2], table.lat[2])
    assert shapely.contains_xy(HORSESHOE, table.lon[3], table.lat[3])
    assert table.rows.tolist() == [1, 2, 3, 4]


def test_a_feature_without_geometry_stays_without_a_place(tmp_path):
    table = read_table(geojson(tmp_path, collection(feature(None, a=1), feature(shapely.Point(1, 2), a=2))))
    assert np.isnan(table.lon).tolist() == [True, False]


def test_a_single_feature_and_a_bare_geometry_are_tables_of_one(tmp_path):
    assert len(read_table(geojson(tmp_path, feature(SQUARE, a=1)))) == 1
    assert read_table(geojson(tmp_path, {"type": "Point", "coordinates": [5, 6]})).lon.tolist() == [5.0]


def test_ids_beside_the_properties_are_kept_and_lists_become_text(tmp_path):
    one = feature(shapely.Point(1, 2), tags=["a", "乙"]) | {"id": "way/7"}
    table = read_table(geojson(tmp_path, collection(one)))
    assert table.columns == {"tags": ['["a", "乙"]'], "id": ["way/7"]}


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"])
def test_degrees_of_any_name_are_taken(tmp_path, name):
    crs = {"type": "name", "properties": {"name": name}}
    assert len(read_table(geojson(tmp_path, collection(feature(SQUARE), crs=crs)))) == 1


def test_a_projection_is_refused_by_name(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    fault = fault_of(geojson(tmp_path, collection(feature(SQUARE), crs=crs)))
    assert fault.en == "the coordinates are projected (urn:ogc:def:crs:EPSG::3857), not degrees"


@pytest.mark.parametrize(
    "found",
    ["{", "{]", '{"type": "Topology"}', '{"features": 5}', '{"a":' * 9000, '{"features": [5]}', "{}"],
)
def test_broken_geojson_is_named_as_such(tmp_path, found):
    assert fault_of(geojson(tmp_path, found)).en.startswith("is not whole GeoJSON: ")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point"},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point", "coordinates": [[1]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": 5},
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "LineString", "coordinates": [[1, 2]]},
        7,
    ],
)
def test_a_geometry_that_cannot_be_is_named_with_its_feature(tmp_path, geometry):
    bad = {"type": "Feature", "properties": {}, "geometry": geometry}
    assert fault_of(geojson(tmp_path, collection(feature(SQUARE), bad))).where.row == 2


def test_a_collection_of_nothing_has_no_rows(tmp_path):
    assert fault_of(geojson(tmp_path, collection())).zh == "只有表头，没有数据"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@UNTIMED
@given(JSON, st.sampled_from(["Point", "Polygon", "LineString", "MultiPoint"]))
def test_any_coordinates_give_a_place_or_a_fault(tmp_path_factory, coordinates, kind):
    found = {
        "type": "FeatureCollection",
        "features": [{"geometry": {"type": kind, "coordinates": coordinates}}],
    }
    path = geojson(tmp_path_factory.mktemp("json"), found)
    with suppress(Fault):
        assert len(read_table(path)) == 1


# --- GeoPackage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("envelope", range(5))
def test_a_geopackage_is_read_whatever_envelope_its_geometries_carry(tmp_path, envelope):
    table = read_table(geopackage(tmp_path, [shapely.Point(120.5, 31.5), SQUARE, None], envelope=envelope))
    assert table.headers == ("fid", "名称")
    assert texts(table, "名称") == ["p0", "p1", "p2"]
    assert table.lon[:1].tolist() == [120.5]
    assert shapely.contains_xy(SQUARE, table.lon[1], table.lat[1])
    assert np.isnan(table.lon[2])


def test_an_empty_layer_is_stepped_over(tmp_path):
    table = read_table(geopackage(tmp_path, [shapely.Point(1, 2)], empty_first=True))
    assert texts(table, "名称") == ["p0"]


def test_an_empty_geometry_has_no_place(tmp_path):
    table = read_table(geopackage(tmp_path, [b"GP\x00\x11" + struct.pack("<i", 4326), shapely.Point()]))
    assert np.isnan(table.lat).tolist() == [True, True]


def test_a_projected_layer_is_refused(tmp_path):
    assert fault_of(geopackage(tmp_path, [SQUARE], srs=3857)).zh == "坐标是投影坐标（EPSG:3857），不是经纬度"


@pytest.mark.parametrize("blob", [b"", b"GP", b"XX\x00\x01" + b"\x00" * 40, b"GP\x00\x01" + b"\x00" * 9])
def test_a_geometry_that_cannot_be_read_is_named_with_its_number(tmp_path, blob):
    fault = fault_of(geopackage(tmp_path, [shapely.Point(1, 2), blob]))
    assert fault.en == "the geometry of this feature cannot be read"
    assert fault.where.row == 2


def test_a_layer_without_rows_has_no_rows(tmp_path):
    assert fault_of(geopackage(tmp_path, [])).zh == "只有表头，没有数据"


def test_another_database_is_no_geopackage(tmp_path):
    path = tmp_path / "points.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE a (b)")
        base.commit()
    assert fault_of(path).en == "is not a GeoPackage, or has no layer of points, lines or areas"


def test_a_truncated_geopackage_is_named_as_such(tmp_path):
    path = geopackage(tmp_path, [shapely.Point(1, 2)] * 300)
    path.write_bytes(path.read_bytes()[:5000])
    assert fault_of(path).en == "is not a GeoPackage, or has no layer of points, lines or areas"


# --- Parquet ----------------------------------------------------------------------------------------------


def parquet(tmp_path, columns, metadata=None):
    path = tmp_path / "homes.parquet"
    write_table(pa.table(columns).replace_schema_metadata(metadata), path)
    return path


def test_plain_parquet_has_columns_and_no_geometry(tmp_path):
    table = read_table(parquet(tmp_path, {"id": ["a", "b"], "lon": [120.5, None]}))
    assert table.columns == {"id": ["a", "b"], "lon": [120.5, None]}
    assert table.lon is None


def test_geoparquet_gives_places(tmp_path):
    geo = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    wkb = [shapely.to_wkb(shapely.Point(120.5, 31.5)), None]
    table = read_table(parquet(tmp_path, {"id": ["a", "b"], "geometry": wkb}, {"geo": json.dumps(geo)}))
    assert table.headers == ("id",)
    assert table.lon[:1].tolist() == [120.5]
    assert np.isnan(table.lon[1])


def test_real_parquet_is_read(shared_data):
    table = read_table(shared_data("ref_accessibility_r/land_use_data.parquet"))
    assert len(table) == 898
    assert numbers(table, "population").sum() == 941_160


def test_broken_parquet_is_named_as_such(tmp_path):
    path = tmp_path / "homes.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 90)
    assert fault_of(path).en == "the Parquet file cannot be opened; it may be incomplete or damaged"


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    path = parquet(tmp_path, {"id": ["a"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert fault_of(path).do_en == 'Run pip install "yike[parquet]", or save the table as CSV'


# --- damaged files ----------------------------------------------------------------------------------------


def whole(tmp_path, extension):
    if extension == ".gpkg":
        return geopackage(tmp_path, [shapely.Point(1, 2), SQUARE], envelope=1)
    if extension == ".parquet":
        return parquet(tmp_path, {"id": ["a"] * 9, "lon": [1.0] * 9})
    if extension == ".geojson":
        return geojson(tmp_path, collection(feature(SQUARE, a=1), feature(HORSESHOE)))
    book = openpyxl.Workbook()
    for row in (["id", "lon", "lat"], ["a", 120, 31], ["b", 121, 32]):
        book.active.append(row)
    book.save(tmp_path / "homes.xlsx")
    return tmp_path / "homes.xlsx"


HITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=9)


@pytest.mark.parametrize("extension", [".gpkg", ".parquet", ".geojson", ".xlsx"])
@settings(max_examples=40, deadline=None)
@given(hits=HITS, keep=st.floats(0.05, 1.0))
def test_a_damaged_file_is_a_table_or_a_fault(tmp_path_factory, extension, hits, keep):
    path = whole(tmp_path_factory.mktemp("damaged"), extension)
    data = bytearray(path.read_bytes())
    for at, byte in hits:
        data[int(at * len(data))] = byte
    path.write_bytes(data[: int(keep * len(data))])
    with suppress(Fault):
        assert len(read_table(path)) > 0


# --- names and contents -----------------------------------------------------------------------------------


def test_an_unknown_extension_lists_what_can_be_read(tmp_path):
    path = tmp_path / "homes.shp"
    path.write_bytes(b"x")
    fault = fault_of(path)
    assert fault.en == 'the extension ".shp" is not known'
    assert fault.do_en.startswith("Save it as one of: .csv ")


@pytest.mark.parametrize(
    ("name", "start", "message"),
    [
        ("a.csv", b"PK\x03\x04", "the name ends in .csv, but inside it is XLSX"),
        ("a.xlsx", b"SQLite format 3\x00", "the name ends in .xlsx, but inside it is GeoPackage"),
        ("a.CSV", b'\xef\xbb\xbf {"type": 1}', "the name ends in .CSV, but inside it is GeoJSON"),
        ("a.geojson", b"PAR1", "the name ends in .geojson, but inside it is Parquet"),
    ],
)
def test_a_renamed_file_is_told_from_a_converted_one(tmp_path, name, start, message):
    path = tmp_path / name
    path.write_bytes(start + b" " * 90)
    assert fault_of(path).en == message


def test_a_missing_file_says_so(tmp_path):
    assert fault_of(tmp_path / "none.csv").where.file == str(tmp_path / "none.csv")


def test_a_folder_is_no_table(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert fault_of(tmp_path / "a.csv").en.startswith("cannot be opened")


def test_features_are_read_whole_where_their_outlines_matter(tmp_path):
    path = tmp_path / "grids.geojson"
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    feature = {"type": "Feature", "properties": {"代码": "7"}, "geometry": square}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, feature]}))
    features = read_features(path)
    assert (features[1]["geometry"], properties_of(features)) == (square, {"代码": ["7", "7"]})
