from __future__ import annotations

import math
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.engines.faults import Fault
from yike.engines.sheets.cells import empty_cells, number, numbers, texts
from yike.engines.sheets.table import Table

UNTIMED = settings(deadline=None)  # a busy machine is no failure


def column(*cells):
    rows = np.arange(2, 2 + len(cells))
    return Table("t.xlsx", ("户数",), {"户数": list(cells)}, 2, rows=rows)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0),
        (" 1.5 ", 1.5),
        ("１２０．６３", 120.63),
        (7, 7.0),
        (2.5, 2.5),
        (True, 1.0),
        ("1e3", 1000.0),
    ],
)
def test_a_cell_is_a_number_however_it_is_typed(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—", "无", "N/A", "#N/A", "null", "NaN"])
def test_a_cell_may_say_that_there_is_nothing(cell):
    assert math.isnan(number(cell))


@pytest.mark.parametrize("cell", ["1,234", "1_000", "35户", "120°37′", date(2026, 1, 1), "约30", 10**400])
def test_other_cells_are_no_numbers(cell):
    assert number(cell) is None


@pytest.mark.parametrize("cell", ["35户", "1_000", "inf", "-Infinity", math.inf])
def test_a_column_names_the_row_of_what_is_no_number(cell):
    with pytest.raises(Fault) as caught:
        numbers(column("1", "2", cell), "户数")
    assert caught.value.where.row == 4
    assert caught.value.where.column == "户数"


def test_gaps_are_nan_and_the_mask_tells_them_from_words():
    table = column("1", "", None, "nan", 2.0)
    assert np.isnan(numbers(table, "户数")).tolist() == [False, True, True, True, False]
    assert empty_cells(table, "户数").tolist() == [False, True, True, False, False]


def test_codes_keep_their_digits_and_dates_their_order():
    table = column(320508021017.0, 1.5, None, " a ", datetime(2026, 1, 2, 3, 4), date(2026, 1, 2), False)
    assert texts(table, "户数") == ["320508021017", "1.5", "", "a", "2026-01-02 03:04", "2026-01-02", "False"]


@UNTIMED
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_are_exactly_those_written(values):
    assert numbers(column(*map(repr, values)), "户数").tolist() == values
    assert numbers(column(*values), "户数").tolist() == values
