from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_streets import PLAIN, made_anchors, made_streets, made_town, streets_of
from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.nearest import nearest
from yike.engines.reach.pace import LONGEST, UNREACHED
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.walk import Walk
from yike.engines.reach.whatif import Effect, WhatIf, change_by_area, with_bridge


def at(segment: int, along: float) -> Anchors:
    return Anchors(np.array([segment], np.int32), np.array([along]), np.zeros(1), np.zeros(1, np.uint8))


def afresh(plan: WhatIf) -> tuple[np.ndarray, np.ndarray]:
    """The same answer computed from nothing: open points only, farther than the limit counts as none."""
    row = np.flatnonzero(plan.is_open)
    some = Anchors(*(getattr(plan.points, f)[row] for f in ("segment", "along", "access", "why")))
    fresh = nearest(
        Walk(plan.walk.streets, PLAIN, plan.walk.out, plan.walk.back),
        plan.homes,
        some,
        plan.kind[row],
        plan.kinds,
    )
    near = fresh.ds <= plan.limit_ds
    point = np.full_like(fresh.point, -1)
    point[near] = row[fresh.point[near]]
    return np.where(near, fresh.ds, UNREACHED), point


def assert_as_afresh(plan: WhatIf) -> None:
    ds, point = afresh(plan)
    np.testing.assert_array_equal(plan.homes_ds, ds)
    np.testing.assert_array_equal(plan.homes_point, point)


@settings(max_examples=120, deadline=None)
@given(made_town(), st.data(), st.sampled_from([3000, 9000, LONGEST]))
def test_any_steps_give_what_a_full_computation_gives_and_can_be_taken_back(
    town: tuple, data: st.DataObject, limit: int
) -> None:
    walk, homes, points, kind, kinds = town
    plan = WhatIf(walk, homes, points, kind, kinds, limit)
    states = [(plan.homes_ds, plan.homes_point, plan.words.copy())]
    assert_as_afresh(plan)
    for _ in range(data.draw(st.integers(1, 4))):
        opened, shut = np.flatnonzero(plan.is_open).tolist(), np.flatnonzero(~plan.is_open).tolist()
        acts = ["add"] + ["close", "move"] * bool(opened) + ["open"] * bool(shut)
        act = data.draw(st.sampled_from(acts))
        if act == "add":
            new = data.draw(made_anchors(walk.streets, 1).filter(lambda a: len(a) == 1))
            plan.add(data.draw(st.integers(0, kinds - 1)), new)
        elif act == "close":
            plan.close(data.draw(st.sampled_from(opened)))
        elif act == "move":
            new = data.draw(made_anchors(walk.streets, 1).filter(lambda a: len(a) == 1))
            plan.move(data.draw(st.sampled_from(opened)), new)
        else:
            plan.open(data.draw(st.sampled_from(shut)))
        assert_as_afresh(plan)
        states.append((plan.homes_ds, plan.homes_point, plan.words.copy()))
    for ds, point, words in reversed(states[:-1]):
        assert plan.undo()
        np.testing.assert_array_equal(plan.homes_ds, ds)
        np.testing.assert_array_equal(plan.homes_point, point)
        np.testing.assert_array_equal(plan.words, words)
    assert not plan.undo()


@settings(max_examples=100, deadline=None)
@given(made_streets(), st.data(), st.sampled_from([3000, LONGEST]))
def test_opening_gates_gives_what_a_full_computation_gives(
    streets: object, data: st.DataObject, limit: int
) -> None:
    shut = np.array([data.draw(st.booleans()) for _ in range(streets.segments)], bool)
    homes, points = data.draw(made_anchors(streets)), data.draw(made_anchors(streets))
    plan = WhatIf(Walk.of(streets, PLAIN, ~shut), homes, points, np.zeros(len(points), np.int32), 1, limit)
    first = plan.homes_ds
    plan.open_streets(Walk.of(streets, PLAIN))
    assert_as_afresh(plan)
    plan.undo()
    np.testing.assert_array_equal(plan.homes_ds, first)
    assert_as_afresh(plan)


def test_a_bridge_brings_the_far_bank_within_reach() -> None:
    streets = streets_of(4, [(0, 1, 60.0, 0), (2, 3, 60.0, 0)])
    plan = WhatIf(Walk.of(streets, PLAIN), at(0, 0.0), at(1, 1.0), np.zeros(1, np.int32), 1)
    assert plan.homes_ds.tolist() == [[UNREACHED]]
    places = [(float(streets.lon[i]), float(streets.lat[i])) for i in (1, 2)]
    bridged = with_bridge(streets, (places[0], places[1]))
    assert (bridged.a[-1], bridged.b[-1]) == (1, 2)
    effects = plan.open_streets(Walk.of(bridged, PLAIN))
    assert effects[0].gained(9000).tolist() == [0]
    assert plan.homes_ds.tolist() == [[1200 + int(np.rint(bridged.length[-1] * 10))]]


def test_effects_name_who_gains_and_who_loses_by_area() -> None:
    before, after = np.array([100, 9999, 50, UNREACHED], np.uint16), np.array([9999, 100, 60, 80], np.uint16)
    effect = Effect(0, before, after)
    assert (effect.gained(9000).tolist(), effect.lost(9000).tolist()) == ([1, 3], [0])
    change = change_by_area(effect, 9000, np.array([5.0, 7.0, 11.0, 2.0]), ["东", "东", "南", "西"])
    assert {name: row.tolist() for name, row in change.items()} == {"东": [7.0, 5.0], "西": [2.0, 0.0]}


def test_closing_twice_and_opening_an_open_point_are_refused() -> None:
    plan = WhatIf(
        Walk.of(streets_of(2, [(0, 1, 60.0, 0)]), PLAIN), at(0, 0.0), at(0, 1.0), np.zeros(1, np.int32), 1
    )
    with pytest.raises(Fault, match="open already"):
        plan.open(0)
    plan.close(0)
    with pytest.raises(Fault, match="closed already"):
        plan.close(0)
    assert plan.homes_point.tolist() == [[-1]]


def test_a_bridge_to_nowhere_is_refused() -> None:
    with pytest.raises(Fault, match="no street within 300 m"):
        with_bridge(streets_of(2, [(0, 1, 60.0, 0)]), ((10.0, 10.0), (120.63, 31.3)))


def test_a_plan_on_a_map_without_streets_reaches_nothing() -> None:
    none = Anchors(np.array([-1], np.int32), np.zeros(1), np.zeros(1), np.ones(1, np.uint8))
    plan = WhatIf(Walk.of(streets_of(1, []), PLAIN), none, none, np.zeros(1, np.int32), 1)
    plan.add(0, none)
    assert plan.homes_ds.tolist() == [[UNREACHED]]


def test_steps_do_not_pass_for_a_wheelchair() -> None:
    streets = replace(streets_of(3, [(0, 1, 30.0, int(Mark.STEPS)), (0, 2, 90.0, 0), (2, 1, 90.0, 0)]))
    walk = Walk.of(streets, replace(PLAIN, never=Mark.STEPS))
    plan = WhatIf(walk, at(1, 0.0), at(2, 1.0), np.zeros(1, np.int32), 1)
    assert plan.homes_ds.tolist() == [[1800]]
