from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.reach.siting import brute
from yike.engines.faults import Fault
from yike.engines.reach.siting import EXISTING, NOBODY, OBJECTIVES, Problem, site

COST = st.one_of(st.integers(0, 12), st.just(65535))


@st.composite
def problems(draw) -> Problem:
    """Up to six sites and nine demands, a third of the pairs out of reach, whole or broken weights."""
    sites, demands = draw(st.integers(1, 6)), draw(st.integers(1, 9))
    weight = st.integers(0, 9) if draw(st.booleans()) else st.floats(0, 9, width=16)
    demand = draw(st.lists(weight, min_size=demands, max_size=demands))
    table = draw(st.lists(st.lists(COST, min_size=demands, max_size=demands), min_size=sites, max_size=sites))
    existing = draw(st.lists(COST, min_size=demands, max_size=demands)) if draw(st.booleans()) else None
    start = np.arange(sites + 1) * demands
    return Problem(
        np.array(demand, float),
        start,
        np.tile(np.arange(demands), sites),
        np.array(table, np.uint16).ravel(),
        None if existing is None else np.array(existing, np.uint16),
    )


def adds(problem: Problem):
    return range(1, problem.sites + 1)


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(0, 13))
def test_mclp_covers_as_much_as_any_set_of_sites(problem: Problem, limit: int):
    for add in adds(problem):
        plan = site(problem, "mclp", add, limit=limit)
        assert plan.proven
        assert plan.value == pytest.approx(brute.mclp(problem, add, limit), abs=1e-6)
        assert plan.value == pytest.approx(problem.demand[plan.assigned != NOBODY].sum(), abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_p_median_costs_no_more_than_any_set_of_sites(problem: Problem):
    for add in adds(problem):
        plan = site(problem, "p-median", add)
        assert plan.proven
        assert plan.value == pytest.approx(brute.median(problem, add), abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_p_center_leaves_the_worst_no_worse_than_any_set_of_sites(problem: Problem):
    for add in adds(problem):
        plan = site(problem, "p-center", add)
        assert plan.proven
        assert plan.value == brute.center(problem, add)


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(0, 13))
def test_lscp_needs_no_more_sites_than_any_set_that_covers_all(problem: Problem, limit: int):
    plan = site(problem, "lscp", limit=limit)
    must = np.setdiff1d(np.flatnonzero(problem.demand > 0), plan.hopeless)
    assert plan.proven
    assert plan.value == len(plan.sites) == brute.lscp(problem, limit)
    assert (plan.assigned[must] != NOBODY).all()
    assert (plan.assigned[plan.hopeless] == NOBODY).all()


@settings(max_examples=100, deadline=None)
@given(problems(), st.sampled_from(OBJECTIVES), st.integers(0, 13))
def test_every_demand_is_served_by_the_nearest_point(problem: Problem, objective, limit: int):
    plan = site(problem, objective, 1, limit=limit)
    cost = brute.full(problem)
    nearest = cost[[*plan.sites, -1]].min(axis=0)
    assert np.array_equal(np.where(plan.cost == 65535, np.inf, plan.cost), nearest)
    for i, j in enumerate(plan.assigned):
        assert j == NOBODY or cost[j, i] == nearest[i]
    assert (plan.assigned[cost[-1] > nearest] != EXISTING).all()


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from(OBJECTIVES))
def test_the_same_question_has_the_same_answer(problem: Problem, objective):
    one, two = site(problem, objective, 1, limit=6), site(problem, objective, 1, limit=6)
    assert np.array_equal(one.sites, two.sites)


def line(existing=None) -> Problem:
    """Five homes and three sites along a street; costs in metres."""
    homes, sites = np.array([0.0, 100, 200, 300, 400]), np.array([0.0, 200, 400])
    return Problem.dense(np.abs(sites[:, None] - homes), np.array([5.0, 1, 1, 1, 5]), existing)


def test_equal_sites_are_chosen_from_the_first():
    twins = Problem.dense(np.zeros((4, 3)), np.ones(3))
    for objective in OBJECTIVES:
        assert site(twins, objective, 1, limit=1).sites.tolist() == [0]


def test_the_most_useful_site_comes_first_and_gains_add_up():
    plan = site(line(), "mclp", 2, limit=100)
    assert plan.sites.tolist() == [0, 2]
    assert plan.gain.tolist() == [6.0, 6.0]
    assert plan.value == 12.0


def test_what_exists_is_not_covered_again():
    plan = site(line(np.array([0.0, 100, np.inf, np.inf, np.inf])), "mclp", 1, limit=100)
    assert plan.sites.tolist() == [2]
    assert plan.assigned.tolist() == [EXISTING, EXISTING, NOBODY, 2, 2]
    assert (plan.value, plan.gain.tolist()) == (12.0, [6.0])


def test_no_more_sites_are_taken_than_add_anything():
    plan = site(line(), "mclp", 3, limit=400)
    assert plan.sites.tolist() == [0]
    assert plan.proven


def test_p_center_with_too_few_sites_says_so_and_serves_the_most():
    apart = Problem.dense(np.array([[1.0, np.inf, np.inf], [np.inf, 1, 1]]), np.array([1.0, 1, 1]))
    plan = site(apart, "p-center", 1)
    assert (plan.value, plan.bound, plan.proven) == (np.inf, np.inf, True)
    assert plan.sites.tolist() == [1]


def test_lscp_names_whom_nobody_reaches_and_covers_the_rest():
    island = Problem.dense(np.array([[1.0, 9, np.inf], [9, 1, np.inf]]), np.ones(3))
    plan = site(island, "lscp", limit=5)
    assert plan.sites.tolist() == [0, 1]
    assert plan.hopeless.tolist() == [2]
    assert plan.assigned.tolist() == [0, 1, NOBODY]


def test_homes_without_people_need_no_cover():
    empty = Problem.dense(np.array([[1.0, 9], [9, 1]]), np.array([1.0, 0.0]))
    assert site(empty, "lscp", limit=5).sites.tolist() == [0]
    assert site(empty, "p-center", 1).value == 1.0


def test_nothing_to_gain_takes_no_site_and_is_proven():
    done = Problem.dense(np.array([[5.0, 5.0]]), np.ones(2), np.zeros(2))
    for objective in OBJECTIVES:
        plan = site(done, objective, 1, limit=10)
        assert (len(plan.sites), plan.proven, plan.gap) == (0, True, 0.0)


def test_p_median_charges_the_unreached_just_further_than_we_looked_unless_told():
    apart = np.array([[1.0, np.inf], [np.inf, 3.0]])
    assert site(Problem.dense(apart, np.ones(2)), "p-median", 1).value == 5.0
    start, row, cost = np.array([0, 1, 2]), np.array([0, 1]), np.array([1.0, 3.0])
    assert site(Problem(np.ones(2), start, row, cost, beyond=10.0), "p-median", 1).value == 11.0


@pytest.mark.parametrize("weight", [np.nan, -1.0, np.inf])
def test_a_weight_that_is_no_weight_is_refused_by_its_row(weight: float):
    with pytest.raises(Fault, match="the weight of demand 2"):
        Problem.dense(np.ones((1, 2)), np.array([1.0, weight]))


def test_negative_costs_are_refused():
    with pytest.raises(Fault, match="a cost is NaN or negative"):
        Problem.dense(np.array([[-1.0]]), np.ones(1))


@pytest.mark.parametrize(
    ("start", "row", "cost"),
    [([0, 2], [0], [1]), ([0, 1], [3], [1]), ([0, 1], [0], [1, 2]), ([1, 0], [0], [1])],
)
def test_tables_that_do_not_fit_are_refused(start, row, cost):
    with pytest.raises(Fault, match="do not fit together"):
        Problem(np.ones(2), np.array(start), np.array(row), np.array(cost, np.uint16))


@pytest.mark.parametrize("add", [0, 4])
def test_more_points_than_candidates_are_refused(add: int):
    with pytest.raises(Fault, match=f"{add} new points were asked for, and there are 3 candidate sites"):
        site(line(), "mclp", add, limit=100)


def test_an_unknown_objective_is_refused_with_the_known_ones():
    with pytest.raises(Fault, match="mclp, lscp, p-median, p-center"):
        site(line(), "best", 1)  # type: ignore[arg-type]


def test_no_candidates_are_refused():
    with pytest.raises(Fault, match="there are no candidate sites"):
        site(Problem.dense(np.zeros((0, 2)), np.ones(2)), "mclp", 1)
