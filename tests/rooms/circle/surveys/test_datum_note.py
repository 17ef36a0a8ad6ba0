"""A datum that was guessed is told by the name people know it by."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from smalltown import write_town
from yike.engines.reach.datum import from_wgs84
from yike.rooms.circle.surveys.inputs import DATUM_NAMES, load_all, load_homes, load_streets
from yike.rooms.circle.surveys.request import Request


def shifted(path: Path) -> None:
    """Write the coordinates of a table anew in GCJ-02, without saying so."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lon, lat = (np.array([float(row[name]) for row in rows]) for name in ("经度", "纬度"))
    for row, x, y in zip(rows, *from_wgs84(lon, lat, "gcj02"), strict=True):
        row |= {"经度": f"{x:.7f}", "纬度": f"{y:.7f}"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_guessed_datum_is_named_as_people_name_it(tmp_path: Path) -> None:
    town = write_town(tmp_path, rows=12)
    shifted(town / "homes.csv")
    streets = load_streets(town / "streets.geojson")
    origin = load_homes(Request(town / "streets.geojson", town / "homes.csv"), streets).origin
    assert origin is not None
    assert (origin.datum, origin.notes) == (
        "gcj02",
        (
            (
                "homes.csv 没有写坐标系，按位置判断为 GCJ-02",
                "homes.csv names no datum; from where its places lie it is taken as GCJ-02",
            ),
        ),
    )
    assert DATUM_NAMES["bd09"] == "BD-09"


def test_few_points_are_read_in_the_datum_guessed_for_the_homes(tmp_path: Path) -> None:
    town = write_town(tmp_path, rows=12)
    request = Request(town / "streets.geojson", town / "homes.csv", points=town / "points.csv")
    plain = load_all(request)
    shifted(town / "homes.csv")
    shifted(town / "points.csv")
    both = load_all(request)
    np.testing.assert_allclose(both.points.lon, plain.points.lon, atol=1e-6)
    assert both.points.origin is not None
    assert (both.points.origin.datum, both.points.origin.notes) == (
        "gcj02",
        (
            (
                "points.csv 没有写坐标系，也看不出来，与 homes.csv 一样按 GCJ-02",
                "points.csv names no datum and its places do not tell it; it is taken as GCJ-02, as homes.csv is",
            ),
        ),
    )


def test_a_declared_datum_follows_no_other_table(tmp_path: Path) -> None:
    town = write_town(tmp_path, rows=12)
    shifted(town / "homes.csv")
    points = town / "points.csv"
    points.write_text(
        points.read_text(encoding="utf-8").replace("经度,纬度", "lon_wgs84,lat_wgs84"), encoding="utf-8"
    )
    loaded = load_all(Request(town / "streets.geojson", town / "homes.csv", points=points))
    origins = loaded.homes.origin, loaded.points.origin
    assert [one and one.datum for one in origins] == ["gcj02", "wgs84"]
