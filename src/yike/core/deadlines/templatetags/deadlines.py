"""``{% load deadlines %}``: a deadline in one line, with its colour in words and its arithmetic behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.look.faults import language
from yike.core.record.clock import now
from yike.engines.faults import Fault
from yike.engines.worktime import Colour

register = template.Library()

TONES = {Colour.GREEN: "ok", Colour.YELLOW: "warn", Colour.RED: "stop"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def span_words(span: timedelta) -> str:
    """Return how long something is: days, else hours, else minutes; rounded down, at least one minute."""
    if span >= DAY:
        return ngettext("%(n)d 天", "%(n)d 天", span.days) % {"n": span.days}
    hours, minutes = span // HOUR, max(1, span % HOUR // timedelta(minutes=1))
    if hours:
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}


def state_words(deadline: Deadline) -> str:
    """Return how a deadline stands: 还剩 3 天, 超期 2 小时, 暂停计时, 按期办完."""
    if deadline.state != State.RUNNING and not (deadline.open and deadline.passed()):
        return str(State(deadline.state).label)
    assert deadline.due_at is not None, "what runs is due"  # noqa: S101
    left = deadline.due_at + timedelta(minutes=1) - now()
    if deadline.passed():
        return _("超期 %(span)s") % {"span": span_words(-left)}
    return _("还剩 %(span)s") % {"span": span_words(left)}


def due_words(deadline: Deadline) -> str:
    """Return when it is due: 11月30日 周一 17:00; empty while the clock stands."""
    if deadline.due_at is None:
        return ""
    return date_format(timezone.localtime(deadline.due_at), _("n月j日 D H:i"))


def arithmetic(deadline: Deadline) -> str:
    """Return the arithmetic in the language of the page; what is wrong where a year's calendar is gone."""
    try:
        said = deadline.reckoning()
    except Fault as fault:
        return fault.text(language())
    return said.zh if language() == "zh" else said.en


@register.inclusion_tag("deadlines/line.html")
def deadline_line(deadline: Deadline | None, *, why: bool = False) -> dict[str, Any]:
    """Draw a deadline: colour and words, moment, and with ``why`` the arithmetic behind a click.

    In lists leave ``why`` out: the arithmetic asks for pauses and moves of each.
    """
    if deadline is None:
        return {"deadline": None}
    return {
        "deadline": deadline,
        "tone": TONES[deadline.colour] if deadline.open else "",
        "label": deadline.declared.label,
        "state": state_words(deadline),
        "due": due_words(deadline),
        "why": arithmetic(deadline) if why else "",
    }
