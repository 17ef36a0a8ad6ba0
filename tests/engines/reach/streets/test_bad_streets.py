"""Whatever is handed over as a street map gives streets or one clear fault, and nothing else."""

from __future__ import annotations

import bz2
import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osmdraw import osm_xml
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Streets
from yike.engines.reach.streets.opl import damaged
from yike.engines.reach.streets.read import read_streets

Pack = Callable[[bytes], bytes]
ROAD = {"highway": "residential", "name": "平江路"}
MAP = osm_xml({1: (0.0, 0.0), 2: (90.0, 0.0), 3: (90.0, 90.0)}, [([1, 2, 3], ROAD)])
GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d0" for="node" attr.name="x"/>'
    '<key id="d1" for="node" attr.name="y"/><graph edgedefault="directed">'
    '<node id="1"><data key="d0">120.63</data><data key="d1">31.31</data></node>'
    '<node id="2"><data key="d0">120.631</data><data key="d1">31.31</data></node>'
    '<edge source="1" target="2"/></graph></graphml>'
)
GEOJSON = json.dumps(
    {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"highway": "path"},
     "geometry": {"type": "LineString", "coordinates": [[120.63, 31.31], [120.631, 31.31]]}}]}
)  # fmt: skip
TABLE = "u,v,length,name\n1,2,100,甲\n2,3,80,乙\n"
BILLION = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def fault_of(folder: Path, data: bytes, name: str = "streets.osm") -> Fault:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(Fault) as caught:
        read_streets(path)
    assert caught.value.where.file == str(path)
    assert (caught.value.text("zh") != "", caught.value.text("en") != "") == (True, True)
    return caught.value


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00" * 100])
def test_an_empty_file_says_so(tmp_path: Path, data: bytes) -> None:
    assert fault_of(tmp_path, data).en == "the file is empty"


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        read_streets(tmp_path / "nowhere.osm.pbf")
    assert caught.value.en == "cannot be opened: No such file or directory"


def test_a_folder_is_no_street_file(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        read_streets(tmp_path)
    assert caught.value.en == "cannot be opened: Is a directory"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "is no street map but a zip archive"),
        (b"\x00\x00\x27\x0arest", "is no street map but a shapefile"),
        (b"SQLite format 3\x00", "is no street map but a database or GeoPackage"),
        (b"%PDF-1.7", "is no street map but a PDF"),
        (b"\x89PNG\r\n", "is no street map but a picture"),
        (b"<!DOCTYPE html><html></html>", "is no street map but a web page; the download may have failed"),
        (b"<osmChange version='0.6'/>", "is no street map but a file of OpenStreetMap changes"),
        (b"<!-- a -->\n<kml:kml/>", "is no street map but some other XML (<kml>)"),
        (gzip.compress(b"hello", mtime=0), "is no street map but a packed file that holds no OSM XML"),
        (gzip.compress(GRAPHML.encode(), mtime=0), "is no street map but some other XML (<graphml>)"),
        ("﻿".encode("utf-16-le") + MAP.encode("utf-16-le"), "the XML is not in UTF-8"),
        (b'<?xml version="1.0"?><osm version="0.6"></osm>', "there is no walkable street in it"),
        (MAP.replace("residential", "motorway").encode(), "there is no walkable street in it"),
        (MAP.replace('ref="2"', 'ref="7"').replace('ref="3"', 'ref="8"').encode(),
         "there is no walkable street in it"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, data: bytes, says: str) -> None:
    assert fault_of(tmp_path, data).en == says


def test_a_map_of_one_node_has_no_street(tmp_path: Path) -> None:
    data = osm_xml({1: (0.0, 0.0)}, [([1], ROAD), ([1, 1], ROAD)]).encode()
    assert fault_of(tmp_path, data).en == "there is no walkable street in it"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("text", [BILLION + MAP, MAP + BILLION, f"<!-- {' ' * 2**20} -->" + BILLION + MAP])
def test_an_xml_bomb_is_not_read(tmp_path: Path, pack: Pack, text: str) -> None:
    assert "DOCTYPE or ENTITY" in fault_of(tmp_path, pack(text.encode())).en


def test_a_graph_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    data = BILLION.replace("osm", "graphml") + GRAPHML
    assert "DOCTYPE or ENTITY" in fault_of(tmp_path, data.encode(), "bomb.graphml").en


def test_a_packed_file_that_swells_beyond_measure_is_not_read(tmp_path: Path) -> None:
    data = gzip.compress(MAP.encode() + b" " * (1 << 27))
    assert fault_of(tmp_path, data, "bomb.osm.gz").en.startswith("it unpacks to more than 100 times its size")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_file_cut_short_says_so(tmp_path: Path, pack: Pack) -> None:
    data = pack(MAP.encode())
    fault_of(tmp_path, data[: len(data) // 2], "half.osm.gz")


@pytest.mark.parametrize("name", ["br_spo/spo_osm.pbf"])
@pytest.mark.parametrize("part", [0.01, 0.5, 0.99])
def test_a_street_file_cut_short_says_so(
    tmp_path: Path, shared_data: Callable[[str], Path], name: str, part: float
) -> None:
    data = shared_data(name).read_bytes()
    fault = fault_of(tmp_path, data[: int(len(data) * part)], "half.osm.pbf")
    assert fault.do_en == "Download the file again"


@pytest.mark.parametrize(
    ("old", "new"),
    [("lat=\"31", "lat=\"nan\" was=\"31"), ("lat=\"31.", "lat=\"3131."), ("</osm>", ""), ('version="0.6"', "")],
)  # fmt: skip
def test_a_damaged_map_says_so(tmp_path: Path, old: str, new: str) -> None:
    assert fault_of(tmp_path, MAP.replace(old, new, 1).encode()).do_en == "Download the file again"


def test_swapped_coordinates_say_so(tmp_path: Path) -> None:
    data = MAP.replace("lat=", "was=").replace("lon=", "lat=").replace("was=", "lon=")
    assert fault_of(tmp_path, data.encode()).en.startswith("longitude and latitude are swapped (31.")


def test_a_temporary_folder_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.osm").write_text(MAP, encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(Fault) as caught:
        read_streets(tmp_path / "m.osm")
    assert caught.value.en == "the temporary folder cannot be written (No such file or directory)"


def test_a_full_disk_is_not_blamed_on_the_file() -> None:
    fault = damaged(Path("m.osm"), RuntimeError("Write failed: No space left on device"))
    assert fault.do_en == "Make room, or name another folder with TMPDIR"


SEEDS = {"m.osm": MAP, "m.graphml": GRAPHML, "m.geojson": GEOJSON, "edges.csv": TABLE}


def whole(path: Path) -> bool:
    """Read whatever it is; anything but streets or a fault is raised. Return whether it gave streets."""
    try:
        streets = read_streets(path)
    except Fault:
        return False
    sound(streets)
    return True


def sound(streets: Streets) -> None:
    n, m = streets.nodes, streets.segments
    assert (n > 1, m > 0, len(streets.b), len(streets.length), len(streets.mark)) == (True, True, m, m, m)
    assert (int(min(streets.a.min(), streets.b.min())), int(max(streets.a.max(), streets.b.max()))) == (
        0,
        n - 1,
    )
    assert (bool((streets.length > 0).all()), float(streets.length.max()) < 1000.001) == (True, True)
    assert (int(streets.name.max()) < len(streets.names), bool((streets.a != streets.b).all())) == (
        True,
        True,
    )
    assert np.isfinite(streets.lon).all() or np.isnan(streets.lon).all()


def test_the_unharmed_seeds_of_the_fuzz_are_read(tmp_path: Path) -> None:
    for name, text in SEEDS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [whole(tmp_path / name) for name in SEEDS] == [True] * len(SEEDS)


FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
CUT = st.tuples(st.integers(0, 2000), st.integers(0, 12), st.binary(max_size=8))


@given(
    data=st.binary(max_size=400),
    name=st.sampled_from(["x.osm", "x.osm.pbf", "x.osm.gz", "x.geojson", "x.csv"]),
)
@FUZZ
def test_random_bytes_give_a_fault_or_streets(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    whole(tmp_path / name)


def mutated(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, gone, new in cuts:
        place = at % (len(data) + 1)
        data = data[:place] + new + data[place + gone :]
    return data


@pytest.mark.parametrize("name", list(SEEDS))
@given(cuts=st.lists(CUT, min_size=1, max_size=4))
@FUZZ
def test_a_mutated_file_gives_a_fault_or_streets(
    tmp_path: Path, name: str, cuts: list[tuple[int, int, bytes]]
) -> None:
    (tmp_path / name).write_bytes(mutated(SEEDS[name].encode(), cuts))
    whole(tmp_path / name)


@pytest.mark.parametrize("compression", ["none", "zlib"])
@given(cuts=st.lists(CUT, min_size=1, max_size=3))
@FUZZ
def test_a_mutated_pbf_gives_a_fault_or_streets(
    tmp_path: Path, compression: str, cuts: list[tuple[int, int, bytes]]
) -> None:
    source, good = tmp_path / "m.osm", tmp_path / "good.osm.pbf"
    if not good.exists():
        source.write_text(MAP, encoding="utf-8")
        form = f"pbf,pbf_compression={compression}"
        with osmium.SimpleWriter(osmium.io.File(str(good), form)) as writer:
            osmium.apply(str(source), writer)
    (tmp_path / "m.osm.pbf").write_bytes(mutated(good.read_bytes(), cuts))
    whole(tmp_path / "m.osm.pbf")


@given(
    st.lists(st.tuples(*[st.integers(0, 6)] * 2, st.floats(-1, 5000)), max_size=12),
    st.sampled_from([",", ";", "\t"]),
)
@FUZZ
def test_any_table_of_edges_gives_a_fault_or_streets(
    tmp_path: Path, rows: list[tuple[int, int, float]], separator: str
) -> None:
    lines = ["u,v,length", *(f"{u},{v},{length}" for u, v, length in rows)]
    (tmp_path / "edges.csv").write_text("\n".join(lines).replace(",", separator))
    whole(tmp_path / "edges.csv")
