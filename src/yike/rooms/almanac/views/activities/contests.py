"""The contest on the desk: rules, teams and judges, the draw, sheets as they come in, the result sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look import site
from yike.core.look.faults import told
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.door.pictures import qr
from yike.rooms.almanac.forms import contests as forms
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge
from yike.rooms.almanac.queries import activities, appeals
from yike.rooms.almanac.queries import contests as queries
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.views.activities.helpers import planned

S = ContestState


@guarded(rules.DESK)
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a contest stands; scores only once they are published."""
    activity = activities.access_activity(request.user, pk)
    row = queries.contest_of(activity)
    may = rules.may_plan(request.user, activity)
    if row is None:
        if not may:
            raise Http404
        return redirect("almanac:contest_rules", activity.pk)
    may_publish = row.state == S.CHECKING and rules.may_approve(request.user, activity)
    judged, result = row.state not in {S.ENTRY, S.DRAWN}, queries.published(row)
    shown = {
        "activity": activity,
        "contest": row,
        "teams": list(row.teams.all()),
        "judges": list(row.judges.all()),
        "deductions": list(row.deductions.select_related("team")),
        "missing": queries.still_missing(row) if row.state == S.JUDGING else [],
        "result": result,
        "hidden": len(result) - len(queries.revealed(row)),
        "sheets": appeals.sheets_of(row),
        "appeals": appeals.appeals_of(row),
        "may_appeal": may and appeals.appealing(row) and row.shown > 0,
        "may": may,
        "may_publish": may_publish,
        "remade": queries.links_made_anew(row) if may_publish else [],
        "judged": judged,
    }
    return render(request, "almanac/contest.html", shown)


def _kept(request: HttpRequest, pk: int) -> tuple[Activity, Contest]:
    activity = planned(request, pk)
    return activity, queries.access_contest(activity)


def _page(activity: Activity, title: str, button: str) -> Page:
    back = reverse("almanac:contest", args=[activity.pk])
    return Page(title, button, back, _("已记下。"), whose=activity.title)


@guarded(rules.PLAN)
def set_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it is judged."""
    activity = planned(request, pk)
    form = forms.RulesForm(sent(request), initial=forms.RulesForm.initial_of(queries.contest_of(activity)))
    page = _page(activity, _("评分办法"), _("保存"))

    def do() -> object:
        said = form.cleaned_data
        return actions.set_rules(by_of(request), activity, said["made"], appeal_days=said["appeal_days"])

    return act(request, form, page, do, template="almanac/activity_go.html", activity=activity)


ENTER: dict[str, tuple[type[django_forms.Form], Any, Any, Callable[..., object]]] = {
    "team": (forms.TeamForm, gettext_lazy("登记队伍"), gettext_lazy("登记"), actions.add_team),
    "draw": (forms.DrawForm, gettext_lazy("抽签"), gettext_lazy("抽签"), actions.draw),
    "begin": (django_forms.Form, gettext_lazy("开始打分"), gettext_lazy("开始打分"), actions.begin_judging),
    "finish": (django_forms.Form, gettext_lazy("定稿"), gettext_lazy("定稿"), actions.finish),
    "settle": (django_forms.Form, gettext_lazy("统分"), gettext_lazy("统分"), actions.settle),
}


@guarded(rules.PLAN)
def enter(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Enter a team, draw, let the judges begin, close the sheets."""
    activity, row = _kept(request, pk)
    if what not in ENTER:
        raise Http404
    kind, title, button, do = ENTER[what]
    form = kind(sent(request))
    page = _page(activity, title, button)
    return act(
        request,
        form,
        page,
        lambda: do(by_of(request), row, **form.cleaned_data),
        template="almanac/activity_go.html",
        activity=activity,
    )


@guarded(rules.PLAN)
def deduct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take points off a team."""
    activity, row = _kept(request, pk)
    form = forms.DeductionForm(row, sent(request))

    def do() -> object:
        return actions.take_off(by_of(request), row, **form.cleaned_data)

    page = _page(activity, _("扣分"), _("扣分"))
    return act(request, form, page, do, template="almanac/activity_go.html", activity=activity)


@guarded(rules.PLAN)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a judge and show the secret link of the judge's phone, once."""
    activity, row = _kept(request, pk)
    form = forms.JudgeForm(sent(request))

    def do() -> HttpResponse:
        return _told(request, activity, *actions.add_judge(by_of(request), row, **form.cleaned_data))

    page = _page(activity, _("加评委"), _("加上"))
    return act(request, form, page, do, template="almanac/activity_go.html", activity=activity)


def _told(request: HttpRequest, activity: Activity, one: Judge, link: str) -> HttpResponse:
    """Show the secret link of a judge's phone, once."""
    address = site.address(request, reverse("on:judge", args=[link]))
    shown = {"activity": activity, "judge": one, "address": address, "qr": qr(address)}
    answer = render(request, "almanac/judge_told.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(rules.PLAN)
@require_POST
def judge_link(request: HttpRequest, pk: int, judge: int) -> HttpResponse:
    """Show a judge whose page is lost a new link; the former one ends."""
    activity, row = _kept(request, pk)
    found = get_object_or_404(row.judges, pk=judge)
    try:
        link = actions.make_judge_link(by_of(request), found)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("almanac:contest", activity.pk)
    return _told(request, activity, found, link)


@guarded(rules.PLAN)
def judge_out(request: HttpRequest, pk: int, judge: int) -> HttpResponse:
    """Take out a judge who leaves before all sheets are in, once that was looked at."""
    activity, row = _kept(request, pk)
    found = get_object_or_404(row.judges, pk=judge)
    page = replace(
        _page(activity, _("评委中途离开"), _("去掉这位评委")),
        lead=_("{name}打过的分都不算，其余评委的分照算。").format(name=found.name),
    )
    form = django_forms.Form(sent(request))
    do = partial(actions.drop_judge, by_of(request), found, leaving=True)
    return act(request, form, page, do, template="almanac/activity_go.html", activity=activity)


@guarded(rules.PLAN)
@require_POST
def drop(request: HttpRequest, pk: int, what: str, one: int) -> HttpResponse:
    """Take a team or a judge out."""
    activity, row = _kept(request, pk)
    by = by_of(request)
    try:
        if what == "team":
            actions.drop_team(by, get_object_or_404(row.teams, pk=one))
        else:
            actions.drop_judge(by, get_object_or_404(row.judges, pk=one))
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect("almanac:contest", activity.pk)


@guarded(rules.DESK)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, by another than who planned it."""
    activity = activities.access_activity(request.user, pk)
    return _said(request, activity, actions.publish)


@guarded(rules.PLAN)
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Reveal one place more on the projector, or all at once where there is none."""
    activity, row = _kept(request, pk)
    try:
        every = "all" in request.POST
        actions.reveal(by_of(request), row, upto=row.teams.count() if every else row.shown + 1)
    except Fault as fault:
        messages.error(request, told(fault))
        every = True
    return redirect("almanac:contest" if every else "almanac:projector", activity.pk)


def _said(request: HttpRequest, activity: Activity, do: Callable[[By, Contest], object]) -> HttpResponse:
    try:
        do(by_of(request), queries.access_contest(activity))
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已公布。"))
    return redirect("almanac:contest", activity.pk)


@guarded(rules.PLAN)
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the places revealed so far, large, the last one first to come."""
    activity, row = _kept(request, pk)
    result = queries.published(row)
    hidden = len(result) - row.shown
    shown = {
        "activity": activity,
        "contest": row,
        "rows": result[hidden:] if row.shown else [],
        "hidden": hidden,
    }
    return render(request, "almanac/projector.html", shown)
