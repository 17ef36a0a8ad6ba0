"""A small office filled by the commands themselves: the files it was filled from, and what its tables hold."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from homes import CHEN, WANG, number
from ledgers import saved
from office import square

STREET, COMMUNITY, GRID = "999999001", "999999001001", "999999001001001"
TABLES = (
    "residents_person",
    "residents_household",
    "residents_dwelling",
    "areas_area",
    "record_historyentry",
)


def feature(level: str, code: str, name: str, parent: str, side: float) -> dict[str, object]:
    told = {"级别": level, "代码": code, "名称": name, "上级代码": parent}
    return {"type": "Feature", "properties": told, "geometry": square(120.63, 31.3, side)}


def tree(folder: Path, grid: str = GRID) -> Path:
    """Write a file of a street, a community and a grid, and return its path."""
    features = [
        feature("街道", STREET, "梅巷街道", "", 0.01),
        feature("社区", COMMUNITY, "梅东社区", STREET, 0.008),
        feature("网格", grid, "第一网格", COMMUNITY, 0.006),
    ]
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def ledger(folder: Path, wang: str = "") -> Path:
    """Write a ledger of three persons, and return its path."""
    rows = [
        [GRID, "梅花新村3幢", "101", "H001", "户主", "王小明", wang or number(*WANG), "", "15400000001", ""],
        [GRID, "梅花新村3幢", "101", "H001", "配偶", "李秀英", "", "1947-05-06", "", ""],
        [GRID, "梅花新村3幢", "102", "", "户主", "陈阿大", number(*CHEN), "", "0512-00001234", ""],
    ]
    return saved(folder, rows)


def rows(home: Path) -> list[int]:
    """Return how many rows the tables hold that an import writes."""
    with closing(sqlite3.connect(home / "yike.sqlite3")) as base:
        return [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]  # noqa: S608


def person(home: Path, name: str) -> int:
    """Return the number of the person with a name."""
    with closing(sqlite3.connect(home / "yike.sqlite3")) as base:
        pk: int = base.execute("SELECT id FROM residents_person WHERE name = ?", [name]).fetchone()[0]
        return pk
