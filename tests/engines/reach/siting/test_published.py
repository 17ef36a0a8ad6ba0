"""The published optima, reproduced exactly."""

from __future__ import annotations

import pytest

from engines.reach.siting.published import pmed, san_francisco
from yike.engines.reach.siting import NOBODY, Problem, site

BEST_STORES = {"Store_2", "Store_11", "Store_12", "Store_15"}


@pytest.fixture
def city_and_stores(shared_data) -> tuple[Problem, tuple[str, ...]]:
    return san_francisco(shared_data("ref_spopt_locate"))


@pytest.fixture
def city(city_and_stores) -> Problem:
    return city_and_stores[0]


@pytest.fixture
def stores(city_and_stores):
    return lambda plan: {city_and_stores[1][j] for j in plan.sites}


def test_lscp_covers_san_francisco_within_5000_m_from_8_stores(city: Problem):
    plan = site(city, "lscp", limit=5000)
    assert (plan.value, plan.proven, len(plan.sites), len(plan.hopeless)) == (8, True, 8, 0)
    assert (plan.cost <= 5000).all()


def test_mclp_covers_875247_people_in_184_tracts_from_4_stores(city: Problem, stores):
    plan = site(city, "mclp", 4, limit=5000)
    assert (plan.value, plan.bound, plan.gap, plan.proven) == (875247.0, 875247.0, 0.0, True)
    assert int((plan.assigned != NOBODY).sum()) == 184
    assert stores(plan) == BEST_STORES
    assert plan.gain.sum() == 875247.0


def test_p_median_of_4_stores_is_the_published_mean(city: Problem, stores):
    plan = site(city, "p-median", 4)
    assert round(plan.value, 4) == 2848268129.7145
    assert round(plan.value / city.demand.sum(), 5) == 2982.12686
    assert plan.proven
    assert stores(plan) == BEST_STORES


def test_p_center_of_4_stores_is_the_published_distance(city: Problem):
    plan = site(city, "p-center", 4)
    assert round(plan.value, 4) == 7403.0638
    assert plan.proven
    assert plan.cost.max() == plan.value


@pytest.mark.parametrize("number", [1, 2, 3, 5, 10, 13, 15, 20])
def test_or_library_p_medians_are_proven(shared_data, number: int):
    problem, add, best = pmed(shared_data("ref_orlib_pmed"), number)
    plan = site(problem, "p-median", add)
    assert (plan.value, plan.bound, plan.proven) == (best, best, True)
