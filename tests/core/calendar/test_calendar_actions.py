"""Writing the calendar: what each deed changes, what it leaves in the history, and who may do it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from office import BY, Office
from workdays import table
from yike.core.calendar import actions, queries
from yike.core.calendar.models import CalendarDay, CalendarYear, HoursException, OfficeHours, YearState
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, Span, SpecialDay, YearTable

pytestmark = pytest.mark.django_db
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-12:00 13:00-17:00")
FRIDAY = date(2026, 11, 27)  # Friday
SATURDAY = date(2026, 11, 28)  # Saturday


def days(year: int) -> list[tuple[str, str]]:
    rows = CalendarDay.objects.filter(year__year=year)
    return [(str(row.day), row.kind) for row in rows]


def last_verb() -> str:
    return str(HistoryEntry.objects.latest("id").verb)


# --- years -------------------------------------------------------------------------------------------------


def test_a_year_whose_notice_is_out_is_in_use_at_once_and_asks_to_be_checked() -> None:
    year = actions.seed_year(BY, 2026)
    assert (year.state, year.in_use) == (YearState.SEEDED, True)
    assert queries.table_of(year).days == actions.seed(2026).table.days


def test_a_year_whose_notice_is_not_out_is_only_expected_and_nothing_is_reckoned_with_it() -> None:
    year = actions.seed_year(BY, 2090)
    assert (year.state, year.in_use, 2090 in queries.working_calendar().years) == (
        YearState.EXPECTED,
        False,
        False,
    )


def test_a_year_is_made_once() -> None:
    actions.seed_year(BY, 2026)
    with pytest.raises(Fault, match="has a working calendar already"):
        actions.seed_year(BY, 2026)
    assert CalendarYear.objects.count() == 1


def test_only_missing_years_are_made() -> None:
    actions.seed_year(BY, 2025)
    assert [row.year for row in actions.seed_years(BY, 2024, 2026)] == [2024, 2026]


@pytest.mark.parametrize(
    ("day", "kind", "before", "after"),
    [
        (FRIDAY, DayKind.REST, True, False),
        (SATURDAY, DayKind.WORK, False, True),
        (date(2026, 10, 1), None, False, True),  # Thursday, National Day taken back
        (date(2026, 10, 10), DayKind.REST, True, False),  # Saturday, no longer made up
    ],
)
def test_a_changed_day_counts_at_once(day: date, kind: DayKind | None, before: bool, after: bool) -> None:
    year = actions.seed_year(BY, 2026)
    assert queries.working_calendar().is_workday(day) is before
    actions.set_day(BY, year, day, kind=kind, name="试")
    assert queries.working_calendar().is_workday(day) is after


def test_a_changed_day_asks_for_the_year_to_be_checked_again_and_is_kept_in_its_history() -> None:
    year = actions.publish_year(BY, actions.seed_year(BY, 2026))
    changed = actions.set_day(BY, year, FRIDAY, kind=DayKind.REST, name="停电")
    assert changed.state == YearState.SEEDED
    kept = HistoryEntry.objects.filter(subject=year.recorded_subject(), verb="calendar.day").earliest("id")
    assert (kept.model, kept.content["after"]) == (
        "calendar.calendarday",
        {"year": year.pk, "day": "2026-11-27", "kind": "rest", "name": "停电"},
    )


def test_a_day_set_to_what_it_is_changes_nothing() -> None:
    year = actions.publish_year(BY, actions.seed_year(BY, 2026))
    rows = HistoryEntry.objects.count()
    actions.set_day(BY, year, date(2026, 10, 1), kind=DayKind.REST, name="国庆节")  # Thursday
    actions.set_day(BY, year, FRIDAY, kind=None)
    year.refresh_from_db()
    assert (year.state, HistoryEntry.objects.count()) == (YearState.CHECKED, rows)


def test_an_expected_year_stays_out_of_use_however_it_is_changed() -> None:
    year = actions.set_day(BY, actions.seed_year(BY, 2090), date(2090, 12, 29), kind=DayKind.REST)  # Friday
    assert year.state == YearState.EXPECTED


def test_a_day_of_another_year_is_refused() -> None:
    year = actions.seed_year(BY, 2026)
    with pytest.raises(Fault):
        actions.set_day(BY, year, date(2027, 1, 1), kind=DayKind.REST)  # Friday


def test_publishing_names_the_notice_and_brings_an_expected_year_into_use() -> None:
    year = actions.publish_year(BY, actions.seed_year(BY, 2090), source="国办发明电〔2089〕7号")
    assert (year.state, year.source) == (YearState.CHECKED, "国办发明电〔2089〕7号")
    assert 2090 in queries.working_calendar().years


def test_a_checked_year_is_not_checked_twice() -> None:
    year = actions.publish_year(BY, actions.seed_year(BY, 2026))
    with pytest.raises(Fault, match="its state has changed"):
        actions.publish_year(BY, year)


def test_an_imported_year_replaces_the_old_one_and_the_history_tells_only_what_changed() -> None:
    year = actions.seed_year(BY, 2026)
    new = tuple(one for one in table(2026).days if one.day != date(2026, 5, 9))  # Saturday
    actions.import_year(
        BY, YearTable(2026, (*new, SpecialDay(FRIDAY, DayKind.REST, "运动会"))), source="市里通知"
    )
    changed = HistoryEntry.objects.filter(verb="calendar.import", model="calendar.calendarday")
    removed = [e.content["before"]["day"] for e in changed if "after" not in e.content]
    assert removed == ["2026-05-09"]
    assert ("2026-11-27", "rest") in days(2026)
    year.refresh_from_db()
    assert (year.state, year.source) == (YearState.SEEDED, "市里通知")


def test_an_import_makes_a_year_that_was_not_there() -> None:
    year = actions.import_year(
        BY, YearTable(2027, (SpecialDay(date(2027, 1, 1), DayKind.REST, "元旦"),)), source="通知"
    )
    assert (days(2027), year.in_use) == ([("2027-01-01", "rest")], True)


def test_an_import_that_fails_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    year = actions.seed_year(BY, 2026)
    before, version = days(2026), year.version

    def broken(*_args: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(actions, "_put", broken)
    with pytest.raises(OSError, match="no space"):
        actions.import_year(BY, YearTable(2026, ()), source="通知")
    year.refresh_from_db()
    assert (days(2026), year.version) == (before, version)


# --- hours -------------------------------------------------------------------------------------------------


def test_hours_are_kept_as_one_way_of_writing_them(office: Office) -> None:
    row = actions.save_hours(BY, office.unit, weekly={**WEEK, "saturday": "9点～12点"}, keeps_holidays=True)
    assert (row.monday, row.saturday, row.sunday, row.makeup) == (
        "09:00-12:00 13:00-17:00",
        "09:00-12:00",
        "",
        "",
    )


def test_hours_are_changed_in_place(office: Office) -> None:
    actions.save_hours(BY, office.unit, weekly=WEEK, keeps_holidays=True)
    actions.save_hours(BY, office.unit, weekly={**WEEK, "friday": ""}, keeps_holidays=False)
    row = OfficeHours.objects.get()
    assert (row.friday, row.keeps_holidays) == ("", False)
    kept = HistoryEntry.objects.filter(verb="calendar.hours").latest("id")
    assert kept.content["after"] == {"friday": "", "keeps_holidays": False}
    assert kept.area_id == office.unit.area_id


@pytest.mark.parametrize(
    "weekly",
    [{}, {"monday": "早上"}, {"monday": "9:00-12:00 11:00-13:00"}],
    ids=["no day", "unreadable", "crossing"],
)
def test_hours_that_cannot_be_are_refused_and_nothing_is_kept(office: Office, weekly: dict[str, str]) -> None:
    with pytest.raises(Fault):
        actions.save_hours(BY, office.unit, weekly=weekly, keeps_holidays=True)
    assert OfficeHours.objects.count() == 0


def test_a_unit_has_one_row_and_so_have_all_together(office: Office) -> None:
    for unit in (office.unit, None):
        actions.save_hours(BY, unit, weekly=WEEK, keeps_holidays=True)
        with pytest.raises(IntegrityError), transaction.atomic(), deed(BY, "tests.twice") as d:
            d.add(OfficeHours(unit=unit, monday="09:00-12:00"))


def test_the_hours_of_a_date_are_set_changed_and_dropped(office: Office) -> None:
    hours = actions.save_hours(BY, office.unit, weekly=WEEK, keeps_holidays=True)
    actions.set_date(BY, hours, FRIDAY, spans="休", name="停电")
    one = actions.set_date(BY, hours, FRIDAY, spans="9-12", name="下午停电")
    assert (HoursException.objects.count(), one.spans) == (1, "09:00-12:00")
    assert queries.work_clock(office.unit).hours.by_date[FRIDAY].spans == (Span(540, 720),)
    actions.drop_date(BY, one)
    assert (HoursException.objects.count(), queries.work_clock(office.unit).hours.by_date) == (0, {})


def test_dropping_a_units_hours_takes_its_dates_along(office: Office) -> None:
    hours = actions.save_hours(BY, office.unit, weekly=WEEK, keeps_holidays=True)
    actions.set_date(BY, hours, FRIDAY, spans="")
    actions.drop_hours(BY, hours)
    assert (OfficeHours.objects.count(), HoursException.objects.count(), last_verb()) == (
        0,
        0,
        "calendar.hours.drop",
    )


# --- who ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "leader", "worker", "grid_worker", "system", "security", "audit"])
def test_nobody_but_the_administrator_writes(office: Office, who: str) -> None:
    by = By.person(getattr(office, who))
    year = actions.seed_year(BY, 2026)
    hours = actions.save_hours(BY, office.unit, weekly=WEEK, keeps_holidays=True)
    one = actions.set_date(BY, hours, FRIDAY, spans="")
    rows = HistoryEntry.objects.count()
    for write in (
        lambda: actions.seed_year(by, 2025),
        lambda: actions.set_day(by, year, FRIDAY, kind=DayKind.REST),
        lambda: actions.import_year(by, table(2025), source="通知"),
        lambda: actions.publish_year(by, year),
        lambda: actions.save_hours(by, office.unit, weekly=WEEK, keeps_holidays=False),
        lambda: actions.save_hours(by, None, weekly=WEEK, keeps_holidays=False),
        lambda: actions.drop_hours(by, hours),
        lambda: actions.set_date(by, hours, SATURDAY, spans=""),
        lambda: actions.drop_date(by, one),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert HistoryEntry.objects.count() == rows


def test_the_administrator_writes(office: Office) -> None:
    by = By.person(office.admin)
    actions.publish_year(by, actions.seed_year(by, 2026))
    actions.save_hours(by, office.unit, weekly=WEEK, keeps_holidays=True)
    assert (last_verb(), HistoryEntry.objects.latest("id").actor_name) == ("calendar.hours", "孙管理")
