"""What speaks against a day, in words: exams, holidays, make-up working days; and which solar term it is.

Nothing of it keeps anybody from planning. Two queries, however many days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.core.calendar.models import CalendarDay
from yike.core.calendar.templatetags.workdays import festival
from yike.core.record.clock import today
from yike.engines.solarterms import FIRST, LAST, terms
from yike.engines.worktime.days import DayKind as WorkDay
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.days import AvoidedDays, DayKind
from yike.rooms.almanac.models.series import in_english

USUAL = {DayKind.GAOKAO: ((6, 7), (6, 9)), DayKind.ZHONGKAO: ((6, 15), (6, 18))}
"""When these exams mostly are: said with a mark as long as the list has none of the kind in that year."""


@dataclass(frozen=True)
class Warned:
    """One reason: ``soft`` is only worth knowing."""

    day: date
    text: str
    soft: bool = False


def days_of(activity: Activity) -> list[date]:
    """Return the days an activity takes."""
    first, last = timezone.localdate(activity.starts_at), timezone.localdate(activity.ends_at)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def warned(days: Iterable[date]) -> dict[date, list[Warned]]:
    """Return what there is to be said of each of some days, only for days of which there is something."""
    wanted = sorted(set(days))
    found: dict[date, list[Warned]] = {}
    for one in (*_over(wanted), *_exams(wanted), *_holidays(wanted), *_terms(wanted)) if wanted else ():
        found.setdefault(one.day, []).append(one)
    return found


def _over(days: list[date]) -> Iterator[Warned]:
    """Say where all days are over: whoever planned them has most likely mistaken the year."""
    if days[-1] < today():
        yield Warned(days[0], _("这个日子已经过去了，请核对年份和日期"))


def _exams(days: list[date]) -> Iterator[Warned]:
    years = [date(days[0].year, 1, 1), date(days[-1].year, 12, 31)]
    rows = list(AvoidedDays.objects.filter(until__gte=years[0], since__lte=years[1]))
    for day in days:
        known = {row.kind for row in rows if row.since.year == day.year}
        for row in rows:
            if row.since <= day <= row.until:
                yield Warned(day, _("{name}，请尽量避开，特别是附近有考点的").format(name=row.name))
        for kind, ((month, first), (_month, last)) in USUAL.items():
            if kind not in known and day.month == month and first <= day.day <= last:
                words = _("往年这天多在{exam}，今年的日期请核对")
                yield Warned(day, words.format(exam=kind.label))


def _holidays(days: list[date]) -> Iterator[Warned]:
    for row in CalendarDay.objects.filter(day__in=days):
        if row.kind == WorkDay.REST.value:
            name = festival(row.name) or _("节假日")
            yield Warned(row.day, _("{name}放假，工作人员和来的人都可能少").format(name=name))
        else:
            yield Warned(row.day, _("周末调休上班，上班的人来不了"))


def _terms(days: list[date]) -> Iterator[Warned]:
    for day in days:
        names = terms(day.year).get(day) if FIRST <= day.year <= LAST else None
        if names:
            name = names[1] if in_english() else names[0]
            yield Warned(day, _("这天是{term}").format(term=name), soft=True)
