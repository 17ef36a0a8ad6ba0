"""The prepared streets of an office: installed, replaced, missing, damaged; gates; where places stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from circles import degrees
from made_survey import made_streets
from towns import town as streets_town
from walkers import DAYS, MORNING, building, place, random_places, town_of
from yike.engines.faults import Fault
from yike.engines.reach.pace import pace_named
from yike.engines.reach.saved import save
from yike.engines.reach.walk import Walk
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.asks import PACES, Question, Wish
from yike.rooms.circle.walking.ground import Ground, install_streets, open_ground, stamp_of, streets_file
from yike.rooms.circle.walking.stands import Stands


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A prepared file of the made-up streets."""
    path, streets = tmp_path / "made.reach", made_streets()
    save(path, streets, [Walk.of(streets, pace_named("adult"))])
    return path


def test_an_office_without_streets_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        open_ground(tmp_path)
    assert "yike circle streets" in caught.value.do_zh
    assert stamp_of(tmp_path) == ""


def test_streets_are_installed_for_all_paces_and_replaced(tmp_path: Path, made: Path) -> None:
    home = tmp_path / "home"
    prepared = install_streets(made, home)
    assert (prepared.paces, streets_file(home).exists()) == (PACES, True)
    first, ground = stamp_of(home), open_ground(home)
    assert ground.streets.nodes == made_streets().nodes
    assert [ground.all_open(pace).pace.name for pace in PACES] == list(PACES)
    install_streets(sketch_files().streets, home)
    assert stamp_of(home) != first
    assert open_ground(home).streets.nodes > ground.streets.nodes
    assert ground.walk("elder").graph.start[-1] > 0  # who holds the former streets goes on with them


def test_a_file_that_is_none_leaves_the_streets_as_they_are(tmp_path: Path, made: Path) -> None:
    install_streets(made, tmp_path)
    before = stamp_of(tmp_path)
    wrong = tmp_path / "wrong.osm"
    wrong.write_text("no streets at all", encoding="utf-8")
    with pytest.raises(Fault):
        install_streets(wrong, tmp_path)
    assert stamp_of(tmp_path) == before


def test_damaged_streets_are_a_fault_and_can_be_installed_anew(tmp_path: Path, made: Path) -> None:
    install_streets(made, tmp_path)
    streets_file(tmp_path).write_bytes(b"something else")
    with pytest.raises(Fault):
        open_ground(tmp_path)
    install_streets(made, tmp_path)
    assert open_ground(tmp_path).streets.segments == made_streets().segments


def test_an_unknown_pace_is_a_fault() -> None:
    with pytest.raises(Fault, match="no pace"):
        Ground.of(made_streets()).all_open("horse")


def test_installed_streets_answer_as_the_streets_they_were_made_from(tmp_path: Path, made: Path) -> None:
    install_streets(made, tmp_path)
    ground, fresh = open_ground(tmp_path), Ground.of(made_streets())
    rng = np.random.default_rng(1)
    lon, lat = degrees(rng.uniform(0, 2000, (20, 2)))
    for pace in PACES:
        one, other = ground.stand(pace, lon, lat), fresh.stand(pace, lon, lat)
        assert (one.segment == other.segment).all()
        assert (ground.walk(pace).out == fresh.walk(pace).out).all()


def gated() -> Ground:
    """A street of two blocks, the first behind a gate that is open by day, and a long way round."""
    xy = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (0.0, 400.0), (200.0, 400.0)]
    segments = [(0, 1), (1, 2), (0, 3), (3, 4), (4, 2)]
    return Ground.of(streets_town(xy, segments, hours=[0, -1, -1, -1, -1], gate_hours=["工作日 08:00-20:00"]))


def test_gates_stand_as_their_hours_holidays_and_make_up_days_say() -> None:
    ground = gated()
    moments = (MORNING, MORNING.replace(hour=21), None, datetime(2026, 10, 1, 10), datetime(2026, 10, 10, 10))
    found = [ground.gates_at(at, DAYS.holidays, DAYS.worked) for at in moments]
    assert found == [(), (False,), (), (False,), ()]
    assert ground.walk("adult", ()) is ground.all_open("adult")
    assert ground.walk("adult", (False,)) is ground.walk("adult", (False,))


def test_behind_a_shut_gate_one_walks_round() -> None:
    town = town_of([place(1, 200, 0)], [building("A", 0, 0)], streets=gated().streets)
    (lon,), (lat,) = degrees([(0.0, 0.0)])
    by_day = town.nearest(Wish(float(lon), float(lat), MORNING)).found[0]
    by_night = town.nearest(Wish(float(lon), float(lat), MORNING.replace(hour=21))).found[0]
    assert (round(by_day.metres), round(by_night.metres)) == (200, 1000)
    late = Question(at=MORNING.replace(hour=21), minutes=10)
    assert town.board(replace(late, at=MORNING)).figure("station", "households").share == 1.0
    assert town.board(late).figure("station", "households").share == 0.0


def test_where_points_stand_is_looked_for_again_only_for_those_that_moved() -> None:
    ground, rng = Ground.of(made_streets()), np.random.default_rng(2)
    old, new = random_places(rng, 20), random_places(rng, 3, first=30)
    now = [*old[3:10], replace(old[12], lon=old[0].lon, lat=old[0].lat), *old[15:], *new]

    def stands(places: list, before: Stands | None = None) -> Stands:
        columns = (np.array([getattr(one, name) for one in places]) for name in ("id", "lon", "lat"))
        return Stands(ground, *columns, before)

    before = stands(old)
    before.at("adult")
    asked: list[int] = []
    stand = ground.stand
    ground.stand = lambda pace, lon, lat: asked.append(len(lon)) or stand(pace, lon, lat)  # type: ignore[method-assign]
    patched = stands(now, before)
    for pace in ("adult", "wheelchair"):
        found, fresh = patched.at(pace), stands(now).at(pace)
        assert all((a == b).all() for a, b in zip(vars(found).values(), vars(fresh).values(), strict=True))
    assert asked == [4, len(now), len(now), len(now)]
