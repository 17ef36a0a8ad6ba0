from __future__ import annotations

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.areas.geometry.drawn import PLANE, box, poly
from yike.core.areas.geometry.plane import area_m2
from yike.core.areas.geometry.tiling import Slack, beyond, gaps, overlaps, overlaps_with

UNTIMED = settings(deadline=None, derandomize=True)
WEST, EAST = box(0, 0, 100, 100), box(100, 0, 200, 100)
BOTH = box(0, 0, 200, 100)


def metres(at: tuple[float, float]) -> tuple[int, int]:
    x, y = PLANE.metres(*at)
    return round(float(x)), round(float(y))


def test_neighbours_that_share_a_border_neither_overlap_nor_leave_a_gap() -> None:
    assert overlaps({"a": WEST, "b": EAST}) == []
    assert gaps(BOTH, [WEST, EAST]) == []
    assert beyond(BOTH, {"a": WEST, "b": EAST}) == []


def test_an_overlap_names_both_its_ground_and_its_middle() -> None:
    [found] = overlaps({"b": box(90, 0, 200, 100), "a": WEST})
    assert (found.one, found.other, found.m2, metres(found.at)[0]) == ("a", "b", 1000.0, 95)


def test_one_polygon_is_held_against_its_siblings() -> None:
    [found] = overlaps_with(box(90, 0, 210, 100), {"a": WEST, "far": box(900, 0, 990, 9)})
    assert (found.one, found.other, found.m2) == ("", "a", 1000.0)


def test_two_overlaps_of_a_pair_are_one_line_with_their_sum_at_the_larger() -> None:
    fork = poly((90, 0), (200, 0), (200, 100), (90, 100), (90, 60), (110, 60), (110, 20), (90, 20))
    [found] = overlaps({"a": WEST, "fork": fork})
    assert (found.m2, metres(found.at)[0], metres(found.at)[1] > 60) == (600.0, 95, True)


def test_each_gap_has_its_own_line_the_largest_first() -> None:
    found = gaps(BOTH, [box(0, 0, 90, 100), box(110, 30, 200, 100)])
    assert [g.m2 for g in found] == [4700.0]
    found = gaps(BOTH, [box(0, 0, 90, 100), box(95, 0, 200, 90)])
    assert [g.m2 for g in found] == [1550.0]
    found = gaps(BOTH, [box(5, 0, 100, 100), box(100, 0, 190, 100)])
    assert [(g.m2, metres(g.at)[0]) for g in found] == [(1000.0, 195), (500.0, 3)]


def test_a_gap_has_its_outline() -> None:
    [found] = gaps(BOTH, [WEST])
    assert round(area_m2(found.outline)) == 10_000


def test_without_children_the_whole_parent_is_the_gap() -> None:
    assert [round(g.m2) for g in gaps(BOTH, [])] == [20_000]


def test_a_child_beyond_its_parent_is_named() -> None:
    found = beyond(WEST, {"in": box(10, 10, 20, 20), "out": box(50, 0, 120, 100)})
    assert [(f.child, f.m2, metres(f.at)[0]) for f in found] == [("out", 2000.0, 110)]


def test_the_trembling_of_a_hand_is_no_mistake_and_a_metre_is() -> None:
    assert overlaps({"a": WEST, "b": box(99.1, 0, 200, 100)}) == []
    assert [o.m2 for o in overlaps({"a": WEST, "b": box(98.9, 0, 200, 100)})] == [110.0]


def test_a_small_corner_is_let_pass_by_its_ground() -> None:
    corner = box(96, 96, 200, 200)
    assert overlaps({"a": WEST, "b": corner}) == []
    assert [o.m2 for o in overlaps({"a": WEST, "b": corner}, Slack(m2=1.0))] == [16.0]


def test_a_hole_filled_by_a_sibling_is_no_overlap() -> None:
    ring = shapely.difference(BOTH, box(50, 20, 80, 60))
    assert overlaps({"ring": ring, "inner": box(50, 20, 80, 60)}) == []
    assert gaps(BOTH, [ring, box(50, 20, 80, 60)]) == []


@UNTIMED
@given(
    st.lists(st.integers(5, 60), min_size=1, max_size=6), st.lists(st.integers(5, 60), min_size=1, max_size=6)
)
def test_a_chessboard_tiles_and_any_field_taken_away_is_the_gap(columns: list[int], rows: list[int]) -> None:
    x = [0, *(sum(columns[: i + 1]) for i in range(len(columns)))]
    y = [0, *(sum(rows[: i + 1]) for i in range(len(rows)))]
    fields = {
        f"{i},{j}": box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(len(columns)) for j in range(len(rows))
    }
    parent = box(0, 0, x[-1], y[-1])
    assert (overlaps(fields), gaps(parent, list(fields.values())), beyond(parent, fields)) == ([], [], [])
    missing = fields.pop("0,0")
    assert [round(g.m2) for g in gaps(parent, list(fields.values()))] == [round(area_m2(missing))]
