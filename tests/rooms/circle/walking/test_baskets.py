"""A basket has blind areas and a week of its own: those of all its kinds together."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walkers import EVENING, MORNING, building, place, random_town, town_of
from yike.rooms.circle.walking import baskets
from yike.rooms.circle.walking.asks import Question

BASKET = (("both", ("station", "bank")),)


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from([MORNING, EVENING, None]))
def test_every_building_that_misses_a_kind_is_in_one_blind_area(seed: int, at: datetime | None) -> None:
    town, question = random_town(seed), Question(at=at, baskets=BASKET, minutes=8)
    found, board = town.blind(question, "both"), town.board(question)
    homes = [int(row) for gap in found for row in gap.homes]
    missed = {row.row for row in board.behind("both", covered=False)}
    assert sorted(homes) == sorted(missed - set(board.off_street.tolist()))
    walks = {row.row: row.ds for row in board.behind("both")}
    for gap in found:
        there = [walks[int(row)] for row in gap.homes]
        assert gap.worst_ds == (None if None in there else max(one for one in there if one is not None))


@settings(max_examples=6)
@given(st.integers(0, 2**32 - 1))
def test_each_hour_of_the_week_is_the_board_of_that_moment(seed: int) -> None:
    town, monday, question = random_town(seed, 12, 12), date(2026, 9, 28), Question(baskets=BASKET, minutes=8)
    week = town.basket_week(question, "both", monday)
    assert week is not None
    for hour in (0, 10, 34, 82, 130, 167):
        at = datetime.combine(monday, datetime.min.time()) + timedelta(hours=hour)
        share = town.board(Question(at=at, baskets=BASKET, minutes=8)).figure("both", "households").share
        assert week.reshape(168)[hour] == pytest.approx(np.nan if share is None else share, nan_ok=True)


def test_hours_that_differ_too_much_are_not_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of([place(1, 0, 0)], [building("A", 0, 0)])
    question, monday = Question(baskets=(("one", ("station",)),)), date(2026, 9, 28)
    assert town.basket_week(question, "one", monday).tolist() == [[1.0] * 24] * 7
    monkeypatch.setattr(baskets, "MOST_STATES", 0)
    assert baskets.week_of(town, question, "one", monday) is None
