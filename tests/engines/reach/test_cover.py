"""Shares of households and elders within reach."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yike.engines.faults import Fault
from yike.engines.reach.cover import basket, cover, doable, shares, weighted_mean, within
from yike.engines.reach.pace import UNREACHED

DS = np.array([[100, 900], [901, 10], [UNREACHED, 900]], np.uint16)
LIMIT = np.array([900, 500])
WEIGHTS = {"households": np.array([10.0, 30.0, 60.0]), "elders": np.array([1.0, 0.0, 3.0])}


def test_the_share_is_the_covered_weight_over_all_weight():
    found = cover(DS, LIMIT, WEIGHTS, kinds=("clinic", "market"))
    assert found.kinds == ("clinic", "market")
    assert found.weights == ("households", "elders")
    assert found.as_dict() == {
        "clinic": {"households": 0.1, "elders": 0.25},
        "market": {"households": 0.3, "elders": 0.0},
    }
    assert found.reached.tolist() == [[10.0, 1.0], [30.0, 0.0]]
    assert found.total.tolist() == [100.0, 4.0]


def test_a_walk_of_exactly_the_limit_is_covered_and_a_decisecond_more_is_not():
    ds = np.array([[900], [901]], np.uint16)
    assert within(ds, 900).tolist() == [[True], [False]]


def test_unreached_is_not_covered_even_by_the_largest_limit():
    assert within(np.array([[UNREACHED]], np.uint16), UNREACHED).tolist() == [[False]]


def test_a_home_on_no_street_stays_in_the_denominator():
    ds = np.array([[10], [UNREACHED]], np.uint16)
    assert cover(ds, [900], {"w": np.array([1.0, 3.0])}).share.tolist() == [[0.25]]


def test_nobody_to_cover_gives_no_share():
    found = cover(DS, LIMIT, {"w": np.zeros(3)}, ["a", "a", "b"], kinds=("x", "y"))
    assert np.isnan(found.share).tolist() == [[True], [True]]
    assert np.isnan(found.area_share).all()
    assert found.of("x", "w") is None
    assert found.as_dict() == {"x": {"w": None}, "y": {"w": None}}


def test_areas_keep_their_order_and_homes_without_one_are_kept_apart():
    found = cover(DS, LIMIT, WEIGHTS, ["b", "", "b"])
    assert found.areas == ("b", "")
    assert found.area_total.tolist() == [[70.0, 4.0], [30.0, 0.0]]
    assert found.area_share[0].tolist() == [[10.0 / 70.0, 0.25], [0.0, 0.0]]
    assert found.area_share[1, :, 0].tolist() == [0.0, 1.0]
    assert np.isnan(found.area_share[1, :, 1]).all()


def test_homes_that_name_no_area_at_all_give_no_areas():
    assert cover(DS, LIMIT, WEIGHTS, ["", "", ""]).areas == ()
    assert cover(DS, LIMIT, WEIGHTS).area_share.shape == (0, 2, 2)


def test_a_basket_needs_every_member_within_its_own_limit():
    assert basket(DS, LIMIT, [0, 1]).tolist() == [False, False, False]
    assert basket(DS, [900, 900], [0, 1]).tolist() == [True, False, False]
    assert basket(DS, LIMIT, [1]).tolist() == [False, True, False]


def test_an_empty_basket_is_refused():
    with pytest.raises(Fault, match="the basket holds no kind"):
        basket(DS, LIMIT, [])


def test_an_item_can_be_done_at_any_kind_that_offers_it():
    held = np.array([[True, False], [False, False]])
    offers = np.array([[True, True], [False, True], [True, False], [False, False]])
    assert doable(held, offers).tolist() == [0.5, 0.0]
    assert np.isnan(doable(held, np.zeros((0, 2), bool))).all()


def test_a_weighted_mean_of_nobody_is_no_number():
    assert weighted_mean(np.array([0.5, 0.0]), np.array([1.0, 3.0])) == 0.125
    assert np.isnan(weighted_mean(np.array([0.5]), np.array([0.0])))


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_named(wrong):
    with pytest.raises(Fault) as caught:
        cover(DS, LIMIT, {"elders": np.array([1.0, wrong, 1.0])})
    assert caught.value.where.column == "elders"
    assert "home 2" in caught.value.en


def test_no_weight_and_wrong_lengths_are_refused():
    with pytest.raises(Fault, match="there is no weight"):
        cover(DS, LIMIT, {})
    with pytest.raises(Fault, match="2 weights where 3 are needed"):
        cover(DS, LIMIT, {"w": np.ones(2)})
    with pytest.raises(Fault, match="1 areas where 3 are needed"):
        cover(DS, LIMIT, WEIGHTS, ["a"])
    with pytest.raises(Fault, match="1 kinds where 2 are needed"):
        cover(DS, LIMIT, WEIGHTS, kinds=("only",))


@given(
    arrays(np.bool_, (17, 3)),
    arrays(np.float64, 17, elements=st.integers(0, 1000).map(float)),
    st.lists(st.sampled_from(["东", "西", ""]), min_size=17, max_size=17),
)
def test_areas_add_up_to_the_whole(held, weight, area):
    found = shares(held, {"w": weight}, area)
    assert found.total[0] == weight.sum()
    assert found.reached[:, 0].tolist() == [weight[held[:, k]].sum() for k in range(3)]
    if found.areas and weight.sum():
        parts = np.nan_to_num(found.area_share[:, :, 0]) * found.area_total
        assert np.allclose(parts.sum(axis=0), found.reached[:, 0])


@given(arrays(np.uint16, (9, 2)), st.integers(0, 65535), st.integers(0, 65535))
def test_a_longer_limit_never_covers_fewer(ds, one, other):
    weight = {"w": np.arange(1.0, 10.0)}
    less, more = sorted((one, other))
    assert (cover(ds, [less] * 2, weight).reached <= cover(ds, [more] * 2, weight).reached).all()
