"""The steps of a whistle, its units and measures: each asks only for what it needs, and leads back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import refuse, told
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.flows.whistles import CALL, WHISTLE
from yike.rooms.grid.forms.whistles import ArriveForm, DoneForm, MoveForm, ReasonForm, ScoreForm
from yike.rooms.grid.models.whistles import CallState, Whistle, WhistleCall
from yike.rooms.grid.queries import whistles as queries
from yike.rooms.grid.views.whistles.buttons import waits_for_approval
from yike.rooms.grid.views.whistles.pages import where_of

MOVES: dict[str, Callable[..., Whistle]] = {
    "ask": actions.ask_whistle,
    "blow": actions.blow_whistle,
    "approve": actions.approve_whistle,
    "return": actions.return_whistle,
    "withdraw": actions.withdraw_whistle,
    "plan": actions.plan_whistle,
    "done": actions.finish_whistle,
    "accept": actions.accept_whistle,
    "rework": actions.rework_whistle,
    "escalate": actions.escalate_whistle,
    "postpone": actions.postpone_whistle,
    "resume": actions.resume_whistle,
    "close": actions.close_whistle,
}
STEPS: dict[str, Callable[[By, WhistleCall], WhistleCall]] = {
    "sign": actions.sign,
    "leave": actions.leave,
    "see": actions.see_arrived,
}


@guarded(rules.COME)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Move a whistle on; what needs words asks for them, what needs none is done at once when sent."""
    row = queries.access_whistle(request.user, pk)
    if verb not in MOVES:
        raise Http404
    called = [call.unit for call in queries.calls(row) if call.state != CallState.EXCUSED]
    own = [row.caller.unit] if row.caller and row.caller.unit and row.caller.unit not in called else []
    form = MoveForm(verb, called + own, request.POST if request.method == "POST" else None)
    if _done(request, form, lambda: MOVES[verb](by_of(request), row, **form.cleaned_data)):
        return redirect(row)
    after = verb == "approve" and waits_for_approval(request.user, row)
    label = _("补审核") if after else WHISTLE[verb].label
    return render(request, "grid/whistle_go.html", {"form": form, "whistle": row, "label": label})


def _done(request: HttpRequest, form: forms.Form, act: Callable[[], object], field: str = "") -> bool:
    """Do what a form was sent for; say what is wrong on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Fault as fault:
        refuse(form, fault, field or None)
        return False
    messages.success(request, _("已记下。"))
    return True


@guarded(rules.COME)
@require_POST
def step(request: HttpRequest, pk: int, call_pk: int, verb: str) -> HttpResponse:
    """Sign, set out, seen at the place: one press each."""
    row = queries.access_whistle(request.user, pk)
    call = queries.access_call(row, call_pk)
    if verb not in STEPS:
        raise Http404
    try:
        STEPS[verb](by_of(request), call)
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(row)


@guarded(rules.COME)
def arrive(request: HttpRequest, pk: int, call_pk: int) -> HttpResponse:
    """Arrive by the phone's position (``?where=lon,lat``) or the six digits of the place."""
    row = queries.access_whistle(request.user, pk)
    call = _own_call(request, row, call_pk)
    where = where_of(request)
    form = ArriveForm(request.POST or None, initial=where)
    if _done(request, form, lambda: actions.arrive(by_of(request), call, **form.cleaned_data)):
        return redirect(row)
    return render(
        request,
        "grid/whistle_arrive.html",
        {"form": form, "whistle": row, "call": call, "placed": bool(where)},
    )


def _own_call(request: HttpRequest, row: Whistle, call_pk: int) -> WhistleCall:
    call = queries.access_call(row, call_pk)
    if not rules.is_called(request.user, call):
        raise Http404
    return call


@guarded(rules.COME)
def refuse_call(request: HttpRequest, pk: int, call_pk: int) -> HttpResponse:
    """Say why the unit cannot come."""
    row = queries.access_whistle(request.user, pk)
    call = _own_call(request, row, call_pk)
    form = ReasonForm(request.POST or None)
    if _done(request, form, lambda: actions.refuse(by_of(request), call, **form.cleaned_data), "reason"):
        return redirect(row)
    context = {"form": form, "whistle": row, "label": CALL["refuse"].label, "lead": _("由领导裁定来不来。")}
    return render(request, "grid/whistle_go.html", context)


@guarded(rules.APPROVE)
def rule_call(request: HttpRequest, pk: int, call_pk: int, verb: str) -> HttpResponse:
    """Rule on a refusal."""
    row = queries.access_whistle(request.user, pk)
    call = queries.access_call(row, call_pk)
    if verb not in {"insist", "excuse"} or not rules.may_rule(request.user, call):
        raise Http404
    form = ReasonForm(request.POST or None)
    come = verb == "insist"
    if _done(request, form, lambda: actions.rule(by_of(request), call, come=come, **form.cleaned_data)):
        return redirect(row)
    lead = _("{unit}说：{refusal}").format(unit=call.unit.name, refusal=call.refusal)
    context = {"form": form, "whistle": row, "label": CALL[verb].label, "lead": lead}
    return render(request, "grid/whistle_go.html", context)


@guarded(rules.COME)
def task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Report a measure done."""
    row = queries.access_whistle(request.user, pk)
    found = queries.access_task(row, task_pk)
    if not rules.may_do_task(request.user, found):
        raise Http404
    form = DoneForm(request.POST or None)
    if _done(request, form, lambda: actions.do_task(by_of(request), found, **form.cleaned_data)):
        return redirect(row)
    context = {"form": form, "whistle": row, "label": _("做完了"), "lead": found.what}
    return render(request, "grid/whistle_go.html", context)


@guarded(rules.COME)
def rate(request: HttpRequest, pk: int, call_pk: int, side: str) -> HttpResponse:
    """Rate a unit, as the caller; or the caller, as a unit."""
    row = queries.access_whistle(request.user, pk)
    call = queries.access_call(row, call_pk)
    allowed: dict[str, Any] = {
        "unit": (rules.may_witness(request.user, call), actions.rate_unit, call.unit.name),
        "caller": (rules.is_called(request.user, call), actions.rate_caller, _("吹哨人")),
    }
    may, act, whom = allowed.get(side, (False, None, ""))
    if not may:
        raise Http404
    form = ScoreForm(request.POST or None)
    if _done(request, form, lambda: act(by_of(request), call, **form.cleaned_data)):
        return redirect(row)
    context = {"form": form, "whistle": row, "label": _("评价{whom}").format(whom=whom)}
    return render(request, "grid/whistle_go.html", context)
