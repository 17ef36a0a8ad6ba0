"""How the almanac says when something is, and how often."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.engines.recurrence import Every, Rule, nth_of, read
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.series import Series


def when(row: Activity) -> str:
    """Return day and hours in the office's time: 2026-11-27 09:00–11:00."""
    since, until = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    last = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%m-%d %H:%M}"
    return f"{since:%Y-%m-%d %H:%M}–{last}"


def recurring(series: Series) -> str:
    """Return how a series recurs: 每周二、四，从 2026-12-01 起，共 8 次."""
    rule, first = read(series.rule), timezone.localtime(series.first_at)
    words = _("{often}，从 {first} 起，一共排了 {n} 次")
    return words.format(
        often=_often(rule, first), first=f"{first:%Y-%m-%d}", n=(rule.count or 0) - len(series.without)
    )


def _often(rule: Rule, first: datetime) -> str:
    n = rule.interval
    told: dict[str, object] = {"n": n, "day": first.day, "which": abs(nth_of(first))}
    if rule.every == Every.DAY:
        return _("每 {n} 天").format(**told) if n > 1 else _("每天")
    days = sorted(rule.weekdays) if rule.every == Every.WEEK else [first.weekday()]
    told["days"] = _("、").join(weekday(day) for day in days)
    if rule.every == Every.WEEK:
        words = _("每 {n} 周的{days}") if n > 1 else _("每{days}")
    elif rule.every == Every.DATE:
        words = _("每 {n} 个月的 {day} 日") if n > 1 else _("每月 {day} 日")
    elif nth_of(first) < 0:
        words = _("每 {n} 个月的最后一个{days}") if n > 1 else _("每月最后一个{days}")
    else:
        words = _("每 {n} 个月的第 {which} 个{days}") if n > 1 else _("每月第 {which} 个{days}")
    return words.format(**told)


def weekday(day: int) -> str:
    """Return the name of a weekday, from Monday, 0."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[day]
