"""Deadlines found by walking minute by minute or day by day: slow, and plain enough to be believed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yike.engines.worktime import Calendar, OfficeHours, Pause, Term, Unit

MINUTE = timedelta(minutes=1)


def open_at(moment: datetime, hours: OfficeHours, calendar: Calendar) -> bool:
    minute = moment.hour * 60 + moment.minute
    return any(span.opens <= minute < span.closes for span in hours.on(moment.date(), calendar))


def standing(moment: datetime, pauses: tuple[Pause, ...]) -> bool:
    return any(p.begin <= moment and (p.end is None or moment < p.end) for p in pauses)


def after_minutes(term: Term, hours: OfficeHours, calendar: Calendar) -> datetime:
    """Return when so many minutes have run, looking at every minute."""
    wall = term.limit.unit is Unit.MINUTE
    left = term.limit.amount * (1 if wall else 60)
    moment = term.received
    while left:
        if (wall or open_at(moment, hours, calendar)) and not standing(moment, term.pauses):
            left -= 1
        moment += MINUTE
    return moment


def worked(begin: datetime, end: datetime, hours: OfficeHours, calendar: Calendar) -> int:
    """Return the open minutes between two moments, looking at every minute."""
    count, moment = 0, begin
    while moment < end:
        count += open_at(moment, hours, calendar)
        moment += MINUTE
    return count


def closing(day: date, hours: OfficeHours, calendar: Calendar, like: datetime) -> datetime:
    """Return the moment at which a day ends."""
    spans = hours.on(day, calendar)
    minute = min(spans[-1].closes, 1439) if spans else 1439
    return like.replace(year=day.year, month=day.month, day=day.day, hour=minute // 60, minute=minute % 60)


def after_days(term: Term, hours: OfficeHours, calendar: Calendar) -> datetime:
    """Return when so many days have been counted, looking at every day."""

    def end(day: date) -> datetime:
        return closing(day, hours, calendar, term.received)

    def held(day: date) -> bool:
        return any(p.begin < end(day) and (p.end is None or end(day) <= p.end) for p in term.pauses)

    day, left = term.received.date(), term.limit.amount
    while left:
        day += timedelta(1)
        counts = term.limit.unit is Unit.DAY or calendar.is_workday(day)
        left -= counts and not held(day)
    while not calendar.is_workday(day) or held(day):
        day += timedelta(1)
    return end(day)
