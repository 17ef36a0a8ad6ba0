"""How much of the catalogue can be done within reach (事项可办率)."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walkers import EVENING, MORNING, OFFICE, building, is_open, place, plain_times, random_town, town_of
from yike.engines.faults import Fault
from yike.engines.reach.pace import PACES
from yike.rooms.circle.walking.asks import Question


def test_an_item_that_nobody_offers_and_one_that_is_shut_count_as_not_doable() -> None:
    town = town_of(
        [place(1, 0, 0, OFFICE, items=[1, 2]), place(2, 300, 0, items=[2, 3])],
        [building("A", 0, 0, 10, 0, community=1), building("B", 1900, 0, 30, 4, community=2)],
    )
    found = town.doability(Question(at=MORNING), [1, 2, 3, 4])
    assert found.share.tolist() == [0.75, 0.0]
    assert (found.mean("households"), found.mean("elders")) == (0.75 * 10 / 40, 0.0)
    assert (found.mean("households", 1), found.mean("elders", 1), found.mean("elders", 2)) == (
        0.75,
        None,
        0.0,
    )
    assert town.doability(Question(at=EVENING), [1, 2, 3, 4]).share.tolist() == [0.5, 0.0]
    assert town.doability(Question(), []).share.tolist() == [0.0, 0.0]
    with pytest.raises(KeyError):
        found.mean("cats")
    with pytest.raises(Fault):
        town.doability(Question(pace="horse"), [1])


@settings(max_examples=30)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([MORNING, EVENING, None]),
    st.sampled_from(sorted(PACES)),
    st.booleans(),
)
def test_it_is_what_a_plain_search_finds_item_by_item(
    seed: int, at: datetime | None, pace: str, near: bool
) -> None:
    town, minutes = random_town(seed), 5 if near else 15
    directory = town.directory
    ds = plain_times(town, pace, at, town.homes.at(pace))
    expected = np.zeros(len(ds))
    for item in range(8):  # two of them nobody offers
        offers = zip(*directory.offering(item), strict=True)
        rows = [int(row) for row, hours in offers if is_open(town, int(row), at, directory.keeps[hours])]
        expected += (ds[:, rows] <= minutes * 600).any(axis=1)
    found = town.doability(Question(pace, at, minutes=minutes), range(8))
    assert found.share.tolist() == (expected / 8).tolist()
