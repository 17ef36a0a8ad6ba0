"""The only door that writes the working calendar and the office hours."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from yike.core.calendar import rules
from yike.core.calendar.flows import YEAR
from yike.core.calendar.models import CalendarDay, CalendarYear, HoursException, OfficeHours, YearState
from yike.core.calendar.reading import engine_hours
from yike.core.calendar.seeding import seed
from yike.core.calendar.spans import read_spans, write_spans
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import DayKind, SpecialDay, YearTable

M = TypeVar("M", CalendarYear, OfficeHours)


def seed_year(by: By, year: int) -> CalendarYear:
    """Make the table of a year from the ``holidays`` package, to be checked against the notice.

    A year whose notice the package does not know yet is only expected: no deadline is reckoned with it until
    somebody publishes it. Raises ``Fault`` where the year has a table, and outside 2000 to 2199.
    """
    with deed(by, "calendar.seed") as d:
        rules.KEEP.require(by)
        found = seed(year)
        _refuse_second(year)
        state = YearState.SEEDED if found.announced else YearState.EXPECTED
        row = d.add(CalendarYear(year=year, state=state, source=found.source))
        d.add_many([_row(row, special) for special in found.table.days])
    return row


def seed_years(by: By, first: int, last: int) -> list[CalendarYear]:
    """Make the tables that are missing from year ``first`` to year ``last``; return those made."""
    kept = set(CalendarYear.objects.values_list("year", flat=True))
    return [seed_year(by, year) for year in range(first, last + 1) if year not in kept]


def set_day(by: By, year: CalendarYear, day: date, *, kind: DayKind | None, name: str = "") -> CalendarYear:
    """Say how a day of the year is worked; None makes it an ordinary day again.

    A year in use goes on being used and asks to be checked again. Raises ``Fault`` for a day of another year.
    """
    YearTable(year.year, (SpecialDay(day, DayKind.REST),))
    with deed(by, "calendar.day") as d:
        year = d.lock(year)
        rules.KEEP.require(by)
        row = CalendarDay.objects.filter(year=year, day=day).first()
        if _same(row, kind, name):
            return year
        _put(d, year, row, SpecialDay(day, kind, name) if kind else None)
        _move(year, "prepare" if year.state == YearState.EXPECTED else "edit")
    return year


def import_year(by: By, table: YearTable, *, source: str) -> CalendarYear:
    """Put ``table`` in the place of the year's table, or make it where there is none; it is to be checked.

    Days that stay as they were keep their rows, so that the history tells only what really changed.
    """
    with deed(by, "calendar.import", reason=source) as d:
        rules.KEEP.require(by)
        found = CalendarYear.objects.filter(year=table.year).first()
        if found is None:
            year = d.add(CalendarYear(year=table.year, state=YearState.SEEDED, source=source))
        else:
            year = d.lock(found)
            _move(year, "replace", source=source)
        kept = {row.day: row for row in year.days.all()}
        wanted = {special.day: special for special in table.days}
        for day in sorted({*kept, *wanted}):
            if not _same(kept.get(day), *_kind_and_name(wanted.get(day))):
                _put(d, year, kept.get(day), wanted.get(day))
    return year


def publish_year(by: By, year: CalendarYear, *, source: str = "") -> CalendarYear:
    """Say that the year was checked against the notice; from now on it is in use.

    ``source`` names the notice, such as 国办发明电〔2025〕7号. Raises ``Fault`` where it is checked already.
    """
    with deed(by, "calendar.publish") as d:
        year = d.lock(year)
        rules.KEEP.require(by)
        _move(year, "publish", source=source or year.source)
    return year


def save_hours(by: By, unit: Any, *, weekly: Mapping[str, str], keeps_holidays: bool) -> OfficeHours:
    """Set the office hours of ``unit``, or with None those of all units that have none of their own.

    ``weekly`` holds the spans as written, by the names of ``OfficeHours.WEEK`` and ``makeup``; a name left out is
    shut. Raises ``Fault`` for spans that cannot be read and for a week without an open day.
    """
    values: dict[str, Any] = {
        name: write_spans(read_spans(weekly.get(name, ""))) for name in (*OfficeHours.WEEK, "makeup")
    }
    values["keeps_holidays"] = keeps_holidays
    engine_hours(OfficeHours(**values), ())
    with deed(by, "calendar.hours") as d:
        rules.KEEP.require(by, _area(unit))
        row: OfficeHours | None = OfficeHours.objects.select_for_update().filter(unit=unit).first()
        if row is None:
            return d.add(OfficeHours(unit=unit, **values))
        return _renew(row, **values)


def drop_hours(by: By, hours: OfficeHours) -> None:
    """Let a unit keep the hours of all again; its dated hours go too."""
    with deed(by, "calendar.hours.drop") as d:
        hours = d.lock(hours)
        rules.KEEP.require(by, _area(hours.unit))
        for one in hours.exceptions.all():
            d.remove(one)
        d.remove(hours)


def set_date(by: By, hours: OfficeHours, day: date, *, spans: str, name: str = "") -> HoursException:
    """Set the hours of one date; no spans = shut. Raises ``Fault`` for spans that cannot be read."""
    written = write_spans(read_spans(spans))
    with deed(by, "calendar.date") as d:
        hours = d.lock(hours)
        rules.KEEP.require(by, _area(hours.unit))
        row: HoursException | None = hours.exceptions.filter(day=day).first()
        _renew(hours)
        if row is None:
            return d.add(HoursException(hours=hours, day=day, spans=written, name=name))
        return d.change(row, spans=written, name=name)


def drop_date(by: By, one: HoursException) -> None:
    """Let a date be like its weekday again."""
    with deed(by, "calendar.date.drop") as d:
        hours = d.lock(one.hours)
        rules.KEEP.require(by, _area(hours.unit))
        d.remove(one)
        _renew(hours)


def _area(unit: Any) -> Any:
    return unit.area if unit is not None else None


def _refuse_second(year: int) -> None:
    if CalendarYear.objects.filter(year=year).exists():
        raise Fault(
            f"{year} 年已经有工作日历",
            f"{year} has a working calendar already",
            do_zh="请打开这一年修改，或整年导入",
            do_en="Open that year and change it, or import the whole year",
        )


def _row(year: CalendarYear, special: SpecialDay) -> CalendarDay:
    return CalendarDay(year=year, day=special.day, kind=special.kind.value, name=special.name)


def _kind_and_name(special: SpecialDay | None) -> tuple[DayKind | None, str]:
    return (special.kind, special.name) if special else (None, "")


def _same(row: CalendarDay | None, kind: DayKind | None, name: str) -> bool:
    return (row.kind, row.name) == (kind, name) if row else kind is None


def _put(d: Deed, year: CalendarYear, row: CalendarDay | None, special: SpecialDay | None) -> None:
    if special is None:
        if row is not None:
            d.remove(row)
    elif row is None:
        d.add(_row(year, special))
    else:
        d.change(row, kind=special.kind.value, name=special.name)


def _move(year: CalendarYear, verb: str, **values: Any) -> None:
    """Go an arrow of the table; copies of the year are stale from here on."""
    step = YEAR.step(verb, year.state)
    _renew(year, state=step.to, **values)


def _renew(row: M, **values: Any) -> M:
    """Change a row and its version, inside a deed, even where only what hangs on it has changed."""
    for name, value in {"version": uuid.uuid4(), **values}.items():
        setattr(row, name, value)
    row.save()
    return row
