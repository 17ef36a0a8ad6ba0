"""Two surveys side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from circles import HOMES, POINTS, STREET, points_at
from yike.engines.faults import Fault
from yike.engines.reach.places import Homes
from yike.rooms.circle.surveys.compare import compare
from yike.rooms.circle.surveys.survey import survey

BEFORE = survey(STREET, HOMES, POINTS, week=False)
MORE = points_at([(500, 0), (2900, 0), (100, -5)], [0, 0, 1], ["clinic", "market"])


def changes_of(found, area=None):
    return {(c.kind, c.weight): (c.before, c.after) for c in found.changes if c.area == area}


def test_a_point_moved_to_the_far_end_gains_there_and_loses_nobody():
    found = compare(BEFORE, survey(STREET, HOMES, MORE, week=False))
    assert changes_of(found)["clinic", "households"] == (0.3, 0.6)
    assert changes_of(found)["market", "households"] == (0.3, 0.3)
    assert changes_of(found, "西")["clinic", "elders"] == (0.0, 1.0)
    clinic, market = found.moved
    assert (clinic.gain.tolist(), clinic.lose.tolist()) == ([2], [])
    assert clinic.gained == {"households": 30.0, "elders": 3.0}
    assert (market.nearer.tolist(), market.farther.tolist()) == ([], [])


def test_the_other_way_round_the_same_home_loses():
    found = compare(survey(STREET, HOMES, MORE, week=False), BEFORE)
    assert found.moved[0].lose.tolist() == [2]
    assert found.moved[0].lost == {"households": 30.0, "elders": 3.0}
    assert [
        c.difference for c in found.changes if (c.kind, c.weight, c.area) == ("clinic", "households", None)
    ] == [pytest.approx(-0.3)]


def test_a_survey_beside_itself_has_no_difference():
    found = compare(BEFORE, BEFORE)
    assert {c.difference for c in found.changes if not np.isnan(c.difference)} == {0.0}
    assert [
        m.gain.tolist() + m.lose.tolist() + m.nearer.tolist() + m.farther.tolist() for m in found.moved
    ] == [
        [],
        [],
    ]
    assert (found.homes, found.only_before, found.only_after) == (4, (), ())


def test_an_area_of_nobody_has_no_difference_rather_than_none():
    found = compare(BEFORE, BEFORE)
    assert np.isnan([c.difference for c in found.changes if c.area == "" and c.weight == "elders"]).all()


def test_homes_are_matched_by_id_not_by_row():
    backwards = Homes(
        HOMES.id[::-1], HOMES.lon[::-1], HOMES.lat[::-1],
        {name: weight[::-1] for name, weight in HOMES.weights.items()}, HOMES.area[::-1],
    )  # fmt: skip
    found = compare(BEFORE, survey(STREET, backwards, MORE, week=False))
    assert found.moved[0].gain.tolist() == [1]
    assert found.moved[0].gained == {"households": 30.0, "elders": 3.0}


def test_what_only_one_survey_has_is_named():
    homes = Homes(
        ("h0", "new"), HOMES.lon[:2], HOMES.lat[:2], {"households": np.array([10.0, 20.0])}, ("东", "北")
    )
    found = compare(BEFORE, survey(STREET, homes, replace(POINTS, kinds=("clinic", "bank")), week=False))
    assert (found.only_before, found.only_after) == (("elders", "market", "西"), ("bank", "北"))
    assert (found.homes, found.homes_only_before, found.homes_only_after) == (1, 3, 1)
    assert {c.area for c in found.changes} == {None, "东"}


def test_surveys_that_share_no_kind_are_refused():
    other = survey(STREET, HOMES, replace(POINTS, kinds=("a", "b")), week=False)
    with pytest.raises(Fault, match="the two surveys share no kind or weight: clinic, market and a, b"):
        compare(BEFORE, other)
