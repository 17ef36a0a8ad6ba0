"""Plans: what changes would do, who gains and who loses, and where new points should go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import degrees
from walkers import (
    ALWAYS,
    EVENING,
    KEEPS,
    KINDS,
    LATE,
    MORNING,
    OFFICE,
    WEDNESDAYS,
    building,
    place,
    random_buildings,
    random_places,
    random_town,
    town_of,
)
from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.surveys.plans import Change as Typed
from yike.rooms.circle.surveys.plans import what_if
from yike.rooms.circle.surveys.request import Request
from yike.rooms.circle.walking.asks import Change, Question, Wish
from yike.rooms.circle.walking.places import Building, Directory, Offer, Place
from yike.rooms.circle.walking.plans import Outcome
from yike.rooms.circle.walking.siting import Premises, Search
from yike.rooms.circle.walking.town import Town


def spot(x: float, y: float) -> tuple[float, float]:
    (lon,), (lat,) = degrees([(x, y)])
    return float(lon), float(lat)


def small() -> Town:
    return town_of(
        [place(1, 0, 0, OFFICE), place(2, 1900, 0, OFFICE), place(3, 1000, 0, ALWAYS, serving=False)],
        [
            building("A", 100, 0, 10, 3, community=1),
            building("B", 1000, 0, 20, 5, community=2),
            building("C", 1900, 0, 40, 0, community=2),
        ],
    )


def told(outcome: Outcome, name: str = "station") -> list[tuple[int | None, float, float]]:
    return [(s.area, s.gained["households"], s.lost["households"]) for s in outcome.shifts(name)]


def test_a_new_point_says_who_gains_where_and_by_how_many_minutes() -> None:
    outcome = small().compared(
        Question(at=MORNING, minutes=5), [Change.add("station", *spot(900, 0), OFFICE)]
    )
    assert told(outcome) == [(2, 20.0, 0.0)]
    whole = outcome.shift("station")
    assert (whole.gained, whole.lost) == (
        {"households": 20.0, "elders": 5.0},
        {"households": 0.0, "elders": 0.0},
    )
    assert (whole.before["households"].reached, whole.after["households"].reached) == (50.0, 70.0)
    (moved,) = outcome.moved("station")
    assert (moved.id, moved.before, moved.after) == ("B", 8095, 900)


def test_closing_moving_and_reopening_say_who_loses_and_who_gains() -> None:
    town, question = small(), Question(at=MORNING, minutes=5)
    assert told(town.compared(question, [Change.close(2)])) == [(2, 0.0, 40.0)]
    assert told(town.compared(question, [Change.reopen(3)])) == [(2, 20.0, 0.0)]
    assert told(town.compared(question, [Change.move(2, *spot(1000, 0))])) == [(2, 20.0, 40.0)]
    assert told(town.compared(question, [Change.close(1), Change.close(2)])) == [
        (2, 0.0, 40.0),
        (1, 0.0, 10.0),
    ]
    (_, lost) = town.compared(question, [Change.close(1), Change.close(2)]).moved("station")[:2]
    assert lost.after is None
    assert town.compared(question, []).moved("station") == []


def test_other_hours_count_at_the_moment_asked_about() -> None:
    town, changes = small(), [Change.rehour(1, LATE), Change.rehour(2, WEDNESDAYS)]
    wednesday = datetime(2026, 11, 25, 19, 0)
    assert told(town.compared(Question(at=wednesday, minutes=5), changes)) == [(2, 40.0, 0.0)]
    assert told(town.compared(Question(at=EVENING, minutes=5), changes)) == []
    assert told(town.compared(Question(at=MORNING, minutes=5), changes)) == [(2, 0.0, 40.0)]
    assert told(town.compared(Question(minutes=5), changes)) == []


def test_a_point_of_the_plan_can_be_changed_by_a_later_step_and_found_by_a_resident() -> None:
    add, lon_lat = Change.add("clinic", *spot(900, 0), OFFICE, (5,)), spot(950, 0)
    planned = small().changed(
        [add, add, Change.close(-1), Change.move(-2, *lon_lat), Change.rehour(-2, None)]
    )
    near = planned.nearest(Wish(*lon_lat, MORNING, item=5))
    assert [(one.id, one.ds, one.hours_known) for one in near.found] == [(-2, 0, False)]
    assert small().nearest(Wish(*lon_lat, MORNING, item=5)).offered == 0


def test_two_plans_stand_side_by_side() -> None:
    town, question = small(), Question(at=MORNING, minutes=5)
    one, other = town.changed([Change.reopen(3)]), town.changed([Change.close(1), Change.reopen(3)])
    outcome = one.against(question, other)
    assert told(outcome) == [(1, 0.0, 10.0)]
    assert outcome.before.figure("station", "households").reached == 70.0
    assert told(other.against(question, one)) == [(1, 10.0, 0.0)]


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_many_threads_get_what_one_gets(seed: int) -> None:
    def ask(town: Town) -> list[object]:
        changes = [Change.close(1), Change.add("bank", *spot(500, 500), OFFICE)]
        outcome = (
            town.compared(Question(at=MORNING, minutes=8), changes) if town.directory.serving[0] else None
        )
        wishes = [Wish(*spot(x, 700), at) for x in (100, 900, 1700) for at in (MORNING, EVENING)]
        boards = [town.board(Question(pace, EVENING, minutes=8)) for pace in ("adult", "elder", "wheelchair")]
        return [
            [town.nearest(wish) for wish in wishes],
            [[board.figure(kind, "elders") for kind in KINDS] for board in boards],
            outcome and [outcome.shifts(kind) for kind in KINDS],
        ]

    alone, shared = ask(random_town(seed)), random_town(seed)
    with ThreadPoolExecutor(8) as pool:
        assert [one.result() for one in [pool.submit(ask, shared) for _ in range(16)]] == [alone] * 16


def test_a_kind_that_is_new_had_nobody_before() -> None:
    outcome = small().compared(Question(minutes=5), [Change.add("clinic", *spot(0, 0))])
    assert outcome.names == ("station", "clinic")
    assert outcome.before.figure("clinic", "households").share == 0.0
    assert outcome.after.figure("clinic", "households").reached == 10.0


@pytest.mark.parametrize(
    "changes",
    [
        [Change.close(9)],
        [Change.close(3)],
        [Change.reopen(1)],
        [Change.move(-1, 120.6, 31.3)],
        [Change.close(1), Change.close(1)],
    ],
)
def test_a_change_that_cannot_be_is_a_fault(changes: list[Change]) -> None:
    with pytest.raises(Fault):
        small().changed(changes)


@st.composite
def drawn_changes(draw: st.DrawFn, points: int) -> list[Change]:
    """Steps that may name any point, those added too; what cannot be is left out by the test."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.lists(st.sampled_from(["add", "move", "close", "reopen", "hours"]), max_size=6))
    found = []
    for step in steps:
        point = int(rng.integers(-3, points + 2))
        lon, lat = spot(*rng.uniform(-50, 2100, 2))
        keep = KEEPS[rng.integers(len(KEEPS))]
        match step:
            case "add":
                found.append(Change.add(KINDS[rng.integers(3)], lon, lat, keep, (int(rng.integers(6)),)))
            case "move":
                found.append(Change.move(point, lon, lat))
            case "hours":
                found.append(Change.rehour(point, keep))
            case _:
                found.append(Change(step, point))
    return found


def applied(places: list[Place], changes: list[Change]) -> tuple[list[Place], list[Change]]:
    """The places after the changes that can be, done in the plainest way, and those changes."""
    now, done = {one.id: one for one in places}, []
    for change in changes:
        one = now.get(change.point)
        match change.what, one:
            case "add", _:
                new = min(0, *now) - 1 if now else -1
                offers = tuple(Offer(item) for item in change.items)
                now[new] = Place(new, change.kind, change.lon, change.lat, change.hours, True, offers)
            case _, None:
                continue
            case "move", _:
                now[one.id] = replace(one, lon=change.lon, lat=change.lat)
            case "hours", _:
                now[one.id] = replace(one, hours=change.hours)
            case what, _:
                if one.serving == (what == "reopen"):
                    continue
                now[one.id] = replace(one, serving=what == "reopen")
        done.append(change)
    return list(now.values()), done


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.data(), st.sampled_from([MORNING, EVENING, None]))
def test_a_plan_answers_as_a_town_that_was_always_so(
    seed: int, data: st.DataObject, at: datetime | None
) -> None:
    rng = np.random.default_rng(seed)
    places, buildings = random_places(rng, 15), random_buildings(rng, 15)
    after, changes = applied(places, data.draw(drawn_changes(15)))
    town, question = town_of(places, buildings, kinds=KINDS), Question(at=at, minutes=8)
    town.board(question)  # so that there is something to be reused
    outcome, fresh = town.compared(question, changes), town_of(after, buildings, kinds=KINDS)
    board = fresh.board(question)
    for one, other in zip(outcome.after.answer.columns, board.answer.columns, strict=True):
        assert (one.ds == other.ds).all()
        assert [one.nearest(h) for h in range(15)] == [other.nearest(h) for h in range(15)]
    for name in board.names:
        held = outcome.before.answer.held(name), board.answer.held(name)
        assert outcome.gain(name).tolist() == np.flatnonzero(held[1] & ~held[0]).tolist()
        assert outcome.lose(name).tolist() == np.flatnonzero(held[0] & ~held[1]).tolist()
        shifts, whole = outcome.shifts(name), outcome.shift(name)
        for weight in ("households", "elders"):
            net = whole.gained[weight] - whole.lost[weight]
            assert whole.after[weight].reached - whole.before[weight].reached == pytest.approx(net)
            nowhere = outcome.shift(name, -1)
            assert sum(s.gained[weight] for s in [*shifts, nowhere]) == pytest.approx(whole.gained[weight])
    wish = Wish(*spot(*rng.uniform(0, 2000, 2)), at, count=5)
    assert town.changed(changes).nearest(wish) == fresh.nearest(wish)


def test_a_plan_says_what_the_command_says(tmp_path: Path) -> None:
    files = sketch_files()
    at = datetime(2026, 11, 24, 10, 0)
    request = Request(files.streets, files.homes, ("户数", "老人"), points=files.points, at=at)
    steps = (
        Typed("add", "便民服务站", (120.6262, 31.3010)),
        Typed("close", "ST020"),
        Typed("move", "ST022", (120.6300, 31.2950)),
        Typed("hours", "ST011", hours="Mo-Fr 18:00-20:00"),
    )
    by_command = what_if(request, steps)
    before = by_command.before
    names = {name: row for row, name in enumerate(before.points.id, 1)}
    town = town_of(
        [
            Place(row + 1, before.points.kinds[k], float(x), float(y), hours)
            for row, (k, x, y, hours) in enumerate(
                zip(
                    before.points.kind, before.points.lon, before.points.lat, before.points.hours, strict=True
                )
            )
        ],
        [
            Building(one, float(x), float(y), int(households), int(elders), 1, 1)
            for one, x, y, households, elders in zip(
                before.homes.id,
                before.homes.lon,
                before.homes.lat,
                before.weights["户数"],
                before.weights["老人"],
                strict=True,
            )
        ],
        streets=before.streets,
        kinds=before.points.kinds,
    )
    outcome = town.compared(
        Question(at=at),
        [
            Change.add("便民服务站", 120.6262, 31.3010),
            Change.close(names["ST020"]),
            Change.move(names["ST022"], 120.6300, 31.2950),
            Change.rehour(names["ST011"], Hours.parse("Mo-Fr 18:00-20:00")),
        ],
    )
    assert outcome.names == before.points.kinds
    for kind in outcome.names:
        k = before.kinds.index(kind)
        for survey, board in ((before, outcome.before), (by_command.after, outcome.after)):
            assert (board.answer.columns[k].ds == survey.home_ds[:, k]).all()
            for weight, name in (("households", "户数"), ("elders", "老人")):
                assert board.figure(kind, weight).share == survey.cover.of(kind, name)
        (moved,) = (one for one in by_command.comparison.moved if one.kind == kind)
        assert outcome.gain(kind).tolist() == moved.gain.tolist()
        assert outcome.lose(kind).tolist() == moved.lose.tolist()


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["households", "elders"]))
def test_proposed_sites_cover_what_they_promise(seed: int, weight: str) -> None:
    town, question = random_town(seed), Question(at=MORNING, minutes=6)
    proposal = town.sites(question, "bank", Search(add=2, weight=weight))
    adds = [Change.add("bank", site.lon, site.lat) for site in proposal.sites]
    outcome = town.compared(question, adds)
    sums = outcome.after.sums["community"]
    assert (proposal.after.reached[:, 0] == sums.reached[:, sums_column(outcome, "bank")]).all()
    gain = outcome.shift("bank").gained[weight]
    assert sum(site.gain for site in proposal.sites) == pytest.approx(gain)
    for other in (Change.add("bank", *spot(x, y)) for x, y in ((0, 0), (1000, 500), (2000, 2000))):
        assert town.compared(question, [other]).shift("bank").gained[weight] <= gain + 1e-9


def sums_column(outcome: Outcome, name: str) -> int:
    return outcome.after.names.index(name)


def test_premises_are_compared_and_no_other_place_and_each_has_its_reason() -> None:
    town = small()
    places = [Premises("hall", "旧礼堂", *spot(1000, 0)), Premises("shop", "空铺", *spot(1500, 2000))]
    proposal = town.sites(Question(at=MORNING, minutes=5), "station", premises=places)
    (site,) = proposal.sites
    assert (site.id, site.gain, proposal.candidates, proposal.proven) == ("hall", 20.0, 2, True)
    assert site.why_zh.startswith("在旧礼堂新设，可让 20 户（其中老人 5 人）首次走得到")
    with pytest.raises(Fault):
        town.sites(Question(), "station", Search(add=3), places)


def test_a_directory_keeps_its_kinds_in_the_order_given() -> None:
    directory = Directory.of([place(2, 0, 0, kind="bank"), place(1, 0, 0)], ("clinic", "station"))
    assert (directory.kinds, directory.id.tolist()) == (("clinic", "station", "bank"), [1, 2])
