"""The page of the walking filter says what the code does, and its counts are the reader's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from filterpage import PAGE, filled, tables
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.streets.read import read_streets

TEXT = PAGE.read_text(encoding="utf-8")
FILES = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and line.split("|")[1].strip().endswith((".pbf", ".gz", ".osm"))
]


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


def noted(streets: Streets) -> dict[str, int]:
    pairs = (note.rsplit(": ", 1) for note in streets.source.notes)
    return {text: int(count) for text, count in pairs}


def test_every_table_of_the_page_is_the_filters_own() -> None:
    assert filled(TEXT) == TEXT, "run: python tests/filterpage.py"


def test_every_table_of_the_filter_is_on_the_page() -> None:
    assert sorted(name for name in tables() if f"<!-- table {name} -->" in TEXT) == sorted(tables())


@pytest.mark.parametrize("row", FILES, ids=lambda row: row[0])
def test_the_counts_of_a_file_add_up_from_the_data_readme(row: list[str]) -> None:
    recounted, lost, won, across, twice, joined, cuts, _, segments = map(number, row[2:11])
    assert recounted - lost + won + across - twice - joined + cuts == segments


@pytest.mark.parametrize("row", FILES, ids=lambda row: row[0])
def test_the_counts_of_a_file_are_what_the_reader_finds(
    row: list[str], shared_data: Callable[[str], Path]
) -> None:
    streets = read_streets(shared_data(row[0]))
    notes = noted(streets)
    links = coo_matrix((np.ones(streets.segments, np.int8), (streets.a, streets.b)), (streets.nodes,) * 2)
    components, label = connected_components(links, directed=False)
    cuts = notes.get("cuts at gates with hours", 0) + notes.get("cuts in pieces over 1000 m", 0)
    found = [
        notes.get("lines across squares", 0),
        notes.get("pieces drawn twice, kept once", 0),
        notes.get("pieces without length, joined", 0),
        cuts,
        streets.nodes,
        streets.segments,
        components,
    ]
    assert [number(cell) for cell in row[5:12]] == found
    assert row[12] == f"{100 * np.bincount(label).max() / streets.nodes:.1f} %"
    sound(streets)


def sound(streets: Streets) -> None:
    """Assert what every reader promises of its streets."""
    assert np.isfinite(streets.lon).all()
    assert (float(streets.length.min()) > 0, float(streets.length.max()) < 1000.001) == (True, True)
    assert sorted(np.unique(np.concatenate((streets.a, streets.b))).tolist()) == list(range(streets.nodes))
    limits = streets.mark & int(Mark.STEPS | Mark.KERB | Mark.GATE | Mark.ONE_WAY_FOOT | Mark.NO_WHEELCHAIR)
    hours = np.full(streets.segments, -1) if streets.hours is None else streets.hours
    low, high = np.minimum(streets.a, streets.b), np.maximum(streets.a, streets.b)
    keys = np.stack((low, high, limits.astype(np.int64), hours), axis=1)
    assert len(np.unique(keys, axis=0)) == streets.segments
    follows = (streets.a[1:] == streets.b[:-1]).mean()
    assert float(follows) > 0.5  # segments of a street stand one after the other


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("br_poa/poa_osm.pbf", "2020-08-12"),
        ("br_spo/spo_osm.pbf", "2020-09-23"),
        ("eu_liechtenstein/liechtenstein.osm.pbf", "2015-07-27"),
        ("eu_small/monaco.osm.gz", "2012-06-29"),
        ("eu_small/andorra.osm.pbf", "2013-05-28"),
        ("cn_shanghai/shanghai_renmin_square.osm", "2026-07-21"),
    ],
)
def test_the_day_of_a_map_is_the_data_readmes(
    name: str, date: str, shared_data: Callable[[str], Path]
) -> None:
    assert read_streets(shared_data(name)).source.date == date


def test_heidelberg_keeps_every_piece_of_its_stairs(shared_data: Callable[[str], Path]) -> None:
    """Counted once more with nothing but pyosmium."""
    path = shared_data("eu_heidelberg/heidelberg.osm.pbf")
    pieces = 0
    for way in osmium.FileProcessor(path, osmium.osm.WAY).with_filter(
        osmium.filter.TagFilter(("highway", "steps"))
    ):
        tags = dict(way.tags)
        closed = tags.get("foot", tags.get("access")) in ("no", "private") or tags.get("area") == "yes"
        easy = "yes" in (tags.get("ramp:wheelchair"), tags.get("wheelchair"))
        pieces += 0 if closed or easy else len(way.nodes) - 1
    assert int((read_streets(path).mark & int(Mark.STEPS) != 0).sum()) == pieces
