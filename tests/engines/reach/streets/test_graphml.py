"""GraphML as OSMnx writes it: bends become nodes, the two directions of a street become one."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from osmdraw import degrees
from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.streets.read import read_streets

FOOTWAY, STEPS = Mark.FOOTWAY, Mark.STEPS
PLACES = {10: (0.0, 0.0), 20: (100.0, 0.0), 30: (100.0, 100.0)}


def graph(**node: object) -> nx.MultiDiGraph:
    made = nx.MultiDiGraph(crs="epsg:4326")
    for number, place in PLACES.items():
        lon, lat = degrees(*place)
        made.add_node(number, x=lon, y=lat, **node)
    return made


def line(*places: tuple[float, float]) -> str:
    return f"LINESTRING ({', '.join('{:.7f} {:.7f}'.format(*degrees(*place)) for place in places)})"


def read(made: nx.Graph, folder: Path) -> Streets:
    path = folder / "city.graphml"
    nx.write_graphml(made, path)
    return read_streets(path)


def test_both_directions_of_a_street_become_one_segment(tmp_path: Path) -> None:
    made = graph()
    made.add_edge(10, 20, 0, osmid=1, length=101.0, highway="residential", name="凤凰街", oneway=False)
    made.add_edge(20, 10, 0, osmid=1, length=101.0, highway="residential", name="凤凰街", oneway=False)
    streets = read(made, tmp_path)
    assert (streets.segments, streets.names, streets.node_id.tolist()) == (1, ("凤凰街",), [10, 20])
    assert streets.length.tolist() == [101.0]
    assert (streets.source.format, streets.source.attribution) == (
        "GraphML",
        "© OpenStreetMap contributors, ODbL",
    )


def test_bends_become_nodes_once_for_both_directions_and_share_the_given_length(tmp_path: Path) -> None:
    made = graph()
    bend = [(100.0, 0.0), (140.0, 0.0), (140.0, 100.0), (100.0, 100.0)]
    made.add_edge(20, 30, 0, length=198.0, geometry=line(*bend))
    made.add_edge(30, 20, 0, length=198.0, geometry=line(*bend[::-1]))
    streets = read(made, tmp_path)
    assert (streets.nodes, streets.segments) == (4, 3)
    assert sorted(streets.node_id.tolist()) == [-1, -1, 20, 30]
    np.testing.assert_allclose(sorted(streets.length), [44.0, 44.0, 110.0], rtol=1e-4)
    assert streets.a[1:].tolist() == streets.b[:-1].tolist()


def test_two_lanes_of_different_shape_between_the_same_corners_are_both_kept(tmp_path: Path) -> None:
    made = graph()
    made.add_edge(10, 20, 0, geometry=line((0, 0), (50, 20), (100, 0)))
    made.add_edge(10, 20, 1, geometry=line((0, 0), (50, -20), (100, 0)))
    assert read(made, tmp_path).segments == 4


def test_an_undirected_graph_whose_shape_runs_the_other_way_is_turned_round(tmp_path: Path) -> None:
    made = nx.Graph(graph())
    made.add_edge(10, 20, geometry=line((100, 0), (80, 30), (0, 0)))
    streets = read(made, tmp_path)
    np.testing.assert_allclose(sorted(streets.length), [36.06, 85.44], atol=0.05)


def test_a_street_drawn_from_several_classes_bears_the_marks_of_all(tmp_path: Path) -> None:
    made = graph()
    made.add_edge(10, 20, 0, length=100.0, highway="['footway', 'steps']", name="['甲巷', '乙巷']")
    made.add_edge(20, 30, 0, length=100.0, highway="['motorway', 'motorway_link']")
    streets = read(made, tmp_path)
    assert [Mark(int(mark)) for mark in streets.mark] == [FOOTWAY | STEPS]
    assert streets.names == ("甲巷",)


def test_a_walkers_one_way_against_the_edge_is_turned_round(tmp_path: Path) -> None:
    made = graph()
    made.add_edge(10, 20, 0, highway="footway", **{"oneway:foot": "-1"})
    streets = read(made, tmp_path)
    assert [Mark(int(mark)) for mark in streets.mark] == [FOOTWAY | Mark.ONE_WAY_FOOT]
    assert streets.node_id[streets.a].tolist() == [20]


def test_elevations_become_heights_and_text_ids_are_counted(tmp_path: Path) -> None:
    made = nx.relabel_nodes(graph(elevation=3.5), {10: "north gate", 20: "bridge", 30: "hall"})
    made.add_edge("north gate", "bridge", 0)
    made.add_edge("bridge", "hall", 0)
    streets = read(made, tmp_path)
    assert streets.height is not None
    assert (streets.height.tolist(), sorted(streets.node_id.tolist())) == ([3.5, 3.5, 3.5], [0, 1, 2])


@pytest.mark.parametrize(
    ("edge", "says"),
    [
        ({"length": -3.0}, 'edge 1 has the length "-3.0"'),
        ({"length": float("nan")}, 'edge 1 has the length "nan"'),
        ({"length": 0.1}, "lengths are about 0.001 times the straight distance; they cannot be metres"),
        ({"geometry": "LINESTRING (120"}, "is not whole GraphML (geometry of edge 1)"),
        ({"geometry": "POINT (120 31)"}, "is not whole GraphML (geometry of edge 1)"),
        ({"highway": "motorway"}, "there is no walkable street in it"),
    ],
)
def test_an_edge_that_cannot_be_used_is_named(tmp_path: Path, edge: dict[str, object], says: str) -> None:
    made = graph()
    made.add_edge(10, 20, 0, **edge)
    with pytest.raises(Fault) as caught:
        read(made, tmp_path)
    assert caught.value.en == says


@pytest.mark.parametrize(
    ("node", "says"),
    [
        ({}, "node 10 has no number x"),
        ({"x": "east", "y": "north"}, "node 10 has no number x"),
        ({"x": 31.3, "y": 120.6}, "longitude and latitude are swapped (31.3, 120.6)"),
        ({"x": 3.5e6, "y": 4.0e5}, "coordinates beyond degrees (3.5e+06, 400000); they look projected"),
        ({"x": float("nan"), "y": 31.0}, "a coordinate is not a number"),
    ],
)
def test_nodes_without_degrees_are_refused(tmp_path: Path, node: dict[str, object], says: str) -> None:
    made = nx.Graph()
    made.add_node(10, **node)
    made.add_node(20, **node)
    made.add_edge(10, 20, length=5.0)
    with pytest.raises(Fault) as caught:
        read(made, tmp_path)
    assert caught.value.en == says


@pytest.mark.parametrize(
    "body",
    [
        '<node id="1"/><edge source="1" target="2"/>',
        '<node id="1"><data key="x">1</data><data key="y">1</data></node><edge source="1" target="2"/>',
        '<edge source="1"/>',
        "<node/>",
        '<node id="1">',
    ],
)
def test_a_graph_with_parts_missing_is_refused(tmp_path: Path, body: str) -> None:
    path = tmp_path / "broken.graphml"
    path.write_text(f"<graphml><graph>{body}</graph></graphml>")
    with pytest.raises(Fault):
        read_streets(path)
