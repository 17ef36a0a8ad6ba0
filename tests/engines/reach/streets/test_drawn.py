"""What every reader shares: cutting, joining, order along the curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.reach.pace import PACES, segment_times
from yike.engines.reach.streets.curve import BITS, hilbert_rank
from yike.engines.reach.streets.drawn import (
    LONGEST_SEGMENT,
    Drawn,
    Nodes,
    Steps,
    Words,
    check_coordinates,
    cut_steps,
    streets_of,
)
from yike.engines.reach.streets.model import Mark, metres_between

NAN = np.nan


def nodes(*places: tuple[float, float]) -> Nodes:
    lon, lat = np.array(places, float).reshape(-1, 2).T
    return Nodes(np.arange(1, len(lon) + 1), lon, lat)


def steps(*pairs: tuple[int, int], length: float = NAN, mark: int = 0) -> Steps:
    a, b = np.array(pairs, np.int32).reshape(-1, 2).T
    zero = np.zeros(len(a), np.int32)
    return Steps(a.copy(), b.copy(), zero, (zero + mark).astype(np.uint16), zero - 1, zero - 1, zero + length)


def test_words_are_numbered_as_they_come_and_nothing_is_minus_one() -> None:
    words = Words()
    assert [words.number(text) for text in ("甲", "", "乙", None, "甲")] == [0, -1, 1, -1, 0]
    assert words.all == ("甲", "乙")


def test_words_hold_nothing_that_a_page_could_not() -> None:
    words = Words()
    for text in ("a\nb\x00c", "\ud800街", "\t", "می\u200cرود"):
        words.number(text)
    assert words.all == ("a bc", "街", "می\u200cرود")


def test_a_curve_over_a_full_square_steps_from_cell_to_neighbouring_cell() -> None:
    side = 16
    x, y = (grid.ravel().astype(float) for grid in np.meshgrid(np.arange(side), np.arange(side)))
    order = np.argsort(hilbert_rank(x, y))
    steps_taken = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert steps_taken.tolist() == [1.0] * (side * side - 1)


@given(st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 65535)), min_size=1, unique=True))
@settings(max_examples=50, deadline=None)
def test_different_cells_have_different_ranks(cells: list[tuple[int, int]]) -> None:
    corners = [(0, 0), (2**BITS - 1, 2**BITS - 1)]
    x, y = np.array([*corners, *cells], float).T
    rank = hilbert_rank(x, y)[2:]
    assert len(set(rank.tolist())) == len(cells)
    assert (int(rank.min()) >= 0, int(rank.max()) < 4**BITS) == (True, True)


@given(st.lists(st.lists(st.floats(0.01, 0.99), unique=True, max_size=4), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_cutting_keeps_length_and_order(shares: list[list[float]]) -> None:
    places = [(120.0 + 0.001 * k, 31.0) for k in range(len(shares) + 1)]
    drawn = steps(*((k, k + 1) for k in range(len(shares))), length=100.0)
    row = np.array([k for k, cuts in enumerate(shares) for _ in cuts], np.int64)
    share = np.array([cut for cuts in shares for cut in sorted(cuts)])
    more, cut = cut_steps(nodes(*places), drawn, row, share)
    assert len(more) == len(places) + len(row)
    assert cut.a[1:].tolist() == cut.b[:-1].tolist()
    assert (int(cut.a[0]), int(cut.b[-1])) == (0, len(shares))
    np.testing.assert_allclose(cut.length.sum(), 100.0 * len(shares))
    along = metres_between(more.lon[cut.a], more.lat[cut.a], more.lon[cut.b], more.lat[cut.b])
    np.testing.assert_allclose(along / along.sum(), cut.length / cut.length.sum(), atol=1e-9)


def test_heights_are_interpolated_where_a_piece_is_cut() -> None:
    high = Nodes(np.arange(2), np.array([120.0, 120.1]), np.array([31.0, 31.0]), np.array([0.0, 10.0]))
    more, _ = cut_steps(high, steps((0, 1)), np.array([0]), np.array([0.25]))
    assert more.height is not None
    assert more.height.tolist() == [0.0, 10.0, 2.5]


@given(st.floats(1.0, 150_000.0), st.sampled_from(sorted(PACES)))
@settings(max_examples=50, deadline=None)
def test_every_segment_fits_its_time_at_every_pace(metres: float, pace: str) -> None:
    drawn = Drawn(nodes((120.0, 31.0), (120.5, 31.0)), steps((0, 1), length=metres))
    streets = streets_of(drawn)
    out, _ = segment_times(streets, PACES[pace])
    assert float(streets.length.max()) <= LONGEST_SEGMENT + 1e-6
    np.testing.assert_allclose(out.astype(float).sum(), metres / PACES[pace].metres_per_minute * 600, atol=1)


def test_the_two_directions_of_a_walkers_one_way_are_two_segments() -> None:
    drawn = Drawn(
        nodes((120.0, 31.0), (120.001, 31.0)), steps((0, 1), (1, 0), (0, 1), mark=int(Mark.ONE_WAY_FOOT))
    )
    assert streets_of(drawn).segments == 2


@pytest.mark.parametrize("drawn", [steps(), steps((0, 0)), steps((0, 1))], ids=["none", "loop", "one place"])
def test_what_leaves_no_segment_is_no_street(drawn: Steps) -> None:
    with pytest.raises(Fault) as caught:
        streets_of(Drawn(nodes((120.0, 31.0), (120.0, 31.0)), drawn))
    assert caught.value.en == "there is no walkable street in it"


def test_a_leap_across_the_sea_is_a_slip_in_the_file() -> None:
    with pytest.raises(Fault) as caught:
        streets_of(Drawn(nodes((120.0, 31.0), (0.0, 0.0)), steps((0, 1))))
    assert caught.value.en.startswith("one straight piece of street is ")


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        ((120.0, 120.1), (31.0, 31.1), None),
        ((31.0, 31.1), (120.0, 120.1), "longitude and latitude are swapped (31, 120)"),
        (
            (400000.0, 0.0),
            (3500000.0, 0.0),
            "coordinates beyond degrees (400000, 3.5e+06); they look projected",
        ),
        ((120.0, NAN), (31.0, 31.0), "a coordinate is not a number"),
        ((120.0, 120.0), (31.0, np.inf), "a coordinate is not a number"),
    ],
)
def test_only_degrees_are_coordinates(
    lon: tuple[float, float], lat: tuple[float, float], says: str | None
) -> None:
    if says is None:
        check_coordinates(np.array(lon), np.array(lat), "map.osm")
        return
    with pytest.raises(Fault) as caught:
        check_coordinates(np.array(lon), np.array(lat), "map.osm")
    assert (caught.value.en, caught.value.where.file) == (says, "map.osm")
