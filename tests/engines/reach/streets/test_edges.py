"""A plain table of edges: headers in two languages, ids of any kind, coordinates from three places."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from osmdraw import degrees
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.streets.read import read_streets

NONE, FOOTWAY, STEPS = Mark(0), Mark.FOOTWAY, Mark.STEPS


def write(folder: Path, text: str, name: str = "edges.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> Streets:
    return read_streets(write(folder, text))


def fault_of(folder: Path, text: str) -> Fault:
    with pytest.raises(Fault) as caught:
        read(folder, text)
    return caught.value


def lengths(streets: Streets) -> dict[tuple[int, int], float]:
    ends = zip(streets.node_id[streets.a].tolist(), streets.node_id[streets.b].tolist(), strict=True)
    return {(min(e), max(e)): length for e, length in zip(ends, streets.length.tolist(), strict=True)}


def placed(*edges: tuple[int, int, float, float, float, float]) -> str:
    rows = [
        f"{u},{v},{a[0]:.7f},{a[1]:.7f},{b[0]:.7f},{b[1]:.7f}"
        for u, v, *xy in edges
        for a, b in [(degrees(*xy[:2]), degrees(*xy[2:]))]
    ]
    return "\n".join(["u,v,lon_u,lat_u,lon_v,lat_v", *rows])


@pytest.mark.parametrize(
    "header",
    ["u,v,length", "from,to,length", "起点,终点,长度", "Source,Target,Distance", "from_node,to_node,米"],
)
def test_the_three_columns_go_by_many_names(tmp_path: Path, header: str) -> None:
    streets = read(tmp_path, f"{header}\n7,8,100\n8,9,50.5\n")
    assert lengths(streets) == {(7, 8): 100.0, (8, 9): 50.5}
    assert (streets.source.format, streets.source.attribution) == ("edge table", "")


def test_ids_that_are_text_are_counted(tmp_path: Path) -> None:
    assert lengths(read(tmp_path, "u,v,length\n北,南,10\n南,7,20\n")) == {(1, 2): 10.0, (0, 2): 20.0}


def test_a_table_without_coordinates_has_none_and_says_so(tmp_path: Path) -> None:
    streets = read(tmp_path, "u,v,length\n1,2,10\n2,3,10\n")
    assert np.isnan(streets.lon).all()
    assert streets.source.notes == ("nodes have no coordinates",)


def test_a_chain_without_coordinates_is_laid_out_neighbour_by_neighbour(tmp_path: Path) -> None:
    numbers = np.random.default_rng(7).permutation(200)
    rows = "\n".join(f"{a},{b},10" for a, b in pairwise(numbers))
    streets = read(tmp_path, f"u,v,length\n{rows}\n")
    assert np.abs(streets.a - streets.b).max() == 1


def test_coordinates_in_the_table_give_the_lengths_that_are_not_there(tmp_path: Path) -> None:
    streets = read(tmp_path, placed((1, 2, 0, 0, 100, 0), (2, 3, 100, 0, 100, 40)))
    np.testing.assert_allclose([lengths(streets)[1, 2], lengths(streets)[2, 3]], [100.0, 40.0], atol=0.02)


def test_a_given_length_counts_more_than_the_straight_distance(tmp_path: Path) -> None:
    header, row = placed((1, 2, 0, 0, 100, 0)).split("\n")
    assert lengths(read(tmp_path, f"{header},length\n{row},130\n")) == {(1, 2): 130.0}


def test_a_table_of_nodes_beside_the_edges_gives_the_coordinates(tmp_path: Path) -> None:
    write(tmp_path, "编号,经度,纬度\n1,120.63,31.31\n2,120.63,31.311\n9,0,0\n", "nodes.csv")
    streets = read(tmp_path, "u,v\n1,2\n")
    np.testing.assert_allclose(streets.length, [110.87], atol=0.01)


def test_a_table_of_nodes_of_any_name_may_be_given(tmp_path: Path) -> None:
    nodes = write(tmp_path, "id,lon,lat\na,120.63,31.31\nb,120.63,31.311\n", "corners.csv")
    streets = read_streets(write(tmp_path, "u,v\na,b\n"), nodes=nodes)
    assert sorted(streets.lat.tolist()) == [31.31, 31.311]


def test_a_bend_in_wkt_becomes_a_node(tmp_path: Path) -> None:
    places = [degrees(0, 0), degrees(50, 50), degrees(100, 0)]
    wkt = ", ".join(f"{lon:.7f} {lat:.7f}" for lon, lat in places)
    header, row = placed((1, 2, 0, 0, 100, 0)).split("\n")
    streets = read(tmp_path, f'{header},geometry\n{row},"LINESTRING ({wkt})"\n')
    np.testing.assert_allclose(streets.length, [50 * 2**0.5] * 2, rtol=1e-3)


def test_other_columns_are_read_as_tags(tmp_path: Path) -> None:
    rows = ("u,v,length,路名,台阶,highway,步行", "1,2,9,甲街,否,,", "2,3,9,乙街,是,,", "3,4,9,丙街,,footway,")
    streets = read(tmp_path, "\n".join((*rows, "4,5,9,,,,否")))
    ends = zip(streets.node_id[streets.a].tolist(), streets.mark.tolist(), streets.name.tolist(), strict=True)
    found = {a: (Mark(mark), streets.names[name]) for a, mark, name in ends}
    assert sorted(found.values()) == [(NONE, "甲街"), (FOOTWAY, "丙街"), (FOOTWAY | STEPS, "乙街")]


def test_both_directions_in_the_table_become_one_segment(tmp_path: Path) -> None:
    streets = read(tmp_path, "u,v,length\n1,2,100\n2,1,90\n1,1,5\n")
    assert lengths(streets) == {(1, 2): 90.0}


def test_parquet_reads_like_csv_whatever_its_name(tmp_path: Path) -> None:
    rows = {"u": [1, 2], "v": [2, 3], "length": [10.0, 20.0], "name": ["甲", None]}
    parquet.write_table(pa.table(rows), tmp_path / "edges.dat")
    streets = read_streets(tmp_path / "edges.dat")
    assert (lengths(streets), streets.names) == ({(1, 2): 10.0, (2, 3): 20.0}, ("甲",))


@pytest.mark.parametrize(
    ("text", "row", "column", "says"),
    [
        ("u,v,length\n1,2,5\n2,3,-1\n", 3, "length", "the length is negative (-1)"),
        ("u,v,length\n1,2,5\n\n2,3,\n", 4, "length", "there is no length"),
        ("u,v,length\n1,2,nan\n", 2, "length", "there is no length"),
        ("u,v,length\n1,2,far\n", 2, "length", '"far" is not a number'),
        ("u,v,length\n1,,5\n", 2, "v", "there is no node id"),
        ("u,v,length,geometry\n1,2,5,POINT (1 1)\n", 2, "geometry", "the geometry is no WKT line"),
        (
            "u,v,lon_u,lat_u,lon_v,lat_v\n1,2,31,120,31,121\n",
            2,
            "lon_u",
            "longitude and latitude are swapped",
        ),
        (
            "u,v,lon_u,lat_u,lon_v,lat_v\n1,2,400000,3500000,400100,3500000\n",
            2,
            "lon_u",
            "no longitude and latitude (400000, 3.5e+06)",
        ),
        (
            "u,v,lon_u,lat_u,lon_v,lat_v\n1,2,120,31,120,\n",
            2,
            "lon_v",
            "no longitude and latitude (120, nan)",
        ),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(
    tmp_path: Path, text: str, row: int, column: str, says: str
) -> None:
    fault = fault_of(tmp_path, text)
    assert (fault.where.row, fault.where.column, fault.en) == (row, column, says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\nm,n\n", 'there is no column "u"; it does not look like a table of edges'),
        ("u,v\n1,2\n", 'there is no column "length"; it does not look like a table of edges'),
        ("u,v,length\n1,1,5\n", "there is no walkable street in it"),
        ("u,v,length\n1,2,0\n", "there is no walkable street in it"),
        ("u,v,length,foot\n1,2,5,no\n", "there is no walkable street in it"),
        ("u,v,length\n1,2,9e9\n", "one straight piece of street is 9000000 km long"),
        (
            "u,v,length,lon_u,lat_u,lon_v,lat_v\n1,2,0.1,120,31,120,31.001\n",
            "lengths are about 0.000902 times the straight distance; they cannot be metres",
        ),
    ],
)
def test_a_table_that_is_no_street_map_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert fault_of(tmp_path, text).en == says


def test_a_node_missing_from_the_table_of_nodes_is_named_by_its_edge(tmp_path: Path) -> None:
    write(tmp_path, "id,lon,lat\n1,120.63,31.31\n2,120.63,31.311\n", "nodes.csv")
    fault = fault_of(tmp_path, "u,v\n1,2\n2,3\n")
    assert (fault.where.row, fault.en) == (3, "a node of this edge is not in nodes.csv")


def test_a_table_of_nodes_without_coordinates_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "id,name\n1,a\n", "nodes.csv")
    assert fault_of(tmp_path, "u,v\n1,2\n").en == "a table of nodes needs the columns id, lon and lat"
