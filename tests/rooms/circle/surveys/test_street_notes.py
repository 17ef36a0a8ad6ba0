from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from yike.engines.reach.streets.read import read_streets
from yike.rooms.circle.surveys.remarks import street_note


def test_a_note_of_the_street_reader_is_told_in_both_languages() -> None:
    note = street_note("squares: 52")
    assert (note.zh, note.en) == ("广场：52", "squares: 52")
    assert street_note("nodes have no coordinates").zh == "节点没有坐标"


@pytest.mark.parametrize(
    "name",
    ["br_poa/poa_osm.pbf", "eu_heidelberg/heidelberg.osm.pbf", "eu_small/andorra.osm.pbf"],
)
def test_no_note_on_a_real_city_stays_untranslated(name: str, shared_data: Callable[[str], Path]) -> None:
    notes = [street_note(text) for text in read_streets(shared_data(name)).source.notes]
    assert [note.en for note in notes if note.zh == note.en] == []
