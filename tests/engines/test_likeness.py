"""Texts that speak of the same are alike; the measure is that of plain sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.likeness import alike, likeness, pairs

LAMP = "梅巷3号门口的路灯坏了三天"


def test_pairs_are_of_letters_and_digits_levelled() -> None:
    assert pairs("Ａb，3 号") == {"ab", "b3", "3号"}
    assert (pairs("灯"), pairs("，。 ")) == ({"灯"}, frozenset())


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (LAMP, 1.0),
        ("梅巷３号门口的路灯，坏了三天！", 1.0),
        ("食堂几点开门", 0.0),
        ("", 0.0),
        ("路灯坏了", 2 * 3 / (12 + 3)),
    ],
)
def test_the_measure_is_twice_the_shared_over_all(other: str, score: float) -> None:
    assert likeness(LAMP, other) == pytest.approx(score)


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_the_same_both_ways_and_stays_within_its_bounds(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, one) == (1.0 if pairs(one) else 0.0)


def test_the_most_alike_come_first_and_few() -> None:
    others = [(1, "食堂几点开门"), (2, "路灯坏了"), (3, "门口路灯坏了三天"), (4, LAMP), (5, LAMP)]
    assert [one.key for one in alike(LAMP, others, most=3)] == [4, 5, 3]
    assert alike("", others) == []
