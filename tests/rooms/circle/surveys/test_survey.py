"""The survey of a circle, from places to shares, gaps and one JSON object."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from circles import HOMES, OFFICE, POINTS, STREET, homes_at, points_at
from plain import plain_home_times, plain_node_times
from towns import line_town, town
from yike.engines.faults import Fault
from yike.engines.reach.pace import UNREACHED
from yike.rooms.circle.surveys.survey import ALL, as_json, survey

MONDAY_NIGHT, MONDAY_NOON = datetime(2026, 11, 23, 22, 0), datetime(2026, 11, 23, 12, 0)


@pytest.fixture(scope="module")
def noon():
    return survey(STREET, HOMES, POINTS, at=MONDAY_NOON)


def test_the_cover_is_that_of_the_plain_reference(noon):
    ground = noon.ground
    assert np.array_equal(
        noon.home_ds, plain_home_times(noon.walk, ground.homes, ground.points, POINTS.kind, 2)
    )
    assert np.array_equal(noon.node_ds, plain_node_times(noon.walk, ground.points, POINTS.kind, 2))
    assert noon.cover.as_dict() == {
        "clinic": {"households": 0.3, "elders": 0.25},
        "market": {"households": 0.3, "elders": 0.25},
    }


def test_a_point_closed_at_night_is_not_open_and_not_the_nearest(noon):
    night = survey(STREET, HOMES, POINTS, at=MONDAY_NIGHT)
    assert night.reach.open_now.tolist() == [True, False, True]
    assert night.reach.point[2].tolist() == [0, 2]
    assert noon.reach.point[2].tolist() == [1, 2]
    assert night.home_ds[2, 0] - noon.home_ds[2, 0] == pytest.approx(1000 / 66.7 * 600, abs=1)


def test_without_a_moment_everything_counts_as_open():
    asked = survey(STREET, HOMES, POINTS)
    assert asked.reach.open_now.tolist() == [True, True, True]
    assert asked.at is None


def test_homes_and_points_on_no_street_are_listed_with_the_reason(noon):
    (home,) = noon.unsnapped_homes
    assert (home.row, home.id, home.why, home.en) == (3, "h3", "outside", "outside the street map")
    assert noon.unsnapped_points == ()


def test_gaps_name_their_kind_and_the_point_missed_by_least(noon):
    assert [(gap.kind, gap.homes.tolist(), gap.nearest_point) for gap in noon.gaps] == [
        (0, [2], 1),
        (1, [2], 2),
    ]


def test_the_basket_of_all_kinds_is_counted_unless_others_are_asked_for(noon):
    assert noon.baskets is not None
    assert noon.baskets.as_dict() == {ALL: {"households": 0.3, "elders": 0.25}}
    asked = survey(STREET, HOMES, POINTS, baskets={"health": ["clinic"]}, week=False)
    assert asked.baskets is not None
    assert asked.baskets.as_dict() == {"health": {"households": 0.3, "elders": 0.25}}
    assert survey(STREET, HOMES, POINTS, baskets={}, week=False).baskets is None


def test_the_share_of_kinds_in_reach_is_weighted(noon):
    assert noon.doable == {"households": 0.3, "elders": 0.25}


def test_the_week_knows_the_nights(noon):
    assert noon.hours is not None
    assert noon.hours.open_points[0, 0].tolist() == [1] * 9 + [2] * 8 + [1] * 7
    assert survey(STREET, HOMES, POINTS, week=False).hours is None


def test_minutes_of_half_and_nine_in_ten_are_those_of_some_home(noon):
    assert noon.percentiles["clinic"]["households"] == (int(noon.home_ds[2, 0]), None)
    assert noon.percentiles["clinic"]["elders"] == (int(noon.home_ds[2, 0]), int(noon.home_ds[2, 0]))


def test_areas_that_differ_have_a_spread(noon):
    best = {(s.kind, s.weight): (s.best_area, s.best, s.worst) for s in noon.spreads}
    assert best["clinic", "households"] == ("东", 1.0, 0.0)


def test_a_slower_pace_covers_fewer():
    elder = survey(STREET, HOMES, POINTS, pace="elder", week=False)
    adult = survey(STREET, HOMES, POINTS, pace="adult", minutes=6.5, week=False)
    assert elder.cover.as_dict()["market"]["households"] == 0.1
    assert adult.cover.as_dict()["clinic"]["households"] == 0.2


def test_a_rule_set_gives_every_kind_its_own_limit():
    points = replace(POINTS, kinds=("小学", "菜市场"))
    asked = survey(STREET, HOMES, points, ruleset="gb50180", week=False)
    assert asked.limits.ds.tolist() == [4498, 4498]
    rule = as_json(asked)["kinds"]["小学"]["rule"]
    assert rule == {"code": "primary_school", "source": "S?61;S62", "verified": True}


def test_a_gate_shut_at_night_cuts_the_far_side_off_but_homes_stay_on_their_street():
    streets = line_town(31, hours=[-1] * 7 + [0] + [-1] * 22, gate_hours=[OFFICE])
    night = survey(streets, HOMES, POINTS, at=MONDAY_NIGHT, week=False)
    assert night.home_ds[2].tolist() == [UNREACHED, UNREACHED]
    assert night.home_ds[1].tolist() == [UNREACHED, UNREACHED]
    assert np.array_equal(
        night.ground.homes.segment, survey(streets, HOMES, POINTS, week=False).ground.homes.segment
    )
    parts = as_json(night)["components"]
    assert (parts["count"], parts["homes_on_islands"], parts["homes_cut_off"]) == (2, 1, 0)
    assert survey(streets, HOMES, POINTS, at=MONDAY_NOON, week=False).home_ds[1, 1] < UNREACHED


def test_a_gate_whose_hours_cannot_be_read_is_open_and_said_so():
    streets = line_town(31, hours=[0] * 30, gate_hours=["when the guard is awake"])
    asked = survey(streets, HOMES, POINTS, at=MONDAY_NIGHT, week=False)
    assert asked.home_ds[0, 1] < UNREACHED
    assert "the hours of 1 gates could not be read; they count as open" in [
        note["en"] for note in as_json(asked)["notes"]
    ]


def test_homes_without_weights_count_once_each():
    homes = replace(HOMES, weights={})
    assert survey(STREET, homes, POINTS, week=False).cover.as_dict()["clinic"] == {"homes": 0.5}


def test_steps_are_told_and_timed():
    heard = []
    asked = survey(STREET, HOMES, POINTS, on_step=heard.append)
    assert heard == ["snap", "reach", "cover", "gaps", "week"]
    assert list(asked.timings) == heard


def test_the_json_object_has_the_promised_keys_and_no_nan(noon):
    found = as_json(replace(noon, timings={"snap": 0.5}))
    text = json.dumps(found, allow_nan=False)
    assert list(found)[:7] == ["cover", "homes", "points", "unsnapped", "components", "gaps", "timings"]
    assert (found["homes"], found["points"], found["timings"]) == (4, 3, {"snap": 0.5})
    assert (found["minutes"], found["pace"], found["at"]) == (15.0, "adult", "2026-11-23 12:00")
    assert found["cover"] == {
        "clinic": {"households": 0.3, "elders": 0.25},
        "market": {"households": 0.3, "elders": 0.25},
    }
    assert found["areas"]["东"]["market"] == {"households": 1.0, "elders": 1.0}
    assert found["areas"][""]["market"] == {"households": 0.0, "elders": None}
    assert str(UNREACHED) not in text


def test_an_unreachable_gap_has_no_minutes_in_the_json_object():
    streets = town([(0, 0), (900, 0), (0, 200), (900, 200)], [(0, 1), (2, 3)])
    homes = homes_at([(100, 10), (100, 190), (200, 190)])
    points = points_at([(800, 0)], [0], ["clinic"])
    found = as_json(survey(streets, homes, points, week=False))
    (gap,) = found["gaps"]
    assert (gap["worst_minutes"], gap["nearest_point"], gap["nearest_minutes"]) == (None, None, None)
    assert (gap["homes"], gap["homes_unreached"]) == (2, 2)
    assert found["components"] == {
        "count": 2, "largest_share": 0.5, "homes_on_islands": 2, "points_on_islands": 0, "homes_cut_off": 2,
        "largest": [{"name": "", "nodes": 2, "share": 0.5}, {"name": "", "nodes": 2, "share": 0.5}],
    }  # fmt: skip


def test_a_weight_of_nobody_is_null_in_the_json_object():
    homes = homes_at([(100, 0)], {"elders": np.zeros(1)})
    found = as_json(survey(STREET, homes, POINTS, week=False))
    assert found["cover"] == {"clinic": {"elders": None}, "market": {"elders": None}}


def test_a_kind_without_points_is_reached_by_nobody_and_said_so():
    found = as_json(survey(STREET, HOMES, replace(POINTS, kinds=("clinic", "market", "bank")), week=False))
    assert found["cover"]["bank"] == {"households": 0.0, "elders": 0.0}
    assert 'there is no point of kind "bank"' in [note["en"] for note in found["notes"]]


def test_points_on_an_island_are_noted_as_homes_are():
    streets = town([(0, 0), (1000, 0), (2000, 0), (5000, 0), (5100, 0)], [(0, 1), (1, 2), (3, 4)])
    points = points_at([(500, 0), (5050, 0)], [0, 0], ["clinic"])
    found = as_json(survey(streets, homes_at([(100, 0)]), points, week=False))
    notes = [note["en"] for note in found["notes"] if "main network" in note["en"]]
    told = "1 points stand on streets that do not join the main network: homes on it reach none of them"
    assert (notes, found["components"]["points_on_islands"]) == ([told], 1)


def test_the_basket_of_all_kinds_has_one_name_in_every_language():
    assert list(as_json(survey(STREET, HOMES, POINTS, week=False))["baskets"]) == ["all"]


def test_homes_far_from_the_streets_are_refused_with_the_distance():
    homes = replace(HOMES, lon=HOMES.lon, lat=HOMES.lat + 9.0)
    with pytest.raises(Fault, match=r"homes and streets are not in the same place, about 99. km apart"):
        survey(STREET, homes, POINTS)


def test_swapped_coordinates_are_recognised():
    streets = town([(0, 0), (3000, 0), (3000, 3000)], [(0, 1), (1, 2)])
    homes = homes_at([(100, 10), (2000, 10), (2900, 500)])
    with pytest.raises(Fault, match="longitude and latitude of the homes seem to be swapped"):
        survey(streets, replace(homes, lon=homes.lat, lat=homes.lon), POINTS)


def test_homes_without_any_coordinates_streets_without_streets_and_empty_tables_are_refused():
    nowhere = np.full(4, np.nan)
    with pytest.raises(Fault, match="no home in the table has coordinates"):
        survey(STREET, replace(HOMES, lon=nowhere, lat=nowhere), POINTS)
    with pytest.raises(Fault, match="the street map holds no street to walk on"):
        survey(town([(0, 0)], []), HOMES, POINTS)
    with pytest.raises(Fault, match="the table of homes holds no home"):
        survey(STREET, homes_at([]), POINTS)
    with pytest.raises(Fault, match="the table of points holds no kind of point"):
        survey(STREET, HOMES, points_at([], [], []))


def test_homes_amid_the_streets_but_near_none_are_told_to_look_at_datum_and_pace():
    streets = town([(0, 0), (3000, 0), (3000, 3000)], [(0, 1), (1, 2)])
    with pytest.raises(Fault, match="none is near a street this walker can use"):
        survey(streets, homes_at([(1500, 1500)]), POINTS)


def test_a_basket_of_an_unknown_kind_lists_the_kinds():
    with pytest.raises(Fault, match="The kinds are: clinic, market"):
        survey(STREET, HOMES, POINTS, baskets={"mine": ["bank"]})


def test_points_that_all_stand_on_no_street_are_reached_by_nobody():
    points = points_at([(0, 5000), (0, 6000)], [0, 1], ["clinic", "market"])
    found = survey(STREET, HOMES, points)
    assert {share for shares in found.cover.as_dict().values() for share in shares.values()} == {0.0}
    assert [one.why for one in found.unsnapped_points] == ["outside", "outside"]
    assert found.percentiles["clinic"]["households"] == (None, None)
    assert {gap.worst_ds for gap in found.gaps} == {None}


def test_forty_kinds_are_as_good_as_two():
    kinds = tuple(f"kind {k}" for k in range(40))
    places = [(70.0 * k, 0.0) for k in range(40)]
    found = survey(STREET, HOMES, points_at(places, range(40), kinds, [OFFICE] * 40), at=MONDAY_NOON)
    ground = found.ground
    expected = plain_home_times(found.walk, ground.homes, ground.points, found.points.kind, 40)
    assert np.array_equal(found.home_ds, expected)
    assert found.hours is not None
    assert np.array_equal(found.hours.share[:, 0, 12], found.cover.share)
    assert not found.hours.share[:, 0, 22].any()
