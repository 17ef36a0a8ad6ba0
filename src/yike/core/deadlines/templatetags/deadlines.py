"""``{% load deadlines %}``: a deadline in one line, with its colour in words and its arithmetic behind it."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.look.faults import language
from yike.core.look.templatetags.look import badge
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


@register.simple_tag
def deadline_line(deadline: Deadline | None, *, why: bool = False) -> SafeString:
    """Draw a deadline: colour and words, moment, and with ``why`` the arithmetic behind a click.

    In lists leave ``why`` out: the arithmetic asks for pauses and moves of each. Drawn without a template: of a
    list of fifty that was a fifth.
    """
    if deadline is None:
        return SafeString("")
    said, due = {"label": deadline.declared.label}, due_words(deadline)
    told = _("%(label)s：%(due)s 前") % {**said, "due": due} if due else said["label"]
    state = badge(state_words(deadline), TONES[deadline.colour] if deadline.open else "")
    line = format_html("<span>{} {}</span>", state, told)
    return line + _why(deadline) if why else line


def _why(deadline: Deadline) -> SafeString:
    fold = '<details class="fold"><summary>{}</summary><div><p>{}</p></div></details>'
    return format_html(fold, _("怎么算的"), arithmetic(deadline))
