"""Public holidays by dates, ranges and files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.holidays import read_holidays

OCTOBER = tuple(date(2026, 10, day) for day in (1, 2, 3))


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01..2026-10-03",
        "2026-10-03,2026-10-01，2026/10/2,2026-10-01",
        "2026年10月1日至2026年10月3日",
        "2026-10-01 to 2026-10-03,",
    ],
)
def test_dates_and_ranges_are_read_in_order_and_once(text: str) -> None:
    assert read_holidays(text) == OCTOBER


def test_a_file_holds_a_date_or_a_range_a_line(tmp_path: Path) -> None:
    path = tmp_path / "days.txt"
    path.write_text("\ufeff# 国庆\n2026-10-02..2026-10-03 # 调休前\n\n2026-10-01\n", encoding="utf-8")
    assert read_holidays(str(path)) == OCTOBER


@pytest.mark.parametrize("text", ["soon", "2026-02-30", "2026-10-03..2026-10-01", "2026-01-01..2062-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="is no date and no range of dates within a year"):
        read_holidays(text)


def test_a_wrong_line_of_a_file_is_named_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "days.txt"
    path.write_text("2026-10-01\nsoon\n", encoding="utf-8")
    with pytest.raises(Fault) as refused:
        read_holidays(str(path))
    assert str(refused.value).startswith(f'{path}, row 2: "soon" in --holidays is no date')
