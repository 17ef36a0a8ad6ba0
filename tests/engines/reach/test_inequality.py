"""How unevenly reach is shared out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.reach.cover import shares
from yike.engines.reach.inequality import gini, percentile_ds, spread, spreads, theil
from yike.engines.reach.pace import UNREACHED


def plain_gini(x: list[float], w: list[float]) -> float:
    total = sum(w)
    mean = sum(a * b for a, b in zip(x, w, strict=True)) / total
    pairs = sum(w[i] * w[j] * abs(x[i] - x[j]) for i in range(len(x)) for j in range(len(x)))
    return pairs / (2 * total**2 * mean)


def test_equal_areas_have_no_inequality():
    x, w = np.full(4, 0.5), np.array([1.0, 2.0, 3.0, 4.0])
    assert gini(x, w) == pytest.approx(0.0, abs=1e-15)
    assert theil(x, w) == pytest.approx(0.0, abs=1e-15)


def test_one_of_two_equal_areas_having_everything_is_a_half_and_ln_2():
    x, w = np.array([1.0, 0.0]), np.ones(2)
    assert gini(x, w) == pytest.approx(0.5)
    assert theil(x, w) == pytest.approx(np.log(2))


def test_nobody_covered_anywhere_has_no_index():
    assert np.isnan(gini(np.zeros(2), np.ones(2)))
    assert np.isnan(theil(np.zeros(2), np.ones(2)))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), min_size=1, max_size=8))
def test_the_gini_index_is_the_mean_difference_of_all_pairs(pairs):
    x, w = (np.array(v, float) for v in zip(*pairs, strict=True))
    if x.sum():
        assert gini(x, w) == pytest.approx(plain_gini(x.tolist(), w.tolist()), abs=1e-12)


def test_a_spread_names_the_best_and_the_worst_area():
    held = np.array([[True], [True], [True], [False], [True]])
    cover = shares(held, {"w": np.array([1.0, 1.0, 3.0, 1.0, 0.0])}, ["a", "b", "c", "c", "empty"])
    found = spread(cover, 0, 0)
    assert found is not None
    assert (found.areas, found.best, found.best_area, found.worst, found.worst_area) == (
        3,
        1.0,
        "a",
        0.75,
        "c",
    )
    assert found.ratio == pytest.approx(4 / 3)
    assert spreads(cover) == [found]


def test_a_worst_area_with_nobody_covered_has_an_infinite_ratio():
    cover = shares(np.array([[True], [False]]), {"w": np.ones(2)}, ["a", "b"])
    found = spread(cover, 0, 0)
    assert found is not None
    assert found.ratio == float("inf")


def test_one_area_alone_has_no_spread():
    assert spread(shares(np.array([[True]]), {"w": np.ones(1)}, ["a"]), 0, 0) is None
    assert spreads(shares(np.array([[True]]), {"w": np.ones(1)})) == []


def test_a_percentile_is_the_time_of_some_home_and_weights_count():
    ds = np.array([300, 100, 200, UNREACHED], np.uint16)
    assert percentile_ds(ds, np.array([1.0, 5.0, 3.0, 1.0]), [0.5, 0.8, 0.9, 0.95]) == [100, 200, 300, None]
    assert percentile_ds(ds, np.array([1.0, 0.0, 0.0, 0.0]), [0.0, 1.0]) == [300, 300]
    assert percentile_ds(ds, np.zeros(4), [0.5]) == [None]
    assert percentile_ds(ds[:0], np.zeros(0), [0.5]) == [None]


@given(
    st.lists(st.tuples(st.integers(0, UNREACHED), st.integers(0, 9)), min_size=1, max_size=12),
    st.integers(1, 10),
)
def test_a_percentile_is_the_shortest_time_by_which_that_share_has_arrived(rows, tenth):
    ds = np.array([r[0] for r in rows], np.uint16)
    weight = np.array([float(r[1]) for r in rows])
    need = tenth / 10 * weight.sum()
    enough = [int(t) for t in sorted(ds) if weight[ds <= t].sum() >= need * (1 - 1e-12) and weight.sum()]
    expected = None if not enough or enough[0] == UNREACHED else enough[0]
    if weight.sum():
        assert percentile_ds(ds, weight, [tenth / 10]) == [expected]
