"""An evening of a weekday and a weekend are asked about by the working calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from yike.rooms.circle.door import moments
from yike.rooms.circle.walking.timetable import Days

GOLDEN = frozenset(date(2026, 10, 1) + timedelta(days=n) for n in range(7))
MADE_UP = frozenset({date(2026, 9, 27), date(2026, 10, 10)})
DAYS = Days(GOLDEN, MADE_UP, frozenset({2026}))


@pytest.mark.parametrize(
    ("choice", "now", "day"),
    [
        ("evening", datetime(2026, 9, 30, 18, 30), date(2026, 9, 30)),
        ("evening", datetime(2026, 9, 30, 18, 31), date(2026, 10, 8)),
        ("saturday", datetime(2026, 9, 30, 9), date(2026, 10, 17)),
        ("sunday", datetime(2026, 9, 25, 9), date(2026, 10, 11)),
    ],
)
def test_holidays_and_days_worked_in_exchange_are_no_ordinary_ones(
    choice: str, now: datetime, day: date
) -> None:
    assert moments.asked(choice, now, lambda: DAYS).at.date() == day


def test_a_calendar_of_nothing_but_holidays_still_has_an_answer() -> None:
    off = Days(frozenset(date(2026, 9, 1) + timedelta(days=n) for n in range(200)))
    assert moments.asked("evening", datetime(2026, 9, 30, 9), lambda: off).at == datetime(2026, 9, 30, 18, 30)


def test_a_name_that_tells_no_date_has_its_day_beside_it() -> None:
    now = datetime(2026, 9, 30, 9)
    told = [moments.asked(choice, now, lambda: DAYS).day for choice in ("", "evening", "saturday")]
    assert told == ["", "9月30日 星期三", "10月17日 星期六"]
