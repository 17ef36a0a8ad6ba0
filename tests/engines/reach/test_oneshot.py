from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from made_streets import made_town
from plain import plain_node_times
from yike.engines.reach.nearest import seeds_at
from yike.engines.reach.oneshot import node_times_once
from yike.engines.reach.pace import LONGEST, UNREACHED
from yike.engines.reach.walk import ends_of


@settings(max_examples=120, deadline=None)
@given(made_town(), st.sampled_from([LONGEST, 5000]))
def test_a_question_asked_once_gets_the_plain_answer(town: tuple, limit: int) -> None:
    walk, _, points, kind, kinds = town
    row = np.flatnonzero(points.snapped).astype(np.int32)
    seeds = seeds_at(ends_of(walk, points), row, kind[row], None)
    got, expected = (
        node_times_once(walk.graph, seeds, kinds, limit),
        plain_node_times(walk, points, kind, kinds),
    )
    np.testing.assert_array_equal(
        np.where(got <= limit, got, UNREACHED), np.where(expected <= limit, expected, UNREACHED)
    )
