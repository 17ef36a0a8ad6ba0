"""Parts of the network that hang together."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from towns import line_town, scattered_town, standing, town
from yike.engines.reach.islands import Part, islands, largest_parts
from yike.engines.reach.pace import PACES
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.walk import Walk

TWO = town([(0, 0), (90, 0), (180, 0), (0, 300), (90, 300)], [(0, 1), (1, 2), (3, 4)])


def test_the_largest_component_is_the_main_one_and_the_rest_are_islands():
    walk = Walk.of(TWO, PACES["adult"])
    found = islands(walk)
    assert (found.count, found.share) == (2, 0.6)
    assert found.off_main(walk, standing([0, 2, -1], [0.5, 0.5, 0.0])).tolist() == [False, True, False]


def test_parts_are_named_by_the_street_most_of_their_length_carries():
    names = np.array([0, 0, -1], np.int32)
    streets = replace(TWO, name=names, names=("十全街",))
    parts = largest_parts(streets, islands(Walk.of(streets, PACES["adult"])))
    assert parts == (Part("十全街", 3, 0.6), Part("", 2, 0.4))


def test_steps_part_the_network_for_a_wheelchair_and_bare_nodes_do_not_count():
    streets = line_town(5, mark=[0, 0, int(Mark.STEPS), int(Mark.STEPS)])
    found = islands(Walk.of(streets, PACES["wheelchair"]))
    assert (found.count, found.share, found.label.tolist()) == (1, 1.0, [0, 0, 0, -1, -1])


def test_no_street_has_no_component():
    walk = Walk.of(town([(0, 0)], []), PACES["adult"])
    found = islands(walk)
    assert (found.count, found.largest, found.label.tolist()) == (0, -1, [-1])
    assert np.isnan(found.share)
    assert found.off_main(walk, standing([-1], [0.0])).tolist() == [False]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_components_are_those_of_networkx(seed):
    streets = scattered_town(np.random.default_rng(seed), 20, 14)
    found = islands(Walk.of(streets, PACES["adult"]))
    graph = nx.Graph(zip(streets.a.tolist(), streets.b.tolist(), strict=True))
    parts = [len(part) for part in nx.connected_components(graph)]
    assert (found.count, found.share) == (len(parts), max(parts) / sum(parts))
