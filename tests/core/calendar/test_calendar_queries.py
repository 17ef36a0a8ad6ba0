"""Reading the calendar: the clock rooms ask, kept as long as nothing changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from office import BY, Office
from workdays import at, table, written
from yike.core.accounts.actions import add_unit
from yike.core.calendar import actions, queries
from yike.core.calendar.queries import Change, Stretch
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, Limit, SpecialDay, Term, Unit, YearTable, reckon

pytestmark = pytest.mark.django_db
EARLY = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-16:00")


def due(unit: object, amount: int = 5) -> str | None:
    term = Term(at("2026-11-26 Thu 10:00"), Limit(amount, Unit.WORK_DAY))
    return written(reckon(term, queries.work_clock(unit)).due)


def test_a_unit_goes_by_its_own_hours_others_by_those_of_all(office: Office) -> None:
    actions.seed_year(BY, 2026)
    other = add_unit(BY, kind="department", name="城管中队", area=office.street)
    assert due(office.unit) == due(other) == due(None) == "2026-12-03 Thu 17:00"  # nothing kept yet
    actions.save_hours(BY, None, weekly={**EARLY, "thursday": "08:00-15:00"}, keeps_holidays=True)
    actions.save_hours(BY, office.unit, weekly=EARLY, keeps_holidays=True)
    assert [due(office.unit), due(other), due(None)] == [
        "2026-12-03 Thu 16:00",
        "2026-12-03 Thu 15:00",
        "2026-12-03 Thu 15:00",
    ]


def test_a_change_is_seen_by_the_next_question(office: Office) -> None:
    year = actions.seed_year(BY, 2026)
    hours = actions.save_hours(BY, office.unit, weekly=EARLY, keeps_holidays=True)
    assert due(office.unit) == "2026-12-03 Thu 16:00"
    actions.set_day(BY, year, date(2026, 11, 30), kind=DayKind.REST, name="停电")  # Monday
    assert due(office.unit) == "2026-12-04 Fri 16:00"
    actions.set_date(BY, hours, date(2026, 12, 4), spans="08:00-10:00")  # Friday
    assert due(office.unit) == "2026-12-04 Fri 10:00"


def test_a_change_that_is_rolled_back_is_forgotten(office: Office) -> None:
    year = actions.seed_year(BY, 2026)
    with pytest.raises(RuntimeError):
        _change_and_fail(year)
    assert queries.working_calendar().is_workday(date(2026, 11, 30))  # Monday


def _change_and_fail(year: Any) -> None:
    with transaction.atomic():
        actions.set_day(BY, year, date(2026, 11, 30), kind=DayKind.REST)
        assert not queries.working_calendar().is_workday(date(2026, 11, 30))
        raise RuntimeError("the power went")


def test_a_clock_is_built_once_and_asked_for_with_two_queries(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actions.seed_years(BY, 2025, 2026)
    actions.save_hours(BY, office.unit, weekly=EARLY, keeps_holidays=True)
    first = queries.work_clock(office.unit)
    with django_assert_num_queries(2):
        assert queries.work_clock(office.unit) is first


def test_without_any_year_a_deadline_is_refused_and_minutes_are_not(office: Office) -> None:
    with pytest.raises(Fault, match="2026"):
        due(None)
    term = Term(at("2026-11-26 Thu 20:00"), Limit(30, Unit.MINUTE))
    assert written(reckon(term, queries.work_clock()).due) == "2026-11-26 Thu 20:30"


@pytest.mark.parametrize(
    ("years", "until"),
    [
        ([], None),
        ([2025], None),
        ([2025, 2026], date(2026, 12, 31)),
        ([2026, 2027], date(2027, 12, 31)),
        ([2026, 2028], date(2026, 12, 31)),
    ],
)
def test_the_calendar_covers_the_years_in_a_row_from_today_on(
    clock: Any, years: list[int], until: date | None
) -> None:
    clock.set(at("2026-11-26 Thu 10:00"))
    for year in years:
        actions.import_year(BY, YearTable(year, ()), source="试")
    assert queries.covered_until() == until


@pytest.mark.parametrize(
    ("today", "kept", "missing"),
    [
        ("2026-10-31 Sat 23:59", [2026], 0),
        ("2026-11-01 Sun 00:00", [2026], 1),
        ("2026-11-01 Sun 00:00", [2026, 2027], 0),
        ("2026-06-01 Mon 10:00", [2027], 1),
        ("2026-12-31 Thu 10:00", [], 2),
    ],
)
def test_the_next_year_is_missed_once_its_notice_may_be_out(
    clock: Any, today: str, kept: list[int], missing: int
) -> None:
    clock.set(at(today))
    for year in kept:
        actions.import_year(BY, YearTable(year, ()), source="试")
    assert queries.years_missing() == missing


def test_an_expected_year_does_not_count_as_covered(clock: Any) -> None:
    clock.set(at("2026-11-26 Thu 10:00"))
    actions.seed_year(BY, 2026)
    actions.import_year(BY, YearTable(2027, ()), source="试")
    assert queries.covered_until() == date(2027, 12, 31)
    actions.seed_year(BY, 2090)
    assert 2090 not in queries.working_calendar().years


def test_the_wall_has_every_day_once_and_counts_the_days_worked(clock: Any) -> None:
    clock.set(at("2026-11-26 Thu 10:00"))
    months = queries.wall(table(2026))
    days = [day for month in months for week in month.weeks for day in week if day]
    assert [d.day for d in days] == [
        date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    ]
    assert (sum(month.worked for month in months), months[9].worked) == (248, 18)
    assert [d.day for d in days if d.today] == [date(2026, 11, 26)]
    assert all(len(week) == 7 for month in months for week in month.weeks)
    october = {d.day.day: (d.rest, d.makeup, d.worked) for d in days if d.day.month == 10}
    assert (october[1], october[10], october[11], october[12]) == (
        (True, False, False),
        (False, True, True),
        (False, False, False),
        (False, False, True),
    )


def test_days_alike_are_listed_as_stretches() -> None:
    found = queries.stretches(YearTable(2026, tuple(sorted(table(2026).days, key=lambda one: one.day))))
    assert found[-3:] == [
        Stretch(date(2026, 9, 25), date(2026, 9, 27), DayKind.REST, "中秋节"),
        Stretch(date(2026, 10, 1), date(2026, 10, 7), DayKind.REST, "国庆节"),
        Stretch(date(2026, 10, 10), date(2026, 10, 10), DayKind.WORK, "调休上班"),
    ]
    assert sum(one.length for one in found) == len(table(2026).days)


def test_changes_are_the_days_in_which_two_tables_differ() -> None:
    rest = SpecialDay(date(2026, 11, 27), DayKind.REST, "停电")  # Friday
    work = SpecialDay(date(2026, 11, 28), DayKind.WORK)  # Saturday
    both = SpecialDay(date(2026, 11, 30), DayKind.REST)  # Monday
    found = queries.changes(YearTable(2026, (rest, both)), YearTable(2026, (work, both)))
    assert found == [Change(rest.day, rest, None), Change(work.day, None, work)]
