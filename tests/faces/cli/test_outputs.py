"""What is already there stays there: no command writes over its own input, and bad folders are told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from heard import Yike
from smalltown import SOUTH, WEST, write_town
from yike.rooms.circle.surveys import batch, preparing, reporting

DOOR = f"{WEST + 0.005:.6f},{SOUTH:.6f}"
OWN = "this is an input file, which would be written over. Give another name behind --out."


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(tmp_path / "town")


def tables(town: Path) -> list[object]:
    return [
        "--streets",
        town / "streets.geojson",
        "--homes",
        town / "homes.csv",
        "--points",
        town / "points.csv",
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def asked(town: Path, name: str) -> list[object]:
    """Return a command that is told to write over one of its inputs."""
    return {
        "prepare": ["prepare", town / "streets.geojson", "--out", town / "streets.geojson"],
        "isochrone": [
            *("isochrone", "--streets", town / "streets.geojson"),
            *("--from", DOOR, "--out", town / "streets.geojson"),
        ],
        "site": ["site", *tables(town), "--kind-value", "医", "--out", town / "points.csv"],
        "report": ["report", *tables(town), "--out", town],
    }[name]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("prepare", "streets.geojson"),
        ("isochrone", "streets.geojson"),
        ("site", "points.csv"),
        ("report", "homes.csv"),  # the report's own table has that name
    ],
)
def test_no_command_writes_over_its_own_input(yike: Yike, town: Path, name: str, file: str) -> None:
    before = contents(town)
    heard = yike("circle", *asked(town, name), lang="en")
    assert (heard.code, heard.out, heard.err) == (2, "", f"Cannot go on: {town / file}: {OWN}\n")
    assert contents(town) == before


def test_an_input_is_known_behind_another_name(yike: Yike, town: Path) -> None:
    link = town / "link.yike"
    link.symlink_to(town / "streets.geojson")
    heard = yike("circle", "prepare", town / "streets.geojson", "--out", link, lang="en")
    assert (heard.code, heard.err) == (2, f"Cannot go on: {link}: {OWN}\n")


def test_prepare_replaces_what_it_made_and_nothing_else(yike: Yike, town: Path) -> None:
    made, table = town / "s.yike", town / "homes.csv"
    before = table.read_bytes()
    codes = [
        yike("circle", "prepare", town / "streets.geojson", "--out", out).code for out in (made, made, table)
    ]
    assert (codes, table.read_bytes()) == ([0, 0, 2], before)


def test_a_plan_is_not_replaced_by_the_table_of_its_results(yike: Yike, town: Path) -> None:
    plan = town / "cities.csv"
    plan.write_text("name,streets,homes,points\na,streets.geojson,homes.csv,points.csv\n")
    before = contents(town)
    heard = yike("circle", "batch", plan, "--out", town, "--serial", lang="en")
    assert (heard.code, heard.err.splitlines()[-1]) == (2, f"Cannot go on: {plan}: {OWN}")
    assert contents(town) == before


@pytest.mark.parametrize("name", ["prepare", "report", "batch"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    yike: Yike, town: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        pytest.fail("the work was begun")

    monkeypatch.setattr(preparing, "load_streets", work)
    monkeypatch.setattr(reporting, "load_all", work)
    monkeypatch.setattr(batch, "load_all", work)
    plan, inside = town / "plan.csv", town / "homes.csv" / "out"
    plan.write_text("name,streets,homes,points\na,streets.geojson,homes.csv,points.csv\n")
    words: dict[str, list[object]] = {
        "prepare": ["prepare", town / "streets.geojson", "--out", inside / "s.yike"],
        "report": ["report", *tables(town), "--out", inside],
        "batch": ["batch", plan, "--serial", "--out", inside],
    }
    heard = yike("circle", *words[name], lang="en")
    told = heard.err.splitlines()[-1]
    remedy = "cannot be written: Not a directory. Choose a folder you may write to that has room."
    assert (heard.code, told.startswith(f"Cannot go on: {inside}"), told.endswith(remedy)) == (2, True, True)
