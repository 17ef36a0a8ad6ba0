"""--crossing: a wait at every crossing the street map marks, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from heard import Yike
from smalltown import SOUTH, STEP, WEST, write_town

DOOR = f"{WEST + 0.005:.6f},{SOUTH:.6f}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town in which the first street is crossed once between the door and the point p1."""
    folder = write_town(tmp_path_factory.mktemp("town"))
    file = folder / "streets.geojson"
    whole = json.loads(file.read_text(encoding="utf-8"))
    first = next(one for one in whole["features"] if one["properties"]["name"] == "街0")
    line = first["geometry"]["coordinates"]
    at = next(i for i, (lon, _) in enumerate(line) if abs(lon - WEST - 3 * STEP) < STEP / 10)
    crossing = {
        "type": "Feature",
        "properties": {"highway": "footway", "footway": "crossing", "name": "街0"},
        "geometry": {"type": "LineString", "coordinates": line[at : at + 2]},
    }
    rest = {**first, "geometry": {"type": "LineString", "coordinates": line[at + 1 :]}}
    first["geometry"]["coordinates"] = line[: at + 1]
    whole["features"] += [crossing, rest]
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return folder


def seconds(yike: Yike, streets: Path, points: Path, *more: str) -> float:
    words = ["--streets", streets, "--points", points, "--from", DOOR, "--json", *more]
    found = json.loads(yike("circle", "nearest", *words).out)
    return float(next(one["seconds"] for one in found["nearest"] if one["id"] == "p1"))


def test_the_wait_is_charged_where_a_crossing_is_marked(yike: Yike, town: Path) -> None:
    files = town / "streets.geojson", town / "points.csv"
    assert seconds(yike, *files, "--crossing", "40") - seconds(yike, *files) == pytest.approx(40, abs=0.2)


def test_a_prepared_file_answers_as_the_streets_it_was_made_from(
    yike: Yike, town: Path, tmp_path: Path
) -> None:
    made = tmp_path / "s.yike"
    assert yike("circle", "prepare", town / "streets.geojson", "--out", made).code == 0
    both = [
        seconds(yike, streets, town / "points.csv", "--crossing", "40")
        for streets in (town / "streets.geojson", made)
    ]
    assert both[0] == both[1]


def test_a_report_says_what_was_added_and_where_nothing_could_be(
    yike: Yike, town: Path, tmp_path: Path
) -> None:
    bare = write_town(tmp_path / "bare")

    def notes(folder: Path) -> list[str]:
        tables = [
            word
            for name, end in (("streets", "geojson"), ("homes", "csv"), ("points", "csv"))
            for word in (f"--{name}", folder / f"{name}.{end}")
        ]
        heard = yike("circle", "what-if", *tables, "--close", "p1", "--crossing", "40", "--json")
        return [note["en"] for note in json.loads(heard.out)["notes"] if "crossing" in note["en"]]

    assert notes(town) == ["every marked crossing takes 40 s more (the street map marks 1)"]
    assert notes(bare) == ["the street map marks no crossing, so that no wait was added"]
