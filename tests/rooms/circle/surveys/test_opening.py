"""Hours that follow the season, the date, public holidays, or a way and a gate at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from circles import HOMES, POINTS, STREET
from towns import line_town
from yike.engines.reach.hours import Hours
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import BOTH_HOURS
from yike.rooms.circle.surveys.opening import REFERENCE_MONDAY, monday_of, read_gates, segments_open
from yike.rooms.circle.surveys.remarks import remarks
from yike.rooms.circle.surveys.survey import survey

SEASONS = Hours.parse("Apr-Oct: Mo-Fr 08:00-20:00; Nov-Mar: Mo-Fr 09:00-17:00")
WORKDAYS = Hours.parse("工作日 9:00-17:00")
AUTUMN = datetime(2026, 11, 25, 10, 0)  # a Wednesday
NATIONAL_DAY = datetime(2026, 10, 1, 10, 0)  # a Thursday


def _points(hours):
    return replace(POINTS, hours=(hours,) * 3)


def _said(found):
    return [note.en for note in remarks(found)]


@pytest.mark.parametrize(("at", "first", "last"), [(AUTUMN, 9, 17), (None, 8, 20)])
def test_seasonal_hours_are_open_in_the_week_that_is_counted(at, first, last):
    found = survey(STREET, HOMES, _points(SEASONS), at=at)
    day = [2 * (first <= hour < last) for hour in range(24)]
    assert found.hours.open_points[0].tolist() == [day] * 5 + [[0] * 24] * 2


@pytest.mark.parametrize(("at", "monday"), [(AUTUMN, "2026-11-23"), (None, "2026-05-11")])
def test_the_week_that_is_counted_is_said_where_hours_are_seasonal(at, monday):
    said = (
        "3 points or gates keep hours by season or date: the hours of the week are those of the week"
        f" from {monday}"
    )
    assert _said(survey(STREET, HOMES, _points(SEASONS), at=at)).count(said) == 1
    assert _said(survey(STREET, HOMES, POINTS, at=at)).count(said) == 0


@pytest.mark.parametrize("at", [None, datetime(1, 1, 1), datetime(9999, 12, 31)])
def test_weeks_at_the_ends_of_the_calendar_are_the_reference_week(at):
    assert (monday_of(at), REFERENCE_MONDAY.weekday()) == (REFERENCE_MONDAY, 0)


def test_places_that_follow_holidays_are_closed_on_those_that_are_named():
    named = survey(STREET, HOMES, _points(WORKDAYS), at=NATIONAL_DAY, holidays={date(2026, 10, 1)})
    plain = survey(STREET, HOMES, _points(WORKDAYS), at=NATIONAL_DAY)
    assert [found.reach.open_now.tolist() for found in (named, plain)] == [[False] * 3, [True] * 3]
    assert [found.hours.open_points[0, 3].sum() for found in (named, plain)] == [0, 16]


def test_a_moment_without_holidays_is_said_to_be_an_ordinary_day():
    said = (
        "3 points or gates keep other hours on public holidays; none were named, and"
        " 2026-10-01 was taken as an ordinary day"
    )
    asked = [{"at": NATIONAL_DAY}, {"at": NATIONAL_DAY, "holidays": {date(2026, 1, 1)}}, {}]
    found = [survey(STREET, HOMES, _points(WORKDAYS), week=False, **one) for one in asked]
    assert [_said(one).count(said) for one in found] == [1, 0, 0]


@pytest.mark.parametrize(("hour", "through"), [(7, False), (10, True), (18, False)])
def test_a_way_and_its_gate_must_both_be_open(hour, through):
    both = f"06:00-17:00{BOTH_HOURS}09:00-22:00"
    streets = line_town(31, hours=[-1] * 7 + [0] + [-1] * 22, gate_hours=[both])
    found = survey(streets, HOMES, POINTS, at=AUTUMN.replace(hour=hour))
    assert bool(found.home_ds[1, 1] < UNREACHED) == through
    assert bool(found.hours.share[1, 2, hour, 0] > 0.1) == through


def test_hours_of_one_of_two_that_cannot_be_read_leave_the_other_in_force():
    streets = line_town(2, hours=[0], gate_hours=[f"09:00-17:00{BOTH_HOURS}when the guard is awake"])
    masks = [segments_open(streets, read_gates(streets), AUTUMN.replace(hour=hour)) for hour in (10, 20)]
    assert np.concatenate(masks).tolist() == [True, False]
