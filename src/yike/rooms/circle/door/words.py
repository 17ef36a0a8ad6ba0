"""Walks, hours and days in short, plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.engines.reach.hours.spans import DAY, WHOLE_DAY, Spans
from yike.engines.reach.legs import whole_metres
from yike.rooms.circle.opening import Standing

ROUND = 10  # metres


def clock(at: datetime) -> str:
    """Return the time of day: 9:00."""
    return f"{at.hour}:{at.minute:02d}"


def _minute(minute: int) -> str:
    return f"{minute // 60 % 24 if minute != DAY else 24}:{minute % 60:02d}"


def day(one: date) -> str:
    """Return a day with its weekday: 11月28日 周六."""
    return date_format(one, _("n月j日 D"))


def minutes(number: int) -> str:
    """Return a walk in words: 走 6 分钟."""
    return ngettext("走 %(n)s 分钟", "走 %(n)s 分钟", number) % {"n": number}


def metres(number: float) -> str:
    """Return a distance rounded as one tells it: 420 米, 1.3 公里."""
    if number >= 1000:
        return _("%(n)s 公里") % {"n": f"{number / 1000:.1f}"}
    return _("%(n)s 米") % {"n": max(ROUND, whole_metres(number))}


def spans(of_day: Spans) -> str:
    """Return the stretches of a day: 9:00–12:00、13:30–17:00; 休息 where there are none."""
    if not of_day:
        return _("休息")
    if of_day == WHOLE_DAY:
        return _("24 小时")
    return _("、").join(f"{_minute(start)}–{_minute(end)}" for start, end in of_day)


def when(moment: datetime, now: datetime) -> str:
    """Return a moment ahead as one says it: 今天 13:30, 明天 9:00, 周六 9:00, 12月7日 周一 9:00."""
    ahead = (moment.date() - now.date()).days
    if ahead == 0:
        return _("今天 %(time)s") % {"time": clock(moment)}
    if ahead == 1:
        return _("明天 %(time)s") % {"time": clock(moment)}
    if 0 < ahead < 7:
        return _("%(weekday)s %(time)s") % {"weekday": date_format(moment, "D"), "time": clock(moment)}
    return _("%(day)s %(time)s") % {"day": day(moment.date()), "time": clock(moment)}


def stands(one: Standing, at: datetime, *, now: bool = True) -> tuple[str, str]:
    """Return how a place stands at a moment, in words, and the tone of it. ``now``: it is the present moment.

    Days are named from the moment asked about, which is told beside it.
    """
    if not one.known:
        return _not_known(one, now=now), "warn"
    if one.open:
        return _open(one, at, now=now), "ok"
    if one.opens is None:
        return _("这两个月都不开门"), "stop"
    if not now:
        said = {"day": day(one.opens.date()), "time": clock(one.opens)}
        return _("那时关着，%(day)s %(time)s 开门") % said, "stop"
    return _("关着，%(when)s 开门") % {"when": when(one.opens, at)}, "stop"


def _not_known(one: Standing, *, now: bool) -> str:
    if one.open:
        return _("没写开放时间，先打电话问问")
    return _("关着，哪天开门先打电话问问") if now else _("那时关着，哪天开门先打电话问问")


def _open(one: Standing, at: datetime, *, now: bool) -> str:
    if one.closes is None:
        return _("开着，24 小时") if now else _("那时开着")
    said = {"when": clock(one.closes) if one.closes.date() == at.date() else when(one.closes, at)}
    return (_("开着，%(when)s 关门") if now else _("那时开着，%(when)s 关门")) % said


def listed(parts: Sequence[str]) -> str:
    """Return several things side by side: 窗口办理、自助办理."""
    return _("、").join(parts)
