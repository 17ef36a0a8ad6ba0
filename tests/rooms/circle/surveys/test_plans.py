"""What a plan does: gates left open, points added, closed and moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from made_streets import streets_of
from smalltown import SOUTH, STEP, WEST, write_town
from yike.engines.faults import Fault
from yike.engines.reach.pace import PACES
from yike.engines.reach.places import Homes, Points, read_points
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.inputs import Loaded, ground_of
from yike.rooms.circle.surveys.plans import Change, Works, ask, changed, what_if
from yike.rooms.circle.surveys.request import Request

NIGHT = datetime(2026, 11, 25, 22, 0)
FAR_AWAY = (WEST + 1.0, SOUTH + 1.0)


def _behind_a_gate() -> tuple[Loaded, Request]:
    """Return a home and a point with a gate between them that is shut at night."""
    streets = streets_of(3, [(0, 1, 100.0, 0), (1, 2, 100.0, 0)])
    streets = replace(streets, hours=np.array([-1, 0], np.int32), gate_hours=("Mo-Su 08:00-09:00",))
    request = Request(Path("x"), at=NIGHT)
    homes = Homes(("a",), streets.lon[:1], streets.lat[:1], {"homes": np.ones(1)}, ("",))
    points = Points(("p",), ("p",), np.zeros(1, np.int32), ("k",), streets.lon[2:], streets.lat[2:], (None,))
    return Loaded(ground_of(Walk.of(streets, PACES["adult"]), request), homes, points), request


def test_gates_left_open_let_people_through_at_night():
    loaded, request = _behind_a_gate()
    afterwards = replace(loaded, ground=Works(gates_open=True).done(loaded.ground, request))
    assert [ask(one, request).cover.share.item() for one in (loaded, afterwards)] == [0.0, 1.0]


def test_a_bridge_and_gates_left_open_let_people_through_at_night():
    loaded, request = _behind_a_gate()
    lon, lat = loaded.ground.streets.lon, loaded.ground.streets.lat
    works = Works((((lon[0], lat[0]), (lon[1], lat[1])),), gates_open=True)
    afterwards = replace(loaded, ground=works.done(loaded.ground, request))
    assert ask(afterwards, request).cover.share.item() == 1.0


def test_the_walk_of_the_moment_is_made_once():
    loaded, request = _behind_a_gate()
    assert ask(loaded, request).walk is loaded.ground.walk


def _asked(folder: Path) -> Request:
    town = write_town(folder, rows=3, columns=30)
    return Request(town / "streets.geojson", town / "homes.csv", points=town / "points.csv")


@pytest.mark.parametrize("what", ["add", "move"])
def test_a_point_put_far_from_every_street_is_refused(tmp_path, what):
    request = _asked(tmp_path / "town")
    points = read_points(request.points)
    name = points.kinds[0] if what == "add" else points.id[0]
    with pytest.raises(Fault, match="stands on no street"):
        what_if(request, [Change(what, name, FAR_AWAY)])


def test_points_keep_their_row_of_the_sheet_when_others_close_or_come(tmp_path):
    request = _asked(tmp_path / "town")
    points = read_points(request.points)
    place = (WEST + STEP, SOUTH)
    changes = [Change("close", points.id[0]), Change("add", points.kinds[0], place)]
    after = changed(points, changes, request)
    kept = [row for row, one in enumerate(points.id) if one != points.id[0]]
    assert after.origin.rows.tolist() == [*points.origin.rows[kept].tolist(), 0]


def test_a_point_off_the_streets_is_named_by_its_own_row_after_another_closed(tmp_path):
    request = _asked(tmp_path / "town")
    with request.points.open("a", encoding="utf-8") as file:
        file.write(f"far,远处,医,{WEST + 0.2:.6f},{SOUTH + 0.2:.6f},\n")
    points = read_points(request.points)
    answer = what_if(request, [Change("close", points.id[0])])
    assert [one.sheet_row for one in answer.after.unsnapped_points] == [points.origin.rows[-1]]
