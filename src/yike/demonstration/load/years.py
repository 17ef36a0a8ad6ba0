"""The working calendars of all years that the town works in, or waits for something in."""

from __future__ import annotations

from datetime import date

from yike.core.calendar.actions import publish_year, seed_years
from yike.core.calendar.models import CalendarYear, YearState
from yike.core.rights.by import By


def load_years(by: By, first: date, today: date) -> None:
    """Have a calendar from the ``first`` day of the town to the year after ``today``.

    Nobody here reads a notice: where a year's is not in the house yet, the days of the law alone stand for it. The
    year after is in use from the beginning: a town drawn in autumn is still looked at when deadlines reach there.
    """
    seed_years(by, first.year, today.year + 1)
    for year in CalendarYear.objects.filter(state=YearState.EXPECTED):
        publish_year(by, year, source="演示：通知还没有收录，只有法定节假日，没有调休")
