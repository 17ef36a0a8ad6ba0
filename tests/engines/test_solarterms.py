"""Solar terms: against moments and days that were published."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from yike.engines.solarterms import CHINA, FIRST, LAST, TERMS, moment, terms

PUBLISHED = {  # as calendars print them, in minutes
    (2024, "立春"): "2024-02-04 16:27",
    (2024, "冬至"): "2024-12-21 17:21",
    (2025, "春分"): "2025-03-20 17:01",
    (2025, "夏至"): "2025-06-21 10:42",
    (2026, "立春"): "2026-02-04 04:02",
}
DAYS_2026 = (
    *(
        "01-05",
        "01-20",
        "02-04",
        "02-18",
        "03-05",
        "03-20",
        "04-05",
        "04-20",
        "05-05",
        "05-21",
        "06-05",
        "06-21",
    ),
    *(
        "07-07",
        "07-23",
        "08-07",
        "08-23",
        "09-07",
        "09-23",
        "10-08",
        "10-23",
        "11-07",
        "11-22",
        "12-07",
        "12-22",
    ),
)


@pytest.mark.parametrize(("year", "name"), PUBLISHED)
def test_a_term_begins_within_three_minutes_of_the_published_moment(year: int, name: str) -> None:
    told = datetime.fromisoformat(PUBLISHED[year, name]).replace(tzinfo=CHINA)
    found = moment(year, [zh for zh, _en in TERMS].index(name))
    assert abs(found - told) <= timedelta(minutes=3)


def test_all_terms_of_a_year_fall_on_their_published_days() -> None:
    found = terms(2026)
    assert [f"{day:%m-%d}" for day in found] == list(DAYS_2026)
    assert list(found.values()) == list(TERMS)
    assert found[date(2026, 12, 22)] == ("冬至", "Winter Solstice")


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_each_year_has_its_terms_a_fortnight_apart(year: int) -> None:
    days = list(terms(year))
    assert (len(days), {day.year for day in days}) == (24, {year})
    assert {(later - day).days for day, later in pairwise(days)} <= {14, 15, 16}


@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1])
def test_years_that_are_not_reckoned_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="reckoned"):
        terms(year)
