"""From OpenStreetMap files to streets: joints, crossings, gates, gaps, water and order."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import numpy as np
import osmium
import pytest

from osmdraw import LAT, LON, hours_of, osm_streets, osm_xml, pairs
from yike.engines.reach.pace import PACES, UNREACHED
from yike.engines.reach.streets.model import BOTH_HOURS, Mark, Streets
from yike.engines.reach.streets.read import read_streets
from yike.engines.reach.walk import Walk

NONE, FOOTWAY, STEPS = Mark(0), Mark.FOOTWAY, Mark.STEPS
ROAD, PATH, CROSS = (
    {"highway": "residential"},
    {"highway": "footway"},
    {"highway": "footway", "footway": "crossing"},
)
ROW = {number: (100.0 * number, 0.0) for number in range(1, 6)}


def same(a: Streets, b: Streets) -> bool:
    arrays = ("lon", "lat", "a", "b", "length", "mark", "name", "node_id")
    return a.names == b.names and all(np.array_equal(getattr(a, x), getattr(b, x)) for x in arrays)


def test_a_street_becomes_one_segment_for_every_straight_piece(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2, 3], ROAD | {"name": "十梓街"})])
    assert pairs(streets) == {(1, 2): NONE, (2, 3): NONE}
    assert streets.names == ("十梓街",)
    assert streets.name.tolist() == [0, 0]
    np.testing.assert_allclose(streets.length, 100.0, atol=0.01)


def test_segments_of_a_street_follow_each_other_in_walking_order(tmp_path: Path) -> None:
    zigzag = {n: (50.0 * n, 40.0 * (n % 3)) for n in range(1, 30)}
    streets = osm_streets(tmp_path, zigzag, [(list(zigzag), ROAD)])
    assert streets.a[1:].tolist() == streets.b[:-1].tolist()


def test_streets_meet_only_where_they_share_a_node(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (50.0, -50.0), 4: (50.0, 50.0)}
    streets = osm_streets(tmp_path, nodes, [([1, 2], ROAD), ([3, 4], ROAD | {"bridge": "yes"})])
    assert pairs(streets) == {(1, 2): NONE, (3, 4): Mark.BRIDGE}


def test_a_car_one_way_does_not_bind_walkers_and_a_walkers_one_way_does(tmp_path: Path) -> None:
    ways = [([1, 2], ROAD | {"oneway": "yes"}), ([2, 3], PATH | {"oneway:foot": "yes"})]
    walk = Walk.of(osm_streets(tmp_path, ROW, ways), PACES["adult"])
    assert (walk.back == UNREACHED).tolist() == [False, True]


def test_a_way_one_way_against_its_drawing_is_walked_from_its_last_node(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2, 3], PATH | {"oneway:foot": "-1"})])
    assert streets.node_id[streets.a].tolist() == [3, 2]


def test_incomplete_ways_keep_the_pieces_whose_nodes_are_there(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2, 99, 3, 4], ROAD), ([98, 5], ROAD), ([4, 5], ROAD)])
    assert pairs(streets) == {(1, 2): NONE, (3, 4): NONE, (4, 5): NONE}
    assert streets.source.notes == ("ways with missing nodes, kept in part: 2",)


def test_nodes_on_no_street_are_dropped(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2], ROAD), ([3, 4], {"highway": "motorway"})])
    assert sorted(streets.node_id.tolist()) == [1, 2]


def test_a_piece_drawn_twice_is_kept_once_and_the_shorter_stays(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2], ROAD), ([2, 1], ROAD | {"name": "again"})])
    assert pairs(streets) == {(1, 2): NONE}
    assert streets.source.notes == ("pieces drawn twice, kept once: 1",)


def test_stairs_beside_a_street_between_the_same_corners_are_both_kept(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2], ROAD), ([1, 2], {"highway": "steps"})])
    assert sorted(Mark(int(mark)) for mark in streets.mark) == [NONE, FOOTWAY | STEPS]


def test_nodes_at_the_same_place_become_one(tmp_path: Path) -> None:
    nodes = ROW | {6: ROW[2]}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 6, 3], ROAD)])
    assert pairs(streets) == {(1, 2): NONE, (2, 3): NONE}


def test_a_long_straight_road_is_cut_so_that_each_piece_fits_its_time(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, {1: (0.0, 0.0), 2: (2500.0, 0.0)}, [([1, 2], ROAD)])
    np.testing.assert_allclose(streets.length, [2500 / 3] * 3, rtol=1e-5)
    assert sorted(streets.node_id.tolist()) == [-1, -1, 1, 2]
    assert streets.a[1:].tolist() == streets.b[:-1].tolist()


def test_a_crossing_way_bears_its_mark_once(tmp_path: Path) -> None:
    streets = osm_streets(tmp_path, ROW, [([1, 2, 3], CROSS | {"crossing": "traffic_signals"})])
    assert pairs(streets) == {(1, 2): Mark.CROSSING | Mark.SIGNALS, (2, 3): NONE}


def test_a_footway_over_a_crossing_node_is_marked_once_and_the_carriageway_not(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (10.0, 0.0, {"highway": "crossing"}), 3: (20.0, 0.0)}
    nodes |= {4: (10.0, -50.0), 5: (10.0, 50.0)}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH), ([4, 2, 5], ROAD)])
    marks = {(1, 2): FOOTWAY | Mark.CROSSING, (2, 3): FOOTWAY, (2, 4): NONE, (2, 5): NONE}
    assert pairs(streets) == marks


def test_a_footway_that_starts_at_a_crossing_node_is_marked_where_it_leaves(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0, {"highway": "crossing"}), 2: (10.0, 0.0), 3: (0.0, 40.0)}
    streets = osm_streets(tmp_path, nodes, [([1, 2], PATH), ([1, 3], ROAD)])
    assert pairs(streets) == {(1, 2): FOOTWAY | Mark.CROSSING, (1, 3): NONE}


def test_lights_on_the_crossing_node_light_the_crossing_way(tmp_path: Path) -> None:
    lit = {"highway": "crossing", "crossing": "traffic_signals"}
    nodes = {1: (0.0, 0.0), 2: (10.0, 0.0, lit), 3: (20.0, 0.0)}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], CROSS)])
    assert pairs(streets) == {(1, 2): Mark.CROSSING | Mark.SIGNALS, (2, 3): NONE}


def test_a_kerb_bars_the_crossing_and_not_the_pavement_that_passes_it(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"barrier": "kerb"}), 6: (200.0, 10.0)}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH), ([2, 6], CROSS)])
    marks = {(1, 2): FOOTWAY, (2, 3): FOOTWAY, (2, 6): Mark.CROSSING | Mark.KERB}
    assert pairs(streets) == marks


def test_a_kerb_on_a_lone_footway_bars_both_its_sides(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"kerb": "raised"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH)])
    assert pairs(streets) == {(1, 2): FOOTWAY | Mark.KERB, (2, 3): FOOTWAY | Mark.KERB}


def test_a_locked_gate_parts_the_street_and_both_ends_remain(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"barrier": "gate", "locked": "yes"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], ROAD)])
    assert pairs(streets) == {(1, 2): NONE, (2, 3): NONE}
    assert sorted(streets.node_id.tolist()) == [1, 2, 2, 3]
    assert streets.source.notes == ("barriers that nobody passes: 1",)


def test_a_gate_with_hours_shuts_two_metres_on_either_side(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"barrier": "gate", "opening_hours": "06:00-22:00"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH)])
    shut = streets.hours >= 0 if streets.hours is not None else np.zeros(0, bool)
    np.testing.assert_allclose(streets.length[shut], 2.0, rtol=1e-4)
    assert (streets.segments, streets.gate_hours) == (4, ("06:00-22:00",))
    assert [Mark(int(m)) for m in streets.mark[shut]] == [FOOTWAY | Mark.GATE] * 2
    assert [Mark(int(m)) for m in streets.mark[~shut]] == [FOOTWAY] * 2


def test_a_short_street_at_a_gate_is_shut_as_a_whole(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (4.0, 0.0, {"barrier": "gate", "opening_hours": "06:00-22:00"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2], PATH)])
    assert hours_of(streets) == {(1, 2): "06:00-22:00"}


def test_a_closed_gate_makes_the_far_side_unreachable_and_an_open_one_does_not(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"barrier": "gate", "opening_hours": "06:00-22:00"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH)])
    assert streets.hours is not None
    shut = Walk.of(streets, PACES["adult"], streets.hours < 0)
    assert int(shut.usable.sum()) == 2
    assert Walk.of(streets, PACES["adult"]).usable.all()


def test_a_gate_on_a_way_with_hours_opens_only_while_both_are_open(tmp_path: Path) -> None:
    nodes = ROW | {2: (200.0, 0.0, {"barrier": "gate", "opening_hours": "06:00-17:00"})}
    streets = osm_streets(tmp_path, nodes, [([1, 2, 3], PATH | {"opening_hours": "08:00-18:00"})])
    assert streets.hours is not None
    texts = np.array(streets.gate_hours)[streets.hours].tolist()
    both = f"06:00-17:00{BOTH_HOURS}08:00-18:00"
    assert sorted(texts) == [both, both, "08:00-18:00", "08:00-18:00"]


def test_a_short_street_between_two_gates_opens_only_while_both_are_open(tmp_path: Path) -> None:
    gates = [{"barrier": "gate", "opening_hours": hours} for hours in ("08:00-18:00", "06:00-17:00")]
    nodes = {1: (0.0, 0.0, gates[0]), 2: (4.0, 0.0, gates[1])}
    streets = osm_streets(tmp_path, nodes, [([1, 2], PATH)])
    assert hours_of(streets) == {(1, 2): f"06:00-17:00{BOTH_HOURS}08:00-18:00"}


def test_a_way_with_hours_carries_them_along_its_whole_length(tmp_path: Path) -> None:
    ways = [([1, 2, 3], PATH | {"opening_hours": "08:00-18:00"}), ([3, 4], ROAD)]
    assert hours_of(osm_streets(tmp_path, ROW, ways)) == {(1, 2): "08:00-18:00", (2, 3): "08:00-18:00"}


def test_heights_are_kept_only_where_most_nodes_have_one(tmp_path: Path) -> None:
    high = {n: (100.0 * n, 0.0, {"ele": f"{n},5 m"}) for n in (1, 2)}
    most = osm_streets(tmp_path, high | {3: (300.0, 0.0)}, [([1, 2, 3], ROAD)])
    few = osm_streets(tmp_path, ROW | {1: (100.0, 0.0, {"ele": "3"})}, [([1, 2, 3], ROAD)])
    assert most.height is not None
    by_node = dict(zip(most.node_id.tolist(), most.height.tolist(), strict=True))
    assert (by_node[1], by_node[2], np.isnan(by_node[3]), few.height) == (1.5, 2.5, True, None)


def test_water_is_kept_for_drawing_and_never_walked(tmp_path: Path) -> None:
    nodes = ROW | {6: (0.0, 50.0), 7: (50.0, 50.0), 8: (50.0, 90.0), 9: (0.0, 50.0)}
    ways = [
        ([1, 2], ROAD),
        ([3, 99, 4, 5], {"waterway": "canal", "name": "临顿河"}),
        ([6, 7, 8, 6], {"natural": "water"}),
        ([6, 7], {"waterway": "stream", "tunnel": "culvert"}),
    ]
    streets = osm_streets(tmp_path, nodes, ways)
    assert pairs(streets) == {(1, 2): NONE}
    assert (streets.water.start.tolist(), streets.water.area.tolist()) == ([0, 3, 7], [False, True])
    assert streets.water.name == ("临顿河", "")


def test_water_drawn_as_a_multipolygon_joins_its_ways_into_an_outline(tmp_path: Path) -> None:
    nodes = ROW | {6: (0.0, 50.0), 7: (50.0, 50.0), 8: (50.0, 90.0)}
    ways = [([1, 2], ROAD), ([6, 7], {}), ([6, 8, 7], {})]
    lake = ([(2, "outer"), (3, "outer")], {"type": "multipolygon", "natural": "water", "name": "湖"})
    streets = osm_streets(tmp_path, nodes, ways, [lake])
    assert (streets.water.start.tolist(), streets.water.name) == ([0, 4], ("湖",))


def test_names_in_chinese_or_english_stand_in_for_a_missing_one(tmp_path: Path) -> None:
    ways = [
        ([1, 2], ROAD | {"name:en": "East St", "name:zh": "东街"}),
        ([2, 3], ROAD | {"name:en": "West St"}),
    ]
    assert sorted(osm_streets(tmp_path, ROW, ways).names) == ["West St", "东街"]


def test_any_character_survives_in_a_name_but_a_line_break(tmp_path: Path) -> None:
    name = "a b,c=d%e@f|g'h\"i&j<k>l 🙂 街\n巷"
    assert osm_streets(tmp_path, ROW, [([1, 2], ROAD | {"name": name})]).names == (name.replace("\n", " "),)


def test_nodes_after_ways_and_negative_ids_are_read(tmp_path: Path) -> None:
    plain = osm_xml({-1: (0.0, 0.0), -2: (90.0, 0.0)}, [([-1, -2], ROAD)])
    head, _, rest = plain.partition("<node")
    nodes, _, ways = ("<node" + rest).partition("<way")
    path = tmp_path / "editor.osm"
    path.write_text(f"{head}<way{ways.removesuffix('</osm>')}{nodes}</osm>", encoding="utf-8")
    assert pairs(read_streets(path)) == {(-2, -1): NONE}


def test_deleted_objects_are_left_out(tmp_path: Path) -> None:
    text = osm_xml(ROW, [([1, 2], ROAD), ([2, 3], ROAD)]).replace(
        '<way id="2"', '<way id="2" visible="false"'
    )
    path = tmp_path / "edited.osm"
    path.write_text(text, encoding="utf-8")
    assert pairs(read_streets(path)) == {(1, 2): NONE}


def test_all_packings_of_one_map_read_the_same(tmp_path: Path) -> None:
    text = osm_xml(ROW, [([1, 2, 3], ROAD | {"name": "十全街"}), ([3, 4], PATH)]).encode()
    for name, data in (
        ("m.osm", text),
        ("m.osm.gz", gzip.compress(text, mtime=0)),
        ("m.osm.bz2", bz2.compress(text)),
    ):
        (tmp_path / name).write_bytes(data)
    with osmium.SimpleWriter(str(tmp_path / "m.osm.pbf")) as writer:
        osmium.apply(str(tmp_path / "m.osm"), writer)
    (tmp_path / "no-ending").write_bytes((tmp_path / "m.osm.pbf").read_bytes())
    plain = read_streets(tmp_path / "m.osm")
    for name in ("m.osm.gz", "m.osm.bz2", "m.osm.pbf", "no-ending"):
        assert same(read_streets(tmp_path / name), plain), name


def test_the_source_says_whose_map_it_is_and_of_what_day(tmp_path: Path) -> None:
    text = osm_xml(ROW, [([1, 2], ROAD)]).replace(
        '<way id="1"', '<way id="1" timestamp="2024-05-06T07:08:09Z"'
    )
    path = tmp_path / "dated.osm"
    path.write_text(text, encoding="utf-8")
    source = read_streets(path).source
    assert (source.path, source.format, source.attribution, source.date, source.notes) == (
        str(path),
        "OpenStreetMap XML",
        "© OpenStreetMap contributors, ODbL",
        "2024-05-06",
        (),
    )


@pytest.mark.parametrize("side", [3, 8])
def test_nodes_near_on_the_ground_are_near_in_memory(tmp_path: Path, side: int) -> None:
    """On a grid, the mean step along a Hilbert curve is far shorter than in any order row by row."""
    nodes = {r * side + c + 1: (100.0 * c, 100.0 * r) for r in range(side) for c in range(side)}
    ways = [([n, n + 1], ROAD) for n in nodes if n % side] + [
        ([n, n + side], ROAD) for n in nodes if n + side in nodes
    ]
    streets = osm_streets(tmp_path, nodes, ways)
    east, north = (streets.lon - LON) * 95e3, (streets.lat - LAT) * 111e3
    np.testing.assert_allclose(np.hypot(np.diff(east), np.diff(north)).mean(), 100.0, rtol=0.2)
