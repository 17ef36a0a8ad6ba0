"""The real case: streets, people, schools and health sites of Porto Alegre."""

from __future__ import annotations

import json

import numpy as np
import pytest

from plain import plain_home_times, plain_node_times
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.places import read_homes, read_points
from yike.engines.reach.streets.read import read_streets
from yike.rooms.circle.surveys.survey import as_json, survey

KINDS = ("schools", "healthcare")


@pytest.fixture(scope="module")
def asked(request):
    folder = request.config.rootpath.parent / "shared" / "data" / "br_poa"
    if not folder.exists():
        pytest.skip("real data ../shared/data/br_poa is not beside this project")
    homes = read_homes(folder / "poa_hexgrid.csv", weights=["population"])
    points = read_points(folder / "poa_hexgrid.csv", kinds=KINDS)
    return survey(read_streets(folder / "poa_osm.pbf"), homes, points)


def test_the_tables_are_those_of_the_data_sheet(asked):
    assert (len(asked.homes.id), asked.weights["population"].sum()) == (1227, 812935.0)
    assert np.bincount(asked.points.kind).tolist() == [177, 117]


def test_every_cell_agrees_with_the_plain_reference(asked):
    ground = asked.ground
    question = (ground.points, asked.points.kind, len(KINDS))
    assert np.array_equal(asked.home_ds, plain_home_times(asked.walk, ground.homes, *question))
    assert np.array_equal(asked.node_ds, plain_node_times(asked.walk, *question))


def test_the_shares_are_the_population_within_the_limit(asked):
    people = asked.weights["population"]
    near = [people[asked.home_ds[:, k] <= 9000].sum() / people.sum() for k in range(2)]
    assert [asked.cover.as_dict()[kind]["population"] for kind in KINDS] == near
    assert [round(share, 2) for share in near] == [0.96, 0.81]


def test_gaps_and_cover_add_up_to_everybody(asked):
    for k, kind in enumerate(KINDS):
        blind = sum(gap.weights["population"] for gap in asked.gaps if gap.kind == k)
        nowhere = asked.weights["population"][~asked.ground.homes.snapped].sum()
        covered = asked.cover.reached[asked.kinds.index(kind), 0]
        assert blind + nowhere + covered == 812935.0


def test_without_hours_only_gates_change_the_week(asked):
    assert asked.hours is not None
    assert asked.hours.lanes == 2
    best = asked.hours.share.max(axis=(1, 2))[:, 0]
    assert (best <= asked.cover.share[:, 0]).all()


def test_the_json_object_says_it_all_without_nan(asked):
    found = as_json(asked)
    text = json.dumps(found, allow_nan=False, ensure_ascii=False)
    assert f"{UNREACHED / 600:.2f}" not in text
    assert (found["homes"], found["points"], len(found["unsnapped"]["homes"])) == (1227, 294, 4)
    assert [one["row"] for one in found["unsnapped"]["homes"]] == [
        one.row + 2 for one in asked.unsnapped_homes
    ]
