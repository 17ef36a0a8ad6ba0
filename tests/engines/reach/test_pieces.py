"""Which stretch of which street is reached."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from towns import line_town, scattered_places, scattered_town, standing, town
from yike.engines.reach.isochrone import reached_segments
from yike.engines.reach.pace import UNREACHED, Pace
from yike.engines.reach.pieces import Pieces, left_over, reached_pieces
from yike.engines.reach.singlesource import times_from, times_to
from yike.engines.reach.streets.model import Mark
from yike.engines.reach.walk import Walk

TEN = Pace("ten", 600.0)  # one metre is one decisecond


def as_rows(pieces: Pieces) -> list[tuple[int, float, float]]:
    return [
        (int(s), round(float(low), 9), round(float(high), 9))
        for s, low, high in zip(pieces.segment, pieces.start, pieces.end, strict=True)
    ]


def test_a_street_is_reached_up_to_the_metre_where_the_time_ends() -> None:
    walk, home = Walk.of(line_town(5), TEN), standing([1], [0.5], 10.0)
    ds = times_from(walk, home)
    assert as_rows(reached_pieces(walk, ds, 130)) == [(0, 0.3, 1.0), (1, 0.0, 1.0), (2, 0.0, 0.7)]


def test_a_street_reached_from_both_ends_may_keep_a_gap_in_its_middle() -> None:
    ring = town([(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3), (3, 0)])
    walk, home = Walk.of(ring, TEN), standing([0], [0.4])
    pieces = reached_pieces(walk, times_from(walk, home), 180)
    assert as_rows(pieces) == [(0, 0.0, 1.0), (1, 0.0, 1.0), (2, 0.0, 0.2), (2, 0.6, 1.0), (3, 0.0, 1.0)]
    assert as_rows(left_over(pieces, np.arange(4, dtype=np.int32))) == [(2, 0.2, 0.6)]


def test_on_a_long_street_the_stretch_around_the_place_needs_no_corner() -> None:
    walk, home = Walk.of(line_town(2, 1000.0), TEN), standing([0], [0.5], 20.0)
    ds = times_from(walk, home)
    assert as_rows(reached_pieces(walk, ds, 120)) == []
    assert as_rows(reached_pieces(walk, ds, 120, places=home)) == [(0, 0.4, 0.6)]
    assert as_rows(reached_pieces(walk, ds, 19, places=home)) == []


def test_one_way_footways_are_reached_one_way_and_lead_home_the_other() -> None:
    one_way = Walk.of(line_town(4, mark=[Mark.ONE_WAY_FOOT] * 3), TEN)
    place = standing([1], [0.5])
    ahead = reached_pieces(one_way, times_from(one_way, place), 120, places=place)
    assert as_rows(ahead) == [(1, 0.5, 1.0), (2, 0.0, 0.7)]
    behind = reached_pieces(one_way, times_to(one_way, place), 120, places=place, towards=True)
    assert as_rows(behind) == [(0, 0.3, 1.0), (1, 0.0, 0.5)]


def test_a_closed_gate_is_reached_from_neither_side() -> None:
    walk = Walk.of(line_town(4), TEN, np.array([True, False, True]))
    pieces = reached_pieces(walk, times_from(walk, standing([0], [0.5])), 1000)
    assert as_rows(pieces) == [(0, 0.0, 1.0)]
    assert as_rows(left_over(pieces, np.arange(3, dtype=np.int32))) == [(1, 0.0, 1.0), (2, 0.0, 1.0)]


def test_reached_segments_count_in_minutes() -> None:
    walk, home = Walk.of(line_town(3), TEN), standing([0], [0.0])
    ds = times_from(walk, home)
    assert as_rows(reached_segments(walk, ds, 0.25)) == [(0, 0.0, 1.0), (1, 0.0, 0.5)]
    assert as_rows(reached_segments(walk, ds, 1e9)) == [(0, 0.0, 1.0), (1, 0.0, 1.0)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 900), st.booleans())
def test_a_place_on_a_street_is_in_a_piece_if_and_only_if_its_time_is_within(
    seed: int, limit: int, towards: bool
) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 12, 20)
    walk, places = Walk.of(streets, TEN), scattered_places(rng, streets, 2)
    ds = (times_to if towards else times_from)(walk, places)
    pieces = reached_pieces(walk, ds, limit, towards=towards)
    into_a, into_b = (walk.back, walk.out) if towards else (walk.out, walk.back)
    for s in range(streets.segments):
        own = np.flatnonzero(pieces.segment == s)
        for share in np.append(rng.random(8), (0.0, 1.0)):
            ways = [
                int(ds[node]) + part * int(whole)
                for node, whole, part in (
                    (streets.a[s], into_a[s], share),
                    (streets.b[s], into_b[s], 1 - share),
                )
                if ds[node] != UNREACHED and whole != UNREACHED
            ]
            soonest = min(ways, default=np.inf)
            inside = bool(np.any((pieces.start[own] <= share) & (share <= pieces.end[own])))
            # at the very limit rounding, or an empty piece, may go either way
            assert inside == (soonest <= limit) or abs(soonest - limit) < 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 900))
def test_reached_and_left_over_pieces_make_up_every_street(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    streets = scattered_town(rng, 12, 20)
    walk, places = Walk.of(streets, TEN), scattered_places(rng, streets, 2)
    reached = reached_pieces(walk, times_from(walk, places), limit, places=places)
    among = np.flatnonzero(rng.random(streets.segments) < 0.8).astype(np.int32)
    rest = left_over(reached, among)
    assert np.isin(rest.segment, among).all()
    for pieces in (reached, rest):
        assert (pieces.end > pieces.start).all()
        same = pieces.segment[1:] == pieces.segment[:-1]
        assert (pieces.start[1:][same] > pieces.end[:-1][same]).all()
    for s in among:
        whole = sum((p.end - p.start)[p.segment == s].sum() for p in (reached, rest))
        assert whole == pytest.approx(1.0, abs=1e-9)
