"""Whenever the town is drawn, its calendars hold from its first day to all its deadlines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from workdays import at
from yike.core.calendar.models import CalendarYear, YearState
from yike.core.calendar.queries import covered_until
from yike.core.rights.by import By
from yike.demonstration.load.years import load_years

BY = By.machine("演示", "demo")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "kept"),
    [
        ("2025-09-01 Mon 10:00", {2025: YearState.SEEDED, 2026: YearState.SEEDED}),
        ("2040-09-01 Sat 10:00", dict.fromkeys((2040, 2041), YearState.CHECKED)),
        ("2040-12-31 Mon 16:30", dict.fromkeys((2040, 2041), YearState.CHECKED)),
        ("2041-01-02 Wed 00:10", dict.fromkeys((2040, 2041, 2042), YearState.CHECKED)),
    ],
)
def test_deadlines_can_be_reckoned_in_every_year_whether_its_notice_is_known_or_not(
    clock: Any, today: str, kept: dict[int, YearState]
) -> None:
    clock.set(at(today))
    day = at(today).date()
    load_years(BY, day - timedelta(weeks=26), day)
    assert dict(CalendarYear.objects.values_list("year", "state")) == kept
    assert covered_until() == date(day.year + 1, 12, 31)
