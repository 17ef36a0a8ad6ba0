from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_streets import PLAIN, made_anchors, made_streets, streets_of
from yike.engines.faults import Fault
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.pace import PACES
from yike.engines.reach.saved import in_sweep_order, is_saved, load, save
from yike.engines.reach.streets.model import Source, Streets, Water
from yike.engines.reach.walk import Walk


def town() -> Streets:
    plain = streets_of(5, [(0, 1, 50.0, 0), (1, 2, 30.0, 1), (2, 3, 20.0, 0), (3, 1, 9.0, 0), (3, 4, 7.0, 0)])
    return replace(
        plain,
        names=("十全街", "凤凰街"),
        name=np.array([0, 1, -1, 0, 1], np.int32),
        hours=np.array([-1, 0, -1, -1, -1], np.int32),
        gate_hours=("06:00-22:00",),
        water=Water(
            np.array([120.6, 120.7]),
            np.array([31.3, 31.3]),
            np.array([0, 2], np.int32),
            np.zeros(1, bool),
            ("河",),
        ),
        source=Source("a.osm", "osm", "ours", "2026-11-22", ("示意图",)),
    )


def prepared(tmp_path: Path, streets: Streets) -> Path:
    path = tmp_path / "town.yike"
    moved, walk = in_sweep_order(streets, PLAIN)
    save(path, moved, [walk])
    return path


def test_everything_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    moved, walk = in_sweep_order(town(), PLAIN)
    save(tmp_path / "t.yike", moved, [walk])
    got = load(tmp_path / "t.yike")
    assert (got.streets.names, got.streets.source, got.streets.water.name) == (
        moved.names,
        moved.source,
        ("河",),
    )
    for name in ("lon", "lat", "a", "b", "length", "mark", "name", "node_id", "hours"):
        np.testing.assert_array_equal(getattr(got.streets, name), getattr(moved, name))
    assert got.walks[0].pace == PLAIN
    assert got.streets.height is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_saved_streets_give_the_same_answers(tmp_path: Path, data: st.DataObject) -> None:
    streets = data.draw(made_streets())
    homes, points = data.draw(made_anchors(streets)), data.draw(made_anchors(streets))
    kind = np.zeros(len(points), np.int32)
    fresh, kept = Walk.of(streets, PLAIN), load(prepared(tmp_path, streets)).walk(PLAIN)
    np.testing.assert_array_equal(
        nearest(kept, homes, points, kind, 1).ds, nearest(fresh, homes, points, kind, 1).ds
    )
    by_id = np.empty((streets.nodes, 1), np.uint16)
    by_id[kept.streets.node_id] = node_times(kept, points, kind, 1)
    np.testing.assert_array_equal(by_id, node_times(fresh, points, kind, 1))


def test_a_pace_that_was_not_prepared_is_made_when_asked_for(tmp_path: Path) -> None:
    got = load(prepared(tmp_path, town()))
    assert got.walk(PACES["elder"]).pace == PACES["elder"]


def test_arrays_of_a_mapped_file_are_of_the_types_that_are_compiled_for(tmp_path: Path) -> None:
    got = load(prepared(tmp_path, town()))
    assert got.walks[0].hierarchy.near.flags.writeable


def test_other_files_are_not_taken_for_prepared_ones(tmp_path: Path) -> None:
    other = tmp_path / "streets.osm"
    other.write_text("<osm/>")
    assert (is_saved(other), is_saved(tmp_path / "none"), is_saved(prepared(tmp_path, town()))) == (
        False,
        False,
        True,
    )


@pytest.mark.parametrize("cut", [0, 4, 15, 40, 4000, -64])
def test_a_file_cut_short_says_so(tmp_path: Path, cut: int) -> None:
    path = prepared(tmp_path, town())
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Fault) as fault:
        load(path)
    assert fault.value.do_en == "Prepare the streets again with yike circle prepare"


@pytest.mark.parametrize("at", [9, 17, 60])
def test_a_damaged_header_says_so(tmp_path: Path, at: int) -> None:
    path = prepared(tmp_path, town())
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(Fault):
        load(path)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_damaged_anywhere_says_so_or_gives_the_same(tmp_path: Path, data: st.DataObject) -> None:
    path = prepared(tmp_path, town())
    raw = bytearray(path.read_bytes())
    whole = load(path)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    try:
        got = load(path)
    except Fault:
        return  # a byte of padding between arrays is all that may change unseen
    np.testing.assert_array_equal(got.walks[0].hierarchy.near, whole.walks[0].hierarchy.near)
    np.testing.assert_array_equal(got.streets.lon, whole.streets.lon)


def test_a_file_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = prepared(tmp_path, town())
    monkeypatch.setattr("yike.engines.reach.saved.VERSION", 99)
    with pytest.raises(Fault, match="another version"):
        load(path)
