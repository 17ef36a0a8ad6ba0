"""The map: geometry, classes of minutes, names, symbols."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_survey import made_streets, made_survey
from towns import line_town
from yike.engines.reach.pace import PACES, UNREACHED
from yike.engines.reach.streets.model import metres_between
from yike.engines.reach.walk import Walk
from yike.rooms.circle.report import labels
from yike.rooms.circle.report.drawing import draw
from yike.rooms.circle.report.frame import WIDTH, frame_of, round_length
from yike.rooms.circle.report.legend import class_names
from yike.rooms.circle.report.lines import Lines, chained, segment_classes, street_lines, thinned
from yike.rooms.circle.report.map import SCALE, path_data, scale_bar
from yike.rooms.circle.report.picture import dashed
from yike.rooms.circle.report.subjects import TOGETHER, drawing_of, subjects
from yike.rooms.circle.report.symbols import SHAPES, shape_of
from yike.rooms.circle.report.words import Words

spots = st.tuples(st.integers(0, 2800), st.integers(0, 2800))
lines_of = st.lists(st.lists(spots, min_size=2, max_size=9, unique=True), min_size=1, max_size=6)


def made_lines(shapes):
    x, y = (np.array([p[i] for shape in shapes for p in shape], float) / SCALE for i in (0, 1))
    return Lines(x, y, np.cumsum([0, *map(len, shapes)]).astype(np.int32))


def walked(path):
    """Return the shapes a pen draws that follows the path data."""
    shapes, at = [], np.zeros(2, int)
    for part in re.findall(r"m([^mz]*)(z?)", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", part[0])]
        shape = []
        for step in zip(numbers[::2], numbers[1::2], strict=True):
            at = at + step
            shape.append(tuple(at.tolist()))
        shapes.append(shape)
        if part[1]:
            at = np.array(shape[0])
    return shapes


@given(lines_of)
def test_path_data_draws_exactly_the_lines_it_was_made_of(shapes):
    assert walked(path_data(made_lines(shapes))) == shapes


@given(lines_of)
def test_closed_paths_start_again_from_where_each_ring_began(shapes):
    assert walked(path_data(made_lines(shapes), closed=True)) == shapes


def test_no_lines_make_no_path():
    assert path_data(made_lines([])) == ""


@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(0.001, 0.3), st.floats(0.001, 0.3))
def test_a_sheet_shows_all_places_and_keeps_metres_square(west, south, wide, tall):
    lon, lat = np.array([west, west + wide]), np.array([south, south + tall])
    frame = frame_of(lon, lat)
    x, y = frame.place(lon, lat)
    assert frame.holds(x, y).all()
    assert 0.5 < frame.height / WIDTH < 1.21
    middle = np.full(2, south + tall / 2)
    metres = metres_between(lon[:1], middle[:1], lon[1:], middle[1:])[0]
    assert (x[1] - x[0]) * frame.metres == pytest.approx(metres, rel=2e-4)


@given(st.floats(1.0, 1e6))
def test_scale_bars_are_one_two_or_five_and_fit(metres):
    found = round_length(metres)
    assert found <= metres < found * 2.5001
    assert str(f"{found:.0f}")[0] in "125"


def test_segments_are_coloured_by_the_walk_from_their_middle():
    walk = Walk.of(line_town(5, 200.0), PACES["adult"])
    ds = np.array([0, 1799, 3598, 5397, 7196], np.uint16)
    assert walk.out.tolist() == [1799, 1799, 1799, 1799]
    assert segment_classes(walk, ds, 3000).tolist() == [0, 2, 3, 4]  # middles at 900, 2699, 4498, 6297


def test_streets_from_which_nothing_is_reached_are_a_class_of_their_own():
    walk = Walk.of(line_town(3), PACES["adult"])
    ds = np.array([UNREACHED, UNREACHED, UNREACHED], np.uint16)
    assert segment_classes(walk, ds, 9000).tolist() == [5, 5]


def test_segments_that_follow_each_other_become_one_line():
    town = line_town(5)
    groups, all_kept = np.array([0, 0, 1, 1], np.int8), np.ones(4, np.bool_)
    found = chained(town.lon, town.lat, town.a, town.b, all_kept, groups)
    assert found.start.tolist() == [0, 3, 6]
    assert found.x.tolist() == town.lon[[0, 1, 2, 2, 3, 4]].tolist()


def test_thinning_keeps_ends_and_drops_points_on_the_way():
    found = thinned(made_lines([[(0, 0), (100, 0), (200, 0), (200, 200)], [(5, 5), (5, 6)]]), 1.0)
    assert (found.x * SCALE).tolist() == [0.0, 200.0, 200.0]
    assert found.start.tolist() == [0, 3]


def test_every_street_on_the_sheet_is_drawn_once():
    survey = made_survey()
    frame = frame_of(survey.streets.lon, survey.streets.lat)
    classes = segment_classes(survey.walk, survey.node_ds[:, 0], 6000)
    drawn = street_lines(survey.walk, frame, classes, 0.01)
    length = sum(
        float(np.hypot(np.diff(part.x[a:b]), np.diff(part.y[a:b])).sum())
        for part in drawn
        for a, b in zip(part.start[:-1], part.start[1:], strict=True)
    )
    assert length * frame.metres == pytest.approx(survey.streets.length.sum(), rel=1e-3)


def test_the_legend_names_thirds_of_the_limit_and_its_double():
    assert class_names(9000, Words("zh")) == (
        "5 分钟以内", "5–10 分钟", "10–15 分钟", "15–30 分钟", "30 分钟以上", "走不到",
    )  # fmt: skip


def test_names_do_not_cover_each_other():
    survey = made_survey()
    drawing = drawing_of(survey)
    for one in drawing.maps:
        for names in (one.names, one.few_names):
            boxes = [spot for label in names if len(label.spots) > 1 for spot in label.spots]
            sizes = [label.size for label in names if len(label.spots) > 1 for _ in label.spots]
            near = [
                (i, j)
                for i in range(len(boxes))
                for j in range(i)
                if max(abs(boxes[i][0] - boxes[j][0]), abs(boxes[i][1] - boxes[j][1]))
                < 0.6 * min(sizes[i], sizes[j])
            ]
            assert near == []


def test_chinese_names_of_steep_streets_stand_upright_from_north_to_south():
    run = labels.run_of("东河沿", np.array([100.0, 100.0]), np.array([400.0, 100.0]), 1.0)
    drawing = drawing_of(made_survey())
    (label,) = labels.placed([run], labels.Ground(drawing.frame), 16.0, 5)
    assert label.angle == 0.0
    assert [y for _, y in label.spots] == sorted(y for _, y in label.spots)
    assert len(label.spots) == 3


def test_latin_names_turn_with_their_street_and_never_hang_upside_down():
    run = labels.run_of("Rua A", np.array([400.0, 100.0]), np.array([100.0, 400.0]), 1.0)
    drawing = drawing_of(made_survey())
    (label,) = labels.placed([run], labels.Ground(drawing.frame), 16.0, 5)
    assert (label.angle, len(label.spots)) == (-45.0, 1)


def test_a_name_longer_than_its_street_is_left_out():
    run = labels.run_of("一条很长很长的街", np.array([100.0, 140.0]), np.array([100.0, 100.0]), 1.0)
    assert labels.placed([run], labels.Ground(drawing_of(made_survey()).frame), 16.0, 5) == ()


def test_waters_are_named_along_their_middle():
    streets = made_streets()
    frame = frame_of(streets.lon, streets.lat)
    runs = {run.name: run for run in labels.water_runs(streets, frame)}
    canal = runs["官太尉河"]
    _, y = frame.place(np.full(2, streets.water.lon[0]), streets.water.lat[[0, 2]])
    assert np.allclose(canal.y[5:-5], y.mean(), atol=1.0)
    assert set(runs) == {"官太尉河", "相门塘"}


def test_all_kinds_share_a_map_only_where_they_share_a_limit():
    survey = made_survey()
    assert [subject.kind for subject in subjects(survey)] == [TOGETHER, 0, 1]
    limits = replace(survey.limits, ds=np.array([3000, 6000], np.int32))
    other = replace(survey, question=replace(survey.question, limits=limits))
    assert [subject.kind for subject in subjects(other)] == [0, 1]


def test_shapes_of_the_first_thirteen_kinds_differ_and_then_come_again():
    assert len(set(SHAPES)) == len(SHAPES) == 13
    assert shape_of(13) == shape_of(0)
    assert all(0.6 < max(np.hypot(x, y) for x, y in shape) < 1.5 for shape in SHAPES)


def test_the_scale_bar_measures_what_it_says():
    drawing = drawing_of(made_survey())
    length, text = scale_bar(drawing, Words("en"))
    metres = float(text.split()[0]) * (1000 if text.endswith("km") else 1)
    assert length * drawing.frame.metres == pytest.approx(metres)


def test_dashes_cover_half_of_a_line_and_stay_on_it():
    found = dashed(made_lines([[(0, 0), (200, 0)]]), 5.0)
    assert (found.start == np.arange(0, 21, 2)).all()
    assert np.diff(found.x)[::2].sum() == 50.0
    assert set(found.y.tolist()) == {0.0}


def test_a_page_without_room_for_all_maps_names_the_kinds_it_leaves_out():
    survey = made_survey()
    homes, points = survey.homes, survey.points
    around = (homes.lon[:-2], homes.lat[:-2])
    where = (points.lon, points.lat, points.kind, survey.reach.open_now)
    drawing = draw(survey.walk, around, where, subjects(survey), most_maps=2)
    assert [one.kind for one in drawing.maps] == [TOGETHER, 0]
    assert drawing.left_out == (1,)
