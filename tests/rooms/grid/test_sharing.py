"""Points shared out among teams, and trouble that comes back: arithmetic, compared with plain references."""

from __future__ import annotations

from collections import Counter
from math import cos, hypot, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.rooms.grid import recurring
from yike.rooms.grid.places import METRES_A_DEGREE
from yike.rooms.grid.sharing import Spot, chain, shared

LON, LAT = 120.62, 31.30
PLACES = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda at: (LON + at[0] / 1e4, LAT + at[1] / 1e4)),
)
AREAS = ("0001", "00010001", "00010002", "000100010001")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(AREAS), PLACES), max_size=40),
    st.dictionaries(st.integers(1, 6), st.sampled_from([None, *AREAS]), min_size=1),
)
def test_every_point_goes_to_a_team_of_the_smallest_area_around_it(
    points: list[tuple[str, tuple[float | None, float | None]]], teams: dict[int, str | None]
) -> None:
    spots = [Spot(key, area, *at) for key, (area, at) in enumerate(points)]
    found = shared(spots, teams)
    assert found == shared(spots[::-1], teams)
    assert set(found) == {spot.key for spot in spots}
    free = {key for key, area in teams.items() if area is None} or set(teams)
    for spot in spots:
        around = [area for area in teams.values() if area is not None and spot.area.startswith(area)]
        smallest = max(around, key=len, default=None)
        fitting = {key for key, area in teams.items() if area == smallest} if smallest else free
        assert found[spot.key] in fitting


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(PLACES.filter(lambda at: at[0] is not None), min_size=1, max_size=60), st.integers(1, 7))
def test_teams_without_an_area_get_shares_of_like_size(places: list[tuple[float, float]], count: int) -> None:
    spots = [Spot(key, "0001", *at) for key, at in enumerate(places)]
    sizes = Counter(shared(spots, dict.fromkeys(range(count))).values())
    most, least = max(sizes.values()), min(sizes.get(key, 0) for key in range(count))
    assert most - least <= 2


def test_shares_are_compact_and_nobody_shares_among_none() -> None:
    west, east = [Spot(n, "0001", LON + n / 1e5, LAT) for n in range(5)], []
    east = [Spot(10 + n, "0001", LON + 0.01 + n / 1e5, LAT) for n in range(5)]
    found = shared([*east, *west], {1: None, 2: None})
    assert {found[spot.key] for spot in west} == {1}
    assert {found[spot.key] for spot in east} == {2}
    with pytest.raises(ValueError, match="no teams"):
        shared(west, {})


def test_points_without_a_place_go_with_their_area_else_to_whoever_has_fewest() -> None:
    nowhere = [Spot(n, "00010001") for n in range(9)]
    assert Counter(shared(nowhere, {1: None, 2: None, 3: None}).values()) == {1: 3, 2: 3, 3: 3}
    placed = [Spot(10, "00010002", LON, LAT), Spot(11, "00010003", LON + 0.01, LAT)]
    beside = [Spot(12, "00010003"), Spot(13, "00010003")]
    assert shared([*placed, *beside], {1: None, 2: None}) == {10: 1, 11: 2, 12: 2, 13: 2}


def test_the_nearest_comes_first_and_what_has_no_place_last() -> None:
    spots = [Spot(1, "0001"), Spot(2, "0001", LON + 0.002, LAT), Spot(3, "0001", LON, LAT + 0.0019)]
    assert [spot.key for spot in chain(spots, LON, LAT)] == [2, 3, 1]  # a degree of longitude is shorter


def plainly(one: recurring.Spot, before: list[recurring.Spot]) -> bool:
    """Return the same, one by one."""
    for other in before:
        if one.points & other.points:
            return True
        if None in {one.lon, other.lon} or one.kind != other.kind:
            continue
        east = (other.lon - one.lon) * cos(radians(one.lat)) * METRES_A_DEGREE  # type: ignore[operator,arg-type]
        north = (other.lat - one.lat) * METRES_A_DEGREE  # type: ignore[operator]
        if hypot(east, north) <= 30:
            return True
    return False


SPOTS = st.lists(
    st.builds(
        lambda name, kind, at: recurring.Spot(frozenset({name}), kind, *at),
        st.sampled_from([f"point:{n}" for n in range(30)]),
        st.integers(1, 2),
        PLACES,
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(SPOTS, SPOTS)
def test_what_recurs_is_what_a_plain_look_finds(
    found: list[recurring.Spot], before: list[recurring.Spot]
) -> None:
    assert recurring.known(found, before) == [plainly(one, before) for one in found]
