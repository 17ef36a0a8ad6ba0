"""The parts behind a plan: kernels, bounds, proofs, set cover."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from yike.engines.reach.siting import Effort, Problem, site
from yike.engines.reach.siting.dual import level, scores, tighten
from yike.engines.reach.siting.exact import best_by_highs, fewest_by_highs
from yike.engines.reach.siting.interchange import greedy, swap
from yike.engines.reach.siting.probe import probed, settled
from yike.engines.reach.siting.search import best_sites
from yike.engines.reach.siting.setcover import fewest_sites
from yike.engines.reach.siting.worth import Worth, cover_worth


def worth_of(table: np.ndarray, flat: bool) -> Worth:
    """Return the worth of a full table (S, D); flat: every positive entry is worth its demand's 1, 2, 3 …"""
    site, row = np.nonzero(table > 0)
    start = np.concatenate(([0], np.cumsum(np.bincount(site, minlength=len(table)))))
    value = np.zeros(0) if flat else table[site, row].astype(float)
    weight = np.arange(1.0, table.shape[1] + 1)
    return Worth(start, row.astype(np.int32), value, weight, True)


@st.composite
def worths(draw) -> Worth:
    sites, demands = draw(st.integers(2, 7)), draw(st.integers(1, 10))
    line = st.lists(st.integers(0, 5), min_size=demands, max_size=demands)
    table = draw(st.lists(line, min_size=sites, max_size=sites))
    return worth_of(np.array(table), draw(st.booleans()))


def best(worth: Worth, add: int) -> float:
    return max(worth.of(np.array(s)) for s in combinations(range(worth.sites), add))


def city(sites: int = 60, demands: int = 400, seed: int = 3) -> Worth:
    """A town where greedy is not best: homes and sites at random, whole weights."""
    dice = np.random.default_rng(seed)
    home, place = dice.random((demands, 2)), dice.random((sites, 2))
    cost = np.hypot(*(home[None] - place[:, None]).transpose(2, 0, 1))
    return cover_worth(Problem.dense(cost, dice.integers(1, 30, demands).astype(float)), 0.15)


@settings(max_examples=100, deadline=None)
@given(worths(), st.data())
def test_a_bound_is_never_below_the_best(worth: Worth, data):
    add = data.draw(st.integers(1, worth.sites - 1))
    first = np.array(
        data.draw(st.lists(st.floats(0, 6), min_size=len(worth.weight), max_size=len(worth.weight)))
    )
    alone = scores(*worth.table, np.zeros(len(worth.weight)))
    order = np.argsort(-alone, kind="stable")
    bound, price, top = tighten(*worth.table, alone, order, first, add, 0.0, 0.0, 2000, 1.5, 3)
    assert bound >= best(worth, add) - 1e-9
    assert bound == pytest.approx(price.sum() + np.sort(scores(*worth.table, price))[-add:].sum())
    assert len(np.unique(top)) == add


@settings(max_examples=60, deadline=None)
@given(worths(), st.data())
def test_swaps_never_lose_and_end_where_no_single_swap_helps(worth: Worth, data):
    add = data.draw(st.integers(1, worth.sites - 1))
    alone = scores(*worth.table, np.zeros(len(worth.weight)))
    before = np.arange(add)
    after = swap(*worth.table, alone, before, 100)
    assert worth.of(after) >= worth.of(before)
    for c in range(add):
        for f in set(range(worth.sites)) - set(after.tolist()):
            trial = after.copy()
            trial[c] = f
            assert worth.of(trial) <= worth.of(after) + 1e-9


@settings(max_examples=60, deadline=None)
@given(worths(), st.data())
def test_greedy_takes_the_highest_gain_each_time_and_the_first_of_equals(worth: Worth, data):
    add = data.draw(st.integers(1, worth.sites))
    chosen, gain, alone = greedy(*worth.table, add)
    assert alone.tolist() == [worth.of(np.array([j])) for j in range(worth.sites)]
    had: list[int] = []
    for j, g in zip(chosen, gain, strict=True):
        gains = [worth.of(np.array([*had, f])) - worth.of(np.array(had, int)) for f in range(worth.sites)]
        assert (int(j), g) == (int(np.argmax(gains)), max(gains))
        had.append(int(j))


@settings(max_examples=60, deadline=None)
@given(worths(), st.data())
def test_highs_finds_the_best_sites_beside_those_taken(worth: Worth, data):
    add = data.draw(st.integers(1, worth.sites - 1))
    taken, free = np.array([0]), np.arange(1, worth.sites)
    part, had = worth.beside(taken, free)
    chosen, bound = best_by_highs(part, add, 10.0)
    sets = combinations(range(1, worth.sites), add)
    true = max(worth.of(np.array([0, *s])) for s in sets)
    assert worth.of(np.concatenate((taken, free[chosen]))) == pytest.approx(true)
    assert had.sum() + bound == pytest.approx(true)


@settings(max_examples=60, deadline=None)
@given(worths(), st.data())
def test_no_better_plan_is_lost_by_settling_and_probing(worth: Worth, data):
    add = data.draw(st.integers(1, worth.sites - 1))
    price = np.array(
        data.draw(st.lists(st.floats(0, 6), min_size=len(worth.weight), max_size=len(worth.weight)))
    )
    value = worth.of(np.arange(add))
    taken, free = settled(worth, price, add, value)
    free = probed(worth, taken, free, add, price, value)
    for s in combinations(range(worth.sites), add):
        if worth.of(np.array(s)) > value + 0.5:
            assert set(taken.tolist()) <= set(s) <= set(taken.tolist()) | set(free.tolist())


def test_level_prices_leave_no_site_above_the_ceiling():
    worth = city()
    alone = scores(*worth.table, np.zeros(len(worth.weight)))
    order = np.argsort(-alone, kind="stable")
    price = level(worth.start, worth.row, worth.weight, alone, order, 150.0)
    assert scores(*worth.table, price).max() <= 150.0 + 1e-9
    assert ((price >= 0) & (price <= worth.weight)).all()


def test_a_large_table_is_certified_and_the_certificate_holds():
    worth = city()
    proven = best_sites(worth, 5, Effort())
    quick = best_sites(worth, 5, Effort(exact_below=0, entries=20_000))
    assert proven.value == proven.bound
    assert quick.value <= proven.value <= quick.bound
    assert quick.bound < 1.05 * quick.value


def test_broken_weights_are_proven_too():
    dice = np.random.default_rng(5)
    cost, demand = dice.random((12, 40)), dice.random(40)
    problem = Problem.dense(cost, demand)
    for objective in ("mclp", "p-median"):
        plan = site(problem, objective, 3, limit=0.2)
        assert (plan.proven, plan.gap) == (True, 0.0)


def test_a_proof_cut_short_still_bounds():
    plan = site(dense_town(), "p-median", 4, effort=Effort(seconds=0.0, kicks=0))
    assert plan.bound <= plan.value
    assert plan.gap == pytest.approx((plan.value - plan.bound) / plan.value)


def dense_town() -> Problem:
    dice = np.random.default_rng(8)
    home, place = dice.random((150, 2)), dice.random((50, 2))
    cost = np.rint(1000 * np.hypot(*(home[None] - place[:, None]).transpose(2, 0, 1)))
    return Problem.dense(cost, np.ones(150))


def test_the_fewest_columns_meet_every_row():
    covers = csr_array(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]]))
    chosen, least = fewest_by_highs(covers, 5.0)
    assert chosen is not None
    assert (len(chosen), least) == (2, 2.0)
    assert (covers[:, chosen].sum(axis=1) > 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_set_cover_agrees_with_highs_on_whole_towns(seed: int):
    worth = city(40, 200, seed)
    covered = np.bincount(worth.row, minlength=len(worth.weight)) > 0
    worth = Worth(worth.start, worth.row, worth.value, covered.astype(float), True)
    matrix = np.zeros((len(worth.weight), worth.sites))
    matrix[worth.row, np.repeat(np.arange(worth.sites), np.diff(worth.start))] = 1
    found = fewest_sites(worth, Effort())
    chosen, least = fewest_by_highs(csr_array(matrix[covered]), 10.0)
    assert chosen is not None
    assert (found.value, found.bound) == (len(chosen), least)
    assert (matrix[covered][:, found.chosen].sum(axis=1) > 0).all()


def test_a_large_set_cover_is_bounded_without_highs():
    worth = city(200, 1500, 1)
    covered = np.bincount(worth.row, minlength=len(worth.weight)) > 0
    worth = Worth(worth.start, worth.row, worth.value, covered.astype(float), True)
    quick, proven = fewest_sites(worth, Effort(exact_below=0)), fewest_sites(worth, Effort())
    assert quick.bound <= proven.bound <= proven.value <= quick.value
