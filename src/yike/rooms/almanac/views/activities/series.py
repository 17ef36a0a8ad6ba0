"""Series: made of an activity, shown with all sessions, and moved on together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look.faults import told
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities import series as actions
from yike.rooms.almanac.forms.series import SeriesForm
from yike.rooms.almanac.models.activities import BOOKED, Activity, ActivityState
from yike.rooms.almanac.queries import series as queries
from yike.rooms.almanac.queries.warnings import Warned, days_of, warned
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.saying import recurring
from yike.rooms.almanac.views.activities.helpers import planned


@guarded(rules.PLAN)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a series of an activity."""
    row = planned(request, pk)
    form = SeriesForm(row, sent(request))
    lead = _("这一场是第一场，别的各场照着它排好，以后可以一场一场改。")
    page = Page(_("排成系列"), _("排上"), row.get_absolute_url(), "", lead, whose=row.title)

    def do() -> HttpResponse:
        made = actions.make_series(by_of(request), row, form.wanted())
        count = made.sessions.count()
        messages.success(request, ngettext("已排上 {n} 场。", "已排上 {n} 场。", count).format(n=count))
        return redirect(made)

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row)


@guarded(rules.DESK)
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a series: how it recurs, its sessions, what came of them."""
    row = queries.access_series(request.user, pk)
    rows = queries.sessions_of(row)
    came, each = queries.came_of(rows)
    said = warned(day for one in rows if one.state in BOOKED for day in days_of(one))
    shown = {
        "series": row,
        "rows": [(one, each[one.pk], _said(one, said)) for one in rows],
        "came": came,
        "words": recurring(row),
        "to_ask": _some(request.user, rows, ActivityState.PLAN),
        "to_approve": _some(request.user, rows, ActivityState.ASKED),
        "history": timeline(row.recorded_subject(), limit=100),
    }
    return render(request, "almanac/series.html", shown)


def _said(row: Activity, said: dict[date, list[Warned]]) -> list[Warned]:
    """Return what speaks against the days of a session that is ahead."""
    return [one for day in days_of(row) for one in said.get(day, [])] if row.state in BOOKED else []


def _some(user: Any, rows: list[Activity], state: str) -> int:
    """Return how many sessions stand somewhere from where this person may move them on, all of them or none."""
    there = [row for row in rows if row.state == state]
    may = rules.may_plan if state == ActivityState.PLAN else rules.may_approve
    return len(there) if all(may(user, row) for row in there) else 0


@guarded(rules.DESK)
@require_POST
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Send all sessions for approval, or approve all."""
    row = queries.access_series(request.user, pk)
    moves = {"ask": actions.ask_all, "approve": actions.approve_all}
    if verb not in moves:
        raise Http404
    try:
        done = moves[verb](by_of(request), row)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        count = len(done)
        messages.success(request, ngettext("{n} 场已记下。", "{n} 场已记下。", count).format(n=count))
    return redirect(row)
