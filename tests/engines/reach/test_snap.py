"""Snapping: every place stands on the nearest street it can use, or we are told why it does not."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.segmentgrid import SegmentGrid, cells_crossed
from yike.engines.reach.snap import snap, snap_to
from yike.engines.reach.streets.model import Streets, metres_between, metres_per_degree
from yike.engines.reach.streets.read import read_streets


def streets_of(lon: list[float], lat: list[float], pairs: list[tuple[int, int]]) -> Streets:
    x, y = np.array(lon, float), np.array(lat, float)
    a, b = (np.array([p[i] for p in pairs], np.int32) for i in (0, 1))
    m = len(pairs)
    return Streets(
        x,
        y,
        a,
        b,
        metres_between(x[a], y[a], x[b], y[b]),
        np.zeros(m, np.uint16),
        np.full(m, -1, np.int32),
        (),
        np.arange(len(x), dtype=np.int64),
    )


def by_brute_force(
    streets: Streets, lon: float, lat: float, limit_m: float, usable: np.ndarray | None = None
) -> tuple[int, float, float]:
    """Nearest of all segments in the plane at the place's latitude: row (-1 none), share along, metres."""
    east, north = (float(v[0]) for v in metres_per_degree(np.array([lat])))
    ax, ay = (streets.lon[streets.a] - lon) * east, (streets.lat[streets.a] - lat) * north
    bx, by = (streets.lon[streets.b] - lon) * east, (streets.lat[streets.b] - lat) * north
    whole = (bx - ax) ** 2 + (by - ay) ** 2
    share = np.divide(
        -(ax * (bx - ax) + ay * (by - ay)), whole, out=np.zeros_like(whole), where=whole > 0
    ).clip(0, 1)
    metres = np.hypot(ax + share * (bx - ax), ay + share * (by - ay))
    if usable is not None:
        metres = np.where(usable, metres, np.inf)
    row = int(np.argmin(metres))
    return (row, float(share[row]), float(metres[row])) if metres[row] <= limit_m else (-1, 0.0, 0.0)


def one(anchors: Anchors) -> tuple[int, float, float, Why]:
    assert len(anchors) == 1
    return int(anchors.segment[0]), float(anchors.along[0]), float(anchors.access[0]), Why(anchors.why[0])


CROSS = streets_of(
    [120.62, 120.63, 120.64, 120.63, 120.63],
    [31.30, 31.30, 31.30, 31.29, 31.31],
    [(0, 1), (1, 2), (3, 1), (1, 4)],
)


def test_a_home_beside_a_street_stands_at_its_offset_with_its_access_leg() -> None:
    segment, along, access, why = one(snap(CROSS, np.array([120.6225]), np.array([31.301])))
    north = float(metres_per_degree(np.array([31.301]))[1][0])
    assert (segment, why) == (0, Why.SNAPPED)
    assert along == pytest.approx(0.25)
    assert access == pytest.approx(0.001 * north, rel=1e-9)


def test_a_home_nearest_to_a_junction_takes_the_smallest_of_its_segments() -> None:
    at_the_junction = one(snap(CROSS, np.array([120.63]), np.array([31.30])))
    assert at_the_junction == (0, 1.0, 0.0, Why.SNAPPED)
    # seen from the open corner, both arms of an elbow have the corner as their nearest point
    elbow = streets_of([0.0, 0.01, 0.01], [50.0, 50.0, 49.99], [(2, 1), (1, 0)])
    segment, along, _, _ = one(snap(elbow, np.array([0.0103]), np.array([50.0002])))
    assert (segment, along) == (0, 1.0)


def test_a_street_that_cannot_be_used_is_passed_over() -> None:
    usable = np.array([False, True, True, True])
    segment, along, _, why = one(snap(CROSS, np.array([120.6290]), np.array([31.30]), usable=usable))
    assert (segment, along, why) == (1, 0.0, Why.SNAPPED)


def test_each_place_without_a_street_is_told_why() -> None:
    lon = np.array([120.625, 120.625, np.nan, 120.62, np.inf, 116.0, 31.3])
    lat = np.array([31.3, 31.3058, 31.3, np.nan, 31.3, 40.0, 120.62])
    anchors = snap(CROSS, lon, lat)
    assert [Why(w) for w in anchors.why] == [
        Why.SNAPPED,
        Why.TOO_FAR,
        Why.NO_COORDINATE,
        Why.NO_COORDINATE,
        Why.NO_COORDINATE,
        Why.OUTSIDE,
        Why.OUTSIDE,
    ]
    assert anchors.segment.tolist() == [0, -1, -1, -1, -1, -1, -1]
    assert anchors.access[1:].tolist() == [0.0] * 6


def test_the_limit_itself_is_still_near_enough() -> None:
    street = streets_of([0.0, 0.01], [0.0, 0.0], [(0, 1)])
    _, north = metres_per_degree(np.array([0.001]))
    metres = 0.001 * float(north[0])
    assert one(snap(street, np.array([0.005]), np.array([0.001]), limit_m=metres))[3] == Why.SNAPPED
    nearer = np.nextafter(metres, 0)
    assert one(snap(street, np.array([0.005]), np.array([0.001]), limit_m=nearer))[3] == Why.OUTSIDE


def test_no_street_at_all_leaves_every_place_outside() -> None:
    none = streets_of([], [], [])
    assert one(snap(none, np.array([120.0]), np.array([31.0]))) == (-1, 0.0, 0.0, Why.OUTSIDE)
    nothing_usable = snap(CROSS, np.array([120.63]), np.array([31.3]), usable=np.zeros(4, bool))
    assert one(nothing_usable) == (-1, 0.0, 0.0, Why.TOO_FAR)
    assert len(snap(CROSS, np.empty(0), np.empty(0))) == 0


def test_a_segment_without_length_is_a_street_like_any_other() -> None:
    dot = streets_of([10.0, 10.0], [60.0, 60.0], [(0, 1)])
    segment, along, access, _ = one(snap(dot, np.array([10.0]), np.array([60.001])))
    assert (segment, along) == (0, 0.0)
    assert access == pytest.approx(111.4, abs=0.1)


def test_a_street_whose_nodes_have_no_coordinates_is_left_out() -> None:
    half = streets_of([0.0, np.nan, 0.001, 0.002], [0.0, np.nan, 0.0, 0.0], [(0, 1), (2, 3)])
    assert one(snap(half, np.array([0.0]), np.array([0.0])))[0] == 1


def test_without_a_limit_the_nearest_street_is_found_however_far() -> None:
    segment, _, access, why = one(snap(CROSS, np.array([0.0]), np.array([0.0]), limit_m=np.inf))
    assert (segment, why) == (by_brute_force(CROSS, 0.0, 0.0, np.inf)[0], Why.SNAPPED)
    assert access > 1e7


def test_a_negative_limit_is_refused_with_a_remedy() -> None:
    for limit in (-1.0, float("nan")):
        with pytest.raises(Fault, match="Give metres of 0 or more"):
            snap(CROSS, np.array([120.6]), np.array([31.3]), limit_m=limit)


def test_a_stray_street_far_away_does_not_disturb_the_town() -> None:
    rng = np.random.default_rng(5)
    lon, lat = 120.6 + rng.random(400) * 0.02, 31.3 + rng.random(400) * 0.02
    pairs = [(i, i + 1) for i in range(0, 400, 2)]
    town = streets_of(list(lon), list(lat), pairs)
    with_stray = streets_of([*lon, -70.0, -60.0], [*lat, -50.0, 80.0], [*pairs, (400, 401)])
    homes = 120.6 + rng.random(200) * 0.02, 31.3 + rng.random(200) * 0.02
    here, there = snap(town, *homes), snap(with_stray, *homes)
    assert SegmentGrid.of(with_stray).columns > 5
    assert np.array_equal(here.segment, there.segment)
    assert np.array_equal(here.access, there.access)


def test_a_grid_can_be_kept_and_gives_the_same_answers() -> None:
    grid = SegmentGrid.of(CROSS)
    again = pickle.loads(pickle.dumps(grid))  # noqa: S301 - our own bytes
    lon, lat = np.array([120.6225, 120.631, 120.7]), np.array([31.301, 31.305, 31.3])
    direct = snap(CROSS, lon, lat)
    for kept in (grid, again):
        anchors = snap_to(kept, lon, lat)
        for field in ("segment", "along", "access", "why"):
            assert np.array_equal(getattr(anchors, field), getattr(direct, field))


coordinate = st.floats(-1, 1, allow_nan=False, width=32)
# a lattice makes ties and shared nodes common
lattice = st.integers(-3, 3).map(lambda i: i / 4)


@st.composite
def towns(draw: st.DrawFn) -> tuple[Streets, float]:
    middle = draw(st.sampled_from([0.0, 31.3, 65.0, -84.0]))
    spread = draw(st.sampled_from([0.0005, 0.01, 2.0]))
    node = st.tuples(st.one_of(coordinate, lattice), st.one_of(coordinate, lattice))
    nodes = draw(st.lists(node, min_size=2, max_size=25))
    end = st.integers(0, len(nodes) - 1)
    pairs = draw(st.lists(st.tuples(end, end), min_size=1, max_size=40))
    lon, lat = [10 + x * spread for x, _ in nodes], [middle + y * spread for _, y in nodes]
    return streets_of(lon, lat, pairs), spread


@settings(max_examples=150, deadline=None)
@given(towns(), st.data())
def test_the_grid_finds_what_brute_force_finds(town: tuple[Streets, float], data: st.DataObject) -> None:
    streets, spread = town
    place = st.tuples(st.one_of(coordinate, lattice), st.one_of(coordinate, lattice))
    places = data.draw(st.lists(place, min_size=1, max_size=10))
    middle = float(np.median(streets.lat))
    lon = np.array([10 + 1.5 * x * spread for x, _ in places])
    lat = np.array([middle + 1.5 * y * spread for _, y in places])
    usable = np.array(
        data.draw(st.lists(st.booleans(), min_size=streets.segments, max_size=streets.segments))
    )
    limit = data.draw(st.sampled_from([5.0, 300.0, 1e9]))
    anchors = snap(streets, lon, lat, limit_m=limit, usable=usable)
    for i in range(len(lon)):
        row, _, metres = by_brute_force(streets, lon[i], lat[i], limit, usable)
        if row < 0:
            assert anchors.segment[i] == -1
            continue
        assert anchors.access[i] == pytest.approx(metres, rel=1e-9, abs=1e-6)
        found = int(anchors.segment[i])
        assert usable[found]
        share = by_brute_force(streets, lon[i], lat[i], np.inf, np.arange(streets.segments) == found)
        assert anchors.along[i] == pytest.approx(share[1], abs=1e-6) or metres > 1e5


@settings(max_examples=60, deadline=None)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_homes_changes_nothing(town: tuple[Streets, float], random) -> None:
    streets, _ = town
    lon, lat = streets.lon + 1e-4, streets.lat - 1e-4
    order = list(range(len(lon)))
    random.shuffle(order)
    one_way, other = snap(streets, lon, lat), snap(streets, lon[order], lat[order])
    assert np.array_equal(one_way.segment[order], other.segment)
    assert np.array_equal(one_way.along[order], other.along)
    assert np.array_equal(one_way.access[order], other.access)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-3, 12)] * 4), min_size=1, max_size=8),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_a_segment_is_filed_in_every_cell_it_passes_through(
    ends: list[tuple[float, float, float, float]], columns: int, rows: int
) -> None:
    xy = np.array(ends)
    u, v = xy[:, [0, 2]], xy[:, [1, 3]]
    start, entries = cells_crossed(u, v, columns, rows)
    for s in range(len(xy)):
        for share in np.linspace(0, 1, 57):
            column = int(np.clip(np.floor(u[s, 0] + share * (u[s, 1] - u[s, 0])), 0, columns - 1))
            row = int(np.clip(np.floor(v[s, 0] + share * (v[s, 1] - v[s, 0])), 0, rows - 1))
            cell = row * columns + column
            assert s in entries[start[cell] : start[cell + 1]].tolist()
    assert len(set(zip(np.repeat(np.arange(columns * rows), np.diff(start)), entries, strict=True))) == len(
        entries
    )


def test_on_the_real_streets_of_porto_alegre_cells_of_people_agree_with_brute_force(
    shared_data,
) -> None:
    streets = read_streets(shared_data("br_poa/poa_osm.pbf"))
    rows = np.genfromtxt(shared_data("br_poa/poa_hexgrid.csv"), delimiter=",", names=True, usecols=(1, 2))
    anchors = snap(streets, rows["lon"], rows["lat"])
    for i in range(0, len(rows), 25):
        row, along, metres = by_brute_force(streets, rows["lon"][i], rows["lat"][i], 300.0)
        assert int(anchors.segment[i]) == row
        assert anchors.along[i] == pytest.approx(along, abs=1e-6)
        assert anchors.access[i] == pytest.approx(metres, abs=1e-6)
