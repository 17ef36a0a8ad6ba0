"""Who is covered: figures by area, the lists behind them, blind areas, the week."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walkers import (
    ALWAYS,
    EVENING,
    KINDS,
    MORNING,
    OFFICE,
    building,
    is_open,
    place,
    plain_times,
    random_buildings,
    random_places,
    random_town,
    town_of,
)
from yike.engines.faults import Fault
from yike.engines.reach.cover import cover
from yike.engines.reach.gaps import gaps
from yike.engines.reach.hoursmatrix import hours_matrix
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.pace import UNREACHED
from yike.rooms.circle.walking.asks import PACES, Question
from yike.rooms.circle.walking.board import Board
from yike.rooms.circle.walking.places import Level
from yike.rooms.circle.walking.town import Town

MOMENTS = st.sampled_from([MORNING, EVENING, None])
BASKET = (("both", ("station", "bank")),)


def small() -> Town:
    """Three buildings in two communities, a station that is always open, a bank that keeps office hours."""
    return town_of(
        [
            place(1, 0, 0, ALWAYS),
            place(2, 800, 0, OFFICE, kind="bank"),
            place(3, 0, 0, kind="bank", serving=False),
        ],
        [
            building("A", 200, 0, 10, 3, community=1, grid=11),
            building("B", 700, 0, 20, 5, community=1, grid=12),
            building("C", 1900, 0, 40, 0, community=2, grid=21),
        ],
        kinds=KINDS,
    )


def test_figures_count_households_and_elders_by_community_and_grid() -> None:
    board = small().board(Question(at=MORNING, minutes=5))
    assert board.names == KINDS
    assert board.areas() == (1, 2)
    assert board.areas("grid") == (11, 12, 21)
    one = board.figure("station", "households")
    assert (one.reached, one.total, one.share) == (10.0, 70.0, 10 / 70)
    assert board.figure("station", "elders", 1).share == 3 / 8
    assert board.figure("bank", "households", 12, "grid").share == 1.0
    assert board.figure("bank", "elders", 2).share is None
    assert board.figure("clinic", "households").share == 0.0
    assert (board.open_points, board.serving_points) == ((1, 1, 0), (1, 1, 0))
    with pytest.raises(KeyError):
        board.figure("airport", "households")
    with pytest.raises(KeyError):
        board.figure("station", "households", 99)


def test_in_the_evening_the_bank_covers_nobody() -> None:
    board = small().board(Question(at=EVENING, minutes=5))
    assert board.figure("bank", "households").reached == 0.0
    assert (board.open_points, board.serving_points) == ((1, 0, 0), (1, 1, 0))


def test_behind_a_figure_stand_the_buildings_the_longest_walk_first() -> None:
    board = small().board(Question(at=MORNING, minutes=10, baskets=BASKET))
    rows = board.behind("bank")
    assert [(r.id, r.households, r.elders, r.covered, r.point) for r in rows] == [
        ("C", 40, 0, False, 2),
        ("A", 10, 3, True, 2),
        ("B", 20, 5, True, 2),
    ]
    assert [r.id for r in board.behind("bank", 1)] == ["A", "B"]
    assert [r.id for r in board.behind("bank", covered=False)] == ["C"]
    assert [(r.id, r.point) for r in board.behind("both", 1, covered=False)] == [("B", 1)]
    assert [(r.ds, r.point) for r in board.behind("clinic", 21, "grid")] == [(None, None)]


def test_limits_come_from_the_table_of_standards_with_their_flag() -> None:
    town = town_of([place(1, 0, 0, kind="便民服务站")], [building("A", 320, 0)])
    board = town.board(Question(ruleset="gb50180"))
    (rule,) = board.limits.rules
    assert rule is not None
    assert (rule.radius_m, rule.verified, board.limits.unverified) == (300.0, False, ("便民服务站",))
    assert board.figure("便民服务站", "households").share == 0.0
    assert town.board(Question()).figure("便民服务站", "households").share == 1.0


@pytest.mark.parametrize(
    "question",
    [
        Question(pace="horse"),
        Question(kinds=("airport",)),
        Question(ruleset="mine"),
        Question(minutes=0),
        Question(baskets=(("none", ()),)),
        Question(baskets=(("odd", ("airport",)),)),
        Question(baskets=(("bank", ("station",)),)),
        Question(at=datetime(3000, 1, 1)),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_fault(question: Question) -> None:
    with pytest.raises(Fault):
        small().board(question)


def test_a_board_without_points_or_buildings_is_empty_and_no_error() -> None:
    assert town_of([], []).board(Question()).names == ()
    nobody = town_of([place(1, 0, 0)], []).board(Question())
    assert nobody.figure("station", "households").share is None
    assert nobody.behind("station") == []
    assert (
        town_of([], [building("A", 0, 0)], kinds=KINDS).board(Question()).figure("bank", "elders").share
        == 0.0
    )


def plain_board(town: Town, question: Question) -> np.ndarray:
    """(h, K) deciseconds to the nearest open point of each kind, by the plain search."""
    ds = plain_times(town, question.pace, question.at, town.homes.at(question.pace))
    rows = [row for row in range(len(town.directory)) if is_open(town, row, question.at)]
    kind = town.directory.kind
    return np.stack(
        [
            np.min(ds[:, [r for r in rows if kind[r] == k]], axis=1, initial=UNREACHED)
            for k in range(len(town.directory.kinds))
        ],
        axis=1,
    )


def check_sums(board: Board, ds: np.ndarray, limit: int, level: Level) -> None:
    """Every figure of every area is the engine's cover of plain times."""
    names = [str(area) for area in board.buildings.area(level)]
    expected = cover(ds, limit, board.buildings.weights, names, kinds=board.kinds)
    for k, kind in enumerate(board.kinds):
        for w, weight in enumerate(board.buildings.weights):
            whole = board.figure(kind, weight)
            assert (whole.reached, whole.total) == (expected.reached[k, w], expected.total[w])
            for area in board.areas(level):
                share = expected.area_share[expected.areas.index(str(area)), k, w]
                found = board.figure(kind, weight, area, level).share
                assert (np.nan if found is None else found) == pytest.approx(share, abs=1e-12, nan_ok=True)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(PACES), MOMENTS)
def test_every_cell_is_that_of_a_plain_search_and_of_the_engine(
    seed: int, pace: str, at: datetime | None
) -> None:
    town = random_town(seed)
    question = Question(pace, at, baskets=BASKET, minutes=8)
    board = town.board(question)
    ds = np.stack([column.ds for column in board.answer.columns], axis=1)
    assert (ds == plain_board(town, question)).all()
    rows = np.array([row for row in range(len(town.directory)) if is_open(town, row, at)], np.int32)
    points, kind = town.points_at(pace).take(rows), town.directory.kind[rows]
    whole = nearest(town.walk(pace, at), town.homes.at(pace), points, kind, len(KINDS))
    assert (ds == whole.ds).all()
    for k, column in enumerate(board.answer.columns):
        named = [column.nearest(row) for row in range(len(ds))]
        ids = town.directory.id[rows]
        assert named == [None if p < 0 else int(ids[p]) for p in whole.point[:, k]]
    check_sums(board, ds, 4800, "community")
    check_sums(board, ds, 4800, "grid")


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), MOMENTS)
def test_the_list_behind_a_figure_adds_up_to_it(seed: int, at: datetime | None) -> None:
    board = random_town(seed).board(Question(at=at, baskets=BASKET, minutes=8))
    for name in board.names:
        for area in (None, *board.areas()):
            covered = board.behind(name, area, covered=True)
            others = board.behind(name, area, covered=False)
            for weight in ("households", "elders"):
                figure = board.figure(name, weight, area)
                assert sum(getattr(one, weight) for one in covered) == figure.reached
                assert sum(getattr(one, weight) for one in [*covered, *others]) == figure.total
            assert all(one.covered for one in covered)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_basket_is_held_where_all_of_its_kinds_are(seed: int) -> None:
    board = random_town(seed).board(Question(at=MORNING, baskets=BASKET, minutes=8))
    both = board.answer.held("station") & board.answer.held("bank")
    assert (board.answer.held("both") == both).all()
    for row in board.behind("both", covered=False):
        assert row.ds is None or row.ds > 4800


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), MOMENTS)
def test_blind_areas_are_those_of_the_engine_with_the_ids_of_points(seed: int, at: datetime | None) -> None:
    town, question = random_town(seed), Question(at=at, minutes=8)
    rows = np.array(
        [r for r in range(len(town.directory)) if is_open(town, r, at) and town.directory.kind[r] == 1],
        np.int32,
    )
    walk, homes, points = town.walk("adult", at), town.homes.at("adult"), town.points_at("adult").take(rows)
    lane = np.zeros(len(rows), np.int32)
    found = nearest(walk, homes, points, lane, 1)
    node = np.ascontiguousarray(node_times(walk, points, lane, 1)[:, 0])
    weights = town.homes.buildings.weights
    expected = gaps(walk, homes, node, found.ds[:, 0].copy(), 4800, weights, found.point[:, 0], kind=1)
    blind = town.blind(question, "bank")
    assert [(g.homes.tolist(), g.weights, g.worst_ds, g.unreached) for g in blind] == [
        (g.homes.tolist(), g.weights, g.worst_ds, g.unreached) for g in expected
    ]
    ids = np.append(town.directory.id[rows], -1)
    assert [g.nearest_point for g in blind] == [ids[g.nearest_point] for g in expected]
    off = set(town.board(question).off_street.tolist())
    missed = {row.row for row in town.board(question).behind("bank", covered=False)}
    assert {int(row) for g in blind for row in g.homes} == missed - off


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_each_hour_of_the_week_is_the_board_of_that_moment(seed: int) -> None:
    town, monday = random_town(seed, 12, 12), date(2026, 9, 28)
    week = town.week(Question(minutes=8), "station", monday)
    for hour in range(0, 168, 5):
        at = datetime.combine(monday, datetime.min.time()) + timedelta(hours=hour)
        board = town.board(Question(at=at, minutes=8))
        shares = [board.figure("station", weight).share for weight in ("households", "elders")]
        assert week.share[0, hour // 24, hour % 24].tolist() == pytest.approx(
            [np.nan if share is None else share for share in shares], abs=1e-12, nan_ok=True
        )


def test_a_change_of_one_kind_walks_only_that_kind_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    places, buildings = random_places(rng, 30), random_buildings(rng, 20)
    town = town_of(places, buildings, kinds=KINDS)
    town.board(Question())
    swept: list[int] = []
    whole = town.homes.walked
    monkeypatch.setattr(town.homes, "walked", lambda *a: swept.append(len(a[2])) or whole(*a))
    later = Town("2", town.homes, type(town.directory).of([*places, place(99, 5, 5)], KINDS), town.days, town)
    board = later.board(Question())
    assert [n for n in swept if n] == [1]
    fresh = town_of([*places, place(99, 5, 5)], buildings, kinds=KINDS).board(Question())
    assert all((a.ds == b.ds).all() for a, b in zip(board.answer.columns, fresh.answer.columns, strict=True))


def test_hours_matrix_of_the_engine_is_that_of_the_town() -> None:
    town, monday = random_town(3), date(2026, 11, 23)
    rows = [
        r for r in range(len(town.directory)) if town.directory.serving[r] and town.directory.kind[r] == 0
    ]
    keeps = [town.directory.keeps[town.directory.hours[r]] for r in rows]
    when = monday, town.days.holidays, town.days.worked
    open_week = np.stack([np.ones(168, bool) if k is None else k.week_matrix(*when) for k in keeps])
    expected = hours_matrix(
        town.walk("adult", None),
        town.homes.at("adult"),
        town.points_at("adult").take(np.array(rows, np.int32)),
        np.zeros(len(rows), np.int32),
        ("station",),
        [9000],
        town.homes.buildings.weights,
        open_week,
    )
    found = town.week(Question(), "station", monday)
    assert (found.share == expected.share).all()
    assert (found.open_points == expected.open_points).all()
