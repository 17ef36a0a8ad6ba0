"""``{% load workdays %}``: days, stretches and hours in words."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yike.core.calendar.models import OfficeHours, YearState
from yike.core.calendar.queries import Stretch, WallDay
from yike.core.calendar.seeding import MAKEUP
from yike.core.look.faults import language
from yike.engines.worktime.english import FESTIVALS

register = template.Library()

TONES = {YearState.CHECKED: "ok", YearState.SEEDED: "warn", YearState.EXPECTED: "info"}


@register.filter
def year_tone(state: str) -> str:
    """Return the tone of a year's badge."""
    return TONES[YearState(state)]


@register.filter
def day_words(day: date) -> str:
    """Return a day with its weekday: 10月1日 周四."""
    return date_format(day, _("n月j日 D"))


@register.filter
def stretch_words(stretch: Stretch) -> str:
    """Return a stretch of days with its weekdays: 10月1日 周四 至 10月7日 周三."""
    if stretch.length == 1:
        return day_words(stretch.first)
    said = {"first": day_words(stretch.first), "last": day_words(stretch.last), "n": stretch.length}
    return _("%(first)s 至 %(last)s（%(n)s 天）") % said


@register.filter
def festival(name: str) -> str:
    """Return the name of a day off or a make-up day; the seven festivals of the law also in English."""
    if language() == "zh":
        return name
    known = FESTIVALS.get(name.removesuffix(MAKEUP), "")
    return f"Make-up for {known}" if known and name.endswith(MAKEUP) else known or name


@register.filter
def wall_words(day: WallDay) -> str:
    """Return what a day on the wall says when heard: 10月1日 周四，放假：国庆节."""
    said = {"day": day_words(day.day), "name": festival(day.special.name) if day.special else ""}
    if day.rest:
        return (_("%(day)s，放假：%(name)s") if said["name"] else _("%(day)s，放假")) % said
    if day.makeup:
        return (_("%(day)s，上班：%(name)s") if said["name"] else _("%(day)s，上班")) % said
    return said["day"]


@register.filter
def spans_words(spans: str) -> str:
    """Return the spans of a day, or that it is shut."""
    return spans.replace("-", "–").replace(" ", _("、")) or _("不上班")


@register.filter
def week_words(hours: OfficeHours) -> list[tuple[str, str]]:
    """Return the week of a unit, days that are alike together: (周一至周五, 09:00–12:00 13:00–17:00)."""
    named = [(_day_name(name), getattr(hours, name)) for name in OfficeHours.WEEK]
    lines = []
    for spans, run in groupby(named, key=lambda one: one[1]):
        days = [name for name, _spans in run]
        lines.append((_several(days), spans_words(spans)))
    if hours.keeps_holidays and hours.makeup:
        lines.append((_day_name("makeup"), spans_words(hours.makeup)))
    return lines


def _day_name(name: str) -> str:
    return str(OfficeHours._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _several(days: list[str]) -> str:
    said = {"first": days[0], "last": days[-1]}
    if len(days) == 2:
        return _("%(first)s、%(last)s") % said
    return _("%(first)s至%(last)s") % said if len(days) > 2 else days[0]
