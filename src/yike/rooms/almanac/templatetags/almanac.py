"""Filters of the almanac: how long something took, days, stairs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.rooms.almanac.saying import weekday

register = template.Library()
NUMBER = re.compile(r"(\d{3,4}-\d{3,4}-\d{4}|\d{3,4}-\d{7,8}|\+?\d{5,})")  # no day and no hour


@register.filter
def took(span: timedelta) -> str:
    """Return a stretch of time in the largest unit that tells it: 25 minutes, 3.5 hours, 2 days."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n).1f 小时") % {"n": minutes / 60}
    return _("%(n).1f 天") % {"n": minutes / 1440}


@register.filter
def took_apart(span: timedelta) -> tuple[str, str]:
    """Return the same as a number and its unit, for a figure in which the number alone is large."""
    number, _space, unit = took(span).partition(" ")
    return number, unit


@register.filter
def stairs(text: str) -> str:
    """Return stairs, kept a line each, in one line."""
    return _("、").join(line for line in text.splitlines() if line)


@register.filter
def size(held: Any) -> str:
    """Return what an activity of ``queries.sessions.measured`` had: zones, acts, teams with people, hosts."""
    said = (
        (held.zones, ngettext("%(n)d 个展区", "%(n)d 个展区", held.zones)),
        (held.acts, ngettext("%(n)d 个节目", "%(n)d 个节目", held.acts)),
        (held.teams, ngettext("%(n)d 支队伍", "%(n)d 支队伍", held.teams)),
        (held.players, ngettext("队员 %(n)d 人", "队员 %(n)d 人", held.players)),
        (held.holders - 1 and held.holders, ngettext("%(n)d 家合办", "%(n)d 家合办", held.holders)),
    )
    return _("、").join(words % {"n": number} for number, words in said if number)


@register.filter(expects_localtime=True)
def long_day(day: date) -> str:
    """Return a day with its weekday, in the reader's language."""
    told = {"month": day.month, "day": day.day, "week": weekday(day.weekday())}
    return _("%(month)d月%(day)d日 %(week)s") % told


@register.filter
def dialled(text: str) -> SafeString:
    """Return words in which each telephone number is dialled with a tap and stays in one line."""
    parts = enumerate(NUMBER.split(text or ""))
    return format_html_join("", "{}", ((_call(part) if at % 2 else part,) for at, part in parts))


def _call(number: str) -> SafeString:
    return format_html('<a class="keep" href="tel:{}">{}</a>', number, number)
