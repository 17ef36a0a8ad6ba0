"""Whatever is wrong with a file: one line with file, row and remedy, exit code 2, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard import Heard, Yike
from smalltown import write_town

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<osm version="0.6"><node id="1" lat="1" lon="1">&b;</node></osm>'
)
BARE = b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="31.3" lon="120.6"/></osm>'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


def report(yike: Yike, town: Path, out: Path, **files: Path) -> Heard:
    """Ask for a report on the town with some of its files replaced."""
    used = {name: files.get(name, town / f"{name}{end}") for name, end in FILES.items()}
    words = [word for name, path in used.items() for word in (f"--{name}", path)]
    return yike("circle", "report", *words, "--weight", "户数", "--out", out, lang="en")


FILES = {"streets": ".geojson", "homes": ".csv", "points": ".csv"}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("s.osm.pbf", b"", "the file is empty. Download or export it again."),
        (
            "s.osm",
            BOMB,
            "the XML declares a DOCTYPE or ENTITY, which can be made to fill the memory; it is not read.",
        ),
        ("s.osm", BARE, "there is no walkable street in it."),
        ("s.geojson", b'{"type":"FeatureCollection","features":[]}', "there is no walkable street in it."),
        (
            "s.osm.pbf",
            b"\x00\x00\x00\x0d\x0a\x09OSMHeader",
            "the street file cannot be read; it may be damaged or cut short",
        ),
        ("s.osm", BARE[:-6], "the street file cannot be read; it may be damaged or cut short"),
        ("s.yike", b"YIKEWALK12", "is not a prepared street file."),
    ],
)
def test_a_street_file_that_is_none_is_told(
    yike: Yike, town: Path, tmp_path: Path, name: str, content: bytes, line: str
) -> None:
    (tmp_path / name).write_bytes(content)
    heard = report(yike, town, tmp_path / "out", streets=tmp_path / name)
    told = heard.err.splitlines()[-1]
    assert (heard.code, heard.out, (tmp_path / "out").exists()) == (2, "", False)
    assert (
        told[: len(f"Cannot go on: {tmp_path / name}: {line}")] == f"Cannot go on: {tmp_path / name}: {line}"
    )


HEAD = "编号,经度,纬度,户数\n"
GOOD = "a,120.622,31.3,3\n"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("", ": the file is empty. Export the table again, with its contents."),
        (HEAD, ": there is a header but no data below it. Fill in rows below the header and try again."),
        (
            f"{HEAD}a,110.622,31.3,3\n",
            (
                ", row 2: the places lie 950 km from the streets (from this row on): not the same city. "
                "Check that the street file and the table are of the same city."
            ),
        ),
        (
            f"{HEAD}a,31.3,120.622,3\n",
            (
                ", row 2: the latitude is 120.622: longitude and latitude are swapped. "
                "Swap the names of the longitude and latitude columns; in GeoJSON, the order within each position."
            ),
        ),
        (
            f"{HEAD}a,531000,3466000,3\n",
            (
                ", row 2: 531000, 3.466e+06 are projected coordinates in metres, not degrees. "
                "Convert them to degrees (EPSG:4326 or EPSG:4490) in a GIS program."
            ),
        ),
        (
            f"{HEAD}{GOOD}b,120.622,31.3,-4\n",
            (
                ', row 3, column "户数": "-4" cannot be a count: it must be 0 or more. '
                "Correct it; write 0 or leave it empty if there is none."
            ),
        ),
        (
            f"{HEAD}{GOOD}{GOOD}",
            (
                ', row 3, column "编号": the id "a" stands in rows 2 and 3. '
                "Give each its own id, or delete the row that is there twice."
            ),
        ),
    ],
)
def test_a_table_of_homes_that_cannot_be_used_is_told_with_its_row(
    yike: Yike, town: Path, tmp_path: Path, table: str, line: str
) -> None:
    homes = tmp_path / "homes.csv"
    homes.write_text(table, encoding="utf-8")
    heard = report(yike, town, tmp_path / "out", homes=homes)
    assert (heard.code, heard.out, heard.err.splitlines()[-1]) == (2, "", f"Cannot go on: {homes}{line}")
    assert (tmp_path / "out").exists() is False


def test_hours_that_no_clock_shows_are_told_with_their_row(yike: Yike, town: Path, tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    text = (town / "points.csv").read_text(encoding="utf-8").replace("17:00", "25:00")
    points.write_text(text, encoding="utf-8")
    heard = report(yike, town, tmp_path / "out", points=points)
    place = f'Cannot go on: {points}, row 2, column "开放时间": there is no time "25:00". '
    assert (heard.code, heard.err.splitlines()[-1].partition("Correct it")[0]) == (2, place)


def test_homes_without_coordinates_stay_in_the_sum_and_are_counted(
    yike: Yike, town: Path, tmp_path: Path
) -> None:
    homes = tmp_path / "homes.csv"
    homes.write_text(f"{HEAD}{GOOD}b,nan,,1\n", encoding="utf-8")
    heard = report(yike, town, tmp_path / "out", homes=homes)
    notes = [line.strip() for line in heard.err.splitlines()]
    assert heard.code == 0
    assert notes.count("· 1 rows have no coordinates (such as row 3)") == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["h.csv", "h.xlsx", "h.geojson", "h.gpkg", "h.parquet"]))
def test_no_bytes_whatever_bring_a_traceback(
    yike: Yike, town: Path, tmp_path: Path, content: bytes, name: str
) -> None:
    (tmp_path / name).write_bytes(content)
    heard = report(yike, town, tmp_path / "out", homes=tmp_path / name)
    assert (heard.code, heard.out, "Traceback" in heard.err) == (2, "", False)
