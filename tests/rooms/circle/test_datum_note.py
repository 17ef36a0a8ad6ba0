"""A datum that was guessed is told by the name people know it by."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from smalltown import write_town
from yike.engines.reach.datum import from_wgs84
from yike.rooms.circle.inputs import DATUM_NAMES, load_homes, load_streets
from yike.rooms.circle.request import Request


def test_a_guessed_datum_is_named_as_people_name_it(tmp_path: Path) -> None:
    town = write_town(tmp_path, rows=12)
    with (town / "homes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lon, lat = (np.array([float(row[name]) for row in rows]) for name in ("经度", "纬度"))
    for row, x, y in zip(rows, *from_wgs84(lon, lat, "gcj02"), strict=True):
        row |= {"经度": f"{x:.7f}", "纬度": f"{y:.7f}"}
    with (town / "homes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
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
