"""The list of activities, the page of one, and the form on which it is planned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.faults import refuse
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities.afterwards import OPEN as HELPED
from yike.rooms.almanac.actions.activities.series import change_following
from yike.rooms.almanac.flows.activities import ACTIVITY
from yike.rooms.almanac.forms import activities as forms
from yike.rooms.almanac.forms.series import ScopeForm
from yike.rooms.almanac.models.activities import BOOKED, OVER, Activity
from yike.rooms.almanac.models.signups import Summary
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.queries import after, agreements, parts, photos
from yike.rooms.almanac.queries import signups as signup_queries
from yike.rooms.almanac.queries.warnings import days_of, warned
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.rules import signups
from yike.rooms.almanac.stands import offered, place_of
from yike.rooms.almanac.views.activities.moves import arrows

ROWS = 30  # on a page: a telephone shows each as a card


@guarded(rules.DESK)
def activities(request: HttpRequest) -> HttpResponse:
    """Show what is ahead, what waits for this person, or all activities, with a search."""
    shown, text = request.GET.get("show", ""), request.GET.get("q", "")[:60]
    rows = queries.visible_to(request.user)
    mine = queries.waiting(request.user, rows)
    found = {"mine": mine, "all": rows.order_by("-starts_at", "-pk")}.get(shown, queries.upcoming(rows))
    context = {
        "page": paged(request, queries.listed(queries.find(found, text)), ROWS),
        "shown": shown,
        "q": text,
        "mine": mine.count(),
        "may_plan": rules.PLAN.allows(request.user),
    }
    return render(request, "almanac/activities.html", context)


@guarded(rules.DESK)
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity: what, where, when, who; what this person can do now; what was done."""
    row = queries.access_activity(request.user, pk)
    return render(request, "almanac/activity.html", _shown(request, row))


def _shown(request: HttpRequest, row: Activity) -> dict[str, Any]:
    planned = row.state in BOOKED
    summary = Summary.objects.filter(activity=row).select_related("by").first()
    found = queries.clashes(row, starts_at=row.starts_at, ends_at=row.ends_at, but=row.pk) if planned else []
    said = warned(days_of(row)) if planned else {}
    return {
        "activity": row,
        "arrows": arrows(request.user, row),
        "may_change": rules.may_plan(request.user, row) and row.state not in OVER,
        "waits_for_another": row.state in ACTIVITY["approve"].since and row.made_by_id == request.user.pk,
        "clashes": found,
        "warned": [one for some in said.values() for one in some],
        "warns": any(not one.soft for some in said.values() for one in some),
        "figures": signup_queries.figures(row) if row.public else {},
        "count": signup_queries.headcount(row) if row.public else None,
        "helpings": list(row.helpings.select_related("user")),
        "summary": summary,
        "photos": photos.shown_of(row) if summary else (),
        "told": after.told_of(row) if summary else {},
        "may_help": rules.may_plan(request.user, row) and row.state in HELPED,
        "parts": parts.parts_of(row),
        "above": agreements.above(request.user, row),
        "stands_nowhere": planned and place_of(row) is None and bool(offered(row)),
        "may_again": rules.may_plan(request.user, row),
        "may_sign": row.public and signups.may_sign(request.user, row),
        "may_door": row.public and row.state not in OVER and signups.may_door(request.user, row),
        "history": timeline(row.recorded_subject(), limit=200),
    }


@guarded(rules.PLAN)
def new(request: HttpRequest) -> HttpResponse:
    """Plan an activity."""
    form = forms.ActivityForm(
        request.user, request.POST or None, initial={"hosts": [getattr(request.user, "unit_id", None)]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.plan_activity(by_of(request), form.plan())
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("已记下，送审以后由领导同意。"))
            return redirect(row)
    return render(request, "almanac/activity_form.html", _form(form))


@guarded(rules.PLAN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an activity."""
    row = queries.access_activity(request.user, pk)
    if not rules.may_plan(request.user, row):
        raise PermissionDenied(rules.PLAN.code)
    initial = forms.ActivityForm.initial_of(row)
    form = forms.ActivityForm(request.user, request.POST or None, activity=row, initial=initial)
    scope = ScopeForm(request.POST or None) if row.series_id else None
    if request.method == "POST" and form.is_valid() and (scope is None or scope.is_valid()):
        change = change_following if scope and scope.following else actions.change_activity
        try:
            change(by_of(request), row, form.plan())
        except Fault as fault:
            refuse(form, fault)
        else:
            messages.success(request, _("已保存。"))
            return redirect(row)
    return render(request, "almanac/activity_form.html", {**_form(form), "activity": row, "scope": scope})


def _form(form: forms.ActivityForm) -> dict[str, Any]:
    folds = (
        (_("给谁、多少人"), forms.PEOPLE),
        (_("报名"), forms.SIGNING),
        (_("安全、天气、拍照"), forms.SAFETY),
        (_("简介和英文"), forms.ENGLISH),
    )
    shown = [(name, only, _touched(form, only)) for name, only in folds]
    return {"form": form, "first": forms.FIRST, "folds": shown}


def _touched(form: forms.ActivityForm, only: str) -> bool:
    """Return whether a fold stands open: something in it is wrong."""
    return any(form[name].errors for name in only.split(","))
