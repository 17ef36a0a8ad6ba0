"""All that is read of the calendar: the engine's clock of a unit, years as walls of months, hours of units."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from yike.core.calendar import rules
from yike.core.calendar.models import CalendarDay, CalendarYear, HoursException, OfficeHours, YearState
from yike.core.calendar.reading import engine_days, engine_hours
from yike.core.record.clock import today
from yike.core.record.lookup import rows_where
from yike.core.record.models import HistoryEntry
from yike.core.record.queries import timeline
from yike.engines.worktime import Calendar, DayKind, SpecialDay, WorkClock, YearTable, office
from yike.engines.worktime.days import FIRST_YEAR, LAST_YEAR, SATURDAY

WORKDAY = "09:00-12:00 13:00-17:00"
COPIED = (*OfficeHours.WEEK, "makeup", "keeps_holidays")
ORDINARY = dict.fromkeys((*OfficeHours.WEEK[:5], "makeup"), WORKDAY)
NOTICE = (
    11,
    1,
)  # in November the State Council tells the next year's days off, and deadlines begin to reach there
Version = tuple[int, Any]  # key of a row and its version: what a copy was made from


def working_calendar() -> Calendar:
    """Return the calendar of all years in use. One query, however often it is asked, until a year changes."""
    return _calendar(_years())


def work_clock(unit: Any = None) -> WorkClock:
    """Return the working clock of a unit: its own hours, else those of all, else 09-12 and 13-17.

    Two queries until something changes: ask once for many deadlines of the same unit.
    """
    return _clock(_years(), _hours(unit))


def _years() -> tuple[Version, ...]:
    rows = rows_where(CalendarYear, state=[state.value for state in YearState if state != YearState.EXPECTED])
    return tuple(sorted((row.pk, row.version) for row in rows))


def _hours(unit: Any) -> Version | None:
    key = getattr(unit, "pk", unit)
    rows = sorted(rows_where(OfficeHours, unit_id=[key, None]), key=lambda row: row.unit_id is None)
    return next(((row.pk, row.version) for row in rows), None)


@lru_cache(maxsize=8)
def _calendar(years: tuple[Version, ...]) -> Calendar:
    rows = CalendarYear.objects.filter(pk__in=[pk for pk, _ in years]).prefetch_related("days")
    return Calendar(tuple(YearTable(row.year, engine_days(row.days.all())) for row in rows))


@lru_cache(maxsize=64)
def _clock(years: tuple[Version, ...], hours: Version | None) -> WorkClock:
    if hours is None:
        return WorkClock(_calendar(years), office())
    row = OfficeHours.objects.prefetch_related("exceptions").get(pk=hours[0])
    return WorkClock(_calendar(years), engine_hours(row, row.exceptions.all()))


def covered_until() -> date | None:
    """Return the last day up to which deadlines can be reckoned from today on; None where not even today can."""
    years, year = working_calendar().years, today().year
    while year in years:
        year += 1
    return date(year - 1, 12, 31) if year > today().year else None


def years_missing() -> int:
    """Return how many years have no table that deadlines reach into: of this one, and the next one in autumn."""
    known, day = working_calendar().years, today()
    last = day.year + ((day.month, day.day) >= NOTICE)
    return sum(one not in known for one in range(day.year, last + 1))


def years() -> QuerySet[CalendarYear]:
    """Return all tables, the newest first."""
    return CalendarYear.objects.order_by("-year")


def find_year(year: int) -> CalendarYear | None:
    """Return a year's table, None where there is none yet. Raises ``Http404`` for years that cannot have one."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return CalendarYear.objects.filter(year=year).first()


def access_year(user: Any, year: int) -> CalendarYear:
    """Return a year's table. Raises ``Http404`` where there is none and for who may not see calendars."""
    found = find_year(year)
    if found is None or not rules.SEE.allows(user):
        raise Http404
    return found


def special_days(year: CalendarYear) -> list[CalendarDay]:
    """Return the days that depart from the ordinary week, in order."""
    return list(year.days.all())


def table_of(year: CalendarYear) -> YearTable:
    """Return a year's table as the engine takes it."""
    return YearTable(year.year, engine_days(special_days(year)))


@dataclass(frozen=True)
class WallDay:
    """A day on the wall: what the table says of it, and whether it is worked."""

    day: date
    special: SpecialDay | None
    worked: bool
    today: bool

    @property
    def rest(self) -> bool:
        """Whether it is a listed day off."""
        return self.special is not None and self.special.kind is DayKind.REST

    @property
    def makeup(self) -> bool:
        """Whether it is a weekend that is worked."""
        return self.special is not None and self.special.kind is DayKind.WORK


@dataclass(frozen=True)
class Month:
    """A month on the wall: weeks from Monday, None outside the month; how many of its days are worked."""

    first: date
    weeks: tuple[tuple[WallDay | None, ...], ...]
    worked: int


def wall(table: YearTable) -> list[Month]:
    """Return the twelve months of a year."""
    special = {one.day: one for one in table.days}
    now = today()

    def on_wall(day: date) -> WallDay:
        found = special.get(day)
        worked = found.kind is DayKind.WORK if found else day.weekday() < SATURDAY
        return WallDay(day, found, worked, day == now)

    return [_month(table.year, number, on_wall) for number in range(1, 13)]


def _month(year: int, number: int, on_wall: Any) -> Month:
    weeks = tuple(
        tuple(on_wall(date(year, number, day)) if day else None for day in week)
        for week in months.monthcalendar(year, number)
    )
    worked = sum(1 for week in weeks for day in week if day and day.worked)
    return Month(date(year, number, 1), weeks, worked)


@dataclass(frozen=True)
class Stretch:
    """Days in a row with the same arrangement and name."""

    first: date
    last: date
    kind: DayKind
    name: str

    @property
    def length(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


def stretches(table: YearTable) -> list[Stretch]:
    """Return the days of a table in stretches, in order: 10月1日至7日 放假 国庆节."""
    found: list[Stretch] = []
    for one in table.days:
        last = found[-1] if found else None
        if last and (last.kind, last.name) == (one.kind, one.name) and (one.day - last.last).days == 1:
            found[-1] = Stretch(last.first, one.day, one.kind, one.name)
        else:
            found.append(Stretch(one.day, one.day, one.kind, one.name))
    return found


@dataclass(frozen=True)
class Change:
    """A day that an import would change: what it is now and what it would be."""

    day: date
    before: SpecialDay | None
    after: SpecialDay | None


def changes(before: YearTable, after: YearTable) -> list[Change]:
    """Return the days in which two tables of a year differ, in order."""
    old, new = ({one.day: one for one in table.days} for table in (before, after))
    days = sorted({*old, *new})
    return [Change(day, old.get(day), new.get(day)) for day in days if old.get(day) != new.get(day)]


@dataclass(frozen=True)
class Deed:
    """One deed in a year's history: its newest row, and the days it changed."""

    entry: HistoryEntry
    days: tuple[date, ...]


def history_of(year: CalendarYear) -> list[Deed]:
    """Return what was done to a year, newest first. A deed that changed forty days is one line, not forty."""
    entries = timeline(year.recorded_subject(), limit=500)
    known = {str(row.pk): str(row.day) for row in special_days(year)}
    known |= {entry.object_pk: day for entry in entries if (day := _fields(entry).get("day"))}
    deeds = [list(rows) for _, rows in groupby(entries, key=lambda entry: entry.deed)]
    return [Deed(rows[0], tuple(sorted(_days_in(rows, known)))) for rows in deeds]


def _fields(entry: HistoryEntry) -> dict[str, str]:
    """Return the fields of a day's row that a history row names; nothing where it tells of the year itself."""
    if entry.model != CalendarDay._meta.label_lower:
        return {}
    return {**entry.content.get("before", {}), **entry.content.get("after", {})}


def _days_in(rows: list[HistoryEntry], known: dict[str, str]) -> Iterator[date]:
    for row in rows:
        if _fields(row) and row.object_pk in known:
            yield date.fromisoformat(known[row.object_pk])


def units() -> QuerySet[Any]:
    """Return all units in the order of their names. The hours know the model; this storey does not import it."""
    model: Any = OfficeHours._meta.get_field("unit").related_model
    rows: QuerySet[Any] = model.objects.select_related("area").defer("area__polygon").order_by("kind", "name")
    return rows


def access_unit(user: Any, pk: int) -> Any:
    """Return a unit whose hours ``user`` may keep. Raises ``Http404`` for any other."""
    unit = rules.KEEP.visible(units(), user).filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def hours_of(unit: Any) -> OfficeHours | None:
    """Return a unit's own hours (None: those of all), None where it has none."""
    return OfficeHours.objects.select_related("unit").filter(unit=unit).first()


def hours_or_ordinary(unit: Any) -> OfficeHours:
    """Return the hours that hold for a unit (None: for all), as a row that need not be kept yet."""
    found = hours_of(unit) or (hours_of(None) if unit is not None else None)
    if found is None:
        return OfficeHours(unit=unit, **ORDINARY)
    if found.unit_id is None and unit is not None:
        return OfficeHours(unit=unit, **{name: getattr(found, name) for name in COPIED})
    return found


def access_exception(user: Any, pk: int) -> HoursException:
    """Return the hours of a date that ``user`` may keep. Raises ``Http404`` for any other."""
    one: HoursException | None = (
        HoursException.objects.select_related("hours__unit__area").filter(pk=pk).first()
    )
    if one is None or not rules.KEEP.allows(user):
        raise Http404
    if one.hours.unit_id is not None:
        access_unit(user, one.hours.unit_id)
    return one


def with_hours(units: Iterable[Any]) -> list[tuple[Any, OfficeHours | None]]:
    """Return units each with the hours of its own, None where it keeps those of all. One query."""
    listed = list(units)
    own = {row.unit_id: row for row in OfficeHours.objects.filter(unit__in=listed)}
    return [(unit, own.get(unit.pk)) for unit in listed]
