"""Points from rates: every published score comes out again, and tables are read with their faults named."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import yike.rooms.grid
from yike.engines.faults import Fault
from yike.engines.scoring import Curve, Knot, rounded, table

SAMPLE = Path(yike.rooms.grid.__file__).parent / "data" / "scoring.csv"
PROVINCE, REVISIT = "连云港（省派单）", "连云港（回访）"
PUBLISHED = [
    (PROVINCE, "satisfied", "75", "13.5"),
    (PROVINCE, "satisfied", "71.43", "12.5"),
    (PROVINCE, "satisfied", "50", "12.5"),
    (PROVINCE, "satisfied", "87.5", "19.75"),
    (PROVINCE, "satisfied", "83.33", "17.67"),
    (REVISIT, "satisfied", "66.67", "12.5"),
    (REVISIT, "satisfied", "70.59", "12.8"),
    (REVISIT, "satisfied", "50", "12.5"),
    (PROVINCE, "answered_on_time", "89.82", "14.82"),
    (PROVINCE, "answered_on_time", "66.67", "0"),
    ("金华", "closed_on_time", "70", "50"),
    ("金华", "closed_on_time", "69", "49"),
    ("金华", "closed_on_time", "99.88", "50"),
    ("金华", "closed", "90", "20"),
    ("金华", "closed", "88.5", "18.5"),
]


def sample() -> dict[tuple[str, str], Curve]:
    with SAMPLE.open(encoding="utf-8") as file:
        return table(csv.DictReader(file))


@pytest.mark.parametrize(("source", "indicator", "rate", "points"), PUBLISHED)
def test_every_published_point_comes_out_within_a_hundredth(source, indicator, rate, points) -> None:
    found = rounded(sample()[source, indicator].points(Decimal(rate)))
    assert abs(found - Decimal(points)) <= Decimal("0.01")


def test_two_knots_at_one_rate_are_a_jump_and_the_later_one_holds() -> None:
    bands = [("85", "0"), ("85", "6"), ("90", "6"), ("90", "8"), ("95", "8"), ("95", "10")]
    curve = Curve(tuple(Knot(Decimal(rate), Decimal(points)) for rate, points in bands))
    said = [curve.points(Decimal(rate)) for rate in ("0", "84.99", "85", "89.99", "90", "94.99", "95", "100")]
    assert said == [0, 0, 6, 6, 8, 8, 10, 10]
    assert curve.full == 10


@given(rates=some.lists(some.decimals(0, 100, places=2), min_size=2, max_size=2))
def test_a_better_rate_never_scores_less(rates) -> None:
    for curve in sample().values():
        low, high = (curve.points(rate) for rate in sorted(rates))
        assert curve.knots[0].points <= low <= high <= curve.full


def row(**said: str) -> dict[str, str]:
    return {"source": "甲", "indicator": "closed", "rate": "1", "points": "2"} | said


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([row(), row(rate="高", points="3")], "第 3 行，“rate”列：“高”不是数。请写数字，例如 98 或 12.5。"),
        ([row(points=" ")], "第 2 行，“points”列：这一格是空的。请填上。"),
        ([row(rate="NaN")], "第 2 行，“rate”列：“NaN”不是数。请写数字，例如 98 或 12.5。"),
        ([row()], "甲、closed：计分线至少要两行，并按比率从小到大排。请补上缺的行，或排好次序。"),
        (
            [row(rate="2"), row()],
            "甲、closed：计分线至少要两行，并按比率从小到大排。请补上缺的行，或排好次序。",
        ),
    ],
)
def test_a_wrong_table_says_where(rows, line) -> None:
    with pytest.raises(Fault) as fault:
        table(rows)
    assert fault.value.text("zh") == line
