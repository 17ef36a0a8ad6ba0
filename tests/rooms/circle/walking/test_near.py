"""The nearest open points, those that open next, the way there, and what can be done around."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import degrees
from walkers import (
    ALWAYS,
    DAILY,
    EVENING,
    HOLIDAY,
    LUNCH,
    MAKEUP,
    MARKET,
    MORNING,
    NIGHTS,
    OFFICE,
    WEDNESDAYS,
    is_open,
    place,
    plain_times,
    random_town,
    town_of,
)
from yike.engines.faults import Fault
from yike.engines.reach.anchors import Why
from yike.engines.reach.pace import PACES, UNREACHED
from yike.rooms.circle.walking import near as looking
from yike.rooms.circle.walking.answers import Near
from yike.rooms.circle.walking.asks import Change, Wish
from yike.rooms.circle.walking.places import Offer
from yike.rooms.circle.walking.town import Town


def wish(x: float, y: float, at: datetime | None = MORNING, **more: object) -> Wish:
    (lon,), (lat,) = degrees([(x, y)])
    return Wish(float(lon), float(lat), at, **more)  # type: ignore[arg-type]


def ids(near: Near) -> tuple[list[int], list[int]]:
    return [one.id for one in near.found], [one.id for one in near.later]


def test_open_points_come_in_order_of_the_walk_and_closed_ones_say_when_they_open() -> None:
    town = town_of([place(1, 900, 0, OFFICE), place(2, 400, 0), place(3, 100, 0, WEDNESDAYS)])
    near = town.nearest(wish(0, 0))
    assert ids(near) == ([2, 1], [3])
    assert [(one.ds, one.minutes, round(one.metres)) for one in near.found] == [
        (3598, 6, 400),
        (8096, 14, 900),
    ]
    assert [one.closes for one in near.found] == [None, datetime(2026, 11, 24, 12, 0)]
    assert near.later[0].opens == datetime(2026, 11, 25, 18, 30)
    assert (near.offered, near.walked, near.why, near.holidays_known) == (3, True, None, True)


@pytest.mark.parametrize(
    ("at", "open_now", "closed"),
    [
        (MORNING, [1, 2, 4], [3, 5]),
        (LUNCH, [2, 4], [1, 3, 5]),
        (EVENING, [4], [1, 2, 3, 5]),
        (datetime(2026, 11, 24, 13, 30), [1, 2, 4, 5], [3]),
        (datetime(2026, 11, 24, 23, 0), [3, 4], [1, 2, 5]),
        (datetime(2026, 11, 25, 5, 59), [3, 4], [1, 2, 5]),
        (datetime(2026, 11, 25, 6, 0), [4], [1, 2, 3, 5]),
        (datetime.combine(HOLIDAY, MORNING.time()), [2, 4], [1, 3, 5]),
        (datetime.combine(MAKEUP, MORNING.time()), [1, 2, 4], [3, 5]),
        (datetime(2026, 10, 11, 10, 0), [2, 4], [1, 3, 5]),
        (None, [1, 2, 3, 4, 5], []),
    ],
)
def test_who_is_open_at_lunch_in_the_evening_by_night_on_holidays_and_make_up_days(
    at: datetime | None, open_now: list[int], closed: list[int]
) -> None:
    hours = (OFFICE, DAILY, NIGHTS, None, MARKET)
    town = town_of([place(i, 100.0 * i, 0, one) for i, one in enumerate(hours, 1)])
    near = town.nearest(wish(0, 0, at, later=5))
    assert ids(near) == (open_now, closed)
    assert [one.hours_known for one in near.found] == [one != 4 for one in open_now]


def test_a_year_without_a_calendar_is_told() -> None:
    town = town_of([place(1, 0, 0, OFFICE)])
    assert not town.nearest(wish(0, 0, datetime(2027, 10, 1, 10, 0))).holidays_known
    with pytest.raises(Fault, match="1999"):
        town.nearest(wish(0, 0, datetime(1999, 1, 1, 10, 0)))


def test_an_item_is_offered_where_and_when_both_the_point_and_the_offer_are_open() -> None:
    first, second = place(1, 100, 0, OFFICE), place(2, 700, 0, ALWAYS, items=[7])
    town = town_of([replace(first, offers=(Offer(7, WEDNESDAYS), Offer(8))), second, place(3, 50, 0)])
    assert ids(town.nearest(wish(0, 0, item=7))) == ([2], [1])
    assert ids(town.nearest(wish(0, 0, item=8))) == ([1], [])
    assert town.nearest(wish(0, 0, item=7)).later[0].opens is None  # office hours end before the offer begins
    assert ids(town.nearest(wish(0, 0, item=9))) == ([], [])
    assert town.nearest(wish(0, 0, item=9)).offered == 0


def test_a_point_that_offers_an_item_twice_is_told_once_and_not_as_closed() -> None:
    town = town_of(
        [
            replace(place(1, 0, 0), offers=(Offer(7, WEDNESDAYS), Offer(7, OFFICE))),
            place(2, 900, 0, items=[7]),
        ]
    )
    near = town.nearest(wish(0, 0, item=7, count=2))
    assert ids(near) == ([1, 2], [])
    assert near.found[0].closes == datetime(2026, 11, 24, 12, 0)


def test_points_that_do_not_serve_are_not_found_and_only_those_allowed_are() -> None:
    town = town_of([place(1, 0, 0, serving=False), place(2, 50, 0), place(3, 90, 0, kind="bank")])
    assert ids(town.nearest(wish(0, 0))) == ([2, 3], [])
    assert ids(town.nearest(wish(0, 0, among=frozenset({1, 3})))) == ([3], [])
    assert ids(town.nearest(wish(0, 0, kind="bank"))) == ([3], [])
    assert ids(town.nearest(wish(0, 0, count=0, later=0))) == ([], [])
    with pytest.raises(Fault, match="no kind"):
        town.nearest(wish(0, 0, kind="airport"))
    with pytest.raises(Fault, match="no pace"):
        town.nearest(wish(0, 0, pace="horse"))


def test_paused_points_are_told_apart_without_an_opening() -> None:
    paused = [replace(place(i, 300.0 * i, 0, OFFICE, items=[7], serving=False), paused=True) for i in (1, 2)]
    town = town_of([*paused, place(3, 900, 0, items=[7])])
    near = town.nearest(wish(0, 0, item=7))
    assert ids(near) == ([3], [])
    assert [(one.id, one.open, one.opens) for one in near.paused] == [(1, False, None), (2, False, None)]
    assert near.offered == 1
    assert town.changed([Change.reopen(1)]).nearest(wish(0, 0, item=7)).found[0].id == 1


def test_nobody_is_sent_farther_than_asked_but_else_as_far_as_needed() -> None:
    town = town_of([place(1, 400, 0), place(2, 2000, 2000)])
    assert ids(town.nearest(wish(0, 0))) == ([1, 2], [])
    assert ids(town.nearest(wish(0, 0, minutes=6))) == ([1], [])
    assert ids(town.nearest(wish(0, 0, minutes=5))) == ([], [])
    with pytest.raises(Fault, match="minutes"):
        town.nearest(wish(0, 0, minutes=0))


@pytest.mark.parametrize(
    ("x", "y", "why"), [(5000, 0, Why.OUTSIDE), (250, 3000, Why.OUTSIDE), (2350, 1000, Why.TOO_FAR)]
)
def test_from_outside_the_streets_the_straight_line_is_told_as_such(x: float, y: float, why: Why) -> None:
    town = town_of([place(1, 2000, 1000), place(2, 2000, 1500)])
    near = town.nearest(wish(x, y, count=1))
    assert (near.walked, near.why) == (False, why)
    metres = np.hypot(x - 2000, y - 1000)
    if why is Why.TOO_FAR:
        assert [one.id for one in near.found] == [1]
        assert near.found[0].metres == pytest.approx(metres * 1.25, abs=0.2)
    assert town.way(wish(x, y), 1) is None
    assert [len(area.geoms) for area in town.grounds(wish(x, y), [15])] == [0]


def test_a_position_that_is_no_number_finds_nothing_and_says_why() -> None:
    near = town_of([place(1, 0, 0)]).nearest(Wish(float("nan"), 31.3))
    assert (near.found, near.walked, near.why) == ((), False, Why.NO_COORDINATE)


def test_an_empty_directory_finds_nothing() -> None:
    near = town_of([]).nearest(wish(0, 0))
    assert (near.found, near.later, near.offered) == ((), (), 0)
    assert town_of([]).around(wish(0, 0)).items == ()


def test_the_way_is_told_in_words_and_as_a_line() -> None:
    town = town_of([place(1, 500, 300)])
    way = town.way(wish(100, 0), 1)
    assert way is not None
    assert way.lines("zh") == (
        "沿十一街向东走 400 米",
        "左转，沿南河沿走 300 米",
        "到达：共 700 米，约 10.5 分钟",
    )
    assert (len(way.lon), round(way.metres)) == (3, 700)
    with pytest.raises(Fault, match="no service point 9"):
        town.way(wish(0, 0), 9)


def test_an_island_is_not_reached_from_the_town() -> None:
    town = town_of([place(1, 2650, 2100), place(2, 0, 0)])
    assert ids(town.nearest(wish(1000, 1000))) == ([2], [])
    assert town.way(wish(1000, 1000), 1) is None


def test_what_can_be_done_around_says_what_is_near_what_is_farther_and_what_is_shut() -> None:
    town = town_of(
        [
            place(1, 100, 0, OFFICE, items=[1, 2]),
            place(2, 200, 0, ALWAYS, items=[2, 3]),
            place(3, 1500, 0, ALWAYS, items=[4, 3]),
            place(4, 50, 0, WEDNESDAYS, items=[5, 1]),
            place(5, 0, 0, ALWAYS, items=[6], serving=False),
        ]
    )
    around = town.around(wish(0, 0), 5)
    assert [(one.item, one.found.id) for one in around.items] == [(1, 1), (2, 1), (3, 2)]
    assert [(one.item, one.found.id) for one in around.farther] == [(4, 3)]
    assert [(one.item, one.found.id) for one in around.shut] == [(5, 4)]
    assert around.shut[0].found.opens == datetime(2026, 11, 25, 18, 30)
    assert around.offered == 5
    assert [one.item for one in town.around(wish(0, 0, EVENING), 5).items] == [2, 3]
    assert {one.item for one in town.around(wish(0, 0, None), 5).items} == {1, 2, 3, 5}


def times(town: Town, asked: Wish) -> np.ndarray:
    door = town.ground.stand(asked.pace, np.array([asked.lon]), np.array([asked.lat]))
    return plain_times(town, asked.pace, asked.at, door)[0]


def reached(town: Town, asked: Wish, rows: list[int], most: int) -> list[tuple[int, int]]:
    """(deciseconds, id) of the nearest of some rows, by the plain search."""
    ds = times(town, asked)
    return sorted((int(ds[row]), int(town.directory.id[row])) for row in rows if ds[row] != UNREACHED)[:most]


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(PACES)), st.sampled_from([MORNING, EVENING, None]))
def test_the_nearest_are_those_of_a_plain_search_among_all_points(
    seed: int, pace: str, at: datetime | None
) -> None:
    town, rng = random_town(seed), np.random.default_rng(seed)
    asked = wish(rng.uniform(0, 2000), rng.uniform(0, 2000), at, pace=pace, count=4, later=2)
    near = town.nearest(asked)
    every = range(len(town.directory))
    open_rows = [row for row in every if is_open(town, row, at)]
    shut_rows = [row for row in every if town.directory.serving[row] and not is_open(town, row, at)]
    if near.walked:
        assert [(one.ds, one.id) for one in near.found] == reached(town, asked, open_rows, 4)
        assert [(one.ds, one.id) for one in near.later] == reached(town, asked, shut_rows, 2)
        assert all(one.open for one in near.found)
        assert not any(one.open for one in near.later)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([MORNING, LUNCH, EVENING, None]))
def test_metres_and_minutes_of_what_is_near_are_those_of_the_way(seed: int, at: datetime | None) -> None:
    town, rng = random_town(seed), np.random.default_rng(seed)
    asked = wish(rng.uniform(0, 2000), rng.uniform(0, 2000), at, count=5)
    near = town.nearest(asked)
    for one in near.found if near.walked else ():
        way = town.way(asked, one.id)
        assert way is not None
        assert way.ds == one.ds
        assert way.metres == pytest.approx(one.metres, abs=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([MORNING, EVENING, None]), st.sampled_from([5.0, 15.0]))
def test_what_can_be_done_is_what_asking_for_each_item_finds(
    seed: int, at: datetime | None, minutes: float
) -> None:
    town, rng = random_town(seed), np.random.default_rng(seed)
    asked = wish(rng.uniform(0, 2000), rng.uniform(0, 2000), at)
    around = town.around(asked, minutes)
    expected = {
        item: near.found[0]
        for item in range(6)
        if (near := town.nearest(replace(asked, item=item, count=1, minutes=minutes))).found
    }
    assert {one.item: one.found for one in around.items} == expected
    assert [one.found.ds for one in around.items] == sorted(one.found.ds for one in around.items)


def test_until_when_and_from_when_agree_with_every_minute_of_the_week() -> None:
    town = town_of([place(1, 0, 0)])
    days = town.days
    pairs = product((OFFICE, DAILY, NIGHTS, WEDNESDAYS, MARKET), (ALWAYS, OFFICE, NIGHTS))
    for hours in pairs:
        for minutes in range(0, 3 * 1440, 97):
            at = datetime(2026, 11, 24) + timedelta(minutes=minutes)
            later = (at + timedelta(minutes=m) for m in range(1, 8 * 1440))
            if days.open_at(hours, at):  # type: ignore[arg-type]
                expected = next((m for m in later if not days.open_at(hours, m)), None)  # type: ignore[arg-type]
                assert days.closes(hours, at) == expected  # type: ignore[arg-type]
            elif (found := days.opens(hours, at)) is not None:  # type: ignore[arg-type]
                assert found == next(m for m in later if days.open_at(hours, m))  # type: ignore[arg-type]


@pytest.mark.parametrize("slack", [0.01, 1.0, 50.0])
def test_however_far_is_looked_at_first_the_answer_is_the_same(
    slack: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = random_town(3)
    wishes = [wish(x, y, at, count=4, later=4) for x, y in ((0, 0), (300, -200)) for at in (MORNING, EVENING)]
    told = [town.nearest(one) for one in wishes]
    monkeypatch.setattr(looking, "SLACK", slack)
    monkeypatch.setattr(looking, "SHORTEST_DS", 1)
    assert [town.nearest(one) for one in wishes] == told
    assert {len(one.found) for one in told} != {0}
